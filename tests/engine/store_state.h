// What a store holds, said without the numbers that events, entries and
// accounts got by the order of commits, so that two stores that were told the
// same in another order print alike.
//
// Threads: one at a time.
#ifndef PATRON_TESTS_ENGINE_STORE_STATE_H_
#define PATRON_TESTS_ENGINE_STORE_STATE_H_

#include <string>

#include "patron/store.h"

namespace patron::testing {

// Every field of events, orders, returns, adjustments, transfers, accounts,
// lots, journal entries and counters, a line each, sorted; each account's
// entries in their order. How often an account was changed is left out: ends of
// days are changes, too.
[[nodiscard]] std::string StateOf(Store& store);

}  // namespace patron::testing

#endif  // PATRON_TESTS_ENGINE_STORE_STATE_H_
