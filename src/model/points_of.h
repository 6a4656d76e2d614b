// The points that an event writes, in the units of a program's currency.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_MODEL_POINTS_OF_H_
#define PATRON_SRC_MODEL_POINTS_OF_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "patron/decision.h"
#include "patron/event.h"
#include "patron/points.h"
#include "patron/program.h"

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

// What the points of a tender pay. kUnknownName, kTooManyDecimals and kOverflow
// as above; kBadValue for a currency that cannot pay, for points not above 0 or
// worth less than a minor unit, and where the tender's amount is another.
// Requires: tender.kind is kPoints.
[[nodiscard]] absl::StatusOr<PointsPaid> PaidBy(const Program& program,
                                                const Tender& tender);

}  // namespace patron

#endif  // PATRON_SRC_MODEL_POINTS_OF_H_
