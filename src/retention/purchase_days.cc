// What is repeated is worth the sum of all days but the first, so a first day
// that changes moves a day's worth in or out.

#include "retention/purchase_days.h"

#include <algorithm>

#include "patron/rounding.h"

namespace patron {
namespace {

absl::Status AddWorth(int64_t worth, MemberStatistics* statistics) {
  const absl::StatusOr<int64_t> sum =
      AddExact(statistics->repeat_spend_minor, worth);
  if (!sum.ok()) return sum.status();
  statistics->repeat_spend_minor = *sum;
  return absl::OkStatus();
}

// A day that has no purchase left.
absl::Status DropDay(Date day, int64_t before, PurchaseDays& days,
                     MemberStatistics* statistics) {
  MemberStatistics& s = *statistics;
  if (--s.purchase_days == 0) {
    s.first_purchase = s.last_purchase = Date{};
    s.repeat_spend_minor = 0;
    return absl::OkStatus();
  }
  if (day == s.last_purchase) {
    const auto last = days.UpTo(AddDays(day, -1));
    if (!last.ok()) return last.status();
    if (*last) s.last_purchase = (*last)->day;
  }
  if (day != s.first_purchase) return AddWorth(-before, statistics);
  const auto first = days.From(AddDays(day, 1));
  if (!first.ok() || !*first) return first.status();
  s.first_purchase = (*first)->day;
  return AddWorth(-(*first)->spend_minor, statistics);
}

}  // namespace

int64_t WorthOf(int64_t paid_minor, int64_t refunded_minor) {
  return std::max(paid_minor - refunded_minor, int64_t{0});
}

absl::Status AddPurchase(Date day, int64_t worth, PurchaseDays& days,
                         MemberStatistics* statistics) {
  MemberStatistics& s = *statistics;
  if (s.purchase_days == 0) {
    s.first_purchase = s.last_purchase = day;
    s.purchase_days = 1;
    return absl::OkStatus();
  }
  if (day == s.first_purchase) return absl::OkStatus();
  if (day > s.last_purchase) {
    s.last_purchase = day;
    ++s.purchase_days;
    return AddWorth(worth, statistics);
  }
  if (day < s.first_purchase) {
    const auto first = days.From(s.first_purchase);
    if (!first.ok()) return first.status();
    s.first_purchase = day;
    ++s.purchase_days;
    return *first ? AddWorth((*first)->spend_minor, statistics)
                  : absl::OkStatus();
  }
  const auto same = days.From(day);
  if (!same.ok()) return same.status();
  if (!*same || (*same)->day != day) ++s.purchase_days;
  return AddWorth(worth, statistics);
}

absl::Status ChangePurchase(Date day, int64_t before,
                            std::optional<int64_t> after, PurchaseDays& days,
                            MemberStatistics* statistics) {
  const bool first = day == statistics->first_purchase;
  if (after) {
    return first ? absl::OkStatus() : AddWorth(*after - before, statistics);
  }
  const auto same = days.From(day);
  if (!same.ok()) return same.status();
  if (!*same || (*same)->day != day) {
    return DropDay(day, before, days, statistics);
  }
  return first ? absl::OkStatus() : AddWorth(-before, statistics);
}

}  // namespace patron
