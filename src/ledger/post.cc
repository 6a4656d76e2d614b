// Purchases and returns as postings.
//
// A return takes back from the very lots that the order earned, so that no
// other purchase pays for it. What has already expired is only renamed: the
// customer has lost it once and does not lose it twice.
//
// Points that paid go back to their lots likewise. A lot that owes, since its
// own order came back in between, is paid first: which of two orders comes back
// first is then the same, also where other points have paid it (debts.h).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "ledger/clocks.h"
#include "ledger/debts.h"
#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "ledger/spend.h"
#include "model/points_of.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// So that what is pending, held or on its way fits 64 bits beside it.
constexpr int64_t kAvailableMax = 1'000 * kBalanceMax;

Posting& Post(JournalEntry* entry, std::string_view unit, Bucket bucket,
              int64_t amount, const FiredEffect& effect) {
  Posting& posting = entry->postings.emplace_back();
  posting.unit = unit;
  posting.bucket = bucket;
  posting.amount = amount;
  posting.rule = effect.rule;
  return posting;
}

std::vector<int64_t> OpenUnitsOf(const OrderRecord& order) {
  std::vector<int64_t> open;
  for (const OrderLine& line : order.lines) open.push_back(line.open_units);
  return open;
}

absl::Status EarnLot(const Purchase& purchase, size_t index,
                     std::span<const int64_t> open_units, AccountState* account,
                     JournalEntry* entry, Delta* delta) {
  const FiredEffect& effect = purchase.decision.effects[index];
  const PointsCurrency* points = FindPoints(purchase.program, effect.currency);
  if (points == nullptr) {
    return Refuse(Reason::kInternal, "the decision earns '" + effect.currency +
                                         "', which the program lacks");
  }
  const LotTimes times = TimesOf(
      *points, purchase.zone, purchase.zone.ToLocal(purchase.event.time).date);
  Lot lot;
  lot.number = account->next_lot++;
  lot.currency = effect.currency;
  lot.awaits_goods = points->pending_until && AwaitsGoods(effect, open_units);
  lot.state = times.available_from || lot.awaits_goods ? LotState::kPending
                                                       : LotState::kAvailable;
  lot.effect = static_cast<uint32_t>(index);
  lot.rule = effect.rule;
  lot.program = purchase.decision.program;
  lot.version = purchase.decision.version;
  lot.earned = purchase.event.time;
  lot.available_from = times.available_from;
  lot.expires = times.expires;
  lot.sliding = times.sliding;
  lot.amount = effect.points.units;
  lot.collected = Collected(*points, lot.amount, *account);
  lot.remaining = lot.amount - lot.collected;
  for (const FundedShare& share : effect.shares) {
    Posting& issued =
        Post(entry, lot.currency, Bucket::kIssued, -share.amount, effect);
    issued.lot = lot.number;
    issued.funder = share.funder;
  }
  PostOfLot(lot, BucketOf(lot), lot.remaining, entry);
  PostOfLot(lot, Bucket::kDebt, lot.collected, entry);
  absl::Status status = Owe(account, lot.currency, -lot.collected, delta);
  if (!status.ok()) return status;
  CloseIfEmpty(&lot);
  return AddLot(std::move(lot), account, delta);
}

void PostDiscount(const FiredEffect& effect, JournalEntry* entry) {
  const std::string_view unit = effect.amount.currency.code();
  for (const FundedShare& share : effect.shares) {
    if (share.amount == 0) continue;
    Post(entry, unit, Bucket::kFunded, -share.amount, effect).funder =
        share.funder;
    Post(entry, unit, Bucket::kDiscount, share.amount, effect).funder =
        share.funder;
  }
}

void PostDraw(const Draw& draw, JournalEntry* entry) {
  for (const auto& [bucket, amount] :
       {std::pair(Bucket::kUsed, draw.given),
        std::pair(Bucket::kAllowance, -draw.given)}) {
    Posting& posting = entry->postings.emplace_back();
    posting.unit = draw.key.unit;
    posting.scope = draw.key.scope;
    posting.period = draw.key.period;
    posting.rule = draw.rule;
    posting.bucket = bucket;
    posting.amount = amount;
  }
}

OrderRecord RecordOf(const Event& event, const Decision& decision) {
  OrderRecord order;
  const Currency currency = decision.list_total.currency;
  order.list = decision.list_total;
  order.discount = decision.discount_total;
  order.paid = decision.pay_total;
  order.refunded = Money{0, currency};
  for (uint32_t i = 0; i < event.basket.lines.size(); ++i) {
    const Line& line = event.basket.lines[i];
    const LineResult& result = decision.lines[i];
    OrderLine& record = order.lines.emplace_back();
    record.line = i;
    record.id = line.id;
    record.sku = line.sku;
    record.unit_price = line.unit_price;
    record.quantity = line.quantity;
    record.units = line.quantity.units();
    if (line.later) record.open_units = record.units;
    record.list = result.list;
    record.discount = result.discount;
    record.paid = Money{Total(result.paid), currency};
    record.refunded = Money{0, currency};
  }
  return order;
}

// Later orders have greater numbers, and so have their lots, but for those that
// no event gave.
Lot* FindLot(AccountState* account, int64_t order, size_t effect) {
  const auto it = std::find_if(
      account->lots.begin(), account->lots.end(), [&](const Lot& lot) {
        return lot.event == order && lot.effect == effect;
      });
  return it != account->lots.end() ? &*it : nullptr;
}

absl::Status LotIsMissing(const OrderRecord& order, const FiredEffect& effect) {
  return Refuse(Reason::kCorrupt, "the lot that rule '" + effect.rule +
                                      "' earned with order '" + order.event.id +
                                      "' is missing");
}

// Moves what remains of a pending lot. Requires: something does.
void MakeAvailable(Lot* lot, AccountState* account, JournalEntry* entry) {
  PostOfLot(*lot, BucketOf(*lot), -lot->remaining, entry);
  PartOf(*lot, account).units -= lot->remaining;
  lot->state = LotState::kAvailable;
  PostOfLot(*lot, BucketOf(*lot), lot->remaining, entry);
  PartOf(*lot, account).units += lot->remaining;
}

// Takes `owed` points back from the lot.
absl::Status TakeBack(const FiredEffect& effect, int64_t owed, Lot* lot,
                      AccountState* account, JournalEntry* entry,
                      Delta* delta) {
  const int64_t left = std::min(owed, lot->remaining);
  const int64_t expired = std::min(owed - left, lot->expired);
  const int64_t collected = std::min(owed - left - expired, lot->collected);
  const int64_t short_of = owed - left - expired - collected;
  const auto take = [&](Bucket bucket, int64_t amount) {
    if (amount == 0) return;
    Post(entry, lot->currency, bucket, -amount, effect).lot = lot->number;
  };
  take(BucketOf(*lot), left);
  PartOf(*lot, account).units -= left;
  take(Bucket::kExpired, expired);
  take(Bucket::kDebt, collected + short_of);
  lot->remaining -= left;
  lot->expired -= expired;
  lot->collected -= collected;
  lot->shortfall += short_of;
  lot->taken_back += owed;
  CloseIfEmpty(lot);
  Keep(*lot, delta);
  return Owe(account, lot->currency, collected + short_of, delta);
}

// A freed use, or freed money of a budget, helps only what is bought from then
// on.
void GiveBackUses(const OrderReturn& returned, JournalEntry* entry,
                  Delta* delta) {
  for (size_t d = 0; d < returned.decision.draws.size(); ++d) {
    const int64_t freed = returned.before.draws[d] - returned.after.draws[d];
    if (freed == 0) continue;
    Draw& back = delta->draws.emplace_back(returned.decision.draws[d]);
    back.wanted = back.given = -freed;
    // A rule that holds on fewer units, and not on more, takes its use again:
    // whoever brings something back is not turned away for it.
    if (freed < 0) back.bound = std::numeric_limits<int64_t>::max();
    PostDraw(back, entry);
  }
}

// Once the points that it pays with and those that it earns are known, the lots
// from `next_lot` on.
void MoveClocks(const Purchase& purchase, int64_t next_lot,
                AccountState* account, Delta* delta) {
  const Date day = purchase.zone.ToLocal(purchase.event.time).date;
  const Instant posted =
      std::max(purchase.event.arrival, account->last_posting);
  const auto move = [&](std::string_view currency) {
    const PointsCurrency* const points = FindPoints(purchase.program, currency);
    if (points == nullptr) return;
    MoveIdleClock({*points, purchase.zone, day, posted, next_lot}, account,
                  delta);
  };
  for (const RedemptionRecord& taken : RedemptionsOf(purchase.decision)) {
    move(taken.currency);
  }
  for (const FiredEffect& effect : purchase.decision.effects) {
    if (!effect.currency.empty()) move(effect.currency);
  }
}

}  // namespace

std::vector<RedemptionRecord> RedemptionsOf(const Decision& decision) {
  std::vector<RedemptionRecord> redemptions;
  for (const RewardTaken& taken : decision.rewards) {
    if (taken.points.units == 0) continue;
    redemptions.push_back(
        {taken.reward, taken.count, taken.currency, taken.points, taken.money});
  }
  for (const PointsPaid& paid : decision.paid_by_points) {
    redemptions.push_back({"", 0, paid.currency, paid.points, paid.money});
  }
  return redemptions;
}

bool AwaitsGoods(const FiredEffect& effect,
                 std::span<const int64_t> open_units) {
  return std::any_of(effect.allocations.begin(), effect.allocations.end(),
                     [&](const Allocation& allocation) {
                       return open_units[allocation.line] > 0 &&
                              Total(allocation.units) != 0;
                     });
}

absl::StatusOr<PurchasePoints> PostPurchase(const Purchase& purchase,
                                            AccountState* account,
                                            Delta* delta) {
  PurchasePoints done;
  const int64_t next_lot = account->next_lot;
  const OrderRecord& order =
      delta->order.emplace(RecordOf(purchase.event, purchase.decision));
  const std::vector<int64_t> open_units = OpenUnitsOf(order);
  JournalEntry entry;
  entry.kind = EntryKind::kPurchase;
  entry.posted = purchase.event.arrival;
  entry.program = purchase.decision.program;
  entry.version = purchase.decision.version;
  // First, so that nothing is paid with what the order earns.
  delta->redemptions = RedemptionsOf(purchase.decision);
  absl::StatusOr<std::vector<PointsByLot>> redeemed =
      Redeem({purchase.program, purchase.zone, purchase.event.arrival,
              Bucket::kRedeemed, purchase.lapsed},
             delta->redemptions, account, &entry, delta);
  if (!redeemed.ok()) return redeemed.status();
  done.redeemed = *std::move(redeemed);
  absl::Status status;
  for (size_t e = 0; e < purchase.decision.effects.size(); ++e) {
    const FiredEffect& effect = purchase.decision.effects[e];
    if (effect.currency.empty()) {
      PostDiscount(effect, &entry);
      continue;
    }
    status = EarnLot(purchase, e, open_units, account, &entry, delta);
    if (!status.ok()) return status;
    const int64_t collected = account->lots.back().collected;
    if (collected != 0) AddTotal(effect.currency, collected, &done.collected);
  }
  MoveClocks(purchase, next_lot, account, delta);
  for (const Draw& draw : purchase.decision.draws) {
    PostDraw(draw, &entry);
    delta->draws.push_back(draw);
  }
  if (!entry.postings.empty()) delta->entries.push_back(std::move(entry));
  return done;
}

absl::Status PostReturn(const OrderReturn& returned, AccountState* account,
                        JournalEntry* entry, Delta* delta,
                        std::vector<PointsTotal>* taken) {
  for (size_t e = 0; e < returned.decision.effects.size(); ++e) {
    const FiredEffect& effect = returned.decision.effects[e];
    const bool points = !effect.currency.empty();
    Lot* lot = nullptr;
    if (points) {
      lot = FindLot(account, returned.order.event.number, e);
      if (lot == nullptr) return LotIsMissing(returned.order, effect);
      // Cumulative: what many small returns take back is what one would.
      const int64_t owed =
          lot->amount - returned.after.amounts[e] - lot->taken_back;
      if (owed <= 0) continue;
      absl::Status status = TakeBack(effect, owed, lot, account, entry, delta);
      if (!status.ok()) return status;
      AddTotal(effect.currency, owed, taken);
    }
    for (size_t s = 0; s < effect.shares.size(); ++s) {
      const int64_t back =
          returned.before.shares[e][s] - returned.after.shares[e][s];
      if (back == 0) continue;
      const std::string& funder = effect.shares[s].funder;
      if (points) {
        Posting& posting =
            Post(entry, effect.currency, Bucket::kTakenBack, back, effect);
        posting.funder = funder;
        posting.lot = lot->number;
        continue;
      }
      const std::string_view unit = effect.amount.currency.code();
      Post(entry, unit, Bucket::kFunded, back, effect).funder = funder;
      Post(entry, unit, Bucket::kDiscount, -back, effect).funder = funder;
    }
  }
  GiveBackUses(returned, entry, delta);
  return absl::OkStatus();
}

absl::Status PostRestored(const PointsByLot& restored, Bucket from,
                          AccountState* account, JournalEntry* entry,
                          Delta* delta) {
  // In all years of an account this comes to less than its sums hold.
  const Balance& balance = BalanceIn(restored.currency, account);
  const absl::StatusOr<int64_t> sum =
      AddExact(balance.available.units, restored.points.units);
  if (!sum.ok() || *sum > kAvailableMax) {
    return Refuse(Reason::kOverflow,
                  "'" + account->member + "' has too many '" +
                      restored.currency + "' for " +
                      std::to_string(restored.points.units) +
                      " more to come back: let them spend some before");
  }
  for (const LotPart& part : restored.lots) {
    const auto lot = std::lower_bound(
        account->lots.begin(), account->lots.end(), part.lot,
        [](const Lot& known, int64_t number) { return known.number < number; });
    const int64_t points = part.points.units;
    if (lot == account->lots.end() || lot->number != part.lot ||
        lot->currency != restored.currency || SpentOn(from, &*lot) < points) {
      return Refuse(Reason::kCorrupt, "of lot " + std::to_string(part.lot) +
                                          " fewer points are '" +
                                          std::string(BucketName(from)) +
                                          "' than come back to it");
    }
    const int64_t owed = std::min(points, lot->shortfall);
    const int64_t open =
        std::min(owed, BalanceIn(lot->currency, account).debt.units);
    PostOfLot(*lot, from, -points, entry);
    PostOfLot(*lot, Bucket::kDebt, owed, entry);
    PostOfLot(*lot, Bucket::kAvailable, points - owed, entry);
    SpentOn(from, &*lot) -= points;
    if (from == Bucket::kHeld) {
      BalanceIn(lot->currency, account).held.units -= points;
    }
    lot->shortfall -= owed;
    lot->remaining += points - owed;
    if (lot->remaining > 0) lot->state = LotState::kAvailable;
    BalanceIn(lot->currency, account).available.units += points - owed;
    Keep(*lot, delta);
    absl::Status status = Owe(account, lot->currency, -open, delta);
    if (status.ok()) {
      status =
          GiveBackCollected(lot->currency, owed - open, account, entry, delta);
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status PostRelease(const Release& release, AccountState* account,
                         JournalEntry* entry, Delta* delta,
                         std::vector<PointsTotal>* released) {
  for (size_t e = 0; e < release.decision.effects.size(); ++e) {
    const FiredEffect& effect = release.decision.effects[e];
    if (effect.currency.empty() || AwaitsGoods(effect, release.open_units)) {
      continue;
    }
    Lot* const lot = FindLot(account, release.order.event.number, e);
    if (lot == nullptr) return LotIsMissing(release.order, effect);
    if (!lot->awaits_goods) continue;
    lot->awaits_goods = false;
    if (lot->remaining > 0) {
      AddTotal(lot->currency, lot->remaining, released);
      const bool waits =
          lot->available_from && *lot->available_from > entry->posted;
      if (!waits) MakeAvailable(lot, account, entry);
    }
    Keep(*lot, delta);
  }
  return absl::OkStatus();
}

}  // namespace patron
