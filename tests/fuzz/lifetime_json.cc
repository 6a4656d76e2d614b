// Any bytes as a fitted model, as `patron clv fit` writes one.
#include <cmath>

#include "patron/error.h"
#include "patron/lifetime_fits.h"
#include "tests/fuzz/targets.h"

namespace patron::fuzz {

std::string FuzzLifetimeJson(std::string_view bytes) {
  const absl::StatusOr<LifetimeFits> fits = ReadFits(bytes);
  if (!fits.ok()) {
    return MessageOf(fits.status()).empty() ? "refused without a word" : "";
  }
  const std::string printed = FormatFits(*fits);
  const absl::StatusOr<LifetimeFits> again = ReadFits(printed);
  if (!again.ok()) {
    return "does not read again: " + std::string(MessageOf(again.status())) +
           "\n" + printed;
  }
  if (FormatFits(*again) != printed) {
    return "prints otherwise the second time:\n" + printed;
  }
  LifetimePredictor predictor;
  const absl::Status status = predictor.AddFits(*fits);
  if (!status.ok()) {
    return MessageOf(status).empty() ? "unusable without a word" : "";
  }
  const absl::StatusOr<Discounting> month = Discounting::Make({}, 4);
  if (!month.ok()) return "no month";
  const LifetimePrediction said = predictor.Predict(
      {.frequency = 2, .recency = 3, .age = 5, .mean_spend = 7}, *month, true);
  if (said.p_alive && (*said.p_alive < 0 || *said.p_alive > 1)) {
    return "a chance that is none:\n" + printed;
  }
  return "";
}

}  // namespace patron::fuzz
