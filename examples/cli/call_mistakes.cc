// The library says that an argument "was not expected"; the rest of Patron says
// what was meant.

#include "call_mistakes.h"

#include <algorithm>

#include "base/quote.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

std::string Unknown(std::string_view kind, std::string_view word,
                    const std::vector<std::string_view>& known) {
  const std::string_view near = NearName(word, known);
  return "unknown " + std::string(kind) + " " + Quote(word) +
         (near.empty() ? "; --help lists them"
                       : "; did you mean " + Quote(near) + "?");
}

}  // namespace

std::string UnknownWord(std::span<const std::string_view> arguments,
                        const std::vector<KnownCommand>& commands) {
  if (arguments.empty() || arguments[0].starts_with('-')) return "";
  const auto command = std::find_if(
      commands.begin(), commands.end(),
      [&](const auto& known) { return known.name == arguments[0]; });
  if (command == commands.end()) {
    std::vector<std::string_view> names;
    names.reserve(commands.size());
    for (const KnownCommand& known : commands) names.push_back(known.name);
    return Unknown("command", arguments[0], names);
  }
  const std::vector<std::string_view> options(command->options.begin(),
                                              command->options.end());
  for (const std::string_view argument : arguments.subspan(1)) {
    if (argument == "--") break;
    const std::string_view word = argument.substr(0, argument.find('='));
    if (!word.starts_with("--") ||
        std::find(options.begin(), options.end(), word) != options.end()) {
      continue;
    }
    return Unknown("option", word, options);
  }
  return "";
}

}  // namespace patron::cli
