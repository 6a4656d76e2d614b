// Events as a till's developer writes them, and answers as machines read them.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "patron/text.h"
#include "tests/seed.h"
#include "tests/wire/sample.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::SeededRandom;

const Currency kEur = Currency::FromCode("EUR").value_or(Currency());
const Currency kGbp = Currency::FromCode("GBP").value_or(Currency());

constexpr std::string_view kOrder = R"({
  "source": "till-1", "id": 4711, "time": "2025-03-03T08:26:00+01:00",
  "member": "m-17", "store": null,
  "basket": {"currency": "EUR", "lines": [
    {"sku": "espresso", "category": "coffee", "amount": 2.60},
    {"id": "b", "sku": "beans", "category": "coffee", "amount": "9.8",
     "quantity": "0.35 kg", "unit_price": 28.0001, "on_sale": true,
     "tax_rate": "7%", "floor": 5, "parent": "1",
     "adjustments": [{"amount": -1.00, "reason": "bent", "by": "eva"}],
     "attributes": {"roast": "dark", "organic": true, "bags": 2, "none": null,
                    "batch": "7", "weight": 0.35,
                    "tip": {"money": "2.00 GBP"}, "unknown": {}}},
    {"kind": "deposit", "amount": 0.25, "quantity": 3,
     "attributes": [{"name": "share", "rate": "12.5%"},
                    {"name": "best", "date": "2025-04-01"}]}],
    "attributes": {"table": 7},
    "tenders": [{"kind": "gift_card", "amount": 10, "id": 815},
                {"kind": "cash", "amount": 2.65},
                {"kind": "points", "currency": "bean", "points": 12.50},
                {"kind": "points", "currency": "star", "points": "3",
                 "amount": 0.30}]},
  "attributes": {"at": {"instant": "2025-03-03T08:00:00Z"},
                 "size": {"quantity": "3"}}})";

TEST(EventText, ReadsAnOrder) {
  const Loaded<Event> loaded = LoadEvent(kOrder, TextFormat::kJson);
  ASSERT_TRUE(loaded.value) << FormatDiagnostic(loaded.diagnostics.at(0));
  const Event& event = *loaded.value;
  EXPECT_EQ(event.kind, EventKind::kPurchase);
  EXPECT_EQ(event.id, "4711");
  EXPECT_EQ(FormatInstant(event.time), "2025-03-03T07:26:00Z");
  EXPECT_EQ(event.arrival, event.time);
  EXPECT_EQ(event.store, "");
  ASSERT_EQ(event.basket.lines.size(), 3U);

  const Line& espresso = event.basket.lines[0];
  EXPECT_EQ(espresso.id, "1");
  EXPECT_EQ(espresso.kind, LineKind::kSale);
  EXPECT_EQ(espresso.amount, (Money{260, kEur}));
  EXPECT_EQ(espresso.quantity, Quantity::Pieces(1));
  EXPECT_FALSE(espresso.unit_price);

  const Line& beans = event.basket.lines[1];
  EXPECT_EQ(beans.id, "b");
  EXPECT_EQ(beans.amount, (Money{980, kEur}));
  EXPECT_EQ(beans.quantity, (Quantity{350, Quantity::Kind::kWeight}));
  EXPECT_EQ(beans.unit_price, (UnitPrice{28'000'100, kEur}));
  EXPECT_TRUE(beans.on_sale);
  EXPECT_EQ(beans.adjustments.at(0), (Adjustment{{-100, kEur}, "bent", "eva"}));
  EXPECT_EQ(beans.parent, "1");
  EXPECT_EQ(beans.tax_rate, Rate::Percent(7));
  EXPECT_EQ(beans.floor, (Money{500, kEur}));
  const AttributeValues expected = {{"roast", std::string("dark")},
                                    {"organic", true},
                                    {"bags", int64_t{2}},
                                    {"batch", std::string("7")},
                                    {"weight", std::string("0.35")},
                                    {"tip", Money{200, kGbp}},
                                    {"unknown", std::monostate()}};
  EXPECT_EQ(beans.attributes, expected);

  const Line& deposit = event.basket.lines[2];
  EXPECT_EQ(deposit.id, "3");
  EXPECT_EQ(deposit.kind, LineKind::kDeposit);
  EXPECT_EQ(deposit.quantity, Quantity::Pieces(3));
  EXPECT_EQ(deposit.attributes,
            (AttributeValues{{"share", Rate{125'000'000}},
                             {"best", *ParseDate("2025-04-01")}}));
  EXPECT_EQ(event.basket.tenders,
            (std::vector<Tender>{
                {TenderKind::kGiftCard, Money{1000, kEur}, "815"},
                {TenderKind::kCash, Money{265, kEur}, ""},
                {TenderKind::kPoints, Money(), "", "bean", {125, 1}},
                {TenderKind::kPoints, Money{30, kEur}, "", "star", {3, 0}}}));
  EXPECT_EQ(event.basket.attributes, (AttributeValues{{"table", int64_t{7}}}));
  EXPECT_EQ(event.attributes,
            (AttributeValues{{"at", *ParseInstant("2025-03-03T08:00:00Z")},
                             {"size", Quantity::Pieces(3)}}));
}

TEST(EventText, ReadsAReturn) {
  const Loaded<Event> loaded = LoadEvent(
      R"({"kind": "return", "source": "t", "id": "r1",
          "time": "2025-03-04T08:00:00Z", "arrival": "2025-03-05T08:00:00Z",
          "returned": {"order_source": "till-1", "order_id": 4711,
            "lines": [{"order_line": "b", "units": 1},
                      {"sku": "x", "unit_price": "2.555", "units": 2}]}})",
      TextFormat::kJson, {"t", 1, kGbp});
  ASSERT_TRUE(loaded.value) << FormatDiagnostic(loaded.diagnostics.at(0));
  EXPECT_EQ(loaded.value->kind, EventKind::kReturn);
  EXPECT_EQ(FormatInstant(loaded.value->arrival), "2025-03-05T08:00:00Z");
  const ReturnedGoods& returned = loaded.value->returned;
  EXPECT_EQ(returned.order_id, "4711");
  EXPECT_EQ(
      returned.lines,
      (std::vector<ReturnLine>{{"1", "b", "", {}, 1},
                               {"2", "", "x", UnitPrice{2'555'000, kGbp}, 2}}));
}

TEST(EventText, ReadsAnAdjustment) {
  const auto read = [](std::string_view points, Currency currency) {
    const Loaded<Event> loaded = LoadEvent(
        R"({"kind": "adjustment", "source": "desk", "id": 7,
            "time": "2025-03-04T08:00:00Z", "member": "m-1",
            "adjustment": {"currency": "bean", "points": )" +
            std::string(points) + R"(, "reason": "broken", "by": "eva"}})",
        TextFormat::kJson, {"t", 1, currency});
    EXPECT_TRUE(loaded.value) << points;
    return loaded.value.value_or(Event());
  };
  const Event event = read("\"-12.50\"", kGbp);
  EXPECT_EQ(event.kind, EventKind::kAdjustment);
  EXPECT_EQ(event.adjustment,
            (PointsAdjustment{"bean", {-125, 1}, "broken", "eva"}));
  // One content, however its points are written and wherever it was read.
  EXPECT_EQ(ContentOf(read("-12.5", kEur)), ContentOf(event));
  EXPECT_NE(ContentOf(read("-125", kEur)), ContentOf(event));
  const Loaded<Event> again =
      LoadEvent(PrintEventJson(event), TextFormat::kJson);
  ASSERT_TRUE(again.value) << FormatDiagnostic(again.diagnostics.at(0));
  EXPECT_EQ(*again.value, event);
}

TEST(EventText, ReadsAVoidAndAnExchange) {
  const Loaded<Event> undone = LoadEvent(
      R"({"kind": "void", "source": "desk", "id": 7,
          "time": "2025-03-04T08:00:00Z", "voided": {"order_source": "t",
            "order_id": "4711", "reason": "twice", "by": "eva"}})",
      TextFormat::kJson, {"t", 1, kGbp});
  ASSERT_TRUE(undone.value) << FormatDiagnostic(undone.diagnostics.at(0));
  EXPECT_EQ(undone.value->kind, EventKind::kVoid);
  EXPECT_EQ(undone.value->voided, (VoidedOrder{"t", "4711", "twice", "eva"}));
  EXPECT_EQ(undone.value->basket, Basket());
  const Loaded<Event> swapped = LoadEvent(
      R"({"kind": "exchange", "source": "t", "id": "8",
          "time": "2025-03-04T08:00:00Z",
          "returned": {"order_source": "t", "order_id": "4711",
            "lines": [{"order_line": "1", "units": 1}]},
          "basket": {"lines": [{"amount": 3}]}})",
      TextFormat::kJson, {"t", 1, kGbp});
  ASSERT_TRUE(swapped.value) << FormatDiagnostic(swapped.diagnostics.at(0));
  EXPECT_EQ(swapped.value->kind, EventKind::kExchange);
  EXPECT_EQ(swapped.value->returned.lines.size(), 1u);
  for (const Event& event : {*undone.value, *swapped.value}) {
    const Loaded<Event> again =
        LoadEvent(PrintEventJson(event), TextFormat::kJson);
    ASSERT_TRUE(again.value) << FormatDiagnostic(again.diagnostics.at(0));
    EXPECT_EQ(*again.value, event);
  }
}

TEST(EventText, SaysWhatAVoidOrAnExchangeLacks) {
  struct Row {
    std::string json;
    std::string says;
  };
  const std::string rest =
      R"("source": "t", "id": "1", "time": "2025-03-04T08:00:00Z")";
  const Row rows[] = {
      {R"({"kind": "void", )" + rest + "}", "which order is undone"},
      {R"({"kind": "void", "voided": {"order_id": "1"}, )" + rest + "}",
       "order_source"},
      {R"({"voided": {"order_id": "1"}, "basket": {"lines": []}, )" + rest +
           "}",
       "a purchase undoes no order"},
      {R"({"kind": "exchange", "basket": {"lines": []}, )" + rest + "}",
       "what comes back"},
      {R"({"kind": "exchange", "returned": {"lines": []}, )" + rest + "}",
       "what is bought"},
      {R"({"returned": {"lines": []}, "basket": {"lines": []}, )" + rest + "}",
       "'exchange' where it has both"},
  };
  for (const Row& row : rows) {
    const Loaded<Event> loaded =
        LoadEvent(row.json, TextFormat::kJson, {"t", 1, kGbp});
    EXPECT_FALSE(loaded.value) << row.json;
    std::string all;
    for (const Diagnostic& found : loaded.diagnostics) {
      all += FormatDiagnostic(found) + "\n";
    }
    EXPECT_THAT(all, HasSubstr(row.says));
  }
}

// Its prices may be in the currency of its surroundings, which print with it.
TEST(EventText, PrintsAReturnThatLoadsAgain) {
  const Loaded<Event> loaded = LoadEvent(
      R"({"kind": "return", "source": "t", "id": "r1",
          "time": "2025-03-04T08:00:00Z", "returned": {"lines": [
            {"sku": "x", "unit_price": "2.555", "units": 2}]}})",
      TextFormat::kJson, {"t", 1, kGbp});
  ASSERT_TRUE(loaded.value) << FormatDiagnostic(loaded.diagnostics.at(0));
  const std::string printed = PrintEventJson(*loaded.value);
  const Loaded<Event> again = LoadEvent(printed, TextFormat::kJson);
  ASSERT_TRUE(again.value) << FormatDiagnostic(again.diagnostics.at(0));
  EXPECT_EQ(*again.value, *loaded.value);
}

TEST(EventText, TakesTheCurrencyOfItsSurroundings) {
  const std::string text =
      R"({"source": "t", "id": "1", "time": "2025-03-04T08:00:00Z",
          "basket": {"lines": [{"amount": 1.50}]}})";
  const Loaded<Event> gbp = LoadEvent(text, TextFormat::kJson, {"t", 1, kGbp});
  ASSERT_TRUE(gbp.value);
  EXPECT_EQ(gbp.value->basket.currency, kGbp);
  EXPECT_EQ(gbp.value->basket.lines[0].amount, (Money{150, kGbp}));

  const Loaded<Event> none = LoadEvent(text, TextFormat::kJson);
  EXPECT_FALSE(none.value);
  ASSERT_EQ(none.diagnostics.size(), 1U);
  EXPECT_EQ(none.diagnostics[0].reason, Reason::kUnknownCurrency);
  EXPECT_EQ(none.diagnostics[0].path, "basket.lines[0].amount");
}

struct BadEvent {
  std::string_view text;  // after the source, id and time of a purchase
  Reason reason;
  std::string_view path;
  std::string_view message;
};

TEST(EventText, RefusesWhatMakesNoSense) {
  const BadEvent kRows[] = {
      {R"("basket": {"lines": [{}]})", Reason::kMissingField,
       "basket.lines[0].amount", "'amount' is missing"},
      {R"("basket": {"lines": [{"amount": 1.234}]})", Reason::kTooManyDecimals,
       "basket.lines[0].amount", "1.234"},
      {R"("basket": {"lines": [{"amount": 1e2}]})", Reason::kBadNumber,
       "basket.lines[0].amount", "1e2"},
      {R"("basket": {"lines": [{"amount": 99999999999999999999}]})",
       Reason::kOverflow, "basket.lines[0].amount", "too large"},
      {R"("basket": {"currency": "EUX", "lines": [{"amount": 1.23}]})",
       Reason::kUnknownCurrency, "basket.currency", "'EUR'"},
      {R"("basket": {"lines": [{"amount": 1, "quantity": 0.5}]})",
       Reason::kBadQuantity, "basket.lines[0].quantity", "kg"},
      {R"("basket": {"lines": [{"amount": 1, "kind": "salee"}]})",
       Reason::kBadValue, "basket.lines[0].kind", "'sale'"},
      {R"("basket": {"lines": [{"amount": 1, "on_sale": "true"}]})",
       Reason::kWrongType, "basket.lines[0].on_sale", "without quotes"},
      {R"("basket": {"lines": [{"amount": true}]})", Reason::kWrongType,
       "basket.lines[0].amount", "in double quotes"},
      {R"("basket": {"lines": [{"amuont": 1, "amount": 1}]})",
       Reason::kUnknownField, "basket.lines[0].amuont", "'amount'"},
      {R"("basket": {"lines": [{"amount": 1, "tax_rate": "7"}, {}]})",
       Reason::kMissingField, "basket.lines[1].amount", "is missing"},
      {R"("basket": {"lines": [{"amount": 1, "tax_rate": "7 %"}]})",
       Reason::kBadNumber, "basket.lines[0].tax_rate", "not a rate"},
      {R"("basket": {"lines": [{"amount": 1, "floor": 0.505}]})",
       Reason::kTooManyDecimals, "basket.lines[0].floor", "0.505"},
      {R"("basket": {"tenders": [{"amount": 1}]})", Reason::kMissingField,
       "basket.tenders[0].kind", "such as cash or card"},
      {R"("basket": {"tenders": [{"kind": "cash"}]})", Reason::kMissingField,
       "basket.tenders[0].amount", "'amount' is missing"},
      {R"("basket": {"tenders": [{"kind": "points", "points": 1}]})",
       Reason::kMissingField, "basket.tenders[0].currency", "is missing"},
      {R"("basket": {"tenders": [{"kind": "points", "currency": "a"}]})",
       Reason::kMissingField, "basket.tenders[0].points", "is missing"},
      {R"("basket": {"tenders": [{"kind": "points", "currency": "a", )"
       R"("points": "many"}]})",
       Reason::kBadNumber, "basket.tenders[0].points", "many"},
      {R"("basket": {"rewards": [{"count": 1}]})", Reason::kMissingField,
       "basket.rewards[0].id", "'id' is missing"},
      {R"("basket": {"rewards": [{"id": "a", "count": "x"}]})",
       Reason::kWrongType, "basket.rewards[0].count", "whole number"},
      {R"("basket": {"rewards": [{"id": "a", "prize": 1}]})",
       Reason::kUnknownField, "basket.rewards[0].prize",
       "did you mean 'price'?"},
      {R"("basket": {"tenders": [{"kind": "csah", "amount": 1}]})",
       Reason::kBadValue, "basket.tenders[0].kind", "did you mean 'cash'?"},
      {R"("basket": {}, "attributes": {"a": {"moneey": "1 EUR"}})",
       Reason::kUnknownField, "attributes.a.moneey", "'money'"},
      {R"("basket": {}, "attributes": {"a": {"name": "b", "int": 1}})",
       Reason::kUnknownField, "attributes.a.name", "unknown field"},
      {R"("basket": {}, "attributes": {"a": [1]})", Reason::kWrongType,
       "attributes.a", "a value"},
      {R"("basket": {}, "attributes": [{"int": 1}])", Reason::kMissingField,
       "attributes[0].name", "'name' is missing"},
      {R"("basket": {}, "attributes": [{"name": "a", "int": 1, "bool": true}])",
       Reason::kDuplicateKey, "attributes[0].bool", "together"},
      {R"("basket": {}, "arrival": "yesterday")", Reason::kBadDate, "arrival",
       "yesterday"},
      {R"("member": "m")", Reason::kMissingField, "basket", "what is bought"},
      {R"("basket": {}, "returned": {})", Reason::kBadValue, "returned",
       "'return'"},
      {R"("kind": "return")", Reason::kMissingField, "returned",
       "what comes back"},
      {R"("kind": "return", "returned": {}, "basket": {})", Reason::kBadValue,
       "basket", "a return has no basket"},
      {R"("kind": "return", "returned": {}, "basket": {"currency": "EUR", )"
       R"("lines": [{"amount": 1}]})",
       Reason::kBadValue, "basket", "a return has no basket"},
      {R"("kind": "return", "returned": {}, "basket": {"currency": "EUR", )"
       R"("tenders": [{"kind": "cash", "amount": 1}]})",
       Reason::kBadValue, "basket", "a return has no basket"},
      {R"("kind": "return", "returned": {"lines": [{"sku": "x"}]})",
       Reason::kMissingField, "returned.lines[0].units", "how many"},
      {R"("basket": {}, "adjustment": {"currency": "b", "points": 1, )"
       R"("reason": "r", "by": "b"})",
       Reason::kBadValue, "adjustment", "write 'kind' as 'adjustment'"},
      {R"("kind": "return", "returned": {}, "adjustment": {"currency": "b", )"
       R"("points": 1, "reason": "r", "by": "b"})",
       Reason::kBadValue, "adjustment", "a return adjusts no points"},
      {R"("kind": "adjustment", "member": "m")", Reason::kMissingField,
       "adjustment", "which points"},
      {R"("kind": "adjustment", "adjustment": {"currency": "b", "points": 1, )"
       R"("reason": "r", "by": "b"})",
       Reason::kMissingField, "member", "whose points"},
      {R"("kind": "adjustment", "member": "m", "basket": {"currency": "EUR"}, )"
       R"("adjustment": {"currency": "b", "points": 1, "reason": "r", )"
       R"("by": "b"})",
       Reason::kBadValue, "basket", "an adjustment has no basket"},
      {R"("kind": "adjustment", "member": "m", "adjustment": {"points": 1, )"
       R"("reason": "r", "by": "b"})",
       Reason::kMissingField, "adjustment.currency", "is missing"},
      {R"("kind": "adjustment", "member": "m", "adjustment": )"
       R"({"currency": "b", "reason": "r", "by": "b"})",
       Reason::kMissingField, "adjustment.points", "is missing"},
      {R"("kind": "adjustment", "member": "m", "adjustment": )"
       R"({"currency": "b", "points": 1, "by": "b"})",
       Reason::kMissingField, "adjustment.reason", "is missing"},
      {R"("kind": "adjustment", "member": "m", "adjustment": )"
       R"({"currency": "b", "points": 1, "reason": "r"})",
       Reason::kMissingField, "adjustment.by", "is missing"},
      {R"("kind": "adjustment", "member": "m", "adjustment": )"
       R"({"currency": "b", "points": "many", "reason": "r", "by": "b"})",
       Reason::kBadNumber, "adjustment.points", "many"},
      {R"("kind": "adjustment", "member": "m", "adjustment": {"currency": )"
       R"("b", "points": 99999999999999999999, "reason": "r", "by": "b"})",
       Reason::kOverflow, "adjustment.points", "too large"},
  };
  for (const BadEvent& row : kRows) {
    SCOPED_TRACE(std::string(row.text));
    const std::string text =
        R"({"source": "t", "id": "1", "time": "2025-03-04T08:00:00Z", )" +
        std::string(row.text) + "}";
    const Loaded<Event> loaded =
        LoadEvent(text, TextFormat::kJson, {"orders.jsonl", 17, kEur});
    EXPECT_FALSE(loaded.value);
    ASSERT_EQ(loaded.diagnostics.size(), 1U);
    const Diagnostic& found = loaded.diagnostics[0];
    EXPECT_EQ(ReasonName(found.reason), ReasonName(row.reason));
    EXPECT_EQ(found.path, row.path);
    EXPECT_NE(found.message.find(row.message), std::string::npos)
        << found.message;
    EXPECT_EQ(found.place.file, "orders.jsonl");
    EXPECT_EQ(found.place.line, 17);
    EXPECT_GT(found.place.column, 0);
  }
}

TEST(EventText, NamesWhatIsMissing) {
  const Loaded<Event> loaded = LoadEvent("{}", TextFormat::kJson);
  std::vector<std::string> paths;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    paths.push_back(diagnostic.path);
  }
  EXPECT_EQ(paths,
            (std::vector<std::string>{"source", "id", "time", "basket"}));
}

// Stored events have no defaults to fill in: what is printed loads as it was,
// where a person could have written it.
TEST(EventText, PrintsWhatItReads) {
  const Loaded<Event> loaded = LoadEvent(kOrder, TextFormat::kJson);
  ASSERT_TRUE(loaded.value);
  for (const JsonStyle style : {JsonStyle::kLine, JsonStyle::kPretty}) {
    const std::string printed = PrintEventJson(*loaded.value, style);
    const Loaded<Event> again = LoadEvent(printed, TextFormat::kJson);
    ASSERT_TRUE(again.value) << printed;
    EXPECT_EQ(*again.value, *loaded.value);
    EXPECT_EQ(PrintEventJson(*again.value, style), printed);
  }
  std::mt19937_64 random = SeededRandom();
  for (int i = 0; i < 300 && !HasFailure(); ++i) {
    Event event = testing::RandomEvent(random);
    const std::string line = PrintEventJson(event);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    // What a person must give, and what is filled in.
    event.source = "s" + event.source;
    event.id = "i" + event.id;
    if (event.arrival == Instant()) event.arrival = event.time;
    const bool exchange = event.kind == EventKind::kExchange;
    const bool returns = event.kind == EventKind::kReturn || exchange;
    const bool holds = event.kind == EventKind::kHold;
    const bool buys = event.kind == EventKind::kPurchase || exchange || holds;
    if (holds != event.until.has_value()) {
      event.until = holds ? std::optional(event.time) : std::nullopt;
    }
    if (event.hold != HoldKey() || event.kind == EventKind::kRelease) {
      event.hold.source += "s";
      event.hold.id += "h";
    }
    const bool gives = event.kind == EventKind::kTransfer;
    const bool joins = event.kind == EventKind::kJoin;
    if (!gives) event.transfer = {};
    if (gives) event.transfer.to += "t";
    if (gives) event.transfer.currency += "c";
    event.household = joins ? event.household + "h" : "";
    if (gives || joins || event.kind == EventKind::kLeave) event.member += "m";
    if (!returns) event.returned = {};
    if (!buys) event.basket = {};
    if (event.kind != EventKind::kAdjustment) event.adjustment = {};
    if (event.kind != EventKind::kVoid) event.voided = {};
    if (event.kind == EventKind::kVoid) {
      VoidedOrder& voided = event.voided;
      for (std::string* text : {&voided.order_source, &voided.order_id,
                                &voided.reason, &voided.by}) {
        *text += "v";
      }
    }
    if (event.kind != EventKind::kFulfilment) event.fulfilment = {};
    if (event.kind == EventKind::kFulfilment) {
      event.fulfilment.order_source += "s";
      event.fulfilment.order_id += "o";
      for (FulfilmentLine& of : event.fulfilment.lines) of.order_line += "l";
    }
    if (event.kind == EventKind::kAdjustment) {
      PointsAdjustment& adjust = event.adjustment;
      event.member += "m";
      for (std::string* text : {&adjust.currency, &adjust.reason, &adjust.by}) {
        *text += "a";
      }
    }
    if (buys && event.basket == Basket()) continue;
    if (returns && event.returned == ReturnedGoods()) continue;
    const auto named = [](AttributeValues& values) {
      for (AttributeValue& value : values) value.name += "n";
    };
    named(event.attributes);
    named(event.basket.attributes);
    for (Tender& tender : event.basket.tenders) {
      if (tender.kind == TenderKind::kPoints) tender.currency += "a";
    }
    for (BasketReward& reward : event.basket.rewards) {
      reward.id += "a";
    }
    for (Line& row : event.basket.lines) {
      row.id += "l";
      named(row.attributes);
    }
    for (ReturnLine& row : event.returned.lines) row.id += "l";
    const std::string printed = PrintEventJson(event, JsonStyle::kPretty);
    const Loaded<Event> again = LoadEvent(printed, TextFormat::kJson);
    ASSERT_TRUE(again.value)
        << FormatDiagnostic(again.diagnostics.at(0)) << printed;
    EXPECT_EQ(*again.value, event) << printed;
  }
}

TEST(AnswerText, IsDeterministic) {
  Answer answer;
  answer.decision.program = "cafe";
  answer.decision.pay_total = {1234, kEur};
  FiredEffect& fired = answer.decision.effects.Add();
  fired.rule = "happy";
  fired.rate = Rate::Percent(10);
  fired.base = {1000, kEur};
  fired.amount = {100, kEur};
  Allocation& part = fired.allocations.Add();
  part.line = 2;
  part.units = {{3, 33}, {1, -1}};
  answer.balances = {{"bean", Points{12}, {}, {}}};
  EXPECT_EQ(PrintAnswerJson(answer),
            R"({"decision":{"program":"cafe",)"
            R"("pay_total":{"minor":1234,"currency":"EUR"},)"
            R"("effects":[{"rule":"happy","kind":"percent_off",)"
            R"("base":{"minor":1000,"currency":"EUR"},"rate":"10%",)"
            R"("rounding":"half_away_from_zero",)"
            R"("amount":{"minor":100,"currency":"EUR"},)"
            R"("allocations":[{"line":2,"units":[{"count":3,"each":33},)"
            R"({"count":1,"each":-1}]}]}]},)"
            R"("balances":[{"currency":"bean","available":12}]})");
  EXPECT_EQ(PrintDecisionJson(Decision()), "{}");
  EXPECT_EQ(PrintDecisionJson(Decision(), JsonStyle::kPretty), "{}\n");
  Decision small;
  small.program = "a\"\\\n\x01";
  small.pay_total = {-5, kEur};
  EXPECT_EQ(PrintDecisionJson(small, JsonStyle::kPretty),
            "{\n  \"program\": \"a\\\"\\\\\\n\\u0001\",\n"
            "  \"pay_total\": {\"minor\": -5, \"currency\": \"EUR\"}\n}\n");
}

}  // namespace
}  // namespace patron
