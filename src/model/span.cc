#include "model/span.h"

namespace patron {

Date AddSpan(Date from, const Span& span) {
  switch (span.unit) {
    case PeriodUnit::kIsoWeek:
      return AddDays(from, int64_t{span.count} * 7);
    case PeriodUnit::kMonth:
      return AddMonths(from, span.count);
    case PeriodUnit::kQuarter:
      return AddMonths(from, int64_t{span.count} * 3);
    case PeriodUnit::kYear:
      return AddMonths(from, int64_t{span.count} * 12);
    default:
      return AddDays(from, span.count);
  }
}

}  // namespace patron
