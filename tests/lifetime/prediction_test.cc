// Predictions against numbers that other code computed.
//
// kStates: from the literature's hypergeometric formulas, with 40 digits by
// mpmath (a = 1 and s = 1 as limits); states on which the usual libraries
// overflow, divide zero by zero or lose their digits.

#include <array>

#include "patron/lifetime.h"
#include "tests/lifetime/near.h"
#include "tests/pch.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::ExpectRelative;
using ::patron::testing::IsOk;

struct State {
  LifetimeKind kind;
  std::array<double, 4> params;
  LifetimeSummary customer;
  double horizon;
  double p_alive;
  double p_alive_ahead;  // 26 from now
  double expected;       // purchases within the horizon
  double discounted;     // within 52, by e^(-0.0027 t)
  double none;           // P(no purchase within the horizon)
  double two;            // P(two)
  double log_likelihood;
};

constexpr State kStates[] = {
    {LifetimeKind::kBgNbd,
     {0.243, 4.414, 1.0, 2.426},
     {2, 30.43, 38.86},
     39,
     0.6781756148544038,
     0.5479865567511587,
     1.1021367860399558,
     1.3025944745578257,
     0.4823208173755523,
     0.1343928848263464,
     -9.499886710566585},
    {LifetimeKind::kBgNbd,
     {0.5, 3.0, 1.0, 1.0},
     {500, 9990.0, 10000.0},
     365,
     0.9967114282521258,
     0.9941351730792662,
     17.878792049247448,
     2.413330534730916,
     0.0032885879073480777,
     0.001980089222537451,
     -2007.9389501537876},
    {LifetimeKind::kBgNbd,
     {2.5, 10.0, 0.05, 40.0},
     {500, 9000.0, 10000.0},
     1000,
     1.1579832953804978e-19,
     1.157843541747525e-19,
     5.799938818168732e-18,
     2.8198468848304244e-19,
     1.0,
     1.070026877952077e-23,
     -1959.0986400070456},
    {LifetimeKind::kBgNbd,
     {0.3, 5.0, 2.7, 0.4},
     {0, 0.0, 1.0},
     10000,
     1.0,
     0.6293855735513889,
     1.0889650057242757,
     0.5394713033240948,
     0.10798594309616219,
     0.07397219850556772,
     -0.05469646703818639},
    {LifetimeKind::kBgNbd,
     {0.243, 4.414, 0.793, 2.426},
     {500, 9.5, 10000.0},
     39,
     0.0,
     0.0,
     0.0,
     0.0,
     1.0,
     0.0,
     1277.8702103515432},
    {LifetimeKind::kMbgNbd,
     {0.525, 6.183, 1.0, 1.614},
     {7, 29.43, 38.86},
     39,
     0.5952506872660378,
     0.4236976743270355,
     2.948374568544789,
     3.4464695309901545,
     0.4101989959893621,
     0.07567437036778495,
     -21.903306962891048},
    {LifetimeKind::kMbgNbd,
     {0.525, 6.183, 0.891, 1.614},
     {500, 9990.0, 10000.0},
     365,
     0.997078626986423,
     0.9947894747114536,
     17.91643891967611,
     2.4142554393125533,
     0.002921389255311017,
     0.0017603275014642433,
     -2006.6449450655964},
    {LifetimeKind::kMbgNbd,
     {30.0, 200.0, 0.2, 3.0},
     {12, 700.0, 720.0},
     90,
     0.9675282464960251,
     0.9539227186983458,
     3.881192370466687,
     2.1131503298222896,
     0.05166969670884822,
     0.14443824061327543,
     -85.22121905809712},
    {LifetimeKind::kMbgNbd,
     {0.05, 0.5, 5.0, 0.1},
     {1, 0.25, 10000.0},
     10000,
     1.0261474044429249e-05,
     1.024178584732981e-05,
     6.307951847300662e-06,
     5.2078823377526945e-08,
     0.9999946946213304,
     6.445371310166636e-07,
     -6.858989686450416},
    {LifetimeKind::kMbgNbd,
     {1.0, 1.0, 1.0, 1.0},
     {0, 0.0, 1.0},
     1,
     0.3333333333333333,
     0.09446470459413657,
     0.14426354954966208,
     1.5489480907449382,
     0.8888888888888888,
     0.018518518518518517,
     -0.2876820724517809},
    {LifetimeKind::kParetoNbd,
     {0.553, 10.578, 1.0, 11.669},
     {2, 30.43, 38.86},
     39,
     0.7946312949042715,
     0.5246628689806209,
     1.1860522822793438,
     1.3801107736559457,
     0.49949410434948716,
     0.12745299968945534,
     -10.042076547562482},
    {LifetimeKind::kParetoNbd,
     {0.553, 10.578, 0.606, 10.578},
     {26, 30.86, 31.0},
     39,
     0.9978640855237279,
     0.7434310535463164,
     20.02875014389499,
     23.763673383504532,
     0.024401316431691415,
     0.019840451364174,
     -39.175405066792976},
    {LifetimeKind::kParetoNbd,
     {0.7, 12.0, 0.4, 3.0},
     {1, 27.0, 27.0},
     52,
     1.0,
     0.7790642775383437,
     1.8049765452570727,
     1.6917649050057846,
     0.3454711361526284,
     0.15299117325458791,
     -5.766329124705149},
    {LifetimeKind::kParetoNbd,
     {0.5, 2.0, 1.0, 900.0},
     {500, 9990.0, 10000.0},
     365,
     0.9988095506106829,
     0.9964327385737181,
     17.944063676532565,
     2.4191496254149154,
     0.003018626481339851,
     0.0018172640078026514,
     -2004.371265253428},
    {LifetimeKind::kParetoNbd,
     {3.0, 800.0, 0.2, 1.0},
     {500, 50.0, 10000.0},
     365,
     0.0,
     0.0,
     0.0,
     0.0,
     1.0,
     0.0,
     -755.5665037183649},
    {LifetimeKind::kParetoNbd,
     {0.553, 0.05, 6.0, 300.0},
     {5, 20.0, 40.0},
     39,
     0.17151100868878624,
     0.11022471662953376,
     0.6774995688504082,
     0.7757372733739959,
     0.8520703931204628,
     0.022110906252425705,
     -17.567156426835947},
    {LifetimeKind::kParetoNbd,
     {1.0, 1.0, 1.0, 1.0},
     {0, 0.0, 10000.0},
     10000,
     1.9996000399999993e-08,
     1.9944150792899166e-08,
     1.3859171574694702e-08,
     9.675467391371683e-11,
     0.9999999925017498,
     1.7704167130202595e-09,
     -0.6931471705619451},
    {LifetimeKind::kParetoNbd,
     {20.0, 5.0, 9.0, 400.0},
     {100, 30.0, 35.0},
     4,
     1.619795696714228e-05,
     9.606279641759265e-06,
     0.00018657279340015723,
     0.0014835013233367245,
     0.999983913981191,
     1.1962865513165953e-07,
     13.483927887298204},
};

Discounting Continuous(double force, double horizon) {
  return *Discounting::Make({.timing = Discount::Timing::kContinuous,
                             .rate = std::expm1(force),
                             .period = 1},
                            horizon);
}

TEST(Prediction, MatchesFortyDigits) {
  constexpr double kDigits = 1e-12;
  for (const State& state : kStates) {
    const auto model = PurchaseModel::Make(state.kind, state.params);
    ASSERT_THAT(model, IsOk());
    const LifetimeSummary& c = state.customer;
    const std::string name = std::string(LifetimeKindName(state.kind)) +
                             " x=" + std::to_string(c.frequency) +
                             " T=" + std::to_string(c.age) + " ";
    ExpectRelative(model->PAlive(c), state.p_alive, kDigits, name + "alive");
    ExpectRelative(model->PAliveAhead(c, 26), state.p_alive_ahead, kDigits,
                   name + "ahead");
    ExpectRelative(model->ExpectedPurchases(c, state.horizon), state.expected,
                   kDigits, name + "expected");
    ExpectRelative(model->DiscountedPurchases(c, Continuous(0.0027, 52)),
                   state.discounted, kDigits, name + "discounted");
    ExpectRelative(model->Probability(c, 0, state.horizon), state.none, kDigits,
                   name + "P(0)");
    ExpectRelative(model->Probability(c, 2, state.horizon), state.two, kDigits,
                   name + "P(2)");
    const auto ll = LogLikelihood(state.kind, state.params, {&c, 1});
    ASSERT_THAT(ll, IsOk());
    ExpectRelative(*ll, state.log_likelihood, kDigits, name + "LL");
  }
}

// Fader, Hardie & Lee 2005 and its notes; more digits from the formulas.
TEST(Prediction, MatchesTheLiterature) {
  const double bg[] = {0.243, 4.414, 0.793, 2.426};
  const auto model = PurchaseModel::Make(LifetimeKind::kBgNbd, bg);
  ASSERT_THAT(model, IsOk());
  const LifetimeSummary third{.frequency = 2, .recency = 30.43, .age = 38.86};
  ExpectRelative(model->PAlive(third), 0.72657857008067291, 1e-12, "alive");
  ExpectRelative(model->ExpectedPurchases(third, 39), 1.2260281747671444, 1e-12,
                 "E[Y(39)], 1.226 in the paper");
  ExpectRelative(model->ProbabilityOfNew(0, 39), 0.573786352, 1e-9, "P(0)");
  // The note's spreadsheet has the optimum in all its digits.
  const double optimum[] = {0.24259290720447, 4.4135315612054, 0.79288614809877,
                            2.4257534364936};
  const auto sheet = PurchaseModel::Make(LifetimeKind::kBgNbd, optimum);
  ASSERT_THAT(sheet, IsOk());
  EXPECT_NEAR(sheet->ExpectedPurchasesOfNew(1 / 7.0), 0.0078, 5e-5);
  EXPECT_NEAR(sheet->ExpectedPurchasesOfNew(31.8571), 1.0405, 5e-5);
  EXPECT_NEAR(sheet->ExpectedPurchasesOfNew(78), 1.8580, 5e-5);

  // Customer 1516 of CDNOW.
  const double pareto[] = {0.553, 10.578, 0.606, 11.669};
  const auto other = PurchaseModel::Make(LifetimeKind::kParetoNbd, pareto);
  ASSERT_THAT(other, IsOk());
  const LifetimeSummary loyal{.frequency = 26, .recency = 30.86, .age = 31};
  ExpectRelative(other->PAlive(loyal), 0.9979187311, 1e-9, "alive");
  EXPECT_NEAR(other->ExpectedPurchases(loyal, 52), 25.46, 5e-3);
  ExpectRelative(
      other->DiscountedPurchases(loyal, Continuous(0.0027, kForever)),
      86.0564936, 1e-8, "DERT");
  // (beta + T) (2^(1/s) - 1).
  ExpectRelative(other->MedianResidualLife(loyal),
                 (11.669 + 31) * (std::pow(2, 1 / 0.606) - 1), 1e-13, "median");
}

TEST(Prediction, TwelveMonthsAtOnePercent) {
  // E(M) times the sum over 12 months of 4.345 weeks, worth 1.01^-i each.
  const double bg[] = {0.243, 4.414, 0.793, 2.426};
  const double spend[] = {6.25, 3.74, 15.44};
  const auto model = PurchaseModel::Make(LifetimeKind::kBgNbd, bg);
  const auto value = SpendModel::Make(spend);
  ASSERT_THAT(model, IsOk());
  ASSERT_THAT(value, IsOk());
  const auto year =
      Discounting::Make({.rate = 0.01, .period = 4.345}, 12 * 4.345);
  ASSERT_THAT(year, IsOk());
  EXPECT_EQ(year->ends().size(), 12U);
  const LifetimeSummary c{
      .frequency = 7, .recency = 29.43, .age = 38.86, .mean_spend = 73.74};
  ExpectRelative(*value->ExpectedSpend(c), 71.46967089696709, 1e-13, "E(M)");
  ExpectRelative(
      model->DiscountedPurchases(c, *year) * *value->ExpectedSpend(c),
      283.53277631709196, 1e-12, "CLV");
}

// What a purchase is worth when is stated, and timings are in that order.
TEST(Prediction, TimingsOfTheDiscount) {
  const double params[] = {0.525, 6.183, 0.891, 1.614};
  const auto model = PurchaseModel::Make(LifetimeKind::kMbgNbd, params);
  ASSERT_THAT(model, IsOk());
  const LifetimeSummary c{.frequency = 2, .recency = 30.43, .age = 38.86};
  const auto worth = [&](Discount::Timing timing, double rate, double horizon) {
    const auto made = Discounting::Make({timing, rate, 4}, horizon);
    EXPECT_THAT(made, IsOk());
    return model->DiscountedPurchases(c, *made);
  };
  using Timing = Discount::Timing;
  const double end = worth(Timing::kEndOfPeriod, 0.02, 52);
  const double start = worth(Timing::kStartOfPeriod, 0.02, 52);
  const double middle = worth(Timing::kMiddleOfPeriod, 0.02, 52);
  const double continuous = worth(Timing::kContinuous, 0.02, 52);
  ExpectRelative(start, end * 1.02, 1e-13, "start");
  ExpectRelative(middle, end * std::sqrt(1.02), 1e-13, "middle");
  EXPECT_LT(end, continuous);
  EXPECT_LT(continuous, start);
  EXPECT_NEAR(continuous, middle, 1e-3 * middle);
  const double undiscounted = model->ExpectedPurchases(c, 50);
  for (const Timing timing : {Timing::kEndOfPeriod, Timing::kContinuous}) {
    ExpectRelative(worth(timing, 0, 50), undiscounted, 1e-13, "no discount");
  }
  // By hand: two whole periods and a half one.
  double by_hand = 0;
  const double ends[] = {0, 4, 8, 10};
  for (int i = 1; i <= 3; ++i) {
    by_hand += (model->ExpectedPurchases(c, ends[i]) -
                model->ExpectedPurchases(c, ends[i - 1])) /
               std::pow(1.02, i);
  }
  ExpectRelative(worth(Timing::kEndOfPeriod, 0.02, 10), by_hand, 1e-13, "cut");
}

TEST(Prediction, DiscountsThatCannotBe) {
  using Timing = Discount::Timing;
  EXPECT_FALSE(Discounting::Make({Timing::kEndOfPeriod, -1, 1}, 1).ok());
  EXPECT_FALSE(Discounting::Make({Timing::kEndOfPeriod, NAN, 1}, 1).ok());
  EXPECT_FALSE(Discounting::Make({Timing::kEndOfPeriod, 0.1, 0}, 1).ok());
  EXPECT_FALSE(Discounting::Make({Timing::kEndOfPeriod, 0.1, 1}, -1).ok());
  EXPECT_FALSE(Discounting::Make({Timing::kEndOfPeriod, 0.1, 1}, NAN).ok());
  EXPECT_FALSE(Discounting::Make({Timing::kEndOfPeriod, 0.1, 1}, 1e9).ok());
  EXPECT_FALSE(
      Discounting::Make({Timing::kEndOfPeriod, 0.1, 1}, kForever).ok());
  EXPECT_FALSE(Discounting::Make({Timing::kContinuous, 0, 1}, kForever).ok());
  EXPECT_TRUE(Discounting::Make({Timing::kContinuous, 0.1, 1}, kForever).ok());
}

TEST(Prediction, SpendHasNoMeanBelowOne) {
  const double params[] = {2, 0.8, 10};
  const auto value = SpendModel::Make(params);
  ASSERT_THAT(value, IsOk());
  EXPECT_EQ(value->MeanSpend(), std::nullopt);
  const LifetimeSummary once{.frequency = 1, .mean_spend = 20};
  ExpectRelative(*value->ExpectedSpend(once), 2 * 30 / 1.8, 1e-14, "E(M)");
  const double flat[] = {0.1, 0.8, 10};
  const auto flatter = SpendModel::Make(flat);
  ASSERT_THAT(flatter, IsOk());
  EXPECT_EQ(flatter->ExpectedSpend(once), std::nullopt);
}

// Fader & Hardie 2007, Regular and High End after seven renewals.
TEST(Prediction, ContractsMatchTheLiterature) {
  const double params[] = {0.70407729847352, 1.1820430262095};
  const auto model = ContractModel::Make(params);
  ASSERT_THAT(model, IsOk());
  const double survival[] = {62.6706, 47.3819, 38.7974, 33.2068,
                             29.2347, 26.2456, 23.9024, 22.0085,
                             20.4411, 19.1190, 17.9865, 17.0037};
  double expected = 0;
  for (int t = 1; t <= 12; ++t) {
    EXPECT_NEAR(100 * model->Survival(t), survival[t - 1], 5e-5) << t;
    EXPECT_NEAR(model->RetentionRate(t),
                model->Survival(t) / model->Survival(t - 1), 1e-14);
    expected += model->Survival(t);
  }
  ExpectRelative(model->ExpectedRenewals(0, 12), expected, 1e-13, "renewals");
  EXPECT_NEAR(model->DiscountedLifetime(0.1), 3.69490842751, 5e-12);
  const double residual[] = {2.96439927, 4.103139775, 4.869804653, 5.442058467,
                             5.894095361};
  for (int n = 0; n < 5; ++n) {
    EXPECT_NEAR(model->DiscountedResidualLifetime(n, 0.1), residual[n], 5e-9);
  }
}

TEST(Prediction, TheLimitsOfTime) {
  const double params[] = {0.525, 6.183, 0.891, 1.614};
  for (const LifetimeKind kind : {LifetimeKind::kBgNbd, LifetimeKind::kMbgNbd,
                                  LifetimeKind::kParetoNbd}) {
    const auto model = PurchaseModel::Make(kind, params);
    ASSERT_THAT(model, IsOk());
    const LifetimeSummary c{.frequency = 3, .recency = 20, .age = 30};
    EXPECT_EQ(model->ExpectedPurchases(c, 0), 0);
    EXPECT_EQ(model->Probability(c, 0, 0), 1);
    EXPECT_EQ(model->Probability(c, 1, 0), 0);
    EXPECT_EQ(model->Probability(c, -1, 1), 0);
    EXPECT_EQ(model->PAliveAhead(c, 0), model->PAlive(c));
    // Somebody who came today.
    const double fresh = model->PAlive({});
    EXPECT_NEAR(fresh, kind == LifetimeKind::kMbgNbd ? 1.614 / 2.505 : 1,
                1e-15);
    // Far beyond the history: finite, rising, and quick.
    double last = 0;
    for (const double horizon : {1e-12, 1e-3, 1.0, 1e3, 1e6, 1e9, 1e15}) {
      const double now = model->ExpectedPurchases(c, horizon);
      EXPECT_TRUE(std::isfinite(now));
      EXPECT_GT(now, last) << horizon;
      last = now;
    }
    const double half = model->MedianResidualLife(c);
    ExpectRelative(model->PAliveAhead(c, half), model->PAlive(c) / 2, 1e-12,
                   "median");
  }
}

TEST(Prediction, ParametersThatCannotBe) {
  const double good[] = {1, 1, 1, 1};
  EXPECT_TRUE(PurchaseModel::Make(LifetimeKind::kBgNbd, good).ok());
  EXPECT_FALSE(PurchaseModel::Make(LifetimeKind::kSbg, good).ok());
  EXPECT_FALSE(
      PurchaseModel::Make(LifetimeKind::kBgNbd, std::span(good).first(3)).ok());
  for (const double bad :
       {0.0, -1.0, static_cast<double>(NAN), static_cast<double>(INFINITY)}) {
    const double params[] = {1, 1, 1, bad};
    EXPECT_THAT(PurchaseModel::Make(LifetimeKind::kParetoNbd, params),
                ::patron::testing::StatusIs(absl::StatusCode::kInvalidArgument,
                                            "beta must be above 0 and finite"));
  }
}

}  // namespace
}  // namespace patron
