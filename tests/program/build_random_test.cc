// Random expressions built in C++, beside the same as text with every bracket
// there is: both are one expression, and what was built is canonical.
//
// PATRON_SEED gives a seed back.
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "expr/expression.h"
#include "patron/build.h"
#include "patron/error.h"
#include "program/facts.h"
#include "tests/program/kind_of_type.h"
#include "tests/seed.h"

namespace patron::build {
namespace {

using ::patron::testing::Between;
using ::patron::testing::KindOfType;

// As the checker declares them, so that types are those of programs.
template <class F>
expr::Environment EnvironmentOf() {
  using expr::Type;
  expr::Environment environment;
  environment.SetCurrency(*Currency::FromCode("EUR"));
  const auto name = [&](const std::string& function, Type type) {
    const uint32_t slot = environment.AddFact(function + "(x)", type);
    environment.AddNamed(
        function, type,
        [slot](std::string_view) -> absl::StatusOr<uint32_t> { return slot; });
  };
  if constexpr (std::is_same_v<F, OfLine>) {
    for (uint32_t f = 0; f < static_cast<uint32_t>(LineFact::kEnd); ++f) {
      const FactInfo info = InfoOf(static_cast<LineFact>(f));
      environment.AddFact(std::string(info.name), Type(info.kind));
    }
    environment.AddFact("line.best_before", Type::Date());
    name("in_selection", Type::Bool());
  } else {
    constexpr bool kMember = std::is_same_v<F, OfMember>;
    constexpr OrderFact kEnd =
        kMember ? OrderFact::kMemberFactsEnd : OrderFact::kEnd;
    for (uint32_t f = 0; f < static_cast<uint32_t>(kEnd); ++f) {
      const FactInfo info = InfoOf(static_cast<OrderFact>(f));
      environment.AddFact(std::string(info.name), Type(info.kind));
    }
    name("in_segment", Type::Bool());
    name("points", Type::Points());
    if (!kMember) {
      name("quantity", Type::Quantity());
      name("total", Type::Money());
      name("count", Type::Int());
    }
  }
  return environment;
}

template <class T, class F>
struct Made {
  Expr<T, F> built;
  std::string text;
};

// Expressions over facts of F, at most so many signs deep.
template <class F>
class Maker {
 public:
  explicit Maker(std::mt19937_64& random) : random_(random) {}

  Made<bool, F> Condition(int depth) {
    if (depth == 0) return ConditionLeaf();
    switch (Roll(13)) {
      case 0:
      case 1: {
        const auto a = Condition(depth - 1), b = Condition(depth - 1);
        return {a.built && b.built, Sign(a, "&&", b)};
      }
      case 2:
      case 3: {
        const auto a = Condition(depth - 1), b = Condition(depth - 1);
        return {a.built || b.built, Sign(a, "||", b)};
      }
      case 4: {
        const auto a = Condition(depth - 1);
        return {!a.built, "(!" + a.text + ")"};
      }
      case 5:
        return Compare(Number(depth - 1), Number(depth - 1));
      case 6:
        return Compare(Amount(depth - 1), Amount(depth - 1));
      case 7:
        return Compare(Text(depth - 1), Text(depth - 1));
      case 8:
        return Compare(Moment(depth - 1), Moment(depth - 1));
      case 9: {
        const auto a = Condition(depth - 1), b = Condition(depth - 1);
        if (Roll(2) == 0) return {a.built == b.built, Sign(a, "==", b)};
        return {a.built != b.built, Sign(a, "!=", b)};
      }
      case 10: {
        const auto a = Text(depth - 1), b = Text(depth - 1);
        return {a.built.StartsWith(b.built),
                a.text + ".startsWith(" + b.text + ")"};
      }
      case 11: {
        const auto a = Number(depth - 1);
        return {a.built.In({1, -2, 3}), "(" + a.text + " in [1, (-2), 3])"};
      }
      default:
        return Choose<bool>(depth, [&] { return Condition(depth - 1); });
    }
  }

 private:
  int64_t Roll(int64_t sides) { return Between(random_, 0, sides - 1); }

  template <class A, class B>
  std::string Sign(const A& a, const std::string& sign, const B& b) {
    return "(" + a.text + " " + sign + " " + b.text + ")";
  }

  template <class T>
  Made<bool, F> Compare(const Made<T, F>& a, const Made<T, F>& b) {
    switch (Roll(6)) {
      case 0:
        return {a.built == b.built, Sign(a, "==", b)};
      case 1:
        return {a.built != b.built, Sign(a, "!=", b)};
      case 2:
        return {a.built < b.built, Sign(a, "<", b)};
      case 3:
        return {a.built <= b.built, Sign(a, "<=", b)};
      case 4:
        return {a.built > b.built, Sign(a, ">", b)};
      default:
        return {a.built >= b.built, Sign(a, ">=", b)};
    }
  }

  // A choice, or the text again as somebody else's.
  template <class T, class Next>
  Made<T, F> Choose(int depth, Next next) {
    if (Roll(2) == 0) {
      const Made<T, F> a = next();
      return {Cel<T, F>(a.text), a.text};
    }
    const auto condition = Condition(depth - 1);
    const Made<T, F> a = next();
    const Made<T, F> b = next();
    return {If(condition.built, a.built, b.built),
            "(" + condition.text + " ? " + a.text + " : " + b.text + ")"};
  }

  Made<int64_t, F> Number(int depth) {
    if (depth == 0) return NumberLeaf();
    const auto next = [&] { return Number(depth - 1); };
    if (Roll(6) == 0) return Choose<int64_t>(depth, next);
    if (Roll(6) == 0) {
      const auto text = Text(depth - 1);
      return {text.built.Size(), text.text + ".size()"};
    }
    const auto a = next();
    const auto b = next();
    switch (Roll(6)) {
      case 0:
        return {a.built + b.built, Sign(a, "+", b)};
      case 1:
        return {a.built - b.built, Sign(a, "-", b)};
      case 2:
        return {a.built * b.built, Sign(a, "*", b)};
      case 3:
        return {a.built / b.built, Sign(a, "/", b)};
      case 4:
        return {a.built % b.built, Sign(a, "%", b)};
      default:
        return {-a.built, "(-" + a.text + ")"};
    }
  }

  Made<Money, F> Amount(int depth) {
    if (depth == 0) return AmountLeaf();
    const auto next = [&] { return Amount(depth - 1); };
    const auto a = next();
    switch (Roll(6)) {
      case 0: {
        const auto b = next();
        return {a.built + b.built, Sign(a, "+", b)};
      }
      case 1: {
        const auto b = next();
        return {a.built - b.built, Sign(a, "-", b)};
      }
      case 2: {
        const auto b = Number(depth - 1);
        return {a.built * b.built, Sign(a, "*", b)};
      }
      case 3: {
        const auto b = Number(depth - 1);
        return {b.built * a.built, Sign(b, "*", a)};
      }
      case 4:
        return {-a.built, "(-" + a.text + ")"};
      default:
        return Choose<Money>(depth, next);
    }
  }

  Made<std::string, F> Text(int depth) {
    if (depth == 0) return TextLeaf();
    const auto next = [&] { return Text(depth - 1); };
    if (Roll(3) == 0) return Choose<std::string>(depth, next);
    const auto a = next();
    const auto b = next();
    return {a.built + b.built, Sign(a, "+", b)};
  }

  Made<Instant, F> Moment(int depth) {
    using std::chrono::minutes;
    const Made<Instant, F> time = MomentLeaf();
    if (depth == 0) return time;
    const auto next = [&] { return Moment(depth - 1); };
    if (Roll(3) == 0) return Choose<Instant>(depth, next);
    const auto a = next();
    if (Roll(2) == 0) {
      return {a.built - minutes(5), "(" + a.text + " - duration('5m'))"};
    }
    return {(a.built - time.built) + time.built,
            "((" + a.text + " - " + time.text + ") + " + time.text + ")"};
  }

  Made<bool, F> ConditionLeaf() {
    if (Roll(8) == 0) return {Constant<bool>(true), "true"};
    const auto time = MomentLeaf();
    switch (Roll(3)) {
      case 0:
        return {WeekdayOf(time.built) == Weekday::kSunday,
                "(weekday(" + time.text + ") == 'sun')"};
      case 1:
        return {WeekdayOf(DateOf(time.built))
                    .In({Weekday::kMonday, Weekday::kTuesday}),
                "(weekday(date(" + time.text + ")) in ['mon','tue'])"};
      default:
        break;
    }
    if constexpr (std::is_same_v<F, OfLine>) {
      if (Roll(2) == 0) {
        return {Has(LineAttribute<Date>("best_before")),
                "has(line.best_before)"};
      }
      return {InSelection("a\"b"), "in_selection('a\"b')"};
    } else if constexpr (std::is_same_v<F, OfOrder>) {
      if (Roll(2) == 0) return {Quantity("c") >= 2, "(quantity('c') >= 2)"};
      return {InSegment("r"), "in_segment(\"r\")"};
    } else {
      if (Roll(2) == 0) return {100 > Points("p"), "(100 > points('p'))"};
      return {Member().Enrolled(), "member.enrolled"};
    }
  }

  Made<int64_t, F> NumberLeaf() {
    if (Roll(3) == 0) {
      const int64_t value = Between(random_, -3, 3);
      return {Constant<int64_t>(value), "(" + std::to_string(value) + ")"};
    }
    const auto time = MomentLeaf();
    switch (Roll(4)) {
      case 0:
        return {HourOf(time.built), "hour(" + time.text + ")"};
      case 1:
        return {DaysBetween(time.built, time.built),
                "days_between(" + time.text + ", " + time.text + ")"};
      case 2:
        return {DateOf(time.built) - Day("2026-01-31"),
                "(date(" + time.text + ") - date('2026-01-31'))"};
      default:
        break;
    }
    if constexpr (std::is_same_v<F, OfLine>) {
      return {Line().Units(), "line.units"};
    } else if constexpr (std::is_same_v<F, OfOrder>) {
      if (Roll(2) == 0) return {Count("c"), "count('c')"};
      return {Basket().Lines(), "basket.lines"};
    } else {
      return {Stats().Orders(), "member.stats.orders"};
    }
  }

  Made<Money, F> AmountLeaf() {
    if (Roll(2) == 0) return {Eur("12.34"), "money('12.34')"};
    if constexpr (std::is_same_v<F, OfLine>) {
      return {Line().Amount(), "line.amount"};
    } else if constexpr (std::is_same_v<F, OfOrder>) {
      if (Roll(2) == 0) return {Total("c"), "total('c')"};
      return {Total(), "basket.total"};
    } else {
      return {Stats().Spend(), "member.stats.spend"};
    }
  }

  Made<std::string, F> TextLeaf() {
    if (Roll(2) == 0) return {Constant<std::string>("a'\t"), "'a\\'\\t'"};
    if constexpr (std::is_same_v<F, OfLine>) {
      if (Roll(2) == 0) return {Line().ParentSku(), "line.parent_sku"};
      return {Line().Sku(), "line.sku"};
    } else {
      return {Member().Id(), "member.id"};
    }
  }

  Made<Instant, F> MomentLeaf() {
    if constexpr (std::is_same_v<F, OfLine>) {
      return {build::Moment("2026-01-31T12:00:00Z"),
              "timestamp('2026-01-31T12:00:00Z')"};
    } else if constexpr (std::is_same_v<F, OfOrder>) {
      return {Event().Time(), "event.time"};
    } else {
      return {Stats().LastOrder(), "member.stats.last_order"};
    }
  }

  std::mt19937_64& random_;
};

template <class T, class F>
void Compare(const expr::Environment& environment, const Made<T, F>& made) {
  const std::string& built = made.built.text();
  const auto canonical = expr::Canonical(built, expr::Limits());
  ASSERT_TRUE(canonical.ok()) << built;
  ASSERT_EQ(*canonical, built);

  const auto compile = [&](const std::string& text) {
    expr::CompileResult result = expr::Compile(
        environment, text, expr::Type(KindOfType<T>()), expr::Limits());
    EXPECT_TRUE(result.ok())
        << text << "\n"
        << (result.ok() ? "" : FormatDiagnostic(result.diagnostics[0]));
    return std::move(result.expression);
  };
  const auto from_objects = compile(built);
  const auto from_text = compile(made.text);
  ASSERT_TRUE(from_objects && from_text) << made.text;
  ASSERT_EQ(from_objects->Print(), from_text->Print()) << made.text;
  ASSERT_EQ(from_objects->PrintProgram(), from_text->PrintProgram()) << built;
  ASSERT_EQ(from_objects->type(), from_text->type()) << built;
}

template <class F>
void CompareRandomOnes() {
  std::mt19937_64 random = testing::SeededRandom();
  const expr::Environment environment = EnvironmentOf<F>();
  Maker<F> maker(random);
  for (int i = 0; i < 2'000; ++i) {
    Compare(environment, maker.Condition(static_cast<int>(i % 4)));
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(BuildRandom, ConditionsOfLines) { CompareRandomOnes<OfLine>(); }
TEST(BuildRandom, ConditionsOfMembers) { CompareRandomOnes<OfMember>(); }
TEST(BuildRandom, ConditionsOfOrders) { CompareRandomOnes<OfOrder>(); }

}  // namespace
}  // namespace patron::build
