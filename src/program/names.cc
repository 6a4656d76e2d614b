#include "program/names.h"

#include "base/quote.h"
#include "patron/error.h"

namespace patron {

std::string Names::Unknown(std::string_view kind, std::string_view name) const {
  std::string text = "unknown " + std::string(kind) + " " + Quote(name);
  const std::string_view near = near_names_left_->fetch_sub(1) > 0
                                    ? NearName(name, names_)
                                    : std::string_view();
  if (!near.empty()) return text + "; did you mean " + Quote(near) + "?";
  if (names_.empty()) text += "; the program declares none";
  return text;
}

}  // namespace patron
