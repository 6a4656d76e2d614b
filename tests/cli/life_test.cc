// Goods that follow later and a card that is idle, as `patron` tells of them.

#include <string>

#include "tests/cli/patron_process.h"
#include "tests/pch.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

constexpr std::string_view kProgram = R"(program: shop
version: 1
valid_from: 2026-01-01
currency: EUR
points:
  - {id: point, name: points, pending_until: fulfilment}
  - {id: star, name: stars, expires: {after: 1 year, sliding: true}}
rules:
  - id: points
    then:
      - earn_points: {currency: point, points: 1, per: 1.00}
      - earn_points: {currency: star, points: 1, per: 10.00}
)";

constexpr std::string_view kOrder =
    R"({"source": "till", "id": "1", "time": "2026-03-02T10:00:00Z",)"
    R"( "member": "ann", "basket": {"lines": [{"sku": "chair",)"
    R"( "quantity": 3, "amount": 150.00, "later": true}]}})";

constexpr std::string_view kFulfilment =
    R"({"kind": "fulfilment", "source": "store", "id": "f1",)"
    R"( "time": "2026-03-09T10:00:00Z", "fulfilment": {"order_source": "till",)"
    R"( "order_id": "1", "lines": [{"order_line": "1", "fulfilled": 2,)"
    R"( "cancelled": 1}]}})";

TEST(Life, OrdersAreHandedOverAndCancelledFromFiles) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("shop.yaml", kProgram);
  const std::string db = folder.Path("shop.db");
  // In one file and in any order; the last one asks for too much.
  std::string late(kFulfilment);
  late.replace(late.find("f1"), 2, "f2");
  const Ran ran = RunPatron(
      {"run", program, "--db", db,
       folder.Write("day.jsonl", std::string(kFulfilment) + "\n" + late + "\n" +
                                     std::string(kOrder) + "\n")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("committed 2 + duplicate 0 + rejected 1"));
  EXPECT_THAT(ran.out, HasSubstr("1 order, 0 returns, 1 fulfilment"));
  EXPECT_THAT(ran.out, HasSubstr("rejected as fulfilment_too_many: 1"));
  const Ran member = RunPatron({"member", "--db", db, "ann"});
  EXPECT_EQ(member.exit_code, 0) << member.err;
  EXPECT_THAT(member.out, HasSubstr("100 available"));
  EXPECT_THAT(member.out,
              HasSubstr("stars that are not used lapse after 2027-03-02"));
  const Ran json = RunPatron({"member", "--db", db, "ann", "--format", "json"});
  EXPECT_THAT(json.out, HasSubstr("\"due\": \"2027-03-03T00:00:00Z\""));
  EXPECT_THAT(json.out, HasSubstr("\"awaits_goods\": false"));
  EXPECT_EQ(RunPatron({"verify", "--db", db}).exit_code, 0);
}

TEST(Life, AQuoteOfAFulfilmentIsReadByPeople) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("shop.yaml", kProgram);
  const std::string db = folder.Path("shop.db");
  ASSERT_EQ(
      RunPatron({"run", program, "--db", db, folder.Write("day.jsonl", kOrder)})
          .exit_code,
      0);
  const Ran waits = RunPatron({"member", "--db", db, "ann"});
  EXPECT_THAT(waits.out, HasSubstr("150 pending"));
  EXPECT_THAT(waits.out, HasSubstr(", waits for goods"));
  const Ran quote =
      RunPatron({"quote", program, "--db", db}, std::string(kFulfilment));
  EXPECT_EQ(quote.exit_code, 0) << quote.err;
  EXPECT_THAT(quote.out, HasSubstr("fulfilment f1"));
  EXPECT_THAT(quote.out, HasSubstr("2 of line 1 handed over"));
  EXPECT_THAT(quote.out, HasSubstr("1 of line 1, order 1"));
  EXPECT_THAT(quote.out, HasSubstr("50.00 EUR"));
  EXPECT_THAT(quote.out, HasSubstr("Wait for no goods any more: points"));
}

}  // namespace
}  // namespace patron
