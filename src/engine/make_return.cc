// Goods that come back: matched to what was bought, judged again on what is
// kept, posted. What of an order is cancelled before it is handed over gives
// back in the same way.

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/engine_impl.h"
#include "engine/load_lots.h"
#include "engine/returns.h"
#include "ledger/ledger.h"
#include "ledger/paid_back.h"
#include "retention/statistics.h"

namespace patron {
namespace {

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
    absl::Status status = LoadRestored(points, store, account);
    if (!status.ok()) return status;
    status = PostRestored(points, account, entry, delta);
    if (!status.ok()) return status;
    AddRestored(points, result);
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

}  // namespace

absl::Status Engine::Impl::TakeBack(MatchedOrder& matched, const Answer& first,
                                    JournalEntry* entry, AccountState* account,
                                    Delta* delta, ReturnResult* result) {
  const Decision& decision = first.decision;
  const KeptUnits kept = KeptOf(matched);
  const auto before = Rejudge(decision, kept.before);
  if (!before.ok()) return before.status();
  const auto after = Rejudge(decision, kept.after);
  if (!after.ok()) return after.status();
  TellRefunds(decision, matched);
  absl::Status status = LoadEarned(matched.order.event.number, *store, account);
  if (!status.ok()) return status;
  status =
      GiveBackPoints(matched, first, *store, account, entry, delta, result);
  if (!status.ok()) return status;
  status = PostReturn(
      {matched.order, decision, StandingOf(*before), StandingOf(*after)},
      account, entry, delta, &result->taken_back);
  if (!status.ok()) return status;
  ReturnFacts facts{.nothing_kept = kept.left == 0};
  for (const ReturnedUnits& row : matched.units) {
    facts.units += row.units;
    facts.refund_minor += row.refund.minor;
    delta->returned.push_back(row);
  }
  Report(matched, result);
  if (account->account == 0) return absl::OkStatus();
  return AddReturn(facts, &account->statistics);
}

void Engine::Impl::EndTakingBack(Instant arrival, AccountState* account,
                                 Delta* delta, ReturnResult* result) {
  TellLeft(result);
  // Points come back with their own expiry: what has passed it lapses at once.
  if (!result->restored.empty()) ApplyDue(arrival, account, delta);
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
    JournalEntry entry;
    entry.kind = EntryKind::kReturn;
    entry.posted = event.arrival;
    entry.program = matched.order.event.program;
    entry.version = matched.order.event.version;
    absl::Status status =
        TakeBack(matched, *first, &entry, account, delta, &answer->returned);
    if (!status.ok()) return status;
    if (!entry.postings.empty()) delta->entries.push_back(std::move(entry));
  }
  EndTakingBack(event.arrival, account, delta, &answer->returned);
  return absl::OkStatus();
}

}  // namespace patron
