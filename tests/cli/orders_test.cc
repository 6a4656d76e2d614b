// Lines become orders: grouping, money, returns, and what is rejected why.

#include "orders.h"

#include <algorithm>

#include "tests/cli/scratch_file.h"
#include "tests/pch.h"
#include "tests/status_matchers.h"

namespace patron::cli {
namespace {

using ::patron::testing::IsOk;
using ::patron::testing::ScratchFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kShop = R"yaml(
source: shop
currency: GBP
return: order.startsWith("C")
columns: {order: order, time: time, member: member, sku: sku,
          quantity: quantity, unit_price: price}
)yaml";
constexpr std::string_view kShopHeader =
    "order,time,member,sku,quantity,price\n";

constexpr std::string_view kAmounts = R"yaml(
source: amounts
columns: {order: order, time: time, quantity: n, amount: paid, currency: cur}
)yaml";
constexpr std::string_view kAmountsHeader = "order,time,n,paid,cur\n";

ColumnMap Map(std::string_view yaml) {
  Diagnostics diagnostics;
  std::optional<ColumnMap> map =
      ParseColumns(yaml, "columns.yaml", diagnostics);
  EXPECT_TRUE(map.has_value()) << ToStatus(diagnostics);
  return map.value_or(ColumnMap());
}

absl::StatusOr<OrderFile> Read(std::string_view yaml, std::string_view csv,
                               const ZoneTable& zone = ZoneTable()) {
  const ScratchFolder folder;
  return OrderFile::Read(folder.Write("sales.csv", csv), Map(yaml), zone, {});
}

absl::StatusOr<OrderFile> ReadShop(std::string_view lines) {
  return Read(kShop, std::string(kShopHeader) + std::string(lines));
}

// "A 2026-01-05T00:00:00Z m1: 1 tea 2 x 0.50 = 1.00; 2 ..."
std::string Print(const Event& event) {
  std::string text =
      event.id + " " + FormatInstant(event.time) + " " + event.member + ":";
  for (const Line& line : event.basket.lines) {
    text +=
        " " + line.id + " " + line.sku + " " + FormatQuantity(line.quantity);
    if (line.unit_price.has_value()) {
      text += " x " + FormatUnitPrice(*line.unit_price);
    }
    text += " = " + FormatMoney(line.amount) + ";";
  }
  for (const ReturnLine& line : event.returned.lines) {
    text += " " + line.id + " back " + line.sku + " " +
            std::to_string(line.units) + " x " +
            (line.unit_price ? FormatUnitPrice(*line.unit_price) : "?") + ";";
  }
  return text;
}

std::vector<std::string> Events(const OrderFile& file) {
  std::vector<std::string> out;
  for (size_t i = 0; i < file.size(); ++i) {
    out.push_back(Print(file.EventOf(i)));
  }
  return out;
}

// "3 A bad_quantity: message".
std::vector<std::string> Rejects(const OrderFile& file) {
  std::vector<std::string> out;
  for (const RejectedLine& line : file.rejects()) {
    out.push_back(std::to_string(line.line) + " " + std::string(line.order) +
                  " " + std::string(ReasonName(line.reason)) + ": " +
                  line.message);
  }
  return out;
}

int64_t LinesAccountedFor(const OrderFile& file) {
  int64_t lines = static_cast<int64_t>(file.rejects().size());
  for (size_t i = 0; i < file.size(); ++i) lines += file.lines(i);
  return lines;
}

TEST(OrderFile, GroupsByOrderAndSortsByTime) {
  const auto file = ReadShop(
      "B,2026-01-06,m2,tea,1,0.50\n"
      "A,2026-01-05 09:30,m1,tea,2,0.50\n"
      "B,2026-01-06 10:00,m2,cup,1,4\n"  // split by A, at another time
      "D,2026-01-06,,cup,1,4.00\n"       // as early as B, later in the file
      "A,2026-01-05 09:31,m1,pot,1,12.999\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(
      Events(*file),
      ElementsAre("A 2026-01-05T09:30:00Z m1: 1 tea 2 x 0.50 = 1.00 GBP; 2 "
                  "pot 1 x 12.999 = 13.00 GBP;",
                  "B 2026-01-06T00:00:00Z m2: 1 tea 1 x 0.50 = 0.50 GBP; 2 "
                  "cup 1 x 4.00 = 4.00 GBP;",
                  "D 2026-01-06T00:00:00Z : 1 cup 1 x 4.00 = 4.00 GBP;"));
  EXPECT_THAT(Rejects(*file), IsEmpty());
  EXPECT_EQ(file->lines_read(), 5);
  EXPECT_EQ(LinesAccountedFor(*file), 5);
  EXPECT_EQ(file->id(0), "A");
  EXPECT_EQ(file->lines(0), 2);
  const Event event = file->EventOf(0);
  EXPECT_EQ(event.kind, EventKind::kPurchase);
  EXPECT_EQ(event.source, "shop");
  EXPECT_EQ(event.arrival, event.time);
  EXPECT_EQ(event.basket.currency.code(), "GBP");
}

TEST(OrderFile, TimesAreTheZones) {
  const auto zone = ZoneTable::Make("X/Y", -18'000, {});
  ASSERT_THAT(zone, IsOk());
  const auto file =
      Read(kShop, std::string(kShopHeader) + "A,2026-01-05 20:00:01,m,s,1,1\n",
           *zone);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(FormatInstant(file->EventOf(0).time), "2026-01-06T01:00:01Z");
}

TEST(OrderFile, MoneyIsRoundedOnceAndExact) {
  struct Case {
    std::string quantity;
    std::string price;
    std::string line;
  };
  const std::vector<Case> cases = {
      {"3", "0.335", "3 x 0.335 = 1.01 GBP"},  // 1.005, half away from zero
      {"80995", "2.08", "80995 x 2.08 = 168469.60 GBP"},
      {"1", "0", "1 x 0.00 = 0.00 GBP"},  // zero prices are legal
      {"1", "0.0035", "1 x 0.0035 = 0.00 GBP"},
      {"1000", "0.0035", "1000 x 0.0035 = 3.50 GBP"},
      {"1.000", "7", "1 x 7.00 = 7.00 GBP"},
      {"1", "0.000001", "1 x 0.000001 = 0.00 GBP"},
      {"1", "3.00 GBP", "1 x 3.00 = 3.00 GBP"},
  };
  for (const Case& c : cases) {
    const auto file =
        ReadShop("A,2026-01-05,m,s," + c.quantity + "," + c.price + "\n");
    ASSERT_THAT(file, IsOk());
    EXPECT_THAT(Events(*file),
                ElementsAre("A 2026-01-05T00:00:00Z m: 1 s " + c.line + ";"));
  }
}

TEST(OrderFile, AmountsStandAsTheyAre) {
  const auto file = Read(kAmounts, std::string(kAmountsHeader) +
                                       "1,2026-01-05,3,1.00,EUR\n"
                                       "2,2026-01-05,,5,JPY\n"
                                       "2,2026-01-05,2,7,JPY\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(Events(*file),
              ElementsAre("1 2026-01-05T00:00:00Z : 1  3 = 1.00 EUR;",
                          "2 2026-01-05T00:00:00Z : 1  1 = 5 JPY; 2  2 = 7 "
                          "JPY;"));
}

TEST(OrderFile, ReturnsWithoutAReceipt) {
  const auto file = ReadShop(
      "A,2026-01-05,m1,tea,2,0.50\n"
      "CA,2026-01-09,m1,tea,-1,0.50\n"
      "CA,2026-01-09,m1,pot,-3,1.005\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(
      Events(*file),
      ElementsAre("A 2026-01-05T00:00:00Z m1: 1 tea 2 x 0.50 = 1.00 GBP;",
                  "CA 2026-01-09T00:00:00Z m1: 1 back tea 1 x 0.50; 2 back "
                  "pot 3 x 1.005;"));
  const Event event = file->EventOf(1);
  EXPECT_EQ(event.kind, EventKind::kReturn);
  EXPECT_THAT(event.returned.order_id, IsEmpty());
  EXPECT_THAT(event.basket.lines, IsEmpty());
}

TEST(OrderFile, EqualLinesStayOrGo) {
  const std::string csv = std::string(kShopHeader) +
                          "A,2026-01-05,m,tea,1,0.50\n"
                          "A,2026-01-05,m,cup,1,4.00\n"
                          "A,2026-01-05,m,tea,1,0.50\n"
                          "B,2026-01-05,m,tea,1,0.50\n";
  const auto kept = Read(kShop, csv);
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->EventOf(0).basket.lines.size(), 3u);
  EXPECT_EQ(kept->lines_dropped(), 0);
  const auto dropped =
      Read(std::string(kShop) + "identical_lines: drop\n", csv);
  ASSERT_THAT(dropped, IsOk());
  EXPECT_THAT(
      Events(*dropped),
      ElementsAre("A 2026-01-05T00:00:00Z m: 1 tea 1 x 0.50 = 0.50 GBP; 2 "
                  "cup 1 x 4.00 = 4.00 GBP;",
                  "B 2026-01-05T00:00:00Z m: 1 tea 1 x 0.50 = 0.50 GBP;"));
  EXPECT_EQ(dropped->lines_dropped(), 1);
  EXPECT_EQ(dropped->lines(0), 3);
  EXPECT_EQ(LinesAccountedFor(*dropped), 4);
}

TEST(OrderFile, WhatIsWrongWithALine) {
  struct Case {
    std::string line;
    Reason reason;
    std::string message;  // a part of it
  };
  const std::vector<Case> cases = {
      {",2026-01-05,m,s,1,1", Reason::kMissingField, "order: is empty"},
      {"A,,m,s,1,1", Reason::kBadDate, "time: "},
      {"A,05.01.2026,m,s,1,1", Reason::kBadDate, "05.01.2026"},
      {"A,2026-02-29,m,s,1,1", Reason::kBadDate, "2026-02"},
      {"A,2026-01-05,m,,1,1", Reason::kMissingField, "sku: is empty"},
      {"A,2026-01-05,m,s,,1", Reason::kMissingField, "quantity: is empty"},
      {"A,2026-01-05,m,s,abc,1", Reason::kBadNumber, "quantity: 'abc'"},
      {"A,2026-01-05,m,s,0,1", Reason::kBadQuantity, "is 0"},
      {"A,2026-01-05,m,s,-1,1", Reason::kBadQuantity, "negative in a sale"},
      {"A,2026-01-05,m,s,1.5,1", Reason::kBadQuantity, "part of a piece"},
      {"A,2026-01-05,m,s,1.5 kg,1", Reason::kBadQuantity, "quantities: kg"},
      {"A,2026-01-05,m,s,99999999999999999999,1", Reason::kOverflow,
       "too large"},
      {"A,2026-01-05,m,s,1,", Reason::kMissingField, "price: is empty"},
      {"A,2026-01-05,m,s,1,-0.01", Reason::kNegativePrice, "'-0.01'"},
      {"A,2026-01-05,m,s,1,1e3", Reason::kBadNumber, "'1e3'"},
      {"A,2026-01-05,m,s,1,\"1,50\"", Reason::kBadNumber,
       "with a point for the decimals"},
      {"A,2026-01-05,m,s,1,0.0000001", Reason::kTooManyDecimals, "price: "},
      {"A,2026-01-05,m,s,1,3.00 EUR", Reason::kCurrencyMismatch, "EUR"},
      {"A,2026-01-05,m,s,9000000000000000,9000000000000", Reason::kOverflow,
       "9000000000000"},
      {"C,2026-01-05,m,s,1,1", Reason::kBadQuantity, "positive in a return"},
      {"C,2026-01-05,m,s,0,1", Reason::kBadQuantity, "is 0"},
      {"C,2026-01-05,m,s,-1,-1", Reason::kNegativePrice, "'-1'"},
      {"A,2026-01-05,m,s,1", Reason::kBadCsv, "5 fields"},
      {"A,2026-01-05,m,\"s\"x,1,1", Reason::kBadCsv, "closing quote"},
      {"A,2026-01-05,m\xFF,s,1,1", Reason::kNotUtf8, "UTF-8"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.line);
    const auto file = ReadShop("Z,2026-01-01,m,s,1,1\n" + c.line + "\n");
    ASSERT_THAT(file, IsOk());
    EXPECT_EQ(file->size(), 1u);
    ASSERT_EQ(file->rejects().size(), 1u);
    const RejectedLine& line = file->rejects()[0];
    EXPECT_EQ(line.line, 3);
    EXPECT_EQ(line.reason, c.reason) << ReasonName(line.reason);
    EXPECT_THAT(line.message, HasSubstr(c.message));
    EXPECT_EQ(line.text, c.line);
    EXPECT_EQ(LinesAccountedFor(*file), 2);
  }
}

TEST(OrderFile, UnknownCurrencyAndDecimals) {
  const auto file = Read(kAmounts, std::string(kAmountsHeader) +
                                       "1,2026-01-05,3,1.00,EUX\n"
                                       "2,2026-01-05,3,1.00,\n"
                                       "3,2026-01-05,3,1.005,EUR\n"
                                       "4,2026-01-05,3,1.5,JPY\n"
                                       "5,2026-01-05,3,,EUR\n"
                                       "6,2026-01-05,3,1.00,EUR\n"
                                       "6,2026-01-05,3,1.00,USD\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->size(), 0u);
  std::vector<Reason> reasons;
  for (const RejectedLine& line : file->rejects()) {
    reasons.push_back(line.reason);
  }
  EXPECT_THAT(
      reasons,
      ElementsAre(Reason::kUnknownCurrency, Reason::kUnknownCurrency,
                  Reason::kTooManyDecimals, Reason::kTooManyDecimals,
                  Reason::kMissingField, Reason::kBadValue, Reason::kBadValue));
}

TEST(OrderFile, ABadLineTakesItsOrderAlong) {
  const auto file = ReadShop(
      "A,2026-01-05,m,s,1,1\n"
      "B,2026-01-05,m,s,1,1\n"
      "A,2026-01-05,m,s,0,1\n"
      "A,2026-01-05,m,s,1,x\n"
      "A,2026-01-05,m,s,1,1\n"
      "D,2026-01-05,m,s,1,1\n"
      "D,2026-01-05,other,s,1,1\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->size(), 1u);
  EXPECT_THAT(
      Rejects(*file),
      ElementsAre(
          "2 A bad_quantity: rejected with line 4 of its order",
          "4 A bad_quantity: quantity: is 0: a line has at least one unit",
          HasSubstr("5 A bad_number: price: 'x'"),
          "6 A bad_quantity: rejected with line 4 of its order",
          "7 D bad_value: rejected with line 8 of its order",
          "8 D bad_value: the member 'other' differs from the first line's "
          "'m': an order has one"));
  EXPECT_EQ(LinesAccountedFor(*file), 7);
}

TEST(OrderFile, ABrokenLineTakesTheOrderAlongThatItNames) {
  struct Case {
    std::string broken;
    std::string order;  // of the rejected line
  };
  const std::vector<Case> cases = {
      {"A,2026-01-05,m,s,1", "A"},        // a field is missing
      {"A,2026-01-05,m,s,1,1,1", "A"},    // one too many
      {"A,2026-01-05,m,\"s,1,1", "A"},    // broken behind the id
      {"\"A,2026-01-05,m,s,1,1", "A"},    // broken at it
      {"\"A\"x,2026-01-05,m,s,1,1", ""},  // names no order
      {std::string("A,2026-01-05,\0,s,1,1", 20), "A"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.broken);
    const auto file = ReadShop("A,2026-01-05,m,s,1,1\n" + c.broken +
                               "\nB,2026-01-05,m,s,1,1\n");
    ASSERT_THAT(file, IsOk());
    EXPECT_EQ(file->size(), c.order.empty() ? 2u : 1u);
    const auto line = std::find_if(
        file->rejects().begin(), file->rejects().end(),
        [](const RejectedLine& rejected) { return rejected.line == 3; });
    ASSERT_NE(line, file->rejects().end());
    EXPECT_EQ(line->order, c.order);
    EXPECT_EQ(LinesAccountedFor(*file), 3);
  }
}

TEST(OrderFile, SalesAndReturnsDoNotMix) {
  const auto file = Read(
      "source: s\ncurrency: EUR\nreturn: kind == \"R\"\ncolumns: {order: o, "
      "time: t, sku: a, quantity: n, unit_price: p}\n",
      "o,t,a,n,p,kind\n1,2026-01-05,x,1,1,S\n1,2026-01-05,x,-1,1,R\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->size(), 0u);
  EXPECT_THAT(Rejects(*file)[1], HasSubstr("mixed in one order"));
}

TEST(OrderFile, AttributesAndWeights) {
  const auto file = Read(R"yaml(
source: s
currency: EUR
quantities: kg
columns: {order: o, time: t, quantity: kg, unit_price: p, store: shop}
attributes:
  fresh: {column: f, type: bool}
  land: {column: l, of: basket}
  clerk: {column: c, of: event, type: int}
)yaml",
                         "o,t,kg,p,shop,f,l,c\n"
                         "1,2026-01-05,1.25,2.00,north,true,DE,7\n"
                         "1,2026-01-05,0.1 kg,2.00,north,,FR,8\n"
                         "2,2026-01-05,1,2.00,north,maybe,DE,7\n");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(Events(*file),
              ElementsAre("1 2026-01-05T00:00:00Z : 1  1.25 kg x 2.00 = 2.50 "
                          "EUR; 2  0.1 kg x 2.00 = 0.20 EUR;"));
  const Event event = file->EventOf(0);
  EXPECT_EQ(event.store, "north");
  EXPECT_EQ(event.attributes, (AttributeValues{{"clerk", Scalar(int64_t{7})}}));
  EXPECT_EQ(event.basket.attributes,
            (AttributeValues{{"land", Scalar(std::string("DE"))}}));
  EXPECT_EQ(event.basket.lines[0].attributes,
            (AttributeValues{{"fresh", Scalar(true)}}));
  EXPECT_THAT(event.basket.lines[1].attributes, IsEmpty());
  EXPECT_THAT(Rejects(*file),
              ElementsAre("4 2 bad_value: f: 'maybe' is neither true nor "
                          "false"));
}

TEST(OrderFile, RefusedByTheLedgerLater) {
  const auto file = ReadShop(
      "A,2026-01-05,m,s,1,1\n"
      "B,2026-01-05,m,s,1,1\n"
      "A,2026-01-05,m,s,2,1\n");
  ASSERT_THAT(file, IsOk());
  std::vector<RejectedLine> rejects;
  file->Reject(0, Reason::kOtherContent, "was run before", rejects);
  ASSERT_EQ(rejects.size(), 2u);
  EXPECT_EQ(rejects[0].line, 2);
  EXPECT_EQ(rejects[1].line, 4);
  EXPECT_EQ(rejects[1].text, "A,2026-01-05,m,s,2,1");
  EXPECT_EQ(rejects[1].reason, Reason::kOtherContent);
}

TEST(OrderFile, FilesThatDoNotFit) {
  const auto column = Read(kShop, "order,time,member,sku,quantity,prise\n");
  EXPECT_EQ(ReasonOf(column.status()), Reason::kMissingColumn);
  EXPECT_THAT(MessageOf(column.status()), HasSubstr("'prise'"));
  EXPECT_EQ(ReasonOf(Read(kShop, "").status()), Reason::kBadCsv);
  const auto none = Read(kShop, kShopHeader);
  ASSERT_THAT(none, IsOk());
  EXPECT_EQ(none->size(), 0u);
  EXPECT_EQ(none->lines_read(), 0);
}

}  // namespace
}  // namespace patron::cli
