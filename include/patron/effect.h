// What a rule does: money off, points, a gift, a message.
//
//   Effect off{PercentOff{Rate::Percent(10), "coffee"}};
//   off.cap = Money{500, eur};            // at most 5.00 off
//   off.not_on_reduced = true;
//
// `of` is the id of a selection; empty, it is the whole basket. Discounts of a
// selection are taken before discounts of the basket, those before delivery's;
// points are earned on what is then really paid.
//
// Threads: values. Limits: the constants below; a program over one is refused.
#ifndef PATRON_EFFECT_H_
#define PATRON_EFFECT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "patron/money.h"
#include "patron/points.h"
#include "patron/rate.h"
#include "patron/scalar.h"

namespace patron {

inline constexpr size_t kEffectFundersMax = 64;
inline constexpr size_t kBracketsMax = 1'000;
inline constexpr size_t kBundlePartsMax = 8;
inline constexpr int64_t kEffectUnitsMax = 1'000'000;  // buy, get, count, ...

// Who pays for an effect. What the shares leave to 100% the shop pays itself.
struct Funder {
  std::string id;
  Rate share;

  friend bool operator==(const Funder&, const Funder&) = default;
};

// A percentage off, taken on the selection's sum, rounded once and split.
struct PercentOff {
  Rate rate;
  std::string of;

  friend bool operator==(const PercentOff&, const PercentOff&) = default;
};

// An amount off, split over the lines by what remains to pay of each. With
// `with_tax` what the customer pays falls by the amount, also where prices are
// without tax.
struct AmountOff {
  Money amount;
  std::string of;
  bool with_tax = false;

  friend bool operator==(const AmountOff&, const AmountOff&) = default;
};

// Each piece, or each kilogram, for at most `price`.
struct FixedPrice {
  Money price;
  std::string of;

  friend bool operator==(const FixedPrice&, const FixedPrice&) = default;
};

// `rate` off the cheapest `count` units of a selection, or off the dearest.
struct CheapestOff {
  int64_t count = 1;
  Rate rate = Rate::Percent(100);
  std::string of;
  bool dearest = false;

  friend bool operator==(const CheapestOff&, const CheapestOff&) = default;
};

// "3 for 2" is buy 2, get 1. For each `buy` units that are paid, `rate` is
// taken off `get` more: of the same selection, of another one (`get_of`), or a
// gift is added for each (`gift`, the sku of a product of the program).
//
// Of one selection the cheapest units of all are reduced; with `within_sets`
// the cheapest of each set, when sets are made from the dearest down. What is
// taken off is allocated over all units of the sets by their price, so that
// neither the return of the free unit nor that of the dear one pays.
struct BuyGet {
  int64_t buy = 1;
  int64_t get = 1;
  Rate rate = Rate::Percent(100);
  std::string of;
  std::string get_of;
  std::string gift;
  bool within_sets = false;
  std::optional<int64_t> sets_max;

  friend bool operator==(const BuyGet&, const BuyGet&) = default;
};

// After `pay` units that are paid, `rate` is off the next one: "ten cones, one
// free" is pay 10, "every tenth free" is pay 9. What is over is told, and kept
// for the member's next visit where the card fills over visits.
struct StampCard {
  int64_t pay = 10;
  Rate rate = Rate::Percent(100);
  std::string of;
  bool over_visits = false;  // of a member; else within one basket

  friend bool operator==(const StampCard&, const StampCard&) = default;
};

struct BundlePart {
  std::string of;
  int64_t count = 1;

  friend bool operator==(const BundlePart&, const BundlePart&) = default;
};

// One of each part together for `price`, as often as there are sets that cost
// more without it, dearest units first.
struct BundlePrice {
  Money price;
  std::vector<BundlePart> parts;
  std::optional<int64_t> sets_max;

  friend bool operator==(const BundlePrice&, const BundlePrice&) = default;
};

// From `from` to `up_to`, both included; minor units of money, or units.
// Exactly one of what it gives is set, the same one in all of an effect.
struct Bracket {
  int64_t from = 0;
  std::optional<int64_t> up_to;  // none, in the last: without end
  std::optional<Rate> percent;
  std::optional<Money> amount;
  std::optional<Money> price;  // of each piece or kilogram
  std::optional<Points> points;

  friend bool operator==(const Bracket&, const Bracket&) = default;
};

// "Spend 50 / 100 / 200", or quantity breaks: one bracket counts, that in which
// the selection's sum, or its number of units, lies. Each begins right after
// the one before; below the first there is nothing.
struct Brackets {
  enum class By : uint8_t { kSpend = 1, kUnits = 2 };

  By by = By::kSpend;
  std::string of;
  std::string currency;  // of points; empty where money is taken off
  std::vector<Bracket> steps;

  friend bool operator==(const Brackets&, const Brackets&) = default;
};

// Delivery free or reduced: exactly one of the three is set. `of` is a
// selection of delivery lines, such as those of one method.
struct DeliveryOff {
  std::optional<Rate> rate;
  std::optional<Money> amount;
  std::optional<Money> price;  // at most
  std::string of;

  friend bool operator==(const DeliveryOff&, const DeliveryOff&) = default;
};

// `points` for each `per` of what is really paid for eligible lines, in
// proportion and rounded down once; with `whole_steps` only for full `per`s.
struct EarnPoints {
  std::string currency;
  Points points;
  Money per;
  std::string of;  // selection; empty: all eligible lines
  bool whole_steps = false;

  friend bool operator==(const EarnPoints&, const EarnPoints&) = default;
};

// What EarnPoints and UnitPoints give on a selection, times `times`.
// Multipliers add: x2 and x3 on one base make x4.
struct MultiplyPoints {
  std::string currency;
  Rate times;
  std::string of;

  friend bool operator==(const MultiplyPoints&,
                         const MultiplyPoints&) = default;
};

// `points` for each unit of a selection that earns, whatever it costs.
struct UnitPoints {
  std::string currency;
  Points points;
  std::string of;

  friend bool operator==(const UnitPoints&, const UnitPoints&) = default;
};

// `points` for an order of which something earns.
struct FixedPoints {
  std::string currency;
  Points points;

  friend bool operator==(const FixedPoints&, const FixedPoints&) = default;
};

// Products of the program that go along for nothing.
struct Gift {
  std::string sku;
  int64_t count = 1;

  friend bool operator==(const Gift&, const Gift&) = default;
};

// A text for the customer, or for the cashier.
struct Message {
  std::string text;

  friend bool operator==(const Message&, const Message&) = default;
};

// Whatever the host does when it reads this: its own name and values.
struct Custom {
  std::string name;
  AttributeValues values;

  friend bool operator==(const Custom&, const Custom&) = default;
};

struct Effect {
  std::variant<PercentOff, AmountOff, EarnPoints, MultiplyPoints, FixedPrice,
               CheapestOff, BuyGet, StampCard, BundlePrice, Brackets,
               DeliveryOff, UnitPoints, FixedPoints, Gift, Message, Custom>
      what;
  std::vector<Funder> funders;
  std::optional<Money> cap;          // of money: at most so much off
  std::optional<Points> points_cap;  // of points: at most so many
  std::optional<Rate> floor;     // takes no unit below this share of its price
  bool not_on_reduced = false;   // leaves out lines that are on sale
  bool not_with_others = false;  // only units that nothing else reduces

  friend bool operator==(const Effect&, const Effect&) = default;
};

}  // namespace patron

#endif  // PATRON_EFFECT_H_
