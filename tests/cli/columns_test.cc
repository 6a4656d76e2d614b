// Mappings as people write them, and as they get them wrong.

#include "columns.h"

#include <fstream>
#include <sstream>

#include "tests/pch.h"
#include "tests/status_matchers.h"

namespace patron::cli {
namespace {

using ::patron::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Printed(const Diagnostics& diagnostics) {
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : diagnostics) {
    out.push_back(FormatDiagnostic(diagnostic));
  }
  return out;
}

TEST(Columns, WholeMapping) {
  Diagnostics diagnostics;
  const auto map = ParseColumns(R"yaml(
source: shop
currency: KWD
zone: Asia/Kuwait
identical_lines: drop
quantities: pieces
return: order.endsWith("R")
columns: {order: no, time: at, member: who, store: where, sku: article,
          category: group, name: text, quantity: n, unit_price: each,
          amount: paid, currency: cur}
attributes:
  vip: {column: v, of: event, type: bool}
  colour: {column: c}
)yaml",
                                "columns.yaml", diagnostics);
  EXPECT_THAT(Printed(diagnostics), IsEmpty());
  ASSERT_TRUE(map.has_value());
  EXPECT_EQ(map->source, "shop");
  EXPECT_EQ(map->currency.code(), "KWD");
  EXPECT_EQ(map->zone, "Asia/Kuwait");
  EXPECT_TRUE(map->drop_identical_lines);
  EXPECT_EQ(map->quantities, Quantity::Kind::kPiece);
  EXPECT_EQ(map->return_when, "order.endsWith(\"R\")");
  EXPECT_THAT(map->columns,
              ElementsAre("no", "at", "who", "where", "article", "group",
                          "text", "n", "each", "paid", "cur"));
  EXPECT_THAT(
      map->attributes,
      ElementsAre(AttributeColumn{"colour", "c", Attribute::Owner::kLine,
                                  ScalarType::kString},
                  AttributeColumn{"vip", "v", Attribute::Owner::kEvent,
                                  ScalarType::kBool}));
}

TEST(Columns, Mistakes) {
  struct Case {
    std::string yaml;
    std::vector<std::string> errors;  // parts of each, in order
  };
  const std::vector<Case> cases = {
      {"source: s\ncurency: EUR\ncolumns: {order: a, tyme: b, amount: c}\n",
       {"c.yaml:2:1: error: unknown field 'curency'; did you mean 'currency'?",
        "c.yaml:3:21: error: a column cannot be 'tyme'; did you mean 'time'? "
        "(columns.tyme)"}},
      {"source: s\ncurrency: EUX\ncolumns: [order]\nidentical_lines: dorp\n",
       {"c.yaml:2:11", "c.yaml:3:10: error: expected keys with values",
        "'dorp' is not known here; did you mean 'drop'?"}},
      {"source: {a: b}\n", {"expected text"}},
      {"attributes: {a: {of: shop, typ: int}}\n",
       {"'shop' is not known here: it may be line, basket or event",
        "unknown field 'typ'; did you mean 'type'?",
        "needs the name of a "
        "column"}},
      {"{}\n",
       {"'source' is missing", "'columns.order' is missing",
        "'columns.time' is missing", "what a line costs is missing",
        "'currency' is missing"}},
      {"source: s\ncurrency: EUR\nreturn: 'true'\n"
       "columns: {order: a, time: b, amount: c}\n",
       {"returns need the columns"}},
      {"source: s\ncurrency: EUR\nreturn: 'true'\nquantities: kg\ncolumns: "
       "{order: a, time: b, sku: c, unit_price: d, quantity: e}\n",
       {"returns are counted in pieces"}},
      {"source: s\ncurrency: EUR\ncolumns: {order: a, time: b, "
       "unit_price: c}\n",
       {"what a line costs is missing"}},
      {"source: a\nsource: b\n", {"source"}},
      {"source: a\n---\nsource: b\n", {"document"}},
      {"source: \"a\n", {"c.yaml:1"}},
      {"source: \xFF\n", {"UTF-8"}},
      {"", {"c.yaml"}},
      {"- a\n", {"expected keys with values"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.yaml);
    Diagnostics diagnostics;
    EXPECT_FALSE(ParseColumns(c.yaml, "c.yaml", diagnostics).has_value());
    const std::vector<std::string> errors = Printed(diagnostics);
    ASSERT_EQ(errors.size(), c.errors.size())
        << ::testing::PrintToString(errors);
    for (size_t i = 0; i < errors.size(); ++i) {
      EXPECT_THAT(errors[i], HasSubstr(c.errors[i]));
    }
  }
}

TEST(Columns, PlacesInAFile) {
  ColumnMap map;
  map.columns[static_cast<size_t>(Role::kOrder)] = "order_id";
  map.columns[static_cast<size_t>(Role::kTime)] = "time";
  map.attributes = {{"country", "land"}};
  const auto places = FindColumns(map, {"land", "x", "time", "order_id", "x"});
  ASSERT_THAT(places, IsOk());
  EXPECT_EQ(places->place(Role::kOrder), 3);
  EXPECT_EQ(places->place(Role::kTime), 2);
  EXPECT_EQ(places->place(Role::kSku), ColumnPlaces::kAbsent);
  EXPECT_THAT(places->attributes, ElementsAre(0));

  const auto near = FindColumns(map, {"land", "time", "orderid"});
  EXPECT_EQ(ReasonOf(near.status()), Reason::kMissingColumn);
  EXPECT_EQ(MessageOf(near.status()),
            "the file has no column 'order_id' for order; did you mean "
            "'orderid'?");
  const auto attribute = FindColumns(map, {"time", "order_id"});
  EXPECT_EQ(ReasonOf(attribute.status()), Reason::kMissingColumn);
  EXPECT_THAT(MessageOf(attribute.status()), HasSubstr("'country'"));
  const auto twice = FindColumns(map, {"land", "time", "order_id", "time"});
  EXPECT_EQ(ReasonOf(twice.status()), Reason::kBadCsv);
}

TEST(Columns, TheSampleShopsAreRight) {
  for (const std::string shop : {"wholesaler", "grocer", "music"}) {
    SCOPED_TRACE(shop);
    std::ostringstream text;
    text << std::ifstream(std::string(PATRON_SOURCE_DIR) + "/examples/" + shop +
                          "/columns.yaml")
                .rdbuf();
    Diagnostics diagnostics;
    const auto map = ParseColumns(text.str(), shop, diagnostics);
    EXPECT_THAT(Printed(diagnostics), IsEmpty());
    ASSERT_TRUE(map.has_value());
    EXPECT_EQ(map->source, shop);
  }
}

}  // namespace
}  // namespace patron::cli
