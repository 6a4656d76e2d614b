// docs/language.md against the language: every example is checked, every fact
// and every limit is there.

#include <fstream>
#include <sstream>

#include "expr/functions.h"
#include "expr/limits.h"
#include "program/checked_program.h"
#include "tests/fixtures.h"

namespace patron {
namespace {

using testing::AllMessages;
using testing::Cafe;
using testing::Earn;
using ::testing::HasSubstr;
using testing::MakeRule;

std::string Page() {
  std::ostringstream text;
  text << std::ifstream(PATRON_SOURCE_DIR "/docs/language.md").rdbuf();
  return text.str();
}

// The lines of every block that opens with ```LANGUAGE.
std::vector<std::string> Examples(std::string_view language) {
  std::istringstream page(Page());
  std::vector<std::string> examples;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      inside = line == "```" + std::string(language);
    } else if (inside) {
      examples.push_back(line);
    }
  }
  return examples;
}

// What the page's examples talk about.
Program Shop() {
  Program program = Cafe();
  program.attributes = {
      {Attribute::Owner::kLine, "own_cup", ScalarType::kBool, "", false}};
  program.selections = {{"coffee", "line.category == \"coffee\""},
                        {"cake", "line.category == \"cake\""},
                        {"beans", "line.category == \"beans\""}};
  program.segments = {{"regulars", "member.stats.orders >= 10"}};
  program.tiers = {{"status", {{"silver", "true"}, {"gold", "false"}}}};
  program.rules = {MakeRule("beans", Earn(1, 100))};
  return program;
}

void ExpectSound(Program program, const std::string& example) {
  const std::vector<ZoneTable> zones = {
      *ZoneTable::Make("Europe/Berlin", 3600, {})};
  const CheckResult result = CheckProgram(std::move(program), zones);
  EXPECT_NE(result.checked, nullptr) << example << "\n"
                                     << AllMessages(result.diagnostics);
}

TEST(LanguagePage, EveryExampleIsSound) {
  const std::vector<std::string> rules = Examples("cel");
  const std::vector<std::string> lines = Examples("cel-line");
  EXPECT_GT(rules.size(), 5u);
  EXPECT_GT(lines.size(), 3u);
  for (const std::string& example : rules) {
    Program program = Shop();
    program.rules[0].when = example;
    ExpectSound(std::move(program), example);
  }
  for (const std::string& example : lines) {
    Program program = Shop();
    program.selections.push_back({"example", example});
    program.eligible.earn = example;
    ExpectSound(std::move(program), example);
  }
}

TEST(LanguagePage, EveryFactIsThereWithItsType) {
  const std::string page = Page();
  const auto expect = [&](FactInfo info) {
    EXPECT_THAT(page, HasSubstr("\n| `" + std::string(info.name) + "` | " +
                                expr::Type(info.kind).ToString() + " |"));
  };
  for (uint32_t f = 0; f < static_cast<uint32_t>(OrderFact::kEnd); ++f) {
    expect(InfoOf(static_cast<OrderFact>(f)));
  }
  for (uint32_t f = 0; f < static_cast<uint32_t>(LineFact::kEnd); ++f) {
    expect(InfoOf(static_cast<LineFact>(f)));
  }
}

TEST(LanguagePage, LimitsAreTheDefaults) {
  const expr::Limits limits;
  const std::string page = Page();
  const auto expect = [&](std::string_view name, uint64_t value) {
    EXPECT_THAT(page, HasSubstr("\n| `" + std::string(name) + "` | " +
                                std::to_string(value) + " |"));
  };
  expect("source_bytes_max", limits.source_bytes_max);
  expect("depth_max", limits.depth_max);
  expect("nodes_max", limits.nodes_max);
  expect("fact_bytes_max", limits.fact_bytes_max);
  expect("pattern_size_max", limits.pattern_size_max);
  expect("computed_pattern_size_max", limits.computed_pattern_size_max);
  expect("decision_steps_max", limits.decision_steps_max);
  expect("decision_steps_per_line", limits.decision_steps_per_line);
  expect("items_max", limits.items_max);
  expect("string_bytes_max", limits.string_bytes_max);
  expect("arena_bytes_max", limits.arena_bytes_max);
  expect("steps_max", limits.steps_max);
}

TEST(LanguagePage, EveryFunctionNamedExists) {
  std::istringstream page(Page());
  std::string line;
  int named = 0;
  while (std::getline(page, line)) {
    if (!line.starts_with("- strings") && !line.starts_with("- math") &&
        !line.starts_with("- encoders") && !line.starts_with("  `")) {
      continue;
    }
    for (size_t at = 0; (at = line.find('`', at)) != std::string::npos;) {
      const size_t end = line.find('`', at + 1);
      const std::string name = line.substr(at + 1, end - at - 1);
      at = end + 1;
      if (name.find_first_of("[?{(") != std::string::npos ||
          name.starts_with("transform") || name.starts_with("opt") ||
          name == "has" || name == "all" || name.starts_with("exists") ||
          name == "filter" || name == "map" || name == "in") {
        continue;
      }
      ++named;
      EXPECT_FALSE(expr::FindOverloads(name, false).empty() &&
                   expr::FindOverloads(name, true).empty())
          << name;
    }
  }
  EXPECT_GT(named, 30);
}

}  // namespace
}  // namespace patron
