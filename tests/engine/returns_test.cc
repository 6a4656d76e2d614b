// Goods coming back, in parts and in any order: money, points and uses of
// limits.

#include <string>
#include <vector>

#include "tests/engine/engine_testing.h"
#include "tests/engine/forwarding_store.h"

namespace patron {
namespace {

using testing::At;
using testing::Cafe;
using testing::Commit;
using testing::Earn;
using ::testing::ElementsAre;
using testing::Eur;
using testing::ExpectSound;
using testing::IsOk;
using testing::MakePlan;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::On;
using testing::Open;
using testing::Priced;
using testing::Purchase;
using testing::Return;
using testing::ReturnLoose;
using testing::Sale;
using testing::Times;

Line TradeIn(std::string id, int64_t minor) {
  Line line = Sale(std::move(id), minor, "old");
  line.kind = LineKind::kTradeIn;
  return line;
}

TEST(Returns, NothingIsRefundedTwiceWhereALineIsNegative) {
  // 1.00 off: 99.00 and 20.00 are paid, less 20.00 and 5.00 traded in.
  const std::vector<Line> lines = {Sale("a", 10000), TradeIn("b", -2000),
                                   Sale("c", 2000, "cake"), TradeIn("d", -500)};
  struct Row {
    std::string what;
    // Each step's lines, and what it gives back.
    std::vector<std::pair<std::string, int64_t>> steps;
  };
  const Row rows[] = {
      {"all at once", {{"abcd", 9400}}},
      {"the sale first", {{"a", 9900}, {"b", 0}, {"c", 0}, {"d", 0}}},
      {"the trade-in first", {{"b", 0}, {"a", 7900}, {"d", 0}, {"c", 1500}}},
      {"both trade-ins first", {{"bd", 0}, {"ac", 9400}}},
      {"a shortfall that later steps make up for",
       {{"b", 0}, {"c", 0}, {"d", 0}, {"a", 9400}}},
      {"a shortfall in the middle",
       {{"c", 2000}, {"b", 0}, {"a", 7900}, {"d", 0}}},
      {"the sale and its trade-in", {{"ab", 7900}, {"cd", 1500}}},
  };
  for (const std::string member : {"ann", ""}) {
    for (const Row& row : rows) {
      SCOPED_TRACE(row.what + " of '" + member + "'");
      Program program = Cafe();
      program.rules.push_back(MakeRule("off", OffAmount(100, "coffee")));
      const auto engine = Open(std::move(program));
      Event event = Purchase(lines);
      event.member = member;
      EXPECT_EQ(Commit(*engine, event).answer.decision.pay_total, Eur(9400));
      int number = 0;
      for (const auto& [back, refund] : row.steps) {
        Event step = Return("r" + std::to_string(number++), "1", "", 1);
        step.member = member;
        step.returned.lines.clear();
        for (const char line : back) {
          const std::string id(1, line);
          step.returned.lines.push_back({id, id, "", {}, 1});
        }
        const Outcome outcome = Commit(*engine, step);
        EXPECT_EQ(outcome.answer.returned.refund, Eur(refund)) << back;
        ExpectSound(*engine);
      }
    }
  }
}

// What a rule's limit counts, in all its periods.
int64_t Used(const Engine& engine, std::string_view member = "ann") {
  // A quote for the member says how often the limit was used.
  Event event = Purchase({Sale("1", 1000)}, "quote");
  event.member = member;
  event.time = event.arrival = At("2026-01-21T12:00:00Z");
  Outcome outcome;
  EXPECT_THAT(engine.Quote(event, {}, &outcome), IsOk());
  int64_t used = 0;
  for (const Counter& counter : outcome.answer.facts.counters) {
    used += counter.used;
  }
  return used;
}

TEST(Returns, AUseOfALimitComesBackWithTheLastUnitItHelped) {
  Program program = Cafe();
  Rule rule = MakeRule("deal", OffPercent("10%", "coffee"));
  rule.then.push_back(Earn(1, 10, "cake"));
  rule.limits = {{1, Limit::Per::kMember, PeriodUnit::kMonth},
                 {9, Limit::Per::kProgram, {}}};
  program.rules.push_back(rule);
  Rule other = MakeRule("tea", OffAmount(1, "tea"));
  other.limits = {{1, Limit::Per::kProgram, {}}};
  program.rules.push_back(other);
  program.selections.push_back({"tea", "line.category == \"tea\""});
  program.selections.push_back({"cake", "line.category == \"cake\""});
  const auto engine = Open(std::move(program));
  const std::vector<Line> lines = {Sale("a", 900, "coffee", 3),
                                   Sale("b", 500, "cake"),
                                   Sale("c", 500, "tea")};
  Commit(*engine, Purchase(lines));
  EXPECT_EQ(Used(*engine), 3);
  Commit(*engine, Return("r1", "1", "a", 2));
  Commit(*engine, Return("r2", "1", "b", 1));
  EXPECT_EQ(Used(*engine), 3);  // one coffee is kept
  ExpectSound(*engine);
  Commit(*engine, Return("r3", "1", "a", 1));
  EXPECT_EQ(Used(*engine), 1);  // the tea's
  ExpectSound(*engine);
  Commit(*engine, Return("r4", "1", "c", 1));
  EXPECT_EQ(Used(*engine), 0);
  ExpectSound(*engine);
  // The freed use helps the next order.
  Event again = Purchase(lines, "2");
  again.time = again.arrival = At("2026-01-21T12:00:00Z");
  const Outcome next = Commit(*engine, again);
  EXPECT_EQ(next.answer.decision.draws.size(), 3u);
  EXPECT_EQ(Used(*engine), 3);
  ExpectSound(*engine);
}

// A gift and a message touch no unit: their use stands while anything is kept.
TEST(Returns, AUseThatTouchesNoUnitComesBackWithTheLastOne) {
  Program program = Cafe();
  Rule rule = MakeRule("hello", {Message{"Welcome"}, {}});
  rule.limits = {{1, Limit::Per::kProgram, {}}};
  program.rules.push_back(rule);
  const auto engine = Open(std::move(program));
  Commit(*engine, Purchase({Sale("a", 900, "coffee", 3)}));
  Commit(*engine, Return("r1", "1", "a", 2));
  EXPECT_EQ(Used(*engine), 1);
  Commit(*engine, Return("r2", "1", "a", 1));
  EXPECT_EQ(Used(*engine), 0);
  ExpectSound(*engine);
}

// Two rules draw on one budget: what each took off comes back with the units
// that it took it off.
TEST(Returns, MoneyOfABudgetComesBackUnitByUnit) {
  Program program = Cafe();
  program.budgets.push_back({.id = "spring", .amount = testing::Eur(1000)});
  program.selections.push_back({"tea", "line.category == \"tea\""});
  for (const auto& [id, effect] :
       {std::pair("coffees", OffPercent("10%", "coffee")),
        std::pair("teas", OffAmount(50, "tea"))}) {
    program.rules.push_back(MakeRule(id, effect));
    program.rules.back().budget = "spring";
  }
  const auto engine = Open(std::move(program));
  Commit(*engine,
         Purchase({Sale("a", 900, "coffee", 3), Sale("b", 500, "tea")}));
  EXPECT_EQ(Used(*engine), 90 + 50);
  Commit(*engine, Return("r1", "1", "b", 1));
  EXPECT_EQ(Used(*engine), 90);
  ExpectSound(*engine);
  Commit(*engine, Return("r2", "1", "a", 1));
  EXPECT_EQ(Used(*engine), 60);
  Commit(*engine, Return("r3", "1", "a", 2));
  EXPECT_EQ(Used(*engine), 0);
  ExpectSound(*engine);
}

TEST(Returns, PostUnderTheVersionThatDecidedTheOrder) {
  auto store = OpenMemoryStore();
  Store& seen = *store;
  Program program = Cafe();
  program.rules.push_back(MakeRule("first", Earn(1, 100)));
  const auto engine = testing::OpenOn(std::move(store), program);
  Commit(*engine, Purchase({Priced("a", 2)}, "old"));
  program.version = "2";
  program.valid_from = On("2026-01-16");
  program.rules[0].id = "second";
  ASSERT_THAT(engine->Activate(MakePlan(program)), IsOk());
  Event newer = Purchase({Priced("a", 2)}, "new");
  newer.time = newer.arrival = At("2026-01-17T12:00:00Z");
  Commit(*engine, newer);
  Commit(*engine, ReturnLoose("r", "latte", 4));
  std::vector<std::string> entries;
  ASSERT_THAT(seen.ForEachEntry([&](const StoredEntry& stored) {
    std::string text(EntryKindName(stored.entry.kind));
    text += " " + stored.entry.version;
    for (const Posting& posting : stored.entry.postings) {
      EXPECT_EQ(posting.rule, stored.entry.version == "1" ? "first" : "second");
    }
    entries.push_back(text);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(entries,
              ElementsAre("purchase 1", "purchase 2", "return 1", "return 2"));
  ExpectSound(*engine);
}

TEST(Returns, TwoTillsDoNotPayForOneUnitTwice) {
  // The second till returns while the first one's return is under way.
  auto memory = OpenMemoryStore();
  Store& shared = *memory;
  auto hooked = std::make_unique<testing::ForwardingStore>(shared);
  testing::ForwardingStore& hooks = *hooked;
  const auto first = testing::OpenOn(std::move(hooked), Cafe());
  const auto second = testing::OpenOn(
      std::make_unique<testing::ForwardingStore>(shared), Cafe());
  Event event = Purchase({Sale("a", 1000, "coffee", 3), Sale("b", 700)});
  event.basket.lines.push_back(TradeIn("c", -100));
  event.member.clear();
  Commit(*first, event);
  Outcome other;
  hooks.before_apply = [&] {
    Event back = Return("r2", "1", "a", 1);
    EXPECT_THAT(second->Commit(back, {}, &other), IsOk());
  };
  const Outcome one = Commit(*first, Return("r1", "1", "a", 1));
  EXPECT_EQ(other.answer.returned.refund, Eur(333));
  EXPECT_EQ(one.answer.returned.refund, Eur(333));
  // Another line of the order counts as well: the shortfall is the order's.
  hooks.before_apply = [&] {
    EXPECT_THAT(second->Commit(Return("r4", "1", "c", 1), {}, &other), IsOk());
  };
  EXPECT_EQ(Commit(*first, Return("r3", "1", "b", 1)).answer.returned.refund,
            Eur(600));
  EXPECT_EQ(Commit(*first, Return("r5", "1", "a", 1)).answer.returned.refund,
            Eur(334));
  ExpectSound(*first);
}

// Beyond a bracket there may be fewer points, but nobody loses any for having
// kept less, and no way of bringing goods back comes to another sum.
TEST(Returns, BracketsThatGiveFewerPointsForMoreAreTakenBackOnce) {
  struct Row {
    std::string what;
    std::vector<int64_t> units;   // that come back, step by step
    std::vector<int64_t> points;  // that are left after each
  };
  const Row rows[] = {
      {"all at once", {6}, {0}},
      {"over the bracket below", {2, 2, 1, 1}, {2, 2, 2, 0}},
      {"one by one", {1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 0}},
      {"past the bracket below", {4, 2}, {2, 0}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Program program = Cafe();
    // Three beans for a coffee or two, one for three or four, two from five on.
    Brackets rounds{.by = Brackets::By::kUnits, .currency = "bean"};
    rounds.steps = {{.from = 1, .up_to = 2, .points = Points{3}},
                    {.from = 3, .up_to = 4, .points = Points{1}},
                    {.from = 5, .points = Points{2}}};
    program.rules.push_back(MakeRule("rounds", {rounds, {}}));
    const auto engine = Open(std::move(program));
    Commit(*engine, Purchase({Sale("a", 1800, "coffee", 6)}));
    EXPECT_EQ(testing::Available(*engine), 2);
    for (size_t i = 0; i < row.units.size(); ++i) {
      Commit(*engine, Return("r" + std::to_string(i), "1", "a", row.units[i]));
      EXPECT_EQ(testing::Available(*engine), row.points[i]);
      ExpectSound(*engine);
    }
  }
}

}  // namespace
}  // namespace patron
