// Programs, baskets and plans in a line each, for the tests of every module.
#ifndef PATRON_TESTS_FIXTURES_H_
#define PATRON_TESTS_FIXTURES_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "patron/event.h"
#include "patron/plan.h"
#include "patron/program.h"
#include "patron/zone.h"

namespace patron::testing {

inline Currency EurCurrency() { return *Currency::FromCode("EUR"); }
inline Money Eur(int64_t minor) { return {minor, EurCurrency()}; }

inline Instant At(std::string_view rfc3339) {
  const absl::StatusOr<Instant> instant = ParseInstant(rfc3339);
  EXPECT_TRUE(instant.ok()) << rfc3339;
  return instant.ok() ? *instant : Instant{};
}

inline Date On(std::string_view text) {
  const absl::StatusOr<Date> date = ParseDate(text);
  EXPECT_TRUE(date.ok()) << text;
  return date.ok() ? *date : Date{};
}

// A program in euros and UTC that promises nothing yet, with beans to earn and
// a selection "coffee" of the category of that name.
inline Program Cafe() {
  Program program;
  program.id = "cafe";
  program.version = "1";
  program.valid_from = On("2025-01-01");
  program.currency = EurCurrency();
  program.points.push_back({.id = "bean", .name = "beans"});
  program.selections.push_back({"coffee", "line.category == \"coffee\""});
  return program;
}

inline Rule MakeRule(std::string id, Effect effect, std::string when = "") {
  Rule rule;
  rule.id = std::move(id);
  rule.when = std::move(when);
  rule.then.push_back(std::move(effect));
  return rule;
}

inline Effect OffPercent(std::string_view rate, std::string of = "") {
  return {PercentOff{*ParseRate(rate), std::move(of)}, {}};
}
inline Effect OffAmount(int64_t minor, std::string of = "") {
  return {AmountOff{Eur(minor), std::move(of)}, {}};
}
inline Effect Earn(int64_t points, int64_t per_minor, std::string on = "") {
  return {EarnPoints{"bean", Points{points}, Eur(per_minor), std::move(on)},
          {}};
}
inline Effect Times(std::string_view times, std::string on = "") {
  return {MultiplyPoints{"bean", *ParseRate(times), std::move(on)}, {}};
}

inline Line Sale(std::string id, int64_t minor, std::string category = "coffee",
                 int64_t units = 1) {
  Line line;
  line.id = std::move(id);
  line.sku = "sku-" + line.id;
  line.category = std::move(category);
  line.quantity = Quantity::Pieces(units);
  line.amount = Eur(minor);
  return line;
}

// A purchase of member "ann" on a Wednesday at noon.
inline Event Purchase(std::vector<Line> lines, std::string id = "1") {
  Event event;
  event.source = "till";
  event.id = std::move(id);
  event.time = event.arrival = At("2026-01-14T12:00:00Z");
  event.member = "ann";
  event.basket.lines = std::move(lines);
  return event;
}

inline std::string AllMessages(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    text += FormatDiagnostic(diagnostic) + "\n";
  }
  return text;
}

// UTC is the only zone that it knows.
inline std::shared_ptr<const Plan> MakePlan(Program program) {
  const ZoneTable utc;
  PlanResult result = Plan::Compile(std::move(program), {&utc, 1});
  EXPECT_NE(result.plan, nullptr) << AllMessages(result.diagnostics);
  return result.plan;
}

// Counters start at 0.
inline Facts FactsFor(const Plan& plan, const Event& event) {
  Needs needs;
  plan.NeedsOf(event, &needs);
  Facts facts;
  for (const CounterKey& key : needs.counters) {
    facts.counters.push_back({key, 0});
  }
  return facts;
}

}  // namespace patron::testing

#endif  // PATRON_TESTS_FIXTURES_H_
