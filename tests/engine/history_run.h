// One random history, played on an engine beside the slow ledger
// (slow_ledger.h), which is compared after each step. What a commit answers is
// what a quote has answered before it.
//
//   Played run(plans, options, random, OpenShop(plans));
//   run.Play(25);        // a failure says after which step
//   run.AddTo(&tally);
#ifndef PATRON_TESTS_ENGINE_HISTORY_RUN_H_
#define PATRON_TESTS_ENGINE_HISTORY_RUN_H_

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include "tests/engine/engine_testing.h"
#include "tests/engine/forwarding_store.h"
#include "tests/engine/keeping_codec.h"
#include "tests/engine/random_history.h"
#include "tests/engine/slow_ledger.h"

namespace patron::testing {

struct Shop {
  std::unique_ptr<Store> inner;
  std::unique_ptr<KeepingCodec> codec;  // null: the real one
  ForwardingStore* store = nullptr;     // the engine's
  std::unique_ptr<Engine> engine;
};

using Plans = std::vector<std::shared_ptr<const Plan>>;

Shop OpenShop(const Plans& plans,
              std::unique_ptr<Store> store = OpenMemoryStore(),
              std::unique_ptr<KeepingCodec> codec = nullptr);
void CloseShop(Shop& shop);

absl::Status Do(const Step& step, Engine& engine);
void DoAll(std::span<const Step> steps, Engine& engine);

Step CommitOf(const Event& event);
Step EndOf(Instant until);

// How often things came about, so that nobody proves an empty case.
struct Tally {
  int64_t steps = 0;
  int64_t refused = 0;
  int64_t paid = 0;
  int64_t restored = 0;
  int64_t owing = 0;
  int64_t lapsed = 0;
  int64_t voided = 0;
  int64_t exchanged = 0;
  int64_t took_rewards = 0;
  int64_t rewards_back = 0;
  int64_t open = 0;  // orders, in the end
  int64_t collected = 0;
  int64_t lapsed_idle = 0;
  int64_t stamped = 0;
  int64_t held_points = 0;
  int64_t held_uses = 0;
  int64_t consumed = 0;
  int64_t cancelled = 0;
  int64_t lapsed_holds = 0;
  int64_t late = 0;
  int64_t mixed = 0;
  int64_t given = 0;  // by statements
  int64_t transferred = 0;
  int64_t pulled = 0;  // by baskets
};

// One history: it is run beside the slow ledger, and what was done is kept.
class Played {
 public:
  // What is played is written to standard error where `told`.
  Played(const Plans& plans, const HistoryOptions& options,
         std::mt19937_64& random, Shop shop, bool told);

  void Play(int64_t steps);
  void AddTo(Tally* tally) const;

  Engine& engine() { return *shop_.engine; }
  ForwardingStore& store() { return *shop_.store; }
  void Close() { CloseShop(shop_); }
  RandomHistory& history() { return history_; }
  const SlowLedger& slow() const { return slow_; }
  // Steps that were not refused; none is there twice.
  const std::vector<Step>& done() const { return done_; }

 private:
  void Take(const Step& step);

  Shop shop_;
  SlowLedger slow_;
  RandomHistory history_;
  std::vector<Step> done_;
  std::map<int64_t, Answer> answers_;
  int64_t refused_ = 0;
  bool told_ = false;
};

}  // namespace patron::testing

#endif  // PATRON_TESTS_ENGINE_HISTORY_RUN_H_
