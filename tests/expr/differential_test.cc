// The flat program against the slow evaluator, and the printer against the
// parser: over all expressions up to a size, then over random ones.
//
// PATRON_SEED gives a seed back; PATRON_LONG_RUN=1 makes it a million.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <random>

#include "expr/parser.h"
#include "expr/printer.h"
#include "tests/expr/shop.h"

namespace patron::expr {
namespace {

constexpr ErrorValue kGone{Reason::kExpressionFailed, "gone"};

// Few facts of every kind, one of them an error.
struct Facts {
  Facts() {
    Add("t", Value::Bool(true));
    Add("f", Value::Bool(false));
    Add("e", Value::Error(&kGone));
    Add("n", Value::Int(2));
    Add("s", Value::String("ab"));
    Add("l", Value::List(items));
    Add("m", Value::Map(entries));
    Add("q", Value::Of(Quantity::Pieces(2)));
    Add("c", Value::Of(Money{200, *Currency::FromCode("EUR")}));
  }

  void Add(const std::string& name, Value value) {
    environment.AddFact(name, Type::Dyn());
    values.push_back(value);
  }

  Environment environment;
  std::vector<Value> values;
  std::vector<Value> items = {Value::Int(0), Value::Int(2), Value::Bool(true)};
  std::vector<MapEntry> entries = {{Value::String("a"), Value::Int(1)},
                                   {Value::Int(2), Value::Bool(false)}};
};

// Compares everything that there are two ways of doing. False where the text
// is no expression.
bool Compare(const Facts& facts, const std::string& source) {
  CompileOptions options;
  options.check = false;
  const CompileResult made =
      Compile(facts.environment, source, std::nullopt, Limits(), options);
  if (!made.ok()) return false;
  static Scratch fast_scratch;
  static Scratch slow_scratch;
  const Value fast = made.expression->Evaluate(facts.values, fast_scratch);
  const Value slow =
      made.expression->EvaluateSlowly(facts.values, slow_scratch);
  EXPECT_EQ(FormatValue(fast), FormatValue(slow)) << source;
  EXPECT_EQ(fast.kind(), slow.kind()) << source;

  const ParseResult tree = Parse(source, Limits());
  const std::string printed = PrintTree(*tree.ast, tree.ast->root());
  const ParseResult again = Parse(printed, Limits());
  if (!again.ast) {
    ADD_FAILURE() << source << " prints as " << printed;
    return true;
  }
  EXPECT_EQ(PrintShape(*again.ast, again.ast->root()),
            PrintShape(*tree.ast, tree.ast->root()))
      << source << " prints as " << printed;
  EXPECT_EQ(PrintTree(*again.ast, again.ast->root()), printed);
  return true;
}

void Reasons(const Facts& facts, const std::string& source) {
  CompileOptions options;
  options.check = false;
  const CompileResult made =
      Compile(facts.environment, source, std::nullopt, Limits(), options);
  Scratch scratch;
  const bool holds = made.expression->Evaluate(facts.values, scratch).is_true();
  // There is a reason exactly where the condition does not hold.
  EXPECT_EQ(made.expression->Explain(facts.values, scratch).empty(), holds)
      << source;
}

std::vector<std::string> Grow(const std::vector<std::string>& left,
                              const std::vector<std::string>& right) {
  std::vector<std::string> grown;
  for (const std::string& a : left) {
    grown.push_back("!(" + a + ")");
    grown.push_back("-(" + a + ")");
    grown.push_back("has((" + a + ").a)");
    for (const std::string& b : right) {
      for (const char* op : {" && ", " || ", " == ", " < ", " + ", " in "}) {
        grown.push_back("(" + a + ")" + op + "(" + b + ")");
      }
      grown.push_back("(" + a + ")[" + b + "]");
      grown.push_back("(" + a + ") ? (" + b + ") : (n)");
      grown.push_back("(" + a + ").exists(x, " + b + ")");
      grown.push_back("(" + a + ").map(x, x == n, " + b + ")");
    }
  }
  return grown;
}

TEST(Differential, AllSmallExpressions) {
  const Facts facts;
  const std::vector<std::string> atoms = {"t", "f", "e", "n", "l", "m", "1"};
  const std::vector<std::string> small = Grow(atoms, atoms);
  int compared = 0;
  for (const std::string& source : small) {
    ASSERT_TRUE(Compare(facts, source)) << source;
    Reasons(facts, source);
    ++compared;
  }
  // One more level where short circuits meet errors.
  for (const std::string& a : small) {
    for (const char* b : {"t", "f", "e", "1"}) {
      for (const char* op : {" && ", " || "}) {
        ASSERT_TRUE(Compare(facts, "(" + a + ")" + op + b));
        ASSERT_TRUE(Compare(facts, b + std::string(op) + "(" + a + ")"));
        compared += 2;
      }
    }
    ASSERT_TRUE(Compare(facts, "l.exists(x, " + a + " && x == n)"));
    ASSERT_TRUE(Compare(facts, "l.all(x, x == n || " + a + ")"));
    compared += 2;
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(compared, 5000);
}

// Random text of the grammar, bounded in depth.
class Writer {
 public:
  explicit Writer(uint64_t seed) : random_(seed) {}

  std::string Write(int depth) {
    if (depth == 0) return Atom();
    const auto sub = [&] { return Write(depth - 1 - Below(2) * (depth > 1)); };
    switch (Below(18)) {
      case 0:
        return Atom();
      case 1:
        return std::string(Below(2) ? "!" : "-") + "(" + sub() + ")";
      case 2:
      case 3:
        return "(" + sub() + ")" + Pick({"&&", "||"}) + "(" + sub() + ")";
      case 4:
        return sub() + Pick({"&&", "||"}) + sub() + Pick({"&&", "||"}) + sub();
      case 5:
      case 6:
        return sub() +
               Pick({"==", "!=", "<", "<=", ">", ">=", " in ", "+", "-", "*",
                     "/", "%"}) +
               sub();
      case 7:
        return "(" + sub() + ") ? " + "(" + sub() + ") : " + sub();
      case 8:
        return "(" + sub() + ")[" + sub() + "]";
      case 9:
        return "[" + sub() + ", " + sub() + "]";
      case 10:
        return "{" + Atom() + ": " + sub() + ", " + Atom() + ": " + sub() + "}";
      case 11:
        return Pick({"size", "int", "string", "type", "dyn", "double",
                     "math.abs", "math.sign", "math.sqrt", "math.bitNot",
                     "math.least", "strings.quote", "base64.decode"}) +
               "(" + sub() + ")";
      case 12:
        return "(" + sub() + ")" +
               Pick({".exists", ".all", ".exists_one", ".filter", ".map"}) +
               "(" + Pick({"x", "y"}) + ", " + sub() + ")";
      case 13:
        return "(" + sub() + ")." +
               Pick({"split", "join", "indexOf", "lastIndexOf", "charAt",
                     "substring"}) +
               "(" + sub() + ")";
      case 14:
        return "(" + sub() + ")." + Pick({"replace", "indexOf"}) + "(" + sub() +
               ", " + sub() + ")";
      case 15:
        return Pick({"math.greatest", "math.least", "math.bitXor",
                     "math.bitShiftRight"}) +
               "(" + sub() + ", " + sub() + ")";
      case 16:
        return "'" + Pick({"%s", "%d", "%.2f", "%e", "%x", "%b"}) + " %s'" +
               ".format([" + sub() + ", " + sub() + "])";
      default:
        return "(" + sub() + ").map(x, " + sub() + ", " + sub() + ")";
    }
  }

 private:
  int Below(int bound) { return static_cast<int>(random_() % unsigned(bound)); }
  std::string Pick(std::vector<std::string_view> choices) {
    return std::string(choices[size_t(Below(int(choices.size())))]);
  }
  std::string Atom() {
    return Pick({"t",
                 "f",
                 "e",
                 "n",
                 "s",
                 "l",
                 "m",
                 "q",
                 "c",
                 "x",
                 "y",
                 "0",
                 "1",
                 "2u",
                 "1.5",
                 "'a'",
                 "b'a'",
                 "null",
                 "true",
                 "false",
                 "m.a",
                 "has(m.a)",
                 "l.x",
                 "money('2.00 EUR')",
                 "9223372036854775807",
                 "duration('1s')",
                 "timestamp(0)",
                 "'ab'.contains(s)",
                 "s.matches('a')"});
  }

  std::mt19937_64 random_;
};

TEST(Differential, RandomExpressions) {
  const char* given = std::getenv("PATRON_SEED");
  const uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : 20261121;
  const int count = std::getenv("PATRON_LONG_RUN") != nullptr ? 1000000 : 20000;
  std::printf("  PATRON_SEED=%llu\n", static_cast<unsigned long long>(seed));
  const Facts facts;
  Writer writer(seed);
  int compared = 0;
  for (int i = 0; i < count && !::testing::Test::HasFailure(); ++i) {
    const std::string source = writer.Write(1 + i % 4);
    if (!Compare(facts, source)) continue;
    ++compared;
    if (i % 16 == 0) Reasons(facts, source);
  }
  EXPECT_GT(compared, count / 2);
}

// The same with the checker on: what it accepts evaluates the same, and has the
// type that it said unless that was dyn or the value is an error.
TEST(Differential, CheckedTypesAreTrue) {
  const Shop shop;
  const std::vector<std::string> atoms = {
      "1",        "1.5",          "'a'",        "member.vip",
      "prices",   "basket.total", "attributes", "quantity('coffee')",
      "[1, 'a']", "[]",           "{'a': 1}",   "points('bean')",
      "anything", "2u",           "b'a'",       "date('2026-11-21')"};
  int compiled = 0;
  Scratch scratch;
  for (const std::string& source : Grow(atoms, atoms)) {
    const CompileResult made =
        Compile(shop.environment, source, std::nullopt, Limits());
    if (!made.ok()) continue;
    ++compiled;
    const Value value = made.expression->Evaluate(shop.facts, scratch);
    const Type& type = made.expression->type();
    if (value.is_error() || type.is_dyn()) continue;
    EXPECT_EQ(value.kind(), type.kind()) << source;
  }
  EXPECT_GT(compiled, 200);
}

}  // namespace
}  // namespace patron::expr
