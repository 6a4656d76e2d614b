// What an expression in C++ prints as, and that the catalogue of facts, the
// types included, is all there.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "expr/expression.h"
#include "patron/build.h"
#include "program/checked_program.h"
#include "program/facts.h"
#include "tests/fixtures.h"
#include "tests/program/kind_of_type.h"

namespace patron::build {
namespace {

using namespace std::chrono_literals;
using ::patron::testing::AllMessages;

TEST(BuildExpression, PrintsAsCel) {
  const auto coffee = Selection("coffee", Line().Category() == "coffee");
  const auto bean = PointsCurrency("bean");
  const auto own_cup = LineAttribute<bool>("own_cup");
  const auto table = BasketAttribute<std::string>("table");
  const auto best_before = LineAttribute<Date>("best_before");
  const auto pickup = EventAttribute<Instant>("pickup");
  const auto one = Total() > Eur("1.00");
  const auto two = InSegment("regulars");
  const auto three = Member().Enrolled();
  const struct {
    std::string built;
    std::string cel;
  } rows[] = {
      // Those of the manual.
      {Tier("status").In({"silver", "gold"}).text(),
       R"(tier("status") in ["silver", "gold"])"},
      {(Total() >= Eur("20.00") && InSegment("regulars")).text(),
       R"(basket.total >= money("20.00") && in_segment("regulars"))"},
      {(Quantity(Selection("coffee")) >= 10).text(),
       R"(quantity("coffee") >= 10)"},
      {Segment("lapsed", Stats().DaysSinceLast() > 60 && Stats().Orders() >= 5)
           .when()
           .text(),
       "member.stats.days_since_last > 60 && member.stats.orders >= 5"},

      // Literals.
      {(three == true).text(), "member.enrolled == true"},
      {(Basket().Lines() == -3).text(), "basket.lines == -3"},
      {(10 < Basket().Units()).text(), "10 < basket.units"},
      {(Basket().Lines() == INT64_MIN).text(),
       "basket.lines == -9223372036854775808"},
      {(Line().Sku() == "a \"b\"\\\n").text(), R"(line.sku == "a \"b\"\\\n")"},
      {(Line().Sku() == std::string("x")).text(), R"(line.sku == "x")"},
      {(Line().ParentSku() == "latte").text(), R"(line.parent_sku == "latte")"},
      {(Line().ParentCategory() != "").text(), R"(line.parent_category != "")"},
      {(Line().Kind() == LineKind::kGiftCard).text(),
       R"(line.kind == "gift_card")"},
      {(Total() > testing::Eur(2050)).text(),
       R"(basket.total > money("20.50"))"},
      {(Total() > Amount("5.00", "GBP")).text(),
       R"(basket.total > money("5.00"))"},
      {(Total() > Amount("5.00 GBP")).text(),
       R"(basket.total > money("5.00 GBP"))"},
      {(LineAttribute<Rate>("tax") == Rate::Percent(7)).text(),
       R"(line.tax == rate("7%"))"},
      {(LineAttribute<Rate>("tax") < RateOf("0.07")).text(),
       R"(line.tax < rate("0.07"))"},
      {(best_before < Day("2026-11-21")).text(),
       R"(line.best_before < date("2026-11-21"))"},
      {(best_before < testing::On("2026-11-21")).text(),
       R"(line.best_before < date("2026-11-21"))"},
      {(pickup > Moment("2026-11-21T08:00:00Z")).text(),
       R"(event.pickup > timestamp("2026-11-21T08:00:00Z"))"},
      {(pickup > testing::At("2026-11-21T08:00:00Z")).text(),
       R"(event.pickup > timestamp("2026-11-21T08:00:00Z"))"},
      {(Event().Time() - Stats().LastOrder() < 90min).text(),
       R"(event.time - member.stats.last_order < duration("90m"))"},
      {(pickup - 3h > Event().Time()).text(),
       R"(event.pickup - duration("3h") > event.time)"},

      // Brackets where they are needed and only there.
      {(one && two && three).text(),
       "basket.total > money(\"1.00\") && in_segment(\"regulars\") && "
       "member.enrolled"},
      {(one && (two && three)).text(), (one && two && three).text()},
      {((two || three) || one).text(), (two || (three || one)).text()},
      {((one || two) && three).text(),
       "(basket.total > money(\"1.00\") || in_segment(\"regulars\")) && "
       "member.enrolled"},
      {((two && three) || two).text(),
       "in_segment(\"regulars\") && member.enrolled || "
       "in_segment(\"regulars\")"},
      {(!two || !(two && three)).text(),
       "!in_segment(\"regulars\") || !(in_segment(\"regulars\") && "
       "member.enrolled)"},
      {((!!three) == two).text(),
       "!!member.enrolled == in_segment(\"regulars\")"},
      {(three == (two == three)).text(),
       "member.enrolled == (in_segment(\"regulars\") == member.enrolled)"},
      {((three == two) == three).text(),
       "member.enrolled == in_segment(\"regulars\") == member.enrolled"},
      {(Stats().Orders() - (Stats().Returns() - 1)).text(),
       "member.stats.orders - (member.stats.returns - 1)"},
      {((Stats().Orders() - Stats().Returns()) * 2 % 5 == 0).text(),
       "(member.stats.orders - member.stats.returns) * 2 % 5 == 0"},
      {(-(Stats().Orders() + 1) / -2 < 3).text(),
       "-(member.stats.orders + 1) / -2 < 3"},
      {(-Constant<int64_t>(5)).text(), "-5"},
      {(-Constant<int64_t>(-5)).text(), "--5"},
      {(-Constant<int64_t>(0)).text(), "0"},
      {(2 * Total() - Eur("1.00") <= -Stats().Spend()).text(),
       "2 * basket.total - money(\"1.00\") <= -member.stats.spend"},
      {If(two, If(three, 1, 2), If(three, 3, 4)).text(),
       "in_segment(\"regulars\") ? (member.enrolled ? 1 : 2) : "
       "member.enrolled ? 3 : 4"},
      {(If(two && three, Eur("1.00"), Eur("2.00")) < Total()).text(),
       "(in_segment(\"regulars\") && member.enrolled ? money(\"1.00\") : "
       "money(\"2.00\")) < basket.total"},

      // Texts and lists.
      {Line().Sku().StartsWith("A-").text(), R"(line.sku.startsWith("A-"))"},
      {(Line().Sku() + "x").EndsWith(Line().Id()).text(),
       R"((line.sku + "x").endsWith(line.id))"},
      {(!Line().Name().Contains("oat")).text(),
       R"(!line.name.contains("oat"))"},
      {Line().Name().Matches("(?i)bio").text(),
       R"(line.name.matches("(?i)bio"))"},
      {(Line().Name().Size() > 3).text(), "line.name.size() > 3"},
      {Line().Category().In({"coffee", "tea"}).text(),
       R"(line.category in ["coffee", "tea"])"},
      {(Basket().Lines() + 1).In({}).text(), "basket.lines + 1 in []"},
      {Stats().Spend().In({Eur("1.00"), Eur("2.00")}).text(),
       R"(member.stats.spend in [money("1.00"), money("2.00")])"},
      {Constant<std::string>("x").Size().text(), R"("x".size())"},

      // Named objects.
      {InSelection(coffee).text(), R"(in_selection("coffee"))"},
      {(Total(coffee) + Total("tea") > Eur("9.00")).text(),
       R"(total("coffee") + total("tea") > money("9.00"))"},
      {(Count("a \"b\"") >= 1).text(), R"(count("a \"b\"") >= 1)"},
      {(Points(bean) >= 100 && Points("star") < Points(bean)).text(),
       R"(points("bean") >= 100 && points("star") < points("bean"))"},
      {(Quantity(coffee) + Quantity("tea") == Basket().Units()).text(),
       R"(quantity("coffee") + quantity("tea") == basket.units)"},

      {(Stats().ExpectedOrders(90) > Rate::Percent(150) &&
        Stats().PAlive() < Rate::Percent(30))
           .text(),
       "member.stats.expected_orders(90) > rate(\"150%\") && "
       "member.stats.p_alive < rate(\"30%\")"},

      // Attributes.
      {(own_cup && Line().OnSale()).text(), "line.own_cup && line.on_sale"},
      {(table != "").text(), R"(basket.table != "")"},
      {Has(best_before).text(), "has(line.best_before)"},
      {(ValueOr(best_before, Day("2030-01-01")) > Day("2026-01-01")).text(),
       "line.?best_before.orValue(date(\"2030-01-01\")) > "
       "date(\"2026-01-01\")"},
      {(LineAttribute<bool>("in")).text(), "line.`in`"},

      // The clock and the calendar.
      {(WeekdayOf(Event().Time()) == Weekday::kMonday).text(),
       R"(weekday(event.time) == "mon")"},
      {WeekdayOf(Event().Date())
           .In({Weekday::kSaturday, Weekday::kSunday})
           .text(),
       R"(weekday(event.date) in ["sat", "sun"])"},
      {(HourOf(Event().Time()) >= 14).text(), "hour(event.time) >= 14"},
      {(DateOf(Stats().FirstOrder()) == Event().Date()).text(),
       "date(member.stats.first_order) == event.date"},
      {(Event().Date() - Day("2026-01-01") < 7).text(),
       R"(event.date - date("2026-01-01") < 7)"},
      {(DaysBetween(Stats().LastOrder(), Event().Time()) > 30).text(),
       "days_between(member.stats.last_order, event.time) > 30"},
      {(DaysBetween(Day("2026-01-01"), Event().Date()) > 30).text(),
       R"(days_between(date("2026-01-01"), event.date) > 30)"},

      // What has no builder, and the host's functions.
      {(Cel<bool>("1<2||3 < 4") && two).text(),
       "(1 < 2 || 3 < 4) && in_segment(\"regulars\")"},
      {(Cel<bool>("[1,2].exists(x, x>1)") && two).text(),
       "[1, 2].exists(x, x > 1) && in_segment(\"regulars\")"},
      {(Cel<int64_t>("1+2") * 2 + Cel<int64_t>("3*4")).text(),
       "(1 + 2) * 2 + 3 * 4"},
      {(!Cel<bool>("true ? false : true") || two).text(),
       "!(true ? false : true) || in_segment(\"regulars\")"},
      {(Cel<std::string>("'a'").Size() + -Cel<int64_t>("-x")).text(),
       R"("a".size() + --x)"},
      {Call<bool>("shop.near", Store().Id(), 5).text(),
       "shop.near(store.id, 5)"},
      {Call<int64_t>("lucky").text(), "lucky()"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(row.built, row.cel);
    const auto canonical = expr::Canonical(row.built, expr::Limits());
    ASSERT_TRUE(canonical.ok()) << row.built;
    EXPECT_EQ(*canonical, row.built);
  }
}

// The types are what this test is about; the values are looked at above.
TEST(BuildExpression, FramesJoin) {
  const auto same = [](const auto& expression, const auto& expected) {
    return std::is_same_v<std::decay_t<decltype(expression)>,
                          std::decay_t<decltype(expected)>>;
  };
  EXPECT_TRUE(same(Line().Units() > 1, LineExpr<bool>(true)));
  EXPECT_TRUE(same(Stats().Orders() > 1, MemberExpr<bool>(true)));
  EXPECT_TRUE(same(Stats().Spend() > Basket().Total(), OrderExpr<bool>(true)));
  EXPECT_TRUE(same(Eur("1.00") + Eur("2.00"), Constant<Money>(Eur("3.00"))));
  EXPECT_TRUE(same(DaysBetween(Stats().FirstOrder(), Stats().LastOrder()),
                   MemberExpr<int64_t>(1)));
  EXPECT_TRUE(same(If(InSegment("x"), Total(), Eur("1.00")),
                   OrderExpr<Money>(Eur("1.00"))));
  EXPECT_TRUE(same(Event().Time() - Stats().LastOrder(),
                   OrderExpr<Duration>(std::chrono::hours(1))));
  const OrderExpr<bool> wider = InSegment("x");
  EXPECT_EQ(wider.text(), R"(in_segment("x"))");
}

struct Row {
  std::string text;
  expr::Kind kind;
};

template <class T, class F>
Row RowOf(const Fact<T, F>& fact) {
  return {fact.text(), testing::KindOfType<T>()};
}

template <class Catalogue>
void ExpectCatalogue(const std::vector<Row>& rows, Catalogue end) {
  std::set<std::string> seen;
  for (uint32_t f = 0; f < static_cast<uint32_t>(end); ++f) {
    const FactInfo info = InfoOf(static_cast<Catalogue>(f));
    const auto row =
        std::find_if(rows.begin(), rows.end(),
                     [&](const Row& each) { return each.text == info.name; });
    ASSERT_NE(row, rows.end()) << info.name << " has no builder";
    EXPECT_EQ(row->kind, info.kind) << info.name;
    seen.insert(row->text);
  }
  EXPECT_EQ(seen.size(), rows.size()) << "a builder asks for no fact";
}

TEST(BuildExpression, EveryFactHasABuilderOfItsType) {
  ExpectCatalogue(
      {RowOf(Line().Id()), RowOf(Line().Sku()), RowOf(Line().Category()),
       RowOf(Line().Name()), RowOf(Line().ParentSku()),
       RowOf(Line().ParentCategory()), RowOf(Line().Kind()),
       RowOf(Line().Quantity()), RowOf(Line().Units()), RowOf(Line().Amount()),
       RowOf(Line().UnitPrice()), RowOf(Line().OnSale())},
      LineFact::kEnd);
  const auto stats = Member().Stats();
  const std::vector<Row> of_member = {
      RowOf(Member().Id()),
      RowOf(Member().Enrolled()),
      RowOf(stats.Orders()),
      RowOf(stats.OrdersKept()),
      RowOf(stats.Units()),
      RowOf(stats.Spend()),
      RowOf(stats.Returns()),
      RowOf(stats.Refunded()),
      RowOf(stats.FirstOrder()),
      RowOf(stats.LastOrder()),
      RowOf(stats.DaysSinceFirst()),
      RowOf(stats.DaysSinceLast()),
      RowOf(stats.PAlive()),
      RowOf(stats.Clv()),
      RowOf(stats.Rfm()),
  };
  ExpectCatalogue(of_member, OrderFact::kMemberFactsEnd);
  std::vector<Row> of_order = {
      RowOf(Event().Time()),   RowOf(Event().Date()),
      RowOf(Event().Source()), RowOf(Store().Id()),
      RowOf(Basket().Total()), RowOf(Basket().ListTotal()),
      RowOf(Basket().Units()), RowOf(Basket().Lines()),
  };
  of_order.insert(of_order.end(), of_member.begin(), of_member.end());
  ExpectCatalogue(of_order, OrderFact::kEnd);
}

TEST(BuildExpression, EveryKindOfLineHasItsName) {
  for (int kind = 1; kind <= 7; ++kind) {
    const auto value = static_cast<LineKind>(kind);
    EXPECT_EQ((Line().Kind() == value).text(),
              "line.kind == \"" + std::string(LineKindName(value)) + "\"");
  }
}

TEST(BuildExpression, AttributesAreTypedByTheirDeclaration) {
  using Owner = patron::Attribute::Owner;
  const auto declared = [](const auto& attribute) {
    return attribute.declaration().type;
  };
  EXPECT_EQ(declared(LineAttribute<bool>("a")), ScalarType::kBool);
  EXPECT_EQ(declared(LineAttribute<int64_t>("a")), ScalarType::kInt);
  EXPECT_EQ(declared(LineAttribute<std::string>("a")), ScalarType::kString);
  EXPECT_EQ(declared(LineAttribute<Money>("a")), ScalarType::kMoney);
  EXPECT_EQ(declared(LineAttribute<patron::Quantity>("a")),
            ScalarType::kQuantity);
  EXPECT_EQ(declared(LineAttribute<Rate>("a")), ScalarType::kRate);
  EXPECT_EQ(declared(LineAttribute<Date>("a")), ScalarType::kDate);
  EXPECT_EQ(declared(LineAttribute<Instant>("a")), ScalarType::kInstant);
  const auto roast = LineAttribute<std::string>("roast", "How dark");
  EXPECT_EQ(roast.declaration(),
            (patron::Attribute{Owner::kLine, "roast", ScalarType::kString,
                               "How dark", false}));
  EXPECT_TRUE(roast.Sensitive().declaration().sensitive);
  EXPECT_EQ(roast.Sensitive().text(), "line.roast");
  EXPECT_EQ(BasketAttribute<bool>("a").declaration().owner, Owner::kBasket);
  EXPECT_EQ(EventAttribute<bool>("a").declaration().owner, Owner::kEvent);
}

}  // namespace
}  // namespace patron::build
