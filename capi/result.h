// Filling a result from what the engine answered.
//
//   Empty(result);                                    // before anything else
//   absl::Status status = engine.Quote(event, options, &result.outcome);
//   return Fill(result, std::move(status));
//
// Threads: one at a time on a result.
#ifndef PATRON_CAPI_RESULT_H_
#define PATRON_CAPI_RESULT_H_

#include "absl/status/status.h"
#include "capi/guard.h"
#include "capi/handles.h"

namespace patron::capi {

// From here on the result answers nothing. Its memory stays.
void Empty(ResultHandle& result);

// Takes what result.outcome holds now, where the status says that there is
// something; gives the status back.
Refusal Fill(ResultHandle& result, absl::Status status);

}  // namespace patron::capi

#endif  // PATRON_CAPI_RESULT_H_
