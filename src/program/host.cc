// Values change their shape twice a call, from the language's views to values
// that a host may keep, and back. That costs a little for each text; handing
// out the views was refused, since one that outlives its evaluation is a bug
// that no host would find.

#include "program/host.h"

#include <algorithm>
#include <array>
#include <exception>
#include <limits>
#include <new>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "expr/type.h"
#include "expr/value.h"
#include "patron/error.h"
#include "patron/event.h"
#include "patron/points.h"

namespace patron {
namespace {

using expr::ErrorValue;
using expr::FunctionDecl;
using expr::Kind;
using expr::TimeParts;
using expr::Type;
using expr::Value;

constexpr int64_t kNanosPerMicro = 1000;

// By HostType, from 1.
constexpr std::array<Kind, std::variant_size_v<HostValue> + 1> kKinds = {
    Kind::kDyn,       Kind::kBool,     Kind::kInt,     Kind::kString,
    Kind::kMoney,     Kind::kQuantity, Kind::kRate,    Kind::kDate,
    Kind::kTimestamp, Kind::kPoints,   Kind::kDuration};

// What the facts of programs begin with.
constexpr std::string_view kOfFacts[] = {"line", "basket", "member", "event",
                                         "store"};

// The functions of named objects, which only a program declares.
constexpr std::string_view kOfObjects[] = {
    "in_segment", "in_selection", "points", "tier",
    "quantity",   "total",        "count"};

bool IsType(HostType type) {
  const auto number = static_cast<size_t>(type);
  return number >= 1 && number < kKinds.size();
}

Type TypeOf(HostType type) { return Type(kKinds[static_cast<size_t>(type)]); }

int64_t MicrosOf(TimeParts parts) {
  return parts.seconds * kMicrosPerSecond + parts.nanos / kNanosPerMicro;
}

// Requires: a kind that a host type has.
HostValue ToHost(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool:
      return value.boolean();
    case Kind::kString:
      return std::string(value.text());
    case Kind::kMoney:
      return value.money();
    case Kind::kQuantity:
      return value.quantity();
    case Kind::kRate:
      return value.rate();
    case Kind::kDate:
      return value.date();
    case Kind::kTimestamp:
      return Instant{MicrosOf(value.time())};
    case Kind::kPoints:
      return HostPoints{value.points().points, value.points().decimals};
    case Kind::kDuration:
      return HostDuration{MicrosOf(value.time())};
    default:
      return value.integer();
  }
}

constexpr ErrorValue kNoRoom{
    Reason::kExpressionBudget,
    "the evaluation was stopped: a host function made more than allowed"};

Value MakeText(std::string_view text, expr::Arena& arena) {
  const std::string_view copy = arena.Copy(text);
  return copy.data() == nullptr && !text.empty() ? Value::Error(&kNoRoom)
                                                 : Value::String(copy);
}

struct FromHost {
  expr::Arena& arena;

  Value operator()(bool value) const { return Value::Bool(value); }
  Value operator()(int64_t value) const { return Value::Int(value); }
  Value operator()(const std::string& value) const {
    return MakeText(value, arena);
  }
  Value operator()(Money value) const { return Value::Of(value); }
  Value operator()(Quantity value) const { return Value::Of(value); }
  Value operator()(Rate value) const { return Value::Of(value); }
  Value operator()(Date value) const { return Value::Of(value); }
  Value operator()(Instant value) const { return Value::Timestamp(value); }
  Value operator()(HostPoints value) const {
    return Value::Of(value.points, value.decimals);
  }
  Value operator()(HostDuration value) const {
    return Value::Duration(
        {value.us / kMicrosPerSecond,
         static_cast<int32_t>(value.us % kMicrosPerSecond * kNanosPerMicro)});
  }
};

// What is wrong with a result, or "".
struct Flaw {
  std::string operator()(const std::string& text) const {
    if (text.size() > kTextBytesMax) {
      return "a text of " + std::to_string(text.size()) + " bytes; at most " +
             std::to_string(kTextBytesMax) + " are allowed";
    }
    for (std::string_view rest = text; !rest.empty();) {
      const size_t length = Utf8Length(rest);
      if (length == 0) return "a text that is not UTF-8: " + Quote(text);
      rest.remove_prefix(length);
    }
    return "";
  }
  std::string operator()(Money money) const {
    return money.currency.valid() ? "" : "money without a currency";
  }
  std::string operator()(Quantity quantity) const {
    const bool known = quantity.kind == Quantity::Kind::kPiece ||
                       quantity.kind == Quantity::Kind::kWeight;
    return known ? "" : "a quantity of no known kind";
  }
  std::string operator()(Date date) const {
    return InRange(date) ? "" : "a date outside of the years 1 to 9999";
  }
  std::string operator()(Instant instant) const {
    return InRange(instant) ? "" : "a timestamp outside of the years 1 to 9999";
  }
  std::string operator()(HostPoints points) const {
    const bool fits =
        points.decimals >= 0 && points.decimals <= kPointsDecimalsMax;
    return fits ? ""
                : "points with " + std::to_string(points.decimals) +
                      " decimals; 0 to 6 are allowed";
  }
  std::string operator()(HostDuration duration) const {
    constexpr int64_t kMost =
        std::numeric_limits<int64_t>::max() / kNanosPerMicro;
    const bool fits = duration.us >= -kMost && duration.us <= kMost;
    return fits ? "" : "a duration of more than 292 years";
  }
  template <typename T>
  std::string operator()(T /*anything*/) const {
    return "";
  }
};

std::string FlawOf(const HostFunction& function, const HostValue& result) {
  const auto type = static_cast<HostType>(result.index() + 1);
  if (type == function.result) return std::visit(Flaw(), result);
  return "it is " + TypeOf(type).ToString() + ", declared as " +
         TypeOf(function.result).ToString();
}

Value Failure(const HostFunction& function, const std::string& what,
              int32_t code, expr::Arena& arena) {
  const std::string_view message =
      arena.Copy(function.name + "() failed: " + what);
  void* const room = arena.Allocate(sizeof(ErrorValue));
  if (room == nullptr || message.data() == nullptr) {
    return Value::Error(&kNoRoom);
  }
  return Value::Error(new (room)
                          ErrorValue{Reason::kCallbackFailed, message, code});
}

// A host's std::map::at() is a failure of its function, not of the till. No
// room for its answer is one of the process, and everybody's.
absl::StatusOr<HostValue> CallGuarded(const HostFunction& function,
                                      std::span<const HostValue> values) {
  try {
    return function.call(values);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& thrown) {
    return Refuse(Reason::kCallbackFailed,
                  std::string("it threw: ") + thrown.what());
  } catch (...) {
    return Refuse(Reason::kCallbackFailed, "it threw what is no exception");
  }
}

Value Call(const HostFunction& function, std::span<const Value> arguments,
           expr::Arena& arena) {
  std::vector<HostValue> values;
  values.reserve(arguments.size());
  for (const Value& argument : arguments) {
    if (argument.is(Kind::kString) && argument.text().size() > kTextBytesMax) {
      return Failure(function,
                     "an argument is a text of " +
                         std::to_string(argument.text().size()) +
                         " bytes; at most " + std::to_string(kTextBytesMax) +
                         " are allowed",
                     0, arena);
    }
    values.push_back(ToHost(argument));
  }
  const absl::StatusOr<HostValue> result = CallGuarded(function, values);
  if (!result.ok()) {
    // What has that reason already was found by us and is no code of the
    // host's.
    const absl::Status& status = result.status();
    const bool ours = ReasonOf(status) == Reason::kCallbackFailed;
    return Failure(function, Quote(MessageOf(status), 200),
                   ours ? 0 : status.raw_code(), arena);
  }
  const std::string flaw = FlawOf(function, *result);
  if (!flaw.empty()) {
    return Failure(function, "its result is wrong: " + flaw, 0, arena);
  }
  return std::visit(FromHost{arena}, *result);
}

// Without a call.
FunctionDecl SignatureDecl(const HostFunction& function) {
  FunctionDecl declaration;
  declaration.name = function.name;
  for (const HostType type : function.parameters) {
    declaration.parameters.push_back(TypeOf(type));
  }
  declaration.result = TypeOf(function.result);
  declaration.member = function.member;
  return declaration;
}

FunctionDecl DeclarationOf(std::shared_ptr<const HostFunction> function) {
  FunctionDecl declaration = SignatureDecl(*function);
  if (function->call) {
    declaration.call = [function = std::move(function)](
                           std::span<const Value> arguments,
                           expr::Arena& arena) {
      return Call(*function, arguments, arena);
    };
  }
  return declaration;
}

absl::Status CheckSizes(const HostFunction& function, size_t others) {
  if (others >= kHostFunctionsMax) {
    return Refuse(Reason::kTooLarge, "a host declares at most " +
                                         std::to_string(kHostFunctionsMax) +
                                         " functions");
  }
  if (function.name.size() > kTextBytesMax) {
    return Refuse(Reason::kTooLarge, "a function's name has at most " +
                                         std::to_string(kTextBytesMax) +
                                         " bytes");
  }
  if (function.parameters.size() > kHostParametersMax) {
    return Refuse(Reason::kTooLarge,
                  "function " + Quote(function.name) + " has " +
                      std::to_string(function.parameters.size()) +
                      " parameters; at most " +
                      std::to_string(kHostParametersMax) + " are allowed");
  }
  return absl::OkStatus();
}

// "bool, int, string, ..."
std::string TypeNames() {
  std::string names;
  for (size_t i = 1; i < kKinds.size(); ++i) {
    names += (names.empty() ? "" : ", ") + Type(kKinds[i]).ToString();
  }
  return names;
}

// SignatureOf, read back; blanks may stand between its parts.
class SignatureReader {
 public:
  explicit SignatureReader(std::string_view text) : rest_(text) {}

  std::optional<HostFunction> Read() {
    HostFunction function;
    if (Take("(")) {
      function.member = true;
      if (!ReadType(&function.parameters) || !Take(")") || !Take(".")) {
        return std::nullopt;
      }
    }
    function.name = std::string(Until("("));
    if (!Take("(")) return std::nullopt;
    while (!Take(")")) {
      const bool first =
          function.parameters.size() == (function.member ? 1 : 0);
      if (!first && !Take(",")) return std::nullopt;
      if (!ReadType(&function.parameters)) return std::nullopt;
    }
    std::vector<HostType> result;
    if (!Take(":") || !ReadType(&result) || !rest_.empty()) return std::nullopt;
    function.result = result.front();
    return function;
  }

 private:
  static std::string_view Trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
  }
  bool Take(std::string_view sign) {
    rest_ = Trimmed(rest_);
    if (!rest_.starts_with(sign)) return false;
    rest_ = Trimmed(rest_.substr(sign.size()));
    return true;
  }
  std::string_view Until(std::string_view signs) {
    const size_t end = std::min(rest_.find_first_of(signs), rest_.size());
    const std::string_view text = Trimmed(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return text;
  }
  bool ReadType(std::vector<HostType>* types) {
    const std::string_view name = Until(",):");
    for (size_t i = 1; i < kKinds.size(); ++i) {
      if (Type(kKinds[i]).ToString() != name) continue;
      types->push_back(static_cast<HostType>(i));
      return true;
    }
    return false;
  }

  std::string_view rest_;
};

}  // namespace

absl::Status HostFunctions::Add(HostFunction function) {
  if (absl::Status s = CheckSizes(function, functions_.size()); !s.ok()) {
    return s;
  }
  const std::vector<HostType>& types = function.parameters;
  if (!IsType(function.result) ||
      !std::all_of(types.begin(), types.end(), IsType)) {
    return Refuse(Reason::kBadValue,
                  "function " + Quote(function.name) +
                      " has a parameter or a result of no known type");
  }
  // What the language says of a name, it says without the other functions.
  expr::Environment alone;
  for (const std::string_view name : kOfFacts) {
    alone.AddFact(std::string(name), Type::Dyn());
  }
  for (const std::string_view name : kOfObjects) {
    alone.AddNamed(std::string(name), Type::Dyn(), nullptr);
  }
  auto shared = std::make_shared<const HostFunction>(std::move(function));
  absl::Status status = alone.AddFunction(DeclarationOf(shared));
  if (!status.ok()) return status;
  for (const auto& other : functions_) {
    if (other->name == shared->name && other->member == shared->member &&
        other->parameters == shared->parameters) {
      return Refuse(Reason::kDuplicateId,
                    "function " + Quote(shared->name) + " is declared twice");
    }
  }
  functions_.push_back(std::move(shared));
  return absl::OkStatus();
}

bool HostFunctions::Has(std::string_view signature) const {
  return std::any_of(functions_.begin(), functions_.end(),
                     [&](const auto& function) {
                       return SignatureOf(*function) == signature;
                     });
}

std::string SignatureOf(const HostFunction& function) {
  return SignatureOf(SignatureDecl(function));
}

std::string SignatureOf(const FunctionDecl& declaration) {
  std::span<const Type> rest = declaration.parameters;
  std::string text;
  if (declaration.member) {
    text = "(" + rest.front().ToString() + ").";
    rest = rest.subspan(1);
  }
  text += declaration.name + "(";
  for (size_t i = 0; i < rest.size(); ++i) {
    text += (i > 0 ? ", " : "") + rest[i].ToString();
  }
  return text + "): " + declaration.result.ToString();
}

absl::StatusOr<HostFunction> DeclareSignature(std::string_view signature) {
  SignatureReader reader(signature);
  std::optional<HostFunction> function = reader.Read();
  if (!function) {
    return Refuse(Reason::kBadValue,
                  Quote(signature, 200) +
                      " is no signature such as 'shop.distance_km(string, "
                      "string): int' or '(string).on_list(string): bool'; "
                      "types are " +
                      TypeNames());
  }
  function->call = [](std::span<const HostValue>) -> absl::StatusOr<HostValue> {
    return absl::UnimplementedError("it is declared here and not defined");
  };
  return *std::move(function);
}

absl::Status Declare(const HostFunctions& host,
                     expr::Environment& environment) {
  for (const auto& function : host.all()) {
    absl::Status status = environment.AddFunction(DeclarationOf(function));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace patron
