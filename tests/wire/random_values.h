// Random values of all kinds, for whatever holds them.
#ifndef PATRON_TESTS_WIRE_RANDOM_VALUES_H_
#define PATRON_TESTS_WIRE_RANDOM_VALUES_H_

#include <cstdint>
#include <limits>
#include <random>

#include "patron/calendar.h"
#include "patron/money.h"
#include "patron/recycled.h"
#include "patron/scalar.h"
#include "tests/seed.h"
#include "tests/wire/sample.h"

namespace patron::testing {

inline bool Coin(std::mt19937_64& random) { return Between(random, 0, 1) == 1; }

inline Currency RandomCurrency(std::mt19937_64& random) {
  constexpr std::string_view kCodes[] = {"EUR", "JPY", "KWD", "GBP"};
  return Currency::FromCode(kCodes[Between(random, 0, 3)]).value_or(Currency());
}

inline int64_t Any(std::mt19937_64& random) {
  switch (Between(random, 0, 3)) {
    case 0:
      return 0;
    case 1:
      return Between(random, -1000, 1000);
    case 2:
      return std::numeric_limits<int64_t>::min();
    default:
      return static_cast<int64_t>(random());
  }
}

inline int64_t Positive(std::mt19937_64& random) {
  return Coin(random) ? Between(random, 1, 100'000)
                      : std::numeric_limits<int64_t>::max();
}

inline Date RandomDate(std::mt19937_64& random) {
  return {
      static_cast<int32_t>(Between(random, kFirstDate.days, kLastDate.days))};
}

inline Instant RandomInstant(std::mt19937_64& random) {
  return {Between(random, -1'000'000'000'000'000, 4'000'000'000'000'000)};
}

inline Money RandomMoney(std::mt19937_64& random, Currency own) {
  switch (Between(random, 0, 3)) {
    case 0:
      return {Any(random), Currency()};
    case 1:
      return {Any(random), RandomCurrency(random)};
    default:
      return {Any(random), own};
  }
}

template <typename T, typename Make>
void Some(std::mt19937_64& random, T& list, Make make) {
  for (int64_t i = Between(random, 0, 3); i > 0; --i) list.push_back(make());
}

template <typename T, typename Make>
void Some(std::mt19937_64& random, Recycled<T>& list, Make make) {
  for (int64_t i = Between(random, 0, 3); i > 0; --i) list.Add() = make();
}

inline Scalar RandomScalar(std::mt19937_64& random, Currency own) {
  switch (Between(random, 0, 8)) {
    case 0:
      return std::monostate();
    case 1:
      return Coin(random);
    case 2:
      return Any(random);
    case 3:
      return RandomText(random);
    case 4:
      return RandomMoney(random, own);
    case 5:
      return Quantity{Any(random), Quantity::Kind::kWeight};
    case 6:
      return Rate{Any(random)};
    case 7:
      return RandomDate(random);
    default:
      return RandomInstant(random);
  }
}

inline UnitPrice RandomPrice(std::mt19937_64& random, Currency own) {
  return {Any(random), Coin(random) ? own : RandomMoney(random, own).currency};
}

}  // namespace patron::testing

#endif  // PATRON_TESTS_WIRE_RANDOM_VALUES_H_
