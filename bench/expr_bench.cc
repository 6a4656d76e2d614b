// Conditions as shops write them, evaluated over 64 guests, next to the same
// written by hand in C++ over a plain struct.
//
//   spend_and_segment   basket.total >= money("50.00") &&
//   in_segment("regulars") ten_coffees         quantity("coffee") >= 10
//   lapsed_regular      member.stats.days_since_last > 60 &&
//                       member.stats.orders >= 5
//   source_in/8         event.source in [eight names]
//   sku_in_basket/20    basket.skus.exists(sku, sku.startsWith("tea-")), twenty
//                       lines
//
// Time is nanoseconds of one evaluation; by_hand_ns is the C++, ratio how many
// times as long the expression takes, allocs what it allocates when warm. Both
// are timed in turns in one run, and must agree on every guest before that.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/alloc_counter.h"
#include "expr/expression.h"

namespace patron::bench {
namespace {

using expr::Environment;
using expr::Expression;
using expr::Scratch;
using expr::Type;
using expr::Value;

constexpr size_t kGuests = 64;
constexpr size_t kRounds = 16;  // over all guests, between two looks at a clock
constexpr size_t kSkus = 20;

struct Guest {
  int64_t total_minor = 0;
  bool regular = false;
  int64_t coffees = 0;
  int64_t days_since_last = 0;
  int64_t orders = 0;
  std::string source;
  std::vector<std::string> skus;
};

// Spread so that about every second guest meets a condition, in no order that a
// processor could learn.
std::vector<Guest> MakeGuests() {
  std::vector<Guest> guests(kGuests);
  uint32_t state = 20'261'121;
  const auto below = [&state](uint32_t bound) {
    state = state * 1'664'525 + 1'013'904'223;
    return (state >> 16U) % bound;
  };
  for (Guest& guest : guests) {
    guest.total_minor = 2'000 + below(8'000);
    guest.regular = below(4) != 0;
    guest.coffees = below(20);
    guest.days_since_last = 30 + below(90);
    guest.orders = below(20);
    guest.source = "till-" + std::to_string(below(16));
    for (size_t i = 0; i < kSkus; ++i) {
      const bool tea = below(2 * kSkus) == 0;
      guest.skus.push_back((tea ? "tea-" : "coffee-") +
                           std::to_string(below(1'000)));
    }
  }
  return guests;
}

// The same guests as facts of expressions.
class Shop {
 public:
  Shop() : guests_(MakeGuests()), skus_(kGuests), facts_(kGuests) {
    const Currency euro = Currency::FromCode("EUR").value_or(Currency());
    environment_.SetCurrency(euro);
    for (const auto& [name, type] :
         {std::pair("basket.total", Type::Money()),
          std::pair("segment regulars", Type::Bool()),
          std::pair("quantity coffee", Type::Quantity()),
          std::pair("member.stats.days_since_last", Type::Int()),
          std::pair("member.stats.orders", Type::Int()),
          std::pair("event.source", Type::String()),
          std::pair("basket.skus", Type::List(Type::String()))}) {
      environment_.AddFact(name, type);
    }
    Name("in_segment", Type::Bool(), "segment ");
    Name("quantity", Type::Quantity(), "quantity ");
    for (size_t i = 0; i < kGuests; ++i) {
      const Guest& guest = guests_[i];
      for (const std::string& sku : guest.skus) {
        skus_[i].push_back(Value::String(sku));
      }
      facts_[i] = {Value::Of(Money{guest.total_minor, euro}),
                   Value::Bool(guest.regular),
                   Value::Of(Quantity::Pieces(guest.coffees)),
                   Value::Int(guest.days_since_last),
                   Value::Int(guest.orders),
                   Value::String(guest.source),
                   Value::List(skus_[i])};
    }
  }

  [[nodiscard]] const Environment& environment() const { return environment_; }
  [[nodiscard]] const Guest& guest(size_t i) const { return guests_[i]; }
  [[nodiscard]] const std::vector<Value>& facts(size_t i) const {
    return facts_[i];
  }

 private:
  void Name(const std::string& function, Type type, const std::string& prefix) {
    environment_.AddNamed(
        function, type,
        [this, prefix](std::string_view id) -> absl::StatusOr<uint32_t> {
          const auto slot = environment_.FindFact(prefix + std::string(id));
          if (slot) return *slot;
          return Refuse(Reason::kUnknownName, "unknown " + prefix);
        });
  }

  Environment environment_;
  std::vector<Guest> guests_;
  std::vector<std::vector<Value>> skus_;
  std::vector<std::vector<Value>> facts_;
};

const Shop& TheShop() {
  static const Shop* const shop = new Shop;
  return *shop;
}

// Both must say the same of every guest, and not the same of all.
template <typename Hand>
bool Agree(const Expression& expression, const Hand& by_hand) {
  Scratch scratch;
  size_t hold = 0;
  for (size_t i = 0; i < kGuests; ++i) {
    const Value value = expression.Evaluate(TheShop().facts(i), scratch);
    const bool hand = by_hand(TheShop().guest(i));
    if (value.is_error() || value.is_true() != hand) {
      std::fprintf(stderr, "guest %zu: %s, by hand %d\n", i,
                   expr::FormatValue(value).c_str(), hand ? 1 : 0);
      return false;
    }
    hold += hand ? 1 : 0;
  }
  return hold > 0 && hold < kGuests;
}

double NanosecondsSince(std::chrono::steady_clock::time_point start) {
  const std::chrono::duration<double, std::nano> passed =
      std::chrono::steady_clock::now() - start;
  return passed.count();
}

template <typename Call>
double NanosecondsPerGuest(const Call& call) {
  const auto start = std::chrono::steady_clock::now();
  for (size_t round = 0; round < kRounds; ++round) {
    for (size_t i = 0; i < kGuests; ++i) benchmark::DoNotOptimize(call(i));
  }
  return NanosecondsSince(start) / (kRounds * kGuests);
}

template <typename Hand>
void Condition(benchmark::State& state, const char* source,
               const Hand& by_hand) {
  const expr::CompileResult made =
      expr::Compile(TheShop().environment(), source, Type::Bool(), {});
  if (!made.ok()) {
    return state.SkipWithError(
        FormatDiagnostic(made.diagnostics.front()).c_str());
  }
  const Expression& expression = *made.expression;
  if (!Agree(expression, by_hand)) {
    return state.SkipWithError("the answers differ");
  }
  Scratch scratch;
  const auto evaluate = [&](size_t i) {
    return expression.Evaluate(TheShop().facts(i), scratch).is_true();
  };
  const auto hand = [&](size_t i) { return by_hand(TheShop().guest(i)); };
  NanosecondsPerGuest(evaluate);
  double evaluate_ns = 0;
  double hand_ns = 0;
  int64_t allocations = 0;
  for (auto _ : state) {
    const int64_t before = AllocationCount();
    const double once = NanosecondsPerGuest(evaluate);
    allocations += AllocationCount() - before;
    evaluate_ns += once;
    hand_ns += NanosecondsPerGuest(hand);
    state.SetIterationTime(once * 1e-9);
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["by_hand_ns"] = hand_ns / runs;
  state.counters["ratio"] = evaluate_ns / hand_ns;
  state.counters["allocs"] =
      static_cast<double>(allocations) / (runs * kRounds * kGuests);
}

void SpendAndSegment(benchmark::State& state) {
  Condition(state,
            R"(basket.total >= money("50.00") && in_segment("regulars"))",
            [](const Guest& guest) {
              return guest.total_minor >= 5'000 && guest.regular;
            });
}

void TenCoffees(benchmark::State& state) {
  Condition(state, R"(quantity("coffee") >= 10)",
            [](const Guest& guest) { return guest.coffees >= 10; });
}

void LapsedRegular(benchmark::State& state) {
  Condition(state,
            "member.stats.days_since_last > 60 && member.stats.orders >= 5",
            [](const Guest& guest) {
              return guest.days_since_last > 60 && guest.orders >= 5;
            });
}

void SourceIn(benchmark::State& state) {
  static const std::vector<std::string> kSources = {
      "till-1", "till-2",  "till-3", "till-5",
      "till-8", "till-13", "app",    "web"};
  Condition(state,
            R"(event.source in ["till-1", "till-2", "till-3", "till-5",
                                "till-8", "till-13", "app", "web"])",
            [](const Guest& guest) {
              for (const std::string& source : kSources) {
                if (guest.source == source) return true;
              }
              return false;
            });
}

void SkuInBasket(benchmark::State& state) {
  Condition(state, R"(basket.skus.exists(sku, sku.startsWith("tea-")))",
            [](const Guest& guest) {
              for (const std::string& sku : guest.skus) {
                if (sku.starts_with("tea-")) return true;
              }
              return false;
            });
}

BENCHMARK(SpendAndSegment)
    ->Name("spend_and_segment")
    ->UseManualTime()
    ->Iterations(2000);
BENCHMARK(TenCoffees)->Name("ten_coffees")->UseManualTime()->Iterations(2000);
BENCHMARK(LapsedRegular)
    ->Name("lapsed_regular")
    ->UseManualTime()
    ->Iterations(2000);
BENCHMARK(SourceIn)->Name("source_in/8")->UseManualTime()->Iterations(2000);
BENCHMARK(SkuInBasket)
    ->Name("sku_in_basket/20")
    ->UseManualTime()
    ->Iterations(2000);

}  // namespace
}  // namespace patron::bench
