// Types, names, and every kind of mistake as a user sees it.
#include "expr/checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/expr/shop.h"

namespace patron::expr {
namespace {

struct CheckedRow {
  std::string_view source;
  std::string_view checked;  // every part with type and meaning
};

TEST(Checker, TreesWithTypes) {
  constexpr CheckedRow kRows[] = {
      {"1", "1~int"},
      {"basket.total", "basket.total~money#0"},
      {"basket.total >= money('20.00')",
       "_>=_(basket.total~money#0, 20.00 EUR~money)~bool^greater_equals_money"},
      {"money('20.00 GBP')", "20.00 GBP~money"},
      {"rate('10%') < rate('0.2')", "_<_(10%~rate, 20%~rate)~bool^less_rate"},
      {"date('2026-11-21')", "2026-11-21~date"},
      {"quantity('coffee') >= 10",
       "_>=_(quantity(\"coffee\")~quantity#10, "
       "10~int)~bool^greater_equals_quantity_int64"},
      {"in_segment('regulars') && member.vip",
       "&&(in_segment(\"regulars\")~bool#12, member.vip~bool#2)~bool"},
      {"has(member.birthday)", "has.birthday(member~dyn)~bool#4"},
      {"attributes.age + 1",
       "_+_(.age(attributes~map(string, int)#8)~int, 1~int)~int^add_int64"},
      {"attributes['age']",
       "_[_](attributes~map(string, int)#8, \"age\"~string)~int^index_map"},
      {"prices.exists(p, p > 3)",
       "exists<p>(prices~list(int)#6, _>_(p~int, "
       "3~int)~bool^greater_int64)~bool"},
      {"prices.map(p, [p])",
       "map<p>(prices~list(int)#6, list(p~int)~list(int))~list(list(int))"},
      {"prices.map(i, string(i))",
       "map<i>(prices~list(int)#6, string(i~int)~string^int64_to_string)~"
       "list(string)"},
      {"attributes.all(k, v, v > 0 && k != '')",
       "all<k,v>(attributes~map(string, int)#8, &&(_>_(v~int, "
       "0~int)~bool^greater_int64, _!=_(k~string, "
       "\"\"~string)~bool^not_equals)~bool)~bool"},
      {"[] + [1]",
       "_+_(list()~list(dyn), list(1~int)~list(int))~list(int)"
       "^add_list"},
      {"[1, 'a']", "list(1~int, \"a\"~string)~list(dyn)"},
      {"{'a': 1}", "map(\"a\"~string, 1~int)~map(string, int)"},
      {"anything + 1", "_+_(anything~dyn#13, 1~int)~int^add_int64"},
      {"anything == anything ? 1 : 2",
       "?:(_==_(anything~dyn#13, anything~dyn#13)~bool^any, 1~int, 2~int)~int"},
      {"shop.twice(4)", ".twice(4~int)~int^host"},
      {"int", "int~type"},
      {"type(1) == int", "_==_(type(1~int)~type^type, int~type)~bool^equals"},
      {"dyn(1)", "dyn(1~int)~dyn^to_dyn"},
      {"tags.exists(prices, prices == 'new')",
       "exists<prices>(tags~list(string)#7, _==_(prices~string, "
       "\"new\"~string)~bool^equals)~bool"},
      {"tags.exists(prices, .prices == [3])",
       "exists<prices>(tags~list(string)#7, _==_(.prices~list(int)#6, "
       "list(3~int)~list(int))~bool^equals)~bool"},
      {"member.name.startsWith('A')",
       "startsWith(member.name~string#3, "
       "\"A\"~string)~bool^starts_with_string"},
  };
  const Shop shop;
  for (const CheckedRow& row : kRows) {
    const std::optional<Expression> made = shop.Make(row.source);
    ASSERT_TRUE(made.has_value()) << row.source;
    EXPECT_EQ(made->PrintChecked(), row.checked) << row.source;
  }
}

struct WrongRow {
  std::string_view source;
  std::string_view wrong;  // column: message, a line each
};

TEST(Checker, MistakesAsAUserSeesThem) {
  constexpr WrongRow kRows[] = {
      {"basket.totl > money('1.00')",
       "1: unknown fact 'basket.totl'; did you mean 'basket.total'?"},
      {"member.stats.order > 1 && membr.vip",
       "1: unknown fact 'member.stats.order'; did you mean "
       "'member.stats.orders'?\n"
       "27: unknown fact 'membr.vip'; did you mean 'member.vip'?"},
      {"zzz", "1: unknown fact 'zzz'"},
      {"basket.total >= 20",
       "14: '>=' cannot take money and int: a number is no money, write "
       "money(\"20.00\")"},
      {"19.9 < basket.total",
       "6: '<' cannot take double and money: a number is no money, write "
       "money(\"19.90\")"},
      {"basket.total == 5",
       "14: '==' cannot take money and int: a number is no money, write "
       "money(\"5.00\")"},
      {"basket.total + basket.lines",
       "14: '+' cannot take money and int: a number is no money, write "
       "money(\"...\")"},
      {"basket.total * 1.5", "14: '*' cannot take money and double"},
      {"1 + 'a'", "3: '+' cannot take int and string"},
      {"1 == 1.0", "3: '==' cannot take int and double"},
      {"-'a'", "1: '-' cannot take string"},
      {"!1", "1: '!' cannot take int"},
      {"prices['a']", "7: list(int) has no item by string"},
      {"member.birthday < '2000-01-01'",
       "17: '<' cannot take date and string: write date(\"2026-11-21\")"},
      {"1 && member.vip",
       "1: expected bool, found int: compare it with something"},
      {"member.vip || 'a' || 2",
       "15: expected bool, found string: compare it with something\n"
       "22: expected bool, found int: compare it with something"},
      {"basket.lines ? 1 : 2",
       "8: expected bool, found int: compare it with something"},
      {"member.vip ? 1 : 'a'",
       "12: both sides of a choice need one type, found int and string"},
      {"money('abc')", ""},  // the message is base's
      {"money(20)", "7: money() wants one string literal: money(\"20.00\")"},
      {"money()", "1: money() wants one string literal: money(\"20.00\")"},
      {"rate(member.name)",
       "13: rate() wants one string literal: rate(\"10%\")"},
      {"quantity('cofee') > 1",
       "10: unknown quantity 'cofee'; did you mean 'coffee'?"},
      {"quantity(member.name) > 1",
       "1: quantity() wants one name as a literal: quantity(\"...\")"},
      {"sise(prices)", "1: unknown function 'sise'; did you mean 'size'?"},
      {"startsWith(member.name, 'a')",
       "1: unknown function 'startsWith'; it is called as x.startsWith(...)"},
      {"member.name.startsWith(1)",
       "13: no string.startsWith(int); there is string.startsWith(string)"},
      {"size(1)",
       "1: no size(int); there is size(string), size(bytes), size(list(A)), "
       "size(map(A, B))"},
      {"shop.twise(1)",
       "6: unknown function 'shop.twise'; did you mean 'shop.twice'?"},
      {"shop.other(1)", "6: unknown function 'shop.other'"},
      {"zzz.startsWith('a')", "1: unknown fact 'zzz'"},
      {"membr.vip.startsWith('a')",
       "1: unknown fact 'membr.vip'; did you mean 'member.vip'?"},
      {"shop.twice('a')", "6: no shop.twice(string); there is shop.twice(int)"},
      {"member.name.first", "13: string has no field 'first'"},
      {"member.name.exists(x, true)",
       "13: exists() goes over a list or a map, found string"},
      {"prices.exists(p, p)",
       "18: expected bool, found int: compare it with something"},
      {"prices.exists(p, p > 'a') && basket.totl > money('1.00')",
       "20: '>' cannot take int and string\n"
       "30: unknown fact 'basket.totl'; did you mean 'basket.total'?"},
      {"p > 1 && prices.exists(p, p > 1)", "1: unknown fact 'p'"},
  };
  const Shop shop;
  for (const WrongRow& row : kRows) {
    if (row.wrong.empty()) {
      EXPECT_NE(shop.Wrong(row.source), "") << row.source;
    } else {
      EXPECT_EQ(shop.Wrong(row.source), row.wrong) << row.source;
    }
  }
}

TEST(Checker, TheExpectedTypeOfThePlace) {
  const Shop shop;
  EXPECT_EQ(shop.Wrong("basket.lines > 2", Type::Bool()), "");
  EXPECT_EQ(shop.Wrong("basket.lines", Type::Bool()),
            "8: expected bool, found int: compare it with something");
  EXPECT_EQ(shop.Wrong("basket.lines", Type::Money()),
            "8: expected money, found int: write money(\"...\")");
  EXPECT_EQ(shop.Wrong("anything", Type::Bool()), "");
}

TEST(Checker, AWrongPatternIsFoundAtCheck) {
  const Shop shop;
  EXPECT_THAT(shop.Wrong("member.name.matches('a(')"),
              ::testing::StartsWith("21: not a regular expression: "));
  EXPECT_EQ(shop.Wrong("member.name.matches('a+')"), "");
}

TEST(Checker, SlotsAndNamedObjectsThatAreRead) {
  const Shop shop;
  const std::optional<Expression> made = shop.Make(
      "quantity('coffee') > 1 || member.vip && in_segment('regulars') || "
      "quantity('coffee') > 3 || has(member.birthday)");
  ASSERT_TRUE(made.has_value());
  EXPECT_THAT(made->slots(), ::testing::ElementsAre(2, 4, 10, 12));
  ASSERT_EQ(made->named().size(), 2U);
  EXPECT_EQ(made->named()[0].function, "quantity");
  EXPECT_EQ(made->named()[0].literal, "coffee");
  EXPECT_EQ(made->named()[0].slot, shop.coffee);
  EXPECT_EQ(made->named()[1].literal, "regulars");
}

TEST(Checker, TheLongestFactWins) {
  Environment environment;
  environment.AddFact("a", Type::Map(Type::String(), Type::Int()));
  environment.AddFact("a.b", Type::Map(Type::String(), Type::Bool()));
  const auto print = [&](std::string_view source) {
    const CompileResult result =
        Compile(environment, source, std::nullopt, Limits());
    return result.ok() ? result.expression->PrintChecked() : "wrong";
  };
  EXPECT_EQ(print("a.b.c"), ".c(a.b~map(string, bool)#1)~bool");
  EXPECT_EQ(print("a.c"), ".c(a~map(string, int)#0)~int");
  EXPECT_EQ(print("[{'b': 1.5}].map(a, a.b)"),
            "map<a>(list(map(\"b\"~string, 1.5~double)~map(string, "
            "double))~list(map(string, double)), .b(a~map(string, "
            "double))~double)~list(double)");
}

TEST(Environment, AnExpressionTellsWhichHostFunctionsItCalls) {
  Environment environment;
  environment.AddFact("anything", Type::Dyn());
  const auto one = [](std::span<const Value> /*arguments*/, Arena& /*arena*/) {
    return Value::Int(1);
  };
  for (const Type& type : {Type::Int(), Type::String()}) {
    EXPECT_TRUE(
        environment.AddFunction({"f", {type}, Type::Int(), false, one}).ok());
  }
  EXPECT_TRUE(
      environment.AddFunction({"g", {Type::Int()}, Type::Int(), true, one})
          .ok());
  const auto called = [&](std::string_view source) {
    const CompileResult result =
        Compile(environment, source, std::nullopt, Limits());
    std::string text;
    if (!result.ok()) return std::string("does not compile");
    for (const FunctionDecl* function : result.expression->host_functions()) {
      text += function->name + "(" + function->parameters[0].ToString() + ") ";
    }
    return text;
  };
  EXPECT_EQ(called("1 + 2"), "");
  EXPECT_EQ(called("f(1) + f(2)"), "f(int) ");
  EXPECT_EQ(called("f('a').g() + f('b')"), "f(string) g(int) ");
  EXPECT_EQ(called("f(anything)"), "f(int) f(string) ");
}

// A fact that is declared later wins too.
TEST(Environment, NoHostFunctionTakesAFactsMemberOver) {
  Environment environment;
  int calls = 0;
  ASSERT_TRUE(environment
                  .AddFunction({"line.sku.startsWith",
                                {Type::String()},
                                Type::Bool(),
                                false,
                                [&calls](std::span<const Value> /*arguments*/,
                                         Arena& /*arena*/) {
                                  ++calls;
                                  return Value::Bool(false);
                                }})
                  .ok());
  environment.AddFact("line.sku", Type::String());
  const CompileResult result =
      Compile(environment, "line.sku.startsWith('4')", Type::Bool(), Limits());
  ASSERT_TRUE(result.ok());
  Scratch scratch;
  const Value sku[] = {Value::String("4001")};
  EXPECT_TRUE(result.expression->Evaluate(sku, scratch).is_true());
  EXPECT_EQ(calls, 0);
}

TEST(Environment, DeclaringTwiceAndWrongly) {
  Environment environment;
  EXPECT_EQ(environment.AddFact("a", Type::Int()), 0U);
  EXPECT_EQ(environment.AddFact("b", Type::Int()), 1U);
  EXPECT_EQ(environment.AddFact("a", Type::String()), 0U);
  EXPECT_EQ(environment.facts()[0].type, Type::String());
  const auto nothing = [](std::span<const Value> /*arguments*/,
                          Arena& /*arena*/) { return Value(); };
  const auto add = [&](FunctionDecl declaration) {
    return ReasonOf(environment.AddFunction(std::move(declaration)));
  };
  EXPECT_EQ(add({"f", {}, Type::Int(), false, nothing}), Reason::kNone);
  EXPECT_EQ(add({"f", {}, Type::Int(), false, nothing}), Reason::kDuplicateId);
  EXPECT_EQ(add({"f", {Type::Int()}, Type::Int(), false, nothing}),
            Reason::kNone);
  EXPECT_EQ(add({"size", {}, Type::Int(), false, nothing}),
            Reason::kDuplicateId);
  for (const char* const global : {"has", "money", "date", "cel.bind"}) {
    EXPECT_EQ(add({global, {}, Type::Int(), false, nothing}),
              Reason::kDuplicateId)
        << global;
  }
  for (const char* const member : {"startsWith", "map", "exists", "optMap"}) {
    EXPECT_EQ(add({member, {Type::Int()}, Type::Int(), true, nothing}),
              Reason::kDuplicateId)
        << member;
  }
  // In either style, and what CEL or Patron may have tomorrow.
  for (const char* const global :
       {"map", "startsWith", "math.pow", "strings.pad", "cel.block",
        "optional.x", "google.protobuf.Timestamp", "a.b", "b"}) {
    EXPECT_EQ(add({global, {}, Type::Int(), false, nothing}),
              Reason::kDuplicateId)
        << global;
  }
  EXPECT_EQ(add({"shop.in.b", {}, Type::Int(), false, nothing}),
            Reason::kBadValue);
  EXPECT_EQ(add({"x.true", {}, Type::Int(), false, nothing}),
            Reason::kBadValue);
  EXPECT_EQ(add({"in", {}, Type::Int(), false, nothing}), Reason::kBadValue);
  EXPECT_EQ(add({"a.b", {Type::Int()}, Type::Int(), true, nothing}),
            Reason::kBadValue);
  EXPECT_EQ(add({"g", {}, Type::Int(), true, nothing}), Reason::kBadValue);
  EXPECT_EQ(add({"g h", {}, Type::Int(), false, nothing}), Reason::kBadValue);
  EXPECT_EQ(add({"g", {}, Type::Int(), false, nullptr}), Reason::kBadValue);
  // A copy does not change with its original.
  const Environment copy = environment;
  environment.AddFact("c", Type::Int());
  EXPECT_FALSE(copy.FindFact("c").has_value());
  EXPECT_TRUE(environment.FindFact("c").has_value());
}

}  // namespace
}  // namespace patron::expr
