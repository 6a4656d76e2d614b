// What both parsers let pass: a key that its mapping already has.
#include "wire/documents.h"

#include <string>

#include "base/hash_map.h"
#include "base/quote.h"
#include "wire/problems.h"

namespace patron::wire {
namespace {

void CheckMap(const SourceText& source, const Tree& tree, NodeId map,
              Diagnostics& diagnostics) {
  // Looked up only, never walked: hashes decide no order.
  StringMap<NodeId> first;
  for (NodeId id = tree[map].first_child; id != kNoNode; id = tree[id].next) {
    if (diagnostics.size() > kProblemsMax) return;
    const Node& node = tree[id];
    const auto [found, added] = first.try_emplace(node.key, id);
    if (added) continue;
    const SourcePlace before = source.PlaceOf(tree[found->second].key_offset);
    diagnostics.push_back({Diagnostic::Severity::kError, Reason::kDuplicateKey,
                           source.PlaceOf(node.key_offset), tree.PathOf(id),
                           Quote(node.key) + " is given twice, first on line " +
                               std::to_string(before.line) +
                               ": remove one of them",
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
