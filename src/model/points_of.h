// The points that an event writes, in the units of a program's currency.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_MODEL_POINTS_OF_H_
#define PATRON_SRC_MODEL_POINTS_OF_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "patron/decision.h"
#include "patron/event.h"
#include "patron/points.h"
#include "patron/program.h"
#include "patron/rounding.h"

namespace patron {

// Null where the program lacks it.
[[nodiscard]] const PointsCurrency* FindPoints(const Program& program,
                                               std::string_view id);

// The points of an adjustment; below 0 they are taken. kUnknownName for a
// currency that the program lacks, kTooManyDecimals, kOverflow, and kBadValue
// for no points at all.
[[nodiscard]] absl::StatusOr<Points> PointsOf(const Program& program,
                                              const PointsAdjustment& adjust);

// The points of a transfer. kUnknownName, kTooManyDecimals and kOverflow as
// above; kBadValue for points not above 0, or that cannot be given.
[[nodiscard]] absl::StatusOr<Points> PointsOf(const Program& program,
                                              const PointsTransfer& transfer);

// The points of a tender. kUnknownName, kTooManyDecimals and kOverflow as
// above; kBadValue for a currency that cannot pay, and for points not above 0.
// Requires: tender.kind is kPoints.
[[nodiscard]] absl::StatusOr<Points> PointsOf(const Program& program,
                                              const Tender& tender);

// What they pay: each run of them so many millionths a point. Errors as above,
// and kBadValue where they are worth less than a minor unit, or the tender's
// amount is another.
[[nodiscard]] absl::StatusOr<PointsPaid> PaidBy(const Program& program,
                                                const Tender& tender,
                                                std::span<const NumberOf> runs);

// The same where all of them pay what the program says.
[[nodiscard]] absl::StatusOr<PointsPaid> PaidBy(const Program& program,
                                                const Tender& tender);

// What a lot's points pay in millionths: what the policy says under which they
// were earned, or, where there is none or it says nothing, this one.
[[nodiscard]] int64_t PaysOf(const PointsCurrency& points,
                             const PointsCurrency* earned_under);

}  // namespace patron

#endif  // PATRON_SRC_MODEL_POINTS_OF_H_
