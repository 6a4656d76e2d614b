// The files that `patron run` takes, told apart by the end of their names.
//
//   absl::StatusOr<InputKind> kind = InputKindOf("Sales.CSV.gz");  // kCsv
//   absl::StatusOr<std::string> text = ReadInput("events.jsonl.gz", kBytesMax);
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_INPUT_FILE_H_
#define PATRON_EXAMPLES_CLI_INPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace patron::cli {

enum class InputKind : uint8_t {
  kCsv,        // .csv, .csv.gz
  kJsonLines,  // .jsonl, .ndjson, both also .gz; "-" is standard input
  kJson,       // .json, .json.gz: one event, as `patron quote` takes it
};

// Capital letters count as small ones. kBadValue for any other name.
[[nodiscard]] absl::StatusOr<InputKind> InputKindOf(std::string_view path);

// The whole of a plain or gzip file, or of standard input for "-".
// kUnreadable, kTooLarge.
[[nodiscard]] absl::StatusOr<std::string> ReadInput(const std::string& path,
                                                    size_t bytes_max);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_INPUT_FILE_H_
