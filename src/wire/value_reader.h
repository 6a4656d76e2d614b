// What the readers of programs, events and answers share: a text to a value,
// with a problem at its path where that fails.
//
// Threads: one a reader.
#ifndef PATRON_WIRE_VALUE_READER_H_
#define PATRON_WIRE_VALUE_READER_H_

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "wire/problems.h"

namespace patron::wire {

class ValueReader {
 public:
  explicit ValueReader(Problems& problems) : problems_(problems) {}

 protected:
  template <typename Parse>
  using Value =
      typename std::invoke_result_t<Parse, std::string_view>::value_type;

  // The default where `text` is empty or wrong, which is a problem.
  template <typename Parse>
  Value<Parse> Required(const std::string& text, const Path& path,
                        Parse parse) {
    if (text.empty()) {
      Missing(path, "");
      return {};
    }
    return Optional(text, path, parse).value_or(Value<Parse>{});
  }

  // None where `text` is empty or wrong.
  template <typename Parse>
  std::optional<Value<Parse>> Optional(const std::string& text,
                                       const Path& path, Parse parse) {
    if (text.empty()) return std::nullopt;
    auto value = parse(std::string_view(text));
    if (value.ok()) return *std::move(value);
    problems_.Add(value.status(), path);
    return std::nullopt;
  }

  void Missing(const Path& path, std::string_view expected) {
    problems_.AddMissing(path.ToString(), expected);
  }

  Problems& problems_;
};

// Protobuf's parser on bytes that were checked already: no more than a guard.
template <typename Message>
bool ParseBytes(std::string_view bytes, Message& message, Problems& problems) {
  const bool fits =
      bytes.size() <= static_cast<size_t>(std::numeric_limits<int>::max());
  if (fits &&
      message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return true;
  }
  problems.Add(Reason::kSyntax, Path(), "broken bytes");
  return false;
}

}  // namespace patron::wire

#endif  // PATRON_WIRE_VALUE_READER_H_
