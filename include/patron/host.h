// Functions of the host's own that a program may call: how far is this shop,
// what does the weather say, is this card on a list that only the host has.
//
//   HostFunctions host;
//   absl::Status status = host.Add(
//       {.name = "shop.distance_km",
//        .parameters = {HostType::kString, HostType::kString},
//        .result = HostType::kInt,
//        .call = [&](std::span<const HostValue> a)
//            -> absl::StatusOr<HostValue> {
//          return roads.Between(std::get<std::string>(a[0]),
//                               std::get<std::string>(a[1]));
//        }});
//   PlanResult result = Plan::Compile(program, zones, host);
//
// In the program: `when: shop.distance_km(store.town, basket.town) < 5`; in C++
// Call<int64_t>("shop.distance_km", store_town, basket_town) of build.h, and
// examples/till.cc has the whole. Calls are checked against the signature when
// the program is loaded, like calls of the language's own functions. Names with
// a dot cannot meet those of a later Patron.
//
// A host function is pure: the same arguments give the same result, today, at
// a return next year and on every device, and a failure is the same failure.
// Patron relies on it and does not look: a quote's fingerprint is compared with
// the commit's, and what a function answered is stored only as the decision
// that it led to. What changes from day to day belongs into an attribute of the
// event, which is stored.
//
// A function that fails makes the rule fail that called it (Decision::failed,
// kCallbackFailed); the till goes on. It must not throw. Once a program that
// calls a function is in a database, every engine on it needs the function.
//
// Threads: a HostFunctions is a value; copies share the functions, which plans
// keep for as long as they live. A function is called on the thread that
// decides, under no lock of Patron's, and by several threads at once.
//
// Limits: the constants below.
#ifndef PATRON_HOST_H_
#define PATRON_HOST_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/calendar.h"
#include "patron/money.h"
#include "patron/points.h"
#include "patron/quantity.h"
#include "patron/rate.h"

namespace patron {

inline constexpr size_t kHostFunctionsMax = 1000;
inline constexpr size_t kHostParametersMax = 16;

// The types of parameters and results. Those that attributes have too have the
// numbers of ScalarType.
enum class HostType : uint8_t {
  kBool = 1,
  kInt = 2,
  kString = 3,
  kMoney = 4,
  kQuantity = 5,
  kRate = 6,
  kDate = 7,
  kTimestamp = 8,
  kPoints = 9,
  kDuration = 10,
};

// 125 units of a currency with one decimal are 12.5 points.
struct HostPoints {
  Points points;
  int32_t decimals = 0;  // 0 to 6

  friend bool operator==(const HostPoints&, const HostPoints&) = default;
};

struct HostDuration {
  int64_t us = 0;

  friend auto operator<=>(const HostDuration&, const HostDuration&) = default;
};

// The alternatives stand in the order of HostType. Text is UTF-8. Of timestamps
// and durations, what is finer than a microsecond is cut off.
using HostValue = std::variant<bool, int64_t, std::string, Money, Quantity,
                               Rate, Date, Instant, HostPoints, HostDuration>;

struct HostFunction {
  std::string name;  // "loyal_since", "shop.distance_km"
  std::vector<HostType> parameters;
  HostType result = HostType::kBool;
  bool member = false;  // the first parameter stands before the dot: x.name(y)
  // Gets as many values as there are parameters, of their types. Where it
  // fails, the status' code is kept with its message (FailedRule::code).
  std::function<absl::StatusOr<HostValue>(std::span<const HostValue>)> call;
};

class HostFunctions {
 public:
  // Several functions with one name are overloads. Refused: kBadValue for what
  // is no name or type, without a call, or a member without a parameter;
  // kDuplicateId where the language has that name or it is declared already;
  // kTooLarge over the limits.
  [[nodiscard]] absl::Status Add(HostFunction function);

  [[nodiscard]] std::span<const std::shared_ptr<const HostFunction>> all()
      const {
    return functions_;
  }
  // Whether one of them has this signature (see SignatureOf).
  [[nodiscard]] bool Has(std::string_view signature) const;

 private:
  std::vector<std::shared_ptr<const HostFunction>> functions_;
};

// "shop.distance_km(string, string): int", and of a member
// "(string).loyal(int): bool". Names and types, no code: what the fingerprint
// of a plan that calls the function covers. Requires: Add took it.
[[nodiscard]] std::string SignatureOf(const HostFunction& function);

// A function with that signature, and a call that fails: it lets a program be
// checked where the host's code is not. kBadValue where it is none.
[[nodiscard]] absl::StatusOr<HostFunction> DeclareSignature(
    std::string_view signature);

}  // namespace patron

#endif  // PATRON_HOST_H_
