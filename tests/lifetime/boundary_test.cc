// What cannot be fitted, or cannot be at all: a status or an error, and never a
// number that means nothing.

#include "patron/lifetime.h"
#include "tests/pch.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::IsOk;
using ::patron::testing::StatusIs;
using ::testing::HasSubstr;

constexpr LifetimeKind kPurchaseKinds[] = {
    LifetimeKind::kBgNbd, LifetimeKind::kMbgNbd, LifetimeKind::kParetoNbd};

FitStatus StatusOf(LifetimeKind kind, const std::vector<LifetimeSummary>& rows,
                   const FitOptions& options = {}) {
  const auto fit = FitLifetime(kind, rows, options);
  EXPECT_THAT(fit, IsOk());
  if (!fit.ok()) return FitStatus::kConverged;
  for (const double param : fit->params) EXPECT_TRUE(std::isfinite(param));
  EXPECT_TRUE(std::isfinite(fit->log_likelihood));
  EXPECT_EQ(fit->standard_errors.has_value(),
            fit->status == FitStatus::kConverged);
  return fit->status;
}

TEST(Boundary, OnlyOneTimers) {
  std::vector<LifetimeSummary> rows;
  for (int i = 0; i < 200; ++i) rows.push_back({.age = 20.0 + i % 30});
  for (const LifetimeKind kind : kPurchaseKinds) {
    EXPECT_EQ(StatusOf(kind, rows), FitStatus::kTooFewRepeaters);
  }
  EXPECT_EQ(StatusOf(LifetimeKind::kGammaGamma, rows),
            FitStatus::kTooFewRepeaters);
  for (LifetimeSummary& row : rows) row.age = 20;
  EXPECT_EQ(StatusOf(LifetimeKind::kBgBb, rows), FitStatus::kTooFewRepeaters);
  EXPECT_EQ(StatusOf(LifetimeKind::kSbg, rows), FitStatus::kTooFewRepeaters);
}

TEST(Boundary, OneCustomer) {
  const std::vector<LifetimeSummary> rows = {
      {.frequency = 5, .recency = 5, .age = 9, .mean_spend = 10}};
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(StatusOf(static_cast<LifetimeKind>(i), rows),
              FitStatus::kTooFewRepeaters);
  }
}

TEST(Boundary, NobodyLapsed) {
  // Everybody bought just now.
  std::vector<LifetimeSummary> rows;
  for (int i = 0; i < 300; ++i) {
    const double age = 20.0 + i % 30;
    rows.push_back({.frequency = 1 + (i * i) % 17, .recency = age, .age = age});
  }
  for (const LifetimeKind kind : kPurchaseKinds) {
    EXPECT_NE(StatusOf(kind, rows), FitStatus::kConverged)
        << LifetimeKindName(kind);
  }
  for (LifetimeSummary& row : rows) {
    row.frequency = 8;
    row.age = row.recency = 8;
  }
  EXPECT_NE(StatusOf(LifetimeKind::kSbg, rows), FitStatus::kConverged);
  EXPECT_NE(StatusOf(LifetimeKind::kBgBb, rows), FitStatus::kConverged);
}

// All alike: the mixture has no width.
TEST(Boundary, ConstantColumn) {
  const std::vector<LifetimeSummary> rows(
      50, {.frequency = 3, .recency = 10, .age = 20, .mean_spend = 12.5});
  for (const LifetimeKind kind : kPurchaseKinds) {
    EXPECT_NE(StatusOf(kind, rows), FitStatus::kConverged)
        << LifetimeKindName(kind);
  }
  EXPECT_NE(StatusOf(LifetimeKind::kGammaGamma, rows), FitStatus::kConverged);
  EXPECT_NE(StatusOf(LifetimeKind::kBgBb, rows), FitStatus::kConverged);
}

TEST(Boundary, TwentyCustomers) {
  std::vector<LifetimeSummary> rows;
  for (int i = 0; i < 20; ++i) {
    const int64_t x = i % 3 == 0 ? i / 3 : 0;
    rows.push_back({.frequency = x,
                    .recency = x > 0 ? 5.0 + i : 0,
                    .age = 30.0 + i % 5,
                    .mean_spend = x > 0 ? 10.0 + i : 0});
  }
  for (const LifetimeKind kind : kPurchaseKinds) {
    StatusOf(kind, rows);
    // A penalty makes a peak where there was none.
    EXPECT_EQ(StatusOf(kind, rows, {.penalty = 0.001}), FitStatus::kConverged)
        << LifetimeKindName(kind);
  }
  StatusOf(LifetimeKind::kGammaGamma, rows);
}

TEST(Boundary, RowsThatCannotBe) {
  struct Row {
    LifetimeKind kind;
    LifetimeSummary row;
    const char* message;
  };
  const auto kPareto = LifetimeKind::kParetoNbd;
  const Row bad[] = {
      {kPareto, {0, 0, 0}, "T must be above 0"},
      {kPareto, {0, 0, -1}, "T must be above 0"},
      {kPareto, {1, 21, 20}, "recency must not be above T"},
      {kPareto, {1, -1, 20}, "recency must not be negative"},
      {kPareto, {1, 0, 20}, "recency is 0 although frequency is not"},
      {kPareto, {0, 3, 20}, "recency is above 0 although frequency is 0"},
      {kPareto, {-1, 3, 20}, "frequency must not be negative"},
      {kPareto,
       {1'000'000'000, 3, 20},
       "frequency must not be above 1,000,000"},
      {kPareto, {1, NAN, 20}, "a number is infinite or not a number"},
      {kPareto, {1, 1, INFINITY}, "a number is infinite or not a number"},
      {kPareto, {1, 1, 2e9}, "T must not be above 1,000,000,000"},
      {kPareto, {1, 1, 20, -5}, "monetary_value must not be negative"},
      {kPareto, {1, 1, 20, 5, -1}, "weight must not be negative"},
      {LifetimeKind::kGammaGamma,
       {1, 1, 20, 0},
       "monetary_value is 0 although frequency is not"},
      {LifetimeKind::kBgBb, {1, 1.5, 6}, "recency must be a whole number"},
      {LifetimeKind::kBgBb, {1, 1, 6.5}, "T must be a whole number"},
      {LifetimeKind::kBgBb, {3, 2, 6}, "frequency must not be above recency"},
      {LifetimeKind::kSbg, {7, 0, 6}, "frequency must not be above T"},
      {LifetimeKind::kSbg, {1, 0, 1e6}, "T must not be above 100,000"},
  };
  for (const Row& each : bad) {
    const std::vector<LifetimeSummary> rows = {
        {.frequency = 1, .recency = 1, .age = 2, .mean_spend = 3}, each.row};
    EXPECT_THAT(
        FitLifetime(each.kind, rows, {}),
        StatusIs(absl::StatusCode::kInvalidArgument,
                 HasSubstr(std::string("customer 1: ") + each.message)));
  }
  EXPECT_THAT(FitLifetime(kPareto, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "there are no customers to fit to"));
  const std::vector<LifetimeSummary> one = {
      {.frequency = 1, .recency = 1, .age = 2}};
  EXPECT_FALSE(FitLifetime(kPareto, one, {.penalty = -1}).ok());
  EXPECT_FALSE(FitLifetime(kPareto, one, {.penalty = NAN}).ok());
  EXPECT_FALSE(FitLifetime(kPareto, one, {.iterations_max = 0}).ok());
}

}  // namespace
}  // namespace patron
