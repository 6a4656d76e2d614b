// What the objects of build.h hold: a piece of CEL text that knows how tightly
// it binds, so that it is put into brackets where that is needed and only
// there.
//
// Include build.h; nothing in `internal` is for users.
//
// Threads: values, any thread.
#ifndef PATRON_BUILD_TERMS_H_
#define PATRON_BUILD_TERMS_H_

#include <concepts>
#include <cstdint>
#include <ratio>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "patron/build_checks.h"
#include "patron/calendar.h"
#include "patron/event.h"
#include "patron/money.h"
#include "patron/rate.h"

namespace patron::build::internal {

// How tightly a text binds, in CEL's order; less needs brackets.
enum class Rank : uint8_t {
  kChoice = 1,
  kOr,
  kAnd,
  kRelation,
  kSum,
  kProduct,
  kUnary,
  kPrimary,
};

struct Term {
  std::string text;
  Rank rank = Rank::kPrimary;
  std::vector<std::string> currencies;  // of the amounts in it, each once
  absl::Status problem;                 // why no program can be built with it
};

[[nodiscard]] Term BoolTerm(bool value);
[[nodiscard]] Term IntTerm(int64_t value);
[[nodiscard]] Term UintTerm(uint64_t value);
[[nodiscard]] Term TextTerm(std::string_view value);
[[nodiscard]] Term WeekdayTerm(Weekday value);
[[nodiscard]] Term LineKindTerm(LineKind value);
[[nodiscard]] Term MoneyTerm(Money value);
// money("20.00"), in `currency`, or in the program's where that is "".
[[nodiscard]] Term AmountTerm(std::string_view amount,
                              std::string_view currency);
[[nodiscard]] Term RateTerm(Rate value);
[[nodiscard]] Term DateTerm(Date value);
[[nodiscard]] Term InstantTerm(Instant value);
// duration("3h")
[[nodiscard]] Term DurationTerm(int64_t count, std::string_view unit);

// A name of Patron's own.
[[nodiscard]] Term NameTerm(std::string_view dotted_name);
// A name of the program's: `line` and `own_cup`.
[[nodiscard]] Term AttributeTerm(std::string_view owner, std::string_view name);
[[nodiscard]] Term CelTerm(std::string_view text);

[[nodiscard]] Term SignTerm(std::string_view sign, const Term& of);
[[nodiscard]] Term BinaryTerm(Rank rank, std::string_view sign, const Term& a,
                              const Term& b);
[[nodiscard]] Term ChoiceTerm(const Term& condition, const Term& then,
                              const Term& otherwise);
[[nodiscard]] Term ListTerm(const std::vector<Term>& items);
// f(a, b); a name that cannot be one is a problem.
[[nodiscard]] Term CallTerm(std::string_view function,
                            const std::vector<Term>& arguments);
// x.f(a, b)
[[nodiscard]] Term MemberCallTerm(std::string_view function,
                                  const Term& receiver,
                                  const std::vector<Term>& arguments);
// line.?own_cup.orValue(x), for the name of a fact.
[[nodiscard]] Term ValueOrTerm(const Term& fact, const Term& otherwise);

template <class Period>
constexpr std::string_view UnitOf() {
  if constexpr (std::same_as<Period, std::ratio<3600>>) return "h";
  if constexpr (std::same_as<Period, std::ratio<60>>) return "m";
  if constexpr (std::same_as<Period, std::ratio<1>>) return "s";
  if constexpr (std::same_as<Period, std::milli>) return "ms";
  if constexpr (std::same_as<Period, std::micro>) return "us";
  return "";
}

template <class V>
Term MakeLiteral(const V& value) {
  using T = LiteralType<V>;
  if constexpr (std::same_as<T, bool>) {
    return BoolTerm(value);
  } else if constexpr (std::same_as<T, int64_t>) {
    if constexpr (std::signed_integral<V>) return IntTerm(value);
    return UintTerm(static_cast<uint64_t>(value));
  } else if constexpr (std::same_as<T, std::string>) {
    return TextTerm(value);
  } else if constexpr (std::same_as<T, Weekday>) {
    return WeekdayTerm(value);
  } else if constexpr (std::same_as<T, LineKind>) {
    return LineKindTerm(value);
  } else if constexpr (std::same_as<T, Money>) {
    return MoneyTerm(value);
  } else if constexpr (std::same_as<T, Rate>) {
    return RateTerm(value);
  } else if constexpr (std::same_as<T, Date>) {
    return DateTerm(value);
  } else if constexpr (std::same_as<T, Instant>) {
    return InstantTerm(value);
  } else if constexpr (std::same_as<T, Duration>) {
    constexpr std::string_view kUnit = UnitOf<typename V::period>();
    static_assert(!kUnit.empty(),
                  "a duration is in hours, minutes, seconds, milliseconds or "
                  "microseconds; for days ask DaysBetween()");
    return DurationTerm(value.count(), kUnit);
  } else {
    static_assert(kNever<V>,
                  "this is no literal: write a number, a text, a bool, "
                  "Eur(\"20.00\"), RateOf(\"10%\") or Day(\"2026-11-21\")");
    return {};
  }
}

template <class T, class F>
Expr<T, F> Lift(const Expr<T, F>& expression) {
  return expression;
}
template <class V>
requires(!IsExpr<V>) Expr<LiteralType<V>, Anywhere> Lift(const V& value) {
  return Expr<LiteralType<V>, Anywhere>(MakeLiteral(value));
}

// Values that stand as text in a program, since no double is exact.

template <class S>
std::string_view AmountText(const S& amount) {
  static_assert(TextLike<S>,
                "write the amount as text, exactly: Eur(\"20.00\")");
  if constexpr (TextLike<S>) return amount;
  return {};
}

template <class T, class V>
std::string ValueTextOf(const V& value) {
  if constexpr (TextLike<V>) {
    return std::string(std::string_view(value));
  } else if constexpr (std::same_as<T, int64_t> && Number<V>) {
    return std::to_string(value);
  } else if constexpr (std::same_as<T, Rate> && std::same_as<V, Rate>) {
    return FormatPercent(value);
  } else if constexpr (std::same_as<T, Date> && std::same_as<V, Date>) {
    return FormatDate(value);
  } else {
    static_assert(kNever<V>,
                  "write this as text, exactly: \"10%\", \"1.5\" or "
                  "\"2026-11-21\"");
    return {};
  }
}

template <class T>
class ValueText {
 public:
  template <class V>
  ValueText(const V& value)  // NOLINT(google-explicit-constructor)
      : text_(ValueTextOf<T>(value)) {}
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// The name of an object of the program.
class Id {
 public:
  template <TextLike S>
  Id(const S& id)  // NOLINT(google-explicit-constructor)
      : id_(id) {}
  [[nodiscard]] const std::string& id() const { return id_; }

 private:
  std::string id_;
};

}  // namespace patron::build::internal

#endif  // PATRON_BUILD_TERMS_H_
