// Which pieces of a program fit together: the rules that make a mistake in C++
// one error with a sentence that says how to mend it.
//
// Include build.h; nothing in `internal` is for users. The rules are
// static_asserts and not constraints, since a compiler answers those with a
// list of every operator that does not fit. The price: whether two pieces fit
// cannot be asked with `requires`.
//
// Threads: none of this runs.
#ifndef PATRON_BUILD_CHECKS_H_
#define PATRON_BUILD_CHECKS_H_

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "patron/calendar.h"
#include "patron/event.h"
#include "patron/money.h"
#include "patron/points.h"
#include "patron/quantity.h"
#include "patron/rate.h"

namespace patron::build {

// What an expression reads, the second half of its type. A selection looks at
// one line of the basket, a segment at its member, a rule at the whole order.
struct Anywhere {};  // reads nothing: a literal
struct OfLine {};
struct OfMember {};  // may stand where OfOrder may
struct OfOrder {};

// The type of what two moments are apart.
using Duration = std::chrono::microseconds;

// See calendar.h, event.h and money.h.
using patron::Date;
using patron::Instant;
using patron::LineKind;
using patron::Money;
using patron::Rate;
using patron::Weekday;

template <class T, class F>
class Expr;

namespace internal {

// The type of what is none, so that one mistake gives one error.
struct Invalid {};

template <class T>
inline constexpr bool kNever = false;

template <class T>
inline constexpr bool kIsDuration = false;
template <class Rep, class Period>
inline constexpr bool kIsDuration<std::chrono::duration<Rep, Period>> =
    std::integral<Rep>;

template <class S>
concept TextLike = std::convertible_to<const S&, std::string_view> &&
    !std::same_as<S, std::nullptr_t>;

template <class V>
concept Number =
    std::integral<V> && !std::same_as<V, bool> && !std::same_as<V, char> &&
    !std::same_as<V, wchar_t> && !std::same_as<V, char8_t> &&
    !std::same_as<V, char16_t> && !std::same_as<V, char32_t>;

template <class V, class... Ts>
concept AnyOf = (std::same_as<V, Ts> || ...);

template <class V>
constexpr auto FindLiteralType() {
  if constexpr (Number<V>) {
    return std::type_identity<int64_t>();
  } else if constexpr (AnyOf<V, bool, Money, Rate, Date, Instant, Weekday,
                             LineKind>) {
    return std::type_identity<V>();
  } else if constexpr (kIsDuration<V>) {
    return std::type_identity<Duration>();
  } else if constexpr (TextLike<V>) {
    return std::type_identity<std::string>();
  } else {
    return std::type_identity<Invalid>();
  }
}

// What a value of C++ is in an expression.
template <class V>
using LiteralType = typename decltype(FindLiteralType<V>())::type;

// Expressions, and values that can stand beside them.

template <class T, class F>
void AcceptExpr(const Expr<T, F>& expression);

template <class A>
concept IsExpr = requires(const A& a) {
  AcceptExpr(a);
};

template <class A, class B>
concept Operands = IsExpr<A> || IsExpr<B>;

// Frames.

template <class From, class To>
inline constexpr bool kFits = std::same_as<From, To> ||
                              std::same_as<From, Anywhere> ||
                              (std::same_as<From, OfMember> &&
                               std::same_as<To, OfOrder>);

template <class F, class G>
constexpr auto FindJoin() {
  static_assert(kFits<F, G> || kFits<G, F>,
                "one side reads a single line, the other the member or the "
                "whole order: put the line's part into a Selection and ask for "
                "its Quantity(), Total() or Count()");
  if constexpr (kFits<F, G>) {
    return std::type_identity<G>();
  } else {
    return std::type_identity<F>();
  }
}

// What an expression reads that has both as parts.
template <class F, class G>
using Join = typename decltype(FindJoin<F, G>())::type;

template <class E, class... More>
struct JoinAll {
  using type = typename E::Frame;
};
template <class E, class Next, class... More>
struct JoinAll<E, Next, More...> {
  using type = Join<typename E::Frame, typename JoinAll<Next, More...>::type>;
};
template <class... E>
using JoinOf = typename JoinAll<E...>::type;

template <class From, class To>
constexpr void CheckPlace() {
  static_assert(kFits<From, To> || !std::same_as<From, OfLine>,
                "this reads a single line, and the place looks at the member "
                "or the whole order: put it into a Selection and ask for its "
                "Quantity(), Total() or Count()");
  static_assert(kFits<From, To> || !std::same_as<To, OfLine>,
                "a selection looks at one line: it cannot read the member, the "
                "basket or the event");
  static_assert(kFits<From, To> || !std::same_as<From, OfOrder> ||
                    !std::same_as<To, OfMember>,
                "a segment reads its member only, not the basket, the event or "
                "the store");
  static_assert(kFits<From, To> || !std::same_as<To, Anywhere>,
                "a literal is wanted here, not a fact");
}

// Types.

template <class T>
constexpr void CheckCondition() {
  static_assert(AnyOf<T, bool, Invalid>,
                "&&, || and ! join conditions: compare this with something");
}

template <class T>
constexpr void CheckText() {
  static_assert(AnyOf<T, std::string, Invalid>,
                "only texts start, end, contain, match or have a size");
}

template <class T>
constexpr void CheckTime() {
  static_assert(AnyOf<T, Instant, Date, Invalid>,
                "this wants a moment or a date, such as Event().Time()");
}

template <class T, class U>
constexpr void CheckSame() {
  static_assert(std::same_as<T, U> || AnyOf<Invalid, T, U>,
                "these two must have one type");
}

template <class T, class U, class A, class B>
inline constexpr bool kPair = (std::same_as<T, A> && std::same_as<U, B>) ||
                              (std::same_as<T, B> && std::same_as<U, A>);

template <class T, class U, bool order>
constexpr void CheckComparable() {
  if constexpr (AnyOf<Invalid, T, U>) {
    return;
  } else if constexpr (kPair<T, U, Money, int64_t>) {
    static_assert(kNever<T>,
                  "money is compared with money: write Eur(\"20.00\"), not a "
                  "bare number");
  } else if constexpr (!std::same_as<T, U>) {
    static_assert(kPair<T, U, patron::Quantity, int64_t> ||
                      kPair<T, U, patron::Points, int64_t>,
                  "both sides of a comparison have one type; only a Quantity "
                  "and Points may be compared with a number");
  } else {
    static_assert(!order || !AnyOf<T, bool, Weekday, LineKind>,
                  "these are equal or not, but none is less than the other");
  }
}

enum class Arithmetic : uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kNegate,
};

template <Arithmetic arithmetic, class T, class U>
constexpr auto FindResult() {
  using A = Arithmetic;
  constexpr bool kAdds = arithmetic == A::kAdd;
  constexpr bool kSubtracts = arithmetic == A::kSubtract;
  constexpr bool kSame = std::same_as<T, U>;
  // Like and like give the same again: 2 + 3, money less money, -money.
  constexpr bool kLike =
      kSame &&
      (std::same_as<T, int64_t> || (kAdds && std::same_as<T, std::string>) ||
       ((kAdds || kSubtracts) &&
        AnyOf<T, Money, patron::Quantity, patron::Points, Duration>) ||
       (arithmetic == A::kNegate && std::same_as<T, Money>));
  constexpr bool kMoment =
      (kAdds && kPair<T, U, Instant, Duration>) ||
      (kSubtracts && std::same_as<T, Instant> && std::same_as<U, Duration>);
  if constexpr (kLike) {
    return std::type_identity<T>();
  } else if constexpr (kMoment) {
    return std::type_identity<Instant>();
  } else if constexpr (kSubtracts && kSame && std::same_as<T, Instant>) {
    return std::type_identity<Duration>();
  } else if constexpr (kSubtracts && kSame && std::same_as<T, Date>) {
    return std::type_identity<int64_t>();
  } else if constexpr (arithmetic == A::kMultiply &&
                       kPair<T, U, Money, int64_t>) {
    return std::type_identity<Money>();
  } else {
    return std::type_identity<Invalid>();
  }
}

template <Arithmetic arithmetic, class T, class U>
using ResultOf = typename decltype(FindResult<arithmetic, T, U>())::type;

template <Arithmetic arithmetic, class T, class U>
constexpr void CheckComputable() {
  static_assert(AnyOf<Invalid, T, U> ||
                    !std::same_as<ResultOf<arithmetic, T, U>, Invalid>,
                "these two cannot be computed: like is added to like, and "
                "money is multiplied by whole numbers only");
}

template <class From, class To>
constexpr void CheckValue() {
  static_assert(!std::same_as<To, bool> || std::same_as<From, Invalid>,
                "a condition is wanted here: compare this with something");
  static_assert(std::same_as<To, bool> || AnyOf<Invalid, From, To>,
                "a value of another type is wanted here");
}

// Objects.

template <class Effect, class... E>
std::vector<Effect> ListEffects(const E&... effects) {
  constexpr bool kAllEffects = (std::derived_from<E, Effect> && ...);
  static_assert(sizeof...(E) > 0, "a rule needs at least one effect");
  static_assert(kAllEffects,
                "these are effects: PercentOff(), BuyGet(), "
                "EarnPoints().Per() and the like");
  if constexpr (kAllEffects) return {effects...};
  return {};
}

template <class O>
constexpr void CheckAddable() {
  static_assert(
      kNever<O>,
      "this only names an object; what can be added is one: "
      "Selection(id, condition), Segment(id, condition), Rule(id, "
      "When(condition).Then(effect)), a PointsCurrency, an attribute, a "
      "Product, a PriceList, a Budget, a Group, a Reward");
}

}  // namespace internal
}  // namespace patron::build

#endif  // PATRON_BUILD_CHECKS_H_
