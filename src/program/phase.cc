#include "program/phase.h"

#include <variant>

namespace patron {
namespace {

// A discount of a selection comes before those of the whole basket.
Phase DiscountOf(const std::string& selection) {
  return selection.empty() ? Phase::kBasketDiscount : Phase::kLineDiscount;
}

struct PhaseOfEffect {
  Phase operator()(const PercentOff& e) const { return DiscountOf(e.of); }
  Phase operator()(const AmountOff& e) const { return DiscountOf(e.of); }
  Phase operator()(const FixedPrice& e) const { return DiscountOf(e.of); }
  Phase operator()(const CheapestOff& e) const { return DiscountOf(e.of); }
  Phase operator()(const BuyGet& e) const { return DiscountOf(e.of); }
  Phase operator()(const StampCard& e) const { return DiscountOf(e.of); }
  Phase operator()(const BundlePrice&) const { return Phase::kLineDiscount; }
  Phase operator()(const Brackets& e) const {
    return e.currency.empty() ? DiscountOf(e.of) : Phase::kEarning;
  }
  Phase operator()(const DeliveryOff&) const { return Phase::kDelivery; }
  Phase operator()(const EarnPoints&) const { return Phase::kEarning; }
  Phase operator()(const UnitPoints&) const { return Phase::kEarning; }
  Phase operator()(const FixedPoints&) const { return Phase::kEarning; }
  Phase operator()(const MultiplyPoints&) const { return Phase::kMultiplying; }
  Phase operator()(const Gift&) const { return Phase::kBasketDiscount; }
  Phase operator()(const Message&) const { return Phase::kTelling; }
  Phase operator()(const Custom&) const { return Phase::kTelling; }
};

}  // namespace

std::string_view PhaseName(Phase phase) {
  switch (phase) {
    case Phase::kLineDiscount:
      return "line discounts";
    case Phase::kBasketDiscount:
      return "basket discounts";
    case Phase::kDelivery:
      return "delivery";
    case Phase::kEarning:
      return "earning";
    case Phase::kMultiplying:
      return "multipliers";
    case Phase::kTelling:
      return "messages";
  }
  return "unknown";
}

Phase PhaseOf(const Effect& effect) {
  return std::visit(PhaseOfEffect(), effect.what);
}

}  // namespace patron
