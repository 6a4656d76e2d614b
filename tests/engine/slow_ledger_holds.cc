// What baskets keep back, told from the holds alone.
//
// The points of a hold stand in its lots, in their own bucket, until it ends. A
// use of a counter that a hold keeps back is nobody's posting: it counts from
// the hold on until its time, or until something ends it before.

#include <algorithm>

#include "tests/engine/slow_ledger.h"

namespace patron::testing {
namespace {

bool IsEnded(const SlowHold& hold) {
  return hold.state == HoldState::kConsumed ||
         hold.state == HoldState::kCancelled;
}

}  // namespace

const SlowHold* SlowLedger::FindHold(const HoldKey& key) const {
  for (const SlowHold& hold : holds_) {
    if (hold.held.source == key.source && hold.held.id == key.id) return &hold;
  }
  return nullptr;
}

bool SlowLedger::NamesHoldOfAnother(const Event& event) const {
  const SlowHold* const hold = FindHold(event.hold);
  return hold != nullptr && hold->account != 0 &&
         hold->account != AccountOf(event);
}

SlowHold* SlowLedger::NextToLapse(int64_t account) {
  SlowHold* next = nullptr;
  for (SlowHold& hold : holds_) {
    // Nobody's end by their time alone.
    if (hold.account != account || account == 0) continue;
    if (hold.state != HoldState::kHeld) continue;
    if (next == nullptr || *hold.held.until < *next->held.until) next = &hold;
  }
  return next;
}

void SlowLedger::Hold(const Event& event, const Outcome& outcome,
                      int64_t account) {
  CompareReleased(EndNamed(event), outcome);
  CompareDraws(event, outcome);
  Event basket = event;
  basket.kind = EventKind::kPurchase;
  basket.until.reset();
  const SlowOrder order = OrderOf(basket, outcome, account);
  SlowHold hold;
  hold.event = outcome.event;
  hold.account = account;
  hold.held = event;
  hold.version = PlanAt(event.time).program().version;
  for (const LotPart& part : Pay(event, order.decision, outcome.answer.held,
                                 Bucket::kHeld, account)) {
    hold.points[part.lot] -= part.points.units;
  }
  for (size_t d = 0; d < order.decision.draws.size(); ++d) {
    const Draw& draw = order.decision.draws[d];
    const int64_t uses = order.standing.draws[d];
    // What is only collected is kept back from nobody.
    const bool collects = draw.key.unit.starts_with("stamps:") && uses > 0;
    if (uses != 0 && !collects)
      hold.uses.push_back({draw.rule, draw.key, uses});
  }
  holds_.push_back(std::move(hold));
}

std::map<int64_t, int64_t> SlowLedger::EndNamed(const Event& event) {
  if (event.hold.id.empty()) return {};
  for (SlowHold& hold : holds_) {
    if (hold.held.source != event.hold.source ||
        hold.held.id != event.hold.id) {
      continue;
    }
    if (hold.state != HoldState::kHeld) Problem("the hold is over");
    if (event.arrival >= *hold.held.until) Problem("the hold's time is over");
    if (NamesHoldOfAnother(event)) Problem("the hold is of another member");
    EndHold(&hold,
            event.kind == EventKind::kRelease ? HoldState::kCancelled
                                              : HoldState::kConsumed,
            event.arrival);
    // What has expired meanwhile lapses at once.
    if (hold.account != 0) Settle(hold.account, event.arrival);
    return hold.points;
  }
  Problem("there is no such hold");
  return {};
}

void SlowLedger::EndHold(SlowHold* hold, HoldState state, Instant at) {
  hold->state = state;
  for (const auto& [number, points] : hold->points) {
    GiveBack(LotAt(hold->account, number), Bucket::kHeld, points, at);
  }
  // What keeps no points back posts nothing.
  if (!hold->points.empty()) posted_.emplace_back(hold->account, at);
}

void SlowLedger::CompareReleased(const std::map<int64_t, int64_t>& released,
                                 const Outcome& outcome) {
  std::map<int64_t, int64_t> told;
  for (const PointsByLot& points : outcome.answer.released) {
    int64_t sum = 0;
    for (const LotPart& part : points.lots) {
      told[part.lot] += part.points.units;
      sum += part.points.units;
    }
    Same("points that a hold gives back", points.points.units, sum);
  }
  if (told != released) Problem("the answer gives back other points of a hold");
}

int64_t SlowLedger::KeptBackOf(const CounterKey& key, Instant at) const {
  int64_t kept = 0;
  for (const SlowHold& hold : holds_) {
    if (IsEnded(hold) || *hold.held.until <= at) continue;
    for (const HeldUses& uses : hold.uses) {
      if (uses.key == key) kept += uses.uses;
    }
  }
  return kept;
}

void SlowLedger::CompareDraws(const Event& event, const Outcome& outcome) {
  std::map<CounterKey, int64_t> used = Uses();
  for (const Counter& read : outcome.answer.facts.counters) {
    Same("what was read of " + read.key.unit, read.used,
         used[read.key] + KeptBackOf(read.key, event.arrival));
  }
  for (const Draw& draw : outcome.answer.decision.draws) {
    const int64_t before = used[draw.key];
    used[draw.key] += draw.given;
    const int64_t kept_back = KeptBackOf(draw.key, event.arrival);
    if (draw.given > 0 && before + kept_back + draw.given > draw.bound) {
      Problem("more is given than there is of " + draw.key.unit);
    }
  }
}

void SlowLedger::CompareHolds(Store& store) {
  size_t next = 0;
  const absl::Status status = store.ForEachHold([&](const HoldRecord& kept) {
    if (next < holds_.size()) CompareHold(holds_[next], kept);
    ++next;
    return absl::OkStatus();
  });
  if (!status.ok()) Problem(std::string(status.message()));
  Same("number of holds", static_cast<int64_t>(next), std::ssize(holds_));
}

void SlowLedger::CompareHold(const SlowHold& hold, const HoldRecord& kept) {
  HoldRecord should;
  should.event = hold.event;
  should.account = hold.account;
  should.source = hold.held.source;
  should.id = hold.held.id;
  should.program = program_.id;
  should.version = hold.version;
  should.until = *hold.held.until;
  should.state = hold.state;
  for (const auto& [number, points] : hold.points) {
    const SlowLot& lot = LotAt(hold.account, number);
    should.points.push_back(
        {number, program_.points[lot.currency].id, Points{points}});
  }
  should.uses = hold.uses;
  if (kept == should) return;
  Problem("something differs of hold " + hold.held.id + ", which is " +
          std::string(HoldStateName(kept.state)) + ", and slowly it is " +
          std::string(HoldStateName(should.state)));
}

// What a till would see at the last instant of each hold and right after it.
void SlowLedger::CompareKeptBack(Store& store) {
  std::map<CounterKey, int64_t> used = Uses();
  for (const SlowHold& hold : holds_) {
    std::vector<CounterKey> keys;
    for (const HeldUses& uses : hold.uses) keys.push_back(uses.key);
    for (const int64_t before_us : {1, 0}) {
      const Instant at{hold.held.until->us - before_us};
      const auto counters = store.LoadCounters(keys, at, /*without=*/0);
      if (!counters.ok()) {
        return Problem(std::string(counters.status().message()));
      }
      for (const Counter& counter : *counters) {
        Same("what is left of " + counter.key.unit, counter.used,
             used[counter.key] + KeptBackOf(counter.key, at));
      }
    }
  }
}

}  // namespace patron::testing
