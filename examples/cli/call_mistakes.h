// What a call that CLI11 refused hardly meant: a near command or option.
//
// Threads: any.
#ifndef PATRON_EXAMPLES_CLI_CALL_MISTAKES_H_
#define PATRON_EXAMPLES_CLI_CALL_MISTAKES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patron::cli {

struct KnownCommand {
  std::string name;
  std::vector<std::string> options;  // "--format"
};

// "unknown command 'chek'; did you mean 'check'?" or "unknown option ...", for
// the first of the arguments that is neither; "" where there is none.
[[nodiscard]] std::string UnknownWord(
    std::span<const std::string_view> arguments,
    const std::vector<KnownCommand>& commands);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_CALL_MISTAKES_H_
