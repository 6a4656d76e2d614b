// `patron settlement`, and what `run` and `quote` print of exchanges and voids.

#include "tests/cli/shop.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::RunPatron;
using testing::Shop;

Ran Settlement(const Shop& shop, std::vector<std::string> more) {
  std::vector<std::string> call = {"settlement", "--db", shop.db};
  call.insert(call.end(), more.begin(), more.end());
  return RunPatron(call);
}

TEST(SettlementCommand, TellsWhoPaidWhatInWhichMonth) {
  const Shop shop;
  ASSERT_EQ(shop.Run().exit_code, 0);
  const std::string back =
      shop.Sales("back.csv", "C1,2026-02-02 12:00,m1,latte,-2,2.50\n");
  ASSERT_EQ(shop.RunFiles({back}).exit_code, 0);
  const Ran all = Settlement(shop, {});
  EXPECT_EQ(all.exit_code, 0) << all.err;
  EXPECT_EQ(all.out,
            "2026-01  no store  the shop: gave 2500, took back 0, paid 2500 "
            "bean\n"
            "2026-02  no store  the shop: gave 0, took back 5, paid -5 bean\n");
  const Ran one = Settlement(shop, {"--month", "2026-02", "--format", "json"});
  EXPECT_EQ(one.exit_code, 0);
  EXPECT_THAT(one.out, HasSubstr("\"taken_back\": 5"));
  EXPECT_EQ(one.out.find("2026-01"), std::string::npos);
  EXPECT_EQ(Settlement(shop, {"--month", "2025-12"}).out,
            "nothing was given\n");
  const Ran wrong = Settlement(shop, {"--month", "2026-13"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("expected a month such as 2026-05"));
}

TEST(Run, TakesExchangesAndVoids) {
  const Shop shop;
  std::string events;
  for (std::string event :
       {R"({"kind": "void", "source": "t", "id": "3",
            "time": "2026-01-03T09:00:00Z",
            "voided": {"order_source": "t", "order_id": "2",
              "reason": "twice", "by": "eva"}})",
        R"({"kind": "exchange", "source": "t", "id": "4",
            "time": "2026-01-04T09:00:00Z", "member": "m1",
            "returned": {"order_source": "t", "order_id": "1",
              "lines": [{"order_line": "1", "units": 1}]},
            "basket": {"lines": [{"sku": "cup", "amount": 7}]}})",
        R"({"source": "t", "id": "1", "time": "2026-01-02T09:00:00Z",
            "member": "m1", "basket": {
              "lines": [{"sku": "mug", "amount": 10, "quantity": 2}],
              "tenders": [{"kind": "card", "amount": 10, "id": "4711"}]}})",
        R"({"source": "t", "id": "2", "time": "2026-01-02T09:00:00Z",
            "member": "m1",
            "basket": {"lines": [{"sku": "mug", "amount": 10}]}})"}) {
    std::erase(event, '\n');
    events += event + "\n";
  }
  events = shop.folder.Write("day.jsonl", events);
  const Ran ran = shop.RunFiles({events});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              HasSubstr("committed now: 2 orders, 0 returns, 1 void, 1 "
                        "exchange\n"));
  EXPECT_EQ(RunPatron({"verify", "--db", shop.db}).exit_code, 0);
  const std::string order =
      shop.folder.Write("swap.json",
                        R"({"kind": "exchange", "source": "t", "id": "5",
          "time": "2026-01-05T09:00:00Z", "member": "m1",
          "returned": {"order_source": "t", "order_id": "1",
            "lines": [{"order_line": "1", "units": 1}]},
          "basket": {"lines": [{"name": "Spoon", "amount": 2}]}})");
  const Ran quote = RunPatron({"quote", shop.program, "--db", shop.db, order});
  EXPECT_EQ(quote.exit_code, 0) << quote.err;
  for (const char* const row :
       {"exchange 5\n", "1 of line 1, order 1", "  to the card 4711",
        "1 x Spoon", "To give back"}) {
    EXPECT_THAT(quote.out, HasSubstr(row));
  }
}

}  // namespace
}  // namespace patron
