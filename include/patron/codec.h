// How programs, events and answers become bytes. The engine keeps what a Codec
// made; wire/ implements it with protobuf (protobuf_codec.h).
//
// Threads: any; a codec has no state.
#ifndef PATRON_CODEC_H_
#define PATRON_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "patron/decision.h"
#include "patron/event.h"
#include "patron/program.h"

namespace patron {

// One way that units came back: which units of which line, for how much.
struct MatchedUnits {
  std::string return_line;
  std::string order_source;
  std::string order_id;
  std::string order_line;
  int64_t units = 0;
  Money refund;

  friend bool operator==(const MatchedUnits&, const MatchedUnits&) = default;
};

// Units of a return that no purchase answers for.
struct RefusedUnits {
  std::string return_line;
  int64_t units = 0;
  Reason reason = Reason::kReturnWithoutPurchase;

  friend bool operator==(const RefusedUnits&, const RefusedUnits&) = default;
};

// Points of one lot.
struct LotPart {
  int64_t lot = 0;  // its number in the account
  Points points;    // below 0: taken from it

  friend bool operator==(const LotPart&, const LotPart&) = default;
};

// Points of one currency, lot by lot.
struct PointsByLot {
  std::string currency;
  Points points;  // the sum; below 0: taken
  std::vector<LotPart> lots;

  friend bool operator==(const PointsByLot&, const PointsByLot&) = default;
};

// What comes back to one tender of an order.
struct TenderBack {
  std::string order_source;
  std::string order_id;
  uint32_t tender = 0;  // which of the order's, from 0
  TenderKind kind = TenderKind::kCash;
  std::string id;        // the host's own
  std::string currency;  // of points
  Money amount;          // above 0

  friend bool operator==(const TenderBack&, const TenderBack&) = default;
};

// Uses of a reward that came back, and the points of one order's.
struct RewardBack {
  std::string reward;
  int64_t count = 0;
  std::string currency;
  Points points;

  friend bool operator==(const RewardBack&, const RewardBack&) = default;
};

struct ReturnResult {
  Money refund;
  // What of `refund` comes back as points, and what is left for the other
  // tenders. Both Money() where points paid none of these orders.
  Money refund_in_points;
  Money refund_left;
  std::vector<MatchedUnits> matched;
  std::vector<RefusedUnits> refused;
  std::vector<PointsTotal> taken_back;
  // Points that had paid or bought a reward, in the order in which their lots
  // got them back.
  std::vector<PointsByLot> restored;
  // What of `refund` comes back to which tender, order by order; what no tender
  // of an order had told stays with the host. Points first, whose money is
  // `refund_in_points`.
  std::vector<TenderBack> tenders;
  std::vector<RewardBack> rewards_back = {};

  friend bool operator==(const ReturnResult&, const ReturnResult&) = default;
};

// What an adjustment gave (one new lot) or took (in the spending order).
struct AdjustmentResult {
  std::string currency;
  Points points;  // below 0: taken
  std::vector<LotPart> lots;

  friend bool operator==(const AdjustmentResult&,
                         const AdjustmentResult&) = default;
};

// How the goods of an exchange pay for each other, beside points: those that
// had paid come back to their lots, and may pay again.
struct ExchangeResult {
  Money to_pay;        // what the new goods cost more
  Money to_give_back;  // what they cost less; one of the two is 0
  Money tendered;      // the tenders of the new basket, without points
  Money left_to_pay;   // of `to_pay`, after those

  friend bool operator==(const ExchangeResult&,
                         const ExchangeResult&) = default;
};

// What became of one line of an order whose goods follow later.
struct FulfilledLine {
  std::string order_line;
  int64_t fulfilled = 0;  // handed over by this event
  int64_t cancelled = 0;  // by this event
  int64_t left = 0;       // still to be handed over

  friend bool operator==(const FulfilledLine&, const FulfilledLine&) = default;
};

// What a fulfilment did; what cancelled units gave back is a ReturnResult.
struct FulfilmentResult {
  std::vector<FulfilledLine> lines;  // as the event has them
  // Points that wait for no goods any more: they are available now, or when
  // their time has come.
  std::vector<PointsTotal> released;

  friend bool operator==(const FulfilmentResult&,
                         const FulfilmentResult&) = default;
};

// What is stored with an event and answered again when it comes again.
struct Answer {
  Facts facts;        // what the decision read
  Decision decision;  // of a purchase, an exchange, a hold
  // Of a return, an exchange, a void, or of what was cancelled.
  ReturnResult returned;
  AdjustmentResult adjusted;      // of an adjustment
  std::vector<Balance> balances;  // after the event
  // Of a purchase: whence its points came, those of the rewards that were given
  // before those that pay, as the decision has them, and each in the spending
  // order.
  std::vector<PointsByLot> redeemed;
  ExchangeResult exchanged;  // of an exchange
  // Of a purchase: what of the points that it earned paid a debt.
  std::vector<PointsTotal> collected = {};
  FulfilmentResult fulfilled = {};  // of a fulfilment
  // Of a hold: what is kept back of whose lots, as `redeemed` of a purchase.
  std::vector<PointsByLot> held = {};
  // Of what ends a hold: the points that came back to their lots.
  std::vector<PointsByLot> released = {};
  PointsByLot given = {};  // of a transfer: from which lots, below 0
  // What the member's household has to spend of each pooled currency, in the
  // program's order, after the event.
  std::vector<PointsTotal> pooled = {};

  friend bool operator==(const Answer&, const Answer&) = default;
};

class Codec {
 public:
  virtual ~Codec() = default;

  // Encoding is canonical: equal values give equal bytes.
  [[nodiscard]] virtual std::string EncodeProgram(
      const Program& program) const = 0;
  [[nodiscard]] virtual std::string EncodeEvent(const Event& event) const = 0;
  [[nodiscard]] virtual std::string EncodeAnswer(
      const Answer& answer) const = 0;

  // kCorrupt where the bytes are not what an encoder made.
  [[nodiscard]] virtual absl::StatusOr<Program> DecodeProgram(
      std::string_view bytes) const = 0;
  [[nodiscard]] virtual absl::StatusOr<Event> DecodeEvent(
      std::string_view bytes) const = 0;
  [[nodiscard]] virtual absl::StatusOr<Answer> DecodeAnswer(
      std::string_view bytes) const = 0;
};

}  // namespace patron

#endif  // PATRON_CODEC_H_
