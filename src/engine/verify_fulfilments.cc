// Fulfilments: what was handed over, by order and line, and what the answer
// says of it.
//
// What is still open of each line follows from the order and these events; so
// no table of their own is kept.

#include <string>
#include <utility>

#include "engine/verifier.h"

namespace patron {

absl::Status Verifier::CompareFulfilment(const Row& row,
                                         const EventRecord& record,
                                         const Event& event) {
  const Fulfilment& fulfilment = event.fulfilment;
  const auto order =
      store_.FindEvent(fulfilment.order_source, fulfilment.order_id);
  if (!order.ok()) return order.status();
  if (!order->has_value()) {
    problems_.Add(row, "it is of an order that is not stored");
    return absl::OkStatus();
  }
  HandedOver& handed_over = handed_over_[(*order)->number];
  int64_t cancelled = 0;
  for (const FulfilmentLine& line : fulfilment.lines) {
    if (line.fulfilled != 0) handed_over[line.order_line] += line.fulfilled;
    cancelled += line.cancelled;
  }
  int64_t steps = 0;
  const auto found = steps_by_event_.find(record.number);
  if (found != steps_by_event_.end()) {
    for (const StoredReturn& step : found->second) steps += step.units.units;
  }
  problems_.Equal(row, "units in returned_units", steps, cancelled);
  const absl::StatusOr<Answer> answer = codec_.DecodeAnswer(record.answer);
  // Its bytes have been complained of.
  if (!answer.ok()) return absl::OkStatus();
  const std::vector<FulfilledLine>& told = answer->fulfilled.lines;
  bool same = told.size() == fulfilment.lines.size();
  for (size_t i = 0; same && i < told.size(); ++i) {
    const FulfilmentLine& line = fulfilment.lines[i];
    same = told[i].order_line == line.order_line &&
           told[i].fulfilled == line.fulfilled &&
           told[i].cancelled == line.cancelled && told[i].left >= 0;
  }
  if (!same) problems_.Add(row, "its answer has other units than the event");
  return absl::OkStatus();
}

void Verifier::SeeFulfilmentLeftOvers() {
  for (const auto& [order, lines] : handed_over_) {
    if (lines.empty()) continue;
    problems_.Add(Row("orders").At("event", order),
                  "goods of it were handed over, and it is no order");
  }
}

}  // namespace patron
