// A small shop that the tests of expressions share: facts, named objects and a
// host function, with values that a test may change.
#ifndef PATRON_TESTS_EXPR_SHOP_H_
#define PATRON_TESTS_EXPR_SHOP_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expr/environment.h"
#include "expr/expression.h"
#include "patron/error.h"

namespace patron::expr {

class Shop {
 public:
  Shop() {
    environment.SetCurrency(*Currency::FromCode("EUR"));
    Declare("basket.total", Type::Money(), Euro("46.80"));
    Declare("basket.lines", Type::Int(), Value::Int(3));
    Declare("member.vip", Type::Bool(), Value::Bool(false));
    Declare("member.name", Type::String(), Value::String("Ann"));
    Declare("member.birthday", Type::Date(), Value());
    Declare("member.stats.orders", Type::Int(), Value::Int(7));
    Declare("prices", Type::List(Type::Int()), Value::List(prices));
    Declare("tags", Type::List(Type::String()), Value::List(tags));
    Declare("attributes", Type::Map(Type::String(), Type::Int()),
            Value::Map(attributes));
    Declare("sold_at", Type::Timestamp(), Value::Timestamp(TimeParts{}));
    coffee = Declare("quantity(coffee)", Type::Quantity(),
                     Value::Of(Quantity::Pieces(2)));
    bean = Declare("points(bean)", Type::Points(), Value::Of(Points{125}, 1));
    regulars = Declare("in_segment(regulars)", Type::Bool(), Value::Bool(true));
    anything = Declare("anything", Type::Dyn(), Value::Int(1));
    Name("quantity", Type::Quantity(), "coffee", coffee);
    Name("points", Type::Points(), "bean", bean);
    Name("in_segment", Type::Bool(), "regulars", regulars);
    DeclareTwice();
  }

  uint32_t Declare(const std::string& name, Type type, Value value) {
    const uint32_t slot = environment.AddFact(name, type);
    facts.resize(slot + 1);
    facts[slot] = value;
    return slot;
  }

  void Set(std::string_view name, Value value) {
    facts[*environment.FindFact(name)] = value;
  }

  static Value Euro(std::string_view amount) {
    return Value::Of(*ParseMoney(amount, *Currency::FromCode("EUR")));
  }

  // An expression, or a failure of the test that shows what is wrong.
  [[nodiscard]] std::optional<Expression> Make(std::string_view source) const {
    const CompileResult result =
        Compile(environment, source, std::nullopt, Limits());
    if (!result.ok()) {
      ADD_FAILURE() << source << "\n"
                    << FormatDiagnostic(result.diagnostics[0]);
    }
    return result.expression;
  }

  // What is wrong with `source`, one diagnostic a line as column: message.
  [[nodiscard]] std::string Wrong(std::string_view source,
                                  std::optional<Type> expected = {}) const {
    const CompileResult result =
        Compile(environment, source, expected, Limits());
    std::string out;
    for (const Diagnostic& diagnostic : result.diagnostics) {
      if (!out.empty()) out += "\n";
      out +=
          std::to_string(diagnostic.place.column) + ": " + diagnostic.message;
    }
    return out;
  }

  Environment environment;
  std::vector<Value> facts;
  uint32_t coffee = 0;
  uint32_t bean = 0;
  uint32_t regulars = 0;
  uint32_t anything = 0;

 private:
  void Name(const std::string& function, Type type, std::string id,
            uint32_t slot) {
    environment.AddNamed(
        function, type,
        [id, slot,
         function](std::string_view literal) -> absl::StatusOr<uint32_t> {
          if (literal == id) return slot;
          return Refuse(Reason::kUnknownName,
                        "unknown " + function + " '" + std::string(literal) +
                            "'; did you mean '" + id + "'?");
        });
  }

  void DeclareTwice() {
    const absl::Status added = environment.AddFunction(
        {"shop.twice",
         {Type::Int()},
         Type::Int(),
         false,
         [](std::span<const Value> arguments, Arena& /*arena*/) {
           return Value::Int(arguments[0].integer() * 2);
         }});
    EXPECT_TRUE(added.ok());
  }

  std::vector<Value> prices = {Value::Int(3), Value::Int(5), Value::Int(8)};
  std::vector<Value> tags = {Value::String("new"), Value::String("sale")};
  std::vector<MapEntry> attributes = {
      {Value::String("age"), Value::Int(41)},
      {Value::String("content-type"), Value::Int(2)}};
};

}  // namespace patron::expr

#endif  // PATRON_TESTS_EXPR_SHOP_H_
