// What a basket may know and take: the facts of its decision.
//
// Balances are those of the event's arrival. A late event may also take what
// was there at its own time and has lapsed since: the till let the customer
// spend what they had. That is no balance, and no rule reads it.

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/engine_impl.h"
#include "engine/load_lots.h"
#include "engine/pool.h"
#include "ledger/ledger.h"
#include "ledger/spend.h"
#include "model/points_of.h"

namespace patron {

absl::Status Engine::Impl::DecideWith(const Event& event,
                                      const Making& making) {
  if (making.plan.host_functions().empty()) {
    return Decide(making.plan, event, making.answer->facts, making.options,
                  deciding, &making.answer->decision);
  }
  Deciding mine;
  if (!spares.empty()) {
    mine = std::move(spares.back());
    spares.pop_back();
  }
  absl::Status status;
  {
    const Callers::Scope within(callers, making.lock);
    status = Decide(making.plan, event, making.answer->facts, making.options,
                    mine, &making.answer->decision);
  }
  spares.push_back(std::move(mine));
  return status;
}

const PointsCurrency* Engine::Impl::PolicyOf(const Lot& lot) const {
  const Plan* const plan = PlanOf(lot.program, lot.version);
  return plan == nullptr ? nullptr : FindPoints(plan->program(), lot.currency);
}

// An event is late where it arrives after its own time, or after the end of a
// day that the account has seen by then.
absl::StatusOr<std::vector<int64_t>> Engine::Impl::LoadLapsedOf(
    const Plan& plan, const Event& event, AccountState* account) {
  const Instant posted = std::max(event.arrival, account->last_posting);
  if (account->account == 0 || event.time >= posted) {
    return std::vector<int64_t>();
  }
  absl::Status status = LoadLapsed(plan.program(), event.time, *store, account);
  if (!status.ok()) return status;
  std::vector<int64_t> lapsed = LapsedSince(event.time, posted, *account);
  // Not status points, of which only those are here that lapse now. And since
  // when points could be spent that waited for goods is not kept.
  std::erase_if(lapsed, [&](int64_t number) {
    const auto lot =
        std::find_if(account->lots.begin(), account->lots.end(),
                     [&](const Lot& each) { return each.number == number; });
    const PointsCurrency* const points =
        FindPoints(plan.program(), lot->currency);
    const PointsCurrency* const policy = PolicyOf(*lot);
    return points == nullptr || points->status || policy == nullptr ||
           policy->pending_until;
  });
  return lapsed;
}

absl::Status Engine::Impl::LoadFacts(const Event& event, const Needs& needs,
                                     bool known,
                                     std::span<const int64_t> lapsed,
                                     Facts* facts, const Making& making) {
  const Program& program = making.plan.program();
  const Instant at = event.arrival;
  if (needs.apart) {
    absl::Status status = LoadApart(program, at, *store, making.account);
    if (!status.ok()) return status;
  }
  if (needs.runs) {
    absl::Status status =
        LoadRuns(program, event.basket, at, *store, making.account);
    if (!status.ok()) return status;
  }
  *facts = {};
  facts->member_known = known;
  if (needs.statistics) facts->statistics = making.account->statistics;
  if (needs.balances) facts->balances = BalancesOf(program, *making.account);
  if (needs.apart) {
    facts->apart =
        ApartOf(program, making.plan.zone(), *making.account, at, lapsed);
  }
  facts->lapsed = LapsedOf(program, *making.account, lapsed);
  if (!needs.runs) return absl::OkStatus();
  for (const Tender& tender : event.basket.tenders) {
    if (tender.kind != TenderKind::kPoints) continue;
    const PointsCurrency* const points = FindPoints(program, tender.currency);
    if (points == nullptr || !points->grandfathered) continue;
    const std::vector<PointsRun> runs =
        RunsOf({*points, {}, Bucket::kRedeemed, at, making.plan.zone(), lapsed},
               *making.account,
               [&](const Lot& lot) { return PaysOf(*points, PolicyOf(lot)); });
    facts->runs.insert(facts->runs.end(), runs.begin(), runs.end());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int64_t>> Engine::Impl::DecideBasket(
    const Event& event, const Making& making) {
  const absl::StatusOr<int64_t> hold = EndHold(event, making);
  if (!hold.ok()) return hold.status();
  Needs needs;
  making.plan.NeedsOf(event, &needs, making.options.reasons);
  const bool known = !event.member.empty() && !making.delta->enrols;
  absl::StatusOr<std::vector<int64_t>> lapsed = std::vector<int64_t>();
  if (needs.spends) lapsed = LoadLapsedOf(making.plan, event, making.account);
  if (!lapsed.ok()) return lapsed.status();
  Facts& facts = making.answer->facts;
  absl::Status status = LoadFacts(event, needs, known, *lapsed, &facts, making);
  if (!status.ok()) return status;
  absl::StatusOr<Pool> pool =
      Pool::Load({making.plan.program(), event.arrival, in_force, *store},
                 *making.account);
  if (!pool.ok()) return pool.status();
  status = pool->AddTo(&facts.balances);
  if (!status.ok()) return status;
  auto counters = store->LoadCounters(
      {needs.counters.begin(), needs.counters.size()}, event.arrival, *hold);
  if (!counters.ok()) return counters.status();
  facts.counters = *std::move(counters);
  // What goods that have just come back set free.
  for (const Draw& draw : making.delta->draws) {
    for (Counter& counter : facts.counters) {
      if (counter.key == draw.key) counter.used += draw.given;
    }
  }
  if (needs.lifetime.any()) {
    if (absl::Status s = RefreshModels(); !s.ok()) return s;
    facts.lifetime =
        models.FactsOf(needs.lifetime, making.account->statistics,
                       making.plan.zone().ToLocal(event.arrival).date,
                       making.plan.program().currency);
  }
  status = DecideWith(event, making);
  if (!status.ok()) return status;
  status = LoadRedeemed(making.plan.program(), *making.answer, event.arrival,
                        *store, making.account);
  if (!status.ok()) return status;
  status = pool->Pull(making.plan, event, *making.answer, making.account,
                      making.delta);
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<PointsTotal>> others = pool->Others();
  if (!others.ok()) return others.status();
  making.answer->pooled = *std::move(others);
  return lapsed;
}

}  // namespace patron
