// Discounts at the till, next to the same written by hand for these rules
// alone.
//
//   decide_groups/N   N lines against 50 rules in three groups: the best of 20
//                     percentages by category, the best of 15 amounts by
//                     spend, 15 percentages that stack
//   by_hand_groups/N  the same arithmetic, without explanation, funders, units
//                     or fingerprint
//   split/10000       5.00 over 10,000 lines
//   by_hand_split     the same by largest remainder, floors and rooms left out
//   prices/50000      20 lines against a list of 50,000 member prices
//   prices/0          the same basket and program without the list
//
// The answers are compared before anything is timed; p50 and p99 are of single
// calls, allocations are per call when warm.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench/timing.h"
#include "patron/plan.h"

namespace patron::bench {
namespace {

constexpr int kCategories = 20;

Currency Euro() { return *Currency::FromCode("EUR"); }

Program Shop() {
  Program program;
  program.id = "shop";
  program.version = "1";
  program.valid_from = Date{20000};
  program.currency = Euro();
  for (int c = 0; c < kCategories; ++c) {
    const std::string id = "c" + std::to_string(c);
    program.selections.push_back({id, "line.category == \"" + id + "\""});
  }
  return program;
}

std::shared_ptr<const Plan> PlanOf(Program program) {
  const ZoneTable utc;
  PlanResult result = Plan::Compile(std::move(program), {&utc, 1});
  for (const Diagnostic& diagnostic : result.diagnostics) {
    std::fprintf(stderr, "%s\n", FormatDiagnostic(diagnostic).c_str());
  }
  return result.plan;
}

Event Basket(int lines) {
  Event event;
  event.source = "till";
  event.id = "1";
  event.time = event.arrival = Instant{1'800'000'000'000'000};
  event.member = "ann";
  for (int i = 0; i < lines; ++i) {
    Line& line = event.basket.lines.emplace_back();
    line.id = std::to_string(i + 1);
    line.sku = "sku-" + std::to_string(i * 37 % 50'000);
    line.category = "c" + std::to_string(i * 7 % kCategories);
    line.amount = Money{99 + i * 131 % 4000, Euro()};
  }
  return event;
}

int64_t PercentOfBest(int rule) { return 5 + rule % 11; }
int64_t Threshold(int rule) { return 1000 * (rule + 1); }
int64_t AmountOfBest(int rule) { return 50 * (rule + 1); }
int64_t PercentOfStack(int rule) { return 1 + rule % 3; }

std::shared_ptr<const Plan> GroupsPlan() {
  Program program = Shop();
  const auto add = [&](std::string id, std::string group, Effect effect,
                       std::string when) {
    Rule& rule = program.rules.emplace_back();
    rule.id = std::move(id);
    rule.group = std::move(group);
    rule.when = std::move(when);
    rule.then.push_back(std::move(effect));
  };
  const auto group = [&](std::string id, GroupMode mode, int32_t priority) {
    Group& added = program.groups.emplace_back();
    added.id = std::move(id);
    added.mode = mode;
    added.priority = priority;
  };
  group("categories", GroupMode::kBest, 0);
  group("stack", GroupMode::kStack, 1);
  group("spend", GroupMode::kBest, 0);
  const auto id = [](char kind, int r) {
    return std::string(1, kind) + (r < 10 ? "0" : "") + std::to_string(r);
  };
  for (int r = 0; r < 20; ++r) {
    add(id('p', r), "categories",
        {PercentOff{Rate::Percent(PercentOfBest(r)), "c" + std::to_string(r)},
         {}},
        "");
  }
  for (int r = 0; r < 15; ++r) {
    add(id('a', r), "spend",
        {AmountOff{Money{AmountOfBest(r), Euro()}, ""}, {}},
        "basket.total >= money(\"" + std::to_string(Threshold(r) / 100) +
            ".00\")");
    add(id('s', r), "stack",
        {PercentOff{Rate::Percent(PercentOfStack(r)), "c" + std::to_string(r)},
         {}},
        "");
  }
  return PlanOf(std::move(program));
}

// Largest remainder over lines, ties to the shorter, then smaller id, which is
// the smaller number here.
void SplitByHand(int64_t amount, const std::vector<size_t>& scope,
                 std::vector<int64_t>& left) {
  int64_t base = 0;
  for (const size_t i : scope) base += left[i];
  if (base <= 0) return;
  amount = std::min(amount, base);
  std::vector<std::pair<int64_t, size_t>> rest;
  rest.reserve(scope.size());
  int64_t given = 0;
  for (const size_t i : scope) {
    const int64_t part = amount * left[i] / base;
    rest.emplace_back(-(amount * left[i] % base), i);
    left[i] -= part;
    given += part;
  }
  std::sort(rest.begin(), rest.end());
  for (size_t k = 0; given < amount; ++k, ++given) --left[rest[k].second];
}

int64_t GroupsByHand(const Event& event) {
  std::vector<int64_t> left;
  std::vector<std::vector<size_t>> scopes(kCategories);
  std::vector<size_t> all;
  for (size_t i = 0; i < event.basket.lines.size(); ++i) {
    const Line& line = event.basket.lines[i];
    left.push_back(line.amount.minor);
    all.push_back(i);
    for (int c = 0; c < kCategories; ++c) {
      if (line.category == "c" + std::to_string(c)) {
        scopes[static_cast<size_t>(c)].push_back(i);
      }
    }
  }
  const auto percent = [&](int category, int64_t rate) {
    int64_t base = 0;
    for (const size_t i : scopes[static_cast<size_t>(category)])
      base += left[i];
    return (base * rate + 50) / 100;
  };
  int best = -1;
  int64_t worth = 0;
  for (int r = 0; r < 20; ++r) {
    const int64_t off = percent(r, PercentOfBest(r));
    if (off > worth) {
      worth = off;
      best = r;
    }
  }
  if (best >= 0) SplitByHand(worth, scopes[static_cast<size_t>(best)], left);
  for (int r = 0; r < 15; ++r) {
    SplitByHand(percent(r, PercentOfStack(r)), scopes[static_cast<size_t>(r)],
                left);
  }
  int64_t total = 0;
  for (const int64_t one : left) total += one;
  int64_t amount = 0;
  for (int r = 0; r < 15; ++r) {
    if (total >= Threshold(r)) amount = std::max(amount, AmountOfBest(r));
  }
  SplitByHand(amount, all, left);
  total = 0;
  for (const int64_t one : left) total += one;
  return total;
}

// Decides once and says whether it comes to `pay`.
bool Comes(const Plan& plan, const Event& event, int64_t pay,
           Deciding& deciding, Decision& decision) {
  const absl::Status status = Decide(plan, event, {}, {}, deciding, &decision);
  if (status.ok() && decision.pay_total.minor == pay) return true;
  std::fprintf(stderr, "by hand %lld, decided %lld %s\n",
               static_cast<long long>(pay),
               static_cast<long long>(decision.pay_total.minor),
               std::string(status.message()).c_str());
  return false;
}

void TimeDecide(benchmark::State& state, const Plan* plan, const Event& event,
                int64_t pay) {
  Deciding deciding;
  Decision decision;
  if (plan == nullptr || !Comes(*plan, event, pay, deciding, decision)) {
    return state.SkipWithError("the answers differ");
  }
  Time(state, [&] {
    benchmark::DoNotOptimize(Decide(*plan, event, {}, {}, deciding, &decision));
  });
}

void DecideGroups(benchmark::State& state) {
  const Event event = Basket(static_cast<int>(state.range(0)));
  TimeDecide(state, GroupsPlan().get(), event, GroupsByHand(event));
}

void HandGroups(benchmark::State& state) {
  const Event event = Basket(static_cast<int>(state.range(0)));
  Time(state, [&] { benchmark::DoNotOptimize(GroupsByHand(event)); });
}

int64_t TotalOf(const Event& event) {
  int64_t total = 0;
  for (const Line& line : event.basket.lines) total += line.amount.minor;
  return total;
}

void DecideSplit(benchmark::State& state) {
  const Event event = Basket(static_cast<int>(state.range(0)));
  Program program = Shop();
  Rule& rule = program.rules.emplace_back();
  rule.id = "off";
  rule.then.push_back({AmountOff{Money{500, Euro()}, ""}, {}});
  TimeDecide(state, PlanOf(std::move(program)).get(), event,
             TotalOf(event) - 500);
}

void HandSplit(benchmark::State& state) {
  const Event event = Basket(static_cast<int>(state.range(0)));
  std::vector<size_t> scope(event.basket.lines.size());
  for (size_t i = 0; i < scope.size(); ++i) scope[i] = i;
  std::vector<int64_t> left;
  Time(state, [&] {
    left.clear();
    for (const Line& line : event.basket.lines) {
      left.push_back(line.amount.minor);
    }
    SplitByHand(500, scope, left);
    benchmark::DoNotOptimize(left.data());
  });
}

void DecidePrices(benchmark::State& state) {
  const Event event = Basket(20);
  Program program = Shop();
  int64_t pay = 0;
  if (state.range(0) > 0) {
    PriceList& list = program.price_lists.emplace_back();
    list.id = "members";
    for (int64_t i = 0; i < state.range(0); ++i) {
      list.prices.push_back(
          {"sku-" + std::to_string(i), Money{50 + i % 900, Euro()}});
    }
  }
  for (const Line& line : event.basket.lines) {
    int64_t price = line.amount.minor;
    for (const PriceList& list : program.price_lists) {
      for (const ListPrice& own : list.prices) {
        if (own.sku == line.sku) price = std::min(price, own.price.minor);
      }
    }
    pay += price;
  }
  TimeDecide(state, PlanOf(std::move(program)).get(), event, pay);
}

BENCHMARK(DecideGroups)->Name("decide_groups")->Arg(20)->Arg(200);
BENCHMARK(HandGroups)->Name("by_hand_groups")->Arg(20)->Arg(200);
BENCHMARK(DecideSplit)->Name("split")->Arg(10'000);
BENCHMARK(HandSplit)->Name("by_hand_split")->Arg(10'000);
BENCHMARK(DecidePrices)->Name("prices")->Arg(50'000)->Arg(0);

}  // namespace
}  // namespace patron::bench
