// Goods that come back: returns, voids, and both halves of an exchange.
//
// All three are one thing to the ledger. A void gives the whole order back and
// takes it out of the statistics; an exchange gives goods back and then buys,
// on the account as the return has left it.

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/engine_impl.h"
#include "engine/kept_days.h"
#include "engine/load_lots.h"
#include "engine/returns.h"
#include "engine/stored_order.h"
#include "ledger/ledger.h"
#include "ledger/paid_back.h"
#include "patron/rounding.h"
#include "retention/purchase_days.h"
#include "retention/statistics.h"

namespace patron {
namespace {

// Kept units per line, before and after this event.
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

void AddTenders(const EventRecord& order, const Event& purchase,
                const PaidBack& back, ReturnResult* result) {
  const std::vector<Tender>& tenders = purchase.basket.tenders;
  for (const bool points : {true, false}) {
    for (uint32_t t = 0; t < tenders.size(); ++t) {
      const Tender& tender = tenders[t];
      if ((tender.kind == TenderKind::kPoints) != points ||
          back.tenders_minor[t] == 0) {
        continue;
      }
      result->tenders.push_back(
          {order.source, order.id, t, tender.kind, tender.id, tender.currency,
           Money{back.tenders_minor[t], result->refund.currency}});
    }
  }
}

void AddRewardsBack(const std::vector<RewardBack>& rewards,
                    ReturnResult* result) {
  for (const RewardBack& back : rewards) {
    const auto same = std::find_if(
        result->rewards_back.begin(), result->rewards_back.end(),
        [&](const RewardBack& other) {
          return other.reward == back.reward && other.currency == back.currency;
        });
    if (same == result->rewards_back.end()) {
      result->rewards_back.push_back(back);
      continue;
    }
    same->count += back.count;
    same->points.units += back.points.units;
  }
}

// Uses of an order's rewards, before and after this event.
struct UsesLeft {
  std::span<const int64_t> before;
  std::span<const int64_t> after;
};

// Tells what comes back to which tender, as far as the order is refunded by
// now, and gives points that paid, or bought rewards that no longer stand, back
// to their lots.
absl::Status GiveBackTenders(const MatchedOrder& matched,
                             const StoredOrder& stored, const UsesLeft& uses,
                             Store& store, AccountState* account,
                             JournalEntry* entry, Delta* delta,
                             ReturnResult* result) {
  const PaidOrder paid{stored.purchase.basket.tenders, stored.answer.decision,
                       stored.answer.redeemed};
  const int64_t refunded = matched.order.refunded.minor;
  int64_t refund = 0;
  for (const ReturnedUnits& row : matched.units) refund += row.refund.minor;
  const auto before = PaidBackOf(paid, {refunded, uses.before});
  if (!before.ok()) return before.status();
  const auto after = PaidBackOf(paid, {refunded + refund, uses.after});
  if (!after.ok()) return after.status();
  const PaidBack back = Difference(*before, *after);
  AddTenders(matched.order.event, stored.purchase, back, result);
  AddRewardsBack(back.rewards, result);
  if (!stored.answer.decision.paid_by_points.empty()) {
    result->refund_in_points.currency = matched.order.paid.currency;
    result->refund_in_points.minor += back.money_minor;
  }
  for (const PointsByLot& points : back.points) {
    absl::Status status = LoadRestored(points, store, account);
    if (!status.ok()) return status;
    status = PostRestored(points, Bucket::kRedeemed, account, entry, delta);
    if (!status.ok()) return status;
    AddRestored(points, result);
  }
  return absl::OkStatus();
}

// Points that are back stay back: where a rule holds on fewer units, but did
// not on more, it gives nothing again.
absl::Status KeepTakenBack(int64_t order, const Decision& decision,
                           const AccountState& account, Rejudged* before,
                           Rejudged* after) {
  for (const Lot& lot : account.lots) {
    if (lot.event != order || lot.effect >= decision.effects.size()) continue;
    const int64_t stands = lot.amount - lot.taken_back;
    before->effect_amounts[lot.effect] = stands;
    for (Rejudged* const rejudged : {before, after}) {
      absl::Status status = LimitPoints(decision, lot.effect, stands, rejudged);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
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

// Of an order that is undone nothing is to be handed over any more.
absl::Status WaitForNothing(const OrderRecord& order, const Decision& decision,
                            AccountState* account, JournalEntry* entry,
                            Delta* delta) {
  const std::vector<int64_t> open(order.lines.size());
  std::vector<PointsTotal> released;  // none: all of them are taken back
  return PostRelease({order, decision, open}, account, entry, delta, &released);
}

absl::Status CountReturn(const MatchedOrder& matched, bool nothing_kept,
                         KeptDays* days, MemberStatistics* statistics) {
  ReturnFacts facts{.nothing_kept = nothing_kept};
  for (const ReturnedUnits& row : matched.units) {
    facts.units += row.units;
    facts.refund_minor += row.refund.minor;
  }
  absl::Status status = AddReturn(facts, statistics);
  if (!status.ok()) return status;
  const OrderRecord& order = matched.order;
  const int64_t before = WorthOf(order.paid.minor, order.refunded.minor);
  std::optional<int64_t> after;
  if (!nothing_kept) {
    after =
        WorthOf(order.paid.minor, order.refunded.minor + facts.refund_minor);
  }
  const Date day = order.event.local_day;
  days->Change(day, before, after);
  return ChangePurchase(day, before, after, *days, statistics);
}

}  // namespace

absl::Status Engine::Impl::GiveBackOrder(MatchedOrder& matched,
                                         JournalEntry* entry,
                                         const Making& making) {
  ReturnResult* const result = &making.answer->returned;
  const EventRecord& record = matched.order.event;
  const absl::StatusOr<StoredOrder> stored = DecodeOrder(record, *codec);
  if (!stored.ok()) return stored.status();
  const Plan* const plan = PlanOf(record.program, record.version);
  if (plan == nullptr) {
    return Refuse(Reason::kCorrupt, "the program of order '" + record.id +
                                        "', version '" + record.version +
                                        "', is not stored");
  }
  const Decision& decision = stored->answer.decision;
  const DecidedOrder order{*plan, stored->purchase, stored->answer.facts,
                           decision};
  const KeptUnits kept = KeptOf(matched);
  auto before = Rejudge(order, kept.before);
  if (!before.ok()) return before.status();
  auto after = Rejudge(order, kept.after);
  if (!after.ok()) return after.status();
  absl::Status status = TellRefunds(decision, *after, matched);
  if (status.ok()) status = LoadEarned(record.number, *store, making.account);
  if (status.ok() && IsJudgedAgain(order)) {
    status = KeepTakenBack(record.number, decision, *making.account, &*before,
                           &*after);
  }
  if (!status.ok()) return status;
  status = GiveBackTenders(matched, *stored,
                           {before->reward_uses, after->reward_uses}, *store,
                           making.account, entry, making.delta, result);
  if (!status.ok()) return status;
  status = PostReturn(
      {matched.order, decision, StandingOf(*before), StandingOf(*after)},
      making.account, entry, making.delta, &result->taken_back);
  if (!status.ok()) return status;
  making.delta->returned.insert(making.delta->returned.end(),
                                matched.units.begin(), matched.units.end());
  Report(matched, result);
  if (making.account->account == 0) return status;
  // A void takes the whole order out of the statistics.
  if (entry->kind == EntryKind::kVoid) {
    return WaitForNothing(matched.order, decision, making.account, entry,
                          making.delta);
  }
  return CountReturn(matched, kept.left == 0, making.days,
                     &making.account->statistics);
}

void Engine::Impl::EndGivingBack(Instant arrival, const Making& making) {
  ReturnResult* const result = &making.answer->returned;
  TellLeft(result);
  // Points come back with their own expiry: what has passed it lapses at once.
  if (!result->restored.empty()) {
    ApplyDue(arrival, making.account, making.delta);
  }
}

absl::Status Engine::Impl::GiveBack(EntryKind kind, const Event& event,
                                    Matching matching, const Making& making) {
  ReturnResult* const result = &making.answer->returned;
  *result = {};
  result->refund.currency = matching.orders.front().order.paid.currency;
  result->refused = std::move(matching.refused);
  for (MatchedOrder& matched : matching.orders) {
    JournalEntry entry;
    entry.kind = kind;
    entry.posted = event.arrival;
    entry.program = matched.order.event.program;
    entry.version = matched.order.event.version;
    absl::Status status = GiveBackOrder(matched, &entry, making);
    if (!status.ok()) return status;
    if (!entry.postings.empty()) {
      making.delta->entries.push_back(std::move(entry));
    }
  }
  EndGivingBack(event.arrival, making);
  return absl::OkStatus();
}

absl::Status Engine::Impl::MakeReturn(const Event& event,
                                      const Making& making) {
  const bool receipt = !event.returned.order_id.empty();
  absl::StatusOr<Matching> matching =
      receipt ? MatchReceipt(event, *store)
              : MatchPurchases(event, making.account->account, *store);
  if (!matching.ok()) return matching.status();
  if (matching->orders.empty()) {
    return Refuse(Reason::kReturnWithoutPurchase,
                  "none of these goods were bought by this member at these "
                  "prices");
  }
  return GiveBack(EntryKind::kReturn, event, *std::move(matching), making);
}

absl::Status Engine::Impl::MakeVoid(const Event& event, const Making& making) {
  absl::StatusOr<Matching> matching = MatchWhole(event, *store);
  if (!matching.ok()) return matching.status();
  const OrderRecord order = matching->orders.front().order;
  absl::Status status =
      GiveBack(EntryKind::kVoid, event, *std::move(matching), making);
  if (!status.ok()) return status;
  making.delta->voids = order.event.number;
  if (making.account->account == 0) return absl::OkStatus();
  const auto others =
      store->OrderTimesOf(making.account->account, order.event.number);
  if (!others.ok()) return others.status();
  OrderSpan span;
  if (*others) span = {(*others)->first, (*others)->last};
  OrderFacts facts{order.event.time, 0, order.paid.minor};
  for (const OrderLine& line : order.lines) facts.units += line.units;
  status = RemoveOrder(facts, span, &making.account->statistics);
  if (!status.ok() || facts.units == 0) return status;
  const int64_t worth = WorthOf(order.paid.minor, 0);
  making.days->Change(order.event.local_day, worth, std::nullopt);
  return ChangePurchase(order.event.local_day, worth, std::nullopt,
                        *making.days, &making.account->statistics);
}

absl::Status Engine::Impl::MakeExchange(const Event& event,
                                        const Making& making) {
  if (!event.returned.order_id.empty()) {
    const auto order =
        store->FindEvent(event.returned.order_source, event.returned.order_id);
    if (!order.ok()) return order.status();
    if (order->has_value() && (*order)->member != event.member) {
      return Refuse(Reason::kBadValue,
                    "order '" + event.returned.order_id + "' is of '" +
                        (*order)->member + "', and the exchange of '" +
                        event.member +
                        "': an exchange is of one member; write a return and a "
                        "purchase");
    }
  }
  absl::Status status = MakeReturn(event, making);
  if (!status.ok()) return status;
  for (const RefusedUnits& refused : making.answer->returned.refused) {
    return Refuse(Reason::kReturnWithoutPurchase,
                  "line '" + refused.return_line +
                      "': " + std::to_string(refused.units) +
                      " units were not bought by this member at this price; an "
                      "exchange is whole: leave them out");
  }
  status = MakePurchase(PurchaseOf(event, making.answer->returned), making);
  if (!status.ok()) return status;
  absl::StatusOr<ExchangeResult> balance =
      BalanceOfExchange(event, *making.answer);
  if (!balance.ok()) return balance.status();
  making.answer->exchanged = *balance;
  return absl::OkStatus();
}

}  // namespace patron
