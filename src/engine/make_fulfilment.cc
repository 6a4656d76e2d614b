// Goods handed over that were bought before, or never to be: what was cancelled
// gives back as a return does, and points whose goods are all there wait no
// longer.

#include <utility>
#include <vector>

#include "engine/engine_impl.h"
#include "engine/load_lots.h"
#include "engine/returns.h"
#include "ledger/ledger.h"

namespace patron {
namespace {

// What is still open of each line once the event is done.
std::vector<int64_t> OpenAfter(const MatchedFulfilment& matched) {
  std::vector<int64_t> open;
  for (const OrderLine& line : matched.goods.order.lines) {
    open.push_back(line.open_units);
  }
  for (const FulfilledUnits& row : matched.fulfilled) {
    open[row.line] -= row.units;
  }
  for (const ReturnedUnits& row : matched.goods.units) {
    open[row.line] -= row.units;
  }
  return open;
}

void Tell(const Fulfilment& fulfilment, const OrderRecord& order,
          const std::vector<int64_t>& open, FulfilmentResult* result) {
  for (const FulfilmentLine& line : fulfilment.lines) {
    FulfilledLine& told = result->lines.emplace_back();
    told.order_line = line.order_line;
    told.fulfilled = line.fulfilled;
    told.cancelled = line.cancelled;
    for (const OrderLine& of : order.lines) {
      if (of.id == line.order_line) told.left = open[of.line];
    }
  }
}

}  // namespace

absl::Status Engine::Impl::MakeFulfilment(const Event& event,
                                          const Making& making) {
  absl::StatusOr<MatchedFulfilment> matched = MatchFulfilment(event, *store);
  if (!matched.ok()) return matched.status();
  const OrderRecord& order = matched->goods.order;
  const absl::StatusOr<Answer> first = codec->DecodeAnswer(order.event.answer);
  if (!first.ok()) return first.status();
  const std::vector<int64_t> open = OpenAfter(*matched);
  JournalEntry entry;
  entry.kind = EntryKind::kFulfilment;
  entry.posted = event.arrival;
  entry.program = order.event.program;
  entry.version = order.event.version;
  making.answer->returned = {};
  making.answer->fulfilled = {};
  Tell(event.fulfilment, order, open, &making.answer->fulfilled);
  absl::Status status = LoadEarned(order.event.number, *store, making.account);
  if (!status.ok()) return status;
  if (!matched->goods.units.empty()) {
    making.answer->returned.refund.currency = order.paid.currency;
    status = GiveBackOrder(matched->goods, &entry, making);
    if (!status.ok()) return status;
  }
  // Nobody's order earned no points.
  if (making.account->account != 0) {
    status = PostRelease({order, first->decision, open}, making.account, &entry,
                         making.delta, &making.answer->fulfilled.released);
    if (!status.ok()) return status;
  }
  if (!entry.postings.empty()) {
    making.delta->entries.push_back(std::move(entry));
  }
  making.delta->fulfilled = std::move(matched->fulfilled);
  EndGivingBack(event.arrival, making);
  return absl::OkStatus();
}

}  // namespace patron
