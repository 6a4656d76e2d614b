// A condition or an amount, checked and ready to be evaluated at the till.
//
//   CompileResult result = Compile(shop, "basket.total >= money('50.00')",
//                                  Type::Bool(), Limits());
//   if (!result.ok()) return result.diagnostics;   // all that is wrong, at
//   once Scratch scratch;                               // one a thread, reused
//   Value value = result.expression->Evaluate(facts, scratch);
//   if (!value.is_true()) {
//     for (const FailedPart& part : result.expression->Explain(facts, scratch))
//       Say(part.message);  // basket.total is 46.80 EUR, needs >= 50.00 EUR
//   }
//
// Evaluation is total: it never throws, never recurses, and stops at its budget
// of steps with an error value. The same facts give the same value everywhere.
//
// Threads: an expression is immutable and may be evaluated by many threads,
// each with its own Scratch.
#ifndef PATRON_EXPR_EXPRESSION_H_
#define PATRON_EXPR_EXPRESSION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/arena.h"
#include "expr/environment.h"
#include "expr/limits.h"
#include "expr/type.h"
#include "expr/value.h"
#include "patron/error.h"

namespace patron::expr {

struct CompiledExpression;  // compiled.h

// The memory of evaluations, kept between them. A value that Evaluate returns
// lives until the next Evaluate or Explain with the same scratch.
class Scratch {
 public:
  Scratch() = default;

  Arena arena;
  std::vector<Value> stack;   // the evaluator's
  std::vector<Value> locals;  // variables of macros
  // The store's zone: that of weekday(), hour() and date(). Null: those fail.
  const ZoneTable* zone = nullptr;
  uint64_t steps = 0;  // that the last Evaluate took, in the budget's unit
};

// A fact that a failed part reads, as it is written there, with its value.
struct FactValue {
  std::string text;  // "basket.total", "quantity(\"coffee\")"
  uint32_t slot = 0;
  Value value;
};

// A comparison: `fact` is `is`, but `op` `needs` is asked for, with the fact on
// the left. Values live as those of Explain.
struct FailedRelation {
  std::string fact;  // "basket.total", as it is written
  Value is;
  std::string op;      // ">="
  std::string wanted;  // "50.00 EUR"
  Value needs;
};

// One reason why a condition does not hold.
struct FailedPart {
  std::string text;  // the part as canonical text
  // False where the part should not have held: it stands below a `!`.
  bool needed = true;
  std::vector<FactValue> values;  // in source order, each slot once
  std::string message;  // "basket.total is 46.80 EUR, needs >= 50.00 EUR"
  std::optional<FailedRelation> relation;  // where the part is a comparison
};

class Expression {
 public:
  explicit Expression(std::shared_ptr<const CompiledExpression> compiled)
      : compiled_(std::move(compiled)) {}

  // Reads facts[slot] for its slots; a slot past the end is an error value.
  // Allocates nothing once `scratch` is warm, unless it makes nested lists.
  [[nodiscard]] Value Evaluate(std::span<const Value> facts,
                               Scratch& scratch) const;

  // The same by the slow evaluator that walks the checked tree.
  [[nodiscard]] Value EvaluateSlowly(std::span<const Value> facts,
                                     Scratch& scratch) const;

  // Why a bool expression is not true: nothing where it is. For AND the first
  // part in source order that is not true, for OR every alternative, for NOT
  // the part that held. Made by the slow evaluator.
  [[nodiscard]] std::vector<FailedPart> Explain(std::span<const Value> facts,
                                                Scratch& scratch) const;

  [[nodiscard]] const std::string& source() const;
  [[nodiscard]] const Type& type() const;
  // The slots that evaluation may read, ascending, each once.
  [[nodiscard]] std::span<const uint32_t> slots() const;
  // Named objects in source order, each once: ("in_segment", "regulars").
  struct NamedUse {
    std::string function;
    std::string literal;
    uint32_t slot = 0;
  };
  [[nodiscard]] std::span<const NamedUse> named() const;
  // The host functions that evaluation may call, in source order, each once.
  [[nodiscard]] std::vector<const FunctionDecl*> host_functions() const;

  // How many steps an evaluation takes at most, where the sizes of all facts
  // are bounded (cost.h); no more than Limits::steps_max in any case, since
  // then it stops.
  [[nodiscard]] uint64_t steps_at_most() const;
  [[nodiscard]] bool steps_are_bounded() const;

  // One spelling for each meaning: minimal brackets, double quotes, one blank
  // around operators. Compiles to the same expression.
  [[nodiscard]] std::string Print() const;
  // Every part with its type and what it resolved to.
  [[nodiscard]] std::string PrintChecked() const;
  // The flat program, a numbered step a line.
  [[nodiscard]] std::string PrintProgram() const;

 private:
  std::shared_ptr<const CompiledExpression> compiled_;
};

struct CompileOptions {
  // Off: types and names are looked at only when evaluation comes to them.
  bool check = true;
  // Off: all(), exists() and the like are unknown functions.
  bool macros = true;
  // On: an expression whose worst cost is known and above the budget is
  // refused. Off: it stops when it gets there.
  bool bounded = false;
};

// An expression, or everything that is wrong with its text. Places are relative
// to the text: lines and columns count from 1, columns count code points.
struct CompileResult {
  std::optional<Expression> expression;
  Diagnostics diagnostics;

  [[nodiscard]] bool ok() const { return expression.has_value(); }
};

// `expected` is the type that the place wants (a rule's `when` wants bool).
[[nodiscard]] CompileResult Compile(const Environment& environment,
                                    std::string_view source,
                                    std::optional<Type> expected,
                                    const Limits& limits,
                                    const CompileOptions& options = {});

// The time zones that `source` names by literals, in source order, each once:
// those of event.time.getHours("Europe/Berlin"). None where it has no syntax.
[[nodiscard]] std::vector<std::string> ZonesNamed(std::string_view source,
                                                  const Limits& limits);

// The canonical spelling of `source`, or what is wrong with its syntax.
[[nodiscard]] absl::StatusOr<std::string> Canonical(std::string_view source,
                                                    const Limits& limits);

}  // namespace patron::expr

#endif  // PATRON_EXPR_EXPRESSION_H_
