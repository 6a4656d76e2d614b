// What callers say of lifetime models: their kinds, discounts, and customers as
// columns of doubles, wherever those lie.
//
//   std::vector<LifetimeSummary> rows;
//   if (Refusal refused = ReadCustomers(customers, kind, &rows)) return
//   refused;
//
// Threads: free functions, any thread.
#ifndef PATRON_CAPI_LIFETIME_H_
#define PATRON_CAPI_LIFETIME_H_

#include <cstddef>
#include <vector>

#include "capi/guard.h"
#include "patron/lifetime.h"
#include "patron/patron.h"

namespace patron::capi {

// A PATRON_MODEL_....
Refusal ReadModelKind(uint32_t model, LifetimeKind* out);
[[nodiscard]] uint32_t ModelKindForC(LifetimeKind kind);

// A PATRON_DISCOUNT_....
Refusal ReadTiming(uint32_t timing, Discount::Timing* out);

// Says which row is wrong, from 0. `has_money`: whether there is mean_spend.
Refusal ReadCustomers(const patron_customers* in, LifetimeKind kind,
                      std::vector<LifetimeSummary>* out, bool* has_money);

// A column that is wanted has a stride that fits doubles, or none.
Refusal CheckOutColumn(const patron_out_column& column, const char* name);
void WriteColumn(const std::vector<double>& values,
                 const patron_out_column& column);

}  // namespace patron::capi

#endif  // PATRON_CAPI_LIFETIME_H_
