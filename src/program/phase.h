// Phases: each sees the result of those before it.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_PROGRAM_PHASE_H_
#define PATRON_SRC_PROGRAM_PHASE_H_

#include <cstdint>
#include <string_view>

#include "patron/effect.h"

namespace patron {

// Price lists come before all of them; tax and tenders between delivery and
// earning.
enum class Phase : uint8_t {
  kLineDiscount = 1,
  kBasketDiscount = 2,
  kDelivery = 3,
  kEarning = 6,
  kMultiplying = 7,  // after all earning, so that its order changes nothing
  kTelling = 8,      // messages and what the host does itself
};

[[nodiscard]] std::string_view PhaseName(Phase phase);

[[nodiscard]] Phase PhaseOf(const Effect& effect);

// Whether the phase takes money off.
[[nodiscard]] constexpr bool IsDiscount(Phase phase) {
  return phase <= Phase::kDelivery;
}

// Whether it gives points, for which a member is needed.
[[nodiscard]] constexpr bool GivesPoints(Phase phase) {
  return phase == Phase::kEarning || phase == Phase::kMultiplying;
}

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_PHASE_H_
