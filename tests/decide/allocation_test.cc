// A decision at the till asks for no memory once it is warm, and for none that
// only reasons need. This file replaces operator new for its whole binary to
// count.
#include <cstdlib>
#include <new>

#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace {

size_t allocations = 0;

void* CountedOrNull(size_t bytes) {
  ++allocations;
  return std::malloc(bytes == 0 ? 1 : bytes);
}

void* CountedAllocation(size_t bytes) {
  void* memory = CountedOrNull(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(size_t bytes) { return CountedAllocation(bytes); }
void* operator new[](size_t bytes) { return CountedAllocation(bytes); }
// What std::stable_sort asks for.
void* operator new(size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return CountedOrNull(bytes);
}
void* operator new[](size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  return CountedOrNull(bytes);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t /*bytes*/) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, size_t /*bytes*/) noexcept {
  std::free(memory);
}

namespace patron {
namespace {

using testing::Cafe;
using testing::Eur;
using testing::FactsFor;
using testing::MakePlan;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::Purchase;
using testing::Sale;

// A rule for every reason not to fire, and some that do.
Program Reasons() {
  Program program = Cafe();
  program.groups = {{.id = "best", .mode = GroupMode::kBest},
                    {.id = "alone", .mode = GroupMode::kStack}};
  program.budgets = {{.id = "spring", .amount = Eur(1)}};
  const auto add = [&](Rule rule, std::string group = "") {
    rule.group = std::move(group);
    program.rules.push_back(std::move(rule));
    return &program.rules.back();
  };
  add(MakeRule("condition", OffPercent("5%"),
               "basket.total >= money(\"90.00\") && in_segment(\"regulars\")"));
  program.segments = {{"regulars", "member.stats.orders > 3"}};
  add(MakeRule("schedule", OffPercent("5%")))->schedule.weekdays = {
      Weekday::kSunday};
  Rule* hours = add(MakeRule("hours", OffPercent("5%")));
  hours->schedule.time_from_us = 0;
  hours->schedule.time_until_us = kMicrosPerSecond;
  add(MakeRule("limit", OffPercent("5%")))->limits = {
      {.uses = 1, .per = Limit::Per::kProgram}};
  add(MakeRule("member", testing::Earn(1, 100)));
  add(MakeRule("nothing", OffPercent("5%", "coffee")));
  add(MakeRule("budget", OffAmount(500)))->budget = "spring";
  add(MakeRule("wins", OffAmount(300)), "best");
  add(MakeRule("loses", OffAmount(200)), "best");
  add(MakeRule("exclusive", OffPercent("10%")), "alone")->exclusive = true;
  add(MakeRule("left-out", OffPercent("20%")), "alone");
  return program;
}

TEST(Allocation, WarmDecisionsAskForNoneWithoutReasons) {
  const std::shared_ptr<const Plan> plan = MakePlan(Reasons());
  Event event = Purchase({Sale("a-line-with-a-long-name-of-its-own", 5000, ""),
                          Sale("2", 3000, "cake", 3)});
  event.member = "";
  Facts facts = FactsFor(*plan, event);
  for (Counter& counter : facts.counters) counter.used = 1;
  Deciding deciding;
  Decision decision;
  // Every reason that there is, so that the test says something.
  ASSERT_TRUE(Decide(*plan, event, facts, {true}, deciding, &decision).ok());
  std::set<WhyNotKind> kinds;
  for (const WhyNot& why : decision.why_not) kinds.insert(why.kind);
  EXPECT_EQ(kinds.size(), 8U);
  Decision plain;
  for (int warm = 0; warm < 3; ++warm) {
    ASSERT_TRUE(Decide(*plan, event, facts, {}, deciding, &plain).ok());
  }
  EXPECT_EQ(plain.fingerprint, decision.fingerprint);
  const size_t before = allocations;
  const absl::Status status = Decide(*plan, event, facts, {}, deciding, &plain);
  const size_t taken = allocations - before;
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(taken, 0U);
  EXPECT_TRUE(plain.why_not.empty());
}

TEST(Allocation, TheCounterCounts) {
  const size_t before = allocations;
  const auto memory = std::make_unique<int>(1);
  EXPECT_EQ(allocations, before + 1);
}

}  // namespace
}  // namespace patron
