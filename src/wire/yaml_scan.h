// A light look at YAML before the parser: how deep brackets nest, how much one
// pair of them holds, which quotes and brackets are never closed.
//
// The parser keeps everything from an opening bracket to its closing one in
// memory before it hands on the first token, so these are refused first.
//
// Threads: free functions, any thread. Limits: kFlowItemsMax.
#ifndef PATRON_WIRE_YAML_SCAN_H_
#define PATRON_WIRE_YAML_SCAN_H_

#include <cstddef>
#include <string_view>

#include "wire/source_text.h"

namespace patron::wire {

// The most items between one outermost pair of brackets; longer lists are
// written as lines with "- ".
inline constexpr size_t kFlowItemsMax = 100'000;

// Offsets; npos where there is none. The latter two are hints: a text that is
// folded over lines may start one with a bracket.
struct YamlScan {
  static constexpr size_t kNone = std::string_view::npos;

  size_t too_deep = kNone;          // the first bracket beyond kDepthMax
  size_t too_many = kNone;          // the first item beyond kFlowItemsMax
  size_t unclosed_quote = kNone;    // where it opens
  size_t unclosed_bracket = kNone;  // the innermost that is open at the end
};

[[nodiscard]] YamlScan ScanYaml(const SourceText& source);

}  // namespace patron::wire

#endif  // PATRON_WIRE_YAML_SCAN_H_
