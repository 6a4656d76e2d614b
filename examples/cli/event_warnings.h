// What an event may say and yet hardly means: a place that the program does not
// list, a time at which another program judges.
//
//   for (const std::string& warning : WarningsOf(plan, event, engine)) ...
//
// Threads: free functions, any thread; an UnknownStores is a value.
#ifndef PATRON_EXAMPLES_CLI_EVENT_WARNINGS_H_
#define PATRON_EXAMPLES_CLI_EVENT_WARNINGS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "patron/engine.h"
#include "patron/event.h"
#include "patron/plan.h"
#include "patron/program.h"

namespace patron::cli {

// Whether the program lists stores, and not the one that the event names.
[[nodiscard]] bool NamesUnknownStore(const Program& program,
                                     const Event& event);

// Orders by the store that they name and the program does not list.
struct UnknownStores {
  // A file of mistakes is told by a few of them.
  static constexpr size_t kNamesMax = 20;

  std::map<std::string, int64_t, std::less<>> orders;
  int64_t others = 0;  // orders of still other stores

  void Count(const Event& event);
  [[nodiscard]] bool empty() const { return orders.empty(); }
};

// "orders name stores that the program does not list, ...: 'mittte' (1; did you
// mean 'mitte'?), 'nowhere' (3)". Requires: not empty.
[[nodiscard]] std::string FormatUnknownStores(const Program& program,
                                              const UnknownStores& stores);

// Of a quote by `plan`; `engine` holds what a commit would be judged by.
[[nodiscard]] std::vector<std::string> WarningsOf(const Plan& plan,
                                                  const Event& event,
                                                  const Engine& engine);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_EVENT_WARNINGS_H_
