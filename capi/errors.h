// From what the core says is wrong to what a patron_error holds.
//
//   std::unique_ptr<ErrorHandle> chain = ChainOf(diagnostics, &program);
//
// Threads: free functions, any thread.
#ifndef PATRON_CAPI_ERRORS_H_
#define PATRON_CAPI_ERRORS_H_

#include <memory>

#include "absl/status/status.h"
#include "capi/handles.h"
#include "patron/error.h"
#include "patron/program.h"

namespace patron::capi {

[[nodiscard]] patron_status StatusNumber(absl::StatusCode code);

[[nodiscard]] std::unique_ptr<ErrorHandle> ErrorOf(const absl::Status& status);

// A link for each diagnostic, errors before warnings. `program` gives the rules
// their ids where it could be read; it may be null.
[[nodiscard]] std::unique_ptr<ErrorHandle> ChainOf(
    const Diagnostics& diagnostics, const Program* program);

}  // namespace patron::capi

#endif  // PATRON_CAPI_ERRORS_H_
