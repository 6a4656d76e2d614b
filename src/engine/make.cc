// From an event to the change it makes: load, apply what is due, decide, post.
// Nothing here writes.

#include <algorithm>
#include <utility>

#include "engine/engine_impl.h"
#include "engine/returns.h"
#include "ledger/ledger.h"
#include "model/points_of.h"
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

// Kept units per line, before and after this return.
struct KeptUnits {
  std::vector<int64_t> before;
  std::vector<int64_t> after;
  int64_t left = 0;  // units kept of the whole order
};

KeptUnits KeptOf(const MatchedOrder& matched) {
  KeptUnits kept;
  for (const OrderLine& line : matched.order.lines) {
    kept.before.push_back(line.units - line.returned_units);
  }
  kept.after = kept.before;
  for (const ReturnedUnits& units : matched.units) {
    kept.after[units.line] -= units.units;
  }
  for (const int64_t units : kept.after) kept.left += units;
  return kept;
}

// Unless it is there: what was due for it has been applied to that one.
void AddLot(Lot lot, AccountState* account) {
  const auto it = std::lower_bound(
      account->lots.begin(), account->lots.end(), lot.number,
      [](const Lot& known, int64_t number) { return known.number < number; });
  if (it != account->lots.end() && it->number == lot.number) return;
  account->lots.insert(it, std::move(lot));
}

Standing StandingOf(const Rejudged& rejudged) {
  return {rejudged.effect_amounts, rejudged.share_amounts, rejudged.draws};
}

void Report(const MatchedOrder& matched, ReturnResult* result) {
  for (const ReturnedUnits& row : matched.units) {
    MatchedUnits& out = result->matched.emplace_back();
    out.return_line = row.return_line;
    out.order_source = matched.order.event.source;
    out.order_id = matched.order.event.id;
    out.order_line = matched.order.lines[row.line].id;
    out.units = row.units;
    out.refund = row.refund;
    result->refund.minor += row.refund.minor;
  }
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
  absl::Status status = DecideWith(plan, event, options, lock, answer);
  if (!status.ok()) return status;
  status = PostPurchase({plan.program(), plan.zone(), event, answer->decision},
                        account, delta);
  if (!status.ok() || event.member.empty()) return status;
  int64_t units = 0;
  for (const OrderLine& line : delta->order->lines) units += line.units;
  return AddOrder({event.time, units, answer->decision.pay_total.minor},
                  &account->statistics);
}

absl::Status Engine::Impl::MakeReturn(const Event& event, AccountState* account,
                                      Delta* delta, Answer* answer) {
  const bool receipt = !event.returned.order_id.empty();
  absl::StatusOr<Matching> matching =
      receipt ? MatchReceipt(event.returned, *store)
              : MatchPurchases(event, account->account, *store);
  if (!matching.ok()) return matching.status();
  if (matching->orders.empty()) {
    return Refuse(Reason::kReturnWithoutPurchase,
                  "none of these goods were bought by this member at these "
                  "prices");
  }
  answer->returned = {};
  answer->returned.refund.currency =
      matching->orders.front().order.paid.currency;
  answer->returned.refused = std::move(matching->refused);
  for (MatchedOrder& matched : matching->orders) {
    absl::StatusOr<Answer> first =
        codec->DecodeAnswer(matched.order.event.answer);
    if (!first.ok()) return first.status();
    const Decision& decision = first->decision;
    const KeptUnits kept = KeptOf(matched);
    const auto before = Rejudge(decision, kept.before);
    if (!before.ok()) return before.status();
    const auto after = Rejudge(decision, kept.after);
    if (!after.ok()) return after.status();
    TellRefunds(decision, matched);
    if (account->account != 0) {
      auto lots =
          store->LotsOfOrder(account->account, matched.order.event.number);
      if (!lots.ok()) return lots.status();
      for (Lot& lot : *lots) AddLot(std::move(lot), account);
    }
    JournalEntry entry;
    entry.kind = EntryKind::kReturn;
    entry.posted = event.arrival;
    entry.program = matched.order.event.program;
    entry.version = matched.order.event.version;
    absl::Status status = PostReturn(
        {matched.order, decision, StandingOf(*before), StandingOf(*after)},
        account, &entry, delta, &answer->returned.taken_back);
    if (!status.ok()) return status;
    if (!entry.postings.empty()) delta->entries.push_back(std::move(entry));
    ReturnFacts facts{.nothing_kept = kept.left == 0};
    for (const ReturnedUnits& row : matched.units) {
      facts.units += row.units;
      facts.refund_minor += row.refund.minor;
      delta->returned.push_back(row);
    }
    Report(matched, &answer->returned);
    if (account->account == 0) continue;
    status = AddReturn(facts, &account->statistics);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
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
    // A few of thousands, beside those that have just become available.
    auto lots = store->LotsToSpend(account->account, event.adjustment.currency,
                                   event.arrival, Points{-points->units});
    if (!lots.ok()) return lots.status();
    for (Lot& lot : *lots) AddLot(std::move(lot), account);
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
  std::string member = event.member;
  if (event.kind == EventKind::kReturn && !event.returned.order_id.empty()) {
    // A receipt tells whose order it was.
    auto order =
        store->FindEvent(event.returned.order_source, event.returned.order_id);
    if (!order.ok()) return order.status();
    if (order->has_value()) member = (*order)->member;
  }
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
