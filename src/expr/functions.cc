// The registry: families in a row, searched one by one. Searching is done at
// check only, so that no table needs to be built when the library is loaded.
#include "expr/functions.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace patron::expr {
namespace {

constexpr ErrorValue kOutOfSteps{
    Reason::kExpressionBudget,
    "the evaluation was stopped: it took more steps than allowed"};
constexpr ErrorValue kOutOfMemory{
    Reason::kExpressionBudget,
    "the evaluation was stopped: it made more than allowed"};
constexpr ErrorValue kStringTooLong{
    Reason::kTooLarge, "the text that this makes is longer than allowed"};

}  // namespace

void Context::StopWith(const ErrorValue& error) {
  if (stop_ == nullptr) stop_ = &error;
}

void Context::StopSaying(const std::string& message,
                         const ErrorValue& otherwise) {
  if (stop_ != nullptr) return;
  void* room = arena_.Allocate(sizeof(ErrorValue));
  const std::string_view copy = arena_.Copy(message);
  const bool fits = room != nullptr && copy.data() != nullptr;
  stop_ = fits ? new (room) ErrorValue{Reason::kExpressionBudget, copy}
               : &otherwise;
}

void Context::Stop() {
  steps_left_ = 0;
  if (steps_max_ < limits_.steps_max) {
    return StopSaying(
        "the evaluation was stopped: it and those before it took more steps "
        "together than allowed (steps_max is " +
            std::to_string(limits_.steps_max) +
            " for one, decision_steps_max " +
            std::to_string(limits_.decision_steps_max) + " and " +
            std::to_string(limits_.decision_steps_per_line) +
            " for each line for all of a decision): 'patron check --verbose' "
            "tells what each may take",
        kOutOfSteps);
  }
  StopSaying(
      "the evaluation was stopped: it took more steps than allowed (steps_max "
      "is " +
          std::to_string(limits_.steps_max) +
          "): make lists, texts and patterns shorter, or put fewer loops into "
          "each other",
      kOutOfSteps);
}

void Context::StopMemory() {
  StopSaying(
      "the evaluation was stopped: it made more than allowed (items_max is " +
          std::to_string(limits_.items_max) + ", arena_bytes_max " +
          std::to_string(limits_.arena_bytes_max) +
          "): make shorter lists and texts",
      kOutOfMemory);
}

Value Context::Fail(Reason reason, std::string_view message) {
  void* room = arena_.Allocate(sizeof(ErrorValue));
  const std::string_view copy = arena_.Copy(message);
  if (room == nullptr || copy.data() == nullptr) {
    StopMemory();
    return StopError();
  }
  return Value::Error(new (room) ErrorValue{reason, copy});
}

Value Context::FailOverload(std::string_view function,
                            std::span<const Value> arguments) {
  std::string message = "no such overload: ";
  message += function;
  message += "(";
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) message += ", ";
    message += Type(arguments[i].kind()).ToString();
  }
  message += ")";
  return Fail(Reason::kExpressionType, message);
}

Value Context::MakeText(size_t size, char*& room) {
  room = nullptr;
  if (size > limits_.string_bytes_max) return FailStatic(kStringTooLong);
  if (!ChargeBytes(size)) return StopError();
  room = arena_.AllocateArray<char>(size);
  if (room == nullptr) {
    StopMemory();
    return StopError();
  }
  return Value::String({room, size});
}

Value Context::MakeString(std::string_view a, std::string_view b) {
  char* room = nullptr;
  const Value made = MakeText(a.size() + b.size(), room);
  if (room == nullptr) return made;
  if (!a.empty()) std::memcpy(room, a.data(), a.size());
  if (!b.empty()) std::memcpy(room + a.size(), b.data(), b.size());
  return made;
}

Value Context::MakeBytes(std::string_view a, std::string_view b) {
  const Value made = MakeString(a, b);
  return made.is_error() ? made : Value::Bytes(made.text());
}

Value* Context::MakeItems(size_t count) {
  if (!Charge(count / 8)) return nullptr;
  Value* items =
      count > limits_.items_max ? nullptr : arena_.AllocateArray<Value>(count);
  if (items == nullptr) StopMemory();
  return items;
}

MapEntry* Context::MakeEntries(size_t count) {
  if (!Charge(count / 4)) return nullptr;
  MapEntry* entries = count > limits_.items_max
                          ? nullptr
                          : arena_.AllocateArray<MapEntry>(count);
  if (entries == nullptr) StopMemory();
  return entries;
}

std::span<const std::span<const Overload>> AllOverloads() {
  static const std::array kFamilies = {
      ArithmeticOverloads(), ComparisonOverloads(), CollectionOverloads(),
      StringOverloads(),     TextOverloads(),       FormatOverloads(),
      MathOverloads(),       EncoderOverloads(),    ConversionOverloads(),
      TimeOverloads(),       OptionalOverloads()};
  return kFamilies;
}

std::vector<const Overload*> FindOverloads(std::string_view name, bool member) {
  std::vector<const Overload*> found;
  for (const std::span<const Overload> family : AllOverloads()) {
    for (const Overload& overload : family) {
      if (overload.name == name &&
          (overload.style == CallStyle::kMember) == member) {
        found.push_back(&overload);
      }
    }
  }
  return found;
}

bool TakesZone(std::string_view member) {
  const std::span<const Overload> rows = TimeOverloads();
  return std::any_of(rows.begin(), rows.end(), [&](const Overload& row) {
    return row.name == member && row.parameters == "timestamp, string";
  });
}

std::vector<Type> ParseTypes(std::string_view text) {
  std::vector<Type> types;
  size_t depth = 0;
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c != ',' || depth > 0) continue;
    if (i > start) {
      types.push_back(
          ParseType(text.substr(start, i - start), TypeText::kSignature)
              .value_or(Type::Dyn()));
    }
    start = i + 1;
    while (start < text.size() && text[start] == ' ') ++start;
  }
  return types;
}

}  // namespace patron::expr
