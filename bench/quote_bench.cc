// Quoting a basket against the cafe's six rules, next to the same rules written
// by hand in C++ for this cafe and no other.
//
//   decide/20         the pure decision: plan, event and facts in memory
//   quote/20          the engine's quote, memory store, account loaded
//   alive/20          the same quote for a guest of a year, with a rule that
//                     reads a lifetime model, and quote_of_guest/20 with one
//                     that reads how many orders there were
//   by_hand/20        the same arithmetic without explanation, split to units
//                     or fingerprint
//
// p50 and p99 are nanoseconds of single calls, allocations are per call when
// warm. The answers are compared before anything is timed.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/cafe.h"
#include "bench/timing.h"
#include "patron/engine.h"
#include "patron/models.h"
#include "patron/protobuf_codec.h"

namespace patron::bench {
namespace {

struct HandAnswer {
  int64_t pay = 0;
  int64_t points = 0;
};

int64_t TenPercent(int64_t base) { return (base + 5) / 10; }

// The quiet hour, the table and the beans; the basket's guest is new, so that
// no segment holds.
HandAnswer ByHand(const Event& event) {
  int64_t coffee = 0, cups = 0, own = 0, total = 0;
  for (const Line& line : event.basket.lines) {
    total += line.amount.minor;
    if (line.category != "coffee") continue;
    coffee += line.amount.minor;
    cups += line.quantity.units();
  }
  // Shares of a discount hang on the other lines: kept line by line.
  std::vector<int64_t> left(event.basket.lines.size());
  for (size_t i = 0; i < left.size(); ++i) {
    left[i] = event.basket.lines[i].amount.minor;
  }
  const auto take = [&](int64_t amount, auto&& counts) {
    int64_t base = 0, given = 0;
    for (size_t i = 0; i < left.size(); ++i) {
      if (counts(event.basket.lines[i])) base += left[i];
    }
    std::vector<std::pair<int64_t, size_t>> rest;
    for (size_t i = 0; i < left.size(); ++i) {
      if (!counts(event.basket.lines[i])) continue;
      const int64_t part = amount * left[i] / base;
      rest.emplace_back(-(amount * left[i] % base), i);
      left[i] -= part;
      given += part;
    }
    std::sort(rest.begin(), rest.end());
    for (size_t k = 0; given < amount; ++k, ++given) --left[rest[k].second];
  };
  if (cups >= 2) {
    take(TenPercent(coffee),
         [](const Line& line) { return line.category == "coffee"; });
    total -= TenPercent(coffee);
  }
  if (total >= 5000) {
    take(500, [](const Line&) { return true; });
    total -= 500;
  }
  for (size_t i = 0; i < left.size(); ++i) {
    const Line& line = event.basket.lines[i];
    if (line.category == "coffee" && !line.attributes.empty()) own += left[i];
  }
  return {total, total / 100 + own / 100};
}

const std::shared_ptr<const Plan>& ThePlan() {
  static const std::shared_ptr<const Plan> plan = CafePlan();
  return plan;
}

Facts FreshFacts(const Event& event) {
  Needs needs;
  ThePlan()->NeedsOf(event, &needs);
  Facts facts;
  for (const CounterKey& key : needs.counters)
    facts.counters.push_back({key, 0});
  return facts;
}

// Both must say the same before either is timed.
bool Agree(const Event& event, const Decision& decision) {
  const HandAnswer hand = ByHand(event);
  const int64_t points =
      decision.points.empty() ? 0 : decision.points[0].points.units;
  if (hand.pay == decision.pay_total.minor && hand.points == points) {
    return true;
  }
  std::fprintf(stderr, "by hand %lld and %lld points, decided %lld and %lld\n",
               static_cast<long long>(hand.pay),
               static_cast<long long>(hand.points),
               static_cast<long long>(decision.pay_total.minor),
               static_cast<long long>(points));
  return false;
}

void DecideBasket(benchmark::State& state) {
  const Event event = CafeBasket(static_cast<int>(state.range(0)));
  if (ThePlan() == nullptr) return state.SkipWithError("no plan");
  const Facts facts = FreshFacts(event);
  Deciding deciding;
  Decision decision;
  const absl::Status status =
      Decide(*ThePlan(), event, facts, {}, deciding, &decision);
  if (!status.ok() || !Agree(event, decision)) {
    return state.SkipWithError("the answers differ");
  }
  Time(state, [&] {
    benchmark::DoNotOptimize(
        Decide(*ThePlan(), event, facts, {}, deciding, &decision));
  });
}

void QuoteBasket(benchmark::State& state) {
  const Event event = CafeBasket(static_cast<int>(state.range(0)));
  if (ThePlan() == nullptr) return state.SkipWithError("no plan");
  auto engine = Engine::Open({OpenMemoryStore(), &ProtobufCodec()});
  Outcome outcome;
  if (!engine.ok() || !(*engine)->Activate(ThePlan()).ok() ||
      !(*engine)->Quote(event, {}, &outcome).ok() ||
      !Agree(event, outcome.answer.decision)) {
    return state.SkipWithError("the answers differ");
  }
  Time(state, [&] {
    benchmark::DoNotOptimize((*engine)->Quote(event, {}, &outcome));
  });
}

// The cafe with a rule more, which this guest does not meet.
std::shared_ptr<const Plan> PlanWith(const std::string& when) {
  Program program = ThePlan()->program();
  Rule rule;
  rule.id = "we-miss-you";
  rule.when = when;
  rule.then = {
      Effect{AmountOff{Money{500, program.currency}, std::string()}, {}}};
  program.rules.push_back(std::move(rule));
  const auto zones = ThePlan()->zones();
  return Plan::Compile(std::move(program), zones).plan;
}

StoredModel TheModel() {
  LifetimeFit fit;
  fit.kind = LifetimeKind::kMbgNbd;
  fit.status = FitStatus::kConverged;
  fit.params = {0.525, 6.183, 0.891, 1.614};
  return *StorePurchases(
      fit, {.version = "1", .zone = "Europe/Berlin", .until = Date{20'000}});
}

// Commits a year of a guest, then quotes. Whatever the rule reads, it does not
// hold, so that both quotes come to the same.
void QuoteOfGuest(benchmark::State& state, const std::string& when) {
  Event event = CafeBasket(static_cast<int>(state.range(0)));
  if (ThePlan() == nullptr) return state.SkipWithError("no plan");
  const std::shared_ptr<const Plan> plan = PlanWith(when);
  auto engine = Engine::Open({OpenMemoryStore(), &ProtobufCodec()});
  if (plan == nullptr || !engine.ok() || !(*engine)->Activate(plan).ok() ||
      !(*engine)->StoreModel(TheModel()).ok()) {
    return state.SkipWithError("no engine");
  }
  Outcome outcome;
  for (int visit = 0; visit < 50; ++visit) {
    event.id = std::to_string(visit);
    if (!(*engine)->Commit(event, {}, &outcome).ok()) {
      return state.SkipWithError("a visit was refused");
    }
    event.time.us += 7 * kMicrosPerDay;
    event.arrival = event.time;
  }
  event.id = "now";
  const bool reads = when.find("p_alive") != std::string::npos;
  const absl::Status status = (*engine)->Quote(event, {}, &outcome);
  const auto& alive = outcome.answer.facts.lifetime.p_alive;
  const auto model = PurchaseModel::Make(
      LifetimeKind::kMbgNbd, std::vector<double>{0.525, 6.183, 0.891, 1.614});
  // 49 repeats, the last a week ago.
  const double wanted = model->PAlive({49, 49, 50});
  if (!status.ok() || alive.has_value() != reads ||
      (reads && std::abs(static_cast<double>(alive->billionths) / 1e9 -
                         wanted) > 1e-6) ||
      std::any_of(
          outcome.answer.decision.effects.begin(),
          outcome.answer.decision.effects.end(),
          [](const FiredEffect& e) { return e.rule == "we-miss-you"; })) {
    return state.SkipWithError("the answers differ");
  }
  Time(state, [&] {
    benchmark::DoNotOptimize((*engine)->Quote(event, {}, &outcome));
  });
}

void QuoteWithout(benchmark::State& state) {
  QuoteOfGuest(state, "member.stats.orders < 2");
}

void QuoteWithAlive(benchmark::State& state) {
  QuoteOfGuest(state, "member.stats.p_alive < rate(\"30%\")");
}

void HandBasket(benchmark::State& state) {
  const Event event = CafeBasket(static_cast<int>(state.range(0)));
  Time(state, [&] { benchmark::DoNotOptimize(ByHand(event)); });
}

BENCHMARK(DecideBasket)->Name("decide")->Arg(20)->Arg(200);
BENCHMARK(QuoteBasket)->Name("quote")->Arg(20)->Arg(200);
BENCHMARK(QuoteWithout)->Name("quote_of_guest")->Arg(20);
BENCHMARK(QuoteWithAlive)->Name("alive")->Arg(20);
BENCHMARK(HandBasket)->Name("by_hand")->Arg(20)->Arg(200);

}  // namespace
}  // namespace patron::bench
