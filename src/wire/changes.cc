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
#include <variant>
#include <vector>

#include "base/quote.h"
#include "model/points_of.h"
#include "patron/calendar.h"
#include "patron/effect.h"
#include "patron/points.h"
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
constexpr size_t kToldBefore = 40;  // of what two long values share
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

// A value on one line, to a length that tells whether two differ. Recursion to
// the depth of a program, which its messages bound.
void AppendValue(const Tree& tree, NodeId id, std::string* out) {
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
    if (out->size() > kShownBytesMax) break;
  }
  *out += map ? '}' : ']';
}

// The beginning of a character at or before `at`.
size_t WholeCharacter(std::string_view text, size_t at) {
  while (at > 0 && at < text.size() &&
         (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
    --at;
  }
  return at;
}

// As much of a value as anybody reads, from a character on.
std::string Cut(std::string_view text, size_t from = 0) {
  std::string shown = from == 0 ? "" : "... ";
  text.remove_prefix(from);
  if (text.size() <= kShownBytesMax) return shown.append(text);
  return shown.append(text.substr(0, WholeCharacter(text, kShownBytesMax))) +
         " ...";
}

std::string ValueOf(const Tree& tree, NodeId id) {
  std::string text;
  AppendValue(tree, id, &text);
  return Cut(text);
}

// "a -> b"; of long ones the part where they begin to differ.
std::string Differ(std::string_view was, std::string_view is) {
  const auto [at, unused] =
      std::mismatch(was.begin(), was.end(), is.begin(), is.end());
  size_t from = static_cast<size_t>(at - was.begin());
  from = from < kShownBytesMax - kToldBefore
             ? 0
             : WholeCharacter(was, from - kToldBefore);
  return Cut(was, from) + " -> " + Cut(is, from);
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
    std::string was;
    std::string is;
    AppendValue(before_, before, &was);
    AppendValue(after_, after, &is);
    if (was != is) Say(where, Differ(was, is));
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
      Order(before, after, where, key);
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

  // Of levels alone: whoever fulfils several conditions has the last. All else
  // that has a name is the same in any order.
  void Order(const Nodes& before, const Nodes& after, const std::string& where,
             const std::string& key) {
    if (key != "levels") return;
    const auto common = [](const Tree& tree, const Nodes& items,
                           const Tree& other, const Nodes& others) {
      const auto known = ByIdentity(other, others);
      std::string text;
      for (const NodeId item : items) {
        const std::string name = IdentityOf(tree, item);
        if (!known.contains(name)) continue;
        text += (text.empty() ? "[" : ", ") + Shown(name);
      }
      return text + "]";
    };
    const std::string was = common(before_, before, after_, after);
    const std::string is = common(after_, after, before_, before);
    if (was != is) Say(Join(where, key), was + " -> " + is);
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

// What becomes of the points that were earned before, where what they can do is
// about to change.
class PointsBefore {
 public:
  PointsBefore(const Program& before, const Program& after,
               std::vector<std::string>* lines)
      : before_(before), after_(after), lines_(*lines) {}

  void Run() {
    for (const PointsCurrency& is : after_.points) {
      const PointsCurrency* const was = FindPoints(before_, is.id);
      if (was == nullptr) continue;
      Pay(*was, is);
      BuyRewards(is.id);
      AreGiven(*was, is);
      ArePooled(*was, is);
    }
    for (const PointsCurrency& was : before_.points) {
      if (FindPoints(after_, was.id) != nullptr) continue;
      Say(was.id,
          "those earned before lie idle: nothing takes them any more, and they "
          "lapse as they would have");
    }
  }

 private:
  void Say(std::string_view id, std::string_view what) {
    lines_.push_back("points " + Quote(id) + ": " + std::string(what));
  }

  void Pay(const PointsCurrency& was, const PointsCurrency& is) {
    if (!was.pays ||
        (was.pays == is.pays && was.grandfathered == is.grandfathered)) {
      return;
    }
    std::string what = "cannot pay any more";
    if (is.pays && is.grandfathered) {
      what = "keep paying " + FormatUnitPrice(*was.pays);
    } else if (is.pays) {
      what = "will pay " + FormatUnitPrice(*is.pays);
    }
    Say(is.id, "those earned before " + what);
  }

  void BuyRewards(std::string_view id) {
    const auto takes = [&](const Reward& reward) {
      return reward.currency == id;
    };
    if (std::any_of(before_.rewards.begin(), before_.rewards.end(), takes) &&
        std::none_of(after_.rewards.begin(), after_.rewards.end(), takes)) {
      Say(id, "no reward takes those earned before any more");
    }
  }

  void AreGiven(const PointsCurrency& was, const PointsCurrency& is) {
    if (was.transfers == is.transfers) return;
    if (!is.transfers) {
      return Say(is.id, "nobody can give away those earned before any more");
    }
    if (!was.transfers ||
        was.transfers->within_household != is.transfers->within_household) {
      Say(is.id, is.transfers->within_household
                     ? "those earned before can be given away within a "
                       "household only"
                     : "those earned before can be given to anybody");
    }
    if (was.transfers && was.transfers->expiry != is.transfers->expiry) {
      Say(is.id, is.transfers->expiry == Transfers::Expiry::kKeep
                     ? "those earned before lapse when they would have, also "
                       "where they are given away from now on"
                     : "those earned before live, where they are given away "
                       "from now on, as if earned on that day");
    }
  }

  void ArePooled(const PointsCurrency& was, const PointsCurrency& is) {
    if (was.pooled == is.pooled) return;
    Say(is.id, is.pooled ? "members of a household spend together also those "
                           "earned before"
                         : "each member of a household spends their own again, "
                           "also those earned before");
  }

  const Program& before_;
  const Program& after_;
  std::vector<std::string>& lines_;
};

// The rules whose stamps are kept from visit to visit.
std::set<std::string_view> RulesWithCards(const Program& program) {
  std::set<std::string_view> rules;
  for (const Rule& rule : program.rules) {
    for (const Effect& effect : rule.then) {
      const auto* const card = std::get_if<StampCard>(&effect.what);
      if (card != nullptr && card->over_visits) rules.insert(rule.id);
    }
  }
  return rules;
}

void SayWhichStampsLieIdle(const Program& before, const Program& after,
                           std::vector<std::string>* lines) {
  const std::set<std::string_view> cards = RulesWithCards(after);
  for (const std::string_view rule : RulesWithCards(before)) {
    if (cards.contains(rule)) continue;
    lines->push_back("rule " + Quote(rule) +
                     ": the stamps on its card lie idle, since they are kept "
                     "by the rule's id");
  }
}

// A version that begins before the one that it is taken to follow.
void SayWhichHoldsWhen(const Program& before, const Program& after,
                       std::vector<std::string>* lines) {
  if (!(after.valid_from < before.valid_from)) return;
  lines->push_back("version " + Quote(after.version) + " begins before " +
                   Quote(before.version) + ": it holds until " +
                   FormatDate(AddDays(before.valid_from, -1)) + ", and from " +
                   FormatDate(before.valid_from) + " on " +
                   Quote(before.version) + " does");
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
  PointsBefore(before, after, &lines).Run();
  SayWhichStampsLieIdle(before, after, &lines);
  SayWhichHoldsWhen(before, after, &lines);
  return lines;
}

}  // namespace patron
