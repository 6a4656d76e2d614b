// Everything that is kept is derived again from what it was derived from, and
// compared: postings from entries, balances and lots from postings, statistics
// from orders, refunds from the decisions that were made.

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "engine/engine_impl.h"
#include "ledger/lots.h"
#include "patron/engine.h"
#include "retention/statistics.h"

namespace patron {
namespace {

constexpr int64_t kRowsToTell = 1024;

using BalanceKey = std::tuple<int64_t, std::string, Bucket>;

// Sums of postings that touch one lot.
struct LotFlow {
  int64_t living = 0;  // pending and available
  int64_t redeemed = 0;
  int64_t expired = 0;
  int64_t taken_back = 0;
  int64_t issued = 0;
};

class Verifier {
 public:
  Verifier(Store& store, const Codec& codec,
           const std::function<void(int64_t)>& seen)
      : store_(store), codec_(codec), seen_(seen) {}

  absl::StatusOr<Verification> Run() {
    const auto walk = [&](auto member) {
      return [this, member](const auto& item) {
        if (++rows_ % kRowsToTell == 0 && seen_) seen_(rows_);
        return (this->*member)(item);
      };
    };
    absl::Status status = store_.ForEachEntry(walk(&Verifier::SeeEntry));
    if (status.ok()) status = store_.ForEachOrder(walk(&Verifier::SeeOrder));
    if (status.ok()) {
      status = store_.ForEachAccount(walk(&Verifier::SeeAccount));
    }
    if (status.ok()) {
      status = store_.ForEachCounter(walk(&Verifier::SeeCounter));
    }
    if (!status.ok()) return status;
    for (const auto& [key, used] : counters_) {
      if (used != 0) Problem("counter " + key.unit + " has no row");
    }
    // What is left was posted to nobody's account, or is kept nowhere.
    if (absl::Status s = CompareBalances(0); !s.ok()) return s;
    for (const auto& [key, amount] : balances_) {
      const auto& [account, unit, bucket] = key;
      Equal(0, amount,
            "account " + std::to_string(account) + ": " +
                std::string(BucketName(bucket)) + " " + unit);
    }
    return result_;
  }

 private:
  void Problem(std::string text) {
    ++result_.problem_count;
    if (result_.problems.size() < kProblemsMax) {
      result_.problems.push_back(std::move(text));
    }
  }

  void Equal(int64_t kept, int64_t derived, const std::string& what) {
    if (kept == derived) return;
    Problem(what + " is " + std::to_string(kept) + ", derived " +
            std::to_string(derived));
  }

  absl::Status SeeEntry(const StoredEntry& stored) {
    ++result_.entries;
    std::map<std::string, int64_t> sums;
    for (const Posting& posting : stored.entry.postings) {
      ++result_.postings;
      sums[posting.unit] += posting.amount;
      if (posting.bucket == Bucket::kUsed) {
        counters_[{posting.scope, posting.unit, posting.period}] +=
            posting.amount;
      } else if (posting.bucket != Bucket::kAllowance) {
        balances_[{stored.account, posting.unit, posting.bucket}] +=
            posting.amount;
      }
      if (posting.lot != 0) Flow(stored.account, posting);
    }
    for (const auto& [unit, sum] : sums) {
      Equal(sum, 0,
            "entry " + std::to_string(stored.number) + ": the sum of " + unit);
    }
    return absl::OkStatus();
  }

  void Flow(int64_t account, const Posting& posting) {
    LotFlow& flow = lots_[{account, posting.lot}];
    switch (posting.bucket) {
      case Bucket::kIssued:
        flow.issued -= posting.amount;
        break;
      case Bucket::kPending:
      case Bucket::kAvailable:
        flow.living += posting.amount;
        break;
      case Bucket::kRedeemed:
        flow.redeemed += posting.amount;
        break;
      case Bucket::kExpired:
        flow.expired += posting.amount;
        break;
      case Bucket::kTakenBack:
        flow.taken_back += posting.amount;
        break;
      default:
        break;
    }
  }

  absl::Status SeeOrder(const OrderSummary& summary) {
    ++result_.orders;
    const absl::StatusOr<OrderRecord> order = store_.LoadOrder(summary.event);
    if (!order.ok()) return order.status();
    const std::string name = "order " + std::to_string(summary.event);
    const absl::StatusOr<Answer> answer =
        codec_.DecodeAnswer(order->event.answer);
    if (!answer.ok()) {
      Problem(name + ": " + std::string(MessageOf(answer.status())));
      return absl::OkStatus();
    }
    const Decision& decision = answer->decision;
    if (decision.lines.size() != order->lines.size()) {
      Problem(name + " has other lines than its decision");
      return absl::OkStatus();
    }
    int64_t paid = 0, refunded = 0, units = 0, returned = 0;
    for (const OrderLine& line : order->lines) {
      const LineResult& decided = decision.lines[line.line];
      const std::string where = name + " line " + line.id;
      Equal(line.paid.minor, decided.pay.minor, where + ": paid");
      Equal(Total(decided.paid), decided.pay.minor, where + ": its units' sum");
      Equal(line.refunded.minor,
            line.paid.minor -
                SumUnits(decided.paid, 0, line.units - line.returned_units),
            where + ": refunded");
      paid += line.paid.minor;
      refunded += line.refunded.minor;
      units += line.units;
      returned += line.returned_units;
    }
    Equal(summary.paid.minor, paid, name + ": paid");
    Equal(summary.refunded.minor, refunded, name + ": refunded");
    Equal(summary.returned_units, returned, name + ": returned units");
    if (summary.account == 0) return absl::OkStatus();
    return Count(summary, units);
  }

  absl::Status Count(const OrderSummary& summary, int64_t units) {
    MemberStatistics& statistics = statistics_[summary.account];
    absl::Status status =
        AddOrder({summary.time, units, summary.paid.minor}, &statistics);
    if (!status.ok() || summary.returns == 0) return status;
    status = AddReturn({summary.returned_units, summary.refunded.minor,
                        summary.returned_units == units},
                       &statistics);
    statistics.returns += summary.returns - 1;
    return status;
  }

  absl::Status SeeAccount(const AccountState& account) {
    ++result_.accounts;
    const std::string name = "account " + std::to_string(account.account);
    std::map<std::pair<std::string, Bucket>, int64_t> living;
    for (const Lot& lot : account.lots) {
      ++result_.lots;
      SeeLot(account.account, lot);
      living[{lot.currency, BucketOf(lot)}] += lot.remaining;
    }
    for (const auto& [key, amount] : living) {
      Equal(balances_[{account.account, key.first, key.second}], amount,
            name + ": the lots' " + std::string(BucketName(key.second)) + " " +
                key.first);
    }
    for (const Debt& debt : account.debts) {
      Equal(debt.owed,
            -balances_[{account.account, debt.currency, Bucket::kDebt}],
            name + ": debt in " + debt.currency);
    }
    if (account.statistics != statistics_[account.account]) {
      Problem(name + ": its statistics are not those of its orders");
    }
    return CompareBalances(account.account);
  }

  // Takes each balance that is kept off what was derived.
  absl::Status CompareBalances(int64_t account) {
    const auto kept = store_.BalancesOf(account);
    if (!kept.ok()) return kept.status();
    for (const UnitBalance& balance : *kept) {
      int64_t& derived = balances_[{account, balance.unit, balance.bucket}];
      Equal(balance.amount, derived,
            "account " + std::to_string(account) + ": " +
                std::string(BucketName(balance.bucket)) + " " + balance.unit);
      derived = 0;
    }
    return absl::OkStatus();
  }

  void SeeLot(int64_t account, const Lot& lot) {
    const std::string name =
        "lot " + std::to_string(account) + "/" + std::to_string(lot.number);
    const LotFlow& flow = lots_[{account, lot.number}];
    Equal(lot.amount,
          lot.remaining + lot.redeemed + lot.expired + lot.taken_back -
              lot.shortfall,
          name + ": amount");
    Equal(lot.amount, flow.issued, name + ": amount issued");
    Equal(lot.remaining, flow.living, name + ": remaining");
    Equal(lot.redeemed, flow.redeemed, name + ": redeemed");
    Equal(lot.expired, flow.expired, name + ": expired");
    Equal(lot.taken_back, flow.taken_back, name + ": taken back");
    if (lot.remaining < 0) Problem(name + " is below zero");
  }

  absl::Status SeeCounter(const Counter& counter) {
    ++result_.counters;
    int64_t& derived = counters_[counter.key];
    Equal(counter.used, derived, "counter " + counter.key.unit + " used");
    derived = 0;
    return absl::OkStatus();
  }

  Store& store_;
  const Codec& codec_;
  const std::function<void(int64_t)>& seen_;
  int64_t rows_ = 0;
  Verification result_;
  std::map<BalanceKey, int64_t> balances_;
  std::map<CounterKey, int64_t> counters_;
  std::map<std::pair<int64_t, int64_t>, LotFlow> lots_;
  std::map<int64_t, MemberStatistics> statistics_;
};

}  // namespace

absl::StatusOr<Verification> Engine::Verify(
    const std::function<void(int64_t rows)>& seen) const {
  const std::lock_guard lock(impl_->mutex);
  return Verifier(*impl_->store, *impl_->codec, seen).Run();
}

}  // namespace patron
