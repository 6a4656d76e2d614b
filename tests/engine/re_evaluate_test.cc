// Rules that are judged again on what is kept: `returns: re_evaluate`.

#include <map>
#include <string>
#include <vector>

#include "tests/engine/engine_testing.h"
#include "tests/seed.h"

namespace patron {
namespace {

using testing::AllMessages;
using testing::At;
using testing::Available;
using testing::Between;
using testing::Cafe;
using testing::Commit;
using testing::Earn;
using testing::Eur;
using testing::ExpectSound;
using ::testing::HasSubstr;
using testing::MakePlan;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::Open;
using testing::Purchase;
using testing::Return;
using testing::Sale;
using testing::Times;
using testing::ViewOf;

Rule Again(Rule rule) {
  rule.returns = Returns::kReEvaluate;
  return rule;
}

Program With(std::vector<Rule> rules) {
  Program program = Cafe();
  for (Rule& rule : rules) program.rules.push_back(std::move(rule));
  return program;
}

// The line and the units of each step, and what it gives back.
struct Step {
  std::string line;
  int64_t units = 0;
  int64_t refund = 0;
  int64_t beans = -1;  // what ann has then; -1: not told
};

struct Row {
  std::string what;
  std::vector<Rule> rules;
  std::vector<Line> lines;
  int64_t pay = 0;
  std::vector<Step> steps;
};

void Expect(const Row& row) {
  SCOPED_TRACE(row.what);
  const auto engine = Open(With(row.rules));
  const Outcome bought = Commit(*engine, Purchase(row.lines));
  EXPECT_EQ(bought.answer.decision.pay_total, Eur(row.pay));
  int number = 0;
  for (const Step& step : row.steps) {
    const Event back =
        Return("r" + std::to_string(number++), "1", step.line, step.units);
    EXPECT_EQ(Commit(*engine, back).answer.returned.refund, Eur(step.refund))
        << number;
    if (step.beans >= 0) {
      EXPECT_EQ(Available(*engine), step.beans) << number;
    }
    ExpectSound(*engine);
  }
}

constexpr char kFrom300[] = "basket.list_total >= money(\"300.00\")";

TEST(ReEvaluate, GivesBackAsIfTheRestAloneHadBeenBought) {
  const Rule ten = MakeRule("ten", OffPercent("10%"), kFrom300);
  const Rule beans = MakeRule("beans", Earn(1, 1000), kFrom300);
  const Rule off10 =
      MakeRule("ten-off", OffAmount(1000), "basket.total >= money(\"10.00\")");
  const std::vector<Line> six = {Sale("a", 30000, "coffee", 6)};
  const Row rows[] = {
      {"allocated", {ten}, six, 27000, {{"a", 5, 22500}, {"a", 1, 4500}}},
      {"judged again",
       {Again(ten)},
       six,
       27000,
       {{"a", 5, 22000}, {"a", 1, 5000}}},
      {"one by one: what is owed meanwhile is made up for",
       {Again(ten)},
       six,
       27000,
       {{"a", 1, 2000}, {"a", 1, 5000}, {"a", 3, 15000}, {"a", 1, 5000}}},
      {"a rule that takes half: the first is not given back",
       {Again(MakeRule("half", OffPercent("50%"), kFrom300))},
       six,
       15000,
       {{"a", 1, 0},
        {"a", 1, 0},
        {"a", 1, 0},
        {"a", 1, 5000},
        {"a", 2, 10000}}},
      {"points likewise",
       {Again(beans)},
       six,
       30000,
       {{"a", 1, 5000, 0}, {"a", 5, 25000, 0}}},
      {"points of a rule that keeps its own",
       {beans},
       six,
       30000,
       {{"a", 1, 5000, 25}, {"a", 5, 25000, 0}}},
      {"points on what is paid now, which may not be more than they were",
       {Again(MakeRule("half", OffPercent("50%"), kFrom300)),
        Again(MakeRule("all", Earn(1, 1000)))},
       six,
       15000,
       {{"a", 1, 0, 15}, {"a", 3, 5000, 10}, {"a", 2, 10000, 0}}},
      {"an amount stays with what is kept",
       {Again(off10)},
       {Sale("a", 1500), Sale("b", 1500)},
       2000,
       {{"a", 1, 1500}, {"b", 1, 500}}},
      {"and goes where its condition does",
       {Again(MakeRule("ten-off", OffAmount(1000),
                       "basket.total >= money(\"20.00\")"))},
       {Sale("a", 1500), Sale("b", 1500)},
       2000,
       {{"a", 1, 500}, {"b", 1, 1500}}},
      {"another rule's part stands, and comes first",
       {MakeRule("line", OffPercent("20%", "coffee")),
        Again(MakeRule("ten", OffPercent("10%"),
                       "basket.total >= money(\"240.00\")"))},
       six,
       21600,
       {{"a", 1, 1600}, {"a", 5, 20000}}},
      {"another rule's part stands, and comes last",
       {Again(MakeRule("line", OffPercent("20%", "coffee"), kFrom300)),
        MakeRule("ten", OffPercent("10%"))},
       six,
       21600,
       // Five at 50.00, less the 4.00 each of the ten percent of 40.00.
       {{"a", 1, 0}, {"a", 5, 21600}}},
      {"a multiplier of a rule that is judged again",
       {Again(beans), Again(MakeRule("double", Times("2")))},
       six,
       30000,
       {{"a", 1, 5000, 0}, {"a", 5, 25000, 0}}},
      {"a multiplier that is judged again",
       {MakeRule("beans", Earn(1, 1000)),
        Again(MakeRule("double", Times("2"), kFrom300))},
       six,
       30000,
       {{"a", 1, 5000, 25}, {"a", 5, 25000, 0}}},
  };
  for (const Row& row : rows) Expect(row);
}

TEST(ReEvaluate, TaxOnTopFollowsThePrice) {
  Program program = With({Again(MakeRule("ten", OffPercent("10%"), kFrom300))});
  program.tax.prices = Tax::Prices::kWithoutTax;
  const auto engine = Open(program);
  Line line = Sale("a", 30000, "coffee", 6);
  line.tax_rate = Rate::Percent(20);
  EXPECT_EQ(Commit(*engine, Purchase({line})).answer.decision.pay_total,
            Eur(32400));
  const auto back = [&](int64_t units, std::string id) {
    return Commit(*engine, Return(std::move(id), "1", "a", units))
        .answer.returned.refund;
  };
  EXPECT_EQ(back(5, "r1"), Eur(26400));  // 60.00 is kept
  ExpectSound(*engine);
  EXPECT_EQ(back(1, "r2"), Eur(6000));
  ExpectSound(*engine);
}

// What a later rule drew stands, and is not there for an earlier one.
TEST(ReEvaluate, ABudgetKeepsWhatALaterRuleDrew) {
  Program program = Cafe();
  Brackets more_for_less{.by = Brackets::By::kSpend};
  more_for_less.steps = {{.from = 0, .up_to = 2999, .amount = Eur(900)},
                         {.from = 3000, .amount = Eur(300)}};
  Rule first = MakeRule("first", {more_for_less, {}});
  first.returns = Returns::kReEvaluate;
  Rule second = MakeRule("second", OffAmount(600));
  for (Rule* const rule : {&first, &second}) rule->budget = "spring";
  program.budgets.push_back(
      {.id = "spring", .amount = Eur(1000), .partial = true});
  program.rules = {first, second};
  const auto engine = Open(std::move(program));
  Commit(*engine, Purchase({Sale("a", 4000, "tea", 4)}, "1"));
  // 6.00 stands on what is kept at 3.00: of the budget 7.00 are left.
  const Outcome back = Commit(*engine, Return("r", "1", "a", 2));
  EXPECT_EQ(back.answer.returned.refund, Eur(4000 - 900 - (2000 - 300 - 700)));
  ExpectSound(*engine);
}

TEST(ReEvaluate, UsesAndBudgetsFollow) {
  Rule rule = Again(MakeRule("ten", OffPercent("10%"), kFrom300));
  rule.limits = {{1, Limit::Per::kMember, {}}};
  rule.budget = "spring";
  Program program = With({rule});
  program.budgets.push_back({.id = "spring", .amount = Eur(3000)});
  auto store = OpenMemoryStore();
  Store& seen = *store;
  const auto engine = testing::OpenOn(std::move(store), program);
  const auto used = [&] {
    std::map<std::string, int64_t> all;
    EXPECT_TRUE(seen.ForEachCounter([&](const Counter& counter) {
                      all[counter.key.unit] = counter.used;
                      return absl::OkStatus();
                    })
                    .ok());
    return all;
  };
  Commit(*engine, Purchase({Sale("a", 30000, "coffee", 6)}));
  EXPECT_EQ(used()["limit:ten:member:ever"], 1);
  Commit(*engine, Return("r1", "1", "a", 1));
  for (const auto& [unit, count] : used()) EXPECT_EQ(count, 0) << unit;
  ExpectSound(*engine);
  // A freed use helps only what is bought from then on.
  Event next = Purchase({Sale("a", 30000, "coffee", 6)}, "2");
  next.time = next.arrival = At("2026-01-21T12:00:00Z");
  EXPECT_EQ(Commit(*engine, next).answer.decision.pay_total, Eur(27000));
  ExpectSound(*engine);
}

TEST(ReEvaluate, HoldsWithTheOrdersOwnVersionAndFacts) {
  Program program = With(
      {Again(MakeRule("new", OffPercent("10%"), "member.stats.orders == 0"))});
  const auto engine = Open(program);
  Commit(*engine, Purchase({Sale("a", 30000, "coffee", 6)}));
  Commit(*engine, Purchase({Sale("a", 100)}, "2"));
  program.version = "2";
  program.valid_from = testing::On("2026-01-16");
  program.rules.clear();
  ASSERT_TRUE(engine->Activate(MakePlan(program)).ok());
  // They had none when they bought, and still have the ten percent of it.
  EXPECT_EQ(Commit(*engine, Return("r", "1", "a", 5)).answer.returned.refund,
            Eur(22500));
  ExpectSound(*engine);
}

TEST(ReEvaluate, IsRefusedWhereItHasNoMeaning) {
  Rule message;
  message.id = "hello";
  message.then.push_back({Message{"Hello"}, {}});
  Rule grouped = MakeRule("ten", OffPercent("10%"));
  grouped.group = "g";
  Program best = With({Again(grouped)});
  best.groups.push_back({.id = "g", .mode = GroupMode::kBestCombination});
  Program units = best;
  units.groups[0].mode = GroupMode::kBest;
  units.groups[0].scope = GroupScope::kUnit;
  struct Bad {
    Program program;
    std::string message;
  };
  const Bad rows[] = {
      {With({Again(message)}), "has nothing to judge again"},
      {best, "group 'g' gives each unit to one rule"},
      {units, "group 'g' gives each unit to one rule"},
  };
  for (const Bad& row : rows) {
    const PlanResult result = Plan::Compile(row.program, {});
    EXPECT_EQ(result.plan, nullptr);
    EXPECT_THAT(AllMessages(result.diagnostics), HasSubstr(row.message));
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.diagnostics[0].path, "rules[0].returns");
  }
}

// In whatever order and parts: in the end all is back, and what was refunded
// less what is still owed does not depend on the way there.
TEST(ReEvaluate, TheOrderOfReturnsChangesNothingInTheEnd) {
  std::mt19937_64 random = testing::SeededRandom();
  for (int round = 0; round < 40; ++round) {
    std::vector<Rule> rules = {
        Again(MakeRule("from", OffPercent("17%"),
                       "basket.total >= money(\"" +
                           std::to_string(Between(random, 5, 60)) + ".00\")")),
        MakeRule("line", OffPercent("7%", "coffee")),
        Again(MakeRule("off", OffAmount(Between(random, 1, 900)),
                       "count(\"coffee\") >= 2")),
        Again(MakeRule("beans", Earn(3, 70), "basket.units >= 3")),
        MakeRule("plain", Earn(1, 100))};
    for (size_t i = rules.size(); i > 1; --i) {
      rules[i - 1].priority = static_cast<int32_t>(Between(random, 0, 3));
    }
    std::vector<Line> lines;
    for (const char* const id : {"a", "b", "c"}) {
      const int64_t units = Between(random, 1, 3);
      lines.push_back(Sale(id, Between(random, 1, 3000),
                           Between(random, 0, 1) ? "coffee" : "cake", units));
    }
    const auto engine = Open(With(rules));
    const int64_t paid =
        Commit(*engine, Purchase(lines)).answer.decision.pay_total.minor;
    std::vector<std::string> units;
    for (const Line& line : lines) {
      for (int64_t u = 0; u < line.quantity.units(); ++u) {
        units.push_back(line.id);
      }
    }
    std::shuffle(units.begin(), units.end(), random);
    int64_t refunded = 0;
    for (size_t u = 0; u < units.size(); ++u) {
      refunded +=
          Commit(*engine, Return("r" + std::to_string(u), "1", units[u], 1))
              .answer.returned.refund.minor;
      ExpectSound(*engine);
      if (HasFailure()) return;
    }
    EXPECT_EQ(refunded, paid);
    EXPECT_EQ(Available(*engine), 0);
    EXPECT_TRUE(ViewOf(*engine).lots.empty());
  }
}

}  // namespace
}  // namespace patron
