// Stamp cards that fill over visits, against one kept by hand.

#include <algorithm>
#include <map>
#include <random>

#include "tests/engine/engine_testing.h"
#include "tests/seed.h"

namespace patron {
namespace {

using testing::Between;
using testing::Cafe;
using testing::Commit;
using testing::ExpectSound;
using testing::IsOk;
using testing::MakePlan;
using testing::MakeRule;
using testing::OpenOn;
using testing::Purchase;
using testing::Return;
using testing::Sale;
using testing::ViewOf;

Program CardCafe(int64_t pay, std::string_view rate = "100%") {
  Program program = Cafe();
  StampCard card;
  card.pay = pay;
  card.rate = *ParseRate(rate);
  card.of = "coffee";
  card.over_visits = true;
  program.rules.push_back(MakeRule("card", {card, {}}));
  return program;
}

int64_t Stamps(const Engine& engine) {
  const MemberView view = ViewOf(engine);
  EXPECT_EQ(view.cards.size(), 1u);
  return view.cards.empty() ? -1 : view.cards[0].stamps;
}

struct Cup {
  int64_t price = 0;
  bool free = false;
};

// An order as a shopkeeper would keep it: the cups of each line, and how many
// of them, the last first, have come back.
struct Kept {
  std::map<std::string, std::vector<Cup>> lines;
  std::map<std::string, int64_t> back;
};

class Shopkeeper {
 public:
  explicit Shopkeeper(int64_t pay) : pay_(pay) {}

  // What is taken off.
  int64_t Sell(const std::string& id, const std::vector<Line>& lines) {
    Kept& kept = orders_[id];
    std::vector<Cup*> cups;
    for (const Line& line : lines) {
      const int64_t units = line.quantity.units();
      std::vector<Cup>& of = kept.lines[line.id];
      of.assign(static_cast<size_t>(units), Cup{line.amount.minor / units});
      for (Cup& cup : of) {
        if (line.category == "coffee" && cup.price > 0) cups.push_back(&cup);
      }
    }
    std::stable_sort(cups.begin(), cups.end(), [](const Cup* a, const Cup* b) {
      return a->price < b->price;
    });
    int64_t off = 0;
    stamps_ += static_cast<int64_t>(cups.size());
    for (Cup* cup : cups) {
      if (stamps_ < pay_ + 1) break;
      stamps_ -= pay_ + 1;
      cup->free = true;
      off += cup->price;
    }
    coffee_[id] = cups.size();
    return off;
  }

  void TakeBack(const std::string& id, const std::string& line, int64_t units,
                bool coffee) {
    Kept& kept = orders_[id];
    const std::vector<Cup>& cups = kept.lines[line];
    for (; units > 0; --units) {
      const auto at = static_cast<int64_t>(cups.size()) - 1 - kept.back[line]++;
      const Cup& cup = cups[static_cast<size_t>(at)];
      if (coffee && cup.price > 0) stamps_ += cup.free ? pay_ : -1;
    }
  }

  [[nodiscard]] int64_t stamps() const { return stamps_; }

 private:
  const int64_t pay_;
  int64_t stamps_ = 0;
  std::map<std::string, Kept> orders_;
  std::map<std::string, size_t> coffee_;
};

struct Bought {
  std::string order;
  Line line;
  int64_t left = 0;
};

// Units of a line cost the same, so that which of them is free is the order of
// the lines alone.
std::vector<Line> RandomLines(std::mt19937_64& random) {
  std::vector<Line> lines;
  const int64_t count = Between(random, 1, 3);
  std::vector<int64_t> prices = {0, 100, 200, 300, 400};
  std::shuffle(prices.begin(), prices.end(), random);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t units = Between(random, 1, 5);
    lines.push_back(
        Sale("l" + std::to_string(i), units * prices[static_cast<size_t>(i)],
             Between(random, 0, 3) == 0 ? "cake" : "coffee", units));
  }
  return lines;
}

TEST(Cards, AreWhatAShopkeeperKeepsByHand) {
  const uint64_t seed = testing::TestSeed();
  for (int run = 0; run < 60; ++run) {
    std::mt19937_64 random(seed + static_cast<uint64_t>(run));
    SCOPED_TRACE("seed " + std::to_string(seed) + ", run " +
                 std::to_string(run));
    const int64_t pay = Between(random, 1, 6);
    const testing::TempFile file;
    auto store =
        run % 10 == 0
            ? OpenSqliteStore(file.path(), {})
            : absl::StatusOr<std::unique_ptr<Store>>(OpenMemoryStore());
    ASSERT_THAT(store, IsOk());
    const auto engine = OpenOn(*std::move(store), CardCafe(pay));
    Shopkeeper keeper(pay);
    std::vector<Bought> bought;
    int number = 0;
    const auto give_back = [&](size_t at, int64_t units) {
      Bought& from = bought[at];
      Commit(*engine, Return("r" + std::to_string(++number), from.order,
                             from.line.id, units));
      keeper.TakeBack(from.order, from.line.id, units,
                      from.line.category == "coffee");
      from.left -= units;
      if (from.left == 0) bought.erase(bought.begin() + static_cast<int>(at));
    };
    for (int step = 0; step < 12; ++step) {
      if (!bought.empty() && Between(random, 0, 2) == 0) {
        const size_t at = static_cast<size_t>(
            Between(random, 0, static_cast<int64_t>(bought.size()) - 1));
        give_back(at, Between(random, 1, bought[at].left));
      } else {
        const std::string id = std::to_string(++number);
        const std::vector<Line> lines = RandomLines(random);
        Event event = Purchase(lines, id);
        event.time = event.arrival = testing::At("2026-01-20T12:00:00Z");
        const Outcome outcome = Commit(*engine, event);
        EXPECT_EQ(outcome.answer.decision.discount_total.minor,
                  keeper.Sell(id, lines));
        for (const Line& line : lines) {
          bought.push_back({id, line, line.quantity.units()});
        }
      }
      EXPECT_EQ(Stamps(*engine), keeper.stamps());
    }
    ExpectSound(*engine);
    while (!bought.empty()) give_back(0, bought[0].left);
    EXPECT_EQ(Stamps(*engine), 0);
    ExpectSound(*engine);
    if (::testing::Test::HasFailure()) return;
  }
}

// Ten in the first version, five in the second: what is there counts.
TEST(Cards, ALaterVersionThatAsksForFewerCountsWhatIsThere) {
  const auto engine = OpenOn(OpenMemoryStore(), CardCafe(10));
  Commit(*engine, Purchase({Sale("1", 2700, "coffee", 9)}, "1"));
  EXPECT_EQ(Stamps(*engine), 9);
  Program next = CardCafe(5);
  next.version = "2";
  next.valid_from = testing::On("2026-01-15");
  ASSERT_THAT(engine->Activate(MakePlan(next)), IsOk());
  Event event = Purchase({Sale("1", 300)}, "2");
  event.time = event.arrival = testing::At("2026-01-16T12:00:00Z");
  EXPECT_EQ(Commit(*engine, event).answer.decision.discount_total.minor, 300);
  EXPECT_EQ(Stamps(*engine), 4);
  ExpectSound(*engine);
}

// What a budget does not pay for is not given, and takes no stamps.
TEST(Cards, ABudgetThatIsEmptyTakesNoStamps) {
  Program program = CardCafe(1);
  program.budgets.push_back({"treats", testing::Eur(250), {}, false});
  program.rules[0].budget = "treats";
  const auto engine = OpenOn(OpenMemoryStore(), program);
  const Outcome outcome =
      Commit(*engine, Purchase({Sale("1", 600, "coffee", 2)}, "1"));
  EXPECT_EQ(outcome.answer.decision.discount_total.minor, 0);
  EXPECT_EQ(Stamps(*engine), 2);
  // The next costs less than what is left.
  EXPECT_EQ(Commit(*engine, Purchase({Sale("1", 200)}, "2"))
                .answer.decision.discount_total.minor,
            200);
  EXPECT_EQ(Stamps(*engine), 1);
  ExpectSound(*engine);
}

}  // namespace
}  // namespace patron
