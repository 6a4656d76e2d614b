// Between the structs of patron.h and those of the model.
//
// Threads: free functions, any thread.
#ifndef PATRON_CAPI_CONVERT_H_
#define PATRON_CAPI_CONVERT_H_

#include <cstdint>

#include "capi/guard.h"
#include "patron/decision.h"
#include "patron/event.h"
#include "patron/money.h"
#include "patron/patron.h"
#include "patron/text.h"

namespace patron::capi {

// A PATRON_FORMAT_....
Refusal ReadFormat(uint32_t format, TextFormat* out);

// The key, member, store, times and currency of an event; `otherwise` is the
// currency where it names none. `out` keeps its memory.
Refusal ReadEvent(const patron_event* in, Currency otherwise, Event* out);

// The same of an event without a basket.
Refusal ReadEventAlone(const patron_event* in, Event* out);

// A line's id, or its number where the till gives none.
Refusal ReadLineId(patron_str id, size_t number, std::string* out);

// What comes back: units of an order, or, where it names none, of whatever was
// bought for that price, which is in `currency`.
Refusal ReadReturned(patron_str order_source, patron_str order_id,
                     const patron_return_line* lines, size_t count,
                     size_t stride, Currency currency, ReturnedGoods* out);

Refusal ReadHoldKey(patron_str source, patron_str id, HoldKey* out);

[[nodiscard]] patron_balance BalanceForC(const Balance& from);

}  // namespace patron::capi

#endif  // PATRON_CAPI_CONVERT_H_
