// A default that is not 0 (one unit, 100%) is left out where it is the value,
// and what is left out is read as it; a 0 that somebody writes stays a 0, which
// the checks refuse. So numbers with such a default have presence in bytes.
#include "wire/effect_values.h"

#include <optional>
#include <string>
#include <type_traits>
#include <variant>

#include "base/quote.h"
#include "patron/rounding.h"
#include "wire/amount_reader.h"
#include "wire/exact_text.h"

namespace patron::wire {
namespace {

constexpr Rate kWhole = Rate::Percent(100);

// Empty for an effect of money, or of neither.
std::string_view PointsCurrencyOf(const Effect& effect) {
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

// A bracket's bound: money of the program, or units.
std::string BoundText(int64_t bound, Brackets::By by, const Program& program) {
  if (by == Brackets::By::kUnits) return std::to_string(bound);
  return MoneyText({bound, program.currency}, program.currency);
}

struct EffectWriter {
  const Program& program;
  v1::Effect* to;

  void operator()(const PercentOff& from) const {
    to->mutable_percent_off()->set_rate(FormatPercent(from.rate));
    to->mutable_percent_off()->set_of(ToUtf8(from.of));
  }
  void operator()(const AmountOff& from) const {
    v1::AmountOff* off = to->mutable_amount_off();
    off->set_amount(Text(from.amount));
    off->set_of(ToUtf8(from.of));
    off->set_with_tax(from.with_tax);
  }
  void operator()(const FixedPrice& from) const {
    to->mutable_fixed_price()->set_price(Text(from.price));
    to->mutable_fixed_price()->set_of(ToUtf8(from.of));
  }
  void operator()(const CheapestOff& from) const {
    v1::CheapestOff* off = to->mutable_cheapest_off();
    if (from.count != 1) off->set_count(from.count);
    if (from.rate != kWhole) off->set_rate(FormatPercent(from.rate));
    off->set_of(ToUtf8(from.of));
    off->set_dearest(from.dearest);
  }
  void operator()(const BuyGet& from) const {
    v1::BuyGet* buy = to->mutable_buy_get();
    buy->set_buy(from.buy);
    if (from.get != 1) buy->set_get(from.get);
    if (from.rate != kWhole) buy->set_rate(FormatPercent(from.rate));
    buy->set_of(ToUtf8(from.of));
    buy->set_get_of(ToUtf8(from.get_of));
    buy->set_gift(ToUtf8(from.gift));
    buy->set_within_sets(from.within_sets);
    if (from.sets_max) buy->set_sets_max(*from.sets_max);
  }
  void operator()(const StampCard& from) const {
    v1::StampCard* card = to->mutable_stamp_card();
    card->set_pay(from.pay);
    if (from.rate != kWhole) card->set_rate(FormatPercent(from.rate));
    card->set_of(ToUtf8(from.of));
    card->set_over_visits(from.over_visits);
  }
  void operator()(const BundlePrice& from) const {
    v1::BundlePrice* bundle = to->mutable_bundle_price();
    bundle->set_price(Text(from.price));
    for (const BundlePart& part : from.parts) {
      v1::BundlePart* added = bundle->add_parts();
      added->set_of(ToUtf8(part.of));
      if (part.count != 1) added->set_count(part.count);
    }
    if (from.sets_max) bundle->set_sets_max(*from.sets_max);
  }
  void operator()(const Brackets& from) const {
    v1::Brackets* brackets = to->mutable_brackets();
    if (from.by != Brackets::By::kSpend) {
      brackets->set_by(static_cast<v1::BracketBy>(from.by));
    }
    brackets->set_of(ToUtf8(from.of));
    brackets->set_currency(ToUtf8(from.currency));
    for (const Bracket& step : from.steps) {
      Write(step, from, brackets->add_steps());
    }
  }
  void operator()(const DeliveryOff& from) const {
    v1::DeliveryOff* off = to->mutable_delivery_off();
    if (from.rate) off->set_rate(FormatPercent(*from.rate));
    if (from.amount) off->set_amount(Text(*from.amount));
    if (from.price) off->set_price(Text(*from.price));
    off->set_of(ToUtf8(from.of));
  }
  void operator()(const EarnPoints& from) const {
    v1::EarnPoints* earn = to->mutable_earn_points();
    earn->set_currency(ToUtf8(from.currency));
    earn->set_points(Text(from.points, from.currency));
    earn->set_per(Text(from.per));
    earn->set_of(ToUtf8(from.of));
    earn->set_whole_steps(from.whole_steps);
  }
  void operator()(const MultiplyPoints& from) const {
    v1::MultiplyPoints* multiply = to->mutable_multiply_points();
    multiply->set_currency(ToUtf8(from.currency));
    multiply->set_times(FormatRate(from.times));
    multiply->set_of(ToUtf8(from.of));
  }
  void operator()(const UnitPoints& from) const {
    v1::UnitPoints* points = to->mutable_unit_points();
    points->set_currency(ToUtf8(from.currency));
    points->set_points(Text(from.points, from.currency));
    points->set_of(ToUtf8(from.of));
  }
  void operator()(const FixedPoints& from) const {
    v1::FixedPoints* points = to->mutable_fixed_points();
    points->set_currency(ToUtf8(from.currency));
    points->set_points(Text(from.points, from.currency));
  }
  void operator()(const Gift& from) const {
    to->mutable_gift()->set_sku(ToUtf8(from.sku));
    if (from.count != 1) to->mutable_gift()->set_count(from.count);
  }
  void operator()(const Message& from) const {
    to->mutable_message()->set_text(ToUtf8(from.text));
  }
  void operator()(const Custom& from) const {
    to->mutable_custom()->set_name(ToUtf8(from.name));
    for (const AttributeValue& value : from.values) {
      WriteAttributeValue(value, to->mutable_custom()->add_values());
    }
  }

  [[nodiscard]] std::string Text(Money value) const {
    return MoneyText(value, program.currency);
  }
  [[nodiscard]] std::string Text(Points value,
                                 std::string_view currency) const {
    return FormatPoints(value, DecimalsOf(program, currency));
  }

  void Write(const Bracket& from, const Brackets& all,
             v1::Bracket* step) const {
    if (from.from != 0) step->set_from(BoundText(from.from, all.by, program));
    if (from.up_to) step->set_up_to(BoundText(*from.up_to, all.by, program));
    if (from.percent) step->set_percent(FormatPercent(*from.percent));
    if (from.amount) step->set_amount(Text(*from.amount));
    if (from.price) step->set_price(Text(*from.price));
    if (from.points) step->set_points(Text(*from.points, all.currency));
  }
};

absl::StatusOr<int64_t> ReadUnits(std::string_view text) {
  const absl::StatusOr<int64_t> units = ParseDecimal(text, 0);
  if (units.ok()) return units;
  return Refuse(
      ReasonOf(units.status()),
      Quote(text) + " is not a number of units: write a whole one such as 3");
}

class EffectReader : public AmountReader {
 public:
  explicit EffectReader(const EffectContext& context)
      : AmountReader(context.reading, context.program, context.problems) {}

  void Read(const v1::Effect& from, const Path& path, Effect& to) {
    ReadWhat(from, path, to);
    ReadFunders(from, path, to.funders);
    to.cap = OptionalAmount(from.cap(), path.At("cap"));
    to.points_cap =
        OptionalPoints(from.points_cap(), PointsCurrencyOf(to),
                       path.At("points_cap"), path.At("points_cap"));
    to.floor = Optional(from.floor(), path.At("floor"), ParseRate);
    to.not_on_reduced = from.not_on_reduced();
    to.not_with_others = from.not_with_others();
  }

 private:
  void ReadWhat(const v1::Effect& from, const Path& path, Effect& to) {
    switch (from.what_case()) {
      case v1::Effect::kPercentOff:
        to.what = From(from.percent_off(), path.At("percent_off"));
        break;
      case v1::Effect::kAmountOff:
        to.what = From(from.amount_off(), path.At("amount_off"));
        break;
      case v1::Effect::kFixedPrice:
        to.what = From(from.fixed_price(), path.At("fixed_price"));
        break;
      case v1::Effect::kCheapestOff:
        to.what = From(from.cheapest_off(), path.At("cheapest_off"));
        break;
      case v1::Effect::kBuyGet:
        to.what = From(from.buy_get(), path.At("buy_get"));
        break;
      case v1::Effect::kStampCard:
        to.what = From(from.stamp_card(), path.At("stamp_card"));
        break;
      case v1::Effect::kBundlePrice:
        to.what = From(from.bundle_price(), path.At("bundle_price"));
        break;
      case v1::Effect::kBrackets:
        to.what = From(from.brackets(), path.At("brackets"));
        break;
      case v1::Effect::kDeliveryOff:
        to.what = From(from.delivery_off(), path.At("delivery_off"));
        break;
      default:
        ReadOther(from, path, to);
        break;
    }
  }

  // What takes no money off.
  void ReadOther(const v1::Effect& from, const Path& path, Effect& to) {
    switch (from.what_case()) {
      case v1::Effect::kEarnPoints:
        to.what = From(from.earn_points(), path.At("earn_points"));
        break;
      case v1::Effect::kMultiplyPoints:
        to.what = From(from.multiply_points(), path.At("multiply_points"));
        break;
      case v1::Effect::kUnitPoints:
        to.what = From(from.unit_points(), path.At("unit_points"));
        break;
      case v1::Effect::kFixedPoints:
        to.what = From(from.fixed_points(), path.At("fixed_points"));
        break;
      case v1::Effect::kGift:
        to.what = Gift{from.gift().sku(), CountOf(from.gift())};
        break;
      case v1::Effect::kMessage:
        to.what = Message{from.message().text()};
        break;
      case v1::Effect::kCustom:
        to.what = From(from.custom(), path.At("custom"));
        break;
      default:
        NoEffect(path);
        break;
    }
  }

  void NoEffect(const Path& path) {
    // An effect that could not be read is no effect that is missing.
    if (problems_.HasBelow(path.ToString())) return;
    problems_.Add(Reason::kMissingField, path,
                  "an effect needs to do something, such as percent_off, "
                  "amount_off, buy_get or earn_points");
  }

  // Of messages whose count is 1 where it is left out.
  template <typename From>
  static int64_t CountOf(const From& from) {
    return from.has_count() ? from.count() : 1;
  }

  Rate RateOff(const std::string& text, const Path& path) {
    return Optional(text, path.At("rate"), ParseRate).value_or(kWhole);
  }

  PercentOff From(const v1::PercentOff& from, const Path& path) {
    return {Required(from.rate(), path.At("rate"), ParseRate), from.of()};
  }

  AmountOff From(const v1::AmountOff& from, const Path& path) {
    return {Amount(from.amount(), path.At("amount")), from.of(),
            from.with_tax()};
  }

  FixedPrice From(const v1::FixedPrice& from, const Path& path) {
    return {Amount(from.price(), path.At("price")), from.of()};
  }

  CheapestOff From(const v1::CheapestOff& from, const Path& path) {
    return {CountOf(from), RateOff(from.rate(), path), from.of(),
            from.dearest()};
  }

  BuyGet From(const v1::BuyGet& from, const Path& path) {
    BuyGet to;
    to.buy = from.buy();
    if (!from.has_buy()) Missing(path.At("buy"), "how many are paid");
    if (from.has_get()) to.get = from.get();
    to.rate = RateOff(from.rate(), path);
    to.of = from.of();
    to.get_of = from.get_of();
    to.gift = from.gift();
    to.within_sets = from.within_sets();
    if (from.has_sets_max()) to.sets_max = from.sets_max();
    return to;
  }

  StampCard From(const v1::StampCard& from, const Path& path) {
    if (!from.has_pay()) Missing(path.At("pay"), "how many are paid");
    return {from.pay(), RateOff(from.rate(), path), from.of(),
            from.over_visits()};
  }

  BundlePrice From(const v1::BundlePrice& from, const Path& path) {
    BundlePrice to;
    to.price = Amount(from.price(), path.At("price"));
    for (const v1::BundlePart& part : from.parts()) {
      to.parts.push_back({part.of(), CountOf(part)});
    }
    if (from.has_sets_max()) to.sets_max = from.sets_max();
    return to;
  }

  Brackets From(const v1::Brackets& from, const Path& path) {
    Brackets to;
    if (from.by() != v1::BRACKET_BY_UNSPECIFIED) {
      to.by = static_cast<Brackets::By>(from.by());
    }
    to.of = from.of();
    to.currency = from.currency();
    for (int i = 0; i < from.steps_size(); ++i) {
      const v1::Bracket& step = from.steps(i);
      const Path at = path.At("steps", static_cast<size_t>(i));
      Bracket& added = to.steps.emplace_back();
      added.from = Bound(step.from(), to.by, at.At("from")).value_or(0);
      added.up_to = Bound(step.up_to(), to.by, at.At("up_to"));
      added.percent = Optional(step.percent(), at.At("percent"), ParseRate);
      added.amount = OptionalAmount(step.amount(), at.At("amount"));
      added.price = OptionalAmount(step.price(), at.At("price"));
      added.points = OptionalPoints(step.points(), to.currency, at.At("points"),
                                    path.At("currency"));
    }
    return to;
  }

  std::optional<int64_t> Bound(const std::string& text, Brackets::By by,
                               const Path& path) {
    if (by == Brackets::By::kUnits) return Optional(text, path, ReadUnits);
    const std::optional<Money> bound = OptionalAmount(text, path);
    if (!bound) return std::nullopt;
    return bound->minor;
  }

  DeliveryOff From(const v1::DeliveryOff& from, const Path& path) {
    return {Optional(from.rate(), path.At("rate"), ParseRate),
            OptionalAmount(from.amount(), path.At("amount")),
            OptionalAmount(from.price(), path.At("price")), from.of()};
  }

  EarnPoints From(const v1::EarnPoints& from, const Path& path) {
    return {from.currency(),
            SomePoints(from.points(), from.currency(), path.At("points"),
                       path.At("currency")),
            Amount(from.per(), path.At("per")), from.of(), from.whole_steps()};
  }

  MultiplyPoints From(const v1::MultiplyPoints& from, const Path& path) {
    return {from.currency(),
            Required(from.times(), path.At("times"), ParseRate), from.of()};
  }

  UnitPoints From(const v1::UnitPoints& from, const Path& path) {
    return {from.currency(),
            SomePoints(from.points(), from.currency(), path.At("points"),
                       path.At("currency")),
            from.of()};
  }

  FixedPoints From(const v1::FixedPoints& from, const Path& path) {
    return {from.currency(),
            SomePoints(from.points(), from.currency(), path.At("points"),
                       path.At("currency"))};
  }

  Custom From(const v1::Custom& from, const Path& path) {
    Custom to{from.name(), {}};
    ReadValues(from.values(), path, "values", to.values);
    return to;
  }
};

}  // namespace

void WriteEffect(const Program& program, const Effect& from, v1::Effect* to) {
  std::visit(EffectWriter{program, to}, from.what);
  WriteFunders(from.funders, to);
  if (from.cap) to->set_cap(MoneyText(*from.cap, program.currency));
  if (from.points_cap) {
    to->set_points_cap(FormatPoints(
        *from.points_cap, DecimalsOf(program, PointsCurrencyOf(from))));
  }
  if (from.floor) to->set_floor(FormatPercent(*from.floor));
  to->set_not_on_reduced(from.not_on_reduced);
  to->set_not_with_others(from.not_with_others);
}

void ReadEffect(const v1::Effect& from, const EffectContext& context,
                const Path& path, Effect& to) {
  EffectReader(context).Read(from, path, to);
}

}  // namespace patron::wire
