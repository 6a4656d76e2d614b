// What conditions in C++ may ask: the facts of a line, a basket, a member, the
// attributes that a program declares, and its named objects.
//
//   Line().Category() == "coffee" && !Line().OnSale()      // of one line
//   Member().Stats().DaysSinceLast() > 60                  // of a member
//   Quantity("coffee") >= 2 && HourOf(Event().Time()) < 9  // of an order
//
// They are called as in CEL, where they stand in small letters:
// Basket().Total() is basket.total, InSegment("regulars") is
// in_segment("regulars").
//
// Threads: values, any thread.
#ifndef PATRON_BUILD_FACTS_H_
#define PATRON_BUILD_FACTS_H_

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "patron/build_expressions.h"
#include "patron/program.h"
#include "patron/scalar.h"

namespace patron::build {

// The name of an object of the program. The object itself serves too, and
// cannot be misspelt; a name of another kind of object does not compile.
class SelectionRef : public internal::Id {
 public:
  using Id::Id;
};
class SegmentRef : public internal::Id {
 public:
  using Id::Id;
};
class TierRef : public internal::Id {
 public:
  using Id::Id;
};
class PointsRef : public internal::Id {
 public:
  using Id::Id;
};
class ProductRef : public internal::Id {
 public:
  using Id::Id;
};
class BudgetRef : public internal::Id {
 public:
  using Id::Id;
};
class GroupRef : public internal::Id {
 public:
  using Id::Id;
};

// Of a line: sku, category and the like are "" where a till says nothing, and
// those of the parent where a line modifies no other.
struct LineFacts {
  template <class T>
  using F = Fact<T, OfLine>;

  [[nodiscard]] static F<std::string> Id();
  [[nodiscard]] static F<std::string> Sku();
  [[nodiscard]] static F<std::string> Category();
  [[nodiscard]] static F<std::string> Name();
  [[nodiscard]] static F<std::string> ParentSku();
  [[nodiscard]] static F<std::string> ParentCategory();
  [[nodiscard]] static F<LineKind> Kind();
  [[nodiscard]] static F<patron::Quantity> Quantity();
  [[nodiscard]] static F<int64_t> Units();
  [[nodiscard]] static F<Money> Amount();
  [[nodiscard]] static F<Money> UnitPrice();  // to the cent
  [[nodiscard]] static F<bool> OnSale();
};
[[nodiscard]] inline LineFacts Line() { return {}; }

// Of what a member has done so far; 0 for one without orders.
struct StatsFacts {
  template <class T>
  using F = Fact<T, OfMember>;

  [[nodiscard]] static F<int64_t> Orders();
  [[nodiscard]] static F<int64_t> OrdersKept();  // not all of it came back
  [[nodiscard]] static F<int64_t> Units();
  [[nodiscard]] static F<Money> Spend();
  [[nodiscard]] static F<int64_t> Returns();
  [[nodiscard]] static F<Money> Refunded();
  [[nodiscard]] static F<Instant> FirstOrder();
  [[nodiscard]] static F<Instant> LastOrder();
  [[nodiscard]] static F<int64_t> DaysSinceFirst();
  [[nodiscard]] static F<int64_t> DaysSinceLast();

  // What stored lifetime models say (docs/lifetime.md); a rule that reads one
  // where there is no model fails.
  [[nodiscard]] static F<Rate> PAlive();
  [[nodiscard]] static MemberExpr<Rate> ExpectedOrders(int64_t days);
  [[nodiscard]] static F<Money> Clv();
  [[nodiscard]] static F<int64_t> Rfm();  // 111 to 555
};
[[nodiscard]] inline StatsFacts Stats() { return {}; }

struct MemberFacts {
  template <class T>
  using F = Fact<T, OfMember>;

  [[nodiscard]] static F<std::string> Id();
  [[nodiscard]] static F<bool> Enrolled();  // before this event
  [[nodiscard]] static StatsFacts Stats() { return {}; }
};
[[nodiscard]] inline MemberFacts Member() { return {}; }

struct BasketFacts {
  template <class T>
  using F = Fact<T, OfOrder>;

  [[nodiscard]] static F<Money> Total();  // what remains to pay at this rule
  [[nodiscard]] static F<Money> ListTotal();
  [[nodiscard]] static F<int64_t> Units();
  [[nodiscard]] static F<int64_t> Lines();
};
[[nodiscard]] inline BasketFacts Basket() { return {}; }
// Of the basket, for short.
[[nodiscard]] inline Fact<Money, OfOrder> Total() { return Basket().Total(); }

struct EventFacts {
  template <class T>
  using F = Fact<T, OfOrder>;

  [[nodiscard]] static F<Instant> Time();
  [[nodiscard]] static F<patron::Date> Date();  // in the store's zone
  [[nodiscard]] static F<std::string> Source();
};
[[nodiscard]] inline EventFacts Event() { return {}; }

struct StoreFacts {
  [[nodiscard]] static Fact<std::string, OfOrder> Id();
};
[[nodiscard]] inline StoreFacts Store() { return {}; }

// Of the lines of a selection: their quantity, what they cost, how many lines.
[[nodiscard]] OrderExpr<patron::Quantity> Quantity(const SelectionRef& of);
[[nodiscard]] OrderExpr<Money> Total(const SelectionRef& of);
[[nodiscard]] OrderExpr<int64_t> Count(const SelectionRef& of);
// Of the line itself.
[[nodiscard]] LineExpr<bool> InSelection(const SelectionRef& selection);
// Of the member.
[[nodiscard]] MemberExpr<bool> InSegment(const SegmentRef& segment);
[[nodiscard]] MemberExpr<patron::Points> Points(const PointsRef& currency);
// The member's level, "" below the first: Tier(status).In({"silver", "gold"}).
[[nodiscard]] OrderExpr<std::string> Tier(const TierRef& ladder);

// Data of the host's own, typed. Say what it is held for, for the person it is
// about; then it is a fact like any other, once it is added to a program:
//
//   const auto own_cup = LineAttribute<bool>("own_cup", "The guest's own cup");
//   InSelection("coffee") && own_cup
//
// T is bool, int64_t, std::string, Money, patron::Quantity, Rate, Date or
// Instant. A store's value stands with the store, in the program:
//
//   program.Store("mitte", "Europe/Berlin", {region.Is("north")})
//
// One that an event or a store leaves out is false, 0, "" or 0.00; a date or an
// instant then fails the rule that reads it, unless that asks Has() first.
template <class T, class F, patron::Attribute::Owner owner>
class Attribute : public Fact<T, F> {
 public:
  explicit Attribute(std::string_view name, std::string_view purpose = "")
      : Fact<T, F>(internal::AttributeTerm(OwnerName(), name)) {
    declaration_.owner = owner;
    declaration_.name = name;
    declaration_.type = ScalarTypeOf();
    declaration_.purpose = purpose;
  }

  // Its value for one line, basket, event or store: region.Is("north").
  [[nodiscard]] AttributeValue Is(T value) const {
    return {declaration_.name, std::move(value)};
  }
  // Kept out of explanations and logs.
  [[nodiscard]] Attribute Sensitive() const {
    Attribute copy = *this;
    copy.declaration_.sensitive = true;
    return copy;
  }
  [[nodiscard]] const patron::Attribute& declaration() const {
    return declaration_;
  }

 private:
  static constexpr std::string_view OwnerName() {
    using Owner = patron::Attribute::Owner;
    if (owner == Owner::kLine) return "line";
    if (owner == Owner::kStore) return "store";
    return owner == Owner::kBasket ? "basket" : "event";
  }
  static constexpr ScalarType ScalarTypeOf() {
    static_assert(
        internal::AnyOf<T, bool, int64_t, std::string, Money, patron::Quantity,
                        Rate, patron::Date, Instant>,
        "an attribute is a bool, an int64_t, a std::string, a Money, "
        "a patron::Quantity, a Rate, a Date or an Instant");
    if (std::same_as<T, bool>) return ScalarType::kBool;
    if (std::same_as<T, int64_t>) return ScalarType::kInt;
    if (std::same_as<T, Money>) return ScalarType::kMoney;
    if (std::same_as<T, patron::Quantity>) return ScalarType::kQuantity;
    if (std::same_as<T, Rate>) return ScalarType::kRate;
    if (std::same_as<T, patron::Date>) return ScalarType::kDate;
    if (std::same_as<T, Instant>) return ScalarType::kInstant;
    return ScalarType::kString;
  }

  patron::Attribute declaration_;
};

template <class T>
using LineAttribute = Attribute<T, OfLine, patron::Attribute::Owner::kLine>;
template <class T>
using BasketAttribute =
    Attribute<T, OfOrder, patron::Attribute::Owner::kBasket>;
template <class T>
using EventAttribute = Attribute<T, OfOrder, patron::Attribute::Owner::kEvent>;
template <class T>
using StoreAttribute = Attribute<T, OfOrder, patron::Attribute::Owner::kStore>;

// Whether the event says it: has(line.best_before).
template <class T, class F>
[[nodiscard]] Expr<bool, F> Has(const Fact<T, F>& fact) {
  return internal::CallWith<bool>("has", fact);
}

// The fact, or what to take where the event leaves it out.
template <class T, class F, class A>
[[nodiscard]] auto ValueOr(const Fact<T, F>& fact, const A& otherwise) {
  const auto other = internal::Lift(otherwise);
  using Other = decltype(other);
  internal::CheckSame<T, typename Other::Value>();
  return Expr<T, internal::Join<F, typename Other::Frame>>(
      internal::ValueOrTerm(fact.term(), other.term()));
}

// One value or the other: condition ? a : b.
template <class F, class A, class B>
[[nodiscard]] auto If(const Expr<bool, F>& condition, const A& a, const B& b) {
  const auto then = internal::Lift(a);
  const auto otherwise = internal::Lift(b);
  using Then = decltype(then);
  using Else = decltype(otherwise);
  internal::CheckSame<typename Then::Value, typename Else::Value>();
  return Expr<typename Then::Value,
              internal::Join<F, internal::JoinOf<Then, Else>>>(
      internal::ChoiceTerm(condition.term(), then.term(), otherwise.term()));
}

// On the store's calendar and clock. A moment or a date has a weekday:
//
//   WeekdayOf(Event().Time()).In({Weekday::kSaturday, Weekday::kSunday})
template <class T, class F>
[[nodiscard]] Expr<Weekday, F> WeekdayOf(const Expr<T, F>& time) {
  internal::CheckTime<T>();
  return internal::CallWith<Weekday>("weekday", time);
}
// 0 to 23.
template <class F>
[[nodiscard]] Expr<int64_t, F> HourOf(const Expr<Instant, F>& time) {
  return internal::CallWith<int64_t>("hour", time);
}
template <class F>
[[nodiscard]] Expr<Date, F> DateOf(const Expr<Instant, F>& time) {
  return internal::CallWith<Date>("date", time);
}
// Two moments or two dates: from yesterday evening to this morning is one day.
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto DaysBetween(const A& from, const B& to) {
  const auto a = internal::Lift(from);
  const auto b = internal::Lift(to);
  internal::CheckTime<typename decltype(a)::Value>();
  internal::CheckSame<typename decltype(a)::Value,
                      typename decltype(b)::Value>();
  return internal::CallWith<int64_t>("days_between", a, b);
}

// A function of the host's own: Call<bool>("shop.is_near", Store().Id()).
template <class T, class... A>
[[nodiscard]] auto Call(std::string_view function, const A&... arguments) {
  return internal::CallWith<T>(function, internal::Lift(arguments)...);
}

}  // namespace patron::build

#endif  // PATRON_BUILD_FACTS_H_
