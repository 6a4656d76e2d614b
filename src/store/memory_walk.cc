// Reading all that the memory store has.

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "store/memory_store.h"

namespace patron {

OrderSummary MemoryStore::SummaryOf(int64_t event,
                                    const MemoryOrder& order) const {
  const EventRecord& record = EventAt(event);
  OrderSummary summary;
  summary.event = event;
  summary.account = record.account;
  summary.member = accounts_[static_cast<size_t>(record.account)].member;
  summary.time = record.time;
  summary.local_day = record.local_day;
  summary.units = order.units;
  summary.returned_units = order.returned_units;
  summary.paid = order.record.paid;
  summary.refunded = order.record.refunded;
  summary.returns = order.returns;
  summary.voided = order.record.voided;
  return summary;
}

absl::Status MemoryStore::ForEachEvent(const Visit<EventRecord>& visit) {
  const Walk walk(walks_);
  for (const EventRecord& event : events_) {
    if (absl::Status status = visit(event); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ForEachReturn(const Visit<StoredReturn>& visit) {
  const Walk walk(walks_);
  for (const StoredReturn& step : returns_) {
    if (absl::Status status = visit(step); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ForEachAdjustment(
    const Visit<StoredAdjustment>& visit) {
  const Walk walk(walks_);
  for (const StoredAdjustment& adjustment : adjustments_) {
    if (absl::Status status = visit(adjustment); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ForEachRedemption(
    const Visit<StoredRedemption>& visit) {
  const Walk walk(walks_);
  for (const StoredRedemption& taken : redemptions_) {
    if (absl::Status status = visit(taken); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ForEachHold(const Visit<HoldRecord>& visit) {
  const Walk walk(walks_);
  for (const auto& [event, hold] : holds_) {
    if (absl::Status status = visit(hold); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ForEachTransfer(const Visit<TransferRecord>& visit) {
  const Walk walk(walks_);
  for (const auto& [key, sent] : transfers_) {
    if (absl::Status status = visit(sent); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ForEachOrder(const Visit<OrderSummary>& visit) {
  const Walk walk(walks_);
  std::vector<OrderSummary> all;
  all.reserve(orders_.size());
  for (const auto& [event, order] : orders_) {
    all.push_back(SummaryOf(event, order));
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.member, a.time, a.event) <
           std::tie(b.member, b.time, b.event);
  });
  for (const OrderSummary& summary : all) {
    if (absl::Status status = visit(summary); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ForEachAccount(const Visit<AccountState>& visit) {
  const Walk walk(walks_);
  for (size_t i = 1; i < accounts_.size(); ++i) {
    AccountState state = StateAt(static_cast<int64_t>(i));
    for (const auto& [number, lot] : accounts_[i].lots) {
      state.lots.push_back(lot);
    }
    if (absl::Status status = visit(state); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ForEachEntry(const Visit<StoredEntry>& visit) {
  const Walk walk(walks_);
  for (const StoredEntry& entry : entries_) {
    if (absl::Status status = visit(entry); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ForEachCounter(const Visit<Counter>& visit) {
  const Walk walk(walks_);
  for (const auto& [key, used] : counters_) {
    if (absl::Status status = visit({key, used}); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace patron
