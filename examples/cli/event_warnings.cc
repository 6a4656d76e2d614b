// Warnings and no rejects: a new store sells before the program knows it, and a
// quote may try a program that begins tomorrow. What is lost is said.

#include "event_warnings.h"

#include <algorithm>

#include "base/quote.h"
#include "patron/calendar.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

// "; did you mean 'mitte'?" or "".
std::string NearStore(const Program& program, std::string_view name) {
  std::vector<std::string_view> names;
  for (const StoreInfo& store : program.stores) names.push_back(store.id);
  const std::string_view near = NearName(name, names);
  return near.empty() ? "" : "; did you mean " + patron::Quote(near) + "?";
}

std::string NameOf(const Program& program) {
  return "program " + patron::Quote(program.id) + " version " +
         patron::Quote(program.version);
}

// Which program judges, where it is not the one that is asked.
std::string WarnOfTime(const Plan& plan, const Event& event,
                       const Engine& engine) {
  if (event.time < plan.valid_from()) {
    const Date day = plan.ZoneOf(event.store).ToLocal(event.time).date;
    return NameOf(plan.program()) + " begins on " +
           FormatDate(plan.program().valid_from) + " and is not in force on " +
           FormatDate(day) + ": a till would not answer this";
  }
  const auto in_force = engine.PlanAt(event.time);
  if (!in_force.ok() ||
      (*in_force)->program().version == plan.program().version) {
    return "";
  }
  return "in this database " + NameOf((*in_force)->program()) +
         " is in force at that time: a till would answer by it";
}

}  // namespace

bool NamesUnknownStore(const Program& program, const Event& event) {
  return !program.stores.empty() && !event.store.empty() &&
         std::none_of(
             program.stores.begin(), program.stores.end(),
             [&](const StoreInfo& store) { return store.id == event.store; });
}

void UnknownStores::Count(const Event& event) {
  const auto known = orders.find(event.store);
  if (known != orders.end()) {
    ++known->second;
  } else if (orders.size() < kNamesMax) {
    orders.emplace(event.store, 1);
  } else {
    ++others;
  }
}

std::string FormatUnknownStores(const Program& program,
                                const UnknownStores& stores) {
  std::string names;
  for (const auto& [name, orders] : stores.orders) {
    names += (names.empty() ? "" : ", ") + patron::Quote(name) + " (" +
             std::to_string(orders) + NearStore(program, name) + ")";
  }
  if (stores.others != 0) {
    names += " and others (" + std::to_string(stores.others) + ")";
  }
  return "orders name stores that the program does not list, so that rules saw "
         "no attributes of them: " +
         names;
}

std::vector<std::string> WarningsOf(const Plan& plan, const Event& event,
                                    const Engine& engine) {
  std::vector<std::string> warnings;
  if (NamesUnknownStore(plan.program(), event)) {
    warnings.push_back("the program lists no store " +
                       patron::Quote(event.store) +
                       ": rules see no attributes of it" +
                       NearStore(plan.program(), event.store));
  }
  std::string time = WarnOfTime(plan, event, engine);
  if (!time.empty()) warnings.push_back(std::move(time));
  return warnings;
}

}  // namespace patron::cli
