// Conditions and values of a program as C++ objects: what a shopkeeper writes
// as `basket.total >= money("20.00")` a programmer writes as
//
//   Basket().Total() >= Eur("20.00") && InSegment("regulars")
//
// An object holds the canonical CEL text of that (text()) and nothing else; it
// computes nothing. Its type says what it gives and what it reads, so that a
// mistake does not compile:
//
//   Basket().Total() >= 20               // money is compared with money
//   Line().OnSale() && InSegment("vip")  // one line, or the whole order?
//
// Operators are those of C++ and bind alike in CEL. Literals are bools, whole
// numbers, texts, Weekday, LineKind, Money, Date, Instant, Rate and durations
// of std::chrono; Eur("20.00"), RateOf("10%") and Day("2026-11-21") are those
// that are written as text. What a text says wrong ("20.0x") becomes a
// diagnostic when the program is built or compiled.
//
// Threads: values, any thread. Limits: those of expressions as text.
#ifndef PATRON_BUILD_EXPRESSIONS_H_
#define PATRON_BUILD_EXPRESSIONS_H_

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patron/build_terms.h"

namespace patron::build {

template <class T, class F>
class Expr {
 public:
  using Value = T;  // bool, int64_t, std::string, Money, ...
  using Frame = F;  // Anywhere, OfLine, OfMember, OfOrder

  explicit Expr(internal::Term term) : term_(std::move(term)) {}

  // What reads less may stand where more can be read.
  template <class G>
  requires(!std::same_as<F, G>)
      Expr(const Expr<T, G>& other)  // NOLINT(google-explicit-constructor)
      : term_(other.term()) {
    internal::CheckPlace<G, F>();
  }

  // Never fits; it is here for the sentence that says so.
  template <class U, class G>
  requires(!std::same_as<T, U>)
      Expr(const Expr<U, G>& other)  // NOLINT(google-explicit-constructor)
      : term_(other.term()) {
    internal::CheckValue<U, T>();
  }

  // A literal.
  template <class V>
  requires std::same_as<internal::LiteralType<V>, T> &&
      (!std::same_as<T, internal::Invalid>)
          Expr(const V& value)  // NOLINT(google-explicit-constructor)
      : term_(internal::MakeLiteral(value)) {}

  // Canonical CEL.
  [[nodiscard]] const std::string& text() const { return term_.text; }
  [[nodiscard]] const internal::Term& term() const { return term_; }

  // Line().Category().In({"coffee", "tea"})
  [[nodiscard]] Expr<bool, F> In(
      std::initializer_list<Expr<T, Anywhere>> literals) const {
    return In(std::vector<Expr<T, Anywhere>>(literals));
  }
  [[nodiscard]] Expr<bool, F> In(
      const std::vector<Expr<T, Anywhere>>& literals) const {
    std::vector<internal::Term> items;
    items.reserve(literals.size());
    for (const auto& literal : literals) items.push_back(literal.term());
    return Expr<bool, F>(internal::BinaryTerm(
        internal::Rank::kRelation, "in", term_, internal::ListTerm(items)));
  }

  // Of texts.
  template <class A>
  [[nodiscard]] auto StartsWith(const A& text) const {
    return AskText("startsWith", text);
  }
  template <class A>
  [[nodiscard]] auto EndsWith(const A& text) const {
    return AskText("endsWith", text);
  }
  template <class A>
  [[nodiscard]] auto Contains(const A& text) const {
    return AskText("contains", text);
  }
  // A regular expression of RE2, anywhere in the text.
  template <class A>
  [[nodiscard]] auto Matches(const A& pattern) const {
    return AskText("matches", pattern);
  }
  // In code points.
  [[nodiscard]] Expr<int64_t, F> Size() const {
    internal::CheckText<T>();
    return Expr<int64_t, F>(internal::MemberCallTerm("size", term_, {}));
  }

 private:
  template <class A>
  [[nodiscard]] auto AskText(std::string_view function, const A& a) const {
    const auto argument = internal::Lift(a);
    using Argument = decltype(argument);
    internal::CheckText<T>();
    internal::CheckText<typename Argument::Value>();
    return Expr<bool, internal::Join<F, typename Argument::Frame>>(
        internal::MemberCallTerm(function, term_, {argument.term()}));
  }

  internal::Term term_;
};

// What reads nothing, one line, the member, the whole order.
template <class T>
using Constant = Expr<T, Anywhere>;
template <class T>
using LineExpr = Expr<T, OfLine>;
template <class T>
using MemberExpr = Expr<T, OfMember>;
template <class T>
using OrderExpr = Expr<T, OfOrder>;

// What a program declares or Patron knows by a name, so that it can be asked
// whether it is there.
template <class T, class F>
class Fact : public Expr<T, F> {
 public:
  explicit Fact(internal::Term name) : Expr<T, F>(std::move(name)) {}
};

namespace internal {

template <class R, class A, class B>
auto Binary(Rank rank, std::string_view sign, const A& a, const B& b) {
  return Expr<R, JoinOf<A, B>>(BinaryTerm(rank, sign, a.term(), b.term()));
}

template <class R, class... E>
auto CallWith(std::string_view function, const E&... arguments) {
  return Expr<R, JoinOf<Expr<bool, Anywhere>, E...>>(
      CallTerm(function, {arguments.term()...}));
}

enum class Relation : uint8_t { kEqual, kOrder };

template <Relation relation, class A, class B>
auto Compare(std::string_view sign, const A& a, const B& b) {
  const auto left = Lift(a);
  const auto right = Lift(b);
  CheckComparable<typename decltype(left)::Value,
                  typename decltype(right)::Value,
                  relation == Relation::kOrder>();
  return Binary<bool>(Rank::kRelation, sign, left, right);
}

template <class A, class B>
auto Logical(Rank rank, std::string_view sign, const A& a, const B& b) {
  const auto left = Lift(a);
  const auto right = Lift(b);
  CheckCondition<typename decltype(left)::Value>();
  CheckCondition<typename decltype(right)::Value>();
  return Binary<bool>(rank, sign, left, right);
}

template <Arithmetic arithmetic, class A, class B>
auto Compute(Rank rank, std::string_view sign, const A& a, const B& b) {
  const auto left = Lift(a);
  const auto right = Lift(b);
  using Left = typename decltype(left)::Value;
  using Right = typename decltype(right)::Value;
  CheckComputable<arithmetic, Left, Right>();
  return Binary<ResultOf<arithmetic, Left, Right>>(rank, sign, left, right);
}

}  // namespace internal

template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator&&(const A& a, const B& b) {
  return internal::Logical(internal::Rank::kAnd, "&&", a, b);
}
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator||(const A& a, const B& b) {
  return internal::Logical(internal::Rank::kOr, "||", a, b);
}
template <class T, class F>
[[nodiscard]] Expr<bool, F> operator!(const Expr<T, F>& a) {
  internal::CheckCondition<T>();
  return Expr<bool, F>(internal::SignTerm("!", a.term()));
}

template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator==(const A& a, const B& b) {
  return internal::Compare<internal::Relation::kEqual>("==", a, b);
}
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator!=(const A& a, const B& b) {
  return internal::Compare<internal::Relation::kEqual>("!=", a, b);
}
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator<(const A& a, const B& b) {
  return internal::Compare<internal::Relation::kOrder>("<", a, b);
}
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator<=(const A& a, const B& b) {
  return internal::Compare<internal::Relation::kOrder>("<=", a, b);
}
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator>(const A& a, const B& b) {
  return internal::Compare<internal::Relation::kOrder>(">", a, b);
}
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator>=(const A& a, const B& b) {
  return internal::Compare<internal::Relation::kOrder>(">=", a, b);
}

// Numbers, texts, money, quantities, points, times and durations.
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator+(const A& a, const B& b) {
  return internal::Compute<internal::Arithmetic::kAdd>(internal::Rank::kSum,
                                                       "+", a, b);
}
// Two dates are so many days apart.
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator-(const A& a, const B& b) {
  return internal::Compute<internal::Arithmetic::kSubtract>(
      internal::Rank::kSum, "-", a, b);
}
// Numbers, and money so many times.
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator*(const A& a, const B& b) {
  return internal::Compute<internal::Arithmetic::kMultiply>(
      internal::Rank::kProduct, "*", a, b);
}
// Whole numbers, rounded towards zero.
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator/(const A& a, const B& b) {
  return internal::Compute<internal::Arithmetic::kDivide>(
      internal::Rank::kProduct, "/", a, b);
}
template <class A, class B>
requires internal::Operands<A, B>
[[nodiscard]] auto operator%(const A& a, const B& b) {
  return internal::Compute<internal::Arithmetic::kDivide>(
      internal::Rank::kProduct, "%", a, b);
}
template <class T, class F>
[[nodiscard]] auto operator-(const Expr<T, F>& a) {
  constexpr auto kNegate = internal::Arithmetic::kNegate;
  internal::CheckComputable<kNegate, T, T>();
  return Expr<internal::ResultOf<kNegate, T, T>, F>(
      internal::SignTerm("-", a.term()));
}

// An amount: in a condition it is compared, in an effect it is given. Without a
// currency it is in the program's; with another than the program's it is
// refused when the program is built.
class Amount : public Constant<Money> {
 public:
  template <class S>
  explicit Amount(const S& text, std::string_view currency = "")
      : Constant<Money>(
            internal::AmountTerm(internal::AmountText(text), currency)),
        amount_(internal::AmountText(text)),
        currency_(currency) {}
  explicit Amount(Money money);

  [[nodiscard]] const std::string& amount() const { return amount_; }
  [[nodiscard]] const std::string& currency() const { return currency_; }

 private:
  std::string amount_;
  std::string currency_;
};

template <class S>
[[nodiscard]] Amount Eur(const S& text) {
  return Amount(text, "EUR");
}
template <class S>
[[nodiscard]] Amount Gbp(const S& text) {
  return Amount(text, "GBP");
}
template <class S>
[[nodiscard]] Amount Usd(const S& text) {
  return Amount(text, "USD");
}

// RateOf("10%"), RateOf("0.1").
[[nodiscard]] Constant<Rate> RateOf(std::string_view text);
// Day("2026-11-21").
[[nodiscard]] Constant<Date> Day(std::string_view text);
// Moment("2026-11-21T08:26:30Z").
[[nodiscard]] Constant<Instant> Moment(std::string_view text);

// What this header has no name for. The text is yours: what is wrong with it is
// found when the program is compiled.
//
//   Cel<bool>("basket.lines in [3, 5, 8]") && InSegment("regulars")
template <class T, class F = Anywhere>
[[nodiscard]] Expr<T, F> Cel(std::string_view text) {
  return Expr<T, F>(internal::CelTerm(text));
}

}  // namespace patron::build

#endif  // PATRON_BUILD_EXPRESSIONS_H_
