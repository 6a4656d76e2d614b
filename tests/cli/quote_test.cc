// What `patron quote` shows a person.

#include "tests/cli/patron_process.h"
#include "tests/pch.h"

namespace patron::testing {
namespace {

constexpr std::string_view kProgram = R"(program: cafe
version: 1
valid_from: 2026-01-01
currency: EUR
points:
  - {id: bean, name: beans}
selections:
  - {id: coffee, where: line.category == "coffee"}
products:
  - {sku: mug, name: A mug}
groups:
  - {id: offers, mode: best}
rules:
  - {id: happy, text: Happy hour, group: offers, then: [amount_off: {amount: 1.20}]}
  - {id: small, text: Small thanks, group: offers, then: [amount_off: {amount: 1}]}
  - id: rich
    text: Big basket
    when: basket.list_total >= money("20.00")
    then: [percent_off: {rate: 5%}]
  - id: four
    text: Four coffees
    when: quantity("coffee") >= 4
    then: [percent_off: {rate: 10%, of: coffee}]
  - id: evening
    text: Evening
    schedule: {from: "18:00", until: "20:00"}
    then: [percent_off: {rate: 10%, of: coffee}]
  - id: broken
    when: 1 / (basket.lines - 1) > 0
    then: [message: {text: never}]
  - {id: mug, then: [gift: {sku: mug}]}
  - {id: card, text: Coffee card, then: [stamp_card: {pay: 9, of: coffee}]}
  - {id: bye, then: [message: {text: See you on Sunday}]}
  - {id: beans, text: A bean for every euro,
     then: [earn_points: {currency: bean, points: 1, per: 1.00}]}
)";

constexpr std::string_view kOrder = R"({
  "id": "7", "source": "till", "time": "2026-01-14T12:00:00Z", "member": "ann",
  "basket": {"lines": [{"name": "Latte", "sku": "latte", "category": "coffee",
                        "quantity": 3, "amount": 16.80, "tax_rate": "7%"}]}
})";

constexpr std::string_view kShown =
    R"(cafe                                                     order 7
----------------------------------------------------------------
3 x Latte                                                  16.80
  Happy hour                                               -1.20
  free: A mug                                                  1
----------------------------------------------------------------
To pay                                                 15.60 EUR
You saved                                               1.20 EUR
tax 7%                                                      1.02
You earned beans                                             +15
  A bean for every euro, on 15.60 EUR                        +15
Your beans                                                    15
Coffee card: collected                                         3
See you on Sunday
1 more of coffee to go for Four coffees
3.20 EUR to go for Big basket
Why not?
  evening: it is 12:00, the rule is on from 18:00 to 20:00
    Evening is on from 2026-01-14 18:00
  four: quantity("coffee") is 3, needs >= 4
  rich: basket.list_total is 16.80 EUR, needs >= 20.00 EUR
  small: 'happy' wins in group 'offers'
    Small thanks would fire without Happy hour
  broken could not be evaluated: divide by zero
)";

TEST(Quote, ShowsTheReceiptAndWhatIsToGo) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("cafe.yaml", kProgram);
  const std::string order = folder.Write("order.json", kOrder);
  const Ran ran = RunPatron({"quote", program, order});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, kShown);
}

TEST(Quote, ShowsWhatPointsPayAndWhatIsLeft) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("cafe.yaml", R"(program: cafe
version: 1
valid_from: 2026-01-01
currency: EUR
points:
  - {id: bean, name: beans, pays: 0.02}
rules:
  - id: beans
    then: [earn_points: {currency: bean, points: 1, per: 1.00}]
)");
  const std::string first = folder.Write(
      "first.jsonl",
      R"({"id": "1", "source": "till", "time": "2026-01-14T12:00:00Z", )"
      R"("member": "ann", "basket": {"lines": [{"amount": 300}]}})"
      "\n");
  const std::string db = folder.Path("cafe.db");
  EXPECT_EQ(RunPatron({"run", program, "--db", db, first}).exit_code, 0);
  const auto order = [&](std::string_view points) {
    return folder.Write(
        "order.json",
        R"({"id": "2", "source": "till", "time": "2026-01-15T12:00:00Z",
            "member": "ann", "basket": {"lines": [{"sku": "mug",
            "amount": 12}], "tenders": [{"kind": "points",
            "currency": "bean", "points": )" +
            std::string(points) + "}]}}");
  };
  const Ran ran = RunPatron({"quote", program, "--db", db, order("250")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            R"(cafe                                                     order 2
----------------------------------------------------------------
1 x mug                                                    12.00
----------------------------------------------------------------
To pay                                                 12.00 EUR
250 beans                                                  -5.00
Left to pay                                             7.00 EUR
You earned beans                                              +7
  beans, on 7.00 EUR                                          +7
Your beans                                                    57
)");
  const Ran more = RunPatron({"quote", program, "--db", db, order("301")});
  EXPECT_EQ(more.exit_code, 1);
  EXPECT_NE(more.err.find("only 300 can be spent"), std::string::npos)
      << more.err;
  const Ran most = RunPatron({"quote", program, "--db", db, order("601")});
  EXPECT_EQ(most.exit_code, 1);
  EXPECT_NE(most.err.find("points pay 12.02 EUR, and there is 12.00 EUR"),
            std::string::npos)
      << most.err;
  // A return says what of its refund is no cash.
  const std::string paid = folder.Write(
      "paid.jsonl",
      R"({"id": "2", "source": "till", "time": "2026-01-15T12:00:00Z", )"
      R"("member": "ann", "basket": {"lines": [{"sku": "mug", "amount": 12}],)"
      R"( "tenders": [{"kind": "points", "currency": "bean", )"
      R"("points": 250}]}})"
      "\n");
  EXPECT_EQ(RunPatron({"run", program, "--db", db, paid}).exit_code, 0);
  const std::string back =
      folder.Write("back.json",
                   R"({"kind": "return", "id": "3", "source": "till",
          "time": "2026-01-16T12:00:00Z", "member": "ann",
          "returned": {"order_source": "till", "order_id": "2",
                       "lines": [{"order_line": "1", "units": 1}]}})");
  const Ran returned = RunPatron({"quote", program, "--db", db, back});
  EXPECT_EQ(returned.exit_code, 0) << returned.err;
  EXPECT_EQ(returned.out,
            R"(cafe                                                    return 3
----------------------------------------------------------------
1 of line 1, order 2                                       12.00
----------------------------------------------------------------
Refund                                                 12.00 EUR
  given back: beans                                          250
  as points                                             5.00 EUR
Left to refund                                          7.00 EUR
Taken back: beans                                              7
Your beans                                                   300
)");
}

TEST(Quote, ShowsRewardsThatAreTakenAndOffered) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("cafe.yaml", R"(program: cafe
version: 1
valid_from: 2026-01-01
currency: EUR
points:
  - {id: bean, name: beans}
selections:
  - {id: mugs, where: line.sku == "mug"}
  - {id: cups, where: line.sku == "cup"}
rules:
  - id: beans
    then: [earn_points: {currency: bean, points: 1, per: 1.00}]
rewards:
  - id: mug
    text: A mug
    currency: bean
    prices: [{points: 400}, {points: 100, pay: 4.00}]
    unit: mugs
  - id: off
    text: 1.00 off
    currency: bean
    prices: [{points: 50}]
    times_max: 9
    then: [amount_off: {amount: 1.00}]
  - {id: cup, currency: bean, prices: [{points: 301}], unit: cups}
)");
  const std::string first = folder.Write(
      "first.jsonl",
      R"({"id": "1", "source": "till", "time": "2026-01-14T12:00:00Z", )"
      R"("member": "ann", "basket": {"lines": [{"amount": 300}]}})"
      "\n");
  const std::string db = folder.Path("cafe.db");
  EXPECT_EQ(RunPatron({"run", program, "--db", db, first}).exit_code, 0);
  const auto order = [&](std::string_view reward) {
    return folder.Write(
        "order.json",
        R"({"id": "2", "source": "till", "time": "2026-01-15T12:00:00Z",
            "member": "ann", "basket": {"lines": [{"sku": "mug",
            "amount": 12}], "rewards": [)" +
            std::string(reward) + "]}}");
  };
  const Ran ran = RunPatron(
      {"quote", program, "--db", db, order(R"({"id": "mug", "price": 2})")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            R"(cafe                                                     order 2
----------------------------------------------------------------
1 x mug                                                    12.00
  A mug                                                    -8.00
----------------------------------------------------------------
To pay                                                  4.00 EUR
You saved                                               8.00 EUR
You earned beans                                              +4
  beans, on 4.00 EUR                                          +4
Your beans                                                   204
beans for A mug                                             -100
1.00 off for 50 beans, up to 4 times
Rewards, not yet
  101 beans to go for cup; cup: no line is in 'cups'
)");
  const Ran much = RunPatron(
      {"quote", program, "--db", db, order(R"({"id": "mug", "price": 1})")});
  EXPECT_EQ(much.exit_code, 1);
  EXPECT_NE(much.err.find("reward 'mug' costs 400 'bean'; 'ann' has 300 "
                          "'bean': the price of 100 'bean' and 4.00 EUR is "
                          "within reach"),
            std::string::npos)
      << much.err;
  const Ran wrong =
      RunPatron({"quote", program, "--db", db, order(R"({"id": "mgu"})")});
  EXPECT_NE(wrong.err.find("unknown reward 'mgu'; did you mean 'mug'?"),
            std::string::npos)
      << wrong.err;
  EXPECT_NE(wrong.err.find("(basket.rewards[0])"), std::string::npos)
      << wrong.err;
  const Ran member = RunPatron({"member", "--db", db, "ann"});
  EXPECT_NE(member.out.find("  within reach: A mug for 100 beans and 4.00 EUR"
                            "\n"
                            "  within reach: 1.00 off for 50 beans, up to 6 "
                            "times\n"),
            std::string::npos)
      << member.out;
}

}  // namespace
}  // namespace patron::testing
