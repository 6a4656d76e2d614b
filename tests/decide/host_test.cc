// Rules that call host functions: every type on its way there and back, what
// fails, and what the plan's fingerprint covers.

#include "patron/host.h"

#include <limits>

#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::AllMessages;
using testing::Cafe;
using ::testing::ElementsAre;
using testing::Eur;
using testing::FactsFor;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::MakeRule;
using testing::OffPercent;
using testing::On;
using testing::Purchase;
using testing::Sale;

using Call =
    std::function<absl::StatusOr<HostValue>(std::span<const HostValue>)>;

std::shared_ptr<const Plan> Compile(Program program,
                                    const HostFunctions& host) {
  const ZoneTable utc;
  PlanResult result = Plan::Compile(std::move(program), {&utc, 1}, host);
  EXPECT_NE(result.plan, nullptr) << AllMessages(result.diagnostics);
  return result.plan;
}

HostFunctions Only(HostFunction function) {
  HostFunctions host;
  EXPECT_THAT(host.Add(std::move(function)), IsOk());
  return host;
}

// A program of one rule.
Program CafeWhen(std::string when) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("deal", OffPercent("10%"), std::move(when)));
  return program;
}

Decision DecideOn(const Plan& plan, const Event& event) {
  Deciding deciding;
  Decision decision;
  EXPECT_THAT(
      Decide(plan, event, FactsFor(plan, event), {true}, deciding, &decision),
      IsOk());
  return decision;
}

// What happened to the rule: "fired", why it did not, or why it failed.
std::string Outcome(const Decision& decision) {
  if (!decision.failed.empty()) {
    const FailedRule& failed = decision.failed[0];
    return std::string(ReasonName(failed.reason)) + " " +
           std::to_string(failed.code) + ": " + failed.message;
  }
  if (decision.effects.empty()) return "did not fire";
  return "fired";
}

// f(a) with these types, on an expression that calls it.
std::string Try(std::vector<HostType> parameters, HostType result, Call call,
                std::string when) {
  const HostFunctions host =
      Only({"f", std::move(parameters), result, false, std::move(call)});
  const auto plan = Compile(CafeWhen(std::move(when)), host);
  if (plan == nullptr) return "does not compile";
  return Outcome(DecideOn(*plan, Purchase({Sale("1", 1000)})));
}

TEST(HostFunction, EachTypeGoesThereAndBack) {
  struct Row {
    HostType type;
    HostValue value;
    std::string text;  // the same as an expression
  };
  const Row rows[] = {
      {HostType::kBool, true, "(basket.lines == 1)"},
      {HostType::kInt, int64_t{-7}, "basket.lines - 8"},
      {HostType::kString, std::string("Caf\u00e9"), "'Caf\u00e9'"},
      {HostType::kString, std::string(), "''"},
      {HostType::kMoney, Eur(1000), "basket.total"},
      {HostType::kQuantity, Quantity::Pieces(1), "quantity('coffee')"},
      {HostType::kRate, Rate::Percent(10), "rate('10%')"},
      {HostType::kDate, On("2026-01-14"), "event.date"},
      {HostType::kTimestamp, testing::At("2026-01-14T12:00:00Z"), "event.time"},
      {HostType::kTimestamp, testing::At("1969-12-31T23:59:59.999999Z"),
       "timestamp('1969-12-31T23:59:59.999999Z')"},
      {HostType::kPoints, HostPoints{Points{0}, 0}, "points('bean')"},
      {HostType::kDuration, HostDuration{5'400'000'001},
       "duration('1h30m1us')"},
      {HostType::kDuration, HostDuration{-1'500'000}, "duration('-1.5s')"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    bool same = false;
    const auto echo =
        [&](std::span<const HostValue> a) -> absl::StatusOr<HostValue> {
      same = a.size() == 1 && a[0] == row.value;
      return a[0];
    };
    EXPECT_EQ(
        Try({row.type}, row.type, echo, "f(" + row.text + ") == " + row.text),
        "fired");
    EXPECT_TRUE(same);
  }
}

TEST(HostFunction, FinerThanAMicrosecondIsCutOff) {
  std::vector<HostValue> seen;
  const auto look =
      [&](std::span<const HostValue> a) -> absl::StatusOr<HostValue> {
    seen.assign(a.begin(), a.end());
    return HostValue(true);
  };
  EXPECT_EQ(
      Try({HostType::kTimestamp, HostType::kDuration}, HostType::kBool, look,
          "f(timestamp('1969-12-31T23:59:59.9999999Z'), "
          "duration('-1s1us900ns'))"),
      "fired");
  EXPECT_THAT(seen, ElementsAre(HostValue(Instant{-1}),
                                HostValue(HostDuration{-1'000'001})));
}

TEST(HostFunction, OverloadsAndMembersAreCalledByType) {
  HostFunctions host;
  const auto say = [](std::string text) -> Call {
    return
        [text](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
          return HostValue(text);
        };
  };
  EXPECT_THAT(
      host.Add({"f", {HostType::kInt}, HostType::kString, false, say("int")}),
      IsOk());
  EXPECT_THAT(
      host.Add(
          {"f", {HostType::kString}, HostType::kString, false, say("string")}),
      IsOk());
  EXPECT_THAT(
      host.Add(
          {"f", {HostType::kString}, HostType::kString, true, say("member")}),
      IsOk());
  const auto plan = Compile(
      CafeWhen("f(1) == 'int' && f('a') == 'string' && 'a'.f() == 'member'"),
      host);
  ASSERT_NE(plan, nullptr);
  EXPECT_EQ(Outcome(DecideOn(*plan, Purchase({Sale("1", 1000)}))), "fired");
}

TEST(HostFunction, AFailureIsTheRulesAndKeepsItsCode) {
  Program program = CafeWhen("f() > 1");
  program.rules.push_back(MakeRule("other", OffPercent("10%")));
  program.rules.push_back(
      MakeRule("absorbed", OffPercent("10%"), "f() > 1 || basket.lines == 1"));
  const HostFunctions host =
      Only({"f",
            {},
            HostType::kInt,
            false,
            [](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
              return absl::UnavailableError("no line to the\nmainframe");
            }});
  const auto plan = Compile(std::move(program), host);
  ASSERT_NE(plan, nullptr);
  const Decision decision = DecideOn(*plan, Purchase({Sale("1", 1000)}));
  EXPECT_EQ(Outcome(decision),
            "callback_failed 14: f() failed: 'no line to the\\x0amainframe'");
  ASSERT_EQ(decision.failed.size(), 1u);
  EXPECT_EQ(decision.failed[0].rule, "deal");
  ASSERT_EQ(decision.effects.size(), 2u);
  EXPECT_EQ(decision.effects[0].rule, "absorbed");
  EXPECT_EQ(decision.effects[1].rule, "other");
  // The host's own numbers are kept too.
  EXPECT_EQ(
      Try(
          {}, HostType::kInt,
          [](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
            return absl::Status(static_cast<absl::StatusCode>(4711), "");
          },
          "f() > 1"),
      "callback_failed 4711: f() failed: ''");
}

TEST(HostFunction, AWrongResultIsAFailure) {
  struct Row {
    HostType type;
    HostValue result;
    std::string message;
  };
  const Row rows[] = {
      {HostType::kInt, true, "it is bool, declared as int"},
      {HostType::kString, std::string("\xff"), "a text that is not UTF-8"},
      {HostType::kString, std::string(4097, 'x'), "a text of 4097 bytes"},
      {HostType::kMoney, Money{5, Currency()}, "money without a currency"},
      {HostType::kQuantity, Quantity{1, static_cast<Quantity::Kind>(7)},
       "a quantity of no known kind"},
      {HostType::kDate, Date{kLastDate.days + 1}, "a date outside"},
      {HostType::kTimestamp, Instant{std::numeric_limits<int64_t>::max()},
       "a timestamp outside"},
      {HostType::kPoints, HostPoints{Points{1}, 7}, "points with 7 decimals"},
      {HostType::kPoints, HostPoints{Points{1}, -1}, "points with -1 decimals"},
      {HostType::kDuration, HostDuration{std::numeric_limits<int64_t>::min()},
       "a duration of more than 292 years"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.message);
    const auto wrong =
        [&](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
      return row.result;
    };
    EXPECT_THAT(Try({}, row.type, wrong, "f() == f()"),
                HasSubstr("callback_failed 0: f() failed: its result is "
                          "wrong: " +
                          row.message));
  }
}

TEST(HostFunction, IsNotCalledWithAnErrorOrWithoutNeed) {
  int calls = 0;
  const auto count =
      [&](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
    ++calls;
    return HostValue(true);
  };
  EXPECT_THAT(Try({HostType::kInt}, HostType::kBool, count,
                  "f(1 / (basket.lines - 1))"),
              HasSubstr("division_by_zero"));
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(Try({HostType::kInt}, HostType::kBool, count,
                "basket.lines == 1 || f(1)"),
            "fired");
  EXPECT_EQ(calls, 0);
}

TEST(HostFunction, SelectionsAndSegmentsMayCallToo) {
  Program program = CafeWhen("in_segment('golden') && count('dark') == 1");
  program.segments.push_back({"golden", "f(member.id) == 3"});
  program.selections.push_back({"dark", "f(line.id) == 1"});
  const auto plan = Compile(
      std::move(program),
      Only({"f",
            {HostType::kString},
            HostType::kInt,
            false,
            [](std::span<const HostValue> a) -> absl::StatusOr<HostValue> {
              return static_cast<int64_t>(std::get<std::string>(a[0]).size());
            }}));
  ASSERT_NE(plan, nullptr);
  EXPECT_EQ(
      Outcome(DecideOn(*plan, Purchase({Sale("1", 1000), Sale("22", 1000)}))),
      "fired");
}

TEST(HostFunction, ReasonsShowTheCall) {
  const auto plan = Compile(
      CafeWhen("f(basket.lines) > 5"),
      Only({"f",
            {HostType::kInt},
            HostType::kInt,
            false,
            [](std::span<const HostValue> a) -> absl::StatusOr<HostValue> {
              return a[0];
            }}));
  ASSERT_NE(plan, nullptr);
  const Decision decision = DecideOn(*plan, Purchase({Sale("1", 1000)}));
  ASSERT_EQ(decision.why_not.size(), 1u);
  EXPECT_THAT(decision.why_not[0].parts,
              ElementsAre("f(basket.lines) is 1, needs > 5"));
}

TEST(HostFunction, ThePlanKeepsWhatItCalls) {
  std::weak_ptr<int> called, unused;
  std::shared_ptr<const Plan> plan;
  {
    const auto first = std::make_shared<int>(1);
    const auto second = std::make_shared<int>(2);
    called = first;
    unused = second;
    HostFunctions host;
    for (const auto& [name, held] : {std::pair{"f", first}, {"g", second}}) {
      EXPECT_THAT(
          host.Add({name,
                    {},
                    HostType::kBool,
                    false,
                    [held = held](std::span<const HostValue> /*a*/)
                        -> absl::StatusOr<HostValue> { return *held == 1; }}),
          IsOk());
    }
    plan = Compile(CafeWhen("f()"), host);
  }
  ASSERT_NE(plan, nullptr);
  EXPECT_FALSE(called.expired());
  EXPECT_TRUE(unused.expired());
  EXPECT_EQ(Outcome(DecideOn(*plan, Purchase({Sale("1", 1000)}))), "fired");
  plan.reset();
  EXPECT_TRUE(called.expired());
}

TEST(HostFunction, FingerprintsCoverTheSignaturesThatAreCalled) {
  const auto yes =
      [](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
    return HostValue(true);
  };
  const auto no =
      [](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
    return HostValue(false);
  };
  const HostFunction other = {"g", {}, HostType::kBool, false, yes};
  const HostFunction f = {"f", {HostType::kInt}, HostType::kBool, false, yes};
  HostFunction otherwise = f;
  otherwise.call = no;
  HostFunctions both = Only(f);
  EXPECT_THAT(both.Add(other), IsOk());
  EXPECT_THAT(both.Add({"f", {HostType::kString}, HostType::kBool, false, yes}),
              IsOk());
  const auto print = [](const std::string& when, const HostFunctions& host) {
    return Compile(CafeWhen(when), host)->fingerprint().Hex();
  };
  // Where nothing is called, nothing counts.
  EXPECT_EQ(print("true", {}), print("true", both));
  // Other functions and other code do not count.
  const std::string called = print("f(1)", Only(f));
  EXPECT_EQ(called, print("f(1)", both));
  EXPECT_EQ(called, print("f(1)", Only(otherwise)));
  // Another type does, although the program's text is the same.
  HostFunction wider = f;
  wider.parameters = {HostType::kInt, HostType::kInt};
  HostFunction texts = f;
  texts.result = HostType::kString;
  const HostFunction numbers = {
      "f", {HostType::kInt}, HostType::kInt, false, yes};
  const HostFunction quantities = {
      "f", {HostType::kInt}, HostType::kQuantity, false, yes};
  EXPECT_NE(print("f(1) > 1", Only(numbers)),
            print("f(1) > 1", Only(quantities)));
  EXPECT_THAT(Compile(CafeWhen("f(1) > 1"), Only(numbers))->host_functions(),
              ElementsAre("f(int): int"));
}

}  // namespace
}  // namespace patron
