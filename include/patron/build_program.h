// A whole program written in C++: the objects that a YAML file holds, by the
// same names.
//
//   const auto bean = PointsCurrency("bean").Name("beans");
//   const auto coffee = Selection("coffee", Line().Category() == "coffee");
//   const Built built =
//       Program("cafe")
//           .Version("1").ValidFrom("2025-01-01").Currency("EUR")
//           .Add(bean, coffee)
//           .Add(Rule("beans", Then(EarnPoints(1, bean).Per(Eur("1.00")))),
//                Rule("deal", When(Quantity(coffee) >= 2)
//                                 .Then(PercentOff("10%").Of(coffee))))
//           .Build();
//   if (!built.program) return ToStatus(built.diagnostics);
//
// An object is its own handle: rules name `coffee`, not "coffee", and only a
// selection can stand where one is meant. A plain id does as well.
//
// Everything but Program is a value whose functions return a changed copy, so
// that a schedule, a condition or an effect can be shared and varied.
//
// Threads: values, any thread. Limits: those of program.h.
#ifndef PATRON_BUILD_PROGRAM_H_
#define PATRON_BUILD_PROGRAM_H_

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patron/build_effects.h"
#include "patron/build_facts.h"
#include "patron/build_shared.h"
#include "patron/error.h"
#include "patron/program.h"

namespace patron::build {

using patron::DebtPolicy;
using patron::PeriodUnit;
using patron::Transfers;
using Per = patron::Limit::Per;
using patron::Tax;
using patron::TenderKind;

// Lengths of time on the calendar.
[[nodiscard]] constexpr Span Days(int32_t count) {
  return {count, PeriodUnit::kDay};
}
[[nodiscard]] constexpr Span Weeks(int32_t count) {
  return {count, PeriodUnit::kIsoWeek};
}
[[nodiscard]] constexpr Span Months(int32_t count) {
  return {count, PeriodUnit::kMonth};
}
[[nodiscard]] constexpr Span Years(int32_t count) {
  return {count, PeriodUnit::kYear};
}

class PointsCurrency : public PointsRef {
 public:
  explicit PointsCurrency(std::string_view id) : PointsRef(id) {}

  // What a receipt prints.
  [[nodiscard]] PointsCurrency Name(std::string_view name) const;
  [[nodiscard]] PointsCurrency Decimals(int32_t decimals) const;
  // Earned now, to be spent after.
  [[nodiscard]] PointsCurrency Pending(Span pending) const;
  // .Expires({.after = Months(12), .round_up = PeriodUnit::kMonth})
  // .Expires({.after = Days(1), .until = YearDay{12, 31}})
  // .Expires({.after = Months(12), .sliding = true})
  [[nodiscard]] PointsCurrency Expires(Expiry expires) const;
  // What one is worth where rules compete for the best: "0.015" in the
  // program's currency.
  [[nodiscard]] PointsCurrency Value(const NumberText& price) const;
  // What one is worth as a payment, in the program's currency: "0.02". Without
  // it points cannot pay.
  [[nodiscard]] PointsCurrency Pays(const NumberText& price) const;
  // They count towards tiers and are never spent: earned on what
  // EligibleForTiers says.
  [[nodiscard]] PointsCurrency Status() const;
  // One redemption takes points earned in one such period only.
  [[nodiscard]] PointsCurrency Apart(PeriodUnit period) const;
  // Pending until all goods that they were earned on are handed over.
  [[nodiscard]] PointsCurrency PendingUntilFulfilment() const;
  // Those earned before are pending until that day.
  [[nodiscard]] PointsCurrency AvailableFrom(const DateText& day) const;
  // .Debts(DebtPolicy::kFromEarning)
  [[nodiscard]] PointsCurrency Debts(DebtPolicy policy) const;
  // Points pay what they did when they were earned.
  [[nodiscard]] PointsCurrency Grandfathered() const;
  // They can be given: .Transferable({.expiry = Transfers::Expiry::kReset})
  [[nodiscard]] PointsCurrency Transferable(Transfers how) const;
  // A household's members spend from what all of them have.
  [[nodiscard]] PointsCurrency Pooled() const;

 private:
  friend class internal::Assembler;

  patron::PointsCurrency points_;
  std::optional<NumberText> value_;
  std::optional<NumberText> pays_;
  std::optional<DateText> available_from_;
};

// Selection("coffee") names one, Selection("coffee", condition) is one.
class SelectionDefinition : public SelectionRef {
 public:
  SelectionDefinition(std::string_view id, LineExpr<bool> where)
      : SelectionRef(id), where_(std::move(where)) {}
  [[nodiscard]] const LineExpr<bool>& where() const { return where_; }

 private:
  LineExpr<bool> where_;
};
[[nodiscard]] inline SelectionRef Selection(std::string_view id) { return id; }
[[nodiscard]] inline SelectionDefinition Selection(
    std::string_view id, const LineExpr<bool>& where) {
  return {id, where};
}

class SegmentDefinition : public SegmentRef {
 public:
  SegmentDefinition(std::string_view id, MemberExpr<bool> when)
      : SegmentRef(id), when_(std::move(when)) {}
  [[nodiscard]] const MemberExpr<bool>& when() const { return when_; }

 private:
  MemberExpr<bool> when_;
};
// TierLadder("status").Level("silver", Stats().Orders() >= 10).Level(...),
// lowest first.
class TierLadder : public TierRef {
 public:
  explicit TierLadder(std::string_view id) : TierRef(id) {}
  [[nodiscard]] TierLadder Level(std::string_view id,
                                 const MemberExpr<bool>& when) const;

 private:
  friend class internal::Assembler;

  std::vector<std::pair<std::string, MemberExpr<bool>>> levels_;
};

[[nodiscard]] inline SegmentRef Segment(std::string_view id) { return id; }
[[nodiscard]] inline SegmentDefinition Segment(std::string_view id,
                                               const MemberExpr<bool>& when) {
  return {id, when};
}

// When a rule is on, in the store's zone.
class Schedule {
 public:
  // .On({Weekday::kSaturday, Weekday::kSunday})
  [[nodiscard]] Schedule On(std::vector<Weekday> days) const;
  // .Between("14:00", "16:00"); past midnight where it ends before it begins.
  [[nodiscard]] Schedule Between(std::string_view from,
                                 std::string_view until) const;
  // Both inclusive.
  [[nodiscard]] Schedule FirstDay(const DateText& day) const;
  [[nodiscard]] Schedule LastDay(const DateText& day) const;

 private:
  friend class internal::Assembler;

  std::vector<Weekday> days_;
  std::optional<std::string> from_;
  std::optional<std::string> until_;
  std::optional<DateText> first_day_;
  std::optional<DateText> last_day_;
};

// Monday to Friday.
[[nodiscard]] std::vector<Weekday> Workdays();

// What a rule is about, before it has an id.
class RuleBody {
 public:
  RuleBody(std::optional<OrderExpr<bool>> when, std::vector<Effect> then)
      : when_(std::move(when)), then_(std::move(then)) {}

 private:
  friend class internal::Assembler;

  std::optional<OrderExpr<bool>> when_;  // none: always
  std::vector<Effect> then_;
};

// When(InSegment("regulars")).Then(PercentOff("10%"))
class When {
 public:
  explicit When(OrderExpr<bool> condition) : condition_(std::move(condition)) {}

  template <class... E>
  [[nodiscard]] RuleBody Then(const E&... effects) const {
    return {condition_, internal::ListEffects<Effect>(effects...)};
  }

 private:
  OrderExpr<bool> condition_;
};

// Then(PercentOff("10%")): always.
template <class... E>
[[nodiscard]] RuleBody Then(const E&... effects) {
  return {std::nullopt, internal::ListEffects<Effect>(effects...)};
}

class Rule {
 public:
  Rule(std::string_view id, RuleBody body) : id_(id), body_(std::move(body)) {}

  // What the customer reads.
  [[nodiscard]] Rule Text(std::string_view text) const;
  // Smaller first; 0 where nothing is said.
  [[nodiscard]] Rule Priority(int32_t priority) const;
  [[nodiscard]] Rule During(Schedule schedule) const;
  // .Limit({.uses = 1, .per = Per::kMember, .period = PeriodUnit::kMonth})
  [[nodiscard]] Rule Limit(patron::Limit limit) const;
  // In which it stands; the program's own group where nothing is said.
  [[nodiscard]] Rule Group(const GroupRef& group) const;
  // What its money off is drawn from.
  [[nodiscard]] Rule Budget(const BudgetRef& budget) const;
  // Tried before the others of its group; if it takes something off, it leaves
  // no other discount of the group.
  [[nodiscard]] Rule Exclusive() const;
  // What it gives where goods come back; Returns::kAllocated where nothing is
  // said.
  [[nodiscard]] Rule Returns(patron::Returns returns) const;

 private:
  friend class internal::Assembler;

  std::string id_;
  std::string text_;
  int32_t priority_ = 0;
  Schedule schedule_;
  RuleBody body_;
  std::vector<patron::Limit> limits_;
  std::string group_;
  std::string budget_;
  bool exclusive_ = false;
  patron::Returns returns_ = patron::Returns::kAllocated;
};

// What points buy: a unit of a selection, or effects.
//
//   Reward("suitcase", point).Price("2000").Price("500", Eur("30.00"))
//       .Unit(suitcase)
//   Reward("off", point).Price("500").Then(AmountOff(Eur("2.50"))).TimesMax(9)
//   Reward("vouchers", point).Price("50").Automatic(PeriodUnit::kQuarter,
//   "150")
//       .Then(FixedPoints("0.50", voucher))
class Reward {
 public:
  Reward(std::string_view id, const PointsRef& points)
      : id_(id), currency_(points.id()) {}

  // What the customer reads.
  [[nodiscard]] Reward Text(std::string_view text) const;
  // One more price: points, or points and what the unit costs then.
  [[nodiscard]] Reward Price(const NumberText& points) const;
  [[nodiscard]] Reward Price(const NumberText& points, const Amount& pay) const;
  [[nodiscard]] Reward Unit(const SelectionRef& selection) const;
  template <class... E>
  [[nodiscard]] Reward Then(const E&... effects) const {
    return WithEffects(internal::ListEffects<Effect>(effects...));
  }
  [[nodiscard]] Reward When(const OrderExpr<bool>& condition) const;
  [[nodiscard]] Reward During(Schedule schedule) const;
  [[nodiscard]] Reward Limit(patron::Limit limit) const;
  // How many there are in all; any number where nothing is said.
  [[nodiscard]] Reward Stock(int64_t units) const;
  // How often one basket may take it; once where nothing is said.
  [[nodiscard]] Reward TimesMax(int64_t times) const;
  // Smaller first; 0 where nothing is said.
  [[nodiscard]] Reward Priority(int32_t priority) const;
  // In which it stands; the program's own group where nothing is said.
  [[nodiscard]] Reward Group(const GroupRef& group) const;
  // What its money off is drawn from, all or nothing.
  [[nodiscard]] Reward Budget(const BudgetRef& budget) const;
  // Given by itself at each end of such a period, from so many points on; from
  // its price on where nothing is said.
  [[nodiscard]] Reward Automatic(PeriodUnit every) const;
  [[nodiscard]] Reward Automatic(PeriodUnit every,
                                 const NumberText& from) const;

 private:
  friend class internal::Assembler;

  struct PriceDraft {
    NumberText points;
    std::optional<Amount> pay;
  };

  [[nodiscard]] Reward WithEffects(std::vector<Effect> effects) const;

  std::string id_;
  std::string text_;
  std::string currency_;
  std::vector<PriceDraft> prices_;
  std::string unit_;
  std::vector<Effect> then_;
  std::optional<OrderExpr<bool>> when_;
  Schedule schedule_;
  std::vector<patron::Limit> limits_;
  std::optional<int64_t> stock_;
  int64_t times_max_ = 1;
  int32_t priority_ = 0;
  std::string group_;
  std::string budget_;
  std::optional<PeriodUnit> every_;
  std::optional<NumberText> from_;
};

// A program, or all that is wrong with the texts in it. Paths are those of the
// YAML ("rules[2].then[0].amount_off.amount").
struct Built {
  std::optional<patron::Program> program;
  Diagnostics diagnostics;
};

class Program {
 public:
  explicit Program(std::string_view id);

  Program& Version(std::string_view version);
  Program& Name(std::string_view name);
  Program& ValidFrom(const DateText& day);
  Program& Zone(std::string_view zone);  // "UTC" where nothing is said
  Program& Currency(std::string_view code);
  Program& MoneyRounding(Rounding rounding);
  Program& Store(std::string_view id, std::string_view zone = "",
                 AttributeValues attributes = {});

  // Which lines can be discounted, and which earn; all, where nothing is said.
  Program& EligibleForDiscount(const LineExpr<bool>& where);
  Program& EligibleForEarning(const LineExpr<bool>& where);
  // Status points; without it what is eligible for earning.
  Program& EligibleForTiers(const LineExpr<bool>& where);
  // What they pay for earns nothing; promotional value where nothing is said.
  Program& TendersWithoutEarning(std::vector<TenderKind> tenders);
  // .Tax({.prices = Tax::Prices::kWithoutTax})
  Program& Tax(patron::Tax tax);

  // Points currencies, attributes, selections, segments, tier ladders,
  // products, price lists, budgets, groups, rules and rewards, in the order in
  // which they are to be listed.
  template <class... Objects>
  Program& Add(const Objects&... objects) {
    (AddOne(objects), ...);
    return *this;
  }

  // Names and values are checked when a Plan is compiled; here texts are read.
  [[nodiscard]] Built Build() const;

 private:
  friend class internal::Assembler;

  void AddOne(const PointsCurrency& points);
  void AddOne(const SelectionDefinition& selection);
  void AddOne(const SegmentDefinition& segment);
  void AddOne(const TierLadder& ladder);
  void AddOne(const Rule& rule);
  void AddOne(const Reward& reward);
  void AddOne(const Product& product);
  void AddOne(const PriceList& list);
  void AddOne(const Budget& budget);
  void AddOne(const Group& group);
  void AddOne(const ChoosingGroup& group);
  template <class T, class F, patron::Attribute::Owner owner>
  void AddOne(const Attribute<T, F, owner>& attribute) {
    attributes_.push_back(attribute.declaration());
  }
  template <class O>
  void AddOne(const O& /*object*/) {
    internal::CheckAddable<O>();
  }

  std::string id_;
  std::string version_;
  std::string name_;
  std::optional<DateText> valid_from_;
  std::string zone_ = "UTC";
  std::string currency_;
  Rounding money_rounding_ = Rounding::kHalfAwayFromZero;
  std::vector<StoreInfo> stores_;
  std::vector<PointsCurrency> points_;
  std::vector<patron::Attribute> attributes_;
  std::optional<LineExpr<bool>> eligible_discount_;
  std::optional<LineExpr<bool>> eligible_earn_;
  std::optional<LineExpr<bool>> eligible_tier_;
  std::vector<SelectionDefinition> selections_;
  std::vector<SegmentDefinition> segments_;
  std::vector<TenderKind> tenders_without_earning_;
  std::vector<TierLadder> tiers_;
  patron::Tax tax_;
  std::vector<Product> products_;
  std::vector<PriceList> price_lists_;
  std::vector<Budget> budgets_;
  std::vector<patron::Group> groups_;
  std::vector<Rule> rules_;
  std::vector<Reward> rewards_;
};

}  // namespace patron::build

#endif  // PATRON_BUILD_PROGRAM_H_
