// What a rule that holds lacked when its turn came and it did nothing.
//
// Only what can be seen is said; where nothing can, that there was nothing to
// act on. Of sets and brackets it is noted what more of their goods would be
// wanted, from which near misses are tried.

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/quote.h"
#include "decide/deciding_impl.h"
#include "decide/slices.h"
#include "program/phase.h"

namespace patron {
namespace {

class Lacking {
 public:
  Lacking(const Work& work, const Step& step)
      : work_(work),
        step_(step),
        effect_(work.plan.rule(step.rule).then[step.effect]),
        resolved_(work.plan.checked->rules[step.rule].then[step.effect]) {}

  Lack Run() {
    lack_.text = Text();
    return std::move(lack_);
  }

 private:
  std::string Text() {
    if (GivesPoints(step_.phase) && work_.event.member.empty()) {
      return "nobody was named for this event";
    }
    const std::string missing = MissingLine();
    if (!missing.empty()) return missing;
    if (GivesPoints(step_.phase)) return NoPoints();
    return step_.phase == Phase::kDelivery ? NoDelivery() : NoDiscount();
  }

  template <typename Is>
  [[nodiscard]] bool AnyLine(Is is) const {
    for (size_t i = 0; i < work_.line_count(); ++i) {
      if (work_.IsSelected(resolved_.selection, i) && is(i)) return true;
    }
    return false;
  }
  [[nodiscard]] bool IsMissing(uint32_t selection) const {
    for (size_t i = 0; i < work_.line_count(); ++i) {
      if (work_.IsSelected(selection, i)) return false;
    }
    return selection != kNoIndex;
  }
  [[nodiscard]] std::string NameOf(uint32_t selection) const {
    return Quote(work_.plan.program().selections[selection].id);
  }
  [[nodiscard]] std::string Of(uint32_t selection) const {
    return selection == kNoIndex ? "" : " of " + NameOf(selection);
  }
  [[nodiscard]] std::string Of() const { return Of(resolved_.selection); }

  [[nodiscard]] std::string MissingLine() const {
    std::vector<uint32_t> selections = {resolved_.selection,
                                        resolved_.get_selection};
    selections.insert(selections.end(), resolved_.parts.begin(),
                      resolved_.parts.end());
    for (const uint32_t selection : selections) {
      if (IsMissing(selection)) return "no line is in " + NameOf(selection);
    }
    return "";
  }

  [[nodiscard]] std::string NoPoints() const {
    const auto earns = [this](size_t i) {
      return Earns(work_, work_.mine.lines[i], resolved_.currency);
    };
    if (!AnyLine(earns)) {
      return "no line" + Of() +
             (work_.plan.program().points[resolved_.currency].status
                  ? " counts towards tiers"
                  : " earns points");
    }
    return std::holds_alternative<EarnPoints>(effect_.what)
               ? "what is paid comes to no points"
               : "";
  }

  [[nodiscard]] std::string NoDelivery() const {
    const auto is_delivery = [this](size_t i) {
      return work_.event.basket.lines[i].kind == LineKind::kDelivery;
    };
    const auto is_to_pay = [this, is_delivery](size_t i) {
      return is_delivery(i) && work_.mine.lines[i].remaining_minor > 0;
    };
    if (!AnyLine(is_delivery)) return "no line" + Of() + " is a delivery";
    return AnyLine(is_to_pay) ? "" : "nothing remains to pay for delivery";
  }

  [[nodiscard]] std::string NoDiscount() {
    const auto may = [this](size_t i) {
      return work_.mine.lines[i].discountable;
    };
    const auto is_left = [this, may](size_t i) {
      return may(i) &&
             !(effect_.not_on_reduced && work_.event.basket.lines[i].on_sale);
    };
    const auto is_to_pay = [this, is_left](size_t i) {
      return is_left(i) && work_.mine.lines[i].remaining_minor > 0;
    };
    if (!AnyLine(may)) return "no line" + Of() + " may be discounted";
    if (!AnyLine(is_left)) return "every line" + Of() + " is on sale already";
    if (!AnyLine(is_to_pay)) return "nothing remains to pay" + Of();
    return TooLittle();
  }

  // For one set, or for the first bracket.
  [[nodiscard]] std::string TooLittle() {
    if (const auto* brackets = std::get_if<Brackets>(&effect_.what)) {
      const bool of_money = brackets->by == Brackets::By::kSpend;
      Collect(resolved_.selection);
      Want(resolved_.selection, of_money, brackets->steps.front().from,
           of_money ? SumEach(slices_) : CountUnits(slices_));
      return lack_.wanted.empty() ? "" : "no bracket is reached";
    }
    if (const auto* buy = std::get_if<BuyGet>(&effect_.what)) {
      const bool of_one =
          buy->gift.empty() && resolved_.get_selection == kNoIndex;
      WantUnits(resolved_.selection, of_one ? buy->buy + buy->get : buy->buy);
      if (resolved_.get_selection != kNoIndex) {
        WantUnits(resolved_.get_selection, buy->get);
      }
    } else if (const auto* bundle = std::get_if<BundlePrice>(&effect_.what)) {
      for (size_t p = 0; p < bundle->parts.size(); ++p) {
        WantUnits(resolved_.parts[p], bundle->parts[p].count);
      }
    }
    if (lack_.wanted.empty()) return "";
    return "there are too few units" + Of(lack_.wanted.front().selection);
  }

  void Collect(uint32_t selection) {
    CollectSlices(work_, step_, selection, Scope::kGoods, &slices_);
  }
  void WantUnits(uint32_t selection, int64_t wanted) {
    Collect(selection);
    Want(selection, /*of_money=*/false, wanted, CountUnits(slices_));
  }
  void Want(uint32_t selection, bool of_money, int64_t wanted, int64_t have) {
    if (wanted <= have) return;
    lack_.wanted.push_back({step_.rule, selection, of_money, wanted - have});
  }

  const Work& work_;
  const Step& step_;
  const Effect& effect_;
  const ResolvedEffect& resolved_;
  std::vector<Slice> slices_;
  Lack lack_;
};

}  // namespace

void NoteLack(Work& work, const Step& step) {
  if (!work.options.reasons || step.phase == Phase::kTelling) return;
  if (work.mine.lacks.contains(step.rule)) return;
  work.mine.lacks.emplace(step.rule, Lacking(work, step).Run());
}

}  // namespace patron
