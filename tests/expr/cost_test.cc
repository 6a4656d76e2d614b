// The worst cost as told at load: never below what an evaluation takes, and low
// enough that what a shop writes is far from the budget.
#include "expr/cost.h"

#include <cstdlib>
#include <random>

#include "tests/expr/shop.h"
#include "tests/seed.h"

namespace patron::expr {
namespace {

// Facts whose size is known: no list, no map, nothing dyn.
class Bounded {
 public:
  Bounded() {
    environment.SetCurrency(*Currency::FromCode("EUR"));
    Add("line.sku", Type::String(), Value::String(sku));
    Add("basket.total", Type::Money(), Shop::Euro("46.80"));
    Add("member.orders", Type::Int(), Value::Int(7));
    Add("member.vip", Type::Bool(), Value::Bool(true));
  }

  void Add(const std::string& name, Type type, Value value) {
    environment.AddFact(name, type);
    facts.push_back(value);
  }

  std::string sku = std::string(4096, 'a');
  Environment environment;
  std::vector<Value> facts;
};

struct CostRow {
  std::string_view source;
  uint64_t steps_max;  // what the estimate may be at most
};

TEST(Cost, WhatAShopWritesIsFarFromTheBudget) {
  constexpr CostRow kRows[] = {
      {"true", 1},
      {"basket.total >= money('50.00') && member.vip", 10},
      {"line.sku in ['latte', 'mocha', 'flat white', 'espresso']", 1000},
      {"line.sku.startsWith('coffee-')", 1500},
      {"line.sku.contains('organic')", 1500},
      {"line.sku.matches('^[a-z]+-[0-9]{3}$')", 5000},
      {"['a-', 'b-', 'c-'].exists(p, line.sku.startsWith(p))", 5000},
      {"line.sku.size() > 3 ? member.orders * 2 > 10 : member.orders > 10",
       1500},
  };
  const Bounded shop;
  Scratch scratch;
  for (const CostRow& row : kRows) {
    const CompileResult made =
        Compile(shop.environment, row.source, std::nullopt, Limits(),
                {.bounded = true});
    ASSERT_TRUE(made.ok()) << FormatDiagnostic(made.diagnostics[0]);
    EXPECT_TRUE(made.expression->steps_are_bounded()) << row.source;
    EXPECT_LE(made.expression->steps_at_most(), row.steps_max) << row.source;
    (void)made.expression->Evaluate(shop.facts, scratch);
    EXPECT_LE(scratch.steps, made.expression->steps_at_most()) << row.source;
  }
}

std::string Repeat(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

std::string Listed(int count, const std::string& quote) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    out += (i > 0 ? ", " : "") + quote + std::to_string(7000 + i) + quote;
  }
  return "[" + out + "]";
}

// Ordinary rules, the loops among them; each was refused once. The text is as
// long as a fact's may be and has as many words as it can hold.
TEST(Cost, WhatAShopWritesIsAccepted) {
  Bounded shop;
  const std::vector<std::string> texts = {
      Repeat("ab ", 1365), Repeat(" ", 4096), Repeat("-", 4096), shop.sku};
  const std::string sources[] = {
      "line.sku.split(' ').exists(w, w == 'bio')",
      "line.sku.split('-').exists(x, x == 'X')",
      "line.sku.split(' ').exists(w, w.startsWith('bio'))",
      "line.sku.split(' ').exists(w, w.contains('bio'))",
      "line.sku.split(' ').map(w, w.lowerAscii()).exists(w, w == 'bio')",
      "line.sku.split(' ').filter(w, w.size() > 3).size() > 3",
      "line.sku.split(' ').all(w, w in ['bio', 'fair', 'vegan'])",
      "line.sku.split('-', 2)[0].matches('^[A-Z]{2}$')",
      "line.sku.replace('-', '').matches('^[0-9]{13}$')",
      "line.sku.replace('-', '').startsWith('400')",
      "line.sku.trim().replace(' ', '').lowerAscii().startsWith('x')",
      "line.sku.lowerAscii().matches('bio|organic|vegan')",
      Listed(50, "'") + ".exists(p, line.sku.startsWith(p))",
      Listed(200, "'") + ".exists(p, line.sku.startsWith(p))",
      Listed(100, "'") + ".exists(w, line.sku.contains(w))",
      "line.sku in " + Listed(2000, "'"),
      Listed(1500, "") + ".exists(i, i" + Repeat(" + i", 24) + " < -3)",
  };
  Scratch scratch;
  for (const std::string& source : sources) {
    const CompileResult made = Compile(shop.environment, source, Type::Bool(),
                                       Limits(), {.bounded = true});
    ASSERT_TRUE(made.ok()) << FormatDiagnostic(made.diagnostics[0]) << source;
    EXPECT_TRUE(made.expression->steps_are_bounded()) << source;
    for (const std::string& text : texts) {
      shop.facts[0] = Value::String(text);
      EXPECT_FALSE(made.expression->Evaluate(shop.facts, scratch).is_error());
      EXPECT_LE(scratch.steps, made.expression->steps_at_most()) << source;
    }
  }
}

// "At most 94,816 steps" was said of the first, which took more.
TEST(Cost, WhatGrowsIsCountedAsItGrows) {
  Bounded shop;
  std::string grown = "line.sku";
  for (int i = 0; i < 12; ++i) {
    grown = "base64.encode(bytes(" + grown + "))";
  }
  Scratch scratch;
  const std::string sources[] = {
      "cel.bind(s, string(bytes(" + grown +
          ")), [1, 2, 3, 4, 5, 6, 7, 8].exists(i, s.matches('^b+$')))",
      "cel.bind(s, line.sku.replace('a', 'ab' + line.sku, 9), s == s + 'a')",
      "cel.bind(s, strings.quote(line.sku), "
      "s.split('') == (s + 'a').split(''))"};
  for (const std::string& source : sources) {
    Limits wide;
    wide.steps_max = 100'000'000;
    const CompileResult made =
        Compile(shop.environment, source, Type::Bool(), wide);
    ASSERT_TRUE(made.ok()) << FormatDiagnostic(made.diagnostics[0]);
    EXPECT_FALSE(made.expression->Evaluate(shop.facts, scratch).is_error());
    EXPECT_LE(scratch.steps, made.expression->steps_at_most()) << source;
  }
}

TEST(Cost, WhatMayTakeTooLongIsRefusedWhenItIsLoaded) {
  const std::string ten = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
  const std::string doubled = "[[1], [1]]" + Repeat(".map(x, [x, x])", 30);
  const Bounded shop;
  for (const std::string& source :
       {doubled + " == " + doubled,
        ten + ".all(a, " + ten + ".all(b, " + ten + ".all(c, " + ten +
            ".all(d, " + ten + ".all(e, a + b + c + d + e >= 0)))))",
        ten + ".all(i, !line.sku.matches('a{3}' + string(i)))",
        "line.sku.contains(line.sku) && " + ten +
            ".all(i, line.sku.contains(line.sku))"}) {
    const CompileResult made = Compile(shop.environment, source, std::nullopt,
                                       Limits(), {.bounded = true});
    ASSERT_FALSE(made.ok()) << source;
    EXPECT_EQ(made.diagnostics[0].reason, Reason::kExpressionBudget);
    // Without the check it stops when it gets there.
    EXPECT_TRUE(Compile(shop.environment, source, std::nullopt, Limits()).ok());
  }
  // Nobody knows how long a list of the host's is.
  const Shop open;
  const CompileResult made =
      Compile(open.environment, "prices.all(a, prices.all(b, a + b > 0))",
              std::nullopt, Limits(), {.bounded = true});
  ASSERT_TRUE(made.ok());
  EXPECT_FALSE(made.expression->steps_are_bounded());
}

// Random expressions over facts of known size.
class Writer {
 public:
  explicit Writer(uint64_t seed) : random_(seed) {}

  std::string Ints(int depth) {
    if (depth == 0) return Pick({"1", "member.orders", "2", "x", "7"});
    switch (Below(6)) {
      case 0:
        return Ints(depth - 1) + Pick({" + ", " * ", " - "}) + Ints(depth - 1);
      case 1:
        return "size(" + Lists(depth - 1) + ")";
      case 2:
        return Below(2)
                   ? "size(" + Texts(depth - 1) + ")"
                   : Texts(depth - 1) + ".indexOf(" + Texts(depth - 1) + ")";
      case 3:
        return "(" + Bools(depth - 1) + " ? " + Ints(depth - 1) + " : " +
               Ints(depth - 1) + ")";
      case 4:
        return "cel.bind(x, " + Ints(depth - 1) + ", " + Ints(depth - 1) + ")";
      default:
        return Lists(depth - 1) + "[?" + Ints(depth - 1) + "].orValue(3)";
    }
  }

  std::string Bools(int depth) {
    if (depth == 0) return Pick({"true", "member.vip", "x > 1"});
    switch (Below(7)) {
      case 0:
        return "(" + Bools(depth - 1) + Pick({" && ", " || "}) +
               Bools(depth - 1) + ")";
      case 1:
        return Ints(depth - 1) + " in " + Lists(depth - 1);
      case 2:
        return Lists(depth - 1) + Pick({".all", ".exists", ".exists_one"}) +
               "(x, " + Bools(depth - 1) + ")";
      case 3:
        return "(" + Lists(depth - 1) + " == " + Lists(depth - 1) + ")";
      case 4:
        return Texts(depth - 1) +
               Pick({".contains(", ".startsWith(", ".matches("}) +
               Texts(depth - 1) + ")";
      case 5:
        return Texts(depth - 1) + " == " + Texts(depth - 1);
      default:
        return Ints(depth - 1) + " > " + Ints(depth - 1);
    }
  }

  std::string Lists(int depth) {
    if (depth == 0) return Pick({"[1, 2, 3]", "[]", "[x, 4]", "[9]"});
    switch (Below(5)) {
      case 0:
        return "(" + Lists(depth - 1) + " + " + Lists(depth - 1) + ")";
      case 1:
        return Lists(depth - 1) + ".map(x, " + Ints(depth - 1) + ")";
      case 2:
        return Lists(depth - 1) + ".filter(x, " + Bools(depth - 1) + ")";
      case 3:
        return "[" + Ints(depth - 1) + ", " + Ints(depth - 1) + "]";
      default:
        return Lists(depth - 1) + ".map(x, " + Bools(depth - 1) + ", " +
               Ints(depth - 1) + ")";
    }
  }

  std::string Texts(int depth) {
    if (depth == 0) return Pick({"'ab'", "line.sku", "''", "string(x)"});
    switch (Below(8)) {
      case 0:
        return Texts(depth - 1) + ".replace(" + Texts(depth - 1) + ", 'xyz')";
      case 1:
        return Texts(depth - 1) + ".split(" + Texts(depth - 1) + ").join('-')";
      case 2:
        return "'%s and %d'.format([" + Lists(depth - 1) + ", " +
               Ints(depth - 1) + "])";
      case 3:
        return Texts(depth - 1) +
               Pick({".lowerAscii()", ".reverse()", ".trim()", ".charAt(0)",
                     ".substring(0)"});
      case 4:
        return "strings.quote(" + Texts(depth - 1) + ")";
      case 5:
        return "(" + Texts(depth - 1) + " + " + Texts(depth - 1) + ")";
      default:
        return Texts(depth - 1);
    }
  }

 private:
  int Below(int bound) { return static_cast<int>(random_() % unsigned(bound)); }
  std::string Pick(std::initializer_list<const char*> choices) {
    return *(choices.begin() + Below(static_cast<int>(choices.size())));
  }

  std::mt19937_64 random_;
};

TEST(Cost, AHostsAnswerIsAsLongAsAFactMayBe) {
  Bounded shop;
  const Value text = Value::String(shop.sku);
  ASSERT_TRUE(shop.environment
                  .AddFunction({"f",
                                {Type::Int()},
                                Type::String(),
                                false,
                                [text](std::span<const Value> /*arguments*/,
                                       Arena& /*arena*/) { return text; }})
                  .ok());
  Scratch scratch;
  for (const char* const source :
       {"f(1) == f(2)", "f(1).contains('b')", "(f(1) + f(2)).size() > 3",
        "f(1).matches('b+$')"}) {
    const CompileResult made =
        Compile(shop.environment, source, std::nullopt, Limits());
    ASSERT_TRUE(made.ok());
    ASSERT_TRUE(made.expression->steps_are_bounded()) << source;
    (void)made.expression->Evaluate(shop.facts, scratch);
    EXPECT_LE(scratch.steps, made.expression->steps_at_most()) << source;
    EXPECT_GT(scratch.steps, 64U) << source;
  }
}

TEST(Cost, NoEvaluationTakesMore) {
  const uint64_t seed = patron::testing::TestSeed();
  Bounded shop;
  shop.Add("x", Type::Int(), Value::Int(5));
  Writer writer(seed);
  Scratch scratch;
  int evaluated = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string source = writer.Bools(1 + i % 4);
    const CompileResult made =
        Compile(shop.environment, source, std::nullopt, Limits());
    if (!made.ok()) continue;
    ASSERT_TRUE(made.expression->steps_are_bounded()) << source;
    (void)made.expression->Evaluate(shop.facts, scratch);
    ++evaluated;
    ASSERT_LE(scratch.steps, made.expression->steps_at_most())
        << source << "\n"
        << made.expression->PrintProgram();
  }
  EXPECT_GT(evaluated, 10000);
}

}  // namespace
}  // namespace patron::expr
