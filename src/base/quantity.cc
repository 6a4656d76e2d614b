// Quantities as text.
#include "patron/quantity.h"

#include "base/quote.h"
#include "patron/error.h"
#include "patron/rounding.h"

namespace patron {
namespace {

constexpr std::string_view kKilograms = " kg";

absl::Status BadQuantity(std::string_view text, Reason reason) {
  switch (reason) {
    case Reason::kTooManyDecimals:
      return Refuse(reason,
                    Quote(text) + " is too fine: quantities have 3 decimals");
    case Reason::kOverflow:
      return Refuse(reason, Quote(text) +
                                " is too large: quantities end at "
                                "9223372036854775.807");
    default:
      return Refuse(Reason::kBadNumber,
                    Quote(text) +
                        " is not a quantity: write pieces such as 3 or a "
                        "weight such as '1.25 kg'");
  }
}

}  // namespace

absl::StatusOr<Quantity> ParseQuantity(std::string_view text) {
  std::string_view number = text;
  Quantity quantity;
  if (text.ends_with(kKilograms)) {
    quantity.kind = Quantity::Kind::kWeight;
    number.remove_suffix(kKilograms.size());
  }
  const absl::StatusOr<int64_t> milli =
      ParseDecimal(number, Quantity::kDecimals);
  if (!milli.ok()) return BadQuantity(text, ReasonOf(milli.status()));
  quantity.milli = *milli;
  if (quantity.kind == Quantity::Kind::kPiece && *milli % Quantity::kOne != 0) {
    return Refuse(Reason::kBadQuantity,
                  Quote(text) +
                      " is a part of a piece: write whole pieces, or a weight "
                      "such as '" +
                      std::string(number) + " kg'");
  }
  return quantity;
}

std::string FormatQuantity(Quantity quantity) {
  std::string text =
      FormatDecimal(quantity.milli, Quantity::kDecimals, /*trim=*/true);
  if (quantity.kind == Quantity::Kind::kWeight) text += kKilograms;
  return text;
}

}  // namespace patron
