// A plan: a program checked and compiled, and the decider that runs on it.
//
//   PlanResult result = Plan::Compile(program, zones);
//   if (!result.plan) return ToStatus(result.diagnostics);
//   Needs needs;
//   result.plan->NeedsOf(event, &needs);      // what to load
//   Deciding deciding;                        // one a thread, reused
//   Decision decision;
//   absl::Status status =
//       Decide(*result.plan, event, facts, {}, deciding, &decision);
//
// Deciding is pure: the same plan, event and facts give the same decision, byte
// for byte, on every machine. It knows no store, no clock and no file. The
// decision's fingerprint covers the plan, the event and the result.
//
// Rules apply by phase (line discounts, basket discounts, earning,
// multipliers), then priority, smaller first, then id bytes. `basket.total` is
// what remains to pay at a rule's turn; selections and quantities are those of
// the basket as given. A rule that fails to evaluate is in Decision::failed and
// the till goes on.
//
// Threads: a Plan is immutable and shared; a Deciding and a Decision belong to
// one thread at a time.
//
// Limits: see kProgram..Max (program.h) and kEvent..Max (event.h).
#ifndef PATRON_PLAN_H_
#define PATRON_PLAN_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "patron/decision.h"
#include "patron/error.h"
#include "patron/event.h"
#include "patron/fingerprint.h"
#include "patron/host.h"
#include "patron/program.h"
#include "patron/zone.h"

namespace patron {

class Plan;

struct PlanResult {
  std::shared_ptr<const Plan> plan;  // null where diagnostics has an error
  Diagnostics diagnostics;           // warnings too
};

class Plan {
 public:
  struct Impl;

  // Checks everything and reports all that is wrong at once. `zones` holds a
  // table for each of ZonesOf(program), in any order. Expressions may call the
  // functions of `host`; the plan keeps those that they call.
  [[nodiscard]] static PlanResult Compile(Program program,
                                          std::span<const ZoneTable> zones,
                                          const HostFunctions& host = {});

  [[nodiscard]] const Program& program() const;
  // Of the program, the zone tables it uses and the signatures of the host
  // functions it calls.
  [[nodiscard]] const Fingerprint& fingerprint() const;
  // False of a stored program that an engine which only reads could not compile
  // (EngineOptions::reads_only): CheckEvent then refuses every event.
  [[nodiscard]] bool compiled() const;
  // When the program begins to judge.
  [[nodiscard]] Instant valid_from() const;
  // The program's zone, and a store's, which is the program's if it has none.
  [[nodiscard]] const ZoneTable& zone() const;
  [[nodiscard]] const ZoneTable& ZoneOf(std::string_view store) const;
  // Those the plan uses, ascending by name.
  [[nodiscard]] std::span<const ZoneTable> zones() const;

  // The signatures (host.h) of the functions that the program calls, ascending.
  [[nodiscard]] std::span<const std::string> host_functions() const;

  // Refuses an event that no rule should see: a negative price on a sale, two
  // lines of one id, another currency, an undeclared attribute or one given
  // twice, no quantity, a time outside the years 1 to 9999, a control character
  // (a tab too) in an id, a source, a sku, a category or a name.
  [[nodiscard]] absl::Status CheckEvent(const Event& event) const;

  // What Decide reads for `event`; `needs` is refilled.
  void NeedsOf(const Event& event, Needs* needs) const;

  // The rules in the order in which they apply, with their flat programs.
  [[nodiscard]] std::string Print() const;

  [[nodiscard]] const Impl& impl() const { return *impl_; }

  explicit Plan(std::unique_ptr<const Impl> impl);
  ~Plan();
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

 private:
  std::unique_ptr<const Impl> impl_;
};

// A zone that a program names, and where it does so first.
struct NamedZone {
  std::string name;
  std::string path;  // "zone", "stores[1].zone", "rules[2].when"
};

// The zones a program names, ascending, each once; those of its expressions
// too.
[[nodiscard]] std::vector<NamedZone> ZonesOf(const Program& program);

struct DecideOptions {
  // Say of each rule that did not fire why not, and what little would make it
  // fire, for which the event is decided again several times. Costs time and
  // memory.
  bool reasons = false;
  // Decide as if the program had no rules of these ids.
  std::span<const std::string_view> without = {};
};

// The working memory of decisions, kept between them.
class Deciding {
 public:
  struct Impl;

  Deciding();
  ~Deciding();
  Deciding(Deciding&&) noexcept;
  Deciding& operator=(Deciding&&) noexcept;

  [[nodiscard]] Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// Fills `decision`. An error only where the event was not for this plan
// (CheckEvent says so), points are to pay more than there is to pay
// (kBadValue), or a sum does not fit 64 bits; `decision` is then empty.
// facts.counters are those of NeedsOf(event), in its order: as many, or
// kBadValue.
[[nodiscard]] absl::Status Decide(const Plan& plan, const Event& event,
                                  const Facts& facts,
                                  const DecideOptions& options,
                                  Deciding& deciding, Decision* decision);

// The event with the change of a near miss: so much more of a line, a line of
// other goods, or at another time. What only leaves out a promotion
// (DecideOptions::without) leaves the event as it is.
[[nodiscard]] Event WithChange(const Event& event, const NearMiss& near);

// What stands of an order when only some units are kept: its decision judged
// again with every condition and money allocation as it was.
struct Rejudged {
  std::vector<int64_t> paid_minor;      // per line, for the kept units
  std::vector<int64_t> effect_amounts;  // per effect: money off, or points
  // Per effect: the sum of the kept units' parts in its allocations. 0: nothing
  // that it touched is kept.
  std::vector<int64_t> effect_bases;
  // Per effect and funder share, as FiredEffect::shares.
  std::vector<std::vector<int64_t>> share_amounts;
  // Per draw of the decision: what of it stands. Of a budget, the money that
  // its rule still takes off. Of a limit, the use, while the rule touches a
  // unit that is kept; one that touches none, such as a gift, while anything
  // is kept at all.
  std::vector<int64_t> draws;
};

// An order as it was decided.
struct DecidedOrder {
  const Plan& plan;
  const Event& event;  // the purchase
  const Facts& facts;
  const Decision& decision;
};

// `kept_units` has one number a line of the decision: its first so many units.
// What a line paid is the sum of its kept units' parts; points are computed
// again on the kept units' base, rounded down once.
// Every rule as `returns: allocated`.
[[nodiscard]] absl::StatusOr<Rejudged> Rejudge(
    const Decision& decision, std::span<const int64_t> kept_units);

// The same, but rules of `returns: re_evaluate` that did something are judged
// again on what is kept, with the order's own plan and facts: their conditions,
// and what they give then. What other rules gave on the kept units stands, also
// where they come later: a rule takes no more than they leave.
[[nodiscard]] absl::StatusOr<Rejudged> Rejudge(
    const DecidedOrder& order, std::span<const int64_t> kept_units);

// Whether the second comes to anything else than the first.
[[nodiscard]] bool IsJudgedAgain(const DecidedOrder& order);

// Lets only so much of a points effect stand, and as much for its funders.
[[nodiscard]] absl::Status LimitPoints(const Decision& decision, size_t effect,
                                       int64_t points, Rejudged* rejudged);

}  // namespace patron

#endif  // PATRON_PLAN_H_
