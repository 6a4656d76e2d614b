// Why a rule that held did nothing: what its first effect lacked, as the basket
// stands in the end.

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

#include "base/quote.h"
#include "decide/deciding_impl.h"
#include "program/phase.h"

namespace patron {
namespace {

class Nothing {
 public:
  Nothing(const Work& work, uint32_t rule)
      : work_(work),
        effects_(work.plan.rule(rule).then),
        resolved_(work.plan.checked->rules[rule].then) {}

  std::string Run() {
    for (const ResolvedEffect& effect : resolved_) {
      for (const uint32_t selection :
           {effect.selection, effect.get_selection}) {
        if (IsMissing(selection)) return NoLine(selection);
      }
      for (const uint32_t part : effect.parts) {
        if (IsMissing(part)) return NoLine(part);
      }
    }
    selection_ = resolved_.front().selection;
    const Phase phase = PhaseOf(effects_.front());
    if (GivesPoints(phase)) return NoPoints(phase);
    return phase == Phase::kDelivery ? NoDelivery() : NoDiscount();
  }

 private:
  template <typename Is>
  [[nodiscard]] bool AnyLine(uint32_t selection, Is is) const {
    for (size_t i = 0; i < work_.line_count(); ++i) {
      if (work_.IsSelected(selection, i) && is(i)) return true;
    }
    return false;
  }
  [[nodiscard]] bool IsMissing(uint32_t selection) const {
    return selection != kNoIndex &&
           !AnyLine(selection, [](size_t) { return true; });
  }
  [[nodiscard]] std::string NoLine(uint32_t selection) const {
    return "no line is in " +
           Quote(work_.plan.program().selections[selection].id);
  }
  [[nodiscard]] std::string Of() const {
    if (selection_ == kNoIndex) return "";
    return " of " + Quote(work_.plan.program().selections[selection_].id);
  }

  [[nodiscard]] std::string NoPoints(Phase phase) const {
    if (!AnyLine(selection_,
                 [this](size_t i) { return work_.mine.lines[i].earning; })) {
      return "no line" + Of() + " earns points";
    }
    return phase == Phase::kMultiplying ? "there are no points to multiply"
                                        : "what is paid comes to no points";
  }

  [[nodiscard]] std::string NoDelivery() const {
    const auto is_delivery = [this](size_t i) {
      return work_.event.basket.lines[i].kind == LineKind::kDelivery;
    };
    return AnyLine(selection_, is_delivery)
               ? "nothing remains to pay for delivery"
               : "no line" + Of() + " is a delivery";
  }

  [[nodiscard]] std::string NoDiscount() const {
    const Effect& effect = effects_.front();
    const auto may = [this](size_t i) {
      return work_.mine.lines[i].discountable;
    };
    const auto is_left = [this, may, &effect](size_t i) {
      return may(i) &&
             !(effect.not_on_reduced && work_.event.basket.lines[i].on_sale);
    };
    const auto is_to_pay = [this, is_left](size_t i) {
      return is_left(i) && work_.mine.lines[i].remaining_minor > 0;
    };
    if (!AnyLine(selection_, may)) {
      return "no line" + Of() + " may be discounted";
    }
    if (!AnyLine(selection_, is_left)) {
      return "every line" + Of() + " is on sale already";
    }
    if (!AnyLine(selection_, is_to_pay)) {
      return "nothing remains to pay" + Of();
    }
    if (std::holds_alternative<Brackets>(effect.what)) {
      return "no bracket is reached";
    }
    const bool of_sets = std::holds_alternative<BuyGet>(effect.what) ||
                         std::holds_alternative<StampCard>(effect.what) ||
                         std::holds_alternative<BundlePrice>(effect.what);
    return of_sets ? "there are too few units" + Of()
                   : "floors, rounding and other rules leave nothing to take";
  }

  const Work& work_;
  const std::vector<Effect>& effects_;
  const std::vector<ResolvedEffect>& resolved_;
  uint32_t selection_ = kNoIndex;
};

}  // namespace

std::string WhyNothing(const Work& work, uint32_t rule) {
  return "it holds, but there was nothing for it to act on: " +
         Nothing(work, rule).Run();
}

}  // namespace patron
