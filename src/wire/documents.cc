// What both parsers let pass: a key that its mapping already has.
#include "wire/documents.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/quote.h"
#include "wire/problems.h"

namespace patron::wire {
namespace {

void CheckMap(const SourceText& source, const Tree& tree, NodeId map,
              Diagnostics& diagnostics) {
  std::vector<NodeId> children;
  for (NodeId id = tree[map].first_child; id != kNoNode; id = tree[id].next) {
    children.push_back(id);
  }
  std::stable_sort(children.begin(), children.end(), [&](NodeId a, NodeId b) {
    return tree[a].key < tree[b].key;
  });
  size_t first = 0;
  for (size_t i = 1; i < children.size(); ++i) {
    const Node& node = tree[children[i]];
    if (node.key != tree[children[first]].key) {
      first = i;
      continue;
    }
    if (diagnostics.size() >= kProblemsMax) return;
    const SourcePlace before = source.PlaceOf(tree[children[first]].key_offset);
    diagnostics.push_back(
        {Diagnostic::Severity::kError, Reason::kDuplicateKey,
         source.PlaceOf(node.key_offset), tree.PathOf(children[i]),
         Quote(node.key) + " is given twice, first on line " +
             std::to_string(before.line) + ": remove one of them",
         ""});
  }
}

}  // namespace

void CheckDuplicateKeys(const SourceText& source, const Tree& tree,
                        Diagnostics& diagnostics) {
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    if (tree[id].kind == NodeKind::kMap) {
      CheckMap(source, tree, id, diagnostics);
    }
  }
}

}  // namespace patron::wire
