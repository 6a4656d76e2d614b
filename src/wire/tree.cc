// Building trees, and going from nodes to paths and back.
#include "wire/tree.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace patron::wire {
namespace {

// The next step of a path: "[2]" or "then". Takes it off `path`.
std::string_view TakeStep(std::string_view& path) {
  if (path.starts_with('.')) path.remove_prefix(1);
  size_t end = path.find_first_of(".[", 1);
  if (path.starts_with('[')) {
    end = path.find(']');
    if (end != std::string_view::npos) ++end;
  }
  const std::string_view step = path.substr(0, end);
  path.remove_prefix(step.size());
  return step;
}

NodeId ListItem(const Tree& tree, NodeId list, std::string_view step) {
  uint32_t index = 0;
  std::from_chars(step.data() + 1, step.data() + step.size(), index);
  NodeId child = tree[list].first_child;
  while (child != kNoNode && tree[child].index != index) {
    child = tree[child].next;
  }
  return child;
}

}  // namespace

std::string JoinPath(std::string_view path, std::string_view field) {
  std::string joined(path);
  if (!joined.empty() && !field.empty() && !field.starts_with('[')) {
    joined += '.';
  }
  return joined.append(field);
}

std::string Tree::PathOf(NodeId id) const {
  std::vector<NodeId> steps;
  for (NodeId at = id; nodes[at].parent != kNoNode; at = nodes[at].parent) {
    steps.push_back(at);
  }
  std::string path;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const Node& node = nodes[*step];
    if (nodes[node.parent].kind == NodeKind::kList) {
      path += "[" + std::to_string(node.index) + "]";
    } else {
      path = JoinPath(path, node.key);
    }
  }
  return path;
}

NodeId Tree::Child(NodeId map, std::string_view key) const {
  NodeId child = nodes[map].first_child;
  while (child != kNoNode && nodes[child].key != key) child = nodes[child].next;
  return child;
}

Tree::Found Tree::Find(std::string_view path) const {
  if (nodes.empty()) return {};
  NodeId at = 0;
  while (!path.empty()) {
    const std::string_view step = TakeStep(path);
    const NodeId child = nodes[at].kind == NodeKind::kList
                             ? ListItem(*this, at, step)
                             : Child(at, step);
    if (child == kNoNode) return {at, false};
    at = child;
  }
  return {at, true};
}

Reason ReasonOfOverfull(Overfull why) {
  return why == Overfull::kTooDeep ? Reason::kTooDeep : Reason::kTooLarge;
}

std::string DescribeOverfull(Overfull why, TreeLimits limits) {
  switch (why) {
    case Overfull::kNot:
      break;
    case Overfull::kTooDeep:
      return "lists and mappings nest deeper than " +
             std::to_string(kDepthMax) + " levels here";
    case Overfull::kTooManyItems:
      return "more than " + std::to_string(limits.items_max) +
             " items in one list or mapping";
    case Overfull::kTooManyNodes:
      return "more than " + std::to_string(limits.nodes_max) +
             " values in one document";
  }
  return "";
}

NodeId TreeBuilder::Add(NodeKind kind, size_t offset) {
  const auto id = static_cast<NodeId>(tree_.nodes.size());
  Node& node = tree_.nodes.emplace_back();
  node.kind = kind;
  node.offset = offset;
  if (levels_.empty()) return id;
  Level& level = levels_.back();
  node.parent = level.node;
  if (level.has_key) {
    node.key = std::move(level.key);
    node.key_offset = level.key_offset;
    level.has_key = false;
  } else {
    node.key_offset = offset;
  }
  if (level.last_child == kNoNode) {
    tree_.nodes[level.node].first_child = id;
  } else {
    node.index = tree_.nodes[level.last_child].index + 1;
    tree_.nodes[level.last_child].next = id;
  }
  level.last_child = id;
  return id;
}

bool TreeBuilder::HasRoom() {
  if (tree_.nodes.size() >= limits_.nodes_max) {
    overfull_ = Overfull::kTooManyNodes;
    return false;
  }
  const NodeId last = levels_.empty() ? kNoNode : levels_.back().last_child;
  if (last != kNoNode && tree_[last].index + 1 >= limits_.items_max) {
    overfull_ = Overfull::kTooManyItems;
    return false;
  }
  return true;
}

bool TreeBuilder::Open(NodeKind kind, size_t offset) {
  if (levels_.size() >= static_cast<size_t>(kDepthMax)) {
    overfull_ = Overfull::kTooDeep;
    return false;
  }
  if (!HasRoom()) return false;
  const NodeId id = Add(kind, offset);
  levels_.push_back({id, kNoNode, false, "", 0});
  return true;
}

void TreeBuilder::Close() { levels_.pop_back(); }

void TreeBuilder::Key(std::string key, size_t offset) {
  Level& level = levels_.back();
  level.has_key = true;
  level.key = std::move(key);
  level.key_offset = offset;
}

bool TreeBuilder::Scalar(std::string text, ScalarStyle style, size_t offset) {
  if (!HasRoom()) return false;
  Node& node = tree_.nodes[Add(NodeKind::kScalar, offset)];
  node.text = std::move(text);
  node.style = style;
  return true;
}

bool TreeBuilder::Null(size_t offset) {
  if (!HasRoom()) return false;
  Add(NodeKind::kNull, offset);
  return true;
}

bool TreeBuilder::WantsKey() const {
  return !levels_.empty() && !levels_.back().has_key &&
         tree_[levels_.back().node].kind == NodeKind::kMap;
}

NodeId TreeBuilder::Innermost() const {
  return levels_.empty() ? kNoNode : levels_.back().node;
}

}  // namespace patron::wire
