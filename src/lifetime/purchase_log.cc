// Orders by account and day.
//
// All purchases stand in one list in the order they came in, so that adding one
// writes where the last one was written, and all summaries are made in one pass
// from front to back. Each knows the one before it of its account, so that a
// return finds what it undoes. Nothing is summed up ahead: what is undone may
// be the first or the last purchase, and a summary is wanted as of any day.
//
// An account whose purchases came in order of the day is summarised in the
// pass; one with a late order by walking its own chain, which is always in
// order.

#include <algorithm>
#include <limits>

#include "absl/container/flat_hash_map.h"
#include "patron/error.h"
#include "patron/lifetime_log.h"

namespace patron {
namespace {

using Index = uint32_t;  // of a purchase or an account
constexpr Index kNone = std::numeric_limits<Index>::max();

struct Purchase {
  int64_t spend_minor = 0;
  Index account = 0;
  Index before = kNone;  // the account's purchase before this one
  int32_t day = 0;
  int32_t orders = 0;  // 1 unless days are merged; 0: undone
};

struct Account {
  int64_t id = 0;
  Index last = kNone;  // its latest purchase
  int32_t last_day = std::numeric_limits<int32_t>::min();
  bool in_order = true;  // the list has its purchases in order
};

// A list that never moves what it holds.
class Purchases {
 public:
  [[nodiscard]] Purchase& operator[](Index i) {
    return blocks_[i / kBlock][i % kBlock];
  }
  [[nodiscard]] const Purchase& operator[](Index i) const {
    return blocks_[i / kBlock][i % kBlock];
  }
  [[nodiscard]] Index size() const { return size_; }

  Index Append(const Purchase& purchase) {
    if (size_ % kBlock == 0 && size_ / kBlock == blocks_.size()) {
      blocks_.push_back(std::make_unique<Purchase[]>(kBlock));
    }
    (*this)[size_] = purchase;
    return size_++;
  }

 private:
  static constexpr Index kBlock = 1U << 16U;

  std::vector<std::unique_ptr<Purchase[]>> blocks_;
  Index size_ = 0;
};

double InUnit(TimeUnit unit, int64_t days) {
  const auto count = static_cast<double>(days);
  return unit == TimeUnit::kWeek ? count / 7 : count;
}

// What becomes a summary, added up from the first purchase to the last.
struct Tally {
  int64_t purchases = 0;
  int32_t first_day = 0;
  int32_t last_day = 0;
  // Of repeats. In floating point: a year of spend may not fit where each day
  // does.
  double spend = 0;

  void Add(const Purchase& purchase) {
    if (purchases++ == 0) {
      first_day = purchase.day;
    } else {
      spend += static_cast<double>(purchase.spend_minor);
    }
    last_day = purchase.day;
  }

  [[nodiscard]] LifetimeSummary Summarize(const PurchaseLogOptions& options,
                                          Date until) const {
    LifetimeSummary summary;
    summary.frequency = purchases - 1;
    summary.recency = InUnit(options.unit, last_day - first_day);
    summary.age = InUnit(options.unit, until.days - first_day);
    if (summary.frequency > 0) {
      summary.mean_spend =
          spend / (static_cast<double>(summary.frequency) *
                   static_cast<double>(options.minor_per_unit));
    }
    return summary;
  }
};

absl::Status CheckSpend(int64_t spend_minor) {
  if (spend_minor >= 0) return absl::OkStatus();
  return Refuse(Reason::kBadValue, "an order cannot be worth less than 0");
}

absl::Status UnknownOrder() {
  return Refuse(Reason::kUnknownOrder,
                "there is no such order of that account and day");
}

absl::Status TooMuch() {
  return Refuse(Reason::kOverflow, "the orders of a day do not add up");
}

}  // namespace

class PurchaseLog::Impl {
 public:
  explicit Impl(const PurchaseLogOptions& options) : options_(options) {}

  absl::Status Add(const LoggedOrder& order) {
    if (absl::Status status = CheckSpend(order.spend_minor); !status.ok()) {
      return status;
    }
    if (!InRange(order.day)) {
      return Refuse(Reason::kBadDate, "the day is not in the years 1 to 9999");
    }
    const auto [found, fresh] =
        index_.try_emplace(order.account, static_cast<Index>(accounts_.size()));
    if (fresh) accounts_.push_back({.id = order.account});
    Account& account = accounts_[found->second];
    if (purchases_.size() == kNone - 1) {
      return Refuse(Reason::kTooLarge, "the log holds 4,294,967,294 purchases");
    }
    if (order.day.days > account.last_day) {
      account.last = purchases_.Append({.spend_minor = order.spend_minor,
                                        .account = found->second,
                                        .before = account.last,
                                        .day = order.day.days,
                                        .orders = 1});
      account.last_day = order.day.days;
      return absl::OkStatus();
    }
    return AddLate(order, found->second);
  }

  absl::Status Change(const LoggedOrder& order,
                      std::optional<int64_t> spend_minor) {
    if (absl::Status status = CheckSpend(spend_minor.value_or(0));
        !status.ok()) {
      return status;
    }
    const auto found = index_.find(order.account);
    if (found == index_.end()) return UnknownOrder();
    Account& account = accounts_[found->second];
    const Index at = FindOrder(account, order);
    if (at == kNone) return UnknownOrder();
    Purchase& purchase = purchases_[at];
    const int64_t rest = purchase.spend_minor - order.spend_minor;
    int64_t now = rest;
    if (__builtin_add_overflow(rest, spend_minor.value_or(0), &now)) {
      return TooMuch();
    }
    if (!spend_minor) --purchase.orders;
    purchase.spend_minor = now;
    if (purchase.orders == 0) {
      Unlink(at, &account);
    } else if (!options_.merge_same_day) {
      // Its place within the day goes by what it is worth.
      Unlink(at, &account);
      Link(at, &account);
      account.in_order = false;
    }
    return absl::OkStatus();
  }

  [[nodiscard]] const Account* Find(int64_t id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &accounts_[found->second];
  }

  // Absent where the account has no purchase by `until`.
  [[nodiscard]] std::optional<LifetimeSummary> Summarize(const Account& account,
                                                         Date until) const {
    Tally tally;
    for (const Index i : Chain(account)) {
      if (purchases_[i].day <= until.days) tally.Add(purchases_[i]);
    }
    if (tally.purchases == 0) return std::nullopt;
    return tally.Summarize(options_, until);
  }

  [[nodiscard]] std::vector<AccountSummary> Summaries(Date until) const {
    std::vector<Tally> tallies(accounts_.size());
    for (Index i = 0; i < purchases_.size(); ++i) {
      const Purchase& purchase = purchases_[i];
      if (purchase.day > until.days || purchase.orders == 0) continue;
      tallies[purchase.account].Add(purchase);
    }
    std::vector<AccountSummary> summaries;
    for (size_t i = 0; i < accounts_.size(); ++i) {
      if (!accounts_[i].in_order) {
        const auto summary = Summarize(accounts_[i], until);
        if (summary) summaries.push_back({accounts_[i].id, *summary});
      } else if (tallies[i].purchases > 0) {
        summaries.push_back(
            {accounts_[i].id, tallies[i].Summarize(options_, until)});
      }
    }
    std::sort(summaries.begin(), summaries.end(),
              [](const AccountSummary& x, const AccountSummary& y) {
                return x.account < y.account;
              });
    return summaries;
  }

  [[nodiscard]] HoldoutData Holdout(Date calibration, Date holdout) const;

 private:
  // Of an account, from its first purchase to its last.
  [[nodiscard]] std::vector<Index> Chain(const Account& account) const {
    std::vector<Index> chain;
    for (Index i = account.last; i != kNone; i = purchases_[i].before) {
      chain.push_back(i);
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
  }

  // On the last day or before it.
  absl::Status AddLate(const LoggedOrder& order, Index index) {
    Account& account = accounts_[index];
    if (options_.merge_same_day) {
      const Index at = FindDay(account, order.day.days);
      if (at != kNone) {
        int64_t sum = 0;
        if (__builtin_add_overflow(purchases_[at].spend_minor,
                                   order.spend_minor, &sum)) {
          return TooMuch();
        }
        purchases_[at].spend_minor = sum;
        ++purchases_[at].orders;
        return absl::OkStatus();
      }
    }
    account.in_order = false;
    Link(purchases_.Append({.spend_minor = order.spend_minor,
                            .account = index,
                            .day = order.day.days,
                            .orders = 1}),
         &account);
    return absl::OkStatus();
  }

  // The last purchase of a day.
  [[nodiscard]] Index FindDay(const Account& account, int32_t day) const {
    Index i = account.last;
    while (i != kNone && purchases_[i].day > day) i = purchases_[i].before;
    return i != kNone && purchases_[i].day == day ? i : kNone;
  }

  // The purchase that an order is, or is a part of.
  [[nodiscard]] Index FindOrder(const Account& account,
                                const LoggedOrder& order) const {
    Index i = FindDay(account, order.day.days);
    if (options_.merge_same_day) {
      const bool fits =
          i != kNone && purchases_[i].spend_minor >= order.spend_minor;
      return fits ? i : kNone;
    }
    while (i != kNone && purchases_[i].day == order.day.days &&
           purchases_[i].spend_minor != order.spend_minor) {
      i = purchases_[i].before;
    }
    return i != kNone && purchases_[i].day == order.day.days ? i : kNone;
  }

  // Into the chain, which goes by day, then by spend.
  void Link(Index at, Account* account) {
    Purchase& purchase = purchases_[at];
    const auto later = [&](const Purchase& other) {
      return other.day > purchase.day ||
             (other.day == purchase.day &&
              other.spend_minor > purchase.spend_minor);
    };
    Index* link = &account->last;
    while (*link != kNone && later(purchases_[*link])) {
      link = &purchases_[*link].before;
    }
    purchase.before = *link;
    *link = at;
    account->last_day = purchases_[account->last].day;
  }

  void Unlink(Index at, Account* account) {
    Index* link = &account->last;
    while (*link != at) link = &purchases_[*link].before;
    *link = purchases_[at].before;
    account->last_day = account->last == kNone
                            ? std::numeric_limits<int32_t>::min()
                            : purchases_[account->last].day;
  }

  PurchaseLogOptions options_;
  absl::flat_hash_map<int64_t, Index> index_;  // never walked
  std::vector<Account> accounts_;
  Purchases purchases_;
};

HoldoutData PurchaseLog::Impl::Holdout(Date calibration, Date holdout) const {
  HoldoutData data;
  data.unit = options_.unit;
  data.calibration_until = calibration;
  data.holdout_until = holdout;
  std::vector<int32_t> first_days;
  std::vector<int32_t> repeat_days;
  for (const Account& account : accounts_) {
    const auto summary = Summarize(account, calibration);
    if (!summary) continue;
    const std::vector<Index> chain = Chain(account);
    first_days.push_back(purchases_[chain.front()].day);
    HoldoutCustomer customer{account.id, *summary, 0};
    for (size_t i = 1; i < chain.size(); ++i) {
      const int32_t day = purchases_[chain[i]].day;
      if (day > holdout.days) break;
      repeat_days.push_back(day);
      if (day > calibration.days) ++customer.actual;
    }
    data.customers.push_back(customer);
  }
  std::sort(data.customers.begin(), data.customers.end(),
            [](const HoldoutCustomer& x, const HoldoutCustomer& y) {
              return x.account < y.account;
            });
  if (first_days.empty()) return data;
  std::sort(first_days.begin(), first_days.end());
  for (const int32_t day : first_days) {
    if (data.starts.empty() || data.starts.back().day.days != day) {
      data.starts.push_back({Date{day}, 0});
    }
    ++data.starts.back().customers;
  }
  const auto week_of = [&](int32_t day) {
    return static_cast<size_t>(day - first_days.front()) / 7;
  };
  data.repeats_by_week.resize(week_of(holdout.days) + 1);
  for (const int32_t day : repeat_days) ++data.repeats_by_week[week_of(day)];
  return data;
}

PurchaseLog::PurchaseLog(const PurchaseLogOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
PurchaseLog::PurchaseLog(PurchaseLog&&) noexcept = default;
PurchaseLog& PurchaseLog::operator=(PurchaseLog&&) noexcept = default;
PurchaseLog::~PurchaseLog() = default;

absl::Status PurchaseLog::Add(const LoggedOrder& order) {
  return impl_->Add(order);
}

absl::Status PurchaseLog::Change(const LoggedOrder& order,
                                 std::optional<int64_t> spend_minor) {
  return impl_->Change(order, spend_minor);
}

std::optional<LifetimeSummary> PurchaseLog::SummaryOf(int64_t account,
                                                      Date until) const {
  const auto* found = impl_->Find(account);
  if (found == nullptr) return std::nullopt;
  return impl_->Summarize(*found, until);
}

std::vector<AccountSummary> PurchaseLog::Summaries(Date until) const {
  return impl_->Summaries(until);
}

absl::StatusOr<HoldoutData> PurchaseLog::Holdout(Date calibration_until,
                                                 Date holdout_until) const {
  if (calibration_until >= holdout_until) {
    return Refuse(Reason::kBadValue,
                  "the holdout period must end after the calibration period");
  }
  return impl_->Holdout(calibration_until, holdout_until);
}

}  // namespace patron
