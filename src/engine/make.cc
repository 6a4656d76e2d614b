// From an event to the change it makes: load, apply what is due, decide, post.
// Nothing here writes.

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/engine_impl.h"
#include "engine/kept_days.h"
#include "engine/returns.h"
#include "ledger/ledger.h"
#include "ledger/paid_back.h"
#include "model/points_of.h"
#include "retention/purchase_days.h"
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

absl::Status AddLots(absl::StatusOr<std::vector<Lot>> lots,
                     AccountState* account) {
  if (!lots.ok()) return lots.status();
  for (Lot& lot : *lots) AddLot(std::move(lot), account);
  return absl::OkStatus();
}

// Lots from which so many points would be taken: a few of thousands, beside
// those that have just become available.
absl::Status LoadToSpend(std::string_view currency, Points points, Instant at,
                         Store& store, AccountState* account) {
  return AddLots(store.LotsToSpend(account->account, currency, at, points),
                 account);
}

absl::Status LoadByNumber(const PointsByLot& points, Store& store,
                          AccountState* account) {
  std::vector<int64_t> numbers;
  for (const LotPart& part : points.lots) numbers.push_back(part.lot);
  std::sort(numbers.begin(), numbers.end());
  return AddLots(store.LotsByNumber(account->account, numbers), account);
}

void AddRestored(const PointsByLot& points, ReturnResult* result) {
  auto same = std::find_if(result->restored.begin(), result->restored.end(),
                           [&](const PointsByLot& other) {
                             return other.currency == points.currency;
                           });
  if (same == result->restored.end()) {
    result->restored.push_back(points);
    return;
  }
  same->points.units += points.points.units;
  same->lots.insert(same->lots.end(), points.lots.begin(), points.lots.end());
}

// Gives points that paid an order back, as far as it is refunded by now.
absl::Status GiveBackPoints(const MatchedOrder& matched, const Answer& first,
                            Store& store, AccountState* account,
                            JournalEntry* entry, Delta* delta,
                            ReturnResult* result) {
  if (first.decision.paid_by_points.empty()) return absl::OkStatus();
  const int64_t refunded = matched.order.refunded.minor;
  int64_t refund = 0;
  for (const ReturnedUnits& row : matched.units) refund += row.refund.minor;
  const auto before = PaidBackOf(first.decision, first.redeemed, refunded);
  if (!before.ok()) return before.status();
  const auto after =
      PaidBackOf(first.decision, first.redeemed, refunded + refund);
  if (!after.ok()) return after.status();
  const PaidBack back = Difference(*before, *after);
  result->refund_in_points.currency = matched.order.paid.currency;
  result->refund_in_points.minor += back.money_minor;
  for (const PointsByLot& points : back.points) {
    absl::Status status = LoadByNumber(points, store, account);
    if (!status.ok()) return status;
    status = PostRestored(points, account, entry, delta);
    if (!status.ok()) return status;
    AddRestored(points, result);
  }
  return absl::OkStatus();
}

// The lots that the order earned, of which its return takes back.
absl::Status LoadEarned(int64_t order, Store& store, AccountState* account) {
  if (account->account == 0) return absl::OkStatus();
  return AddLots(store.LotsOfOrder(account->account, order), account);
}

// One order more: what the member's statistics come to.
absl::Status CountOrder(const Plan& plan, const Event& event,
                        const Answer& answer, int64_t units, Store& store,
                        AccountState* account) {
  const int64_t paid = answer.decision.pay_total.minor;
  absl::Status status =
      AddOrder({event.time, units, paid}, &account->statistics);
  if (!status.ok() || units == 0) return status;
  KeptDays days(store, account->account);
  return AddPurchase(plan.zone().ToLocal(event.time).date, WorthOf(paid, 0),
                     days, &account->statistics);
}

// One order of which something came back.
absl::Status CountReturn(const OrderRecord& order, const ReturnFacts& returned,
                         KeptDays* days, AccountState* account) {
  absl::Status status = AddReturn(returned, &account->statistics);
  if (!status.ok()) return status;
  const int64_t paid = order.paid.minor;
  const int64_t refunded = order.refunded.minor;
  const int64_t before = WorthOf(paid, refunded);
  std::optional<int64_t> after;
  if (!returned.nothing_kept) {
    after = WorthOf(paid, refunded + returned.refund_minor);
  }
  const Date day = order.event.local_day;
  days->Change(day, before, after);
  return ChangePurchase(day, before, after, *days, &account->statistics);
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

// What of the refund is left for tenders other than points.
void TellLeft(ReturnResult* result) {
  if (!result->refund_in_points.currency.valid()) return;
  result->refund_left = result->refund;
  result->refund_left.minor -= result->refund_in_points.minor;
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
  if (needs.lifetime.any()) {
    if (absl::Status s = RefreshModels(); !s.ok()) return s;
    answer->facts.lifetime = models.FactsOf(
        needs.lifetime, account->statistics,
        plan.zone().ToLocal(event.arrival).date, plan.program().currency);
  }
  absl::Status status = DecideWith(plan, event, options, lock, answer);
  if (!status.ok()) return status;
  for (const PointsPaid& paid : answer->decision.paid_by_points) {
    status =
        LoadToSpend(paid.currency, paid.points, event.arrival, *store, account);
    if (!status.ok()) return status;
  }
  status = PostPurchase({plan.program(), plan.zone(), event, answer->decision},
                        account, delta, &answer->redeemed);
  if (!status.ok() || event.member.empty()) return status;
  int64_t units = 0;
  for (const OrderLine& line : delta->order->lines) units += line.units;
  return CountOrder(plan, event, *answer, units, *store, account);
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
  KeptDays days(*store, account->account);
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
    absl::Status status =
        LoadEarned(matched.order.event.number, *store, account);
    if (!status.ok()) return status;
    JournalEntry entry;
    entry.kind = EntryKind::kReturn;
    entry.posted = event.arrival;
    entry.program = matched.order.event.program;
    entry.version = matched.order.event.version;
    status = GiveBackPoints(matched, *first, *store, account, &entry, delta,
                            &answer->returned);
    if (!status.ok()) return status;
    status = PostReturn(
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
    status = CountReturn(matched.order, facts, &days, account);
    if (!status.ok()) return status;
  }
  TellLeft(&answer->returned);
  // Points come back with their own expiry: what has passed it lapses at once.
  if (!answer->returned.restored.empty()) {
    ApplyDue(event.arrival, account, delta);
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
