// What happens to a member: a purchase, goods coming back, both at once, or an
// order undone, as a till has it, points given or taken by hand, or goods that
// were bought before being handed over. A basket may be held before it is
// bought: what it takes is kept back until then. Points are given to another
// member, and members join a household, which pools them.
//
// An Event carries its own time and its arrival; its key is (source, id), since
// tills number from 1. A basket's lines carry their amount: the unit price is
// for display, rules and matching.
//
// Threads: values. Limits: the constants below; an event over one is refused.
#ifndef PATRON_EVENT_H_
#define PATRON_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patron/calendar.h"
#include "patron/fingerprint.h"
#include "patron/money.h"
#include "patron/points.h"
#include "patron/quantity.h"
#include "patron/rate.h"
#include "patron/scalar.h"

namespace patron {

inline constexpr size_t kEventLinesMax = 20'000;
inline constexpr int64_t kLineUnitsMax = 1'000'000'000;
inline constexpr size_t kTendersMax = 100;
inline constexpr size_t kBasketRewardsMax = 100;
inline constexpr size_t kTextBytesMax = 4096;  // of an id, name or attribute
inline constexpr size_t kHouseholdMembersMax = 50;

enum class EventKind : uint8_t {
  kPurchase = 1,
  kReturn = 2,
  kAdjustment = 3,
  kVoid = 4,      // an order undone
  kExchange = 5,  // a return and a purchase in one
  kFulfilment = 6,
  kHold = 8,       // what a basket takes, kept back until a time
  kRelease = 9,    // a hold cancelled
  kTransfer = 10,  // points given to another member
  kJoin = 11,      // a household
  kLeave = 12,
};

// "purchase", "return", "adjustment", "void", "exchange", "fulfilment", "hold",
// "release", "transfer", "join", "leave".
[[nodiscard]] std::string_view EventKindName(EventKind kind);

// Only sales must not be negative.
enum class LineKind : uint8_t {
  kSale = 1,
  kDeposit = 2,
  kFee = 3,
  kGiftCard = 4,
  kDelivery = 5,
  kDonation = 6,
  kTradeIn = 7,
};

// What the cashier took off by hand, already in the line's amount.
struct Adjustment {
  Money amount;
  std::string reason;
  std::string by;

  friend bool operator==(const Adjustment&, const Adjustment&) = default;
};

// How a basket is paid.
enum class TenderKind : uint8_t {
  kCash = 1,
  kCard = 2,
  kGiftCard = 3,
  kPromotional = 4,  // value that was given, not bought
  kOther = 5,
  kPoints = 6,  // points taken as money; needs a member
};

struct Tender {
  TenderKind kind = TenderKind::kCash;
  // Above 0. Of points it is what they are worth: Money() leaves that to
  // Patron, and another amount is refused.
  Money amount;
  std::string id;  // the host's own, such as a terminal's receipt
  // kPoints: a points currency that pays, in one tender of a basket at most.
  std::string currency = {};
  WrittenPoints points = {};  // kPoints: how many, above 0

  friend bool operator==(const Tender&, const Tender&) = default;
};

struct Line {
  std::string id;  // unique in the basket; "1", "2", ... where a till has none
  std::string parent;  // the line this one modifies
  LineKind kind = LineKind::kSale;
  std::string sku;
  std::string category;
  std::string name;
  Quantity quantity = Quantity::Pieces(1);
  Money amount;  // for the whole quantity, before Patron's discounts
  std::optional<UnitPrice> unit_price;
  bool on_sale = false;  // already reduced
  bool not_discountable = false;
  bool earns_nothing = false;
  std::vector<Adjustment> adjustments;
  std::optional<Rate> tax_rate;  // none: no tax is told for this line
  std::optional<Money> floor;    // no discount takes the line below
  AttributeValues attributes;
  bool later = false;  // its goods follow: a fulfilment says when

  friend bool operator==(const Line&, const Line&) = default;
};

// A reward that a basket takes, once at most of each; needs a member.
struct BasketReward {
  std::string id;
  int64_t count = 1;  // how often
  int64_t price = 0;  // which of its prices, from 1; 0: the only one

  friend bool operator==(const BasketReward&, const BasketReward&) = default;
};

struct Basket {
  Currency currency;  // none: the program's
  std::vector<Line> lines;
  std::vector<Tender> tenders;  // empty: not known yet
  AttributeValues attributes;
  std::vector<BasketReward> rewards = {};

  friend bool operator==(const Basket&, const Basket&) = default;
};

// Units coming back: of a line of the named order, or, without a receipt, of
// whatever line of the member's has this SKU and unit price.
struct ReturnLine {
  std::string id;          // unique in the return
  std::string order_line;  // with a receipt
  std::string sku;         // without
  std::optional<UnitPrice> unit_price;
  int64_t units = 0;

  friend bool operator==(const ReturnLine&, const ReturnLine&) = default;
};

struct ReturnedGoods {
  std::string order_source;  // both empty: without a receipt
  std::string order_id;
  std::vector<ReturnLine> lines;

  friend bool operator==(const ReturnedGoods&, const ReturnedGoods&) = default;
};

// Points given or taken by hand, and who answers for it: goodwill after a
// broken machine, a mistake put right. (Adjustment is one of a line's price.)
struct PointsAdjustment {
  std::string currency;  // a points currency of the program
  WrittenPoints points;  // above 0: given; below 0: taken
  std::string reason;
  std::string by;  // its author

  friend bool operator==(const PointsAdjustment&,
                         const PointsAdjustment&) = default;
};

// Points that a member gives to another, who is known.
struct PointsTransfer {
  std::string to;        // a member, not the giver
  std::string currency;  // a points currency that can be given
  WrittenPoints points;  // above 0

  friend bool operator==(const PointsTransfer&,
                         const PointsTransfer&) = default;
};

// An order undone, of which nothing has come back, and who answers for it: it
// was keyed in twice, or on the wrong card.
struct VoidedOrder {
  std::string order_source;
  std::string order_id;
  std::string reason;
  std::string by;  // its author

  friend bool operator==(const VoidedOrder&, const VoidedOrder&) = default;
};

// Units of a line of an order whose goods follow later: handed over now, or
// never to be. What is cancelled gives back as a return does.
struct FulfilmentLine {
  std::string order_line;  // each once
  int64_t fulfilled = 0;
  int64_t cancelled = 0;

  friend bool operator==(const FulfilmentLine&,
                         const FulfilmentLine&) = default;
};

struct Fulfilment {
  std::string order_source;
  std::string order_id;
  std::vector<FulfilmentLine> lines;

  friend bool operator==(const Fulfilment&, const Fulfilment&) = default;
};

// The key of an event of kind kHold.
struct HoldKey {
  std::string source;
  std::string id;  // both empty: none

  friend bool operator==(const HoldKey&, const HoldKey&) = default;
};

struct Event {
  EventKind kind = EventKind::kPurchase;
  std::string source;  // the till or the file
  std::string id;
  Instant time;
  Instant arrival;     // when it reached the ledger; not part of its content
  std::string member;  // empty: nobody known
  std::string store;
  AttributeValues attributes;
  Basket basket;                // kPurchase, kExchange, kHold
  ReturnedGoods returned;       // kReturn, kExchange
  PointsAdjustment adjustment;  // kAdjustment; needs a member who is known
  VoidedOrder voided;           // kVoid
  Fulfilment fulfilment = {};   // kFulfilment; of the order's member
  // kHold: how long, after `time` and `arrival`.
  std::optional<Instant> until = {};
  // kPurchase, kExchange, kHold: that it consumes. kRelease: that it cancels.
  HoldKey hold = {};
  PointsTransfer transfer = {};  // kTransfer; the giver is known, too
  std::string household = {};    // kJoin; of a member who is known

  friend bool operator==(const Event&, const Event&) = default;
};

// The source and the id of the order that the event is about, or of the hold
// that it cancels; both empty where it names none. They live as it does.
[[nodiscard]] std::pair<std::string_view, std::string_view> OrderKeyOf(
    const Event& event);

// Of everything but the arrival: two events of one key must agree on it.
[[nodiscard]] Fingerprint ContentOf(const Event& event);

}  // namespace patron

#endif  // PATRON_EVENT_H_
