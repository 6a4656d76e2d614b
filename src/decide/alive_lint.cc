#include "decide/alive_lint.h"

#include <algorithm>
#include <string>
#include <utility>

#include "decide/plan_impl.h"
#include "program/report.h"

namespace patron {
namespace {

bool Reads(const expr::Expression& when, OrderFact fact) {
  const auto slot = static_cast<uint32_t>(fact);
  return std::binary_search(when.slots().begin(), when.slots().end(), slot);
}

void Look(const expr::Expression& when, std::string path,
          Diagnostics* warnings) {
  if (!Reads(when, OrderFact::kStatsPAlive) ||
      Reads(when, OrderFact::kStatsOrders) ||
      Reads(when, OrderFact::kStatsOrdersKept)) {
    return;
  }
  Diagnostic& warning = warnings->emplace_back();
  warning.severity = Diagnostic::Severity::kWarning;
  warning.reason = Reason::kBadValue;
  warning.path = std::move(path);
  warning.message =
      "member.stats.p_alive of bgnbd is 100% for whoever bought once: ask for "
      "member.stats.orders_kept >= 2 as well, or fit mbgnbd or pareto_nbd";
}

}  // namespace

Diagnostics WarnOfOneTimeBuyers(const Plan& plan) {
  Diagnostics warnings;
  if (!plan.compiled()) return warnings;
  const CheckedProgram& checked = *plan.impl().checked;
  for (size_t i = 0; i < checked.segments.size(); ++i) {
    Look(checked.segments[i], At("segments", i) + ".when", &warnings);
  }
  for (size_t t = 0; t < checked.tiers.size(); ++t) {
    const std::string levels = At("tiers", t) + ".levels";
    for (size_t l = 0; l < checked.tiers[t].size(); ++l) {
      Look(checked.tiers[t][l], At(levels, l) + ".when", &warnings);
    }
  }
  for (size_t i = 0; i < checked.rules.size(); ++i) {
    const auto& when = checked.rules[i].when;
    if (when) Look(*when, At("rules", i) + ".when", &warnings);
  }
  return warnings;
}

}  // namespace patron
