// Holds: their rows, what their decisions take, how they ended, and what the
// journal has of both.
//
// Which lots a hold took from cannot be told again, as of an adjustment: the
// answer, which names them, is held against the rows, the rows against the
// journal, and the journal against the lots.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "decide/plan_impl.h"
#include "engine/stored_order.h"
#include "engine/verifier.h"
#include "ledger/ledger.h"

namespace patron {
namespace {

Row HoldRow(int64_t event) { return Row("holds").At("event", event); }

// The sums by unit and lot; what was taken stands below 0.
PaidLots LotsOf(const std::vector<PointsByLot>& all, int64_t sign) {
  PaidLots lots;
  for (const PointsByLot& points : all) {
    for (const LotPart& part : points.lots) {
      lots[{points.currency, part.lot}] += sign * part.points.units;
    }
  }
  return lots;
}

std::vector<HeldUses> UsesOf(const Decision& decision) {
  std::vector<HeldUses> uses;
  for (const Draw& draw : KeptBack(decision)) {
    uses.push_back({draw.rule, draw.key, draw.given});
  }
  return uses;
}

void Take(const HoldRecord& hold, int64_t sign, PaidLots* flow) {
  for (const HeldPoints& held : hold.points) {
    (*flow)[{held.currency, held.lot}] += sign * held.points.units;
  }
}

}  // namespace

absl::Status Verifier::SeeHold(const HoldRecord& hold) {
  holds_[hold.event] = hold;
  if (hold.state == HoldState::kLapsed) {
    // Each lapse changes its account once, also where it posts nothing.
    if (hold.account != 0) ++accounts_[hold.account].due;
    Take(hold, 1, &held_[{EntryKind::kLapse, hold.account, hold.until}]);
  }
  Take(hold, -1, &held_[{EntryKind::kHold, hold.event, Instant()}]);
  return absl::OkStatus();
}

void Verifier::CompareHold(const Row& row, const EventRecord& record,
                           const Event& event) {
  held_events_.insert(record.number);
  const auto hold = holds_.find(record.number);
  if (hold == holds_.end()) {
    problems_.Add(HoldRow(record.number), "is missing");
    return;
  }
  const HoldRecord& kept = hold->second;
  const Row of = HoldRow(record.number);
  problems_.Equal(of, "account", kept.account, record.account);
  problems_.Equal(of, "until_us", kept.until.us,
                  event.until.value_or(Instant()).us);
  const absl::StatusOr<Answer> answer = codec_.DecodeAnswer(record.answer);
  if (!answer.ok()) {
    problems_.Add(row, "answer: " + std::string(MessageOf(answer.status())));
    return;
  }
  CompareHeld(record, event, *answer);
}

void Verifier::CompareHeld(const EventRecord& record, const Event& event,
                           const Answer& answer) {
  const Row row = Row("events").At("number", record.number);
  const Plan* const plan = PlanOf(record.program, record.version);
  // That it is missing has been said.
  if (plan == nullptr) return;
  const Decision& decision = answer.decision;
  if (SignatureOf(plan->impl(), PurchaseOf(event, answer.returned), decision) !=
      decision.fingerprint) {
    problems_.Add(row, "the answer is not the one that was signed");
    return;
  }
  const std::vector<RedemptionRecord> taken = RedemptionsOf(decision);
  bool same = taken.size() == answer.held.size();
  for (size_t i = 0; same && i < taken.size(); ++i) {
    const PointsByLot& held = answer.held[i];
    int64_t sum = 0;
    for (const LotPart& part : held.lots) sum += part.points.units;
    same = held.currency == taken[i].currency &&
           held.points.units == -taken[i].points.units &&
           sum == held.points.units;
  }
  if (!same) problems_.Add(row, "its answer holds other points than it takes");
  const HoldRecord& kept = holds_[record.number];
  PaidLots rows;
  Take(kept, 1, &rows);
  if (rows != LotsOf(answer.held, -1)) {
    problems_.Add(Row("held_points").At("event", record.number),
                  "its answer has other points");
  }
  if (kept.uses != UsesOf(decision)) {
    problems_.Add(Row("held_uses").At("event", record.number),
                  "its answer has other uses");
  }
}

absl::Status Verifier::CompareHoldEnd(const Row& row, const EventRecord& record,
                                      const Event& event) {
  const auto found = store_.FindEvent(event.hold.source, event.hold.id);
  if (!found.ok()) return found.status();
  const auto hold =
      found->has_value() ? holds_.find((*found)->number) : holds_.end();
  if (hold == holds_.end()) {
    problems_.Add(row, "it names a hold that is not stored");
    return absl::OkStatus();
  }
  const HoldState state = record.kind == EventKind::kRelease
                              ? HoldState::kCancelled
                              : HoldState::kConsumed;
  if (!ended_holds_.emplace(hold->first, state).second) {
    problems_.Add(HoldRow(hold->first), "two events name it");
  }
  const HoldRecord& kept = hold->second;
  if (record.arrival >= kept.until) {
    problems_.Add(row, "it names a hold whose time had passed");
  }
  if (kept.account != 0 && kept.account != record.account) {
    problems_.Add(row, "it names a hold of another account");
  }
  Take(kept, 1, &held_[{EntryKind::kRelease, record.number, Instant()}]);
  const absl::StatusOr<Answer> answer = codec_.DecodeAnswer(record.answer);
  // Its bytes are complained of elsewhere.
  if (!answer.ok()) return absl::OkStatus();
  if (answer->released != PointsOf(kept)) {
    problems_.Add(row, "its answer has other points than its hold");
  }
  return absl::OkStatus();
}

void Verifier::SeeHoldLeftOvers() {
  for (const auto& [event, hold] : holds_) {
    if (!held_events_.contains(event)) {
      problems_.Add(HoldRow(event), "event is no hold");
    }
    const auto ended = ended_holds_.find(event);
    HoldState derived = hold.state;
    if (ended != ended_holds_.end()) {
      derived = ended->second;
    } else if (hold.state != HoldState::kLapsed) {
      derived = HoldState::kHeld;
    }
    problems_.Same(HoldRow(event), "state", HoldStateName(hold.state),
                   HoldStateName(derived));
  }
  for (const auto& [key, lots] : held_) {
    const auto& [kind, number, at] = key;
    const bool lapse = kind == EntryKind::kLapse;
    const Row row = Row(lapse ? "accounts" : "events").At("number", number);
    for (const auto& [lot, left] : lots) {
      if (left == 0) continue;
      problems_.Add(row,
                    "the journal and what is held differ by " +
                        std::to_string(left) + " '" + lot.first + "' of lot " +
                        std::to_string(lot.second) +
                        (lapse ? " that lapsed at " + FormatInstant(at) : ""));
    }
  }
}

}  // namespace patron
