// Host functions as the expression language sees them.
//
//   absl::Status status = Declare(host, environment);
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_PROGRAM_HOST_H_
#define PATRON_SRC_PROGRAM_HOST_H_

#include <string>

#include "absl/status/status.h"
#include "expr/environment.h"
#include "patron/host.h"

namespace patron {

// Adds all of `host` to `environment`, which keeps what it needs of them.
[[nodiscard]] absl::Status Declare(const HostFunctions& host,
                                   expr::Environment& environment);

// As SignatureOf a HostFunction.
[[nodiscard]] std::string SignatureOf(const expr::FunctionDecl& declaration);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_HOST_H_
