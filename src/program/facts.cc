// The catalogue as tables, so that the checker's names, the printer's and the
// documentation's cannot drift apart.

#include "program/facts.h"

#include <array>
#include <cstddef>
#include <variant>

namespace patron {
namespace {

using expr::Kind;
using expr::Value;

constexpr std::array<FactInfo, static_cast<size_t>(OrderFact::kEnd)>
    kOrderFacts = {{
        {"member.id", Kind::kString},
        {"member.enrolled", Kind::kBool},
        {"member.stats.orders", Kind::kInt},
        {"member.stats.orders_kept", Kind::kInt},
        {"member.stats.units", Kind::kInt},
        {"member.stats.spend", Kind::kMoney},
        {"member.stats.returns", Kind::kInt},
        {"member.stats.refunded", Kind::kMoney},
        {"member.stats.first_order", Kind::kTimestamp},
        {"member.stats.last_order", Kind::kTimestamp},
        {"member.stats.days_since_first", Kind::kInt},
        {"member.stats.days_since_last", Kind::kInt},
        {"member.stats.p_alive", Kind::kRate},
        {"member.stats.clv", Kind::kMoney},
        {"member.stats.rfm", Kind::kInt},
        {"event.time", Kind::kTimestamp},
        {"event.date", Kind::kDate},
        {"event.source", Kind::kString},
        {"store.id", Kind::kString},
        {"basket.total", Kind::kMoney},
        {"basket.list_total", Kind::kMoney},
        {"basket.units", Kind::kInt},
        {"basket.lines", Kind::kInt},
    }};

constexpr std::array<FactInfo, static_cast<size_t>(LineFact::kEnd)> kLineFacts =
    {{
        {"line.id", Kind::kString},
        {"line.sku", Kind::kString},
        {"line.category", Kind::kString},
        {"line.name", Kind::kString},
        {"line.parent_sku", Kind::kString},
        {"line.parent_category", Kind::kString},
        {"line.kind", Kind::kString},
        {"line.quantity", Kind::kQuantity},
        {"line.units", Kind::kInt},
        {"line.amount", Kind::kMoney},
        {"line.unit_price", Kind::kMoney},
        {"line.on_sale", Kind::kBool},
    }};

struct ToValue {
  Value operator()(std::monostate) const { return {}; }
  Value operator()(bool value) const { return Value::Bool(value); }
  Value operator()(int64_t value) const { return Value::Int(value); }
  Value operator()(const std::string& value) const {
    return Value::String(value);
  }
  Value operator()(Money value) const { return Value::Of(value); }
  Value operator()(Quantity value) const { return Value::Of(value); }
  Value operator()(Rate value) const { return Value::Of(value); }
  Value operator()(Date value) const { return Value::Of(value); }
  Value operator()(Instant value) const { return Value::Timestamp(value); }
};

}  // namespace

FactInfo InfoOf(OrderFact fact) {
  return kOrderFacts[static_cast<size_t>(fact)];
}

FactInfo InfoOf(LineFact fact) { return kLineFacts[static_cast<size_t>(fact)]; }

std::string_view LineKindName(LineKind kind) {
  switch (kind) {
    case LineKind::kSale:
      return "sale";
    case LineKind::kDeposit:
      return "deposit";
    case LineKind::kFee:
      return "fee";
    case LineKind::kGiftCard:
      return "gift_card";
    case LineKind::kDelivery:
      return "delivery";
    case LineKind::kDonation:
      return "donation";
    case LineKind::kTradeIn:
      return "trade_in";
  }
  return "unknown";
}

std::vector<std::string> LineKindNames() {
  std::vector<std::string> names;
  for (int kind = static_cast<int>(LineKind::kSale);
       kind <= static_cast<int>(LineKind::kTradeIn); ++kind) {
    names.emplace_back(LineKindName(static_cast<LineKind>(kind)));
  }
  return names;
}

Kind KindOf(ScalarType type) {
  switch (type) {
    case ScalarType::kBool:
      return Kind::kBool;
    case ScalarType::kInt:
      return Kind::kInt;
    case ScalarType::kString:
      return Kind::kString;
    case ScalarType::kMoney:
      return Kind::kMoney;
    case ScalarType::kQuantity:
      return Kind::kQuantity;
    case ScalarType::kRate:
      return Kind::kRate;
    case ScalarType::kDate:
      return Kind::kDate;
    case ScalarType::kInstant:
      return Kind::kTimestamp;
  }
  return Kind::kDyn;
}

Value AbsentValue(ScalarType type, Currency currency,
                  const expr::ErrorValue* error) {
  switch (type) {
    case ScalarType::kBool:
      return Value::Bool(false);
    case ScalarType::kInt:
      return Value::Int(0);
    case ScalarType::kString:
      return Value::String("");
    case ScalarType::kMoney:
      return Value::Of(Money{0, currency});
    case ScalarType::kQuantity:
      return Value::Of(Quantity{});
    case ScalarType::kRate:
      return Value::Of(Rate{});
    case ScalarType::kDate:
    case ScalarType::kInstant:
      break;
  }
  return Value::Error(error);
}

Value ValueOf(const Scalar& scalar) { return std::visit(ToValue{}, scalar); }

}  // namespace patron
