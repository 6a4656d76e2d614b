// What a basket without a member gets: discounts, but nothing that needs to
// know whom it is for.

#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Cafe;
using testing::Earn;
using testing::Eur;
using testing::FactsFor;
using testing::MakePlan;
using testing::OffAmount;
using testing::Purchase;
using testing::Sale;

Limit PerMonth(Limit::Per per) { return {9, per, PeriodUnit::kMonth}; }

TEST(Nobody, GetsWhatNeedsNoMember) {
  struct Row {
    std::string what;
    std::string when;
    std::vector<Effect> then;
    std::vector<Limit> limits;
    bool fires;
    std::optional<WhyNotKind> why_not;
  };
  const Effect off = OffAmount(100);
  const Effect beans = Earn(1, 100);
  const Row rows[] = {
      {"a discount", "", {off}, {}, true, {}},
      {"points", "", {beans}, {}, false, WhyNotKind::kNoMember},
      {"a discount and points", "", {off, beans}, {}, true, {}},
      {"points and a discount", "", {beans, off}, {}, true, {}},
      {"a limit of the program",
       "",
       {off, beans},
       {PerMonth(Limit::Per::kProgram)},
       true,
       {}},
      {"a limit of each member",
       "",
       {off},
       {PerMonth(Limit::Per::kMember)},
       false,
       WhyNotKind::kNoMember},
      {"statistics that a new member has too",
       "member.stats.orders == 0",
       {off},
       {},
       false,
       WhyNotKind::kNoMember},
      {"statistics deep in a condition",
       "basket.lines == 1 || member.stats.spend > money(\"5.00\")",
       {off},
       {},
       false,
       WhyNotKind::kNoMember},
      {"days since",
       "member.stats.days_since_last < 9 || true",
       {off},
       {},
       false,
       WhyNotKind::kNoMember},
      {"points",
       "points(\"bean\") == points(\"bean\")",
       {off},
       {},
       false,
       WhyNotKind::kNoMember},
      {"orders to come",
       "member.stats.expected_orders(30) < rate(\"1\")",
       {off},
       {},
       false,
       WhyNotKind::kNoMember},
      {"whether they are enrolled", "!member.enrolled", {off}, {}, true, {}},
      {"who they are", "member.id == \"\"", {off}, {}, true, {}},
      {"a segment that asks for statistics",
       "in_segment(\"new\")",
       {off},
       {},
       false,
       WhyNotKind::kCondition},
      {"the opposite of one", "!in_segment(\"new\")", {off}, {}, true, {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Program program = Cafe();
    program.segments = {{"new", "member.stats.orders == 0"}};
    Rule rule;
    rule.id = "rule";
    rule.when = row.when;
    rule.then = row.then;
    rule.limits = row.limits;
    program.rules.push_back(rule);
    const auto plan = MakePlan(std::move(program));
    ASSERT_NE(plan, nullptr);
    Event event = Purchase({Sale("1", 1000)});
    event.member.clear();
    Deciding deciding;
    Decision decision;
    const absl::Status status = Decide(*plan, event, FactsFor(*plan, event),
                                       {.reasons = true}, deciding, &decision);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(decision.pay_total, Eur(row.fires ? 900 : 1000));
    EXPECT_EQ(decision.effects.size(), row.fires ? 1u : 0u);
    EXPECT_TRUE(decision.points.empty());
    ASSERT_EQ(decision.why_not.size(), row.why_not ? 1u : 0u);
    if (row.why_not) {
      EXPECT_EQ(decision.why_not[0].kind, *row.why_not);
    }
  }
}

}  // namespace
}  // namespace patron
