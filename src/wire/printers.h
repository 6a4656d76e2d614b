// A tree as canonical YAML or JSON: equal trees give equal text.
//
//   std::string yaml = TreeToYaml(BytesToTree(bytes, ProgramRow(), problems));
//
// A mapping or a list of scalars that fits on its line stands on one; all else
// is indented by two. A scalar of style kPlain is printed as it is, any other
// is text and quoted where YAML would misread it. The root must be a mapping.
//
// Threads: any. Limits: recursion to the tree's depth, at most kDepthMax.
#ifndef PATRON_WIRE_PRINTERS_H_
#define PATRON_WIRE_PRINTERS_H_

#include <string>
#include <string_view>

#include "patron/text.h"
#include "wire/tree.h"

namespace patron::wire {

inline constexpr size_t kLineWidth = 80;

[[nodiscard]] std::string TreeToYaml(const Tree& tree);
[[nodiscard]] std::string TreeToJson(const Tree& tree, JsonStyle style);

// Text in double quotes with the escapes of JSON.
[[nodiscard]] std::string JsonQuote(std::string_view text);

}  // namespace patron::wire

#endif  // PATRON_WIRE_PRINTERS_H_
