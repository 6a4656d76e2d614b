// What a line must be, checked in one fixed order, so that a line with two
// mistakes is always reported for the same one: order id, time, currency, sku,
// quantity, prices.

#include "sale_line.h"

#include <string>

#include "base/quote.h"
#include "patron/error.h"
#include "patron/rate.h"
#include "patron/rounding.h"

namespace patron::cli {
namespace {

class Fields {
 public:
  Fields(const ColumnMap& map, const ColumnPlaces& places,
         std::span<const std::string_view> fields)
      : map_(map), places_(places), fields_(fields) {}

  [[nodiscard]] bool has(Role role) const {
    return places_.place(role) != ColumnPlaces::kAbsent;
  }
  // "" where the file has no such column.
  std::string_view operator[](Role role) const {
    return has(role) ? fields_[static_cast<size_t>(places_.place(role))]
                     : std::string_view();
  }
  // "quantity 'abc' is not ...": names the column before what is wrong with it.
  absl::Status In(Role role, const absl::Status& status) const {
    return Refuse(ReasonOf(status),
                  map_.column(role) + ": " + std::string(MessageOf(status)));
  }
  absl::Status Missing(Role role) const {
    return Refuse(Reason::kMissingField, map_.column(role) + ": is empty");
  }

 private:
  const ColumnMap& map_;
  const ColumnPlaces& places_;
  std::span<const std::string_view> fields_;
};

absl::StatusOr<Quantity> ReadQuantity(const ColumnMap& map,
                                      const Fields& fields, bool is_return) {
  const std::string_view text = fields[Role::kQuantity];
  const bool weighed = map.quantities == Quantity::Kind::kWeight;
  if (text.empty()) {
    // An amount says it all; without one there is no line.
    if (!fields.has(Role::kAmount)) return fields.Missing(Role::kQuantity);
    return weighed ? Quantity{Quantity::kOne, Quantity::Kind::kWeight}
                   : Quantity::Pieces(1);
  }
  std::string written(text);
  if (weighed && !text.ends_with(" kg")) written += " kg";
  absl::StatusOr<Quantity> quantity = ParseQuantity(written);
  if (!quantity.ok()) return fields.In(Role::kQuantity, quantity.status());
  const auto refuse = [&](const std::string& message) {
    return fields.In(Role::kQuantity, Refuse(Reason::kBadQuantity, message));
  };
  if (quantity->kind != map.quantities) {
    return refuse(Quote(text) +
                  " is a weight: say 'quantities: kg' in the columns file");
  }
  if (quantity->milli == 0) return refuse("is 0: a line has at least one unit");
  if (!is_return) {
    if (quantity->milli > 0) return quantity;
    return refuse(Quote(text) +
                  " is negative in a sale: goods that come back are a return");
  }
  if (quantity->milli > 0) {
    return refuse(Quote(text) +
                  " is positive in a return: units that come back are "
                  "negative in the file");
  }
  const absl::StatusOr<int64_t> back = SubtractExact(0, quantity->milli);
  if (!back.ok()) return fields.In(Role::kQuantity, back.status());
  quantity->milli = *back;
  return quantity;
}

absl::Status ReadPrices(const Fields& fields, SaleLine& line) {
  if (fields.has(Role::kUnitPrice) && fields[Role::kUnitPrice].empty() &&
      !fields.has(Role::kAmount)) {
    return fields.Missing(Role::kUnitPrice);
  }
  if (!fields[Role::kUnitPrice].empty()) {
    const absl::StatusOr<UnitPrice> price =
        ParseUnitPrice(fields[Role::kUnitPrice], line.currency);
    if (!price.ok()) return fields.In(Role::kUnitPrice, price.status());
    if (price->micros < 0) {
      return fields.In(
          Role::kUnitPrice,
          Refuse(Reason::kNegativePrice,
                 Quote(fields[Role::kUnitPrice]) + " is negative"));
    }
    line.has_unit_price = true;
    line.unit_price_micros = price->micros;
    const absl::StatusOr<Money> amount =
        Multiply(*price, line.quantity, Rounding::kHalfAwayFromZero);
    if (!amount.ok()) return amount.status();
    line.amount_minor = amount->minor;
  }
  if (fields.has(Role::kAmount)) {
    // The one or the other says what the line costs.
    if (fields[Role::kAmount].empty()) {
      return line.has_unit_price ? absl::OkStatus()
                                 : fields.Missing(Role::kAmount);
    }
    const absl::StatusOr<Money> amount =
        ParseMoney(fields[Role::kAmount], line.currency);
    if (!amount.ok()) return fields.In(Role::kAmount, amount.status());
    if (amount->minor < 0) {
      return fields.In(Role::kAmount,
                       Refuse(Reason::kNegativePrice,
                              Quote(fields[Role::kAmount]) +
                                  " is negative: goods that come back are a "
                                  "return"));
    }
    line.amount_minor = amount->minor;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SaleLine> ReadSaleLine(const ColumnMap& map,
                                      const ColumnPlaces& places,
                                      std::span<const std::string_view> columns,
                                      bool is_return) {
  const Fields fields(map, places, columns);
  SaleLine line;
  line.order = fields[Role::kOrder];
  if (line.order.empty()) return fields.Missing(Role::kOrder);
  line.member = fields[Role::kMember];
  line.store = fields[Role::kStore];
  line.sku = fields[Role::kSku];
  line.category = fields[Role::kCategory];
  line.name = fields[Role::kName];
  const absl::StatusOr<LocalTime> time = ParseLocalTime(fields[Role::kTime]);
  if (!time.ok()) return fields.In(Role::kTime, time.status());
  line.time = *time;
  line.currency = map.currency;
  if (!fields[Role::kCurrency].empty() || !line.currency.valid()) {
    const absl::StatusOr<Currency> currency =
        ParseCurrency(fields[Role::kCurrency]);
    if (!currency.ok()) return fields.In(Role::kCurrency, currency.status());
    line.currency = *currency;
  }
  if (fields.has(Role::kSku) && line.sku.empty()) {
    return fields.Missing(Role::kSku);
  }
  const absl::StatusOr<Quantity> quantity =
      ReadQuantity(map, fields, is_return);
  if (!quantity.ok()) return quantity.status();
  line.quantity = *quantity;
  if (absl::Status prices = ReadPrices(fields, line); !prices.ok()) {
    return prices;
  }
  return line;
}

absl::StatusOr<Scalar> ReadAttribute(std::string_view text, ScalarType type,
                                     Currency currency, const ZoneTable& zone) {
  const auto scalar = [](auto value) -> absl::StatusOr<Scalar> {
    if (!value.ok()) return value.status();
    return Scalar(*std::move(value));
  };
  if (text.empty()) return Scalar();
  switch (type) {
    case ScalarType::kBool:
      if (text == "true" || text == "false") return Scalar(text == "true");
      return Refuse(Reason::kBadValue,
                    Quote(text) + " is neither true nor false");
    case ScalarType::kInt:
      return scalar(ParseDecimal(text, 0));
    case ScalarType::kString:
      return Scalar(std::string(text));
    case ScalarType::kMoney:
      return scalar(ParseMoney(text, currency));
    case ScalarType::kQuantity:
      return scalar(ParseQuantity(text));
    case ScalarType::kRate:
      return scalar(ParseRate(text));
    case ScalarType::kDate:
      return scalar(ParseDate(text));
    case ScalarType::kInstant: {
      const absl::StatusOr<LocalTime> local = ParseLocalTime(text);
      if (!local.ok()) return local.status();
      return Scalar(zone.ToInstant(*local));
    }
  }
  return Scalar();
}

}  // namespace patron::cli
