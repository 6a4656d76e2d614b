// A program is checked whole: each row breaks a good one in one place.

#include <functional>
#include <span>

#include "program/checked_program.h"
#include "tests/fixtures.h"

namespace patron {
namespace {

using testing::AllMessages;
using testing::Cafe;
using testing::Earn;
using testing::Eur;
using ::testing::HasSubstr;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::On;
using testing::Times;

Program Good() {
  Program program = Cafe();
  program.segments.push_back({"regulars", "member.stats.orders >= 10"});
  program.rules.push_back(MakeRule("beans", Earn(1, 100)));
  program.rules.push_back(
      MakeRule("deal", OffPercent("10%", "coffee"),
               "quantity(\"coffee\") >= 2 && in_segment(\"regulars\")"));
  return program;
}

TEST(Check, AGoodProgramHasNothingToMend) {
  const CheckResult result = CheckProgram(Good(), {});
  EXPECT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
  EXPECT_EQ(AllMessages(result.diagnostics), "");
}

struct Mistake {
  std::function<void(Program&)> mistake;
  Reason reason;
  std::string path;
  std::string message;  // a part of it
};

void ExpectFound(std::span<const Mistake> rows) {
  for (const Mistake& row : rows) {
    Program program = Good();
    row.mistake(program);
    const CheckResult result = CheckProgram(std::move(program), {});
    SCOPED_TRACE(row.path + " " + row.message + "\n" +
                 AllMessages(result.diagnostics));
    EXPECT_EQ(result.checked, nullptr);
    ASSERT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.diagnostics[0].reason, row.reason);
    EXPECT_EQ(result.diagnostics[0].path, row.path);
    EXPECT_THAT(result.diagnostics[0].message, HasSubstr(row.message));
  }
}

// Its stamps are kept by the rule, and count all units.
TEST(Check, ACardOverVisitsIsTheOnlyOneOfItsRuleAndNotOfUnits) {
  StampCard card{.pay = 9, .of = "coffee", .over_visits = true};
  const Mistake rows[] = {
      {[&](Program& p) {
         p.rules[0].then = {Effect{card, {}}, Effect{card, {}}};
       },
       Reason::kBadValue, "rules[0].then[1].stamp_card.over_visits",
       "give this one a rule of its own"},
      {[&](Program& p) {
         p.groups.push_back({.id = "each",
                             .mode = GroupMode::kBest,
                             .scope = GroupScope::kUnit});
         p.rules[0].then = {Effect{card, {}}};
         p.rules[0].group = "each";
       },
       Reason::kBadValue, "rules[0].then[0].stamp_card.over_visits",
       "counts them all"},
      {[&](Program& p) {
         p.groups.push_back(
             {.id = "most", .mode = GroupMode::kBestCombination});
         p.rules[0].then = {Effect{card, {}}};
         p.rules[0].group = "most";
       },
       Reason::kBadValue, "rules[0].then[0].stamp_card.over_visits",
       "counts them all"},
  };
  ExpectFound(rows);
}

TEST(Check, WhoMayHavePointsOfOthers) {
  const Mistake rows[] = {
      {[](Program& p) {
         p.points[0].status = true;
         p.points[0].transfers = Transfers{};
       },
       Reason::kBadValue, "points[0].transfers", "leave out 'transfers'"},
      {[](Program& p) {
         p.points[0].transfers = Transfers{Transfers::Expiry{9}};
       },
       Reason::kBadValue, "points[0].transfers.expiry", "no third"},
      {[](Program& p) { p.points[0].pooled = true; }, Reason::kBadValue,
       "points[0].pooled", "add 'transfers: {expiry: keep}'"},
      {[](Program& p) {
         p.points[0].status = true;
         p.points[0].pooled = true;
       },
       Reason::kBadValue, "points[0].pooled", "leave out 'pooled'"},
      {[](Program& p) {
         p.points[0].transfers = Transfers{};
         p.points[0].pooled = true;
         p.points[0].apart = PeriodUnit::kMonth;
       },
       Reason::kBadValue, "points[0].pooled", "combine"},
  };
  ExpectFound(rows);
}

// Whoever does what the only message says has a sound program.
TEST(Check, AdviceLeadsToASoundProgram) {
  using Change = std::function<void(Program&)>;
  const Change keep = [](Program& p) { p.points[0].transfers = Transfers{}; };
  const Change pool = [](Program& p) { p.points[0].pooled = true; };
  const Change no_transfers = [](Program& p) { p.points[0].transfers.reset(); };
  const Change no_pool = [](Program& p) { p.points[0].pooled = false; };
  const Change old = [](Program& p) {
    p.points[0].grandfathered = true;
    p.points[0].pays = UnitPrice{10'000, p.currency};
  };
  const Change not_old = [](Program& p) { p.points[0].grandfathered = false; };
  const Change status = [](Program& p) { p.points[0].status = true; };
  const Change apart = [](Program& p) {
    p.points[0].apart = PeriodUnit::kMonth;
  };
  const Change together = [](Program& p) { p.points[0].apart.reset(); };
  const Change no_pay = [](Program& p) { p.points[0].pays.reset(); };
  const struct {
    std::vector<Change> mistakes;
    std::string advice;                     // a part of the message
    std::vector<std::vector<Change>> ways;  // one of which suffices
  } rows[] = {
      {{pool}, "add 'transfers: {expiry: keep}'", {{keep}}},
      {{old, pool}, "leave out 'pooled'", {{no_pool}}},
      {{old, keep},
       "leave out 'transfers', or 'grandfathered'",
       {{no_transfers}, {not_old}}},
      {{old, keep, pool},
       "leave out 'transfers' and 'pooled', or 'grandfathered'",
       {{no_transfers, no_pool}, {not_old}}},
      {{status, pool}, "leave out 'pooled'", {{no_pool}}},
      {{status, keep, pool},
       "leave out 'transfers' and 'pooled'",
       {{no_transfers, no_pool}}},
      {{status, old},
       "leave out 'pays' and 'grandfathered'",
       {{no_pay, not_old}}},
      {{keep, pool, apart},
       "leave out 'apart' or 'pooled'",
       {{together}, {no_pool}}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.advice);
    Program wrong = Good();
    for (const Change& mistake : row.mistakes) mistake(wrong);
    const CheckResult found = CheckProgram(wrong, {});
    ASSERT_EQ(found.diagnostics.size(), 1u) << AllMessages(found.diagnostics);
    EXPECT_THAT(found.diagnostics[0].message, HasSubstr(row.advice));
    for (const std::vector<Change>& way : row.ways) {
      Program mended = wrong;
      for (const Change& change : way) change(mended);
      const CheckResult result = CheckProgram(mended, {});
      EXPECT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
    }
  }
}

TEST(Check, EveryMistakeIsFoundAndPlaced) {
  const Mistake rows[] = {
      {[](Program& p) { p.id = ""; }, Reason::kMissingField, "program", "id"},
      {[](Program& p) { p.version = ""; }, Reason::kMissingField, "version",
       "id"},
      {[](Program& p) { p.id = "a\nb"; }, Reason::kBadValue, "program",
       "control"},
      {[](Program& p) { p.id = std::string(5000, 'x'); }, Reason::kTooLarge,
       "program", "4096"},
      {[](Program& p) { p.currency = {}; }, Reason::kMissingField, "currency",
       "EUR"},
      {[](Program& p) { p.zone = ""; }, Reason::kMissingField, "zone",
       "Europe/Berlin"},
      {[](Program& p) { p.points.push_back({.id = "bean"}); },
       Reason::kDuplicateId, "points[1].id", "points[0]"},
      {[](Program& p) { p.selections.push_back(p.selections[0]); },
       Reason::kDuplicateId, "selections[1].id", "selections[0]"},
      {[](Program& p) { p.rules.push_back(p.rules[0]); }, Reason::kDuplicateId,
       "rules[2].id", "rules[0]"},
      {[](Program& p) {
         p.rules[1].when = "member.stats.expected_orders(0) > rate(\"1\")";
       },
       Reason::kBadValue, "rules[1].when", "1 to 36500 days ahead, not 0"},
      {[](Program& p) {
         p.rules[1].when =
             "member.stats.expected_orders(basket.units) > rate(\"1\")";
       },
       Reason::kExpressionType, "rules[1].when",
       "wants one whole number as a literal"},
      {[](Program& p) {
         p.segments[0].when = "member.stats.expected_orders > rate(\"1\")";
       },
       Reason::kUnknownFact, "segments[0].when", "expected_orders"},
      {[](Program& p) { p.rules[1].when = "member.stats.p_alive < 0.3"; },
       Reason::kExpressionType, "rules[1].when", "write rate(\"10%\")"},
      {[](Program& p) {
         for (int days = 1; days <= 17; ++days) {
           p.rules.push_back(
               MakeRule("r" + std::to_string(days), OffPercent("1%"),
                        "member.stats.expected_orders(" + std::to_string(days) +
                            ") > rate(\"1\")"));
         }
       },
       Reason::kTooLarge, "rules[18].when", "at most 16 different"},
      {[](Program& p) { p.points[0].decimals = 7; }, Reason::kBadValue,
       "points[0].decimals", "0 to 6"},
      {[](Program& p) {
         p.points[0].pending = Span{0, PeriodUnit::kDay};
       },
       Reason::kBadValue, "points[0].pending", "12 months"},
      {[](Program& p) {
         p.points[0].expires = Expiry{{1, PeriodUnit::kRolling}, {}};
       },
       Reason::kBadValue, "points[0].expires.after", "12 months"},
      {[](Program& p) {
         p.points[0].expires =
             Expiry{{1, PeriodUnit::kYear}, PeriodUnit::kFiscal};
       },
       Reason::kBadValue, "points[0].expires.round_up", "month"},
      {[](Program& p) {
         p.points[0].expires = Expiry{{1, PeriodUnit::kYear}, {}, {{2, 30}}};
       },
       Reason::kBadValue, "points[0].expires.until", "no day 30 of month 2"},
      {[](Program& p) {
         p.points[0].expires =
             Expiry{{1, PeriodUnit::kYear}, PeriodUnit::kYear, {{6, 30}}};
       },
       Reason::kBadValue, "points[0].expires.until", "or 'round_up'"},
      {[](Program& p) {
         p.attributes.push_back({Attribute::Owner::kLine, "two words",
                                 ScalarType::kString, "", false});
       },
       Reason::kBadValue, "attributes[0].name", "two words"},
      {[](Program& p) {
         p.attributes.push_back(
             {Attribute::Owner::kLine, "in", ScalarType::kString, "", false});
       },
       Reason::kBadValue, "attributes[0].name", "no expression could read"},
      {[](Program& p) {
         p.attributes.push_back(
             {Attribute::Owner::kBasket, "true", ScalarType::kBool, "", false});
       },
       Reason::kBadValue, "attributes[0].name", "no expression could read"},
      {[](Program& p) {
         p.attributes.push_back(
             {Attribute::Owner::kLine, "sku", ScalarType::kString, "", false});
       },
       Reason::kDuplicateId, "attributes[0].name", "line.sku"},
      {[](Program& p) { p.selections[0].where = ""; }, Reason::kMissingField,
       "selections[0].where", "missing"},
      {[](Program& p) { p.selections[0].where = "line.categry == \"x\""; },
       Reason::kUnknownFact, "selections[0].where", "line.category"},
      {[](Program& p) { p.selections[0].where = "line.amount"; },
       Reason::kExpressionType, "selections[0].where", "bool"},
      {[](Program& p) { p.selections[0].where = "in_selection(\"coffee\")"; },
       Reason::kCycle, "selections[0]", "'coffee' -> 'coffee'"},
      {[](Program& p) { p.segments[0].when = "in_segment(\"regulars\")"; },
       Reason::kCycle, "segments[0]", "'regulars' -> 'regulars'"},
      {[](Program& p) {
         p.segments[0].when = "basket.total > money(\"1.00\")";
       },
       Reason::kUnknownFact, "segments[0].when", "basket.total"},
      {[](Program& p) { p.eligible.earn = "line.amount > 3"; },
       Reason::kExpressionType, "eligible.earn", "money(\""},
      {[](Program& p) { p.eligible.tier = "line.on_sal"; },
       Reason::kUnknownFact, "eligible.tier", "did you mean 'line.on_sale'?"},
      {[](Program& p) {
         p.points[0].status = true;
         p.points[0].pays = UnitPrice{10'000, p.currency};
       },
       Reason::kBadValue, "points[0].pays", "status points are never spent"},
      {[](Program& p) { p.rules[1].when = "quantity(\"cofee\") > 1"; },
       Reason::kUnknownName, "rules[1].when", "did you mean 'coffee'?"},
      {[](Program& p) { p.rules[1].when = "1 +"; }, Reason::kExpressionSyntax,
       "rules[1].when", ""},
      {[](Program& p) { p.rules[1].then.clear(); }, Reason::kMissingField,
       "rules[1].then", "at least one effect"},
      {[](Program& p) { p.rules[1].then.assign(65, OffAmount(1)); },
       Reason::kTooLarge, "rules[1].then", "64"},
      {[](Program& p) { p.rules[1].then[0] = OffPercent("101%"); },
       Reason::kBadValue, "rules[1].then[0].percent_off.rate", "101%"},
      {[](Program& p) { p.rules[1].then[0] = OffPercent("0"); },
       Reason::kBadValue, "rules[1].then[0].percent_off.rate", "above 0%"},
      {[](Program& p) { p.rules[1].then[0] = OffPercent("5%", "tea"); },
       Reason::kUnknownName, "rules[1].then[0].percent_off.of", "'tea'"},
      {[](Program& p) { p.rules[1].then[0] = OffAmount(0); }, Reason::kBadValue,
       "rules[1].then[0].amount_off.amount", "more than 0"},
      {[](Program& p) {
         p.rules[1].then[0] = {AmountOff{{5, *Currency::FromCode("GBP")}, ""},
                               {}};
       },
       Reason::kCurrencyMismatch, "rules[1].then[0].amount_off.amount", "GBP"},
      {[](Program& p) { p.rules[0].then[0] = Earn(0, 100); }, Reason::kBadValue,
       "rules[0].then[0].earn_points.points", "more than 0"},
      {[](Program& p) { p.rules[0].then[0] = Earn(1, 9'000'000'001); },
       Reason::kBadValue, "rules[0].then[0].earn_points.per", "more than"},
      {[](Program& p) {
         std::get<EarnPoints>(p.rules[0].then[0].what).currency = "been";
       },
       Reason::kUnknownName, "rules[0].then[0].earn_points.currency",
       "did you mean 'bean'?"},
      {[](Program& p) { p.rules[1].then[0] = Times("1"); }, Reason::kBadValue,
       "rules[1].then[0].multiply_points.times", "above 1"},
      {[](Program& p) {
         p.rules[1].then[0].funders = {{"a", Rate::Percent(60)},
                                       {"b", Rate::Percent(50)}};
       },
       Reason::kBadValue, "rules[1].then[0].funders", "110%"},
      {[](Program& p) {
         p.rules[1].then[0].funders = {{"a", Rate::Percent(10)},
                                       {"a", Rate::Percent(10)}};
       },
       Reason::kDuplicateId, "rules[1].then[0].funders[1].id", "already"},
      {[](Program& p) {
         p.rules[1].then[0].funders = {{"a", Rate::Percent(0)}};
       },
       Reason::kBadValue, "rules[1].then[0].funders[0].share", "0%"},
      {[](Program& p) {
         p.rules[1].schedule.from = On("2026-02-01");
         p.rules[1].schedule.until = On("2026-01-01");
       },
       Reason::kBadValue, "rules[1].schedule", "before it begins"},
      {[](Program& p) { p.rules[1].schedule.time_from_us = 0; },
       Reason::kBadValue, "rules[1].schedule", "give both"},
      {[](Program& p) {
         p.rules[1].schedule.time_from_us = 0;
         p.rules[1].schedule.time_until_us = kMicrosPerDay + 1;
       },
       Reason::kBadValue, "rules[1].schedule", "24:00"},
      {[](Program& p) {
         p.rules[1].schedule.weekdays = {Weekday::kMonday, Weekday::kMonday};
       },
       Reason::kBadValue, "rules[1].schedule", "twice"},
      {[](Program& p) {
         p.rules[1].limits = {{9, Limit::Per::kMember, PeriodUnit::kMonth},
                              {1, Limit::Per::kMember, {}},
                              {2, Limit::Per::kProgram, PeriodUnit::kMonth},
                              {3, Limit::Per::kMember, PeriodUnit::kMonth}};
       },
       Reason::kDuplicateId, "rules[1].limits[3]", "rules[1].limits[0]"},
      {[](Program& p) {
         p.rules[1].limits = {{0, Limit::Per::kMember, {}}};
       },
       Reason::kBadValue, "rules[1].limits[0].uses", "at least 1"},
      {[](Program& p) {
         p.rules[1].limits = {{1, Limit::Per::kMember, PeriodUnit::kRolling}};
       },
       Reason::kBadValue, "rules[1].limits[0].period", "month"},
      {[](Program& p) {
         p.rules[1].limits.assign(17, {1, Limit::Per::kProgram, {}});
       },
       Reason::kTooLarge, "rules[1].limits", "16"},
  };
  ExpectFound(rows);
}

TEST(Check, MistakesInTiersAreFoundAndPlaced) {
  const Mistake rows[] = {
      {[](Program& p) {
         p.tiers = {{"status", {}}};
       },
       Reason::kMissingField, "tiers[0].levels", "a ladder has 1 to 64 levels"},
      {[](Program& p) {
         p.tiers = {{"status", {{"gold", "true"}, {"gold", "true"}}}};
       },
       Reason::kDuplicateId, "tiers[0].levels[1].id",
       "'gold' is the id of tiers[0].levels[0] already"},
      {[](Program& p) {
         p.tiers = {{"status", {{"gold", "basket.units > 1"}}}};
       },
       Reason::kUnknownFact, "tiers[0].levels[0].when", "basket.units"},
      {[](Program& p) {
         p.tiers = {{"status", {{"gold", "true"}}}};
         p.rules[1].when = "tier(\"statsu\") == \"gold\"";
       },
       Reason::kUnknownName, "rules[1].when",
       "unknown tier ladder 'statsu'; did you mean 'status'?"},
      {[](Program& p) {
         p.tiers = {{"status", {{"gold", "true"}}}};
         p.rules[1].when = "tier(\"status\") in [\"golld\"]";
       },
       Reason::kUnknownName, "rules[1].when",
       "tier(\"status\") is never \"golld\"; did you mean \"gold\"?"},
      {[](Program& p) {
         p.tiers = {{"status", {{"gold", "true"}}}};
         p.rules[1].when = "tier(\"status\") >= \"gold\"";
       },
       Reason::kExpressionType, "rules[1].when",
       "have no order that means anything"},
  };
  ExpectFound(rows);
}

TEST(Check, MistakesInAttributesOfStores) {
  const Mistake rows[] = {
      {[](Program& p) {
         p.attributes.push_back(
             {Attribute::Owner::kStore, "id", ScalarType::kString, "", false});
       },
       Reason::kDuplicateId, "attributes[0].name", "store.id"},
      {[](Program& p) {
         p.stores = {{"a", "", {{"region", true}}}};
       },
       Reason::kUnknownAttribute, "stores[0].attributes.region",
       "no attribute 'region' of a store"},
      {[](Program& p) {
         p.attributes.push_back({Attribute::Owner::kStore, "region",
                                 ScalarType::kString, "", false});
         p.stores = {{"a"}, {"b", "", {{"regoin", std::string("x")}}}};
       },
       Reason::kUnknownAttribute, "stores[1].attributes.regoin",
       "did you mean 'region'?"},
      {[](Program& p) {
         p.attributes.push_back({Attribute::Owner::kStore, "opened",
                                 ScalarType::kDate, "", false});
         p.stores = {{"a", "", {{"opened", std::string("2020-01-01")}}}};
       },
       Reason::kWrongType, "stores[0].attributes.opened",
       "is declared as date, found string: write {date: ...}"},
      {[](Program& p) {
         p.attributes.push_back(
             {Attribute::Owner::kStore, "open", ScalarType::kBool, "", false});
         p.stores = {{"a", "", {{"open", {}}}}};
       },
       Reason::kWrongType, "stores[0].attributes.open", "found nothing"},
      {[](Program& p) {
         p.attributes.push_back(
             {Attribute::Owner::kStore, "open", ScalarType::kBool, "", false});
         p.stores = {{"a", "", {{"open", true}, {"open", true}}}};
       },
       Reason::kDuplicateId, "stores[0].attributes.open", "already"},
      {[](Program& p) {
         p.attributes.push_back({Attribute::Owner::kStore, "text",
                                 ScalarType::kString, "", false});
         p.stores = {{"a", "", {{"text", std::string(4097, 'x')}}}};
       },
       Reason::kTooLarge, "stores[0].attributes.text", "4096"},
      {[](Program& p) {
         p.attributes.push_back(
             {Attribute::Owner::kStore, "rent", ScalarType::kMoney, "", false});
         p.stores = {
             {"a", "", {{"rent", Money{5, *Currency::FromCode("GBP")}}}}};
       },
       Reason::kCurrencyMismatch, "stores[0].attributes.rent", "GBP"},
      {[](Program& p) {
         p.attributes.push_back({Attribute::Owner::kStore, "region",
                                 ScalarType::kString, "", false});
         p.rules[1].when = "store.regoin == 'north'";
       },
       Reason::kUnknownFact, "rules[1].when", "did you mean 'store.region'?"},
      {[](Program& p) {
         p.attributes.push_back({Attribute::Owner::kStore, "region",
                                 ScalarType::kString, "", false});
         p.rules[1].when = "store.region > 3";
       },
       Reason::kExpressionType, "rules[1].when", "string and int"},
      {[](Program& p) {
         p.attributes.push_back({Attribute::Owner::kStore, "region",
                                 ScalarType::kString, "", false});
         p.segments[0].when = "store.region == 'north'";
       },
       Reason::kUnknownFact, "segments[0].when", "store.region"},
  };
  ExpectFound(rows);
}

TEST(Check, AReservedWordBehindADotIsAName) {
  Program program = Good();
  program.attributes.push_back(
      {Attribute::Owner::kLine, "package", ScalarType::kString, "", false});
  program.selections.push_back({"boxes", "line.package == \"box\""});
  const CheckResult result = CheckProgram(std::move(program), {});
  EXPECT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
}

// 20,000 names, each of them mistyped by somebody: near names for all would
// take hours.
TEST(Check, AProgramOfTypingErrorsIsToldToALimit) {
  Program program = Good();
  for (int i = 0; i < 19'000; ++i) {
    const std::string id = "selection-" + std::to_string(i);
    program.selections.push_back({id, "line.skuu == \"" + id + "\""});
    program.rules.push_back(
        MakeRule("rule-" + std::to_string(i), OffPercent("1%", id + "x"),
                 "quantity(\"" + id + "y\") > 1 && cuont(\"x\") > 1"));
  }
  const CheckResult result = CheckProgram(std::move(program), {});
  EXPECT_EQ(result.checked, nullptr);
  ASSERT_EQ(result.diagnostics.size(), 1001u);
  EXPECT_THAT(result.diagnostics.front().message,
              HasSubstr("did you mean 'line.sku'?"));
  EXPECT_EQ(result.diagnostics.back().reason, Reason::kMoreErrors);
  EXPECT_EQ(result.diagnostics.back().path, "");
}

TEST(Check, AllMistakesAreReportedAtOnce) {
  Program program = Good();
  program.currency = {};
  program.selections[0].where = "line.nothing";
  program.rules[0].when = "basket.totl > money(\"1.00 EUR\")";
  program.rules[1].then[0] = OffPercent("200%", "tea");
  const CheckResult result = CheckProgram(std::move(program), {});
  std::vector<std::string> paths;
  for (const Diagnostic& d : result.diagnostics) paths.push_back(d.path);
  EXPECT_THAT(paths, ::testing::IsSupersetOf(
                         {"currency", "selections[0].where", "rules[0].when",
                          "rules[1].then[0].percent_off.rate",
                          "rules[1].then[0].percent_off.of"}));
}

TEST(Check, ALongerCycleIsPrintedWhole) {
  Program program = Cafe();
  program.segments = {{"a", "in_segment(\"b\")"},
                      {"b", "!in_segment(\"c\")"},
                      {"c", "in_segment(\"a\")"}};
  const CheckResult result = CheckProgram(std::move(program), {});
  EXPECT_THAT(AllMessages(result.diagnostics),
              HasSubstr("'a' -> 'b' -> 'c' -> 'a'"));
}

TEST(Check, ObjectsAreOrderedAfterWhatTheyRead) {
  Program program = Cafe();
  program.segments = {{"a", "in_segment(\"b\")"}, {"b", "true"}};
  const CheckResult result = CheckProgram(std::move(program), {});
  ASSERT_NE(result.checked, nullptr) << AllMessages(result.diagnostics);
  EXPECT_THAT(result.checked->segment_order, ::testing::ElementsAre(1, 0));
}

TEST(Check, MultiplyingWhatNobodyEarnsIsAWarning) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("twice", Times("2")));
  const CheckResult result = CheckProgram(std::move(program), {});
  EXPECT_NE(result.checked, nullptr);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].severity, Diagnostic::Severity::kWarning);
}

TEST(Check, PointsThatLapseWhileTheyArePendingAreAWarning) {
  struct Row {
    Span pending;
    Expiry expires;
    std::string message;  // a part of it; "" for none
  };
  const Span month = {1, PeriodUnit::kMonth};
  const Row rows[] = {
      {{14, PeriodUnit::kDay}, {{1, PeriodUnit::kYear}, {}}, ""},
      {{12, PeriodUnit::kMonth}, {{1, PeriodUnit::kYear}, {}}, ""},
      {{4, PeriodUnit::kIsoWeek}, {{28, PeriodUnit::kDay}, {}}, ""},
      {month, {{31, PeriodUnit::kDay}, {}}, ""},
      {month,
       {{30, PeriodUnit::kDay}, {}},
       "points earned on 2027-01-01 could be spent from 2027-02-01 on, but "
       "lapse after 2027-01-31"},
      {{29, PeriodUnit::kDay}, {month, {}}, "earned on 2027-01-31"},
      {{40, PeriodUnit::kDay},
       {month, PeriodUnit::kQuarter},
       "earned on 2027-02-20"},
      {{30, PeriodUnit::kDay},
       {{1, PeriodUnit::kDay}, PeriodUnit::kYear},
       "earned on 2027-12-02"},
      {{30, PeriodUnit::kDay},
       {{1, PeriodUnit::kDay}, {}, {{6, 30}}},
       "earned on 2027-06-01"},
      {{2, PeriodUnit::kYear}, {{1, PeriodUnit::kQuarter}, {}}, "2027-01-01"},
  };
  for (const Row& row : rows) {
    Program program = Good();
    program.points[0].pending = row.pending;
    program.points[0].expires = row.expires;
    const CheckResult result = CheckProgram(std::move(program), {});
    EXPECT_NE(result.checked, nullptr);
    EXPECT_EQ(result.diagnostics.size(), row.message.empty() ? 0u : 1u);
    EXPECT_THAT(AllMessages(result.diagnostics), HasSubstr(row.message));
  }
}

TEST(Check, PrintsWhatEachExpressionBecame) {
  const CheckResult result = CheckProgram(Good(), {});
  ASSERT_NE(result.checked, nullptr);
  const std::string text = PrintChecked(*result.checked);
  EXPECT_THAT(text, HasSubstr("program cafe 1\nline 0: line.id\n"));
  EXPECT_THAT(text, HasSubstr("selection coffee: line.category == \"coffee\""));
  EXPECT_THAT(text, HasSubstr("rule beans: always\n"));
}

}  // namespace
}  // namespace patron
