// The signatures of a host's functions, for whoever checks a program that calls
// them and has not the host: a YAML list.
//
//   - shop.distance_km(string, string): int
//   - (string).on_list(string): bool
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_FUNCTIONS_FILE_H_
#define PATRON_EXAMPLES_CLI_FUNCTIONS_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "patron/error.h"
#include "patron/host.h"

namespace patron::cli {

// Adds what is wrong to `diagnostics`, with `file` in their places.
[[nodiscard]] HostFunctions ParseFunctions(std::string_view yaml,
                                           std::string_view file,
                                           Diagnostics& diagnostics);

// Of the file at `path`; none for "". What is wrong with it is said.
[[nodiscard]] absl::StatusOr<HostFunctions> ReadFunctions(
    const std::string& path);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_FUNCTIONS_FILE_H_
