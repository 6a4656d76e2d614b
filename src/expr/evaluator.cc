// The loop that runs at the till. It works on raw pointers into a stack whose
// height is known beforehand; nothing in it allocates unless an expression
// makes a string, a list or an error text, and then in the arena.
#include "expr/evaluator.h"

#include <algorithm>

#include "expr/regex.h"

namespace patron::expr {
namespace {

constexpr ErrorValue kNotBool{Reason::kExpressionType,
                              "no such overload: a condition must be a bool"};
constexpr ErrorValue kNoRange{Reason::kExpressionType,
                              "no such overload: only a list or a map has "
                              "elements"};

// true, false or an error: what a condition may be.
Value AsCondition(const Value& value) {
  if (value.is(Kind::kBool) || value.is_error()) return value;
  return Value::Error(&kNotBool);
}

class Machine {
 public:
  Machine(const FlatProgram& program, std::span<const HostGroup> hosts,
          std::span<const Value> facts, const Limits& limits, Scratch& scratch)
      : program_(program),
        hosts_(hosts),
        facts_(facts),
        context_(scratch.arena, limits),
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
      case StepOp::kLocal:
        return Push(locals_[step.a]);
      case StepOp::kSelect:
        Top() = SelectField(context_, Top(), program_.names[step.a]);
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
      case StepOp::kList:
        return List(step.a);
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
    for (const Value& argument : arguments) {
      if (!argument.is_error()) continue;
      const Value error = argument;
      return Push(error);
    }
    const Value result = step.op == StepOp::kCall
                             ? program_.calls[step.a].run(context_, arguments)
                             : CallHost(context_, hosts_[step.a], arguments);
    Push(result);
  }

  void List(uint32_t count) {
    size_ -= count;
    Value* items = context_.MakeItems(count);
    if (items == nullptr) return Push(Value());
    for (uint32_t i = 0; i < count; ++i) {
      items[i] = stack_[size_ + i];
      if (!items[i].is_error()) continue;
      const Value error = items[i];
      return Push(error);
    }
    Push(Value::List({items, count}));
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
    if (!range.is(Kind::kList) && !range.is(Kind::kMap)) {
      Push(range.is_error() ? range : Value::Error(&kNoRange));
      at_ = step.b;
      return;
    }
    Value* local = locals_ + step.a;
    local[kRangeLocal] = range;
    local[kIndexLocal] = Value::Int(0);
    local[kRoomLocal] = Value::Int(0);
    switch (step.macro) {
      case Macro::kAll:
        local[kResultLocal] = Value::Bool(true);
        return;
      case Macro::kExists:
        local[kResultLocal] = Value::Bool(false);
        return;
      case Macro::kExistsOne:
        local[kResultLocal] = Value::Int(0);
        return;
      default:
        local[kResultLocal] = Value::List({});
    }
  }

  void Next(const Step& step) {
    Value* local = locals_ + step.a;
    const Value& range = local[kRangeLocal];
    const auto index = static_cast<size_t>(local[kIndexLocal].integer());
    const bool map = range.is(Kind::kMap);
    if (index == (map ? range.map().size() : range.list().size())) {
      at_ = step.b;
      return;
    }
    if (map) {
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
      case Macro::kMap:
      case Macro::kMapFilter:
        decided = value.is_error();
        if (decided) {
          result = value;
        } else {
          Append(step.a, value);
        }
    }
    if (decided) at_ = step.b;
  }

  // The room of a growing list doubles.
  void Append(uint32_t base, const Value& value) {
    Value& list = locals_[base + kResultLocal];
    Value& room = locals_[base + kRoomLocal];
    const std::span<const Value> items = list.list();
    auto* data = const_cast<Value*>(items.data());  // ours, in the arena
    if (items.size() == static_cast<size_t>(room.integer())) {
      const size_t most =
          std::max(size_t{context_.limits().items_max}, items.size() + 1);
      const size_t more =
          std::min(items.empty() ? size_t{4} : items.size() * 2, most);
      data = context_.MakeItems(more);
      if (data == nullptr) return;
      std::copy(items.begin(), items.end(), data);
      room = Value::Int(static_cast<int64_t>(more));
    }
    data[items.size()] = value;
    list = Value::List({data, items.size() + 1});
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

Value RunFlat(const FlatProgram& program, std::span<const HostGroup> hosts,
              std::span<const Value> facts, const Limits& limits,
              Scratch& scratch) {
  scratch.arena.Reset();
  scratch.arena.set_bytes_max(limits.arena_bytes_max);
  if (scratch.stack.size() < program.stack_max) {
    scratch.stack.resize(program.stack_max);
  }
  if (scratch.locals.size() < program.locals) {
    scratch.locals.resize(program.locals);
  }
  return Machine(program, hosts, facts, limits, scratch).Run();
}

}  // namespace patron::expr
