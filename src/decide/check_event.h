// What the checks of events share.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_DECIDE_CHECK_EVENT_H_
#define PATRON_SRC_DECIDE_CHECK_EVENT_H_

#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "patron/error.h"
#include "patron/event.h"
#include "patron/program.h"

namespace patron {

// What is wrong with a line, by its id.
[[nodiscard]] absl::Status WrongLine(Reason reason, std::string_view line,
                                     const std::string& message);
[[nodiscard]] absl::Status WrongLine(std::string_view line,
                                     const absl::Status& status);

// At most kTextBytesMax bytes.
[[nodiscard]] absl::Status CheckLength(std::string_view what,
                                       std::string_view text);

// Names stand in tables, receipts and file names: on one line too.
[[nodiscard]] absl::Status CheckText(std::string_view what,
                                     std::string_view text);

struct NamedText {
  std::string_view what;
  std::string_view text;
};
[[nodiscard]] absl::Status CheckTexts(std::initializer_list<NamedText> texts);

// Whether the program knows them, and each is given once.
[[nodiscard]] absl::Status CheckAttributes(const Program& program,
                                           Attribute::Owner owner,
                                           const AttributeValues& values);

// The goods that an event buys, what pays for them and what it takes.
[[nodiscard]] absl::Status CheckBasket(const Program& program,
                                       const Event& event);

}  // namespace patron

#endif  // PATRON_SRC_DECIDE_CHECK_EVENT_H_
