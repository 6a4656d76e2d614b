// Any bytes as a story; what reads is run, and its books must add up whatever
// happened in it.
#include "command.h"
#include "story_run.h"
#include "tests/fuzz/targets.h"

namespace patron::fuzz {
namespace {

// A day's repetitions for years would be the same again and again.
constexpr size_t kStepsMax = 50;

constexpr std::string_view kProgram = R"(program: shop
version: 1
valid_from: 2025-01-01
zone: UTC
currency: EUR
points:
  - {id: bean, expires: {after: 12 months, round_up: month}}
  - {id: star, decimals: 1, pending: 7 days}
attributes:
  - {owner: line, name: own_cup, type: bool}
  - {owner: basket, name: table, type: int}
eligible:
  discount: line.kind == "sale"
selections:
  - {id: coffee, where: line.category == "coffee"}
tiers:
  - {id: status, levels: [{id: gold, when: member.stats.orders >= 2}]}
rules:
  - id: beans
    then:
      - earn_points: {currency: bean, points: 1, per: 1.00}
      - earn_points: {currency: star, points: 0.5, per: 1.00, of: coffee}
  - id: happy
    when: quantity("coffee") >= 2
    then:
      - percent_off: {rate: 33%, of: coffee}
    limits:
      - {uses: 2, per: member, period: month}
  - id: table
    when: 12 % basket.table == 0
    then:
      - amount_off: {amount: 1.00}
)";

std::string CheckDiagnostics(const Diagnostics& diagnostics) {
  if (diagnostics.empty()) return "refused without a word";
  for (const Diagnostic& d : diagnostics) {
    if (d.message.empty()) return "an empty message";
    if (d.reason == Reason::kMoreErrors) continue;
    if (d.place.line < 1 || d.place.column < 1) {
      return "no place: " + FormatDiagnostic(d);
    }
    if (d.reason == Reason::kInternal) return FormatDiagnostic(d);
  }
  return "";
}

}  // namespace

std::string FuzzStoryText(std::string_view bytes) {
  static const std::shared_ptr<const Plan> plan =
      cli::LoadPlan(kProgram, TextFormat::kYaml, "shop.yaml").plan;
  if (plan == nullptr) return "the program does not load";
  const cli::ParsedStory parsed = cli::ParseStory(bytes, "a.story");
  if (!parsed.story) return CheckDiagnostics(parsed.diagnostics);
  if (!parsed.diagnostics.empty()) return "a story and a diagnostic";
  if (parsed.story->steps.size() > kStepsMax) return "";
  const cli::StoryResult result = cli::RunStory(*parsed.story, plan);
  if (!result.diagnostics.empty()) return CheckDiagnostics(result.diagnostics);
  if (result.expectations == 0) return "a story that cannot fail";
  for (const cli::StoryFailure& failure : result.failures) {
    const bool ours = failure.expected == cli::kBooksAddUp ||
                      failure.found.starts_with("internal") ||
                      failure.found.starts_with("corrupt");
    if (ours) return FormatFailure(result, failure);
    if (failure.found.empty()) return "a failure that found nothing";
  }
  return "";
}

}  // namespace patron::fuzz
