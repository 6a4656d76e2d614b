// A date from the command line, and how far reading has come.

#include "database_customers.h"

#include <cstdio>
#include <optional>

#include "progress.h"

namespace patron::cli {
namespace {

absl::StatusOr<std::optional<Date>> DayOf(const std::string& text) {
  if (text.empty()) return std::optional<Date>();
  const absl::StatusOr<Date> day = ParseDate(text);
  if (!day.ok()) return day.status();
  return std::optional<Date>(*day);
}

// `read(day, seen)` reads the orders.
template <typename Read>
auto WithBar(const std::string& until, const Read& read)
    -> decltype(read(std::optional<Date>(), OrdersSeen())) {
  const absl::StatusOr<std::optional<Date>> day = DayOf(until);
  if (!day.ok()) return day.status();
  Progress progress(stderr, "reading orders", Progress::IsTerminal(stderr));
  return read(*day, [&](int64_t orders) { progress.Count(orders); });
}

}  // namespace

TimeUnit UnitOf(const std::string& unit) {
  return unit == "day" ? TimeUnit::kDay : TimeUnit::kWeek;
}

absl::StatusOr<LedgerCustomers> ReadDatabase(const Engine& engine,
                                             TimeUnit unit,
                                             const std::string& until) {
  return WithBar(until, [&](std::optional<Date> day, const OrdersSeen& seen) {
    return ReadCustomers(engine, unit, day, seen);
  });
}

absl::StatusOr<RfmCustomers> ReadDatabaseForScores(const Engine& engine,
                                                   const std::string& until) {
  return WithBar(until, [&](std::optional<Date> day, const OrdersSeen& seen) {
    return ReadRfmCustomers(engine, day, seen);
  });
}

}  // namespace patron::cli
