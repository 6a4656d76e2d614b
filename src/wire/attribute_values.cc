// Exact values are text both ways; the type that is written is the type that is
// read, so that a program's declaration can be held against it.
#include "wire/attribute_values.h"

#include "wire/exact_text.h"

namespace patron::wire {
namespace {

struct ScalarWriter {
  v1::AttributeValue* to;

  void operator()(std::monostate /*unknown*/) const {}
  void operator()(bool value) const { to->set_bool_(value); }
  void operator()(int64_t value) const { to->set_int_(value); }
  void operator()(const std::string& value) const {
    to->set_string(ToUtf8(value));
  }
  void operator()(Money value) const {
    to->set_money(MoneyText(value, Currency()));
  }
  void operator()(Quantity value) const {
    to->set_quantity(FormatQuantity(value));
  }
  void operator()(Rate value) const { to->set_rate(FormatPercent(value)); }
  void operator()(Date value) const { to->set_date(FormatDate(value)); }
  void operator()(Instant value) const {
    to->set_instant(FormatInstant(value));
  }
};

}  // namespace

void WriteAttributeValue(const AttributeValue& from, v1::AttributeValue* to) {
  to->set_name(ToUtf8(from.name));
  std::visit(ScalarWriter{to}, from.value);
}

Scalar AttributeReader::ReadScalar(const v1::AttributeValue& from,
                                   const Path& path) {
  switch (from.value_case()) {
    case v1::AttributeValue::kBool:
      return from.bool_();
    case v1::AttributeValue::kInt:
      return int64_t{from.int_()};
    case v1::AttributeValue::kString:
      return from.string();
    case v1::AttributeValue::kQuantity:
      return Required(from.quantity(), path.At("quantity"), ParseQuantity);
    case v1::AttributeValue::kRate:
      return Required(from.rate(), path.At("rate"), ParseRate);
    case v1::AttributeValue::kDate:
      return Required(from.date(), path.At("date"), ParseDate);
    case v1::AttributeValue::kInstant:
      return Required(from.instant(), path.At("instant"), ParseInstant);
    case v1::AttributeValue::kMoney:
    case v1::AttributeValue::VALUE_NOT_SET:
      break;
  }
  return std::monostate();
}

}  // namespace patron::wire
