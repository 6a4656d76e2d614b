// A sum that does not lose what is small beside what is large (Neumaier 1974).
//
//   CompensatedSum sum;
//   for (double value : values) sum.Add(value);
//   sum.Total();
//
// Threads: one at a time.
#ifndef PATRON_SRC_LIFETIME_SUM_H_
#define PATRON_SRC_LIFETIME_SUM_H_

#include <cmath>

namespace patron::lifetime {

class CompensatedSum {
 public:
  void Add(double value) {
    const double next = sum_ + value;
    lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value
                                               : (value - next) + sum_;
    sum_ = next;
  }
  [[nodiscard]] double Total() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

}  // namespace patron::lifetime

#endif  // PATRON_SRC_LIFETIME_SUM_H_
