#include "engine/stored_order.h"

#include <algorithm>
#include <utility>

#include "patron/rounding.h"

namespace patron {

Event PurchaseOf(const Event& event, const ReturnResult& returned) {
  Event purchase = event;
  if (event.kind == EventKind::kHold) {
    purchase.kind = EventKind::kPurchase;
    purchase.until.reset();
  }
  if (event.kind != EventKind::kExchange) return purchase;
  purchase.kind = EventKind::kPurchase;
  purchase.returned = {};
  for (const TenderBack& back : returned.tenders) {
    if (back.kind == TenderKind::kPoints) continue;
    Tender& tender = purchase.basket.tenders.emplace_back();
    tender.kind = back.kind;
    tender.amount = back.amount;
    tender.id = back.id;
  }
  return purchase;
}

absl::StatusOr<StoredOrder> DecodeOrder(const EventRecord& record,
                                        const Codec& codec) {
  absl::StatusOr<Event> event = codec.DecodeEvent(record.event);
  if (!event.ok()) return event.status();
  absl::StatusOr<Answer> answer = codec.DecodeAnswer(record.answer);
  if (!answer.ok()) return answer.status();
  Event purchase = PurchaseOf(*event, answer->returned);
  return StoredOrder{std::move(purchase), *std::move(answer)};
}

absl::StatusOr<ExchangeResult> BalanceOfExchange(const Event& event,
                                                 const Answer& answer) {
  const Currency currency = answer.decision.pay_total.currency;
  const ReturnResult& returned = answer.returned;
  int64_t due = answer.decision.pay_total.minor - returned.refund.minor +
                returned.refund_in_points.minor;
  for (const PointsPaid& paid : answer.decision.paid_by_points) {
    due -= paid.money.minor;
  }
  ExchangeResult result;
  result.to_pay = Money{std::max<int64_t>(0, due), currency};
  result.to_give_back = Money{std::max<int64_t>(0, -due), currency};
  result.tendered = Money{0, currency};
  for (const Tender& tender : event.basket.tenders) {
    if (tender.kind == TenderKind::kPoints) continue;
    const absl::StatusOr<int64_t> sum =
        AddExact(result.tendered.minor, tender.amount.minor);
    if (!sum.ok()) return sum.status();
    result.tendered.minor = *sum;
  }
  result.left_to_pay =
      Money{std::max<int64_t>(0, result.to_pay.minor - result.tendered.minor),
            currency};
  return result;
}

}  // namespace patron
