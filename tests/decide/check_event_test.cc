// What no rule should see is refused: each row breaks a good event.

#include <functional>

#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::Cafe;
using testing::Eur;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::MakePlan;
using testing::Purchase;
using testing::Sale;

std::shared_ptr<const Plan> Attributes() {
  Program program = Cafe();
  program.attributes.push_back(
      {Attribute::Owner::kLine, "roast", ScalarType::kString, "", false});
  program.attributes.push_back(
      {Attribute::Owner::kBasket, "table", ScalarType::kInt, "", false});
  for (const auto& [name, type] : {std::pair{"tip", ScalarType::kMoney},
                                   {"ready", ScalarType::kInstant},
                                   {"due", ScalarType::kDate}}) {
    program.attributes.push_back(
        {Attribute::Owner::kEvent, name, type, "", false});
  }
  return MakePlan(std::move(program));
}

Event GoodReturn() {
  Event event = Purchase({});
  event.kind = EventKind::kReturn;
  event.returned.lines.push_back(
      {"1", "", "sku-1", UnitPrice{2'500'000, testing::EurCurrency()}, 2});
  return event;
}

TEST(CheckEvent, EveryMistakeIsRefusedWithItsReason) {
  struct Row {
    std::function<void(Event&)> mistake;
    Reason reason;
    std::string message;  // a part of it
  };
  const Row rows[] = {
      {[](Event& e) { e.source = ""; }, Reason::kMissingField, "source"},
      {[](Event& e) { e.id = ""; }, Reason::kMissingField, "id"},
      {[](Event& e) { e.id = std::string(5000, 'x'); }, Reason::kTooLarge,
       "4096"},
      {[](Event& e) { e.id = "a\tb"; }, Reason::kBadValue,
       "the id 'a\\x09b' has a control character"},
      {[](Event& e) { e.source = std::string("a\0b", 3); }, Reason::kBadValue,
       "the source"},
      {[](Event& e) { e.member = "a\nb"; }, Reason::kBadValue, "the member"},
      {[](Event& e) { e.store = "\x7f"; }, Reason::kBadValue, "the store"},
      {[](Event& e) { e.basket.lines[0].id = "\x1f"; }, Reason::kBadValue,
       "line's id"},
      {[](Event& e) { e.basket.lines[0].sku = "a\tb"; }, Reason::kBadValue,
       "sku"},
      {[](Event& e) { e.basket.lines[0].category = "\r"; }, Reason::kBadValue,
       "category"},
      {[](Event& e) { e.basket.lines[0].name = "two\nlines"; },
       Reason::kBadValue, "name"},
      {[](Event& e) {
         e.basket.lines[0].unit_price = UnitPrice{-1, testing::EurCurrency()};
       },
       Reason::kNegativePrice, "unit price"},
      {[](Event& e) {
         e.basket.lines[0].unit_price =
             UnitPrice{1, *Currency::FromCode("USD")};
       },
       Reason::kCurrencyMismatch, "unit price is in 'USD'"},
      {[](Event& e) {
         e.basket.lines[1].adjustments.push_back(
             {{1, *Currency::FromCode("USD")}, "", ""});
       },
       Reason::kCurrencyMismatch, "line 'b': an adjustment is in 'USD'"},
      {[](Event& e) {
         e.basket.lines[1].adjustments.push_back(
             {Eur(1), std::string(5000, 'x'), ""});
       },
       Reason::kTooLarge, "reason of an adjustment"},
      {[](Event& e) {
         e.basket.lines[1].adjustments.push_back(
             {Eur(1), "", std::string(5000, 'x')});
       },
       Reason::kTooLarge, "who made"},
      {[](Event& e) {
         e.attributes.push_back({"tip", Money{1, *Currency::FromCode("USD")}});
       },
       Reason::kCurrencyMismatch, "'tip' is in 'USD'"},
      {[](Event& e) {
         e.attributes.push_back({"ready", Instant{INT64_MIN}});
       },
       Reason::kBadDate, "'ready' is not within the years 1 to 9999"},
      {[](Event& e) {
         e.attributes.push_back({"due", Date{INT32_MAX}});
       },
       Reason::kBadDate, "'due'"},
      {[](Event& e) {
         e.basket.attributes.push_back({"table", int64_t{1}});
         e.basket.attributes.push_back({"table", int64_t{2}});
       },
       Reason::kDuplicateKey, "'table' is given twice"},
      {[](Event& e) { e.time.us = INT64_MAX; }, Reason::kBadDate, "1 to 9999"},
      {[](Event& e) { e.arrival.us = INT64_MIN; }, Reason::kBadDate,
       "1 to 9999"},
      {[](Event& e) { e.basket.lines.clear(); }, Reason::kNoLines,
       "at least one"},
      {[](Event& e) { e.basket.lines.assign(20'001, Sale("1", 1)); },
       Reason::kTooLarge, "20000"},
      {[](Event& e) { e.basket.currency = *Currency::FromCode("USD"); },
       Reason::kCurrencyMismatch, "USD"},
      {[](Event& e) { e.basket.lines[0].amount.currency = {}; },
       Reason::kCurrencyMismatch, "line 'a'"},
      {[](Event& e) { e.basket.lines[0].amount.minor = -1; },
       Reason::kNegativePrice, "-0.01 EUR"},
      {[](Event& e) { e.basket.lines[0].quantity.milli = 0; },
       Reason::kBadQuantity, "more than 0"},
      {[](Event& e) { e.basket.lines[0].quantity.milli = -1000; },
       Reason::kBadQuantity, "-1"},
      {[](Event& e) { e.basket.lines[0].quantity.milli = 1500; },
       Reason::kBadQuantity, "whole"},
      {[](Event& e) {
         e.basket.lines[0].quantity = Quantity::Pieces(1'000'000'001);
       },
       Reason::kBadQuantity, "1000000000"},
      {[](Event& e) { e.basket.lines[0].id = ""; }, Reason::kMissingField,
       "has an id"},
      {[](Event& e) { e.basket.lines[1].id = "a"; }, Reason::kDuplicateLine,
       "'a'"},
      {[](Event& e) {
         for (int i = 0; i < 100; ++i) {
           e.basket.lines.push_back(Sale("n" + std::to_string(i), 1));
         }
         e.basket.lines[70].id = "n3";
       },
       Reason::kDuplicateLine, "'n3'"},
      {[](Event& e) { e.basket.lines[0].parent = "a"; }, Reason::kBadValue,
       "parent"},
      {[](Event& e) { e.basket.lines[0].parent = "z"; }, Reason::kBadValue,
       "'z'"},
      {[](Event& e) {
         e.basket.lines[0].amount.minor = INT64_MAX;
         e.basket.lines[1].amount.minor = 1;
       },
       Reason::kOverflow, "line 'b'"},
      {[](Event& e) {
         e.basket.lines[0].kind = LineKind::kTradeIn;
         e.basket.lines[0].amount.minor = INT64_MIN;
       },
       Reason::kOverflow, "line 'a'"},
      {[](Event& e) {
         e.basket.lines[0].attributes.push_back({"rost", std::string("x")});
       },
       Reason::kUnknownAttribute, "did you mean 'roast'?"},
      {[](Event& e) {
         e.basket.lines[0].attributes.push_back({"roast", int64_t{3}});
       },
       Reason::kWrongType, "'roast'"},
      {[](Event& e) {
         e.basket.attributes.push_back({"table", true});
       },
       Reason::kWrongType, "'table'"},
      {[](Event& e) {
         e.attributes.push_back({"table", int64_t{1}});
       },
       Reason::kUnknownAttribute, "'table'"},
  };
  const std::shared_ptr<const Plan> plan = Attributes();
  ASSERT_NE(plan, nullptr);
  for (const Row& row : rows) {
    Event event = Purchase({Sale("a", 250), Sale("b", 300)});
    ASSERT_THAT(plan->CheckEvent(event), IsOk());
    row.mistake(event);
    const absl::Status status = plan->CheckEvent(event);
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(row.message));
  }
}

TEST(CheckEvent, EveryMistakeOfAReturnIsRefused) {
  struct Row {
    std::function<void(Event&)> mistake;
    Reason reason;
    std::string message;
  };
  const Row rows[] = {
      {[](Event& e) { e.returned.lines.clear(); }, Reason::kNoLines,
       "at least one"},
      {[](Event& e) { e.returned.order_id = "7"; }, Reason::kMissingField,
       "source and id"},
      {[](Event& e) { e.returned.lines[0].units = 0; }, Reason::kBadQuantity,
       "1 to"},
      {[](Event& e) { e.returned.lines[0].id = ""; }, Reason::kMissingField,
       "has an id"},
      {[](Event& e) { e.returned.lines[0].sku = ""; }, Reason::kMissingField,
       "without a receipt"},
      {[](Event& e) {
         e.returned.order_source = "till";
         e.returned.order_id = "7";
       },
       Reason::kMissingField, "order's line"},
      {[](Event& e) { e.returned.lines[0].id = std::string(5000, 'x'); },
       Reason::kTooLarge, "4096"},
      {[](Event& e) { e.returned.lines[0].sku = std::string(5000, 'x'); },
       Reason::kTooLarge, "4096"},
      {[](Event& e) {
         e.returned.order_source = "till";
         e.returned.order_id = std::string(5000, 'x');
         e.returned.lines[0].order_line = "1";
       },
       Reason::kTooLarge, "4096"},
      {[](Event& e) {
         e.returned.order_source = "till";
         e.returned.order_id = "7";
         e.returned.lines[0].order_line = "1\t";
       },
       Reason::kBadValue, "order's line"},
      {[](Event& e) {
         e.returned.lines[0].unit_price->currency = *Currency::FromCode("USD");
       },
       Reason::kCurrencyMismatch, "USD"},
      {[](Event& e) { e.returned.lines.push_back(e.returned.lines[0]); },
       Reason::kDuplicateLine, "two lines"},
  };
  const std::shared_ptr<const Plan> plan = MakePlan(Cafe());
  ASSERT_NE(plan, nullptr);
  ASSERT_THAT(plan->CheckEvent(GoodReturn()), IsOk());
  for (const Row& row : rows) {
    Event event = GoodReturn();
    row.mistake(event);
    const absl::Status status = plan->CheckEvent(event);
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)), HasSubstr(row.message));
  }
}

TEST(CheckEvent, AZeroPriceAndATradeInBelowZeroAreLegal) {
  const std::shared_ptr<const Plan> plan = MakePlan(Cafe());
  ASSERT_NE(plan, nullptr);
  Event event = Purchase({Sale("a", 0), Sale("b", -500)});
  event.basket.lines[1].kind = LineKind::kTradeIn;
  EXPECT_THAT(plan->CheckEvent(event), IsOk());
}

}  // namespace
}  // namespace patron
