// Random tests that can be repeated: every run takes another seed and prints
// it; PATRON_SEED=n in the environment takes that one again.
//
//   std::mt19937_64 random = SeededRandom();
//   const int64_t cents = Between(random, 0, 10'000);
#ifndef PATRON_TESTS_SEED_H_
#define PATRON_TESTS_SEED_H_

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace patron::testing {

// One seed for the whole binary, so that one number brings back a failure.
inline uint64_t TestSeed() {
  static const uint64_t seed = [] {
    const char* given = std::getenv("PATRON_SEED");
    const uint64_t chosen = given != nullptr ? std::strtoull(given, nullptr, 10)
                                             : std::random_device()();
    std::printf("PATRON_SEED=%llu\n", static_cast<unsigned long long>(chosen));
    return chosen;
  }();
  return seed;
}

inline std::mt19937_64 SeededRandom() { return std::mt19937_64(TestSeed()); }

// Both ends included.
inline int64_t Between(std::mt19937_64& random, int64_t least, int64_t most) {
  return std::uniform_int_distribution<int64_t>(least, most)(random);
}

}  // namespace patron::testing

#endif  // PATRON_TESTS_SEED_H_
