// What an effect of a person's must hold before the plan looks at it: what can
// be said of one value, or of two that stand next to each other. Whether names
// lead anywhere, and whether effects make sense together, is the plan's.
#include <initializer_list>
#include <optional>
#include <string>
#include <variant>

#include "wire/program_checks.h"

namespace patron::wire {
namespace {

// "a, b or c".
std::string Alternatives(std::initializer_list<std::string_view> names) {
  std::string text;
  size_t left = names.size();
  for (const std::string_view name : names) {
    --left;
    text.append(name).append(left > 1 ? ", " : left == 1 ? " or " : "");
  }
  return text;
}

class EffectChecks : public ProgramChecks {
 public:
  using ProgramChecks::ProgramChecks;

  void Run(const Effect& effect, const Path& path) {
    std::visit([&](const auto& what) { Check(what, path); }, effect.what);
    CheckFunders(effect.funders, path);
    if (effect.cap) NotNegative(*effect.cap, path.At("cap"));
    if (effect.points_cap) PointsOf(*effect.points_cap, path.At("points_cap"));
    if (effect.floor) Percentage(*effect.floor, path.At("floor"));
  }

 private:
  // Units of goods, of which there is at least one.
  void Units(int64_t units, const Path& path) {
    if (units >= 1 && units <= kEffectUnitsMax) return;
    Say(Reason::kBadValue, path,
        std::to_string(units) + " units cannot be: expected 1 to " +
            std::to_string(kEffectUnitsMax));
  }
  void Units(const std::optional<int64_t>& units, const Path& path) {
    if (units) Units(*units, path);
  }

  void PointsOf(Points points, const Path& path) {
    NotNegative(points.units, path, "the number of points");
  }

  // One of several fields, of which `given` are there.
  void ExactlyOne(int given, std::initializer_list<std::string_view> names,
                  const Path& path) {
    if (given == 1) return;
    if (given == 0) {
      // What could not be read is not missing.
      if (problems_.HasBelow(path.ToString())) return;
      Say(Reason::kMissingField, path,
          "one of " + Alternatives(names) + " is missing");
      return;
    }
    Say(Reason::kDuplicateKey, path,
        "only one of " + Alternatives(names) + " can be given");
  }

  void Check(const PercentOff& effect, const Path& path) {
    const Path at = path.At("percent_off");
    Percentage(effect.rate, at.At("rate"));
  }

  void Check(const AmountOff& effect, const Path& path) {
    const Path at = path.At("amount_off");
    NotNegative(effect.amount, at.At("amount"));
  }

  void Check(const FixedPrice& effect, const Path& path) {
    const Path at = path.At("fixed_price");
    NotNegative(effect.price, at.At("price"));
  }

  void Check(const CheapestOff& effect, const Path& path) {
    const Path at = path.At("cheapest_off");
    Units(effect.count, at.At("count"));
    Percentage(effect.rate, at.At("rate"));
  }

  void Check(const BuyGet& effect, const Path& path) {
    const Path at = path.At("buy_get");
    Units(effect.buy, at.At("buy"));
    Units(effect.get, at.At("get"));
    Percentage(effect.rate, at.At("rate"));
    Units(effect.sets_max, at.At("sets_max"));
  }

  void Check(const StampCard& effect, const Path& path) {
    const Path at = path.At("stamp_card");
    Units(effect.pay, at.At("pay"));
    Percentage(effect.rate, at.At("rate"));
  }

  void Check(const BundlePrice& effect, const Path& path) {
    const Path at = path.At("bundle_price");
    NotNegative(effect.price, at.At("price"));
    if (effect.parts.empty()) Missing(at.At("parts"), "what is in a set");
    for (size_t i = 0; i < effect.parts.size(); ++i) {
      const Path part = at.At("parts", i);
      Need(effect.parts[i].of, part.At("of"));
      Units(effect.parts[i].count, part.At("count"));
    }
    Units(effect.sets_max, at.At("sets_max"));
  }

  void Check(const Brackets& effect, const Path& path) {
    const Path at = path.At("brackets");
    if (effect.steps.empty()) Missing(at.At("steps"), "at least one bracket");
    for (size_t i = 0; i < effect.steps.size(); ++i) {
      Check(effect.steps[i], at.At("steps", i));
    }
  }

  void Check(const Bracket& step, const Path& path) {
    NotNegative(step.from, path.At("from"), "where the bracket begins");
    if (step.up_to) {
      NotNegative(*step.up_to, path.At("up_to"), "where the bracket ends");
    }
    // Amounts are none where the program's currency is not known.
    if (program_.currency.valid()) {
      ExactlyOne(static_cast<int>(step.percent.has_value()) +
                     static_cast<int>(step.amount.has_value()) +
                     static_cast<int>(step.price.has_value()) +
                     static_cast<int>(step.points.has_value()),
                 {"percent", "amount", "price", "points"}, path);
    }
    if (step.percent) Percentage(*step.percent, path.At("percent"));
    if (step.amount) NotNegative(*step.amount, path.At("amount"));
    if (step.price) NotNegative(*step.price, path.At("price"));
    if (step.points) PointsOf(*step.points, path.At("points"));
  }

  void Check(const DeliveryOff& effect, const Path& path) {
    const Path at = path.At("delivery_off");
    if (program_.currency.valid()) {
      ExactlyOne(static_cast<int>(effect.rate.has_value()) +
                     static_cast<int>(effect.amount.has_value()) +
                     static_cast<int>(effect.price.has_value()),
                 {"rate", "amount", "price"}, at);
    }
    if (effect.rate) Percentage(*effect.rate, at.At("rate"));
    if (effect.amount) NotNegative(*effect.amount, at.At("amount"));
    if (effect.price) NotNegative(*effect.price, at.At("price"));
  }

  void Check(const EarnPoints& effect, const Path& path) {
    const Path at = path.At("earn_points");
    Need(effect.currency, at.At("currency"));
    PointsOf(effect.points, at.At("points"));
    // Amounts are 0 where the program's currency is not known, and where a
    // field that nobody knows stands for them.
    const bool absent =
        effect.per.minor == 0 && problems_.IsMisspelt(at.At("per").ToString());
    if (effect.per.minor <= 0 && program_.currency.valid() && !absent) {
      Say(Reason::kBadValue, at.At("per"),
          FormatMoney(effect.per) + " cannot be: expected more than 0");
    }
  }

  void Check(const MultiplyPoints& effect, const Path& path) {
    const Path at = path.At("multiply_points");
    Need(effect.currency, at.At("currency"));
    NotNegative(effect.times.billionths, at.At("times"),
                FormatRate(effect.times));
  }

  void Check(const UnitPoints& effect, const Path& path) {
    const Path at = path.At("unit_points");
    Need(effect.currency, at.At("currency"));
    PointsOf(effect.points, at.At("points"));
  }

  void Check(const FixedPoints& effect, const Path& path) {
    const Path at = path.At("fixed_points");
    Need(effect.currency, at.At("currency"));
    PointsOf(effect.points, at.At("points"));
  }

  void Check(const Gift& effect, const Path& path) {
    const Path at = path.At("gift");
    Need(effect.sku, at.At("sku"));
    Units(effect.count, at.At("count"));
  }

  void Check(const Message& effect, const Path& path) {
    const Path at = path.At("message");
    Need(effect.text, at.At("text"));
  }

  void Check(const Custom& effect, const Path& path) {
    const Path at = path.At("custom");
    Need(effect.name, at.At("name"));
  }
};

}  // namespace

void CheckEffect(const Program& program, const Effect& effect, const Path& path,
                 Problems& problems) {
  EffectChecks(program, problems).Run(effect, path);
}

}  // namespace patron::wire
