#include "program/check_points.h"

#include <optional>
#include <string>

#include "model/span.h"
#include "patron/points.h"

namespace patron {
namespace {

// What a point is worth.
void CheckWorth(const Program& program, const std::optional<UnitPrice>& worth,
                const std::string& path, Report* report) {
  if (!worth) return;
  if (worth->currency != program.currency) {
    report->Fail(Reason::kCurrencyMismatch, path,
                 "this is in " + std::string(worth->currency.code()) +
                     ", the program in " +
                     std::string(program.currency.code()));
  } else if (worth->micros <= 0) {
    report->Fail(Reason::kBadValue, path, "expected more than 0");
  }
}

// Until when points wait, and what they pay first.
void CheckWaiting(const Program& program, const PointsCurrency& points,
                  const std::string& path, Report* report) {
  if (points.available_from && *points.available_from <= program.valid_from) {
    report->Warn(path + ".available_from",
                 "the program begins on " + FormatDate(program.valid_from) +
                     ": no points are earned before " +
                     FormatDate(*points.available_from));
  }
  if (points.pending_until &&
      *points.pending_until != PendingUntil::kFulfilment) {
    report->Fail(
        Reason::kBadValue, path + ".pending_until",
        "points wait for a fulfilment, or for nothing: there is no other");
  }
  if (points.debts != DebtPolicy::kKeep &&
      points.debts != DebtPolicy::kFromEarning) {
    report->Fail(
        Reason::kBadValue, path + ".debts",
        "a debt is kept, or collected from what is earned: there is no other "
        "policy");
  }
}

// Whether and how points go from one member to another.
void CheckTransfers(const PointsCurrency& points, const std::string& path,
                    Report* report) {
  if (points.transfers &&
      points.transfers->expiry != Transfers::Expiry::kKeep &&
      points.transfers->expiry != Transfers::Expiry::kReset) {
    report->Fail(Reason::kBadValue, path + ".transfers.expiry",
                 "points keep their expiry, or it is reset: there is no third");
  }
  // What is pooled is transferred, so that each of the two says what goes with
  // the other.
  const std::string both =
      points.pooled ? "'transfers' and 'pooled'" : "'transfers'";
  if (points.status && points.transfers) {
    report->Fail(
        Reason::kBadValue, path + ".transfers",
        "status points stay with whom they were earned by: leave out " + both);
  } else if (points.grandfathered && points.transfers) {
    report->Fail(Reason::kBadValue, path + ".transfers",
                 "whoever gets points has not earned them, and what they pay "
                 "is told by when they were earned: leave out " +
                     both + ", or 'grandfathered'");
  }
  if (!points.pooled) return;
  if (!points.transfers) {
    const std::string why =
        points.status ? "status points stay with whom they were earned by"
        : points.grandfathered
            ? "whoever spends gets points of the others by transfers, which "
              "grandfathered points cannot have"
            : "";
    report->Fail(Reason::kBadValue, path + ".pooled",
                 why.empty()
                     ? "whoever spends gets points of the others by transfers: "
                       "add 'transfers: {expiry: keep}', or 'reset'"
                     : why + ": leave out 'pooled'");
  }
  if (points.apart) {
    report->Fail(Reason::kBadValue, path + ".pooled",
                 "points that are pooled combine: leave out 'apart' or "
                 "'pooled'");
  }
}

void CheckUntil(const Expiry& expires, const std::string& path,
                Report* report) {
  if (!expires.until) return;
  if (!IsYearDay(*expires.until)) {
    report->Fail(Reason::kBadValue, path,
                 "there is no day " + std::to_string(expires.until->day) +
                     " of month " + std::to_string(expires.until->month));
  } else if (expires.round_up) {
    report->Fail(
        Reason::kBadValue, path,
        "points lapse on a day of the year or at the end of a period: leave "
        "out 'until' or 'round_up'");
  }
}

// Months differ in length and periods end anywhere: tried on each day of a year
// and the leap year after it.
void WarnOfEarlyLapse(const PointsCurrency& points, const std::string& path,
                      Report* report) {
  if (!points.pending || HasErrors(report->diagnostics())) return;
  constexpr Date kFirst{20819};  // 2027-01-01
  for (int64_t day = 0; day < 365 + 366; ++day) {
    const Date earned = AddDays(kFirst, day);
    const Date last = LastDayOf(*points.expires, earned);
    const Date available = AddSpan(earned, *points.pending);
    if (available <= last) continue;
    return report->Warn(path + ".pending",
                        "points earned on " + FormatDate(earned) +
                            " could be spent from " + FormatDate(available) +
                            " on, but lapse after " + FormatDate(last));
  }
}

}  // namespace

void CheckPoints(const Program& program, Report* report) {
  for (size_t i = 0; i < program.points.size(); ++i) {
    const PointsCurrency& points = program.points[i];
    const std::string path = At("points", i);
    if (points.decimals < 0 || points.decimals > kPointsDecimalsMax) {
      report->Fail(Reason::kBadValue, path + ".decimals",
                   "points have 0 to " + std::to_string(kPointsDecimalsMax) +
                       " decimals, not " + std::to_string(points.decimals));
    }
    const auto span = [&](const Span& value, const std::string& where) {
      if (value.count < 1 || value.count > kSpanCountMax ||
          !IsCalendarPeriod(value.unit)) {
        report->Fail(
            Reason::kBadValue, where,
            "expected a length of time such as '12 months' or '30 days', at "
            "most " +
                std::to_string(kSpanCountMax) + " of them");
      }
    };
    if (points.pending) span(*points.pending, path + ".pending");
    if (points.apart && !IsCalendarPeriod(*points.apart)) {
      report->Fail(Reason::kBadValue, path + ".apart",
                   "expected day, week, month, quarter or year");
    }
    CheckWorth(program, points.value, path + ".value", report);
    CheckWorth(program, points.pays, path + ".pays", report);
    if (points.grandfathered && !points.pays) {
      report->Fail(Reason::kBadValue, path + ".grandfathered",
                   "grandfathered points keep paying what they did: say with "
                   "'pays' what one is worth, or leave 'grandfathered' out");
    }
    if (points.status && points.pays) {
      report->Fail(
          Reason::kBadValue, path + ".pays",
          "status points are never spent: leave out 'pays'" +
              std::string(points.grandfathered ? " and 'grandfathered'" : "") +
              ", or earn points of another currency to pay with");
    }
    CheckWaiting(program, points, path, report);
    CheckTransfers(points, path, report);
    if (!points.expires) continue;
    span(points.expires->after, path + ".expires.after");
    if (points.expires->round_up &&
        !IsCalendarPeriod(*points.expires->round_up)) {
      report->Fail(Reason::kBadValue, path + ".expires.round_up",
                   "expected day, week, month, quarter or year");
    }
    CheckUntil(*points.expires, path + ".expires.until", report);
    WarnOfEarlyLapse(points, path, report);
  }
}

}  // namespace patron
