// docs/effects.md against Patron: every example loads, compiles, and does what
// the page says of it.

#include <fstream>
#include <sstream>

#include "patron/text.h"
#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::AllMessages;
using testing::Eur;
using testing::FactsFor;
using testing::Purchase;
using testing::Sale;

// The YAML blocks of the page; the first is the shop of all others.
std::vector<std::string> Examples() {
  std::ifstream page(PATRON_SOURCE_DIR "/docs/effects.md");
  std::vector<std::string> examples;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      inside = line == "```yaml";
      if (inside) examples.emplace_back();
    } else if (inside) {
      examples.back() += line + "\n";
    }
  }
  return examples;
}

// The shop with the example that has this rule or price list.
Program ShopWith(const std::string& id) {
  const std::vector<std::string> examples = Examples();
  for (const std::string& example : examples) {
    if (&example == &examples.front()) continue;
    const Loaded<Program> loaded =
        LoadProgram(examples.front() + example, TextFormat::kYaml);
    EXPECT_TRUE(loaded.value) << example << AllMessages(loaded.diagnostics);
    if (!loaded.value) return {};
    if (example.find("  - id: " + id + "\n") == std::string::npos) continue;
    Program program = *loaded.value;
    // An example with several rules shows them one by one.
    if (id != "double" && id != "everything") {
      std::erase_if(program.rules,
                    [&](const Rule& rule) { return rule.id != id; });
    }
    return program;
  }
  ADD_FAILURE() << "the page has no " << id;
  return {};
}

// Coffee at 3.00, cake at 4.00 and delivery, so many of each, one a line.
Event Basket(int coffees, int cakes, int64_t delivery_minor) {
  std::vector<Line> lines;
  const auto add = [&](int64_t minor, const std::string& category) {
    lines.push_back(Sale(std::to_string(lines.size() + 1), minor, category));
    lines.back().sku = category == "coffee" ? "A1" : "A2";
  };
  for (int i = 0; i < coffees; ++i) add(300, "coffee");
  for (int i = 0; i < cakes; ++i) add(400, "cake");
  if (delivery_minor > 0) {
    add(delivery_minor, "");
    lines.back().kind = LineKind::kDelivery;
    lines.back().sku = "courier";
  }
  return Purchase(std::move(lines));
}

Decision Decided(const std::string& id, const Event& event) {
  const Program program = ShopWith(id);
  const std::shared_ptr<const Plan> plan = testing::MakePlan(program);
  if (plan == nullptr) return {};
  Facts facts = FactsFor(*plan, event);
  facts.member_known = true;
  facts.statistics.orders = 10;
  Deciding deciding;
  Decision decision;
  const absl::Status status =
      Decide(*plan, event, facts, {}, deciding, &decision);
  EXPECT_TRUE(status.ok()) << status;
  return decision;
}

struct Row {
  std::string id;
  int coffees;
  int cakes;
  int64_t delivery_minor;
  int64_t off_minor;
  int64_t points;  // tenths of a bean
};

TEST(EffectsPage, EveryExampleDoesWhatThePageSays) {
  EXPECT_GT(Examples().size(), 15u);
  const Row rows[] = {
      {"weekday", 1, 1, 0, 70, 0},
      {"fiver", 0, 5, 0, 500, 0},
      {"fiver", 0, 4, 0, 0, 0},
      {"coffee-hour", 2, 0, 0, 100, 0},
      {"cheapest-free", 1, 2, 0, 300, 0},
      {"three-for-two", 7, 0, 0, 600, 0},
      {"cake-with-coffee", 4, 2, 0, 200, 0},
      {"card", 10, 0, 0, 300, 0},
      {"card", 9, 0, 0, 0, 0},
      {"breakfast", 2, 1, 0, 100, 0},
      {"spend", 0, 30, 0, 1500, 0},
      {"spend", 0, 15, 0, 500, 0},
      {"spend", 0, 10, 0, 0, 0},
      {"many-cakes", 0, 3, 0, 150, 0},
      {"many-cakes", 0, 6, 0, 480, 0},
      {"free-delivery", 0, 10, 590, 590, 0},
      {"courier", 1, 0, 590, 100, 0},
      {"beans", 1, 1, 0, 0, 70},
      {"double", 1, 1, 0, 0, 100},
      {"per-cup", 3, 0, 0, 0, 15},
      {"thanks", 1, 0, 0, 0, 50},
      {"rounds", 1, 0, 0, 0, 0},
      {"rounds", 3, 0, 0, 0, 15},
      {"rounds", 6, 0, 0, 0, 40},
      {"half-price", 0, 1, 0, 200, 0},
      {"half-price", 0, 9, 0, 1000, 0},
      {"everything", 1, 1, 0, 80, 0},
      {"everything", 9, 1, 0, 310, 0},
      {"members", 1, 1, 0, 70, 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.id);
    const Decision decision =
        Decided(row.id, Basket(row.coffees, row.cakes, row.delivery_minor));
    EXPECT_EQ(decision.discount_total, Eur(row.off_minor));
    const int64_t points =
        decision.points.empty() ? 0 : decision.points[0].points.units;
    EXPECT_EQ(points, row.points);
  }
}

TEST(EffectsPage, GiftsAndMessages) {
  const Decision five = Decided("mug-with-five", Basket(5, 0, 0));
  ASSERT_EQ(five.effects.size(), 1u);
  EXPECT_EQ(five.effects[0].sku, "mug");
  EXPECT_EQ(five.effects[0].units, 1);
  EXPECT_EQ(five.discount_total, Eur(0));

  const Decision ten = Decided("anniversary", Basket(1, 0, 0));
  ASSERT_EQ(ten.effects.size(), 3u);
  EXPECT_EQ(ten.effects[0].kind, EffectKind::kGift);
  EXPECT_EQ(ten.effects[0].sku, "mug");
  EXPECT_EQ(ten.effects[1].kind, EffectKind::kMessage);
  EXPECT_EQ(ten.effects[1].text, "Thank you for ten visits");
  EXPECT_EQ(ten.effects[2].kind, EffectKind::kCustom);
  EXPECT_EQ(ten.effects[2].text, "open-drawer");
  EXPECT_EQ(ten.effects[2].values,
            (AttributeValues{{"drawer", int64_t{2}}, {"light", true}}));
}

// Taken by a regular with 100 beans, beside a coffee and two cakes.
TEST(EffectsPage, Rewards) {
  struct Reward {
    BasketReward taken;
    int64_t off_minor;
    int64_t points;  // tenths of a bean
  };
  const Reward rows[] = {
      {{"free-cake", 1, 1}, 400, 400},
      {{"free-cake", 1, 2}, 200, 100},
      {{"off", 2, 0}, 500, 1000},
      {{"regulars-mug", 1, 0}, 0, 805},
  };
  const auto plan = testing::MakePlan(ShopWith("free-cake"));
  ASSERT_NE(plan, nullptr);
  for (const Reward& row : rows) {
    SCOPED_TRACE(row.taken.id);
    Event event = Basket(1, 2, 0);
    event.basket.rewards = {row.taken};
    Facts facts = FactsFor(*plan, event);
    facts.statistics.orders = 10;
    facts.balances = {{"bean", Points{1000}, {}, {}}};
    Deciding deciding;
    Decision decision;
    const absl::Status status =
        Decide(*plan, event, facts, {}, deciding, &decision);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(decision.discount_total, Eur(row.off_minor));
    ASSERT_EQ(decision.rewards.size(), 1u);
    EXPECT_EQ(decision.rewards[0].points, Points{row.points});
  }
}

// Of three at 3.00 and three at 1.00.
TEST(EffectsPage, WithinSets) {
  std::vector<Line> lines;
  for (const int64_t minor : {300, 300, 300, 100, 100, 100}) {
    lines.push_back(Sale(std::to_string(lines.size() + 1), minor));
  }
  Program program = ShopWith("three-for-two");
  for (const auto& [within, off] : {std::pair(false, 200), {true, 400}}) {
    auto* buy = std::get_if<BuyGet>(&program.rules.at(0).then.at(0).what);
    ASSERT_NE(buy, nullptr);
    buy->within_sets = within;
    const auto plan = testing::MakePlan(program);
    ASSERT_NE(plan, nullptr);
    const Event event = Purchase(lines);
    Deciding deciding;
    Decision decision;
    ASSERT_TRUE(
        Decide(*plan, event, FactsFor(*plan, event), {}, deciding, &decision)
            .ok());
    EXPECT_EQ(decision.discount_total, Eur(off));
  }
}

}  // namespace
}  // namespace patron
