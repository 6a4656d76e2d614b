// Numbers that agree to so many digits.
//
// Threads: free functions, any thread.
#ifndef PATRON_TESTS_LIFETIME_NEAR_H_
#define PATRON_TESTS_LIFETIME_NEAR_H_

#include <cmath>

#include "tests/pch.h"

namespace patron::testing {

// Within `relative` of a number that is not 0, or within 1e-300.
inline void ExpectRelative(double actual, double expected, double relative,
                           const std::string& what) {
  EXPECT_LE(std::abs(actual - expected), relative * std::abs(expected) + 1e-300)
      << what << ": " << actual << " is not " << expected;
}

}  // namespace patron::testing

#endif  // PATRON_TESTS_LIFETIME_NEAR_H_
