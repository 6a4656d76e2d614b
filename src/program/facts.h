// What expressions may talk about: the catalogue of facts.
//
// There are two frames. The line frame is one basket line, read by selections
// and eligibility: `line.sku`, `line.amount`, `line.roast`. The order frame is
// the event as a whole, read by rules and segments: `member.stats.orders`,
// `basket.total`, `quantity("coffee")`. Each fact has a slot in its frame; the
// decider fills the slots that a plan reads. member.stats.expected_orders(90)
// has a slot for each number of days.
//
// Days are counted on the calendar of the program's zone. A statistic of a
// member without orders is 0. An attribute that an event leaves out is false,
// 0, "" or 0.00; a date or an instant that is left out fails the rule that
// reads it. So is an attribute that a store of the program's leaves out, or
// that of a place which is none of them.
//
// Threads: free functions and constants, any thread.
#ifndef PATRON_SRC_PROGRAM_FACTS_H_
#define PATRON_SRC_PROGRAM_FACTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expr/type.h"
#include "expr/value.h"
#include "patron/decision.h"
#include "patron/event.h"
#include "patron/scalar.h"

namespace patron {

// Slots of the order frame that every program has; its own follow.
enum class OrderFact : uint32_t {
  kMemberId,
  kMemberEnrolled,  // before this event
  kStatsOrders,
  kStatsOrdersKept,
  kStatsUnits,
  kStatsSpend,
  kStatsReturns,
  kStatsRefunded,
  kStatsFirstOrder,
  kStatsLastOrder,
  kStatsDaysSinceFirst,
  kStatsDaysSinceLast,
  kStatsPAlive,  // what stored lifetime models say, from here on
  kStatsClv,
  kStatsRfm,
  kMemberFactsEnd,  // segments see what stands above
  kEventTime = kMemberFactsEnd,
  kEventDate,  // in the store's zone
  kEventSource,
  kStoreId,
  kBasketTotal,  // what remains to pay at the rule's turn
  kBasketListTotal,
  kBasketUnits,
  kBasketLines,
  kEnd,
};

// Slots of the line frame that every program has.
enum class LineFact : uint32_t {
  kId,
  kSku,
  kCategory,
  kName,
  kParentSku,  // of the line that this one modifies; "" where it is none
  kParentCategory,
  kKind,  // "sale", "deposit", "fee", "gift_card", "delivery", ...
  kQuantity,
  kUnits,
  kAmount,
  kUnitPrice,  // to the minor unit; the amount by unit where none is given
  kOnSale,
  kEnd,
};

inline constexpr std::string_view kExpectedOrders =
    "member.stats.expected_orders";
// Of how many days a program may ask for, and how many different ones.
inline constexpr int64_t kExpectedOrdersDaysMax = 36'500;
inline constexpr size_t kExpectedOrdersMax = 16;

struct FactInfo {
  std::string_view name;
  expr::Kind kind;
};

[[nodiscard]] FactInfo InfoOf(OrderFact fact);
[[nodiscard]] FactInfo InfoOf(LineFact fact);

// "sale", "deposit", ...
[[nodiscard]] std::string_view LineKindName(LineKind kind);
// All of them.
[[nodiscard]] std::vector<std::string> LineKindNames();

[[nodiscard]] expr::Kind KindOf(ScalarType type);

// What an attribute is where an event leaves it out. `error` is returned for
// types that have no such value; it must outlive the value.
[[nodiscard]] expr::Value AbsentValue(ScalarType type, Currency currency,
                                      const expr::ErrorValue* error);

// Borrows the text of `scalar`. Requires: it holds a value.
[[nodiscard]] expr::Value ValueOf(const Scalar& scalar);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_FACTS_H_
