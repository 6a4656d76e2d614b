// From builders to the structs of program.h. The texts are read here and not
// where they are written, because an amount needs the program's currency and
// points their decimals, and because errors are then reported all at once, at
// the path that the YAML would have.
#include "patron/build_program.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"

namespace patron::build {
namespace internal {

class Assembler {
 public:
  explicit Assembler(const Program& from) : from_(from) {}

  Built Run() {
    ReadHead();
    to_.stores = from_.stores_;
    to_.points = from_.points_;
    to_.attributes = from_.attributes_;
    if (from_.eligible_discount_) {
      to_.eligible.discount =
          Text(*from_.eligible_discount_, "eligible.discount");
    }
    if (from_.eligible_earn_) {
      to_.eligible.earn = Text(*from_.eligible_earn_, "eligible.earn");
    }
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
    for (const Rule& rule : from_.rules_) {
      const std::string path = At("rules", to_.rules.size());
      to_.rules.push_back(ReadRule(rule, path));
    }
    Built built;
    built.diagnostics = std::move(diagnostics_);
    if (!HasErrors(built.diagnostics)) built.program = std::move(to_);
    return built;
  }

 private:
  static std::string At(const std::string& list, size_t index) {
    return list + "[" + std::to_string(index) + "]";
  }

  void Fail(Reason reason, std::string path, std::string message) {
    Diagnostic diagnostic;
    diagnostic.reason = reason;
    diagnostic.path = std::move(path);
    diagnostic.message = std::move(message);
    diagnostics_.push_back(std::move(diagnostic));
  }

  void Fail(const absl::Status& status, const std::string& path) {
    Fail(ReasonOf(status), path, std::string(MessageOf(status)));
  }

  // The value of a text, or its default and a diagnostic.
  template <class T>
  T Take(const absl::StatusOr<T>& read, const std::string& path) {
    if (read.ok()) return *read;
    Fail(read.status(), path);
    return T();
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

  // In the program's currency where it names none; the plan refuses another.
  Money ReadAmount(const Amount& amount, const std::string& path) {
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

  // Of a currency that the program lacks the decimals are 0, and the plan
  // refuses the name.
  [[nodiscard]] int DecimalsOf(const std::string& points) const {
    const auto found =
        std::find_if(to_.points.begin(), to_.points.end(),
                     [&](const auto& each) { return each.id == points; });
    return found == to_.points.end() ? 0 : found->decimals;
  }

  patron::Effect ReadEffect(const Effect& from, const std::string& path) {
    patron::Effect to;
    switch (from.kind_) {
      case Effect::Kind::kPercentOff:
        to.what = patron::PercentOff{
            Take(ParseRate(from.value_), path + ".percent_off.rate"), from.of_};
        break;
      case Effect::Kind::kAmountOff:
        to.what = patron::AmountOff{
            ReadAmount(*from.amount_, path + ".amount_off.amount"), from.of_};
        break;
      case Effect::Kind::kEarn:
        to.what = patron::EarnPoints{
            from.points_,
            Take(ParsePoints(from.value_, DecimalsOf(from.points_)),
                 path + ".earn_points.points"),
            ReadAmount(*from.amount_, path + ".earn_points.per"), from.of_,
            from.whole_steps_};
        break;
      case Effect::Kind::kMultiply:
        to.what = patron::MultiplyPoints{
            from.points_,
            Take(ParseRate(from.value_), path + ".multiply_points.times"),
            from.of_};
        break;
    }
    for (const Effect::FundedShare& funder : from.funders_) {
      const std::string at = At(path + ".funders", to.funders.size());
      to.funders.push_back(
          {funder.id, Take(ParseRate(funder.share.text()), at + ".share")});
    }
    return to;
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
      to.then.push_back(ReadEffect(effect, At(path + ".then", to.then.size())));
    }
    to.limits = from.limits_;
    return to;
  }

  const Program& from_;
  patron::Program to_;
  Diagnostics diagnostics_;
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
  return With(*this, [&](auto& copy) { copy.value_.name = name; });
}
PointsCurrency PointsCurrency::Decimals(int32_t decimals) const {
  return With(*this, [&](auto& copy) { copy.value_.decimals = decimals; });
}
PointsCurrency PointsCurrency::Pending(Span pending) const {
  return With(*this, [&](auto& copy) { copy.value_.pending = pending; });
}
PointsCurrency PointsCurrency::Expires(Expiry expires) const {
  return With(*this, [&](auto& copy) { copy.value_.expires = expires; });
}

Effect Effect::Of(const SelectionRef& selection) const {
  return With(*this, [&](auto& copy) { copy.of_ = selection.id(); });
}
Effect Effect::FundedBy(std::string_view id, const RateText& share) const {
  return With(*this, [&](auto& copy) {
    copy.funders_.push_back({std::string(id), share});
  });
}

Effect PercentOff(const RateText& rate) {
  return Effect(Effect::Kind::kPercentOff, rate.text());
}
Effect AmountOff(const Amount& amount) {
  Effect effect(Effect::Kind::kAmountOff, "");
  effect.amount_ = amount;
  return effect;
}
Effect MultiplyPoints(const PointsRef& points, const NumberText& times) {
  Effect effect(Effect::Kind::kMultiply, times.text());
  effect.points_ = points.id();
  return effect;
}

Effect EarnPoints::Per(const Amount& amount) const {
  Effect effect(Effect::Kind::kEarn, number_.text());
  effect.points_ = points_.id();
  effect.amount_ = amount;
  return effect;
}
Effect EarnPoints::PerFull(const Amount& amount) const {
  Effect effect = Per(amount);
  effect.whole_steps_ = true;
  return effect;
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

void Program::AddOne(const PointsCurrency& points) {
  points_.push_back(points.value_);
  points_.back().id = points.id();
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

Built Program::Build() const { return internal::Assembler(*this).Run(); }

}  // namespace patron::build
