// The two strict parsers: a text of YAML or JSON becomes a tree.
//
//   Tree tree;
//   if (!ReadYaml(source, kProgramLimits, tree, diagnostics)) ...   // syntax
//
// Both refuse, each with its reason and place: syntax errors, nesting deeper
// than kDepthMax (kTooDeep), keys given twice (all of them), a second document,
// an empty text. YAML also refuses anchors, aliases, merge keys and tags
// (kAlias), quotes that are never closed, and more than kFlowItemsMax items
// between brackets (kTooLarge). Both stop at the limits they are given
// (kTooLarge).
//
// Requires: CheckText has passed. Threads: any.
#ifndef PATRON_WIRE_DOCUMENTS_H_
#define PATRON_WIRE_DOCUMENTS_H_

#include "patron/error.h"
#include "wire/source_text.h"
#include "wire/tree.h"

namespace patron::wire {

[[nodiscard]] bool ReadYaml(const SourceText& source, TreeLimits limits,
                            Tree& tree, Diagnostics& diagnostics);
[[nodiscard]] bool ReadJson(const SourceText& source, TreeLimits limits,
                            Tree& tree, Diagnostics& diagnostics);

// One diagnostic for each key that its mapping already has.
void CheckDuplicateKeys(const SourceText& source, const Tree& tree,
                        Diagnostics& diagnostics);

}  // namespace patron::wire

#endif  // PATRON_WIRE_DOCUMENTS_H_
