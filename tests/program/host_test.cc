// Host functions are declared once and then checked like the language's own.

#include "patron/host.h"

#include "program/checked_program.h"
#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::AllMessages;
using testing::Cafe;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::MakeRule;
using testing::OffPercent;

absl::StatusOr<HostValue> Nothing(std::span<const HostValue> /*arguments*/) {
  return HostValue(false);
}

HostFunction Function(std::string name, std::vector<HostType> parameters,
                      HostType result, bool member = false) {
  return {std::move(name), std::move(parameters), result, member, Nothing};
}

HostFunctions Town() {
  HostFunctions host;
  for (const HostFunction& function :
       {Function("shop.distance", {HostType::kString, HostType::kString},
                 HostType::kInt),
        Function("shop.distance", {HostType::kInt, HostType::kInt},
                 HostType::kInt),
        Function("gold", {HostType::kString}, HostType::kBool, true),
        Function("worth", {HostType::kPoints}, HostType::kMoney, true),
        Function("promised",
                 {HostType::kDate, HostType::kTimestamp, HostType::kDuration},
                 HostType::kRate),
        Function("unused", {HostType::kQuantity}, HostType::kPoints)}) {
    EXPECT_THAT(host.Add(function), IsOk()) << function.name;
  }
  return host;
}

CheckResult CheckWhen(std::string when, const HostFunctions& host) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("deal", OffPercent("10%"), std::move(when)));
  return CheckProgram(std::move(program), {}, host);
}

TEST(HostFunctions, WhatIsNoFunctionIsRefused) {
  struct Row {
    HostFunction function;
    Reason reason;
    std::string message;  // a part of it
  };
  const std::vector<HostType> one = {HostType::kString};
  const Row rows[] = {
      {Function("", one, HostType::kBool), Reason::kBadValue, "no name"},
      {Function("two words", one, HostType::kBool), Reason::kBadValue,
       "'two words'"},
      {Function("shop.", one, HostType::kBool), Reason::kBadValue, "no name"},
      {Function("in", one, HostType::kBool), Reason::kBadValue, "no name"},
      {Function("a.b", one, HostType::kBool, true), Reason::kBadValue,
       "no name"},
      {Function("f", {}, HostType::kBool, true), Reason::kBadValue,
       "before the dot"},
      {Function("f", one, HostType{0}), Reason::kBadValue, "no known type"},
      {Function("f", one, HostType{11}), Reason::kBadValue, "no known type"},
      {Function("f", {HostType{200}}, HostType::kBool), Reason::kBadValue,
       "no known type"},
      {Function("f", std::vector<HostType>(17, HostType::kInt),
                HostType::kBool),
       Reason::kTooLarge, "at most 16"},
      {Function(std::string(5000, 'f'), one, HostType::kBool),
       Reason::kTooLarge, "4096"},
      {{"f", one, HostType::kBool, false, nullptr},
       Reason::kBadValue,
       "no call"},
      {Function("size", one, HostType::kBool), Reason::kDuplicateId,
       "the language has"},
      {Function("money", one, HostType::kBool), Reason::kDuplicateId,
       "the language has"},
      {Function("has", one, HostType::kBool), Reason::kDuplicateId,
       "the language has"},
      {Function("startsWith", one, HostType::kBool, true), Reason::kDuplicateId,
       "the language has"},
      {Function("map", one, HostType::kBool, true), Reason::kDuplicateId,
       "the language has"},
      {Function("quantity", one, HostType::kBool), Reason::kDuplicateId,
       "the language has"},
      {Function("in_segment", one, HostType::kBool), Reason::kDuplicateId,
       "the language has"},
      {Function("gold", one, HostType::kInt, true), Reason::kDuplicateId,
       "twice"},
  };
  HostFunctions host = Town();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.function.name + " " + row.message);
    const absl::Status status = host.Add(row.function);
    EXPECT_EQ(ReasonOf(status), row.reason);
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(row.message));
  }
  EXPECT_EQ(host.all().size(), Town().all().size());
}

TEST(HostFunctions, ThereAreAtMostAThousand) {
  HostFunctions host;
  for (size_t i = 0; i < kHostFunctionsMax; ++i) {
    ASSERT_THAT(
        host.Add(Function("f" + std::to_string(i), {}, HostType::kBool)),
        IsOk());
  }
  EXPECT_EQ(ReasonOf(host.Add(Function("g", {}, HostType::kBool))),
            Reason::kTooLarge);
  const CheckResult result = CheckWhen("f999()", host);
  EXPECT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
}

TEST(HostFunctions, CopiesShareTheFunctionsAndNothingElse) {
  HostFunctions host = Town();
  const HostFunctions copy = host;
  EXPECT_THAT(host.Add(Function("later", {}, HostType::kBool)), IsOk());
  EXPECT_EQ(copy.all().size() + 1, host.all().size());
  EXPECT_EQ(copy.all()[0].get(), host.all()[0].get());
  EXPECT_TRUE(host.Has("later(): bool"));
  EXPECT_FALSE(copy.Has("later(): bool"));
}

TEST(HostFunctions, SignaturesAreNamesAndTypes) {
  const HostFunctions host = Town();
  std::vector<std::string> signatures;
  for (const auto& function : host.all()) {
    signatures.push_back(SignatureOf(*function));
  }
  EXPECT_THAT(signatures,
              ElementsAre("shop.distance(string, string): int",
                          "shop.distance(int, int): int",
                          "(string).gold(): bool", "(points).worth(): money",
                          "promised(date, timestamp, duration): rate",
                          "unused(quantity): points"));
}

TEST(HostFunctions, SignaturesAreReadBack) {
  const HostFunctions town = Town();
  for (const auto& function : town.all()) {
    const std::string signature = SignatureOf(*function);
    const absl::StatusOr<HostFunction> declared = DeclareSignature(signature);
    ASSERT_THAT(declared, IsOk());
    EXPECT_EQ(SignatureOf(*declared), signature);
    EXPECT_FALSE(declared->call({}).ok());
  }
  const auto spaced = DeclareSignature(" shop.near ( string,int ) :bool ");
  ASSERT_THAT(spaced, IsOk());
  EXPECT_EQ(SignatureOf(*spaced), "shop.near(string, int): bool");
  for (const std::string_view wrong :
       {"", "f", "f()", "f() int", "f(): integer", "f(text): int", "f(,): int",
        "f(int int): int", "(string)f(): int", "(string, int).f(): int",
        "f(int: int", "f(int): int, int", "f(int): int)"}) {
    EXPECT_EQ(ReasonOf(DeclareSignature(wrong).status()), Reason::kBadValue)
        << wrong;
  }
}

TEST(HostFunctions, AreCheckedLikeTheLanguagesOwn) {
  struct Row {
    std::string when;
    std::string message;  // a part of it; "" for none
  };
  const Row rows[] = {
      {"shop.distance(store.id, 'mitte') < 5", ""},
      {"member.id.gold() && points('bean').worth() > money('1.00')", ""},
      {"promised(event.date, event.time, duration('1h')) > rate('10%')", ""},
      {"shop.distanse(store.id, 'mitte') < 5",
       "unknown function 'shop.distanse'; did you mean 'shop.distance'?"},
      {"shop.distance(store.id) < 5",
       "no shop.distance(string); there is shop.distance(string, string), "
       "shop.distance(int, int)"},
      {"shop.distance(store.id, 5) < 5", "no shop.distance(string, int)"},
      {"shop.distance(store.id, 'mitte')", "expected bool, found int"},
      {"gold(member.id)", "it is called as x.gold(...)"},
      {"member.id.gold('x')", "no string.gold(string)"},
      {"promised(event.date, event.time, 5) > rate('10%')",
       "no promised(date, timestamp, int)"},
      {"points('bean').worth() > 100", "a number is no money"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.when);
    const CheckResult result = CheckWhen(row.when, Town());
    if (row.message.empty()) {
      EXPECT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
      continue;
    }
    EXPECT_EQ(result.checked, nullptr);
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.diagnostics[0].path, "rules[0].when");
    EXPECT_GT(result.diagnostics[0].place.column, 0);
    EXPECT_THAT(result.diagnostics[0].message, HasSubstr(row.message));
  }
}

TEST(HostFunctions, AProgramThatCallsThemNeedsThem) {
  const CheckResult result = CheckWhen("member.id.gold()", {});
  EXPECT_EQ(result.checked, nullptr);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].reason, Reason::kUnknownFunction);
}

// Selections, segments and eligibility too, each signature once.
TEST(HostFunctions, WhatAProgramCallsIsListed) {
  Program program = Cafe();
  program.selections.push_back({"far", "shop.distance(line.sku, 'a') > 1"});
  program.segments.push_back({"golden", "member.id.gold()"});
  program.eligible.earn = "shop.distance(line.units, 3) == 4";
  program.rules.push_back(
      MakeRule("deal", OffPercent("10%"), "member.id.gold() || 'x'.gold()"));
  const CheckResult result = CheckProgram(std::move(program), {}, Town());
  ASSERT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
  EXPECT_THAT(
      result.checked->host_functions,
      ElementsAre("(string).gold(): bool", "shop.distance(int, int): int",
                  "shop.distance(string, string): int"));
  EXPECT_THAT(PrintChecked(*result.checked),
              HasSubstr("program cafe 1\ncalls (string).gold(): bool\n"));
}

}  // namespace
}  // namespace patron
