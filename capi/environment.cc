// Functions of a host in C, as the core calls them.
//
// The one place where control leaves the library: an exception that comes back
// is caught here, and what the host owns is given back here, once.

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "capi/guard.h"
#include "capi/structs.h"
#include "patron/event.h"
#include "patron/host.h"

namespace patron::capi {
namespace {

constexpr uint32_t kTypes = std::variant_size_v<HostValue>;

// The host's side of a function.
class Callback {
 public:
  explicit Callback(const patron_function& function) noexcept
      : call_(function.call),
        userdata_(function.userdata),
        destroy_(function.destroy) {}
  Callback(Callback&& other) noexcept
      : call_(other.call_),
        userdata_(other.userdata_),
        destroy_(std::exchange(other.destroy_, nullptr)) {}
  Callback& operator=(Callback&&) = delete;
  ~Callback() {
    if (destroy_ != nullptr) GuardVoid([&] { destroy_(userdata_); });
  }

  [[nodiscard]] bool is_missing() const { return call_ == nullptr; }

  // Want of memory goes on to the guard: that is no answer which a decision
  // could be built on.
  [[nodiscard]] absl::Status Call(std::span<const patron_value> arguments,
                                  patron_value* result) const {
    patron_status status = PATRON_OK;
    try {
      status = call_(userdata_, arguments.data(), arguments.size(), result);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (...) {
      return Refuse(Reason::kCallbackFailed, "it threw an exception");
    }
    if (status == PATRON_OK) return absl::OkStatus();
    return absl::Status(static_cast<absl::StatusCode>(status),
                        "it returned " + std::to_string(status));
  }

 private:
  patron_function_call call_;
  void* userdata_;
  patron_destroy destroy_;
};

struct ToC {
  patron_value* out;

  void operator()(bool value) const { out->number = value ? 1 : 0; }
  void operator()(int64_t value) const { out->number = value; }
  void operator()(const std::string& value) const { out->text = Lend(value); }
  void operator()(Money value) const {
    out->number = value.minor;
    out->detail = static_cast<uint32_t>(value.currency.numeric());
  }
  void operator()(Quantity value) const {
    out->number = value.milli;
    out->detail = static_cast<uint32_t>(value.kind);
  }
  void operator()(Rate value) const { out->number = value.billionths; }
  void operator()(Date value) const { out->number = value.days; }
  void operator()(Instant value) const { out->number = value.us; }
  void operator()(HostPoints value) const {
    out->number = value.points.units;
    out->detail = static_cast<uint32_t>(value.decimals);
  }
  void operator()(HostDuration value) const { out->number = value.us; }
};

absl::Status Wrong(const std::string& what) {
  return Refuse(Reason::kCallbackFailed, "its result is wrong: " + what);
}

absl::StatusOr<HostValue> ReadResultText(patron_str text) {
  if (text.size > kTextBytesMax) {
    return Wrong("a text of " + std::to_string(text.size) + " bytes; at most " +
                 std::to_string(kTextBytesMax) + " are allowed");
  }
  if (text.data == nullptr && text.size > 0) {
    return Wrong("a text whose data is NULL");
  }
  return HostValue(text.size == 0 ? std::string()
                                  : std::string(text.data, text.size));
}

absl::StatusOr<HostValue> ReadResultMoney(const patron_value& from) {
  std::optional<Currency> currency;
  if (from.detail <= 999) {
    currency = Currency::FromNumeric(static_cast<int>(from.detail));
  }
  if (!currency) {
    return Wrong("money in currency number " + std::to_string(from.detail) +
                 ", which ISO 4217 does not have");
  }
  return HostValue(Money{from.number, *currency});
}

// What is out of range is for the core to say, which also has hosts in C++.
absl::StatusOr<HostValue> FromC(const patron_value& from, HostType type) {
  if (from.type != static_cast<uint32_t>(type)) {
    return Wrong("its type was changed");
  }
  if (type != HostType::kString && from.text.size != 0) {
    return Wrong("it has a text, which its type does not use");
  }
  switch (type) {
    case HostType::kString:
      return ReadResultText(from.text);
    case HostType::kMoney:
      return ReadResultMoney(from);
    case HostType::kQuantity:
      if (from.detail > PATRON_QUANTITY_WEIGHT) {
        return Wrong("a quantity of no known kind");
      }
      return HostValue(
          Quantity{from.number, static_cast<Quantity::Kind>(from.detail)});
    case HostType::kPoints:
      if (from.detail > std::numeric_limits<int32_t>::max()) {
        return Wrong("points with too many decimals");
      }
      return HostValue(
          HostPoints{Points{from.number}, static_cast<int32_t>(from.detail)});
    default:
      break;
  }
  if (from.detail != 0) return Wrong("its detail is not 0");
  switch (type) {
    case HostType::kBool:
      if (from.number != 0 && from.number != 1) {
        return Wrong("a bool that is neither 0 nor 1");
      }
      return HostValue(from.number == 1);
    case HostType::kRate:
      return HostValue(Rate{from.number});
    case HostType::kDate:
      if (from.number != static_cast<int32_t>(from.number)) {
        return Wrong("a date outside of the years 1 to 9999");
      }
      return HostValue(Date{static_cast<int32_t>(from.number)});
    case HostType::kTimestamp:
      return HostValue(Instant{from.number});
    case HostType::kDuration:
      return HostValue(HostDuration{from.number});
    default:
      return HostValue(from.number);
  }
}

absl::StatusOr<HostValue> Call(const Callback& callback, HostType type,
                               std::span<const HostValue> arguments) {
  std::array<patron_value, kHostParametersMax> values = {};
  for (size_t i = 0; i < arguments.size(); ++i) {
    values[i].type = static_cast<uint32_t>(arguments[i].index() + 1);
    std::visit(ToC{&values[i]}, arguments[i]);
  }
  patron_value result = {};
  result.type = static_cast<uint32_t>(type);
  absl::Status status =
      callback.Call({values.data(), arguments.size()}, &result);
  if (!status.ok()) return status;
  return FromC(result, type);
}

Refusal ReadType(uint32_t number, const char* what, HostType* out) {
  if (number < 1 || number > kTypes) {
    return Refuse(
        Reason::kUnimplemented,
        std::string(what) + ": no type is number " + std::to_string(number));
  }
  *out = static_cast<HostType>(number);
  return {};
}

Refusal ReadSignature(const patron_function& from, HostFunction* out) {
  if (Refusal refused =
          CheckFlags(from.flags, PATRON_FUNCTION_MEMBER, "patron_function")) {
    return refused;
  }
  if (Refusal refused = CheckReserved(from.reserved, "patron_function")) {
    return refused;
  }
  if (Refusal refused = ReadText(from.name, "name", &out->name)) return refused;
  out->member = (from.flags & PATRON_FUNCTION_MEMBER) != 0;
  if (Refusal refused = ReadType(from.result, "result", &out->result)) {
    return refused;
  }
  if (from.parameter_count == 0) return {};
  if (Refusal missing = Missing({{from.parameters, "parameters"}})) {
    return missing;
  }
  if (from.parameter_count > kHostParametersMax) {
    return Refuse(Reason::kTooLarge, "a function has at most " +
                                         std::to_string(kHostParametersMax) +
                                         " parameters");
  }
  for (size_t i = 0; i < from.parameter_count; ++i) {
    if (Refusal refused = ReadType(from.parameters[i], "parameters",
                                   &out->parameters.emplace_back())) {
      return refused;
    }
  }
  return {};
}

Refusal AddFunction(patron_environment* environment,
                    const patron_function* function) {
  if (Refusal missing = Missing({{function, "function"}})) return missing;
  patron_function mine = {};
  Refusal refused = ReadStruct(function, "patron_function", &mine);
  // From here on the userdata is given back, whatever comes.
  Callback callback(mine);
  if (refused) return refused;
  if (Refusal missing = Missing({{environment, "environment"}})) return missing;
  HostFunction added;
  if (Refusal wrong = ReadSignature(mine, &added)) return wrong;
  if (callback.is_missing()) {
    return Refuse(Reason::kNullArgument, "call must not be NULL");
  }
  const HostType type = added.result;
  added.call = [type, held = std::make_shared<const Callback>(std::move(
                          callback))](std::span<const HostValue> arguments) {
    return Call(*held, type, arguments);
  };
  return Behind(environment)->host.Add(std::move(added));
}

}  // namespace
}  // namespace patron::capi

using namespace patron;        // NOLINT(google-build-using-namespace)
using namespace patron::capi;  // NOLINT(google-build-using-namespace)

patron_status patron_environment_create(patron_environment** out,
                                        patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    *out = InFront(std::make_unique<EnvironmentHandle>().release());
    return {};
  });
}

patron_status patron_environment_add_function(patron_environment* environment,
                                              const patron_function* function,
                                              patron_error** error) noexcept {
  return Guard(error, [&] { return AddFunction(environment, function); });
}

void patron_environment_destroy(patron_environment* environment) noexcept {
  GuardVoid([&] { delete Behind(environment); });
}
