// Points taken as money, and what of them and of other tenders came back.
//
// What points are worth is told from the program, and what a return gives back
// from the order's refunds. Which lots a payment took from cannot be told
// again, as of an adjustment: the answer, which names them, is held against the
// journal, and the journal against the lots.

#include <string>
#include <utility>

#include "engine/verifier.h"
#include "model/points_of.h"

namespace patron {
namespace {

Row EventRow(int64_t event) { return Row("events").At("number", event); }

// Takes each lot's points off what was seen of them, or adds them.
void Add(const PointsByLot& points, int64_t sign, PaidLots* lots) {
  for (const LotPart& part : points.lots) {
    (*lots)[{points.currency, part.lot}] += sign * part.points.units;
  }
}

}  // namespace

void Verifier::ComparePayment(const Plan& plan, const EventRecord& record,
                              const Event& event, const Answer& answer) {
  const Row row = EventRow(record.number);
  const Recycled<PointsPaid>& told = answer.decision.paid_by_points;
  size_t next = 0;
  for (const Tender& tender : event.basket.tenders) {
    if (tender.kind != TenderKind::kPoints) continue;
    const absl::StatusOr<PointsPaid> paid = PaidBy(plan.program(), tender);
    if (!paid.ok()) {
      problems_.Add(row, MessageOf(paid.status()));
      return;
    }
    if (next == told.size() || told[next] != *paid) {
      problems_.Add(row,
                    "its answer has other points that pay than its "
                    "tenders of '" +
                        paid->currency + "'");
      return;
    }
    ++next;
  }
  problems_.Equal(row, "answer's points that pay",
                  static_cast<int64_t>(told.size()),
                  static_cast<int64_t>(next));
  for (const PointsByLot& redeemed : answer.redeemed) {
    Add(redeemed, -1, &payments_[record.number].journal);
  }
}

void Verifier::SeePaidBack(const EventRecord& order,
                           const DerivedOrder& derived) {
  for (const auto& [event, back] : derived.paid_back) {
    SeenPayment& seen = payments_[event];
    seen.money_minor += back.money_minor;
    for (uint32_t t = 0; t < back.tenders_minor.size(); ++t) {
      seen.tenders[{order.source, order.id, t}] += back.tenders_minor[t];
    }
    for (const PointsByLot& points : back.points) {
      Add(points, -1, &seen.journal);
      Add(points, 1, &seen.answer);
    }
  }
}

void Verifier::SeeRestored(const Row& row, int64_t event,
                           const ReturnResult& returned) {
  SeenPayment& seen = payments_[event];
  seen.money_minor -= returned.refund_in_points.minor;
  for (const TenderBack& back : returned.tenders) {
    seen.tenders[{back.order_source, back.order_id, back.tender}] -=
        back.amount.minor;
  }
  for (const PointsByLot& restored : returned.restored) {
    int64_t sum = 0;
    for (const LotPart& part : restored.lots) sum += part.points.units;
    problems_.Equal(row, "answer's points that came back",
                    restored.points.units, sum);
    Add(restored, -1, &seen.answer);
  }
  if (!returned.refund_in_points.currency.valid()) return;
  problems_.Equal(row, "answer's refund that is left",
                  returned.refund_left.minor,
                  returned.refund.minor - returned.refund_in_points.minor);
}

void Verifier::SeePaymentLeftOvers() {
  const auto compare = [&](int64_t event, const PaidLots& lots,
                           const std::string& who) {
    for (const auto& [key, left] : lots) {
      if (left == 0) continue;
      problems_.Add(EventRow(event),
                    who + " and the orders it is of differ by " +
                        std::to_string(left) + " '" + key.first + "' of lot " +
                        std::to_string(key.second) + " that paid");
    }
  };
  for (const auto& [event, seen] : payments_) {
    compare(event, seen.journal, "the journal");
    compare(event, seen.answer, "its answer");
    problems_.Equal(EventRow(event), "what its answer lacks of points' money",
                    seen.money_minor, 0);
    for (const auto& [key, left] : seen.tenders) {
      problems_.Equal(EventRow(event),
                      "what its answer lacks for tender " +
                          std::to_string(std::get<2>(key)) + " of order '" +
                          std::get<1>(key) + "'",
                      left, 0);
    }
  }
}

}  // namespace patron
