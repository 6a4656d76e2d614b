// From builders to the structs of program.h. The texts are read here and not
// where they are written, because an amount needs the program's currency and
// points their decimals, and because errors are then reported all at once, at
// the path that the YAML would have.
#include "patron/build_program.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "program/assembling.h"

namespace patron::build {
namespace internal {

void Assembling::Fail(Reason reason, std::string path, std::string message) {
  Diagnostic diagnostic;
  diagnostic.reason = reason;
  diagnostic.path = std::move(path);
  diagnostic.message = std::move(message);
  diagnostics_.push_back(std::move(diagnostic));
}

Money Assembling::ReadAmount(const Amount& amount, const std::string& path) {
  if (!amount.term().problem.ok()) {
    Fail(amount.term().problem, path);
    return {};
  }
  Currency currency = to_.currency;
  if (!amount.currency().empty()) {
    currency = Take(ParseCurrency(amount.currency()), path);
  }
  // An unknown currency of the program is reported by itself.
  if (!currency.valid()) return {};
  return Take(ParseMoney(amount.amount(), currency), path);
}

int Assembling::DecimalsOf(std::string_view points) const {
  const auto found =
      std::find_if(to_.points.begin(), to_.points.end(),
                   [&](const auto& each) { return each.id == points; });
  return found == to_.points.end() ? 0 : found->decimals;
}

std::vector<Funder> Assembling::ReadFunders(
    const std::vector<FundedShare>& funders, const std::string& path) {
  std::vector<Funder> to;
  for (const FundedShare& funder : funders) {
    const std::string at = At(path + ".funders", to.size());
    to.push_back(
        {funder.id, Take(ParseRate(funder.share.text()), at + ".share")});
  }
  return to;
}

class Assembler : public Assembling {
 public:
  explicit Assembler(const Program& from) : from_(from) {}

  Built Run() {
    ReadHead();
    to_.stores = from_.stores_;
    ReadPoints();
    to_.attributes = from_.attributes_;
    ReadEligibility();
    ReadNamed();
    ReadShared();
    for (const Rule& rule : from_.rules_) {
      const std::string path = At("rules", to_.rules.size());
      to_.rules.push_back(ReadRule(rule, path));
    }
    for (const Reward& reward : from_.rewards_) {
      const std::string path = At("rewards", to_.rewards.size());
      to_.rewards.push_back(ReadReward(reward, path));
    }
    Built built;
    built.diagnostics = std::move(diagnostics_);
    if (!HasErrors(built.diagnostics)) built.program = std::move(to_);
    return built;
  }

 private:
  void ReadPoints() {
    for (const PointsCurrency& points : from_.points_) {
      const std::string path = At("points", to_.points.size());
      patron::PointsCurrency& to = to_.points.emplace_back(points.points_);
      to.id = points.id();
      if (points.available_from_) {
        to.available_from = Take(ParseDate(points.available_from_->text()),
                                 path + ".available_from");
      }
      if (!to_.currency.valid()) continue;
      if (points.value_) {
        to.value = Take(ParseUnitPrice(points.value_->text(), to_.currency),
                        path + ".value");
      }
      if (points.pays_) {
        to.pays = Take(ParseUnitPrice(points.pays_->text(), to_.currency),
                       path + ".pays");
      }
    }
  }

  void ReadEligibility() {
    if (from_.eligible_discount_) {
      to_.eligible.discount =
          Text(*from_.eligible_discount_, "eligible.discount");
    }
    if (from_.eligible_earn_) {
      to_.eligible.earn = Text(*from_.eligible_earn_, "eligible.earn");
    }
    if (from_.eligible_tier_) {
      to_.eligible.tier = Text(*from_.eligible_tier_, "eligible.tier");
    }
    to_.eligible.tenders_without_earning = from_.tenders_without_earning_;
  }

  // Selections, segments and ladders.
  void ReadNamed() {
    for (const SelectionDefinition& selection : from_.selections_) {
      const std::string path = At("selections", to_.selections.size());
      to_.selections.push_back(
          {selection.id(), Text(selection.where(), path + ".where")});
    }
    for (const SegmentDefinition& segment : from_.segments_) {
      const std::string path = At("segments", to_.segments.size());
      to_.segments.push_back(
          {segment.id(), Text(segment.when(), path + ".when")});
    }
    for (const TierLadder& ladder : from_.tiers_) {
      const std::string path = At("tiers", to_.tiers.size()) + ".levels";
      patron::TierLadder& to = to_.tiers.emplace_back();
      to.id = ladder.id();
      for (const auto& [id, when] : ladder.levels_) {
        to.levels.push_back(
            {id, Text(when, At(path, to.levels.size()) + ".when")});
      }
    }
  }

  void ReadShared() {
    to_.tax = from_.tax_;
    for (const Product& product : from_.products_) {
      const std::string path = At("products", to_.products.size());
      patron::Product& to = to_.products.emplace_back();
      to.sku = product.id();
      to.name = product.name_;
      if (product.value_)
        to.value = ReadAmount(*product.value_, path + ".value");
    }
    for (const PriceList& list : from_.price_lists_) {
      const std::string path = At("price_lists", to_.price_lists.size());
      ReadPriceList(list, path, to_.price_lists.emplace_back());
    }
    for (const Budget& budget : from_.budgets_) {
      const std::string path = At("budgets", to_.budgets.size());
      patron::Budget& to = to_.budgets.emplace_back();
      to.id = budget.id();
      to.amount = ReadAmount(budget.amount_, path + ".amount");
      to.period = budget.period_;
      to.partial = budget.partial_;
    }
    to_.groups = from_.groups_;
  }

  void ReadPriceList(const PriceList& from, const std::string& path,
                     patron::PriceList& to) {
    to.id = from.id_;
    to.text = from.text_;
    to.segment = from.segment_;
    if (from.first_day_) {
      to.from = Take(ParseDate(from.first_day_->text()), path + ".first_day");
    }
    if (from.last_day_) {
      to.until = Take(ParseDate(from.last_day_->text()), path + ".last_day");
    }
    to.funders = ReadFunders(from.funders_, path);
    to.prices.reserve(from.prices_.size());
    for (const SkuPrice& price : from.prices_) {
      const std::string at = At(path + ".prices", to.prices.size());
      to.prices.push_back({price.sku, ReadAmount(price.price, at + ".price")});
    }
  }

  template <class E>
  std::string Text(const E& expression, const std::string& path) {
    const Term& term = expression.term();
    CheckTerm(term, path);
    return term.text;
  }

  void CheckTerm(const Term& term, const std::string& path) {
    if (!term.problem.ok()) return Fail(term.problem, path);
    const std::string_view own = to_.currency.code();
    for (const std::string& code : term.currencies) {
      if (own.empty() || code == own) continue;
      Fail(Reason::kCurrencyMismatch, path,
           "there is an amount in " + code + ", and the program counts in " +
               std::string(own));
    }
  }

  void ReadHead() {
    to_.id = from_.id_;
    to_.version = from_.version_;
    to_.name = from_.name_;
    to_.zone = from_.zone_;
    to_.money_rounding = from_.money_rounding_;
    if (from_.valid_from_) {
      to_.valid_from = Take(ParseDate(from_.valid_from_->text()), "valid_from");
    } else {
      Fail(Reason::kMissingField, "valid_from",
           "a program needs its first day: ValidFrom(\"2025-01-01\")");
    }
    if (from_.currency_.empty()) {
      Fail(Reason::kMissingField, "currency",
           "a program needs a currency: Currency(\"EUR\")");
    } else {
      to_.currency = Take(ParseCurrency(from_.currency_), "currency");
    }
  }

  patron::Schedule ReadSchedule(const Schedule& from, const std::string& path) {
    patron::Schedule to;
    to.weekdays = from.days_;
    if (from.first_day_) {
      to.from = Take(ParseDate(from.first_day_->text()), path + ".first_day");
    }
    if (from.last_day_) {
      to.until = Take(ParseDate(from.last_day_->text()), path + ".last_day");
    }
    if (from.from_) {
      to.time_from_us = Take(ParseTimeOfDay(*from.from_), path + ".from");
    }
    if (from.until_) {
      to.time_until_us = Take(ParseTimeOfDay(*from.until_), path + ".until");
    }
    return to;
  }

  patron::Rule ReadRule(const Rule& from, const std::string& path) {
    patron::Rule to;
    to.id = from.id_;
    to.text = from.text_;
    to.priority = from.priority_;
    to.schedule = ReadSchedule(from.schedule_, path + ".schedule");
    if (from.body_.when_) to.when = Text(*from.body_.when_, path + ".when");
    for (const Effect& effect : from.body_.then_) {
      to.then.push_back(
          ReadEffect(effect.draft(), At(path + ".then", to.then.size())));
    }
    to.limits = from.limits_;
    to.group = from.group_;
    to.budget = from.budget_;
    to.exclusive = from.exclusive_;
    to.returns = from.returns_;
    return to;
  }

  patron::Reward ReadReward(const Reward& from, const std::string& path) {
    patron::Reward to;
    to.id = from.id_;
    to.text = from.text_;
    to.currency = from.currency_;
    for (const Reward::PriceDraft& draft : from.prices_) {
      const std::string at = At(path + ".prices", to.prices.size());
      RewardPrice& price = to.prices.emplace_back();
      price.points =
          Take(ParsePoints(draft.points.text(), DecimalsOf(from.currency_)),
               at + ".points");
      if (draft.pay) price.pay = ReadAmount(*draft.pay, at + ".pay");
    }
    to.unit = from.unit_;
    for (const Effect& effect : from.then_) {
      to.then.push_back(
          ReadEffect(effect.draft(), At(path + ".then", to.then.size())));
    }
    if (from.when_) to.when = Text(*from.when_, path + ".when");
    to.schedule = ReadSchedule(from.schedule_, path + ".schedule");
    to.limits = from.limits_;
    to.stock = from.stock_;
    to.times_max = from.times_max_;
    to.priority = from.priority_;
    to.group = from.group_;
    to.budget = from.budget_;
    if (!from.every_) return to;
    patron::Automatic& automatic = to.automatic.emplace();
    automatic.every = *from.every_;
    if (from.from_) {
      automatic.from =
          Take(ParsePoints(from.from_->text(), DecimalsOf(from.currency_)),
               path + ".automatic.from");
    }
    return to;
  }

  const Program& from_;
};

namespace {

// A copy with one thing changed.
template <class T, class Change>
T With(const T& value, Change change) {
  T copy = value;
  change(copy);
  return copy;
}

}  // namespace
}  // namespace internal

using internal::With;

PointsCurrency PointsCurrency::Name(std::string_view name) const {
  return With(*this, [&](auto& copy) { copy.points_.name = name; });
}
PointsCurrency PointsCurrency::Decimals(int32_t decimals) const {
  return With(*this, [&](auto& copy) { copy.points_.decimals = decimals; });
}
PointsCurrency PointsCurrency::Pending(Span pending) const {
  return With(*this, [&](auto& copy) { copy.points_.pending = pending; });
}
PointsCurrency PointsCurrency::Expires(Expiry expires) const {
  return With(*this, [&](auto& copy) { copy.points_.expires = expires; });
}

PointsCurrency PointsCurrency::Value(const NumberText& price) const {
  return With(*this, [&](auto& copy) { copy.value_ = price; });
}
PointsCurrency PointsCurrency::Pays(const NumberText& price) const {
  return With(*this, [&](auto& copy) { copy.pays_ = price; });
}
PointsCurrency PointsCurrency::Status() const {
  return With(*this, [](auto& copy) { copy.points_.status = true; });
}

PointsCurrency PointsCurrency::Apart(PeriodUnit period) const {
  return With(*this, [&](auto& copy) { copy.points_.apart = period; });
}
PointsCurrency PointsCurrency::PendingUntilFulfilment() const {
  return With(*this, [](auto& copy) {
    copy.points_.pending_until = PendingUntil::kFulfilment;
  });
}
PointsCurrency PointsCurrency::AvailableFrom(const DateText& day) const {
  return With(*this, [&](auto& copy) { copy.available_from_ = day; });
}
PointsCurrency PointsCurrency::Grandfathered() const {
  return With(*this, [](auto& copy) { copy.points_.grandfathered = true; });
}

PointsCurrency PointsCurrency::Debts(DebtPolicy policy) const {
  return With(*this, [&](auto& copy) { copy.points_.debts = policy; });
}
PointsCurrency PointsCurrency::Transferable(Transfers how) const {
  return With(*this, [&](auto& copy) { copy.points_.transfers = how; });
}
PointsCurrency PointsCurrency::Pooled() const {
  return With(*this, [](auto& copy) { copy.points_.pooled = true; });
}

Schedule Schedule::On(std::vector<Weekday> days) const {
  return With(*this, [&](auto& copy) { copy.days_ = std::move(days); });
}
Schedule Schedule::Between(std::string_view from,
                           std::string_view until) const {
  return With(*this, [&](auto& copy) {
    copy.from_ = from;
    copy.until_ = until;
  });
}
Schedule Schedule::FirstDay(const DateText& day) const {
  return With(*this, [&](auto& copy) { copy.first_day_ = day; });
}
Schedule Schedule::LastDay(const DateText& day) const {
  return With(*this, [&](auto& copy) { copy.last_day_ = day; });
}

std::vector<Weekday> Workdays() {
  return {Weekday::kMonday, Weekday::kTuesday, Weekday::kWednesday,
          Weekday::kThursday, Weekday::kFriday};
}

Rule Rule::Text(std::string_view text) const {
  return With(*this, [&](auto& copy) { copy.text_ = text; });
}
Rule Rule::Priority(int32_t priority) const {
  return With(*this, [&](auto& copy) { copy.priority_ = priority; });
}
Rule Rule::During(Schedule schedule) const {
  return With(*this, [&](auto& copy) { copy.schedule_ = std::move(schedule); });
}
Rule Rule::Limit(patron::Limit limit) const {
  return With(*this, [&](auto& copy) { copy.limits_.push_back(limit); });
}

Rule Rule::Group(const GroupRef& group) const {
  return With(*this, [&](auto& copy) { copy.group_ = group.id(); });
}
Rule Rule::Budget(const BudgetRef& budget) const {
  return With(*this, [&](auto& copy) { copy.budget_ = budget.id(); });
}
Rule Rule::Exclusive() const {
  return With(*this, [](auto& copy) { copy.exclusive_ = true; });
}
Rule Rule::Returns(patron::Returns returns) const {
  return With(*this, [&](auto& copy) { copy.returns_ = returns; });
}

Reward Reward::Text(std::string_view text) const {
  return With(*this, [&](auto& copy) { copy.text_ = text; });
}
Reward Reward::Price(const NumberText& points) const {
  return With(*this, [&](auto& copy) { copy.prices_.push_back({points, {}}); });
}
Reward Reward::Price(const NumberText& points, const Amount& pay) const {
  return With(*this, [&](auto& copy) {
    copy.prices_.push_back({points, pay});
  });
}
Reward Reward::Unit(const SelectionRef& selection) const {
  return With(*this, [&](auto& copy) { copy.unit_ = selection.id(); });
}
Reward Reward::WithEffects(std::vector<Effect> effects) const {
  return With(*this, [&](auto& copy) { copy.then_ = std::move(effects); });
}
Reward Reward::When(const OrderExpr<bool>& condition) const {
  return With(*this, [&](auto& copy) { copy.when_ = condition; });
}
Reward Reward::During(Schedule schedule) const {
  return With(*this, [&](auto& copy) { copy.schedule_ = std::move(schedule); });
}
Reward Reward::Limit(patron::Limit limit) const {
  return With(*this, [&](auto& copy) { copy.limits_.push_back(limit); });
}
Reward Reward::Stock(int64_t units) const {
  return With(*this, [&](auto& copy) { copy.stock_ = units; });
}
Reward Reward::TimesMax(int64_t times) const {
  return With(*this, [&](auto& copy) { copy.times_max_ = times; });
}
Reward Reward::Priority(int32_t priority) const {
  return With(*this, [&](auto& copy) { copy.priority_ = priority; });
}
Reward Reward::Group(const GroupRef& group) const {
  return With(*this, [&](auto& copy) { copy.group_ = group.id(); });
}
Reward Reward::Budget(const BudgetRef& budget) const {
  return With(*this, [&](auto& copy) { copy.budget_ = budget.id(); });
}

Reward Reward::Automatic(PeriodUnit every) const {
  return With(*this, [&](auto& copy) { copy.every_ = every; });
}
Reward Reward::Automatic(PeriodUnit every, const NumberText& from) const {
  return With(*this, [&](auto& copy) {
    copy.every_ = every;
    copy.from_ = from;
  });
}

Program::Program(std::string_view id) : id_(id) {}

Program& Program::Version(std::string_view version) {
  version_ = version;
  return *this;
}
Program& Program::Name(std::string_view name) {
  name_ = name;
  return *this;
}
Program& Program::ValidFrom(const DateText& day) {
  valid_from_ = day;
  return *this;
}
Program& Program::Zone(std::string_view zone) {
  zone_ = zone;
  return *this;
}
Program& Program::Currency(std::string_view code) {
  currency_ = code;
  return *this;
}
Program& Program::MoneyRounding(Rounding rounding) {
  money_rounding_ = rounding;
  return *this;
}
Program& Program::Store(std::string_view id, std::string_view zone,
                        AttributeValues attributes) {
  stores_.push_back(
      {std::string(id), std::string(zone), std::move(attributes)});
  return *this;
}
Program& Program::EligibleForDiscount(const LineExpr<bool>& where) {
  eligible_discount_ = where;
  return *this;
}
Program& Program::EligibleForEarning(const LineExpr<bool>& where) {
  eligible_earn_ = where;
  return *this;
}
Program& Program::EligibleForTiers(const LineExpr<bool>& where) {
  eligible_tier_ = where;
  return *this;
}

Program& Program::TendersWithoutEarning(std::vector<TenderKind> tenders) {
  tenders_without_earning_ = std::move(tenders);
  return *this;
}
Program& Program::Tax(patron::Tax tax) {
  tax_ = tax;
  return *this;
}

void Program::AddOne(const PointsCurrency& points) {
  points_.push_back(points);
}
void Program::AddOne(const Product& product) { products_.push_back(product); }
void Program::AddOne(const PriceList& list) { price_lists_.push_back(list); }
void Program::AddOne(const Budget& budget) { budgets_.push_back(budget); }
void Program::AddOne(const Group& group) {
  groups_.push_back(group.definition());
}
void Program::AddOne(const ChoosingGroup& group) {
  groups_.push_back(group.definition());
}
void Program::AddOne(const SelectionDefinition& selection) {
  selections_.push_back(selection);
}
TierLadder TierLadder::Level(std::string_view id,
                             const MemberExpr<bool>& when) const {
  TierLadder ladder = *this;
  ladder.levels_.emplace_back(id, when);
  return ladder;
}

void Program::AddOne(const TierLadder& ladder) { tiers_.push_back(ladder); }

void Program::AddOne(const SegmentDefinition& segment) {
  segments_.push_back(segment);
}
void Program::AddOne(const Rule& rule) { rules_.push_back(rule); }
void Program::AddOne(const Reward& reward) { rewards_.push_back(reward); }

Built Program::Build() const { return internal::Assembler(*this).Run(); }

}  // namespace patron::build
