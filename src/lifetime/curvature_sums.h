// The sums of a log-likelihood and of its derivatives over customers.
//
//   CurvatureSums<4> sums;
//   sums.second[0][1].Add(...);   // of the hessian the upper triangle
//   return sums.Take();
//
// Threads: one at a time.
#ifndef PATRON_SRC_LIFETIME_CURVATURE_SUMS_H_
#define PATRON_SRC_LIFETIME_CURVATURE_SUMS_H_

#include <cstddef>

#include "lifetime/maximize.h"
#include "lifetime/sum.h"

namespace patron::lifetime {

template <size_t kDimension>
struct CurvatureSums {
  CompensatedSum value;
  CompensatedSum first[kDimension];
  CompensatedSum second[kDimension][kDimension];

  [[nodiscard]] Curvature Take() const {
    Curvature all;
    all.value = value.Total();
    for (size_t i = 0; i < kDimension; ++i) {
      all.gradient[i] = first[i].Total();
      for (size_t j = i; j < kDimension; ++j) {
        all.hessian[i][j] = second[i][j].Total();
      }
    }
    return all;
  }
};

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_CURVATURE_SUMS_H_
