// From paths to places.
#include "wire/source_map.h"

#include <utility>

#include "wire/scalar_text.h"

namespace patron {
namespace {

SourcePlace Unknown(const SourceMap::Content& content) {
  return {content.source.file(), 0, 0};
}

}  // namespace

SourceMap::Content::Content(std::string_view given, std::string file,
                            int first_line)
    : text(given), source(text, std::move(file), first_line) {}

SourceMap::SourceMap(std::shared_ptr<const Content> content)
    : content_(std::move(content)) {}

SourcePlace SourceMap::Place(std::string_view path) const {
  if (content_ == nullptr) return {};
  if (content_->tree.empty()) return Unknown(*content_);
  const wire::Tree::Found found = content_->tree.Find(path);
  return content_->source.PlaceOf(content_->tree[found.node].offset);
}

void SourceMap::Locate(Diagnostics& diagnostics) const {
  if (content_ == nullptr) return;
  for (Diagnostic& diagnostic : diagnostics) {
    if (!diagnostic.place.file.empty()) continue;
    if (diagnostic.reason == Reason::kMoreErrors) {
      diagnostic.place = Unknown(*content_);
      continue;
    }
    const SourcePlace within = diagnostic.place;
    if (content_->tree.empty()) {
      diagnostic.place = Unknown(*content_);
      continue;
    }
    const wire::Tree::Found found = content_->tree.Find(diagnostic.path);
    const wire::Node& node = content_->tree[found.node];
    if (within.line > 0 && found.exact &&
        node.kind == wire::NodeKind::kScalar) {
      diagnostic.place = wire::PlaceInScalar(content_->source, node,
                                             {within.line, within.column});
    } else {
      diagnostic.place =
          wire::PlaceOfError(*content_, diagnostic.reason, diagnostic.path);
    }
  }
}

namespace wire {

SourcePlace PlaceOfError(const SourceMap::Content& content, Reason reason,
                         std::string_view path) {
  const Tree::Found found = content.tree.Find(path);
  if (found.node == kNoNode) return Unknown(content);
  const Node& node = content.tree[found.node];
  const bool at_key =
      found.exact && node.parent != kNoNode &&
      (reason == Reason::kUnknownField || reason == Reason::kDuplicateKey ||
       node.kind == NodeKind::kNull);
  return content.source.PlaceOf(at_key ? node.key_offset : node.offset);
}

}  // namespace wire
}  // namespace patron
