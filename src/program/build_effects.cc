// Effects from builders. A draft already holds the effect; what is read here
// are its texts, each into its place.
#include "patron/build_effects.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "program/assembling.h"

namespace patron::build {
namespace internal {

void SetSelection(EffectDraft& draft, const SelectionRef& selection) {
  std::visit(
      [&](auto& what) {
        if constexpr (requires { what.of; }) what.of = selection.id();
      },
      draft.effect.what);
}

EffectDraft BracketsDraft(bool of_units, std::string_view points,
                          std::vector<BracketDraft> steps) {
  patron::Brackets brackets;
  if (of_units) brackets.by = patron::Brackets::By::kUnits;
  brackets.currency = points;
  EffectDraft draft{{std::move(brackets)}};
  draft.steps = std::move(steps);
  return draft;
}

namespace {

EffectDraft Draft(patron::Effect effect) { return {std::move(effect)}; }

EffectDraft WithRate(patron::Effect effect, const RateText& rate) {
  EffectDraft draft = Draft(std::move(effect));
  draft.rate = rate;
  return draft;
}

EffectDraft WithAmount(patron::Effect effect, const Amount& amount) {
  EffectDraft draft = Draft(std::move(effect));
  draft.amount = amount;
  return draft;
}

EffectDraft WithNumber(patron::Effect effect, const NumberText& number) {
  EffectDraft draft = Draft(std::move(effect));
  draft.number = number;
  return draft;
}

// Reads the texts of one draft into its effect.
class TextReader {
 public:
  TextReader(Assembling& assembling, const EffectDraft& draft,
             const std::string& path)
      : with_(assembling), draft_(draft), path_(path) {}

  void operator()(patron::PercentOff& to) {
    ReadRate(to.rate, ".percent_off.rate");
  }
  void operator()(patron::AmountOff& to) {
    ReadAmount(to.amount, ".amount_off.amount");
  }
  void operator()(patron::FixedPrice& to) {
    ReadAmount(to.price, ".fixed_price.price");
  }
  void operator()(patron::CheapestOff& to) {
    ReadRate(to.rate, ".cheapest_off.rate");
  }
  void operator()(patron::BuyGet& to) { ReadRate(to.rate, ".buy_get.rate"); }
  void operator()(patron::StampCard& to) {
    ReadRate(to.rate, ".stamp_card.rate");
  }
  void operator()(patron::BundlePrice& to) {
    ReadAmount(to.price, ".bundle_price.price");
  }
  void operator()(patron::Brackets& to) {
    for (const BracketDraft& step : draft_.steps) {
      const std::string at =
          Assembling::At(path_ + ".brackets.steps", to.steps.size());
      to.steps.push_back(ReadStep(step, to.currency, at));
    }
  }
  void operator()(patron::DeliveryOff& to) {
    if (draft_.rate) ReadRate(to.rate.emplace(), ".delivery_off.rate");
    if (!draft_.amount) return;
    if (draft_.is_price) {
      ReadAmount(to.price.emplace(), ".delivery_off.price");
    } else {
      ReadAmount(to.amount.emplace(), ".delivery_off.amount");
    }
  }
  void operator()(patron::EarnPoints& to) {
    ReadPoints(to.points, to.currency, ".earn_points.points");
    ReadAmount(to.per, ".earn_points.per");
  }
  void operator()(patron::MultiplyPoints& to) {
    if (!draft_.number) return;
    to.times = with_.Take(ParseRate(draft_.number->text()),
                          path_ + ".multiply_points.times");
  }
  void operator()(patron::UnitPoints& to) {
    ReadPoints(to.points, to.currency, ".unit_points.points");
  }
  void operator()(patron::FixedPoints& to) {
    ReadPoints(to.points, to.currency, ".fixed_points.points");
  }
  void operator()(patron::Gift& /*to*/) {}
  void operator()(patron::Message& /*to*/) {}
  void operator()(patron::Custom& /*to*/) {}

 private:
  void ReadRate(Rate& to, std::string_view field) {
    if (!draft_.rate) return;
    to = with_.Take(ParseRate(draft_.rate->text()),
                    std::string(path_).append(field));
  }
  void ReadAmount(Money& to, std::string_view field) {
    if (!draft_.amount) return;
    to = with_.ReadAmount(*draft_.amount, std::string(path_).append(field));
  }
  void ReadPoints(patron::Points& to, const std::string& currency,
                  std::string_view field) {
    if (!draft_.number) return;
    to = ReadNumber(*draft_.number, currency, std::string(path_).append(field));
  }
  patron::Points ReadNumber(const NumberText& number,
                            const std::string& currency,
                            const std::string& path) {
    return with_.Take(ParsePoints(number.text(), with_.DecimalsOf(currency)),
                      path);
  }

  Bracket ReadStep(const BracketDraft& from, const std::string& currency,
                   const std::string& path) {
    Bracket to;
    to.from = from.from_units;
    to.up_to = from.up_to_units;
    if (from.from_spend) {
      to.from = with_.ReadAmount(*from.from_spend, path + ".from").minor;
    }
    if (from.up_to_spend) {
      to.up_to = with_.ReadAmount(*from.up_to_spend, path + ".up_to").minor;
    }
    if (from.percent) {
      to.percent =
          with_.Take(ParseRate(from.percent->text()), path + ".percent");
    }
    if (from.amount) {
      to.amount = with_.ReadAmount(*from.amount, path + ".amount");
    }
    if (from.price) to.price = with_.ReadAmount(*from.price, path + ".price");
    if (from.points) {
      to.points = ReadNumber(*from.points, currency, path + ".points");
    }
    return to;
  }

  Assembling& with_;
  const EffectDraft& draft_;
  const std::string& path_;
};

// Empty for an effect without points.
std::string_view PointsCurrencyOf(const patron::Effect& effect) {
  return std::visit(
      [](const auto& what) -> std::string_view {
        if constexpr (requires { what.currency; }) {
          return what.currency;
        } else {
          return {};
        }
      },
      effect.what);
}

}  // namespace

patron::Effect Assembling::ReadEffect(const EffectDraft& draft,
                                      const std::string& path) {
  patron::Effect to = draft.effect;
  TextReader reader(*this, draft, path);
  std::visit(reader, to.what);
  to.funders = ReadFunders(draft.funders, path);
  if (draft.cap) to.cap = ReadAmount(*draft.cap, path + ".cap");
  if (draft.points_cap) {
    to.points_cap = Take(
        ParsePoints(draft.points_cap->text(), DecimalsOf(PointsCurrencyOf(to))),
        path + ".points_cap");
  }
  if (draft.floor) {
    to.floor = Take(ParseRate(draft.floor->text()), path + ".floor");
  }
  return to;
}

}  // namespace internal

using internal::Draft;
using internal::EffectDraft;
using internal::In;
using internal::WithAmount;
using internal::WithNumber;
using internal::WithRate;

Discount PercentOff(const RateText& rate) {
  return Discount(WithRate({patron::PercentOff{}}, rate));
}

AmountOff::AmountOff(const Amount& amount)
    : SelectingDiscount(WithAmount({patron::AmountOff{}}, amount)) {}
AmountOff AmountOff::WithTax() const {
  return Changed(
      [](EffectDraft& draft) { In<patron::AmountOff>(draft).with_tax = true; });
}

Discount FixedPrice(const Amount& price) {
  return Discount(WithAmount({patron::FixedPrice{}}, price));
}

CheapestOff::CheapestOff(const RateText& rate)
    : SelectingDiscount(WithRate({patron::CheapestOff{}}, rate)) {}
CheapestOff CheapestOff::Count(int64_t units) const {
  return Changed([&](EffectDraft& draft) {
    In<patron::CheapestOff>(draft).count = units;
  });
}
CheapestOff CheapestOff::Dearest() const {
  return Changed([](EffectDraft& draft) {
    In<patron::CheapestOff>(draft).dearest = true;
  });
}

BuyGet::BuyGet(int64_t buy, int64_t get)
    : SelectingDiscount(Draft({patron::BuyGet{.buy = buy, .get = get}})) {}
BuyGet BuyGet::Rate(const RateText& off) const {
  return Changed([&](EffectDraft& draft) { draft.rate = off; });
}
BuyGet BuyGet::GetOf(const SelectionRef& selection) const {
  return Changed([&](EffectDraft& draft) {
    In<patron::BuyGet>(draft).get_of = selection.id();
  });
}
BuyGet BuyGet::WithinSets() const {
  return Changed(
      [](EffectDraft& draft) { In<patron::BuyGet>(draft).within_sets = true; });
}
BuyGet BuyGet::SetsMax(int64_t sets) const {
  return Changed(
      [&](EffectDraft& draft) { In<patron::BuyGet>(draft).sets_max = sets; });
}
BuyGift BuyGet::Gift(const ProductRef& product) const {
  EffectDraft draft = draft_;
  In<patron::BuyGet>(draft).gift = product.id();
  return BuyGift(std::move(draft));
}

BuyGift BuyGift::Of(const SelectionRef& selection) const {
  return Changed(
      [&](EffectDraft& draft) { internal::SetSelection(draft, selection); });
}
BuyGift BuyGift::SetsMax(int64_t sets) const {
  return Changed(
      [&](EffectDraft& draft) { In<patron::BuyGet>(draft).sets_max = sets; });
}

StampCard::StampCard(int64_t pay)
    : SelectingDiscount(Draft({patron::StampCard{.pay = pay}})) {}
StampCard StampCard::Rate(const RateText& off) const {
  return Changed([&](EffectDraft& draft) { draft.rate = off; });
}
StampCard StampCard::OverVisits() const {
  return Changed([](EffectDraft& draft) {
    In<patron::StampCard>(draft).over_visits = true;
  });
}

BundlePart Part(const SelectionRef& selection, int64_t count) {
  return {selection.id(), count};
}
BundlePrice::BundlePrice(const Amount& price, std::vector<BundlePart> parts)
    : DiscountOf(
          WithAmount({patron::BundlePrice{{}, std::move(parts), {}}}, price)) {}
BundlePrice BundlePrice::SetsMax(int64_t sets) const {
  return Changed([&](EffectDraft& draft) {
    In<patron::BundlePrice>(draft).sets_max = sets;
  });
}

Discount DeliveryPercentOff(const RateText& rate) {
  return Discount(WithRate({patron::DeliveryOff{}}, rate));
}
Discount DeliveryAmountOff(const Amount& amount) {
  return Discount(WithAmount({patron::DeliveryOff{}}, amount));
}
Discount DeliveryPrice(const Amount& at_most) {
  EffectDraft draft = WithAmount({patron::DeliveryOff{}}, at_most);
  draft.is_price = true;
  return Discount(std::move(draft));
}

Earning EarnPoints::Per(const Amount& amount) const {
  patron::EarnPoints earn;
  earn.currency = points_.id();
  EffectDraft draft = WithNumber({std::move(earn)}, number_);
  draft.amount = amount;
  return Earning(std::move(draft));
}
Earning EarnPoints::PerFull(const Amount& amount) const {
  EffectDraft draft = Per(amount).draft();
  In<patron::EarnPoints>(draft).whole_steps = true;
  return Earning(std::move(draft));
}

Earning MultiplyPoints(const PointsRef& points, const NumberText& times) {
  patron::MultiplyPoints multiply;
  multiply.currency = points.id();
  return Earning(WithNumber({std::move(multiply)}, times));
}
Earning UnitPoints(const NumberText& number, const PointsRef& points) {
  patron::UnitPoints each;
  each.currency = points.id();
  return Earning(WithNumber({std::move(each)}, number));
}
OrderEarning FixedPoints(const NumberText& number, const PointsRef& points) {
  patron::FixedPoints fixed;
  fixed.currency = points.id();
  return OrderEarning(WithNumber({std::move(fixed)}, number));
}

Extra Gift(const ProductRef& product, int64_t count) {
  return Extra(Draft({patron::Gift{product.id(), count}}));
}
Extra Message(std::string_view text) {
  return Extra(Draft({patron::Message{std::string(text)}}));
}
Extra Custom(std::string_view name, AttributeValues values) {
  return Extra(Draft({patron::Custom{std::string(name), std::move(values)}}));
}

}  // namespace patron::build
