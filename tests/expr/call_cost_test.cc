// The worst cost of every function that there is: none takes more than was told
// at load, whatever it is given, in a loop or bound to a name.
#include "expr/call_cost.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "expr/functions.h"
#include "tests/expr/shop.h"
#include "tests/seed.h"

namespace patron::expr {
namespace {

struct Atoms {
  std::string_view type;
  std::vector<std::string> texts;
};

// What calls are made of. `t` is a text that is bound around them.
const std::vector<Atoms>& AllAtoms() {
  static const std::vector<Atoms> kAtoms = {
      {"string",
       {"line.sku", "'a'", "''", "'%s'", "t", "'a b c'",
        "'" + std::string(300, 'x') + "'", "'[ab]+'"}},
      {"bytes", {"b'ab'", "b''", "bytes(t)", "b'\\xff\\xfe'"}},
      {"int", {"1", "0", "-1", "7", "t.size()"}},
      {"uint", {"1u", "7u"}},
      {"double", {"1.5", "1e300", "-0.0"}},
      {"bool", {"true", "t == 'a'"}},
      {"money", {"money('1.00')", "money('2.00 GBP')"}},
      {"quantity", {"amount"}},
      {"points", {"stars"}},
      {"rate", {"rate('10%')"}},
      {"date", {"date('2026-11-21')"}},
      {"timestamp", {"timestamp('2026-11-21T08:26:30Z')"}},
      {"duration", {"duration('90s')"}},
      {"type", {"type(t)"}},
      {"dyn", {"dyn(t)", "dyn([t, 'a'])", "dyn(1)"}},
      {"null", {"null"}},
      {"list(string)", {"t.split(' ')", "['a', t]", "[t, t, t, t]"}},
      {"list(int)", {"[1, 2, 3]"}},
      {"list(uint)", {"[1u]"}},
      {"list(double)", {"[1.5, 2.5]"}},
      {"list(dyn)",
       {"[dyn(t)]", "[dyn({t: t, 'a': [t]})]", "[dyn(bytes(t)), 1e300]"}},
      {"map(string, string)", {"{'a': t, t + 'b': 'b'}"}},
      {"optional(string)", {"optional.of(t)", "optional.none()"}},
      {"optional(list(string))", {"optional.of(t.split(' '))"}},
      {"optional(map(string, string))", {"optional.of({'a': t})"}},
      {"list(optional(string))", {"[optional.of(t)]"}},
  };
  return kAtoms;
}

class Caller {
 public:
  explicit Caller(uint64_t seed) : random_(seed) {
    for (const std::span<const Overload> family : AllOverloads()) {
      for (const Overload& overload : family) {
        all_.push_back(&overload);
        by_result_[ResultOf(overload).ToString()].push_back(&overload);
      }
    }
  }

  [[nodiscard]] const std::vector<const Overload*>& all() const { return all_; }

  std::string CallOf(const Overload& overload, int depth) {
    std::vector<std::string> arguments;
    for (const Type& type : ParseTypes(overload.parameters)) {
      arguments.push_back(Make(Substitute(type, Strings()), depth - 1));
    }
    if (overload.variadic) arguments.push_back(arguments[0]);
    const std::string name(overload.name);
    if (overload.style == CallStyle::kOperator) {
      return "(" + Operation(name, arguments) + ")";
    }
    const bool member = overload.style == CallStyle::kMember;
    std::string call = member ? "(" + arguments[0] + ")." + name : name;
    call += "(";
    for (size_t i = member ? 1 : 0; i < arguments.size(); ++i) {
      call += (i > (member ? 1U : 0U) ? ", " : "") + arguments[i];
    }
    return call + ")";
  }

  // The call where `t` is something.
  std::string Around(const std::string& call) {
    const std::string text = Make(Type::String(), 2);
    switch (random_() % 4) {
      case 0:
        return "cel.bind(t, " + text + ", " + call + ")";
      case 1:
        return text + ".split(' ').map(t, " + call + ").size()";
      case 2:
        return "['a', line.sku, 'b'].map(t, " + call + ") == []";
      default:
        return "cel.bind(t, line.sku, [" + call + "] == [" + call + "])";
    }
  }

 private:
  static Bindings Strings() { return {Type::String(), Type::String()}; }
  static Type ResultOf(const Overload& overload) {
    return Substitute(
        ParseType(overload.result, TypeText::kSignature).value_or(Type::Dyn()),
        Strings());
  }

  static std::string Operation(const std::string& name,
                               const std::vector<std::string>& a) {
    if (name == "_[_]") return a[0] + "[" + a[1] + "]";
    if (name == "_[?_]") return a[0] + "[?" + a[1] + "]";
    if (name == "@in") return a[0] + " in " + a[1];
    if (a.size() == 1) return name.substr(0, 1) + a[0];
    return a[0] + " " + name.substr(1, name.size() - 2) + " " + a[1];
  }

  std::string Make(const Type& type, int depth) {
    const std::string name = type.ToString();
    const auto found = by_result_.find(name);
    if (depth > 0 && found != by_result_.end() && random_() % 3 > 0) {
      const auto& overloads = found->second;
      return CallOf(*overloads[random_() % overloads.size()], depth);
    }
    for (const Atoms& atoms : AllAtoms()) {
      if (atoms.type == name) {
        return atoms.texts[random_() % atoms.texts.size()];
      }
    }
    ADD_FAILURE() << "no text for a value of type " << name;
    return "null";
  }

  std::mt19937_64 random_;
  std::vector<const Overload*> all_;
  std::map<std::string, std::vector<const Overload*>> by_result_;
};

TEST(CallCost, NoFunctionTakesMore) {
  Environment environment;
  environment.SetCurrency(*Currency::FromCode("EUR"));
  environment.AddFact("line.sku", Type::String());
  environment.AddFact("amount", Type::Quantity());
  environment.AddFact("stars", Type::Points());
  std::string words;
  while (words.size() < 4093) words += "ab ";
  const std::string texts[] = {std::string(4096, 'a'), words, "", "short"};
  Limits limits;
  limits.steps_max = 2'000'000;
  Caller caller(patron::testing::TestSeed());
  Scratch scratch;
  std::set<std::string_view> called;
  for (int i = 0; i < 40; ++i) {
    for (const Overload* overload : caller.all()) {
      const std::string source =
          caller.Around(caller.CallOf(*overload, 1 + i % 3));
      const CompileResult made =
          Compile(environment, source, std::nullopt, limits);
      if (!made.ok()) continue;
      const Value facts[] = {
          Value::String(texts[static_cast<size_t>(i) % std::size(texts)]),
          Value::Of(Quantity::Pieces(2)), Value::Of(Points{15}, 1)};
      const Value value = made.expression->Evaluate(facts, scratch);
      if (!value.is_error()) called.insert(overload->id);
      ASSERT_TRUE(made.expression->steps_are_bounded()) << source;
      ASSERT_LE(scratch.steps, made.expression->steps_at_most())
          << source << "\n"
          << made.expression->PrintProgram();
    }
  }
  // A few want more than luck: a text that is a duration, a zone's name.
  EXPECT_GT(called.size(), caller.all().size() * 3 / 4);
}

}  // namespace
}  // namespace patron::expr
