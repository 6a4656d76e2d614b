// BG/NBD and MBG/NBD, which differ in when a customer may drop out first.
//
// With k = r + x and j the chances that a customer had to drop out without
// doing so (x; MBG/NBD: x + 1), the stable form of Fader & Hardie's note 027 is
//   ln L = ln (r)_x + r ln alpha - k ln(alpha + T) + ln (b)_j - ln (a + b)_j
//        + ln(1 + e^g),
//   g = ln a - ln(b + j - 1) + k ln((alpha + T) / (alpha + t_x)),
// where 1/(1 + e^g) is P(alive), and the last term is missing where j = 0.
// Nothing in it overflows: a g above 700 is its own ln(1 + e^g).

#include <algorithm>
#include <cmath>
#include <vector>

#include "lifetime/curvature_sums.h"
#include "lifetime/gamma.h"
#include "lifetime/likelihoods.h"

namespace patron::lifetime {
namespace {

// Rows between two compensated additions.
constexpr size_t kRun = 128;

// Sums over the rows of one frequency. A = 1 / (alpha + T), R = 1 / (alpha +
// t_x), d = ln((alpha + T) / (alpha + t_x)), D = A - R, E = A^2 - R^2,
// p = 1 - P(alive), q = p (1 - p).
enum Term : size_t {
  kLog,
  kA,
  kAA,
  kGone,
  kP,
  kPd,
  kPD,
  kPE,
  kQ,
  kQd,
  kQD,
  kQdd,
  kQdD,
  kQDD,
  kTerms
};

struct RowSums {
  double term[kTerms] = {};
};

class BetaGeometric final : public Likelihood {
 public:
  BetaGeometric(const Summaries& data, bool drops_at_once)
      : data_(data), shift_(drops_at_once ? 1 : 0) {
    for (const int64_t x : data.frequencies) chances_.push_back(x + shift_);
  }

  [[nodiscard]] size_t dimension() const override { return 4; }
  [[nodiscard]] LifetimeParams Scale() const override {
    return {1, data_.mean_age, 1, 1};
  }

  [[nodiscard]] Curvature Evaluate(
      const LifetimeParams& params) const override {
    const auto [r, alpha, a, b] = params;
    std::vector<Jet> of_r;
    std::vector<Jet> of_b;
    std::vector<Jet> of_ab;
    LogRisings(r, data_.frequencies, &of_r);
    LogRisings(b, chances_, &of_b);
    LogRisings(a + b, chances_, &of_ab);
    Totals totals;
    for (size_t i = 0; i < data_.blocks.size(); ++i) {
      const FrequencyBlock& block = data_.blocks[i];
      AddCounts(block.weight, of_r[i], of_b[i], of_ab[i], &totals);
      AddBlock(block, chances_[i], params, &totals);
    }
    const double n = data_.customers;
    totals.value.Add(n * r * std::log(alpha));
    totals.first[0].Add(n * std::log(alpha));
    totals.first[1].Add(n * r / alpha);
    totals.second[0][1].Add(n / alpha);
    totals.second[1][1].Add(-n * r / (alpha * alpha));
    return totals.Take();
  }

 private:
  using Totals = CurvatureSums<4>;

  static void AddCounts(double weight, const Jet& of_r, const Jet& of_b,
                        const Jet& of_ab, Totals* totals) {
    totals->value.Add(weight * (of_r.value + of_b.value - of_ab.value));
    totals->first[0].Add(weight * of_r.first);
    totals->second[0][0].Add(weight * of_r.second);
    totals->first[2].Add(-weight * of_ab.first);
    totals->first[3].Add(weight * (of_b.first - of_ab.first));
    totals->second[2][2].Add(-weight * of_ab.second);
    totals->second[2][3].Add(-weight * of_ab.second);
    totals->second[3][3].Add(weight * (of_b.second - of_ab.second));
  }

  void AddBlock(const FrequencyBlock& block, int64_t chances,
                const LifetimeParams& params, Totals* totals) const {
    const double k = params[0] + static_cast<double>(block.frequency);
    const double last =
        chances == 0 ? 1 : params[3] + static_cast<double>(chances) - 1;
    for (size_t begin = block.begin; begin < block.end; begin += kRun) {
      const size_t end = std::min(begin + kRun, block.end);
      RowSums sums;
      if (chances == 0) {
        SumNeverAtRisk(begin, end, params[1], &sums);
      } else {
        SumAtRisk(begin, end, params[1], k,
                  std::log(params[2]) - std::log(last), &sums);
      }
      AddRows(sums, k, params[2], last, totals);
    }
  }

  void SumNeverAtRisk(size_t begin, size_t end, double alpha,
                      RowSums* sums) const {
    for (size_t i = begin; i < end; ++i) {
      const double age = alpha + data_.age[i];
      const double inverse = data_.weight[i] / age;
      sums->term[kLog] += data_.weight[i] * std::log(age);
      sums->term[kA] += inverse;
      sums->term[kAA] += inverse / age;
    }
  }

  void SumAtRisk(size_t begin, size_t end, double alpha, double k,
                 double log_odds, RowSums* sums) const {
    double(&t)[kTerms] = sums->term;
    for (size_t i = begin; i < end; ++i) {
      const double w = data_.weight[i];
      const double age = alpha + data_.age[i];
      const double last = alpha + data_.recency[i];
      const double inverse = 1 / (age * last);
      const double inverse_age = last * inverse;
      const double inverse_last = age * inverse;
      const double d = std::log(age * inverse_last);
      const double g = log_odds + k * d;
      const double odds = std::exp(std::min(g, 700.0));
      const double p = odds / (1 + odds);
      const double q = p / (1 + odds);
      const double step = inverse_age - inverse_last;
      t[kLog] += w * std::log(age);
      t[kA] += w * inverse_age;
      t[kAA] += w * inverse_age * inverse_age;
      t[kGone] += w * (g < 700 ? std::log1p(odds) : g);
      const double wp = w * p;
      t[kP] += wp;
      t[kPd] += wp * d;
      t[kPD] += wp * step;
      t[kPE] += wp * step * (inverse_age + inverse_last);
      const double wq = w * q;
      t[kQ] += wq;
      t[kQd] += wq * d;
      t[kQD] += wq * step;
      t[kQdd] += wq * d * d;
      t[kQdD] += wq * d * step;
      t[kQDD] += wq * step * step;
    }
  }

  // The first derivatives of g are d, k D, 1/a and -1/last.
  static void AddRows(const RowSums& sums, double k, double a, double last,
                      Totals* totals) {
    const double(&t)[kTerms] = sums.term;
    totals->value.Add(t[kGone] - k * t[kLog]);
    totals->first[0].Add(t[kPd] - t[kLog]);
    totals->first[1].Add(k * (t[kPD] - t[kA]));
    totals->first[2].Add(t[kP] / a);
    totals->first[3].Add(-t[kP] / last);
    totals->second[0][0].Add(t[kQdd]);
    totals->second[0][1].Add(t[kPD] - t[kA] + k * t[kQdD]);
    totals->second[0][2].Add(t[kQd] / a);
    totals->second[0][3].Add(-t[kQd] / last);
    totals->second[1][1].Add(k * (t[kAA] - t[kPE] + k * t[kQDD]));
    totals->second[1][2].Add(k * t[kQD] / a);
    totals->second[1][3].Add(-k * t[kQD] / last);
    totals->second[2][2].Add((t[kQ] - t[kP]) / (a * a));
    totals->second[2][3].Add(-t[kQ] / (a * last));
    totals->second[3][3].Add((t[kQ] + t[kP]) / (last * last));
  }

  const Summaries& data_;
  const int64_t shift_;
  std::vector<int64_t> chances_;
};

}  // namespace

std::unique_ptr<Likelihood> MakeBetaGeometric(const Summaries& data,
                                              bool drops_at_once) {
  return std::make_unique<BetaGeometric>(data, drops_at_once);
}

}  // namespace patron::lifetime
