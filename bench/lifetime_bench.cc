// Lifetime models at the sizes of a shop, a chain and a mail-order house.
//
//   fit/KIND/N         summaries to parameters
//   p_alive/KIND/1M    P(alive) of each of a million customers
//   clv/KIND/1M        their purchases in twelve months, a discount a month
//   log/5M             five million orders of 109,000 customers, as they come
//                      in by day, to summaries
//
// Customers buy by BG/NBD (r 0.243, alpha 4.414 weeks, a 0.793, b 2.426) and
// are watched for 26 to 104 weeks. PATRON_BGNBD names a file of x,t_x,T to read
// them from instead, so that other programs can be timed on the same;
// bench/lifetimes_peer.py does so. Before anything is timed the answers are
// checked: fits must be where the likelihood is flat and near what the
// customers were made with, predictions must agree with the models' formulas
// written plainly, summaries with a recount.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "patron/lifetime.h"
#include "patron/lifetime_log.h"

namespace patron::bench {
namespace {

constexpr LifetimeParams kMadeWith = {0.243, 4.414, 0.793, 2.426};
constexpr LifetimeParams kPareto = {0.553, 10.578, 0.606, 11.669};

LifetimeSummary MakeCustomer(std::mt19937_64& random) {
  const auto [r, alpha, a, b] = kMadeWith;
  std::gamma_distribution<> rates(r, 1 / alpha);
  const double rate = std::max(rates(random), 1e-12);
  const double goes = std::gamma_distribution<>(a)(random);
  const double drop = goes / (goes + std::gamma_distribution<>(b)(random));
  LifetimeSummary customer;
  customer.age = static_cast<double>(182 + random() % 547) / 7;
  double now = 0;
  while (true) {
    now += std::exponential_distribution<>(rate)(random);
    if (now >= customer.age) return customer;
    ++customer.frequency;
    customer.recency = now;
    if (std::bernoulli_distribution(drop)(random)) return customer;
  }
}

std::vector<LifetimeSummary> ReadCustomers(const char* path) {
  std::vector<LifetimeSummary> customers;
  std::FILE* file = std::fopen(path, "r");
  if (file == nullptr) return customers;
  long long x = 0;
  LifetimeSummary customer;
  (void)!std::fscanf(file, "%*[^\n]");
  while (std::fscanf(file, "%lld,%lf,%lf", &x, &customer.recency,
                     &customer.age) == 3) {
    customer.frequency = x;
    customers.push_back(customer);
  }
  std::fclose(file);
  return customers;
}

// A million, or those of the file.
const std::vector<LifetimeSummary>& Customers() {
  static const auto* const customers = [] {
    if (const char* path = std::getenv("PATRON_BGNBD")) {
      return new std::vector<LifetimeSummary>(ReadCustomers(path));
    }
    std::mt19937_64 random(20'261'121);
    auto* made = new std::vector<LifetimeSummary>;
    for (int i = 0; i < 1'000'000; ++i) made->push_back(MakeCustomer(random));
    return made;
  }();
  return *customers;
}

// The first so many; all where there are fewer.
std::span<const LifetimeSummary> First(int64_t count) {
  const std::span<const LifetimeSummary> all(Customers());
  return all.first(std::min(all.size(), static_cast<size_t>(count)));
}

bool IsFlat(const LifetimeFit& fit, std::span<const LifetimeSummary> rows) {
  for (size_t i = 0; i < 4; ++i) {
    for (const double step : {-1e-3, 1e-3}) {
      LifetimeParams beside = fit.params;
      beside[i] *= 1 + step;
      const auto there = LogLikelihood(fit.kind, beside, rows);
      if (!there.ok() || *there > fit.log_likelihood) return false;
    }
  }
  return true;
}

bool IsRight(const LifetimeFit& fit, std::span<const LifetimeSummary> rows) {
  if (fit.status != FitStatus::kConverged || !IsFlat(fit, rows)) return false;
  if (fit.kind != LifetimeKind::kBgNbd) return true;
  for (size_t i = 0; i < 4; ++i) {
    const double apart = std::abs(fit.params[i] - kMadeWith[i]);
    if (apart > 5 * (*fit.standard_errors)[i]) return false;
  }
  return true;
}

void Fit(benchmark::State& state, LifetimeKind kind) {
  const std::span<const LifetimeSummary> rows = First(state.range(0));
  const auto fit = FitLifetime(kind, rows, {});
  if (!fit.ok() || !IsRight(*fit, rows)) {
    return state.SkipWithError("the fit is wrong");
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(FitLifetime(kind, rows, {}));
  }
  state.counters["log_likelihood"] = fit->log_likelihood;
  state.counters["customers"] = static_cast<double>(rows.size());
}

PurchaseModel ModelOf(LifetimeKind kind) {
  return *PurchaseModel::Make(
      kind, kind == LifetimeKind::kParetoNbd ? kPareto : kMadeWith);
}

// By Simpson's rule over a thousand steps.
template <typename Function>
double Simpson(double low, double high, const Function& function) {
  constexpr int kSteps = 1000;
  const double step = (high - low) / kSteps;
  double sum = function(low) + function(high);
  for (int i = 1; i < kSteps; ++i) {
    sum += (i % 2 == 1 ? 4 : 2) * function(low + i * step);
  }
  return sum * step / 3;
}

double PlainPAlive(LifetimeKind kind, const LifetimeSummary& c) {
  const auto x = static_cast<double>(c.frequency);
  if (kind == LifetimeKind::kParetoNbd) {
    const double k = kPareto[0] + x;
    const double alpha = kPareto[1];
    const double s = kPareto[2];
    const double beta = kPareto[3];
    return 1 / (1 + Simpson(c.recency, c.age, [&](double tau) {
                  return s / (beta + tau) *
                         std::pow((alpha + c.age) / (alpha + tau), k) *
                         std::pow((beta + c.age) / (beta + tau), s);
                }));
  }
  const auto [r, alpha, a, b] = kMadeWith;
  if (x == 0) return 1;
  return 1 / (1 + a / (b + x - 1) *
                      std::pow((alpha + c.age) / (alpha + c.recency), r + x));
}

bool IsNear(double x, double y, double relative) {
  return std::abs(x - y) <= relative * std::abs(y) + 1e-15;
}

void PAlive(benchmark::State& state, LifetimeKind kind) {
  const PurchaseModel model = ModelOf(kind);
  const std::span<const LifetimeSummary> rows = First(state.range(0));
  for (const LifetimeSummary& row :
       rows.first(std::min<size_t>(rows.size(), 1000))) {
    const double plain = PlainPAlive(kind, row);
    // Beyond, so many steps are too few.
    if (row.frequency < 5 && !IsNear(model.PAlive(row), plain, 1e-6)) {
      return state.SkipWithError("P(alive) is wrong");
    }
  }
  double sum = 0;
  for (auto _ : state) {
    sum = 0;
    for (const LifetimeSummary& row : rows) sum += model.PAlive(row);
    benchmark::DoNotOptimize(sum);
  }
  state.counters["sum"] = sum;
}

void Clv(benchmark::State& state, LifetimeKind kind) {
  const PurchaseModel model = ModelOf(kind);
  const auto year =
      Discounting::Make({.rate = 0.01, .period = 4.345}, 12 * 4.345);
  const std::span<const LifetimeSummary> rows = First(state.range(0));
  for (const LifetimeSummary& row :
       rows.first(std::min<size_t>(rows.size(), 1000))) {
    double plain = 0;
    double before = 0;
    for (int month = 1; month <= 12; ++month) {
      const double now = model.ExpectedPurchases(row, month * 4.345);
      plain += (now - before) / std::pow(1.01, month);
      before = now;
    }
    if (!IsNear(model.DiscountedPurchases(row, *year), plain, 1e-11)) {
      return state.SkipWithError("the value is wrong");
    }
  }
  double sum = 0;
  for (auto _ : state) {
    sum = 0;
    for (const LifetimeSummary& row : rows) {
      sum += model.DiscountedPurchases(row, *year);
    }
    benchmark::DoNotOptimize(sum);
  }
  state.counters["sum"] = sum;
}

// Five million orders in order of the day, each customer a Poisson stream.
const std::vector<LoggedOrder>& Orders() {
  static const auto* const orders = [] {
    constexpr size_t kOrders = 5'000'000;
    std::mt19937_64 random(20'261'122);
    auto* made = new std::vector<LoggedOrder>;
    while (made->size() < kOrders) {
      const auto account = static_cast<int64_t>(random() >> 16U);
      double day = static_cast<double>(random() % 912);
      const double rate = std::gamma_distribution<>(0.8, 0.1)(random) + 0.01;
      const double end =
          day + std::exponential_distribution<>(1.0 / 300)(random);
      while (day < std::min(end, 1096.0) && made->size() < kOrders) {
        made->push_back({account, Date{18'993 + static_cast<int32_t>(day)},
                         static_cast<int64_t>(random() % 10'000)});
        day += std::exponential_distribution<>(rate)(random);
      }
    }
    std::stable_sort(made->begin(), made->end(),
                     [](const LoggedOrder& x, const LoggedOrder& y) {
                       return x.day < y.day;
                     });
    return made;
  }();
  return *orders;
}

std::vector<AccountSummary> Summarize(const std::vector<LoggedOrder>& orders) {
  PurchaseLog log({.unit = TimeUnit::kDay});
  for (const LoggedOrder& order : orders) {
    if (!log.Add(order).ok()) return {};
  }
  return log.Summaries(orders.back().day);
}

// Sorted by account, the second way to the same summaries.
bool IsRecount(const std::vector<AccountSummary>& summaries,
               std::vector<LoggedOrder> orders) {
  const Date until = orders.back().day;
  std::stable_sort(orders.begin(), orders.end(),
                   [](const LoggedOrder& x, const LoggedOrder& y) {
                     return x.account < y.account;
                   });
  size_t at = 0;
  for (const AccountSummary& each : summaries) {
    if (at == orders.size() || orders[at].account != each.account) return false;
    const Date first = orders[at].day;
    Date last = first;
    int64_t days = 1;
    int64_t spend = 0;
    for (; at < orders.size() && orders[at].account == each.account; ++at) {
      days += orders[at].day != last ? 1 : 0;
      last = orders[at].day;
      if (last != first) spend += orders[at].spend_minor;
    }
    LifetimeSummary summary;
    summary.frequency = days - 1;
    summary.recency = last.days - first.days;
    summary.age = until.days - first.days;
    if (days > 1) {
      summary.mean_spend =
          static_cast<double>(spend) / static_cast<double>(days - 1);
    }
    if (summary != each.summary) return false;
  }
  return at == orders.size();
}

void Log(benchmark::State& state) {
  const std::vector<LoggedOrder>& orders = Orders();
  const std::vector<AccountSummary> summaries = Summarize(orders);
  if (!IsRecount(summaries, orders)) {
    return state.SkipWithError("the summaries are wrong");
  }
  for (auto _ : state) benchmark::DoNotOptimize(Summarize(orders));
  state.counters["customers"] = static_cast<double>(summaries.size());
}

BENCHMARK_CAPTURE(Fit, bgnbd, LifetimeKind::kBgNbd)
    ->Name("fit/bgnbd")
    ->Arg(2'357)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Fit, mbgnbd, LifetimeKind::kMbgNbd)
    ->Name("fit/mbgnbd")
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Fit, pareto_nbd, LifetimeKind::kParetoNbd)
    ->Name("fit/pareto_nbd")
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(PAlive, bgnbd, LifetimeKind::kBgNbd)
    ->Name("p_alive/bgnbd")
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(PAlive, pareto_nbd, LifetimeKind::kParetoNbd)
    ->Name("p_alive/pareto_nbd")
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Clv, bgnbd, LifetimeKind::kBgNbd)
    ->Name("clv/bgnbd")
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Clv, pareto_nbd, LifetimeKind::kParetoNbd)
    ->Name("clv/pareto_nbd")
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(Log)->Name("log/5000000")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace patron::bench
