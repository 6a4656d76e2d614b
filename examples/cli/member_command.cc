// patron member: what one member has.

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "json_text.h"
#include "receipt.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

void PrintLots(const MemberView& view, JsonText* json) {
  json->OpenList("lots");
  for (const Lot& lot : view.lots) {
    json->Open()
        .Field("lot", lot.number)
        .Field("currency", lot.currency)
        .Field("state", LotStateName(lot.state))
        .Field("origin", LotOriginName(lot.origin))
        .Field("rule", lot.rule)
        .Field("program", lot.program)
        .Field("version", lot.version)
        .Field("earned", FormatInstant(lot.earned))
        .Field("expires", lot.expires ? FormatInstant(*lot.expires) : "")
        .Field("sliding", lot.sliding)
        .Field("awaits_goods", lot.awaits_goods)
        .Field("amount", lot.amount)
        .Field("remaining", lot.remaining)
        .Field("held", lot.held)
        .Close();
  }
  json->CloseList();
}

void PrintClocks(const MemberView& view, JsonText* json) {
  json->OpenList("clocks");
  for (const Clock& clock : view.clocks) {
    json->Open()
        .Field("currency", clock.currency)
        .Field("kind", ClockKindName(clock.kind))
        .Field("due", clock.due ? FormatInstant(*clock.due) : "")
        .Close();
  }
  json->CloseList();
}

std::string OrNone(const std::optional<Rate>& rate) {
  return rate ? FormatRate(*rate) : "";
}

// Nothing where no model is stored.
void PrintLifetime(const LifetimeFacts& facts, JsonText* json) {
  if (facts.models.empty()) return;
  json->Open("lifetime").Open("models");
  for (const ModelVersion& model : facts.models) {
    json->Field(model.id, model.version);
  }
  json->Close().Number("p_alive", OrNone(facts.p_alive));
  for (const ExpectedOrders& expected : facts.expected_orders) {
    json->Number("expected_orders_" + std::to_string(expected.days),
                 OrNone(expected.orders));
  }
  if (facts.clv) json->Field("clv_minor", facts.clv->minor);
  if (facts.rfm) json->Field("rfm", *facts.rfm);
  json->Close();
}

void PrintHolds(const MemberView& view, JsonText* json) {
  json->OpenList("holds");
  for (const HoldRecord& hold : view.holds) {
    json->Open()
        .Field("source", hold.source)
        .Field("id", hold.id)
        .Field("until", FormatInstant(hold.until))
        .OpenList("points");
    for (const HeldPoints& held : hold.points) {
      json->Open()
          .Field("lot", held.lot)
          .Field("currency", held.currency)
          .Field("points", held.points.units)
          .Close();
    }
    json->CloseList().Close();
  }
  json->CloseList();
}

void PrintJson(const MemberView& view) {
  JsonText json;
  json.Open()
      .Field("member", view.member)
      .Field("as_of", FormatInstant(view.as_of))
      .OpenList("balances");
  for (const Balance& balance : view.balances) {
    json.Open()
        .Field("currency", balance.currency)
        .Field("available", balance.available.units)
        .Field("pending", balance.pending.units)
        .Field("debt", balance.debt.units)
        .Field("held", balance.held.units)
        .Close();
  }
  json.CloseList();
  if (!view.household.empty()) {
    json.Field("household", view.household).OpenList("household_members");
    for (const std::string& member : view.household_members) json.Item(member);
    json.CloseList();
  }
  json.OpenList("pooled");
  for (const PointsTotal& total : view.pooled) {
    json.Open()
        .Field("currency", total.currency)
        .Field("available", total.points.units)
        .Close();
  }
  json.CloseList();
  PrintLots(view, &json);
  json.OpenList("cards");
  for (const CardView& card : view.cards) {
    json.Open()
        .Field("rule", card.rule)
        .Field("stamps", card.stamps)
        .Field("pay", card.pay)
        .Close();
  }
  json.CloseList();
  PrintClocks(view, &json);
  PrintHolds(view, &json);
  const MemberStatistics& stats = view.statistics;
  json.Open("statistics")
      .Field("orders", stats.orders)
      .Field("orders_kept", stats.orders_kept)
      .Field("units", stats.units)
      .Field("spend_minor", stats.spend_minor)
      .Field("returns", stats.returns)
      .Field("refunded_minor", stats.refunded_minor);
  if (stats.orders != 0) {
    json.Field("first_order", FormatInstant(stats.first_order))
        .Field("last_order", FormatInstant(stats.last_order));
  }
  json.Close();
  PrintLifetime(view.lifetime, &json);
  Print(json.Close().Take());
}

// The program with the points of other versions behind its own: members may
// have some left.
Program WithPointsOf(Program program,
                     std::span<const std::shared_ptr<const Plan>> plans) {
  for (const std::shared_ptr<const Plan>& plan : plans) {
    for (const PointsCurrency& points : plan->program().points) {
      const bool known =
          std::any_of(program.points.begin(), program.points.end(),
                      [&](const auto& own) { return own.id == points.id; });
      if (!known) program.points.push_back(points);
    }
  }
  return program;
}

}  // namespace

int Member(const MemberOptions& options) {
  std::optional<Instant> at;
  if (!options.at.empty()) {
    const absl::StatusOr<Instant> instant = ParseInstant(options.at);
    if (!instant.ok()) return FailCall(instant.status());
    at = *instant;
  }
  const auto engine = OpenDatabase(options.db, Access::kRead);
  if (!engine.ok()) return Fail(engine.status());
  const auto view = (*engine)->Member(options.member, at);
  if (!view.ok()) return Fail(view.status());
  const std::vector<std::shared_ptr<const Plan>> plans = (*engine)->Plans();
  if (options.format == Format::kJson || plans.empty()) {
    PrintJson(*view);
  } else {
    const auto in_force = (*engine)->PlanAt(view->as_of);
    const Plan& plan = in_force.ok() ? **in_force : *plans.front();
    Print(FormatMember(plan, WithPointsOf(plan.program(), plans), *view));
  }
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
