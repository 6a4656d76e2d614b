// What a newer version of a program changes, told from the two trees that their
// canonical text is printed from: a field that is added to programs is told
// without a line here.
//
// Things that have a name are matched by it, wherever they stand in their list;
// the others, such as the effects of a rule, by their place.

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "patron/text.h"
#include "wire/source_text.h"
#include "wire/transcode.h"
#include "wire/tree.h"
#include "wire/values.h"

namespace patron {
namespace {

using wire::kNoNode;
using wire::Node;
using wire::NodeId;
using wire::NodeKind;
using wire::Tree;

using Nodes = std::vector<NodeId>;

constexpr size_t kShownBytesMax = 120;
constexpr size_t kToldOfListMax = 20;

// What one item of a list is called; the others lose their last letter.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNames =
    {{{"points", "points"},
      {"tiers", "tier ladder"},
      {"price_lists", "price list"},
      {"prices", "price of"}}};

std::string NameOfItem(std::string_view list) {
  for (const auto& [key, name] : kNames) {
    if (key == list) return std::string(name);
  }
  return std::string(list.substr(0, list.size() - 1));
}

// What a mapping in a list is known by, or "".
std::string IdentityOf(const Tree& tree, NodeId item) {
  if (tree[item].kind != NodeKind::kMap) return "";
  for (const std::string_view key : {"id", "name", "sku"}) {
    const NodeId id = tree.Child(item, key);
    if (id == kNoNode || tree[id].kind != NodeKind::kScalar) continue;
    const NodeId owner = tree.Child(item, "owner");
    return (owner == kNoNode ? "" : tree[owner].text + ".") + tree[id].text;
  }
  return "";
}

Nodes ChildrenOf(const Tree& tree, NodeId node) {
  Nodes children;
  for (NodeId child = tree[node].first_child; child != kNoNode;
       child = tree[child].next) {
    children.push_back(child);
  }
  return children;
}

// A value on one line. Recursion to the depth of a program, which its messages
// bound.
void AppendValue(const Tree& tree, NodeId id, std::string* out) {
  if (out->size() > kShownBytesMax) return;
  const Node& node = tree[id];
  if (node.kind == NodeKind::kScalar) {
    *out += Shown(node.text);
    return;
  }
  const bool map = node.kind == NodeKind::kMap;
  *out += map ? '{' : '[';
  for (const NodeId child : ChildrenOf(tree, id)) {
    if (tree[child].index != 0) *out += ", ";
    if (map) *out += tree[child].key + ": ";
    AppendValue(tree, child, out);
  }
  *out += map ? '}' : ']';
}

std::string ValueOf(const Tree& tree, NodeId id) {
  std::string text;
  AppendValue(tree, id, &text);
  if (text.size() <= kShownBytesMax) return text;
  size_t end = kShownBytesMax;
  // Not within a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end) + " ...";
}

class Comparison {
 public:
  Comparison(const Tree& before, const Tree& after)
      : before_(before), after_(after) {}

  [[nodiscard]] std::vector<std::string> Run() {
    Maps(0, 0, "");
    return std::move(lines_);
  }

 private:
  void Values(NodeId before, NodeId after, const std::string& where) {
    if (before_[before].kind == NodeKind::kMap &&
        after_[after].kind == NodeKind::kMap) {
      return Maps(before, after, where);
    }
    const std::string was = ValueOf(before_, before);
    const std::string is = ValueOf(after_, after);
    if (was != is) Say(where, was + " -> " + is);
  }

  void Maps(NodeId before, NodeId after, const std::string& where) {
    for (const NodeId is : ChildrenOf(after_, after)) {
      const std::string& key = after_[is].key;
      const NodeId was = before_.Child(before, key);
      if (after_[is].kind == NodeKind::kList) {
        Items(was == kNoNode ? Nodes() : ChildrenOf(before_, was),
              ChildrenOf(after_, is), where, key);
      } else if (was == kNoNode) {
        Say(Join(where, key), "none -> " + ValueOf(after_, is));
      } else {
        Values(was, is, Join(where, key));
      }
    }
    for (const NodeId was : ChildrenOf(before_, before)) {
      const std::string& key = before_[was].key;
      if (after_.Child(after, key) != kNoNode) continue;
      if (before_[was].kind == NodeKind::kList) {
        Items(ChildrenOf(before_, was), {}, where, key);
      } else {
        Say(Join(where, key), ValueOf(before_, was) + " -> none");
      }
    }
  }

  // Of the list `key` of what is at `where`.
  void Items(const Nodes& before, const Nodes& after, const std::string& where,
             const std::string& key) {
    const std::map<std::string, NodeId> old = ByIdentity(before_, before);
    const std::map<std::string, NodeId> now = ByIdentity(after_, after);
    if (old.size() == before.size() && now.size() == after.size()) {
      Named(old, now, where, key);
    } else if (AreScalars(before_, before) && AreScalars(after_, after)) {
      const std::string was = ListOf(before_, before);
      const std::string is = ListOf(after_, after);
      if (was != is) Say(Join(where, key), was + " -> " + is);
    } else {
      ByPlace(before, after, Join(where, key));
    }
  }

  void Named(const std::map<std::string, NodeId>& old,
             const std::map<std::string, NodeId>& now, const std::string& where,
             const std::string& key) {
    std::set<std::string> names;
    for (const auto& [name, node] : old) names.insert(name);
    for (const auto& [name, node] : now) names.insert(name);
    size_t told = 0;
    size_t more = 0;
    for (const std::string& name : names) {
      const auto was = old.find(name);
      const auto is = now.find(name);
      const size_t lines = lines_.size();
      const std::string item = (where.empty() ? "" : where + ": ") +
                               NameOfItem(key) + " " + Quote(name);
      if (was == old.end()) {
        lines_.push_back(item + " is new");
      } else if (is == now.end()) {
        lines_.push_back(item + " is gone");
      } else {
        Maps(was->second, is->second, item);
      }
      if (lines_.size() == lines) continue;
      if (++told <= kToldOfListMax) continue;
      lines_.resize(lines);
      ++more;
    }
    if (more != 0) {
      lines_.push_back((where.empty() ? "" : where + ": ") +
                       std::to_string(more) + " more of " + key + " differ");
    }
  }

  void ByPlace(const Nodes& before, const Nodes& after,
               const std::string& where) {
    for (size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
      const std::string at = where + "[" + std::to_string(i) + "]";
      if (i >= before.size()) {
        Say(at, "none -> " + ValueOf(after_, after[i]));
      } else if (i >= after.size()) {
        Say(at, ValueOf(before_, before[i]) + " -> none");
      } else {
        Values(before[i], after[i], at);
      }
    }
  }

  static std::map<std::string, NodeId> ByIdentity(const Tree& tree,
                                                  const Nodes& items) {
    std::map<std::string, NodeId> found;
    for (const NodeId item : items) {
      std::string identity = IdentityOf(tree, item);
      if (!identity.empty()) found.emplace(std::move(identity), item);
    }
    return found;
  }
  static bool AreScalars(const Tree& tree, const Nodes& items) {
    return std::all_of(items.begin(), items.end(), [&](NodeId item) {
      return tree[item].kind == NodeKind::kScalar;
    });
  }
  static std::string ListOf(const Tree& tree, const Nodes& items) {
    std::string text;
    for (const NodeId item : items) {
      text += (text.empty() ? "[" : ", ") + Shown(tree[item].text);
    }
    return text.empty() ? "none" : text + "]";
  }

  // "rule 'beans': then[0].earn_points" and "points".
  static std::string Join(const std::string& where, const std::string& key) {
    if (where.empty()) return key;
    return where + (where.ends_with('\'') ? ": " : ".") + key;
  }
  void Say(const std::string& where, const std::string& what) {
    lines_.push_back(where + (where.ends_with('\'') ? " " : ": ") + what);
  }

  const Tree& before_;
  const Tree& after_;
  std::vector<std::string> lines_;
};

// What becomes of the points that were earned before, where what they pay is
// about to change.
void SayWhatTheyPay(const PointsCurrency& before, const PointsCurrency& after,
                    std::vector<std::string>* lines) {
  if (!before.pays || (before.pays == after.pays &&
                       before.grandfathered == after.grandfathered)) {
    return;
  }
  std::string what = "cannot pay any more";
  if (after.pays && after.grandfathered) {
    what = "keep paying " + FormatUnitPrice(*before.pays);
  } else if (after.pays) {
    what = "will pay " + FormatUnitPrice(*after.pays);
  }
  lines->push_back("points " + Quote(after.id) + ": those earned before " +
                   what);
}

}  // namespace

std::vector<std::string> DescribeChanges(const Program& before,
                                         const Program& after) {
  wire::Problems problems;
  const Tree old = wire::BytesToTree(wire::ProgramToBytes(before),
                                     wire::ProgramRow(), problems);
  const Tree now = wire::BytesToTree(wire::ProgramToBytes(after),
                                     wire::ProgramRow(), problems);
  std::vector<std::string> lines = Comparison(old, now).Run();
  for (const PointsCurrency& points : after.points) {
    for (const PointsCurrency& known : before.points) {
      if (known.id == points.id) SayWhatTheyPay(known, points, &lines);
    }
  }
  return lines;
}

}  // namespace patron
