// Orders by account and day.
//
// An account keeps its purchases in order of the day, which is the order they
// mostly arrive in: adding one is a look-up and a step at the end of a list.
// Nothing is summed up ahead: what a return undoes may be the first or the last
// purchase, and a summary is wanted as of any day.

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "patron/error.h"
#include "patron/lifetime_log.h"

namespace patron {
namespace {

struct Purchase {
  int32_t day = 0;
  int32_t orders = 0;  // 1 unless days are merged
  int64_t spend_minor = 0;
};

struct Account {
  int64_t id = 0;
  std::vector<Purchase> purchases;  // by day, then by spend
};

bool ByDay(const Purchase& purchase, int32_t day) { return purchase.day < day; }

double InUnit(TimeUnit unit, int64_t days) {
  const auto count = static_cast<double>(days);
  return unit == TimeUnit::kWeek ? count / 7 : count;
}

absl::Status CheckOrder(const LoggedOrder& order) {
  if (order.spend_minor < 0) {
    return Refuse(Reason::kBadValue, "an order cannot be worth less than 0");
  }
  if (!InRange(order.day)) {
    return Refuse(Reason::kBadDate, "the day is not in the years 1 to 9999");
  }
  return absl::OkStatus();
}

}  // namespace

class PurchaseLog::Impl {
 public:
  explicit Impl(const PurchaseLogOptions& options) : options_(options) {}

  absl::Status Add(const LoggedOrder& order) {
    if (absl::Status status = CheckOrder(order); !status.ok()) return status;
    const auto found =
        index_.try_emplace(order.account, accounts_.size()).first;
    if (found->second == accounts_.size()) {
      accounts_.push_back({order.account, {}});
    }
    std::vector<Purchase>& purchases = accounts_[found->second].purchases;
    if (purchases.empty() || purchases.back().day < order.day.days) {
      purchases.push_back({order.day.days, 1, order.spend_minor});
      return absl::OkStatus();
    }
    return Insert(order, &purchases);
  }

  absl::Status Change(const LoggedOrder& order,
                      std::optional<int64_t> spend_minor) {
    if (spend_minor && *spend_minor < 0) {
      return Refuse(Reason::kBadValue, "an order cannot be worth less than 0");
    }
    const auto account = index_.find(order.account);
    if (account == index_.end()) return Unknown();
    std::vector<Purchase>& purchases = accounts_[account->second].purchases;
    const auto at = std::find_if(
        std::lower_bound(purchases.begin(), purchases.end(), order.day.days,
                         ByDay),
        purchases.end(), [&](const Purchase& purchase) {
          return purchase.day != order.day.days || options_.merge_same_day ||
                 purchase.spend_minor == order.spend_minor;
        });
    if (at == purchases.end() || at->day != order.day.days ||
        at->spend_minor < order.spend_minor) {
      return Unknown();
    }
    const int64_t rest = at->spend_minor - order.spend_minor;
    if (!spend_minor) {
      at->spend_minor = rest;
      if (--at->orders == 0) purchases.erase(at);
      return absl::OkStatus();
    }
    if (__builtin_add_overflow(rest, *spend_minor, &at->spend_minor)) {
      at->spend_minor = rest + order.spend_minor;
      return Refuse(Reason::kOverflow, "the orders of a day do not add up");
    }
    if (!options_.merge_same_day) SortDay(&purchases, order.day.days);
    return absl::OkStatus();
  }

  // Absent where the account has no purchase by `until`.
  [[nodiscard]] std::optional<LifetimeSummary> Summarize(
      const Account& account, Date until) const {
    const std::vector<Purchase>& all = account.purchases;
    const auto end =
        std::lower_bound(all.begin(), all.end(), until.days + 1, ByDay);
    if (end == all.begin()) return std::nullopt;
    const Purchase& first = all.front();
    const auto last = end - 1;
    LifetimeSummary summary;
    summary.frequency = last - all.begin();
    summary.recency = InUnit(options_.unit, last->day - first.day);
    summary.age = InUnit(options_.unit, until.days - first.day);
    // In floating point: a year of spend may not fit where each day does.
    double spend = 0;
    for (auto at = all.begin() + 1; at < end; ++at) {
      spend += static_cast<double>(at->spend_minor);
    }
    if (summary.frequency > 0) {
      summary.mean_spend =
          spend / (static_cast<double>(summary.frequency) *
                   static_cast<double>(options_.minor_per_unit));
    }
    return summary;
  }

  [[nodiscard]] const Account* Find(int64_t id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &accounts_[found->second];
  }

  // Ascending by account, whatever order they came in.
  [[nodiscard]] std::vector<const Account*> Sorted() const {
    std::vector<const Account*> sorted;
    sorted.reserve(accounts_.size());
    for (const Account& account : accounts_) sorted.push_back(&account);
    std::sort(sorted.begin(), sorted.end(),
              [](const Account* x, const Account* y) { return x->id < y->id; });
    return sorted;
  }

  [[nodiscard]] HoldoutData Holdout(Date calibration, Date holdout) const;

 private:
  static absl::Status Unknown() {
    return Refuse(Reason::kUnknownOrder,
                  "there is no such order of that account and day");
  }

  // A purchase that is not later than all others.
  absl::Status Insert(const LoggedOrder& order,
                      std::vector<Purchase>* purchases) const {
    const auto at = std::lower_bound(purchases->begin(), purchases->end(),
                                     order.day.days, ByDay);
    if (options_.merge_same_day && at != purchases->end() &&
        at->day == order.day.days) {
      int64_t sum = 0;
      if (__builtin_add_overflow(at->spend_minor, order.spend_minor, &sum)) {
        return Refuse(Reason::kOverflow, "the orders of a day do not add up");
      }
      at->spend_minor = sum;
      ++at->orders;
      return absl::OkStatus();
    }
    purchases->insert(at, {order.day.days, 1, order.spend_minor});
    if (!options_.merge_same_day) SortDay(purchases, order.day.days);
    return absl::OkStatus();
  }

  static void SortDay(std::vector<Purchase>* purchases, int32_t day) {
    const auto begin =
        std::lower_bound(purchases->begin(), purchases->end(), day, ByDay);
    const auto end = std::lower_bound(begin, purchases->end(), day + 1, ByDay);
    std::sort(begin, end, [](const Purchase& x, const Purchase& y) {
      return x.spend_minor < y.spend_minor;
    });
  }

  PurchaseLogOptions options_;
  absl::flat_hash_map<int64_t, size_t> index_;  // never walked
  std::vector<Account> accounts_;
};

HoldoutData PurchaseLog::Impl::Holdout(Date calibration, Date holdout) const {
  HoldoutData data;
  data.unit = options_.unit;
  data.calibration_until = calibration;
  data.holdout_until = holdout;
  std::vector<int32_t> first_days;
  std::vector<int32_t> repeat_days;
  for (const Account* account : Sorted()) {
    const auto summary = Summarize(*account, calibration);
    if (!summary) continue;
    const std::vector<Purchase>& all = account->purchases;
    first_days.push_back(all.front().day);
    HoldoutCustomer customer{account->id, *summary, 0};
    for (size_t i = 1; i < all.size() && all[i].day <= holdout.days; ++i) {
      repeat_days.push_back(all[i].day);
      if (all[i].day > calibration.days) ++customer.actual;
    }
    data.customers.push_back(customer);
  }
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
  std::vector<AccountSummary> summaries;
  for (const auto* account : impl_->Sorted()) {
    if (const auto summary = impl_->Summarize(*account, until)) {
      summaries.push_back({account->id, *summary});
    }
  }
  return summaries;
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
