// Holds on the command line: quoted, run, shown, lapsed and verified.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/cli/patron_process.h"

namespace patron::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kProgram =
    "program: cafe\nversion: 1\nvalid_from: 2025-01-01\nzone: UTC\n"
    "currency: EUR\n"
    "points: [{id: bean, name: beans, pays: 0.10}]\n"
    "rules: [{id: beans, then: [{earn_points: {currency: bean, points: 1, per: "
    "1.00}}]}]\n";

std::string Basket(std::string_view points) {
  return R"("basket": {"lines": [{"sku": "soup", "amount": 20.00}])" +
         (points.empty() ? std::string()
                         : R"(, "tenders": [{"kind": "points", "currency": )"
                           R"("bean", "points": )" +
                               std::string(points) + "}]") +
         "}}";
}

std::string Key(std::string_view kind, std::string_view id, int hour) {
  return R"({"kind": ")" + std::string(kind) +
         R"(", "source": "till", "id": ")" + std::string(id) +
         R"(", "time": "2026-03-02T)" + std::to_string(hour) + R"(:00:00Z", )";
}

const char kMember[] = R"("member": "anna", )";
const char kUntil[] = R"("until": "2026-03-02T20:00:00Z", )";
const char kHold[] = R"("hold": {"source": "till", "id": "h1"})";

TEST(Holds, OnTheCommandLine) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("cafe.yaml", kProgram);
  const std::string db = folder.Path("cafe.db");
  const auto run = [&](std::string_view name, const std::string& lines) {
    return RunPatron({"run", program, "--db", db, folder.Write(name, lines)});
  };
  EXPECT_EQ(
      run("one.jsonl", Key("purchase", "1", 10) + kMember + Basket("") + "\n")
          .exit_code,
      0);
  const std::string hold =
      Key("hold", "h1", 11) + kMember + kUntil + Basket("15");
  const Ran quote = RunPatron({"quote", program, "--db", db}, hold);
  EXPECT_EQ(quote.exit_code, 0) << quote.err;
  EXPECT_THAT(quote.out, HasSubstr("hold h1"));
  EXPECT_THAT(quote.out, HasSubstr("Held until"));
  EXPECT_THAT(quote.out, HasSubstr("of your beans"));
  const auto member = [&](const std::string& at) {
    return RunPatron({"member", "--db", db, "--at", at, "anna"}).out;
  };
  EXPECT_THAT(member("2026-03-02T12:00:00Z"), Not(HasSubstr("held")));

  const Ran ran = run("two.jsonl", hold + "\n" + Key("hold", "h2", 12) +
                                       kMember + kUntil + Basket("5") + "\n" +
                                       Key("release", "r", 13) + kHold + "}\n" +
                                       Key("release", "s", 14) + kHold + "}\n");
  EXPECT_THAT(ran.out, HasSubstr("2 holds, 1 release"));
  EXPECT_THAT(ran.out, HasSubstr("rejected as hold_over: 1"));
  EXPECT_THAT(member("2026-03-02T14:00:00Z"), HasSubstr("5 held"));
  EXPECT_THAT(member("2026-03-02T14:00:00Z"), HasSubstr("till h2"));
  EXPECT_THAT(RunPatron({"member", "--db", db, "--format", "json", "anna"}).out,
              HasSubstr("\"holds\""));
  const Ran release = RunPatron(
      {"quote", program, "--db", db},
      Key("release", "t", 14) + R"("hold": {"source": "till", "id": "h2"}})");
  EXPECT_EQ(release.exit_code, 0) << release.err;
  EXPECT_THAT(release.out, HasSubstr("Held no more"));

  const Ran day = RunPatron({"endofday", "--db", db, "--to", "2026-03-02"});
  EXPECT_EQ(day.exit_code, 0) << day.err;
  EXPECT_THAT(day.out, HasSubstr("1 hold lapsed"));
  EXPECT_EQ(RunPatron({"verify", "--db", db}).exit_code, 0);
}

TEST(Holds, FieldsOfOtherKindsAreRefused) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("cafe.yaml", kProgram);
  const auto quote = [&](const std::string& event) {
    const Ran ran = RunPatron({"quote", program}, event);
    EXPECT_EQ(ran.exit_code, 1) << event;
    return ran.err;
  };
  EXPECT_THAT(quote(Key("hold", "h", 11) + Basket("")),
              HasSubstr("how long it is held"));
  EXPECT_THAT(quote(Key("hold", "h", 11) + kUntil + kHold + "}"),
              HasSubstr("what is held"));
  EXPECT_THAT(quote(Key("purchase", "h", 11) + kUntil + Basket("")),
              HasSubstr("only a hold has it"));
  EXPECT_THAT(quote(Key("release", "r", 11) + "\"member\": \"anna\"}"),
              HasSubstr("which hold is cancelled"));
  EXPECT_THAT(quote(Key("release", "r", 11) + kHold + "}"),
              HasSubstr("there is no hold 'h1' of source 'till'"));
}

}  // namespace
}  // namespace patron::testing
