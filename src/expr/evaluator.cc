// The loop that runs at the till. It works on raw pointers into a stack whose
// height is known beforehand; nothing in it allocates unless an expression
// makes a string, a list or an error text, and then in the arena.
#include "expr/evaluator.h"

#include <algorithm>

#include "expr/compare.h"
#include "expr/regex.h"

namespace patron::expr {
namespace {

constexpr ErrorValue kNotBool{Reason::kExpressionType,
                              "no such overload: a condition must be a bool"};
constexpr ErrorValue kNoEntries{Reason::kExpressionType,
                                "no such overload: transformMapEntry() makes "
                                "a map of entries"};
constexpr ErrorValue kNoOptional{Reason::kExpressionType,
                                 "no such overload: optFlatMap() makes an "
                                 "optional"};
constexpr ErrorValue kRepeatedKey{Reason::kExpressionFailed,
                                  "a key comes twice in a map"};

// true, false or an error: what a condition may be.
Value AsCondition(const Value& value) {
  if (value.is(Kind::kBool) || value.is_error()) return value;
  return Value::Error(&kNotBool);
}

class Machine {
 public:
  Machine(const CompiledExpression& compiled, std::span<const Value> facts,
          Scratch& scratch)
      : program_(compiled.flat),
        hosts_(compiled.checked.hosts),
        facts_(facts),
        context_(scratch.arena, compiled.limits, &compiled.zones, scratch.zone),
        stack_(scratch.stack.data()),
        locals_(scratch.locals.data()) {}

  Value Run() {
    const auto end = static_cast<uint32_t>(program_.steps.size());
    while (at_ < end) {
      if (!context_.Charge(1)) return context_.StopError();
      Do(program_.steps[at_++]);
      if (context_.stopped()) return context_.StopError();
    }
    return Top();
  }
  [[nodiscard]] uint64_t steps_taken() const { return context_.steps_taken(); }

 private:
  void Push(const Value& value) { stack_[size_++] = value; }
  Value Pop() { return stack_[--size_]; }
  Value& Top() { return stack_[size_ - 1]; }

  void Do(const Step& step) {
    switch (step.op) {
      case StepOp::kConstant:
        return Push(program_.constants[step.a]);
      case StepOp::kFact:
        return Push(LoadFact(facts_, step.a));
      case StepOp::kHasFact:
        return Push(HasFact(facts_, step.a));
      case StepOp::kOptionalFact:
        return Push(OptionalFact(facts_, step.a));
      case StepOp::kLocal:
        return Push(locals_[step.a]);
      case StepOp::kSelect:
        Top() = SelectField(context_, Top(), program_.names[step.a]);
        return;
      case StepOp::kSelectOptional:
        Top() = SelectOptional(context_, Top(), program_.names[step.a]);
        return;
      case StepOp::kSpread:
        Top() = Spread(context_, Top());
        return;
      case StepOp::kHas:
        Top() = HasField(context_, Top(), program_.names[step.a]);
        return;
      case StepOp::kCall:
      case StepOp::kHostCall:
        return Call(step);
      case StepOp::kMatch:
        if (!Top().is_error()) {
          Top() = MatchRegex(context_, Top(), *program_.regexes[step.a]);
        }
        return;
      case StepOp::kList: {
        size_ -= step.a;
        const Value list = MakeList(context_, {stack_ + size_, step.a});
        return Push(list);
      }
      case StepOp::kMap: {
        size_ -= step.a;
        const Value map = MakeMap(context_, {stack_ + size_, step.a});
        return Push(map);
      }
      case StepOp::kJump:
        at_ = step.a;
        return;
      case StepOp::kChoose:
        return Choose(step);
      case StepOp::kAndFirst:
        return First(step, false);
      case StepOp::kOrFirst:
        return First(step, true);
      case StepOp::kAnd:
        return Join(step, false);
      case StepOp::kOr:
        return Join(step, true);
      case StepOp::kLoop:
        return Loop(step);
      case StepOp::kNext:
        return Next(step);
      case StepOp::kKeep:
        return Keep(step);
      case StepOp::kCollect:
        return Collect(step);
      case StepOp::kFinish:
        return Finish(step);
    }
  }

  void Call(const Step& step) {
    size_ -= step.b;
    const std::span<const Value> arguments(stack_ + size_, step.b);
    const bool lenient =
        step.op == StepOp::kCall && program_.calls[step.a].lenient;
    for (const Value& argument : arguments) {
      if (!argument.is_error() || lenient) continue;
      const Value error = argument;
      return Push(error);
    }
    const Value result = step.op == StepOp::kCall
                             ? program_.calls[step.a].run(context_, arguments)
                             : CallHost(context_, hosts_[step.a], arguments);
    Push(result);
  }

  void Choose(const Step& step) {
    const Value condition = AsCondition(Pop());
    if (condition.is_true()) return;
    if (condition.is_false()) {
      at_ = step.a;
      return;
    }
    Push(condition);
    at_ = step.b;
  }

  // `decides` is false for && and true for ||.
  void First(const Step& step, bool decides) {
    Top() = AsCondition(Top());
    if (Top().is(Kind::kBool) && Top().boolean() == decides) at_ = step.a;
  }

  void Join(const Step& step, bool decides) {
    const Value value = AsCondition(Pop());
    if (value.is(Kind::kBool) && value.boolean() == decides) {
      Top() = value;
      at_ = step.a;
    } else if (!Top().is_error()) {
      Top() = value;  // the first error stays
    }
  }

  void Loop(const Step& step) {
    const Value range = Pop();
    const std::optional<size_t> passes = PassesOf(step.macro, range);
    if (!passes) {
      Push(NoRange(range));
      at_ = step.b;
      return;
    }
    Value* local = locals_ + step.a;
    local[kRangeLocal] = range;
    local[kIndexLocal] = Value::Int(0);
    local[kLastLocal] = Value::Int(static_cast<int64_t>(*passes));
    local[kRoomLocal] = Value::Int(0);
    local[kResultLocal] = BeforeAnyPass(step.macro);
  }

  static Value BeforeAnyPass(Macro macro) {
    switch (TraitsOf(macro).yield) {
      case MacroYield::kList:
        return Value::List({});
      case MacroYield::kMap:
        return Value::Map({});
      case MacroYield::kOptional:
        return Value::None();
      case MacroYield::kAny:
        return {};
      case MacroYield::kBool:
        break;
    }
    if (macro == Macro::kExistsOne) return Value::Int(0);
    return Value::Bool(macro == Macro::kAll);
  }

  void Next(const Step& step) {
    Value* local = locals_ + step.a;
    const Value& range = local[kRangeLocal];
    if (local[kIndexLocal].integer() == local[kLastLocal].integer()) {
      at_ = step.b;
      return;
    }
    const auto index = static_cast<size_t>(local[kIndexLocal].integer());
    if (step.macro == Macro::kBind) {
      local[kFirstLocal] = range;
    } else if (range.is(Kind::kOptional)) {
      local[kFirstLocal] = *range.inner();
    } else if (range.is(Kind::kMap)) {
      local[kFirstLocal] = range.map()[index].key;
      local[kSecondLocal] = range.map()[index].value;
    } else {
      local[kSecondLocal] = range.list()[index];
      local[kFirstLocal] = step.two ? local[kIndexLocal] : local[kSecondLocal];
    }
    local[kIndexLocal] = Value::Int(static_cast<int64_t>(index) + 1);
  }

  void Keep(const Step& step) {
    const Value condition = AsCondition(Pop());
    if (condition.is_true()) return;
    if (condition.is_error()) {
      locals_[step.a + kResultLocal] = condition;
      // The loop's next step knows where the finish is.
      at_ = program_.steps[step.b].b;
      return;
    }
    at_ = step.b;
  }

  void Collect(const Step& step) {
    const Value value = Pop();
    Value& result = locals_[step.a + kResultLocal];
    bool decided = false;
    switch (step.macro) {
      case Macro::kAll:
      case Macro::kExists: {
        const Value condition = AsCondition(value);
        decided = condition.is(Kind::kBool) &&
                  condition.boolean() == (step.macro == Macro::kExists);
        if (decided || !result.is_error()) result = condition;
        break;
      }
      case Macro::kExistsOne: {
        const Value condition = AsCondition(value);
        decided = condition.is_error();
        if (decided) {
          result = condition;
        } else if (condition.boolean()) {
          result = Value::Int(result.integer() + 1);
        }
        break;
      }
      case Macro::kFilter: {
        const Value condition = AsCondition(value);
        decided = condition.is_error();
        if (decided) {
          result = condition;
        } else if (condition.boolean()) {
          Append(step.a, locals_[step.a + kFirstLocal]);
        }
        break;
      }
      default:
        decided = !Take(step, value);
    }
    if (decided) at_ = step.b;
  }

  // Takes a body's value that is no condition; false ends the loop.
  bool Take(const Step& step, const Value& value) {
    Value& result = locals_[step.a + kResultLocal];
    if (value.is_error() || step.macro == Macro::kBind) {
      result = value;
      return false;
    }
    switch (step.macro) {
      case Macro::kTransformMap:
      case Macro::kTransformMapFilter:
        AppendEntry(step.a, {locals_[step.a + kFirstLocal], value});
        return true;
      case Macro::kTransformEntry:
      case Macro::kTransformEntryFilter:
        return TakeEntries(step.a, value);
      case Macro::kOptMap:
        result = MakeSome(context_, value);
        return false;
      case Macro::kOptFlatMap:
        result = value.is(Kind::kOptional) ? value : Value::Error(&kNoOptional);
        return false;
      default:
        Append(step.a, value);
        return true;
    }
  }

  bool TakeEntries(uint32_t base, const Value& value) {
    Value& result = locals_[base + kResultLocal];
    if (!value.is(Kind::kMap)) {
      result = Value::Error(&kNoEntries);
      return false;
    }
    for (const MapEntry& entry : value.map()) {
      if (FindEntry(context_, result, entry.key) != nullptr) {
        result = Value::Error(&kRepeatedKey);
        return false;
      }
      AppendEntry(base, entry);
      if (context_.stopped()) return false;
    }
    return true;
  }

  // The room of what grows doubles: `size` fill it, `room` says how much it is.
  // 0 where there is room for one more.
  [[nodiscard]] size_t MoreRoom(size_t size, const Value& room) const {
    if (size < static_cast<size_t>(room.integer())) return 0;
    const size_t most = std::max(size_t{context_.limits().items_max}, size + 1);
    return std::min(size == 0 ? size_t{4} : size * 2, most);
  }

  void Append(uint32_t base, const Value& value) {
    Value& list = locals_[base + kResultLocal];
    Value& room = locals_[base + kRoomLocal];
    const std::span<const Value> items = list.list();
    auto* data = const_cast<Value*>(items.data());  // ours, in the arena
    if (const size_t more = MoreRoom(items.size(), room); more > 0) {
      data = context_.MakeItems(more);
      if (data == nullptr) return;
      std::copy(items.begin(), items.end(), data);
      room = Value::Int(static_cast<int64_t>(more));
    }
    data[items.size()] = value;
    list = Value::List({data, items.size() + 1});
  }

  void AppendEntry(uint32_t base, const MapEntry& entry) {
    Value& map = locals_[base + kResultLocal];
    Value& room = locals_[base + kRoomLocal];
    const std::span<const MapEntry> entries = map.map();
    auto* data = const_cast<MapEntry*>(entries.data());  // ours, in the arena
    if (const size_t more = MoreRoom(entries.size(), room); more > 0) {
      data = context_.MakeEntries(more);
      if (data == nullptr) return;
      std::copy(entries.begin(), entries.end(), data);
      room = Value::Int(static_cast<int64_t>(more));
    }
    data[entries.size()] = entry;
    map = Value::Map({data, entries.size() + 1});
  }

  void Finish(const Step& step) {
    const Value& result = locals_[step.a + kResultLocal];
    if (step.macro == Macro::kExistsOne && result.is(Kind::kInt)) {
      return Push(Value::Bool(result.integer() == 1));
    }
    Push(result);
  }

  const FlatProgram& program_;
  std::span<const HostGroup> hosts_;
  std::span<const Value> facts_;
  Context context_;
  Value* stack_;
  Value* locals_;
  size_t size_ = 0;
  uint32_t at_ = 0;
};

}  // namespace

Value RunFlat(const CompiledExpression& compiled, std::span<const Value> facts,
              Scratch& scratch) {
  scratch.arena.Reset();
  scratch.arena.set_bytes_max(compiled.limits.arena_bytes_max);
  if (scratch.stack.size() < compiled.flat.stack_max) {
    scratch.stack.resize(compiled.flat.stack_max);
  }
  if (scratch.locals.size() < compiled.flat.locals) {
    scratch.locals.resize(compiled.flat.locals);
  }
  Machine machine(compiled, facts, scratch);
  const Value value = machine.Run();
  scratch.steps = machine.steps_taken();
  return value;
}

}  // namespace patron::expr
