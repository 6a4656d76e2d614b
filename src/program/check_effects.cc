// One overload a kind of effect: what it names first, then its values.

#include "program/check_effects.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "base/quote.h"
#include "program/attributes.h"

namespace patron {
namespace {

// The largest `per` and `times` whose products with 10^9 fit 64 bits.
constexpr int64_t kPerMinorMax = 9'000'000'000;
constexpr Rate kTimesMax = Rate::Whole(1000);

class EffectChecker {
 public:
  EffectChecker(const Program& program, const ObjectNames& names,
                const Effect& effect, std::string path,
                ResolvedEffect* resolved, Report* report)
      : program_(program),
        names_(names),
        effect_(effect),
        path_(std::move(path)),
        resolved_(*resolved),
        report_(*report) {}

  void Run() {
    std::visit([this](const auto& what) { Check(what); }, effect_.what);
    CheckExtent();
    report_.CheckFunders(effect_.funders, path_ + ".funders");
  }

 private:
  void Fail(std::string path, std::string message) {
    report_.Fail(Reason::kBadValue, std::move(path), std::move(message));
  }

  void Selection(const std::string& of, const std::string& path) {
    resolved_.selection = ResolveSelection(of, path);
  }
  uint32_t ResolveSelection(const std::string& of, const std::string& path) {
    return Resolve(names_.selections, "selection", of, path, &report_);
  }
  void Currency(const std::string& id, const std::string& path) {
    if (id.empty()) {
      return report_.Fail(Reason::kMissingField, path,
                          "which points? Name one of the program's");
    }
    resolved_.currency =
        Resolve(names_.points, "points currency", id, path, &report_);
  }
  void Product(const std::string& sku, const std::string& path) {
    resolved_.product =
        Resolve(names_.products, "product", sku, path, &report_);
  }
  void Percentage(Rate rate, const std::string& path) {
    if (rate > Rate{} && rate <= Rate::Percent(100)) return;
    Fail(path, "expected a rate above 0% and at most 100%, not " +
                   FormatPercent(rate));
  }
  void Positive(Money money, const std::string& path) {
    report_.CheckMoney(money, program_.currency, path);
  }
  // 0.00 is a price too.
  void Price(Money money, const std::string& path) {
    if (money == Money{0, program_.currency}) return;
    Positive(money, path);
  }
  void Count(int64_t count, const std::string& path) {
    if (count >= 1 && count <= kEffectUnitsMax) return;
    Fail(path, "expected 1 to " + std::to_string(kEffectUnitsMax) + ", not " +
                   std::to_string(count));
  }
  void PositivePoints(Points points, const std::string& path) {
    if (points.units <= 0) Fail(path, "expected more than 0 points");
  }

  void Check(const PercentOff& e) {
    const std::string at = path_ + ".percent_off";
    Selection(e.of, at + ".of");
    Percentage(e.rate, at + ".rate");
  }
  void Check(const AmountOff& e) {
    const std::string at = path_ + ".amount_off";
    Selection(e.of, at + ".of");
    Positive(e.amount, at + ".amount");
  }
  void Check(const FixedPrice& e) {
    const std::string at = path_ + ".fixed_price";
    Selection(e.of, at + ".of");
    Price(e.price, at + ".price");
  }
  void Check(const CheapestOff& e) {
    const std::string at = path_ + ".cheapest_off";
    Selection(e.of, at + ".of");
    Count(e.count, at + ".count");
    Percentage(e.rate, at + ".rate");
  }
  void Check(const BuyGet& e) {
    const std::string at = path_ + ".buy_get";
    Selection(e.of, at + ".of");
    resolved_.get_selection = ResolveSelection(e.get_of, at + ".get_of");
    Count(e.buy, at + ".buy");
    Count(e.get, at + ".get");
    Percentage(e.rate, at + ".rate");
    if (e.sets_max) Count(*e.sets_max, at + ".sets_max");
    if (!e.gift.empty()) Product(e.gift, at + ".gift");
    if (!e.gift.empty() && (!e.get_of.empty() || e.within_sets)) {
      Fail(at + ".gift",
           "a gift is added: there is nothing to reduce by 'get_of' or "
           "'within_sets'");
    } else if (e.within_sets && !e.get_of.empty()) {
      Fail(at + ".within_sets",
           "sets are made of one selection: leave out 'get_of'");
    }
  }
  void Check(const StampCard& e) {
    const std::string at = path_ + ".stamp_card";
    Selection(e.of, at + ".of");
    Count(e.pay, at + ".pay");
    Percentage(e.rate, at + ".rate");
  }
  void Check(const BundlePrice& e) {
    const std::string at = path_ + ".bundle_price";
    Price(e.price, at + ".price");
    if (e.sets_max) Count(*e.sets_max, at + ".sets_max");
    if (e.parts.empty() || e.parts.size() > kBundlePartsMax) {
      report_.Fail(
          e.parts.empty() ? Reason::kMissingField : Reason::kTooLarge,
          at + ".parts",
          "a bundle has 1 to " + std::to_string(kBundlePartsMax) + " parts");
    }
    for (size_t i = 0; i < e.parts.size(); ++i) {
      const std::string part = At(at + ".parts", i);
      if (e.parts[i].of.empty()) {
        report_.Fail(Reason::kMissingField, part + ".of",
                     "a part of a bundle names a selection");
      }
      resolved_.parts.push_back(ResolveSelection(e.parts[i].of, part + ".of"));
      Count(e.parts[i].count, part + ".count");
    }
  }
  void Check(const Brackets& e);
  void CheckOutcome(const Brackets& e, const Bracket& step,
                    const std::string& path);
  void CheckPlace(const Brackets& e, size_t index, const std::string& path);

  void Check(const DeliveryOff& e) {
    const std::string at = path_ + ".delivery_off";
    Selection(e.of, at + ".of");
    const int given = (e.rate ? 1 : 0) + (e.amount ? 1 : 0) + (e.price ? 1 : 0);
    if (given != 1) Fail(at, "expected one of rate, amount and price");
    if (e.rate) Percentage(*e.rate, at + ".rate");
    if (e.amount) Positive(*e.amount, at + ".amount");
    if (e.price) Price(*e.price, at + ".price");
  }
  void Check(const EarnPoints& e) {
    const std::string at = path_ + ".earn_points";
    Selection(e.of, at + ".of");
    Currency(e.currency, at + ".currency");
    Positive(e.per, at + ".per");
    if (e.per.minor > kPerMinorMax) {
      Fail(at + ".per", "this is more than rules can count");
    }
    PositivePoints(e.points, at + ".points");
  }
  void Check(const MultiplyPoints& e) {
    const std::string at = path_ + ".multiply_points";
    Selection(e.of, at + ".of");
    Currency(e.currency, at + ".currency");
    if (e.times <= Rate::Whole(1) || e.times > kTimesMax) {
      Fail(at + ".times", "expected a multiplier above 1 and at most " +
                              FormatRate(kTimesMax) + ", not " +
                              FormatRate(e.times));
    }
  }
  void Check(const UnitPoints& e) {
    const std::string at = path_ + ".unit_points";
    Selection(e.of, at + ".of");
    Currency(e.currency, at + ".currency");
    PositivePoints(e.points, at + ".points");
  }
  void Check(const FixedPoints& e) {
    const std::string at = path_ + ".fixed_points";
    Currency(e.currency, at + ".currency");
    PositivePoints(e.points, at + ".points");
  }
  void Check(const Gift& e) {
    const std::string at = path_ + ".gift";
    if (e.sku.empty()) {
      report_.Fail(Reason::kMissingField, at + ".sku",
                   "which product? Name one of the program's");
    }
    Product(e.sku, at + ".sku");
    Count(e.count, at + ".count");
  }
  void Check(const Message& e) {
    if (!e.text.empty() && e.text.size() <= kTextBytesMax) return;
    Fail(path_ + ".message.text", "a message has 1 to " +
                                      std::to_string(kTextBytesMax) +
                                      " bytes of text");
  }
  void Check(const Custom& e) {
    report_.CheckId(e.name, path_ + ".custom.name");
    std::set<std::string_view> names;
    for (const AttributeValue& value : e.values) {
      const std::string at = path_ + ".custom.values." + value.name;
      report_.CheckId(value.name, at);
      if (!names.insert(value.name).second) {
        report_.Fail(Reason::kDuplicateId, at, "this name stands here already");
      }
      const absl::Status status = CheckValue(program_, value);
      if (status.ok()) continue;
      report_.Fail(ReasonOf(status), at, std::string(MessageOf(status)));
    }
  }

  // How far the effect goes: cap, floor and what it leaves out.
  void CheckExtent() {
    const bool money = !resolved_.parts.empty() || TakesMoneyOff();
    if (effect_.cap) {
      Positive(*effect_.cap, path_ + ".cap");
      if (!money) Fail(path_ + ".cap", "only money off has a cap in money");
    }
    if (effect_.points_cap) {
      PositivePoints(*effect_.points_cap, path_ + ".points_cap");
      if (resolved_.currency == kNoIndex) {
        Fail(path_ + ".points_cap", "only points have a cap in points");
      }
    }
    if (effect_.floor &&
        (*effect_.floor <= Rate{} || *effect_.floor >= Rate::Percent(100))) {
      Fail(path_ + ".floor", "expected a rate between 0% and 100%, not " +
                                 FormatPercent(*effect_.floor));
    }
    const std::pair<bool, std::string_view> discounts[] = {
        {effect_.floor.has_value(), ".floor"},
        {effect_.not_with_others, ".not_with_others"}};
    for (const auto& [given, field] : discounts) {
      if (given && !money) {
        Fail(path_ + std::string(field), "this is for what takes money off");
      }
    }
  }

  [[nodiscard]] bool TakesMoneyOff() const {
    if (const auto* brackets = std::get_if<Brackets>(&effect_.what)) {
      return brackets->currency.empty();
    }
    if (const auto* buy = std::get_if<BuyGet>(&effect_.what)) {
      return buy->gift.empty();
    }
    return std::holds_alternative<PercentOff>(effect_.what) ||
           std::holds_alternative<AmountOff>(effect_.what) ||
           std::holds_alternative<FixedPrice>(effect_.what) ||
           std::holds_alternative<CheapestOff>(effect_.what) ||
           std::holds_alternative<StampCard>(effect_.what) ||
           std::holds_alternative<BundlePrice>(effect_.what) ||
           std::holds_alternative<DeliveryOff>(effect_.what);
  }

  const Program& program_;
  const ObjectNames& names_;
  const Effect& effect_;
  const std::string path_;
  ResolvedEffect& resolved_;
  Report& report_;
};

// What a bracket says of its bounds: "4000.01", or "3".
std::string Bound(const Brackets& brackets, Currency currency, int64_t value) {
  return brackets.by == Brackets::By::kSpend
             ? FormatAmount(Money{value, currency})
             : std::to_string(value);
}

void EffectChecker::Check(const Brackets& e) {
  const std::string at = path_ + ".brackets";
  Selection(e.of, at + ".of");
  if (!e.currency.empty()) Currency(e.currency, at + ".currency");
  if (e.steps.empty() || e.steps.size() > kBracketsMax) {
    return report_.Fail(
        e.steps.empty() ? Reason::kMissingField : Reason::kTooLarge,
        at + ".steps",
        "there are 1 to " + std::to_string(kBracketsMax) + " brackets");
  }
  for (size_t i = 0; i < e.steps.size(); ++i) {
    const std::string step = At(at + ".steps", i);
    CheckOutcome(e, e.steps[i], step);
    CheckPlace(e, i, step);
  }
}

// One thing, and the same as in the first bracket.
void EffectChecker::CheckOutcome(const Brackets& e, const Bracket& step,
                                 const std::string& path) {
  const auto given = [](const Bracket& b) {
    return std::array<bool, 4>{b.percent.has_value(), b.amount.has_value(),
                               b.price.has_value(), b.points.has_value()};
  };
  const std::array<bool, 4> mine = given(step);
  if (std::count(mine.begin(), mine.end(), true) != 1) {
    Fail(path, "a bracket gives one of percent, amount, price and points");
  } else if (mine != given(e.steps.front())) {
    Fail(path, "all brackets of an effect give the same kind of thing");
  }
  if (step.points.has_value() == e.currency.empty()) {
    Fail(path, e.currency.empty()
                   ? "which points? Name them in 'currency'"
                   : "brackets with a currency give points, nothing else");
  }
  if (step.percent) Percentage(*step.percent, path + ".percent");
  if (step.amount) Positive(*step.amount, path + ".amount");
  if (step.price) Price(*step.price, path + ".price");
  if (step.points) PositivePoints(*step.points, path + ".points");
}

// Neither a gap nor an overlap: no sum is left to luck.
void EffectChecker::CheckPlace(const Brackets& e, size_t index,
                               const std::string& path) {
  const Bracket& step = e.steps[index];
  const auto text = [&](int64_t value) {
    return Bound(e, program_.currency, value);
  };
  if (step.from < 0) {
    Fail(path + ".from", text(step.from) + " is negative");
  }
  if (!step.up_to && index + 1 < e.steps.size()) {
    return report_.Fail(Reason::kMissingField, path + ".up_to",
                        "only the last bracket has no end");
  }
  if (step.up_to && *step.up_to < step.from) {
    Fail(path + ".up_to", "the bracket ends at " + text(*step.up_to) +
                              ", before it begins at " + text(step.from));
  }
  if (index == 0 || !e.steps[index - 1].up_to) return;
  const int64_t before = *e.steps[index - 1].up_to;
  if (before == INT64_MAX || step.from == before + 1) return;
  if (step.from <= before) {
    return Fail(path + ".from", "the bracket before ends at " + text(before) +
                                    ": this one overlaps it; expected " +
                                    text(before + 1));
  }
  Fail(path + ".from", "nothing says what holds from " + text(before + 1) +
                           " to " + text(step.from - 1) + ": expected " +
                           text(before + 1));
}

}  // namespace

uint32_t Resolve(const Names& names, std::string_view kind, std::string_view id,
                 const std::string& path, Report* report) {
  if (id.empty()) return kNoIndex;
  const uint32_t index = names.Find(id);
  if (index == kNoIndex) {
    report->Fail(Reason::kUnknownName, path, names.Unknown(kind, id));
  }
  return index;
}

void CheckEffect(const Program& program, const ObjectNames& names,
                 const Effect& effect, const std::string& path,
                 ResolvedEffect* resolved, Report* report) {
  EffectChecker(program, names, effect, path, resolved, report).Run();
}

}  // namespace patron
