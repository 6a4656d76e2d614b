// What stands of an order when some units come back, by hand and against
// deciding in many steps.

#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Cafe;
using testing::Earn;
using ::testing::ElementsAre;
using testing::FactsFor;
using testing::MakePlan;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::Purchase;
using testing::Sale;
using testing::StatusIs;
using testing::Times;

Decision Decided(Program program, std::vector<Line> lines) {
  const std::shared_ptr<const Plan> plan = MakePlan(std::move(program));
  const Event event = Purchase(std::move(lines));
  Deciding deciding;
  Decision decision;
  const absl::Status status =
      Decide(*plan, event, FactsFor(*plan, event), {}, deciding, &decision);
  EXPECT_TRUE(status.ok()) << status;
  return decision;
}

std::vector<int64_t> Paid(const Decision& decision, std::vector<int64_t> kept) {
  const absl::StatusOr<Rejudged> rejudged = Rejudge(decision, kept);
  EXPECT_TRUE(rejudged.ok()) << rejudged.status();
  return rejudged.ok() ? rejudged->paid_minor : std::vector<int64_t>{};
}

std::vector<int64_t> Amounts(const Decision& decision,
                             std::vector<int64_t> kept) {
  const absl::StatusOr<Rejudged> rejudged = Rejudge(decision, kept);
  EXPECT_TRUE(rejudged.ok()) << rejudged.status();
  return rejudged.ok() ? rejudged->effect_amounts : std::vector<int64_t>{};
}

TEST(Rejudge, PaysBackWhatWasReallyPaid) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("fifth", OffPercent("20%")));
  const Decision decision =
      Decided(program, {Sale("1", 15000), Sale("2", 6000)});
  // 150 + 60 with 20% off, return the 150: refund 120.00.
  EXPECT_THAT(Paid(decision, {0, 1}), ElementsAre(0, 4800));
  EXPECT_THAT(Paid(decision, {1, 1}), ElementsAre(12000, 4800));
  EXPECT_THAT(Amounts(decision, {0, 1}), ElementsAre(1200));
}

TEST(Rejudge, UnitsOfALineCarryTheirOwnCents) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("off", OffAmount(100)));
  const Decision decision = Decided(program, {Sale("1", 1000, "coffee", 3)});
  // 10.00 over three units is 3.34, 3.33, 3.33; 1.00 off is 0.34, 0.33, 0.33.
  EXPECT_THAT(decision.lines[0].paid, ElementsAre(UnitRun{3, 300}));
  EXPECT_THAT(Paid(decision, {2}), ElementsAre(600));
  EXPECT_THAT(Amounts(decision, {2}), ElementsAre(67));
}

TEST(Rejudge, PointsAreEarnedAgainOnWhatIsKept) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("beans", Earn(1, 1000)));
  const Decision decision = Decided(program, {Sale("1", 1000, "coffee", 10)});
  // One point per 10: any one unit of ten takes the point back, none another.
  for (int64_t kept = 0; kept <= 10; ++kept) {
    EXPECT_THAT(Amounts(decision, {kept}), ElementsAre(kept == 10 ? 1 : 0));
  }
}

TEST(Rejudge, MultipliersFollowTheirSelection) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("beans", Earn(1, 100)));
  program.rules.push_back(MakeRule("double", Times("2", "coffee")));
  const Decision decision =
      Decided(program, {Sale("1", 250), Sale("2", 320, "cake")});
  EXPECT_THAT(Amounts(decision, {1, 1}), ElementsAre(5, 2));
  EXPECT_THAT(Amounts(decision, {1, 0}), ElementsAre(2, 2));
  EXPECT_THAT(Amounts(decision, {0, 1}), ElementsAre(3, 0));
}

TEST(Rejudge, SharesOfFundersAddUpToWhatIsLeft) {
  Program program = Cafe();
  Effect effect = OffAmount(100);
  effect.funders = {{"roaster", *ParseRate("33.3%")},
                    {"mill", *ParseRate("10%")}};
  program.rules.push_back(MakeRule("off", effect));
  const Decision decision = Decided(program, {Sale("1", 1000, "coffee", 7)});
  for (int64_t kept = 0; kept <= 7; ++kept) {
    const std::vector<int64_t> units = {kept};
    const absl::StatusOr<Rejudged> rejudged = Rejudge(decision, units);
    ASSERT_TRUE(rejudged.ok());
    int64_t sum = 0;
    for (const int64_t share : rejudged->share_amounts[0]) sum += share;
    EXPECT_EQ(sum, rejudged->effect_amounts[0]);
  }
}

TEST(Rejudge, RefusesUnitsThatTheOrderDoesNotHave) {
  const Decision decision = Decided(Cafe(), {Sale("1", 1000)});
  const std::vector<int64_t> two = {2};
  const std::vector<int64_t> negative = {-1};
  const std::vector<int64_t> lines = {1, 1};
  EXPECT_EQ(ReasonOf(Rejudge(decision, two).status()), Reason::kReturnTooMany);
  EXPECT_EQ(ReasonOf(Rejudge(decision, negative).status()),
            Reason::kReturnTooMany);
  EXPECT_THAT(Rejudge(decision, lines), StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace patron
