// Between the standard library's string_view and Abseil's, which Debian builds
// as a type of its own: neither converts to the other by itself.
//
//   absl::StrCat("no rule '", ToAbsl(name), "'")
//   std::string_view text = FromAbsl(absl::StripAsciiWhitespace(ToAbsl(line)));
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_BASE_ABSL_STRINGS_H_
#define PATRON_SRC_BASE_ABSL_STRINGS_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace patron {

[[nodiscard]] inline absl::string_view ToAbsl(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

// Also right where an embedder's Abseil uses the standard type.
[[nodiscard]] inline std::string_view FromAbsl(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

}  // namespace patron

#endif  // PATRON_SRC_BASE_ABSL_STRINGS_H_
