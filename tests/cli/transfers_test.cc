// Transfers and households on the command line: quoted, run, shown and
// verified.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/cli/patron_process.h"

namespace patron::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kProgram =
    "program: cafe\nversion: 1\nvalid_from: 2025-01-01\nzone: UTC\n"
    "currency: EUR\n"
    "points: [{id: bean, name: beans, pays: 0.10, transfers: {expiry: keep}, "
    "pooled: true}]\n"
    "rules: [{id: beans, then: [{earn_points: {currency: bean, points: 1, per: "
    "1.00}}]}]\n";

std::string Key(std::string_view kind, std::string_view id, int hour,
                std::string_view member) {
  return R"({"kind": ")" + std::string(kind) +
         R"(", "source": "app", "id": ")" + std::string(id) +
         R"(", "time": "2026-03-02T)" + std::to_string(hour) +
         R"(:00:00Z", "member": ")" + std::string(member) + R"(", )";
}

std::string Basket(std::string_view amount, std::string_view points = "") {
  return R"("basket": {"lines": [{"sku": "soup", "amount": )" +
         std::string(amount) + "}]" +
         (points.empty() ? std::string()
                         : R"(, "tenders": [{"kind": "points", "currency": )"
                           R"("bean", "points": )" +
                               std::string(points) + "}]") +
         "}}\n";
}

const char kGift[] =
    R"("transfer": {"to": "ben", "currency": "bean", "points": 15}})";
const char kHome[] = R"("household": "H-1"})";

TEST(Transfers, OnTheCommandLine) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("cafe.yaml", kProgram);
  const std::string db = folder.Path("cafe.db");
  const auto run = [&](std::string_view name, const std::string& lines) {
    return RunPatron({"run", program, "--db", db, folder.Write(name, lines)});
  };
  const Ran bought =
      run("one.jsonl", Key("purchase", "1", 10, "anna") + Basket("60.00") +
                           Key("purchase", "2", 10, "ben") + Basket("40.00"));
  EXPECT_EQ(bought.exit_code, 0) << bought.err;
  const std::string gift = Key("transfer", "t1", 11, "anna") + kGift;
  const Ran quote = RunPatron({"quote", program, "--db", db}, gift);
  EXPECT_EQ(quote.exit_code, 0) << quote.err;
  EXPECT_THAT(quote.out, HasSubstr("transfer t1"));
  EXPECT_THAT(quote.out, HasSubstr("Given to ben: beans"));
  const Ran ran =
      run("two.jsonl", gift + "\n" + Key("join", "j1", 12, "anna") + kHome +
                           "\n" + Key("join", "j2", 12, "ben") + kHome + "\n" +
                           Key("join", "j3", 13, "ben") + kHome + "\n" +
                           Key("purchase", "3", 14, "anna") +
                           Basket("20.00", "90"));
  EXPECT_THAT(ran.out, HasSubstr("1 transfer, 2 joins"));
  EXPECT_THAT(ran.out, HasSubstr("rejected as other_household: 1"));
  const auto member = [&](const std::string& who) {
    return RunPatron({"member", "--db", db, who}).out;
  };
  EXPECT_THAT(member("ben"), HasSubstr("10 available"));
  EXPECT_THAT(member("anna"), HasSubstr("beans of your household H-1"));
  const std::string json =
      RunPatron({"member", "--db", db, "--format", "json", "anna"}).out;
  EXPECT_THAT(json, HasSubstr("\"household\":"));
  EXPECT_THAT(json, HasSubstr("\"pooled\":"));
  const Ran leave =
      RunPatron({"quote", program, "--db", db},
                Key("leave", "l1", 15, "anna") + R"("store": ""})");
  EXPECT_EQ(leave.exit_code, 0) << leave.err;
  EXPECT_THAT(leave.out, HasSubstr("leave l1"));
  EXPECT_EQ(RunPatron({"verify", "--db", db}).exit_code, 0);
}

TEST(Transfers, FieldsOfOtherKindsAreRefused) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("cafe.yaml", kProgram);
  const auto quote = [&](const std::string& event) {
    const Ran ran = RunPatron({"quote", program}, event);
    EXPECT_EQ(ran.exit_code, 1) << event;
    return ran.err;
  };
  EXPECT_THAT(quote(Key("transfer", "t", 11, "anna") + kHome),
              HasSubstr("which points are given to whom"));
  EXPECT_THAT(quote(Key("transfer", "t", 11, "anna") +
                    R"("transfer": {"currency": "bean", "points": 1}})"),
              HasSubstr("'to' is missing"));
  EXPECT_THAT(quote(Key("transfer", "t", 11, "") + kGift),
              HasSubstr("who gives the points"));
  EXPECT_THAT(quote(Key("adjustment", "t", 11, "anna") + kGift),
              HasSubstr("only a transfer gives points"));
  EXPECT_THAT(quote(Key("join", "j", 11, "anna") + R"("store": "x"})"),
              HasSubstr("which household the member joins"));
  EXPECT_THAT(quote(Key("leave", "l", 11, "anna") + kHome),
              HasSubstr("only a join names one"));
}

}  // namespace
}  // namespace patron::testing
