// What little would make a rule fire.
//
// A guess comes from the comparison that failed, from what a set or a bracket
// wants, or from the schedule; what is said is what deciding again has shown.
// So no rule, however it hangs together with others, makes a promise that the
// till does not keep. A change that only helps with another one is not said.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "decide/deciding_impl.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// How often the event is decided again for all near misses together, and how
// many lines that may be: what is not found by then is not said.
constexpr int kDecisionsMax = 1000;
constexpr int64_t kLinesDecidedMax = 100'000;
// How many units best combinations may look at for it, once for each node:
// about one search of 250 units that takes all of its nodes.
constexpr int64_t kUnitsSearchedMax = 500'000;
// How many lines are tried to stand for what is to be bought.
constexpr size_t kLinesTriedMax = 3;
// More money than this is no near miss.
constexpr int64_t kMoneyMoreMax = 1'000'000'000'000;
// More units than this is no near miss.
constexpr int64_t kUnitsMoreMax = 100;
// How far ahead a schedule is searched.
constexpr int64_t kDaysAheadMax = 366;

class NearMisses {
 public:
  NearMisses(const Plan& plan, Work& work)
      : plan_(plan),
        work_(work),
        without_(work.options.without.begin(), work.options.without.end()) {
    without_.emplace_back();
    const int64_t lines = std::max<int64_t>(
        1, static_cast<int64_t>(work.event.basket.lines.size()));
    decisions_left_ =
        std::min<int64_t>(kDecisionsMax, kLinesDecidedMax / lines);
  }

  void Run() {
    for (WhyNot& why : work_.decision.why_not) {
      rule_ = why.rule;
      near_ = &why.near;
      if (why.kind == WhyNotKind::kCondition ||
          why.kind == WhyNotKind::kNothing) {
        TryAmounts();
      } else if (why.kind == WhyNotKind::kSchedule) {
        TryTimes();
      } else if (!why.lost_to.empty()) {
        NearMiss near;
        near.kind = NearMissKind::kPromotion;
        near.without = why.lost_to;
        if (Fires(near)) near_->push_back(std::move(near));
      }
    }
  }

 private:
  // Whether the rule fires with the change, beside what the caller leaves out.
  bool Fires(const NearMiss& near) {
    if (near.kind != NearMissKind::kPromotion) {
      changed_ = WithChange(work_.event, near);
    }
    const Event& event =
        near.kind == NearMissKind::kPromotion ? work_.event : changed_;
    if (near.kind == NearMissKind::kTime && !SameCounters(event)) return false;
    --decisions_left_;
    if (IsSpent()) return false;
    without_.back() = near.without;
    const absl::Status status = Decide(plan_, event, work_.facts,
                                       {false, without_}, again_, &decision_);
    units_left_ -= again_.impl().units_searched;
    if (!status.ok()) return false;
    const Recycled<FiredEffect>& effects = decision_.effects;
    return std::any_of(
        effects.begin(), effects.end(), [this](const FiredEffect& effect) {
          return effect.rule == rule_ && effect.kind != EffectKind::kPriceList;
        });
  }

  [[nodiscard]] bool IsSpent() const {
    return decisions_left_ <= 0 || units_left_ <= 0;
  }

  // Uses of another period are not known here.
  bool SameCounters(const Event& event) {
    plan_.NeedsOf(event, &needs_, HasOffers(work_));
    const std::vector<Counter>& known = work_.facts.counters;
    return std::equal(needs_.counters.begin(), needs_.counters.end(),
                      known.begin(), known.end(),
                      [](const CounterKey& key, const Counter& counter) {
                        return key == counter.key;
                      });
  }

  // Of what the failed parts or the effects ask for, and of the lines that
  // could bring it, the least of each kind; ties to the earlier part and the
  // smaller id.
  void TryAmounts() {
    for (const bool of_money : {true, false}) {
      std::optional<NearMiss> least;
      for (const Wanting& wanting : work_.mine.wantings) {
        if (work_.plan.rule(wanting.rule).id != rule_ ||
            wanting.of_money != of_money) {
          continue;
        }
        TryAmount(wanting, &least);
      }
      if (least && !IsSpent()) near_->push_back(*std::move(least));
    }
  }

  static int64_t& AmountOf(NearMiss& near) {
    return near.kind == NearMissKind::kMoney ? near.money.minor : near.units;
  }

  void TryAmount(const Wanting& wanting, std::optional<NearMiss>* least) {
    const std::string selection =
        wanting.selection == kNoIndex
            ? ""
            : work_.plan.program().selections[wanting.selection].id;
    for (const std::string& line : LinesFor(wanting)) {
      NearMiss near;
      near.kind =
          wanting.of_money ? NearMissKind::kMoney : NearMissKind::kUnits;
      near.line = line;
      near.selection = selection;
      near.money = Money{0, work_.currency()};
      const int64_t below = *least ? AmountOf(**least) : INT64_MAX;
      if (FindSmallest(wanting.missing, below, near)) *least = std::move(near);
    }
  }

  // From the guess up until it fires, then down to the smallest that does;
  // false where none below `limit` does.
  bool FindSmallest(int64_t guess, int64_t limit, NearMiss& near) {
    const auto fires = [&](int64_t value) {
      AmountOf(near) = value;
      return Fires(near);
    };
    const int64_t most =
        std::min(limit - 1, near.kind == NearMissKind::kUnits ? kUnitsMoreMax
                                                              : kMoneyMoreMax);
    if (most < 1) return false;
    int64_t below = 0;
    int64_t above = std::clamp<int64_t>(guess, 1, most);
    while (!fires(above)) {
      if (above >= most || IsSpent()) return false;
      below = above;
      above = above > most / 2 ? most : above * 2;
    }
    // The guess is the smallest, most often.
    if (above - below > 1 && !fires(above - 1)) below = above - 1;
    while (above - below > 1 && !IsSpent()) {
      const int64_t middle = below + (above - below) / 2;
      (fires(middle) ? above : below) = middle;
    }
    AmountOf(near) = above;
    return !IsSpent();
  }

  // What may stand for more of the selection: first a line of other goods,
  // which has no sku and no category, where any goods will do; then goods of
  // the selection, in the order of their ids.
  [[nodiscard]] std::vector<std::string> LinesFor(
      const Wanting& wanting) const {
    std::vector<std::string> ids;
    if (wanting.of_money && wanting.selection == kNoIndex) ids.emplace_back();
    std::vector<uint32_t> lines;
    const std::vector<Line>& given = work_.event.basket.lines;
    for (uint32_t i = 0; i < given.size(); ++i) {
      if (given[i].kind != LineKind::kSale ||
          !work_.IsSelected(wanting.selection, i) ||
          (!wanting.of_money &&
           given[i].quantity.kind != Quantity::Kind::kPiece)) {
        continue;
      }
      lines.push_back(i);
    }
    std::sort(lines.begin(), lines.end(), [&](uint32_t a, uint32_t b) {
      return IdLess(given[a].id, given[b].id);
    });
    if (lines.size() > kLinesTriedMax) lines.resize(kLinesTriedMax);
    for (const uint32_t line : lines) ids.push_back(given[line].id);
    return ids;
  }

  // The next moment at which the schedule is on.
  void TryTimes() {
    const Rule* rule = nullptr;
    for (const Rule& other : work_.plan.program().rules) {
      if (other.id == rule_) rule = &other;
    }
    if (rule == nullptr) return;
    const ZoneTable& zone = plan_.ZoneOf(work_.event.store);
    const int64_t start = rule->schedule.time_from_us.value_or(0);
    for (int64_t ahead = 0; ahead <= kDaysAheadMax; ++ahead) {
      const Date day = AddDays(work_.local.date, ahead);
      for (const int64_t us_of_day : {int64_t{0}, start}) {
        const LocalTime local{day, us_of_day};
        if (!IsOn(rule->schedule, local)) continue;
        NearMiss near;
        near.kind = NearMissKind::kTime;
        near.time = zone.ToInstant(local);
        // A clock that was put forward shows another one.
        const LocalTime shown = zone.ToLocal(near.time);
        near.local_time =
            FormatDate(shown.date) + " " + FormatTimeOfDay(shown.us_of_day);
        if (near.time <= work_.event.time) continue;
        if (Fires(near)) near_->push_back(std::move(near));
        return;
      }
    }
  }

  const Plan& plan_;
  Work& work_;
  std::vector<std::string_view> without_;  // the last is the near miss's own
  std::string_view rule_;
  std::vector<NearMiss>* near_ = nullptr;
  int64_t decisions_left_ = 0;
  int64_t units_left_ = kUnitsSearchedMax;
  Deciding again_;
  Decision decision_;
  Event changed_;
  Needs needs_;
};

// A unit more has its part of the floor.
void RaiseFloor(int64_t units, int64_t more, Money* floor) {
  const absl::StatusOr<int64_t> part =
      MulDiv(floor->minor, more, units, Rounding::kUp);
  const absl::StatusOr<int64_t> sum =
      part.ok() ? AddExact(floor->minor, *part) : part;
  if (sum.ok()) floor->minor = *sum;
}

// Goods that no other line stands for.
void AddOtherGoods(Money amount, std::vector<Line>* lines) {
  Line line;
  line.id = "more";
  const auto is_taken = [&] {
    return std::any_of(lines->begin(), lines->end(),
                       [&](const Line& l) { return l.id == line.id; });
  };
  while (is_taken()) line.id += '+';
  line.amount = amount;
  lines->push_back(std::move(line));
}

}  // namespace

void FindNearMisses(const Plan& plan, Work& work) {
  if (!work.decision.why_not.empty()) NearMisses(plan, work).Run();
}

Event WithChange(const Event& event, const NearMiss& near) {
  Event changed = event;
  if (near.kind == NearMissKind::kTime) {
    changed.time = near.time;
    changed.arrival = std::max(changed.arrival, near.time);
    return changed;
  }
  if (near.line.empty() && near.kind == NearMissKind::kMoney) {
    AddOtherGoods(near.money, &changed.basket.lines);
    return changed;
  }
  for (Line& line : changed.basket.lines) {
    if (line.id != near.line) continue;
    absl::StatusOr<int64_t> more = near.money.minor;
    if (near.kind == NearMissKind::kUnits) {
      const int64_t units = std::max<int64_t>(1, line.quantity.units());
      more = MulDiv(line.amount.minor, near.units, units,
                    Rounding::kHalfAwayFromZero);
      const absl::StatusOr<int64_t> milli =
          MultiplyExact(near.units, Quantity::kOne);
      if (milli.ok()) line.quantity.milli += *milli;
      if (line.floor) RaiseFloor(units, near.units, &*line.floor);
    }
    const absl::StatusOr<int64_t> amount =
        more.ok() ? AddExact(line.amount.minor, *more) : more;
    if (amount.ok()) line.amount.minor = *amount;
  }
  return changed;
}

}  // namespace patron
