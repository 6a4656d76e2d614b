// From an event to the change it makes: load, apply what is due, decide, post.
// Nothing here writes.

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/engine_impl.h"
#include "ledger/ledger.h"
#include "model/points_of.h"
#include "patron/rounding.h"
#include "retention/statistics.h"

namespace patron {
namespace {

Facts FactsOf(const Plan& plan, const Needs& needs, bool known,
              const AccountState& account) {
  Facts facts;
  facts.member_known = known;
  if (needs.statistics) facts.statistics = account.statistics;
  if (needs.balances) facts.balances = BalancesOf(plan.program(), account);
  return facts;
}

// Unless it is there: what was due for it has been applied to that one.
void AddLot(Lot lot, AccountState* account) {
  const auto it = std::lower_bound(
      account->lots.begin(), account->lots.end(), lot.number,
      [](const Lot& known, int64_t number) { return known.number < number; });
  if (it != account->lots.end() && it->number == lot.number) return;
  account->lots.insert(it, std::move(lot));
}

// Lots from which so many points would be taken: a few of thousands, beside
// those that have just become available.
absl::Status LoadToSpend(std::string_view currency, Points points, Instant at,
                         Store& store, AccountState* account) {
  return AddLots(store.LotsToSpend(account->account, currency, at, points),
                 account);
}

// What a return in the same event has taken back of lots that the store has as
// they were before.
Points TakenBack(const ReturnResult& returned, std::string_view currency) {
  for (const PointsTotal& total : returned.taken_back) {
    if (total.currency == currency) return total.points;
  }
  return {};
}

}  // namespace

absl::Status AddLots(absl::StatusOr<std::vector<Lot>> lots,
                     AccountState* account) {
  if (!lots.ok()) return lots.status();
  for (Lot& lot : *lots) AddLot(std::move(lot), account);
  return absl::OkStatus();
}

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
                      FormatInstant(account->last_posting));
  }
  ApplyDue(event.arrival, account, delta);
  return absl::OkStatus();
}

absl::Status Engine::Impl::DecideWith(const Plan& plan, const Event& event,
                                      const DecideOptions& options,
                                      std::unique_lock<std::mutex>& lock,
                                      Answer* answer) {
  if (plan.host_functions().empty()) {
    return Decide(plan, event, answer->facts, options, deciding,
                  &answer->decision);
  }
  Deciding mine;
  if (!spares.empty()) {
    mine = std::move(spares.back());
    spares.pop_back();
  }
  absl::Status status;
  {
    const Callers::Scope within(callers, lock);
    status =
        Decide(plan, event, answer->facts, options, mine, &answer->decision);
  }
  spares.push_back(std::move(mine));
  return status;
}

absl::Status Engine::Impl::MakePurchase(const Plan& plan, const Event& event,
                                        const DecideOptions& options,
                                        std::unique_lock<std::mutex>& lock,
                                        AccountState* account, Delta* delta,
                                        Answer* answer) {
  Needs needs;
  plan.NeedsOf(event, &needs);
  const bool known = !event.member.empty() && !delta->enrols;
  answer->facts = FactsOf(plan, needs, known, *account);
  auto counters =
      store->LoadCounters({needs.counters.begin(), needs.counters.size()});
  if (!counters.ok()) return counters.status();
  answer->facts.counters = *std::move(counters);
  // What goods that have just come back set free.
  for (const Draw& draw : delta->draws) {
    for (Counter& counter : answer->facts.counters) {
      if (counter.key == draw.key) counter.used += draw.given;
    }
  }
  absl::Status status = DecideWith(plan, event, options, lock, answer);
  if (!status.ok()) return status;
  for (const PointsPaid& paid : answer->decision.paid_by_points) {
    const absl::StatusOr<int64_t> points = AddExact(
        paid.points.units, TakenBack(answer->returned, paid.currency).units);
    if (!points.ok()) return points.status();
    status = LoadToSpend(paid.currency, Points{*points}, event.arrival, *store,
                         account);
    if (!status.ok()) return status;
  }
  status = PostPurchase({plan.program(), plan.zone(), event, answer->decision},
                        account, delta, &answer->redeemed);
  if (!status.ok() || event.member.empty()) return status;
  int64_t units = 0;
  for (const OrderLine& line : delta->order->lines) units += line.units;
  return AddOrder({event.time, units, answer->decision.pay_total.minor},
                  &account->statistics);
}

absl::Status Engine::Impl::MakeAdjustment(const Plan& plan, const Event& event,
                                          AccountState* account, Delta* delta,
                                          Answer* answer) {
  if (delta->enrols) {
    return Refuse(Reason::kUnknownMember,
                  "nobody is known as '" + event.member +
                      "', and an adjustment enrols nobody: write the member as "
                      "in their first purchase");
  }
  const absl::StatusOr<Points> points =
      PointsOf(plan.program(), event.adjustment);
  if (!points.ok()) return points.status();
  if (points->units < 0) {
    absl::Status status =
        LoadToSpend(event.adjustment.currency, Points{-points->units},
                    event.arrival, *store, account);
    if (!status.ok()) return status;
  }
  absl::StatusOr<AdjustmentResult> adjusted =
      PostAdjustment({plan.program(), plan.zone(), event}, account, delta);
  if (!adjusted.ok()) return adjusted.status();
  answer->adjusted = *std::move(adjusted);
  return absl::OkStatus();
}

absl::Status Engine::Impl::Make(const Plan& plan, const Event& event,
                                const DecideOptions& options,
                                std::unique_lock<std::mutex>& lock,
                                Delta* delta, Answer* answer) {
  const absl::StatusOr<std::string> owner = MemberOf(event);
  if (!owner.ok()) return owner.status();
  const std::string& member = *owner;
  AccountState account;
  absl::Status status = LoadAccount(member, event, &account, delta);
  if (!status.ok()) return status;
  switch (event.kind) {
    case EventKind::kPurchase:
      status =
          MakePurchase(plan, event, options, lock, &account, delta, answer);
      break;
    case EventKind::kReturn:
      delta->enrols = false;
      status = MakeReturn(event, &account, delta, answer);
      break;
    case EventKind::kAdjustment:
      status = MakeAdjustment(plan, event, &account, delta, answer);
      break;
    case EventKind::kVoid:
      delta->enrols = false;
      status = MakeVoid(event, &account, delta, answer);
      break;
    case EventKind::kExchange:
      status =
          MakeExchange(plan, event, options, lock, &account, delta, answer);
      break;
  }
  if (!status.ok()) return status;
  if (!member.empty()) {
    answer->balances = BalancesOf(plan.program(), account);
  }
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
  return absl::OkStatus();
}

}  // namespace patron
