// From an event to the change it makes: load, apply what is due, decide, post.
// Nothing here writes.

#include <algorithm>
#include <utility>

#include "engine/engine_impl.h"
#include "engine/kept_days.h"
#include "engine/load_lots.h"
#include "engine/pool.h"
#include "engine/returns.h"
#include "ledger/ledger.h"
#include "model/points_of.h"
#include "patron/rounding.h"
#include "retention/purchase_days.h"
#include "retention/statistics.h"

namespace patron {
namespace {

// One order more: what the member's statistics come to.
absl::Status CountOrder(const Plan& plan, const Event& event,
                        const Answer& answer, int64_t units, KeptDays& days,
                        AccountState* account) {
  const int64_t paid = answer.decision.pay_total.minor;
  absl::Status status =
      AddOrder({event.time, units, paid}, &account->statistics);
  if (!status.ok() || units == 0) return status;
  return AddPurchase(plan.zone().ToLocal(event.time).date, WorthOf(paid, 0),
                     days, &account->statistics);
}

// What the delta says of its event and of the account.
void Fill(const Plan& plan, const Event& event, const std::string& member,
          const AccountState& account, Delta* delta) {
  delta->account = account.account;
  delta->expected_version = account.version;
  delta->posted = event.arrival;
  delta->next_lot = account.next_lot;
  delta->statistics = account.statistics;
  EventRecord& record = delta->event;
  record.kind = event.kind;
  record.source = event.source;
  record.id = event.id;
  record.member = member;
  record.account = account.account;
  record.store = event.store;
  record.time = event.time;
  record.arrival = event.arrival;
  record.local_day = plan.zone().ToLocal(event.time).date;
  record.program = plan.program().id;
  record.version = plan.program().version;
}

}  // namespace

absl::Status Engine::Impl::LoadAccount(std::string_view member,
                                       const Event& event,
                                       AccountState* account, Delta* delta) {
  *account = {};
  if (!member.empty()) {
    auto found = store->FindMember(member, event.arrival);
    if (!found.ok()) return found.status();
    if (found->has_value()) {
      *account = **std::move(found);
    } else {
      account->member = member;
      delta->enrols = true;
    }
  }
  const Instant earliest{account->last_posting.us - kArrivalToleranceUs};
  if (account->account != 0 && event.arrival < earliest) {
    return Refuse(Reason::kArrivalTooEarly,
                  "the event arrives at " + FormatInstant(event.arrival) +
                      ", more than 24 hours before the account's last posting "
                      "at " +
                      FormatInstant(account->last_posting) +
                      ": send it with a later arrival");
  }
  return BringUpTo(event.arrival, in_force, *store, account, delta);
}

absl::Status Engine::Impl::MakePurchase(const Event& event,
                                        const Making& making) {
  const absl::StatusOr<std::vector<int64_t>> lapsed =
      DecideBasket(event, making);
  if (!lapsed.ok()) return lapsed.status();
  absl::StatusOr<PurchasePoints> points =
      PostPurchase({making.plan.program(), making.plan.zone(), event,
                    making.answer->decision, *lapsed},
                   making.account, making.delta);
  if (!points.ok()) return points.status();
  making.answer->redeemed = std::move(points->redeemed);
  making.answer->collected = std::move(points->collected);
  if (event.member.empty()) return absl::OkStatus();
  int64_t units = 0;
  for (const OrderLine& line : making.delta->order->lines) units += line.units;
  return CountOrder(making.plan, event, *making.answer, units, *making.days,
                    making.account);
}

absl::Status Engine::Impl::MakeAdjustment(const Event& event,
                                          const Making& making) {
  if (making.delta->enrols) {
    return Refuse(Reason::kUnknownMember,
                  "nobody is known as '" + event.member +
                      "', and an adjustment enrols nobody: write the member as "
                      "in their first purchase");
  }
  const absl::StatusOr<Points> points =
      PointsOf(making.plan.program(), event.adjustment);
  if (!points.ok()) return points.status();
  if (points->units < 0) {
    absl::Status status =
        LoadToSpend(event.adjustment.currency, Points{-points->units},
                    event.arrival, *store, making.account);
    if (!status.ok()) return status;
  }
  absl::StatusOr<AdjustmentResult> adjusted =
      PostAdjustment({making.plan.program(), making.plan.zone(), event},
                     making.account, making.delta);
  if (!adjusted.ok()) return adjusted.status();
  making.answer->adjusted = *std::move(adjusted);
  return absl::OkStatus();
}

absl::Status Engine::Impl::MakeOfKind(const Event& event,
                                      const Making& making) {
  switch (event.kind) {
    case EventKind::kPurchase:
      return MakePurchase(event, making);
    case EventKind::kReturn:
      making.delta->enrols = false;
      return MakeReturn(event, making);
    case EventKind::kAdjustment:
      return MakeAdjustment(event, making);
    case EventKind::kVoid:
      making.delta->enrols = false;
      return MakeVoid(event, making);
    case EventKind::kExchange:
      return MakeExchange(event, making);
    case EventKind::kFulfilment:
      making.delta->enrols = false;
      return MakeFulfilment(event, making);
    case EventKind::kHold:
      return MakeHold(event, making);
    case EventKind::kRelease:
      making.delta->enrols = false;
      return MakeRelease(event, making);
    case EventKind::kTransfer:
      return MakeTransfer(event, making);
    case EventKind::kJoin:
      return MakeJoin(event, making);
    case EventKind::kLeave:
      return MakeLeave(event, making);
  }
  return absl::OkStatus();
}

absl::Status Engine::Impl::Make(const Plan& plan, const Event& event,
                                const DecideOptions& options,
                                std::unique_lock<std::mutex>& lock,
                                Change* delta, Answer* answer) {
  absl::StatusOr<std::string> found = OwnerOf(event, *store);
  if (!found.ok()) return found.status();
  const std::string member = *std::move(found);
  AccountState account;
  absl::Status status = LoadAccount(member, event, &account, delta);
  if (!status.ok()) return status;
  const size_t due = delta->entries.size();
  KeptDays days(*store, account.account);
  status =
      MakeOfKind(event, {plan, options, lock, &account, &days, delta, answer});
  if (!status.ok()) return status;
  account.last_posting = account.account == 0
                             ? event.arrival
                             : std::max(account.last_posting, event.arrival);
  // Whatever it was: what is there by now says when the next statement is.
  if (!member.empty() && delta->entries.size() > due) {
    MoveStatementClocks(in_force, {account.last_posting}, &account, delta);
  }
  if (!member.empty()) {
    answer->balances = BalancesOf(plan.program(), account);
    status = TellPool(plan, event, account, answer);
  }
  if (status.ok()) Fill(plan, event, member, account, delta);
  return status;
}

}  // namespace patron
