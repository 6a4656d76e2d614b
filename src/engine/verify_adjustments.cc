// Adjustments: their rows, the lots they gave, and what the journal has of
// them.
//
// Which lots an adjustment took from cannot be told again from what is kept:
// what they held then is gone. So the answer, which names them, is held against
// the journal, and the journal against the lots.

#include <string>
#include <utility>

#include "engine/verifier.h"
#include "ledger/ledger.h"
#include "model/points_of.h"

namespace patron {
namespace {

Row AdjustmentRow(int64_t event) {
  return Row("adjustments").At("event", event);
}

}  // namespace

absl::Status Verifier::SeeAdjustment(const StoredAdjustment& stored) {
  adjustment_rows_[stored.event] = stored;
  return absl::OkStatus();
}

void Verifier::CompareAdjustment(const Row& row, const EventRecord& record,
                                 const Event& event) {
  SeenAdjustment& seen = adjustments_[record.number];
  seen.currency = event.adjustment.currency;
  const Plan* const plan = PlanOf(record.program, record.version);
  // That it is missing has been said.
  if (plan == nullptr) return;
  const absl::StatusOr<Points> points =
      PointsOf(plan->program(), event.adjustment);
  if (!points.ok()) {
    problems_.Add(row, MessageOf(points.status()));
    return;
  }
  CompareAdjustmentRow(record, event, *points);
  DeriveGoodwill(*plan, record, event, *points);
  const absl::StatusOr<Answer> answer = codec_.DecodeAnswer(record.answer);
  if (!answer.ok()) {
    problems_.Add(row, "answer: " + std::string(MessageOf(answer.status())));
    return;
  }
  const AdjustmentResult& adjusted = answer->adjusted;
  problems_.Same(row, "answer's currency", adjusted.currency, seen.currency);
  problems_.Equal(row, "answer's points", adjusted.points.units, points->units);
  int64_t sum = 0;
  for (const LotPart& part : adjusted.lots) {
    seen.left[part.lot] += part.points.units;
    sum += part.points.units;
  }
  problems_.Equal(row, "answer's sum of lots", sum, points->units);
}

void Verifier::CompareAdjustmentRow(const EventRecord& record,
                                    const Event& event, Points points) {
  const Row row = AdjustmentRow(record.number);
  auto node = adjustment_rows_.extract(record.number);
  if (node.empty()) {
    problems_.Add(row, "is missing");
    return;
  }
  const StoredAdjustment& stored = node.mapped();
  const AdjustmentRecord& kept = stored.adjustment;
  problems_.Equal(row, "account", stored.account, record.account);
  problems_.Same(row, "currency", kept.currency, event.adjustment.currency);
  problems_.Equal(row, "amount", kept.points.units, points.units);
  problems_.Same(row, "reason", kept.reason, event.adjustment.reason);
  problems_.Same(row, "author", kept.by, event.adjustment.by);
}

void Verifier::DeriveGoodwill(const Plan& plan, const EventRecord& record,
                              const Event& event, Points points) {
  if (points.units < 0) return;
  const PointsCurrency& currency =
      *FindPoints(plan.program(), event.adjustment.currency);
  const LotTimes times =
      TimesOf(currency, plan.zone(), plan.zone().ToLocal(event.time).date);
  ++accounts_[record.account].lots;
  Lot& lot = goodwill_[record.number];
  lot.currency = currency.id;
  lot.program = plan.program().id;
  lot.version = plan.program().version;
  lot.earned = event.time;
  lot.expires = times.expires;
  lot.sliding = times.sliding;
  lot.amount = points.units;
}

void Verifier::SeeAdjustmentEntry(const StoredEntry& stored) {
  SeenAdjustment& seen = adjustments_[stored.event];
  int64_t position = 0;
  for (const Posting& posting : stored.entry.postings) {
    problems_.Same(
        Row("postings").At("entry", stored.number).At("position", position++),
        "unit", posting.unit, seen.currency);
    if (posting.bucket != Bucket::kAdjustedUp &&
        posting.bucket != Bucket::kAdjustedDown) {
      continue;
    }
    // The other side of what the lot gets, or loses.
    seen.left[posting.lot] += posting.amount;
  }
}

void Verifier::SeeAdjustmentLeftOvers() {
  for (const auto& [event, row] : adjustment_rows_) {
    problems_.Add(AdjustmentRow(event), "event is no adjustment");
  }
  for (const auto& [event, seen] : adjustments_) {
    for (const auto& [lot, left] : seen.left) {
      if (left == 0) continue;
      problems_.Add(Row("events").At("number", event),
                    "its answer and the journal differ by " +
                        std::to_string(left) + " '" + seen.currency +
                        "' of lot " + std::to_string(lot));
    }
  }
  for (const auto& [event, lot] : goodwill_) {
    problems_.Add(Row("lots").At("event", event), "is missing");
  }
}

}  // namespace patron
