// The stages in a row: parse, check, flatten; then the ways to use the result.
#include "expr/expression.h"

#include <algorithm>
#include <utility>

#include "expr/checker.h"
#include "expr/compiled.h"
#include "expr/evaluator.h"
#include "expr/explain.h"
#include "expr/flat.h"
#include "expr/parser.h"
#include "expr/printer.h"
#include "expr/source.h"
#include "expr/time.h"
#include "expr/tree_evaluator.h"

namespace patron::expr {
namespace {

// The slow evaluator takes every part of a condition, the fast one stops early.
constexpr uint64_t kSlowSteps = 16;
// Larger numbers tell nobody more.
constexpr uint64_t kTellStepsMax = 1'000'000'000;

Diagnostic TooCostly(const CompiledExpression& compiled) {
  return DiagnosticAt(
      compiled.ast.source(), compiled.ast.node(compiled.ast.root()).offset,
      Reason::kExpressionBudget,
      "this may take " +
          (compiled.cost.steps > kTellStepsMax
               ? "more than " + std::to_string(kTellStepsMax)
               : std::to_string(compiled.cost.steps)) +
          " steps, allowed are " + std::to_string(compiled.limits.steps_max) +
          ": make lists and patterns shorter, or put fewer loops into each "
          "other");
}

}  // namespace

CompileResult Compile(const Environment& environment, std::string_view source,
                      std::optional<Type> expected, const Limits& limits,
                      const CompileOptions& options) {
  ParseResult parsed = Parse(source, limits, options.macros);
  if (!parsed.ast) return {std::nullopt, std::move(parsed.diagnostics)};
  auto compiled = std::make_shared<CompiledExpression>(std::move(*parsed.ast));
  compiled->limits = limits;
  compiled->checked = Check(compiled->ast, environment, expected, options.check,
                            compiled->constants);
  if (!compiled->checked.diagnostics.empty()) {
    return {std::nullopt, std::move(compiled->checked.diagnostics)};
  }
  if (environment.computed_zones()) compiled->zones = environment.zones();
  // Patterns are compiled last of all: that takes far longer than to refuse.
  CheckResult& checked = compiled->checked;
  MeasurePatterns(compiled->ast, limits, options.check, checked);
  if (!checked.diagnostics.empty()) {
    return {std::nullopt, std::move(checked.diagnostics)};
  }
  compiled->cost = WorstCost(compiled->ast, checked, limits);
  if (options.bounded && compiled->cost.bounded &&
      compiled->cost.steps > limits.steps_max) {
    return {std::nullopt, {TooCostly(*compiled)}};
  }
  CompilePatterns(compiled->ast, environment.patterns(), options.check,
                  checked);
  if (!checked.diagnostics.empty()) {
    return {std::nullopt, std::move(checked.diagnostics)};
  }
  // Unchecked, what is no pattern counts as computed from now on.
  if (!options.check) {
    compiled->cost = WorstCost(compiled->ast, checked, limits);
  }
  compiled->flat =
      Flatten(compiled->ast, compiled->checked.nodes, compiled->constants);
  return {Expression(std::move(compiled)), {}};
}

std::vector<std::string> ZonesNamed(std::string_view source,
                                    const Limits& limits) {
  std::vector<std::string> zones;
  const ParseResult parsed = Parse(source, limits);
  if (!parsed.ast) return zones;
  TreeWalk walk(*parsed.ast, parsed.ast->root());
  while (walk.Next()) {
    const Node& node = parsed.ast->node(walk.id());
    if (!walk.before() || node.kind != NodeKind::kMemberCall ||
        node.count != 2 || !TakesZone(node.text)) {
      continue;
    }
    const Node& zone = parsed.ast->node(parsed.ast->child(walk.id(), 1));
    if (zone.kind != NodeKind::kLiteral || !zone.literal.is(Kind::kString) ||
        ParseOffset(zone.literal.text())) {
      continue;
    }
    std::string name(zone.literal.text());
    if (std::find(zones.begin(), zones.end(), name) == zones.end()) {
      zones.push_back(std::move(name));
    }
  }
  return zones;
}

absl::StatusOr<std::string> Canonical(std::string_view source,
                                      const Limits& limits) {
  const ParseResult parsed = Parse(source, limits);
  if (!parsed.ast) return ToStatus(parsed.diagnostics);
  return PrintTree(*parsed.ast, parsed.ast->root());
}

Value Expression::Evaluate(std::span<const Value> facts,
                           Scratch& scratch) const {
  return RunFlat(*compiled_, facts, scratch);
}

Value Expression::EvaluateSlowly(std::span<const Value> facts,
                                 Scratch& scratch) const {
  scratch.arena.Reset();
  scratch.arena.set_bytes_max(compiled_->limits.arena_bytes_max);
  Limits limits = compiled_->limits;
  limits.steps_max *= kSlowSteps;
  Context context(scratch.arena, limits, &compiled_->zones, scratch.zone,
                  scratch.steps_left);
  const Value value = EvaluateTree(compiled_->ast, compiled_->checked.nodes,
                                   compiled_->checked.hosts,
                                   compiled_->ast.root(), facts, context);
  scratch.Spend(context.steps_taken());
  return value;
}

std::vector<FailedPart> Expression::Explain(std::span<const Value> facts,
                                            Scratch& scratch) const {
  return ExplainTree(*compiled_, facts, scratch);
}

const std::string& Expression::source() const { return compiled_->source; }

const Type& Expression::type() const {
  return compiled_->checked.nodes[compiled_->ast.root()].type;
}

uint64_t Expression::steps_at_most() const {
  return std::min(compiled_->cost.steps, compiled_->limits.steps_max);
}

bool Expression::steps_are_bounded() const { return compiled_->cost.bounded; }

std::span<const uint32_t> Expression::slots() const {
  return compiled_->checked.slots;
}

std::span<const Expression::NamedUse> Expression::named() const {
  return compiled_->checked.named;
}

std::vector<const FunctionDecl*> Expression::host_functions() const {
  std::vector<const FunctionDecl*> functions;
  for (const HostGroup& group : compiled_->checked.hosts) {
    for (const auto& function : group) {
      if (std::find(functions.begin(), functions.end(), function.get()) ==
          functions.end()) {
        functions.push_back(function.get());
      }
    }
  }
  return functions;
}

std::string Expression::Print() const {
  return PrintTree(compiled_->ast, compiled_->ast.root());
}

std::string Expression::PrintChecked() const {
  return PrintCheckedTree(compiled_->ast, compiled_->checked.nodes,
                          compiled_->ast.root());
}

std::string Expression::PrintProgram() const {
  return PrintFlat(compiled_->flat);
}

}  // namespace patron::expr
