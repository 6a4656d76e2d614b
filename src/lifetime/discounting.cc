// A discount over a horizon.

#include <cmath>
#include <iterator>
#include <string>

#include "base/quote.h"
#include "patron/error.h"
#include "patron/lifetime.h"

namespace patron {
namespace {

constexpr std::string_view kTimings[] = {"end", "start", "middle",
                                         "continuous"};

}  // namespace

std::string_view DiscountTimingName(Discount::Timing timing) {
  return kTimings[static_cast<size_t>(timing)];
}

absl::StatusOr<Discount::Timing> ParseDiscountTiming(std::string_view name) {
  for (size_t i = 0; i < std::size(kTimings); ++i) {
    if (kTimings[i] == name) return static_cast<Discount::Timing>(i);
  }
  return Refuse(Reason::kUnknownName,
                "unknown discount timing " + Quote(name) +
                    "; there are end, start, middle and continuous");
}

absl::StatusOr<Discounting> Discounting::Make(const Discount& discount,
                                              double horizon) {
  const bool continuous = discount.timing == Discount::Timing::kContinuous;
  if (!(discount.rate > -1) || std::isinf(discount.rate)) {
    return Refuse(Reason::kBadValue,
                  "the discount rate must be above -1 and finite");
  }
  if (!(discount.period > 0) || std::isinf(discount.period)) {
    return Refuse(Reason::kBadValue,
                  "the discount period must be above 0 and finite");
  }
  if (!(horizon >= 0)) {
    return Refuse(Reason::kBadValue, "the horizon must be 0 or more");
  }
  if (std::isinf(horizon) && !(continuous && discount.rate > 0)) {
    return Refuse(Reason::kBadValue,
                  "a horizon without end needs a continuous discount with a "
                  "rate above 0");
  }
  Discounting made(discount, horizon);
  if (continuous) return made;
  // A horizon computed as so many times the period is not one more by a
  // rounding.
  const double count = std::ceil(horizon / discount.period - 1e-9);
  if (count > kPeriodsMax) {
    return Refuse(Reason::kBadValue,
                  "the horizon has over 1,000,000 discount periods");
  }
  for (double i = 1; i <= count; ++i) {
    const double factor = made.PeriodFactor(i);
    const bool last = i == count;
    made.ends_.push_back(last ? horizon : i * discount.period);
    // Up to the end of a period at its factor, less what the next one gives:
    // factor_i - factor_(i + 1) = factor_i rate / (1 + rate).
    made.factors_.push_back(
        last ? factor : factor * discount.rate / (1 + discount.rate));
  }
  return made;
}

double Discounting::PeriodFactor(double number) const {
  double periods = number;
  if (discount_.timing == Discount::Timing::kStartOfPeriod) periods -= 1;
  if (discount_.timing == Discount::Timing::kMiddleOfPeriod) periods -= 0.5;
  return std::exp(-periods * std::log1p(discount_.rate));
}

double Discounting::force() const {
  return std::log1p(discount_.rate) / discount_.period;
}

double Discounting::FactorAt(double time) const {
  if (discount_.timing == Discount::Timing::kContinuous) {
    return std::exp(-force() * time);
  }
  return PeriodFactor(std::ceil(time / discount_.period - 1e-9));
}

}  // namespace patron
