// What rules do, written in C++: each effect of effect.h by its name.
//
//   PercentOff("10%").Of(coffee).Cap(Eur("5.00")).NotOnReduced()
//   BuyGet(2).Of(coffee).WithinSets()                       // 3 for 2
//   BundlePrice(Eur("5.00"), Part(coffee, 2), Part(cake))
//   Brackets(FromSpend(Eur("50.00")).UpTo(Eur("99.99")).Percent("5%"),
//            FromSpend(Eur("100.00")).Percent("10%"))
//   UnitPoints("0.5", bean).Of(coffee).Cap(10)
//
// A function that varies an effect returns a changed copy. What makes no sense
// does not compile: a cap of money on points, a selection for a gift, brackets
// that give different things.
//
// Threads: values, any thread. Limits: those of effect.h.
#ifndef PATRON_BUILD_EFFECTS_H_
#define PATRON_BUILD_EFFECTS_H_

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "patron/build_facts.h"
#include "patron/effect.h"

namespace patron::build {

// Values that are written as text, since no double is exact; they are read when
// the program is built: "10%" or a Rate; 2 or "1.5"; "2026-11-21" or a Date.
using RateText = internal::ValueText<Rate>;
using NumberText = internal::ValueText<int64_t>;
using DateText = internal::ValueText<Date>;

namespace internal {

struct FundedShare {
  std::string id;
  RateText share;
};

// A bracket before its texts are read; bounds of spend are amounts.
struct BracketDraft {
  std::optional<Amount> from_spend;
  std::optional<Amount> up_to_spend;
  int64_t from_units = 0;
  std::optional<int64_t> up_to_units;
  std::optional<RateText> percent;
  std::optional<Amount> amount;
  std::optional<Amount> price;
  std::optional<NumberText> points;
};

// An effect, and the texts that are to be read into it.
struct EffectDraft {
  patron::Effect effect;
  std::optional<RateText> rate;
  std::optional<Amount> amount;      // or a price, or what points are given for
  std::optional<NumberText> number;  // of points, or of times
  bool is_price = false;             // the amount of a DeliveryOff
  std::vector<BracketDraft> steps;
  std::vector<FundedShare> funders;
  std::optional<Amount> cap;
  std::optional<NumberText> points_cap;
  std::optional<RateText> floor;
};

void SetSelection(EffectDraft& draft, const SelectionRef& selection);

// Requires: the effect is a `What`.
template <class What>
What& In(EffectDraft& draft) {
  return *std::get_if<What>(&draft.effect.what);
}

}  // namespace internal

// What a rule does: any of the below.
class Effect {
 public:
  [[nodiscard]] const internal::EffectDraft& draft() const { return draft_; }

 protected:
  explicit Effect(internal::EffectDraft draft) : draft_(std::move(draft)) {}

  internal::EffectDraft draft_;
};

namespace internal {

// What all effects have, each with its own type.
template <class Self>
class EffectOf : public Effect {
 public:
  // Who pays for it; what the shares leave to 100% the shop pays itself.
  [[nodiscard]] Self FundedBy(std::string_view id,
                              const RateText& share) const {
    return Changed([&](EffectDraft& draft) {
      draft.funders.push_back({std::string(id), share});
    });
  }

 protected:
  using Effect::Effect;

  template <class Change>
  [[nodiscard]] Self Changed(const Change& change) const {
    Self copy = static_cast<const Self&>(*this);
    change(copy.draft_);
    return copy;
  }
};

template <class Self>
class DiscountOf : public EffectOf<Self> {
 public:
  // At most so much off.
  [[nodiscard]] Self Cap(const Amount& most) const {
    return this->Changed([&](EffectDraft& draft) { draft.cap = most; });
  }
  // Takes no unit below this share of its price.
  [[nodiscard]] Self Floor(const RateText& share) const {
    return this->Changed([&](EffectDraft& draft) { draft.floor = share; });
  }
  // Leaves out lines that are on sale.
  [[nodiscard]] Self NotOnReduced() const {
    return this->Changed(
        [](EffectDraft& draft) { draft.effect.not_on_reduced = true; });
  }
  // Only units that nothing else reduces.
  [[nodiscard]] Self NotWithOthers() const {
    return this->Changed(
        [](EffectDraft& draft) { draft.effect.not_with_others = true; });
  }

 protected:
  using EffectOf<Self>::EffectOf;
};

template <class Self>
class SelectingDiscount : public DiscountOf<Self> {
 public:
  // To the lines of a selection; else to the basket.
  [[nodiscard]] Self Of(const SelectionRef& selection) const {
    return this->Changed(
        [&](EffectDraft& draft) { SetSelection(draft, selection); });
  }

 protected:
  using DiscountOf<Self>::DiscountOf;
};

template <class Self>
class EarningOf : public EffectOf<Self> {
 public:
  // At most so many points.
  [[nodiscard]] Self Cap(const NumberText& most) const {
    return this->Changed([&](EffectDraft& draft) { draft.points_cap = most; });
  }
  // Leaves out lines that are on sale.
  [[nodiscard]] Self NotOnReduced() const {
    return this->Changed(
        [](EffectDraft& draft) { draft.effect.not_on_reduced = true; });
  }

 protected:
  using EffectOf<Self>::EffectOf;
};

}  // namespace internal

// Money off a selection or the basket.
class Discount : public internal::SelectingDiscount<Discount> {
 public:
  explicit Discount(internal::EffectDraft draft)
      : SelectingDiscount(std::move(draft)) {}
};

// Points for a selection, or for all that earns.
class Earning : public internal::EarningOf<Earning> {
 public:
  explicit Earning(internal::EffectDraft draft) : EarningOf(std::move(draft)) {}

  [[nodiscard]] Earning Of(const SelectionRef& selection) const {
    return Changed([&](internal::EffectDraft& draft) {
      internal::SetSelection(draft, selection);
    });
  }
};

// Points for an order.
class OrderEarning : public internal::EarningOf<OrderEarning> {
 public:
  explicit OrderEarning(internal::EffectDraft draft)
      : EarningOf(std::move(draft)) {}
};

// What is neither money nor points.
class Extra : public internal::EffectOf<Extra> {
 public:
  explicit Extra(internal::EffectDraft draft) : EffectOf(std::move(draft)) {}
};

// PercentOff("10%")
[[nodiscard]] Discount PercentOff(const RateText& rate);

// AmountOff(Eur("1.50")), split over the lines by what remains to pay of each.
class AmountOff : public internal::SelectingDiscount<AmountOff> {
 public:
  explicit AmountOff(const Amount& amount);
  // What the customer pays falls by it, also where prices are without tax.
  [[nodiscard]] AmountOff WithTax() const;
};

// FixedPrice(Eur("2.50")): each piece or kilogram for at most so much.
[[nodiscard]] Discount FixedPrice(const Amount& price);

// CheapestOff() is the cheapest unit free; CheapestOff("50%").Count(2) two at
// half the price.
class CheapestOff : public internal::SelectingDiscount<CheapestOff> {
 public:
  explicit CheapestOff(const RateText& rate = Rate::Percent(100));
  [[nodiscard]] CheapestOff Count(int64_t units) const;
  [[nodiscard]] CheapestOff Dearest() const;
};

class BuyGift;

// BuyGet(2).Of(coffee) is 3 for 2: for each 2 that are paid one is free, the
// cheapest ones of all.
class BuyGet : public internal::SelectingDiscount<BuyGet> {
 public:
  explicit BuyGet(int64_t buy, int64_t get = 1);
  // Off what is got; all of it where nothing is said.
  [[nodiscard]] BuyGet Rate(const RateText& off) const;
  // What is reduced is of another selection.
  [[nodiscard]] BuyGet GetOf(const SelectionRef& selection) const;
  // The cheapest of each set, dearest sets first.
  [[nodiscard]] BuyGet WithinSets() const;
  [[nodiscard]] BuyGet SetsMax(int64_t sets) const;
  // A product is added for each, and nothing is reduced.
  [[nodiscard]] BuyGift Gift(const ProductRef& product) const;
};

class BuyGift : public internal::EffectOf<BuyGift> {
 public:
  explicit BuyGift(internal::EffectDraft draft) : EffectOf(std::move(draft)) {}
  [[nodiscard]] BuyGift Of(const SelectionRef& selection) const;
  [[nodiscard]] BuyGift SetsMax(int64_t sets) const;
};

// StampCard(9).Of(coffee): every tenth is free.
class StampCard : public internal::SelectingDiscount<StampCard> {
 public:
  explicit StampCard(int64_t pay);
  [[nodiscard]] StampCard Rate(const RateText& off) const;
  // A member's stamps are kept from visit to visit.
  [[nodiscard]] StampCard OverVisits() const;
};

// BundlePrice(Eur("5.00"), Part(coffee, 2), Part(cake))
[[nodiscard]] BundlePart Part(const SelectionRef& selection, int64_t count = 1);
class BundlePrice : public internal::DiscountOf<BundlePrice> {
 public:
  template <std::same_as<BundlePart>... More>
  BundlePrice(const Amount& price, const BundlePart& part, const More&... more)
      : BundlePrice(price, std::vector<BundlePart>{part, more...}) {}
  [[nodiscard]] BundlePrice SetsMax(int64_t sets) const;

 private:
  BundlePrice(const Amount& price, std::vector<BundlePart> parts);
};

// Brackets of spend or of units, each of which gives the same thing: a percent,
// an amount off, a price for each unit, or points.
namespace internal {

struct OfPercent {};
struct OfAmount {};
struct OfPrice {};
struct OfPoints {};

template <class Bound, class Gives>
struct Step {
  BracketDraft draft;
};

template <class Bound>
class BracketFrom {
 public:
  explicit BracketFrom(const Bound& from) {
    if constexpr (std::same_as<Bound, Amount>) {
      draft_.from_spend = from;
    } else {
      draft_.from_units = from;
    }
  }

  // Included. The last bracket has no end.
  [[nodiscard]] BracketFrom UpTo(const Bound& bound) const {
    BracketFrom copy = *this;
    if constexpr (std::same_as<Bound, Amount>) {
      copy.draft_.up_to_spend = bound;
    } else {
      copy.draft_.up_to_units = bound;
    }
    return copy;
  }

  [[nodiscard]] Step<Bound, OfPercent> Percent(const RateText& off) const {
    Step<Bound, OfPercent> step{draft_};
    step.draft.percent = off;
    return step;
  }
  [[nodiscard]] Step<Bound, OfAmount> Off(const Amount& amount) const {
    Step<Bound, OfAmount> step{draft_};
    step.draft.amount = amount;
    return step;
  }
  [[nodiscard]] Step<Bound, OfPrice> Price(const Amount& of_each) const {
    Step<Bound, OfPrice> step{draft_};
    step.draft.price = of_each;
    return step;
  }
  [[nodiscard]] Step<Bound, OfPoints> Points(const NumberText& number) const {
    Step<Bound, OfPoints> step{draft_};
    step.draft.points = number;
    return step;
  }

 private:
  BracketDraft draft_;
};

[[nodiscard]] EffectDraft BracketsDraft(bool of_units, std::string_view points,
                                        std::vector<BracketDraft> steps);

template <class Bound, class Gives, class... More>
EffectDraft AllBrackets(std::string_view points,
                        const Step<Bound, Gives>& first, const More&... more) {
  constexpr bool kSame = (std::same_as<More, Step<Bound, Gives>> && ...);
  static_assert(kSame,
                "the brackets of an effect all look at the same, spend or "
                "units, and all give the same");
  if constexpr (kSame) {
    return BracketsDraft(!std::same_as<Bound, Amount>, points,
                         {first.draft, more.draft...});
  }
  return {};
}

}  // namespace internal

[[nodiscard]] inline internal::BracketFrom<Amount> FromSpend(
    const Amount& spend) {
  return internal::BracketFrom<Amount>(spend);
}
[[nodiscard]] inline internal::BracketFrom<int64_t> FromUnits(int64_t units) {
  return internal::BracketFrom<int64_t>(units);
}

template <class Bound, class Gives, class... More>
[[nodiscard]] Discount Brackets(const internal::Step<Bound, Gives>& first,
                                const More&... more) {
  static_assert(!std::same_as<Gives, internal::OfPoints>,
                "brackets that give points say which: Brackets(bean, ...)");
  return Discount(internal::AllBrackets("", first, more...));
}
template <class Bound, class Gives, class... More>
[[nodiscard]] Earning Brackets(const PointsRef& points,
                               const internal::Step<Bound, Gives>& first,
                               const More&... more) {
  static_assert(std::same_as<Gives, internal::OfPoints>,
                "these brackets take money off: they have no points currency");
  return Earning(internal::AllBrackets(points.id(), first, more...));
}

// Of all delivery lines, or of a selection of them.
[[nodiscard]] Discount DeliveryPercentOff(const RateText& rate);
[[nodiscard]] Discount DeliveryAmountOff(const Amount& amount);
[[nodiscard]] Discount DeliveryPrice(const Amount& at_most);

// EarnPoints(1, bean).Per(Eur("1.00")), and no effect before it is said for
// what.
class EarnPoints {
 public:
  EarnPoints(const NumberText& number, const PointsRef& points)
      : number_(number), points_(points) {}

  // For each so much of what is really paid, in proportion.
  [[nodiscard]] Earning Per(const Amount& amount) const;
  // Only for each full such amount.
  [[nodiscard]] Earning PerFull(const Amount& amount) const;

 private:
  NumberText number_;
  PointsRef points_;
};

// MultiplyPoints(bean, 2): what EarnPoints and UnitPoints give, twice.
[[nodiscard]] Earning MultiplyPoints(const PointsRef& points,
                                     const NumberText& times);
// UnitPoints("0.5", bean): for each unit, whatever it costs.
[[nodiscard]] Earning UnitPoints(const NumberText& number,
                                 const PointsRef& points);
// FixedPoints(5, bean): for an order.
[[nodiscard]] OrderEarning FixedPoints(const NumberText& number,
                                       const PointsRef& points);

// Gift(mug, 2): products that go along for nothing.
[[nodiscard]] Extra Gift(const ProductRef& product, int64_t count = 1);
// Message("Take a mug home"), for the customer or the cashier.
[[nodiscard]] Extra Message(std::string_view text);
// Custom("open-drawer", {{"drawer", int64_t{2}}}): whatever the host does.
[[nodiscard]] Extra Custom(std::string_view name, AttributeValues values = {});

}  // namespace patron::build

#endif  // PATRON_BUILD_EFFECTS_H_
