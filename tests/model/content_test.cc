// Content prints tell apart what is not the same, and only that.

#include "model/content.h"

#include <algorithm>
#include <functional>

#include "tests/fixtures.h"

namespace patron {
namespace {

using testing::Cafe;
using testing::Eur;
using testing::OffPercent;
using testing::Purchase;
using testing::Sale;

Fingerprint PrintOf(const Program& program) {
  Hasher hasher("test");
  AddContent(hasher, program);
  return hasher.Finish();
}

TEST(Content, TheArrivalIsNotPartOfAnEvent) {
  const Event event = Purchase({Sale("1", 100)});
  Event later = event;
  later.arrival.us += 1;
  EXPECT_EQ(ContentOf(event), ContentOf(later));
}

TEST(Content, EverythingElseOfAnEventIs) {
  const std::function<void(Event&)> changes[] = {
      [](Event& e) { e.until = Instant{1}; },
      [](Event& e) { e.hold.source = "x"; },
      [](Event& e) { e.hold.id = "x"; },
      [](Event& e) { e.transfer.to = "x"; },
      [](Event& e) { e.transfer.currency = "x"; },
      [](Event& e) { e.transfer.points.number = 1; },
      [](Event& e) { e.household = "x"; },
      [](Event& e) { e.kind = EventKind::kReturn; },
      [](Event& e) { e.source += "x"; },
      [](Event& e) { e.id += "x"; },
      [](Event& e) { e.time.us += 1; },
      [](Event& e) { e.member += "x"; },
      [](Event& e) { e.store += "x"; },
      [](Event& e) {
        e.attributes.push_back({"a", true});
      },
      [](Event& e) {
        e.attributes.push_back({"a", int64_t{1}});
      },
      [](Event& e) {
        e.basket.attributes.push_back({"a", true});
      },
      [](Event& e) { e.basket.currency = Eur(0).currency; },
      [](Event& e) { e.basket.lines.push_back(Sale("2", 0)); },
      [](Event& e) { e.basket.lines[0].id += "x"; },
      [](Event& e) { e.basket.lines[0].parent += "x"; },
      [](Event& e) { e.basket.lines[0].kind = LineKind::kFee; },
      [](Event& e) { e.basket.lines[0].sku += "x"; },
      [](Event& e) { e.basket.lines[0].category += "x"; },
      [](Event& e) { e.basket.lines[0].name += "x"; },
      [](Event& e) { e.basket.lines[0].quantity.milli += 1000; },
      [](Event& e) {
        e.basket.lines[0].quantity.kind = Quantity::Kind::kWeight;
      },
      [](Event& e) { e.basket.lines[0].amount.minor += 1; },
      [](Event& e) {
        e.basket.lines[0].unit_price = UnitPrice{1, Eur(0).currency};
      },
      [](Event& e) { e.basket.lines[0].on_sale = true; },
      [](Event& e) { e.basket.lines[0].not_discountable = true; },
      [](Event& e) { e.basket.lines[0].earns_nothing = true; },
      [](Event& e) {
        e.basket.lines[0].adjustments.push_back({Eur(1), "dent", "bob"});
      },
      [](Event& e) {
        e.basket.lines[0].attributes.push_back({"a", true});
      },
      [](Event& e) { e.returned.order_source += "x"; },
      [](Event& e) { e.returned.order_id += "x"; },
      [](Event& e) { e.returned.lines.push_back({}); },
      [](Event& e) { e.adjustment.currency += "x"; },
      [](Event& e) { e.adjustment.points.number = 1; },
      [](Event& e) {
        e.adjustment.points = {1, 1};
      },
      [](Event& e) { e.adjustment.reason += "x"; },
      [](Event& e) { e.adjustment.by += "x"; },
      [](Event& e) {
        e.basket.rewards = {{"a", 1, 0}};
      },
      [](Event& e) {
        e.basket.rewards = {{"b", 1, 0}};
      },
      [](Event& e) {
        e.basket.rewards = {{"a", 2, 0}};
      },
      [](Event& e) {
        e.basket.rewards = {{"a", 1, 1}};
      },
  };
  std::vector<Fingerprint> prints = {ContentOf(Purchase({Sale("1", 100)}))};
  for (const auto& change : changes) {
    Event event = Purchase({Sale("1", 100)});
    change(event);
    prints.push_back(ContentOf(event));
  }
  std::sort(prints.begin(), prints.end());
  EXPECT_EQ(std::adjacent_find(prints.begin(), prints.end()), prints.end());
}

TEST(Content, AttributesComeInAnyOrder) {
  Event a = Purchase({Sale("1", 100)});
  a.attributes = {{"a", int64_t{1}}, {"b", int64_t{2}}};
  a.basket.attributes = a.basket.lines[0].attributes = a.attributes;
  Event b = a;
  for (AttributeValues* values :
       {&b.attributes, &b.basket.attributes, &b.basket.lines[0].attributes}) {
    std::reverse(values->begin(), values->end());
  }
  EXPECT_NE(a, b);
  EXPECT_EQ(ContentOf(a), ContentOf(b));
  SortAttributes(&b);
  EXPECT_EQ(a, b);
  // But each keeps its value.
  std::swap(b.attributes[0].value, b.attributes[1].value);
  EXPECT_NE(ContentOf(a), ContentOf(b));
}

TEST(Content, TextDoesNotRunIntoItsNeighbour) {
  Event a = Purchase({Sale("1", 100)});
  Event b = a;
  a.member = "ab";
  a.store = "c";
  b.member = "a";
  b.store = "bc";
  EXPECT_NE(ContentOf(a), ContentOf(b));
}

TEST(Content, ProgramsDifferByTheirRules) {
  Program a = Cafe();
  a.rules.push_back(testing::MakeRule("r", OffPercent("10%")));
  Program b = a;
  EXPECT_EQ(PrintOf(a), PrintOf(b));
  std::get<PercentOff>(b.rules[0].then[0].what).rate.billionths += 1;
  EXPECT_NE(PrintOf(a), PrintOf(b));
}

TEST(Content, ProgramsDifferByTheirRewards) {
  Program a = Cafe();
  Reward reward;
  reward.id = "a";
  reward.prices = {{Points{1}, {}}};
  reward.then = {OffPercent("10%")};
  reward.limits = {{1, Limit::Per::kMember, {}}};
  a.rewards = {reward};
  std::vector<Fingerprint> prints = {PrintOf(Cafe()), PrintOf(a)};
  const std::function<void(Reward&)> changes[] = {
      [](Reward& r) { r.id += "x"; },
      [](Reward& r) { r.text += "x"; },
      [](Reward& r) { r.currency += "x"; },
      [](Reward& r) { r.prices[0].points.units += 1; },
      [](Reward& r) { r.prices[0].pay = Eur(0); },
      [](Reward& r) { r.prices.push_back(r.prices[0]); },
      [](Reward& r) { r.unit += "x"; },
      [](Reward& r) { r.then.clear(); },
      [](Reward& r) { r.when += "x"; },
      [](Reward& r) { r.schedule.from = Date{1}; },
      [](Reward& r) { r.limits[0].uses += 1; },
      [](Reward& r) { r.stock = 1; },
      [](Reward& r) { r.times_max += 1; },
      [](Reward& r) { r.priority += 1; },
      [](Reward& r) { r.group += "x"; },
      [](Reward& r) {
        r.automatic = Automatic{PeriodUnit::kDay, {}};
      },
      [](Reward& r) {
        r.automatic = Automatic{PeriodUnit::kMonth, {}};
      },
      [](Reward& r) {
        r.automatic = Automatic{PeriodUnit::kDay, Points{0}};
      },
  };
  for (const auto& change : changes) {
    Program b = a;
    change(b.rewards[0]);
    prints.push_back(PrintOf(b));
  }
  Program apart = Cafe();
  apart.points[0].apart = PeriodUnit::kDay;
  prints.push_back(PrintOf(apart));
  apart.points[0].apart = PeriodUnit::kMonth;
  prints.push_back(PrintOf(apart));
  apart.points[0].grandfathered = true;
  prints.push_back(PrintOf(apart));
  std::sort(prints.begin(), prints.end());
  EXPECT_EQ(std::adjacent_find(prints.begin(), prints.end()), prints.end());
}

TEST(Content, ProgramsDifferByTheirStores) {
  Program a = Cafe();
  a.stores = {{"mitte", "", {{"region", std::string("north")}}}};
  Program b = a;
  b.stores[0].attributes[0].value = std::string("south");
  EXPECT_NE(PrintOf(a), PrintOf(b));
  b.stores[0].attributes.clear();
  EXPECT_NE(PrintOf(a), PrintOf(b));
}

}  // namespace
}  // namespace patron
