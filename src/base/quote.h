// Quoting foreign text in a message: short, on one line, valid UTF-8.
//
//   "unknown field " + Quote(name)        // unknown field 'whn'
//
// A till's scanner or a broken file can hand in anything, and a message ends up
// on terminals and in JSON. Threads: free functions, any thread.
#ifndef PATRON_SRC_BASE_QUOTE_H_
#define PATRON_SRC_BASE_QUOTE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace patron {

// `text` in single quotes; control characters and bytes that are not UTF-8 as
// \xNN or \uNNNN, so are signs that turn the direction of writing, and "..." in
// place of what is over `bytes_max`.
[[nodiscard]] std::string Quote(std::string_view text, size_t bytes_max = 60);

// The same escapes without quotes and without an end: for text that is printed
// as it is, such as a name on a receipt.
[[nodiscard]] std::string Shown(std::string_view text);

// The length in bytes of the UTF-8 character that `text` starts with, or 0
// where there is none (empty, cut off, overlong, a surrogate, too large).
[[nodiscard]] size_t Utf8Length(std::string_view text);

}  // namespace patron

#endif  // PATRON_SRC_BASE_QUOTE_H_
