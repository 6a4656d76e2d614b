// Why a rule that held did nothing: what its first effect lacked, as the basket
// stands in the end, and what more is to be bought of that.

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

// Of what sets and brackets are made, as a first guess.
class Wantings {
 public:
  Wantings(Work& work, uint32_t rule) : work_(work), rule_(rule) {}

  void Add(const Effect& effect, const ResolvedEffect& resolved) {
    if (const auto* buy = std::get_if<BuyGet>(&effect.what)) {
      const bool of_one =
          buy->gift.empty() && resolved.get_selection == kNoIndex;
      const int64_t set = of_one ? buy->buy + buy->get : buy->buy;
      AddUnits(resolved.selection, set);
      if (resolved.get_selection != kNoIndex) {
        AddUnits(resolved.get_selection, buy->get);
      }
    } else if (const auto* bundle = std::get_if<BundlePrice>(&effect.what)) {
      for (size_t p = 0; p < bundle->parts.size(); ++p) {
        AddUnits(resolved.parts[p], bundle->parts[p].count);
      }
    } else if (const auto* brackets = std::get_if<Brackets>(&effect.what)) {
      const int64_t from = brackets->steps.front().from;
      if (brackets->by == Brackets::By::kUnits) {
        AddUnits(resolved.selection, from);
      } else {
        AddMoney(resolved.selection, from);
      }
    }
  }

 private:
  template <typename Of>
  [[nodiscard]] int64_t Sum(uint32_t selection, Of of) const {
    int64_t sum = 0;
    for (size_t i = 0; i < work_.line_count(); ++i) {
      if (work_.IsSelected(selection, i)) sum += of(i);
    }
    return sum;
  }
  void AddUnits(uint32_t selection, int64_t wanted) {
    const int64_t units = Sum(selection, [this](size_t i) {
      return work_.event.basket.lines[i].quantity.units();
    });
    Add(selection, /*of_money=*/false, wanted - units);
  }
  void AddMoney(uint32_t selection, int64_t wanted) {
    const int64_t minor = Sum(selection, [this](size_t i) {
      return work_.mine.lines[i].remaining_minor;
    });
    Add(selection, /*of_money=*/true, wanted - minor);
  }
  void Add(uint32_t selection, bool of_money, int64_t missing) {
    work_.mine.wantings.push_back(
        {rule_, selection, of_money, std::max<int64_t>(1, missing)});
  }

  Work& work_;
  const uint32_t rule_;
};

}  // namespace

void NoteWantings(Work& work, uint32_t rule) {
  const std::vector<Effect>& then = work.plan.rule(rule).then;
  for (size_t e = 0; e < then.size(); ++e) {
    Wantings(work, rule).Add(then[e], work.plan.checked->rules[rule].then[e]);
  }
}

std::string WhyNothing(const Work& work, uint32_t rule) {
  return "it holds, but there was nothing for it to act on: " +
         Nothing(work, rule).Run();
}

}  // namespace patron
