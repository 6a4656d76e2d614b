// Any bytes as an expression over a small shop: compiled, evaluated fast and
// slowly, explained, printed and compiled again.
#include <cmath>
#include <memory>

#include "expr/expression.h"
#include "tests/expr/shop.h"
#include "tests/fuzz/targets.h"

namespace patron::fuzz {
namespace {

using namespace expr;

constexpr ErrorValue kGone{Reason::kExpressionFailed, "gone"};

// The shop of the tests with a fact of every kind, a clock, and a function of
// the host's that counts its calls.
class FuzzShop : public Shop {
 public:
  FuzzShop() {
    Declare("absent", Type::String(), Value());
    Declare("broken", Type::Int(), Value::Error(&kGone));
    Declare("nan", Type::Double(), Value::Double(std::nan("")));
    Declare("big", Type::Int(), Value::Int(INT64_MAX));
    Declare("natural", Type::Uint(), Value::Uint(UINT64_MAX));
    Declare("blob", Type::Bytes(), Value::Bytes("a\xff"));
    Declare("accent", Type::String(), Value::String("caf\xC3\xA9"));
    Declare("wait", Type::Duration(), Value::Duration({90, 500}));
    Declare("share", Type::Rate(), Value::Of(Rate{Rate::kOne / 8}));
    Declare("day", Type::Date(), Value::Of(Date{20'778}));
    Declare("pounds", Type::Money(),
            Value::Of(Money{999, *Currency::FromCode("GBP")}));
    Declare("weight", Type::Quantity(),
            Value::Of(Quantity{1500, Quantity::Kind::kWeight}));
    Declare("mixed", Type::List(Type::Dyn()), Value::List(mixed_));
    Declare("nested", Type::Map(Type::Dyn(), Type::Dyn()), Value::Map(nested_));
    Declare("some", Type::Optional(Type::Int()), Value::Some(&one_));
    Declare("none", Type::Optional(Type::Int()), Value::None());
    const uint32_t level =
        Declare("tier status", Type::String(), Value::String("gold"));
    environment.AddNamed(
        "tier", Type::String(),
        [level](std::string_view id) -> absl::StatusOr<uint32_t> {
          if (id == "status") return level;
          return Refuse(Reason::kUnknownName, "unknown tier");
        },
        [](std::string_view /*id*/) {
          return std::vector<std::string>{"silver", "gold"};
        });
    zone_ = std::make_shared<const ZoneTable>(
        *ZoneTable::Make("Europe/Berlin", 3600, {{1'774'746'000, 7200}}));
    environment.SetZones(
        [zone = zone_](std::string_view name) {
          return name == zone->name() ? zone : nullptr;
        },
        /*computed=*/true);
    const absl::Status added = environment.AddFunction(
        {"shop.tick",
         {Type::Dyn()},
         Type::Int(),
         false,
         [this](std::span<const Value> /*arguments*/, Arena& /*arena*/) {
           ++ticks;
           return Value::Int(1);
         }});
    EXPECT_TRUE(added.ok());
  }

  [[nodiscard]] const ZoneTable* zone() const { return zone_.get(); }

  uint64_t ticks = 0;

 private:
  Value one_ = Value::Int(1);
  std::vector<Value> mixed_ = {Value::Int(1), Value::String("a"), Value(),
                               Value::Error(&kGone), Value::Double(1.5)};
  std::vector<MapEntry> nested_ = {{Value::String("a"), Value::List(mixed_)},
                                   {Value::Int(2), Value::Bool(true)},
                                   {Value::Bool(false), Value::String("no")}};
  std::shared_ptr<const ZoneTable> zone_;
};

FuzzShop& TheShop() {
  static FuzzShop shop;
  return shop;
}

bool OverBudget(const Value& value) {
  return value.is_error() && value.error().reason == Reason::kExpressionBudget;
}

// One way of compiling and one set of limits.
class Check {
 public:
  Check(std::string_view source, bool strict, const Limits& limits)
      : source_(source), limits_(limits) {
    options_.check = strict;
  }

  std::string Run() {
    const CompileResult made = Compile(TheShop().environment, source_,
                                       std::nullopt, limits_, options_);
    if (!made.ok()) {
      if (made.diagnostics.empty()) return "refused without a word";
      return made.diagnostics[0].message.empty() ? "an empty message" : "";
    }
    if (!made.diagnostics.empty()) return "a value and a diagnostic";
    expression_ = made.expression;
    std::string wrong = Evaluated(*expression_, TheShop().facts);
    if (wrong.empty()) wrong = Evaluated(*expression_, {});
    return wrong;
  }

  [[nodiscard]] bool compiles() const { return expression_.has_value(); }

  // The canonical text compiles to the same program. Requires: compiles().
  std::string RunPrinted() {
    const Expression& expression = *expression_;
    const std::string printed = expression.Print();
    Limits wide = limits_;
    wide.source_bytes_max *= 8;
    const CompileResult again =
        Compile(TheShop().environment, printed, std::nullopt, wide, options_);
    if (!again.ok()) {
      return printed + "\n  does not compile: " + again.diagnostics[0].message;
    }
    if (again.expression->PrintProgram() != expression.PrintProgram()) {
      return printed + "\n  is another program:\n" +
             again.expression->PrintProgram() + "\n  was:\n" +
             expression.PrintProgram();
    }
    return again.expression->PrintChecked() == expression.PrintChecked()
               ? ""
               : printed + "\n  is checked otherwise";
  }

 private:
  std::string Evaluated(const Expression& expression,
                        std::span<const Value> facts) {
    fast_.zone = slow_.zone = TheShop().zone();
    TheShop().ticks = 0;
    const Value fast = expression.Evaluate(facts, fast_);
    if (TheShop().ticks > limits_.steps_max) return "more calls than steps";
    if (fast_.steps > limits_.steps_max) return "more steps than allowed";
    if (expression.steps_are_bounded() &&
        fast_.steps > expression.steps_at_most()) {
      return std::to_string(fast_.steps) + " steps, at most " +
             std::to_string(expression.steps_at_most());
    }
    if (fast_.arena.bytes_used() > limits_.arena_bytes_max) return "memory";
    if (std::string wrong = TooLarge(fast); !wrong.empty()) return wrong;
    const std::string text = FormatValue(fast);
    if (text.empty()) return "a value without a text";
    const Type& type = expression.type();
    if (options_.check && !fast.is_error() && !type.is_dyn() &&
        fast.kind() != type.kind()) {
      return text + " is no " + type.ToString();
    }
    TheShop().ticks = 0;
    const Value slow = expression.EvaluateSlowly(facts, slow_);
    // The slow one evaluates what the fast one need not; each may be the one
    // that runs out.
    if (OverBudget(fast) || OverBudget(slow))
      return Explained(expression, facts);
    if (fast.kind() != slow.kind() || FormatValue(slow) != text) {
      return "fast " + text + "\nslow " + FormatValue(slow);
    }
    const std::vector<FailedPart> parts = expression.Explain(facts, slow_);
    if (fast.is_true() != parts.empty()) {
      return parts.empty() ? "no reason for " + text
                           : "a reason for what holds: " + parts[0].message;
    }
    return Explained(expression, facts);
  }

  std::string Explained(const Expression& expression,
                        std::span<const Value> facts) {
    for (const FailedPart& part : expression.Explain(facts, slow_)) {
      if (part.message.empty() || part.text.empty()) return "an empty reason";
    }
    return "";
  }

  std::string TooLarge(const Value& value) const {
    const size_t items = std::max<size_t>(limits_.items_max, 10'000);
    const size_t bytes = std::max<size_t>(limits_.string_bytes_max, 64 * 1024);
    if (value.is(Kind::kList) && value.list().size() > items) return "a list";
    if (value.is(Kind::kMap) && value.map().size() > items) return "a map";
    const bool text = value.is(Kind::kString) || value.is(Kind::kBytes);
    return text && value.text().size() > bytes ? "a string" : "";
  }

  std::string_view source_;
  Limits limits_;
  CompileOptions options_;
  std::optional<Expression> expression_;
  Scratch fast_;
  Scratch slow_;
};

}  // namespace

std::string FuzzExprEvaluate(std::string_view bytes) {
  Limits usual;
  // A tenth of what a till allows: the fuzzer gets round more often.
  usual.steps_max = 10'000;
  usual.arena_bytes_max = size_t{1} << 20;
  // So small that typical expressions meet them.
  Limits tight;
  tight.steps_max = 20;
  tight.arena_bytes_max = 512;
  tight.items_max = 4;
  tight.string_bytes_max = 16;
  for (const bool strict : {true, false}) {
    const std::string how = strict ? "\n  (checked)" : "\n  (unchecked)";
    Check check(bytes, strict, usual);
    std::string wrong = check.Run();
    if (!wrong.empty()) return wrong + how;
    if (!check.compiles()) continue;
    wrong = check.RunPrinted();
    if (!wrong.empty()) return wrong + how;
    wrong = Check(bytes, strict, tight).Run();
    if (!wrong.empty()) return wrong + how + " (tight limits)";
  }
  return "";
}

}  // namespace patron::fuzz
