// A document as a tree: mappings, lists and scalars, before anybody asks what
// they mean. YAML, JSON and bytes become trees, and trees become YAML and JSON.
// Scalars stay text, so that no money ever passes a double.
//
//   Tree tree;
//   TreeBuilder build(tree);
//   build.Open(NodeKind::kMap, 0);
//   build.Key("program", 0);
//   build.Scalar("cafe", ScalarStyle::kPlain, 9);
//   build.Close();
//
// The nodes lie in one vector and know each other by index, so that a tree of
// any shape is built, walked and freed without recursion.
//
// Threads: values. Limits: kDepthMax, and what a document of a person's may
// hold: kProgramLimits, kEventLimits.
#ifndef PATRON_WIRE_TREE_H_
#define PATRON_WIRE_TREE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "patron/error.h"

namespace patron::wire {

// How deep mappings and lists may nest; programs need 8.
inline constexpr int kDepthMax = 64;

struct TreeLimits {
  uint32_t items_max = UINT32_MAX;  // of a list or a mapping
  size_t nodes_max = SIZE_MAX;
};

// An event: as many items as it may have lines, and 26 values for each, more
// than 8 MiB hold where every value has a name. Without it 8 MiB of "{}" would
// become a gigabyte.
inline constexpr TreeLimits kEventLimits = {20'000, size_t{1} << 19U};

// A program: its longest list is one of prices, three values each. 8 MiB of
// "- {sku: A1, price: 1.99}" are as many as these.
inline constexpr TreeLimits kProgramLimits = {350'000, size_t{1} << 20U};

using NodeId = uint32_t;
inline constexpr NodeId kNoNode = UINT32_MAX;

enum class NodeKind : uint8_t { kNull, kScalar, kMap, kList };

enum class ScalarStyle : uint8_t {
  kPlain,         // YAML without quotes on one line; JSON numbers, true, false
  kPlainLines,    // YAML without quotes over several lines
  kSingleQuoted,  // YAML
  kDoubleQuoted,  // YAML, JSON
  kLiteral,       // YAML |
  kFolded,        // YAML >
};

struct Node {
  NodeKind kind = NodeKind::kNull;
  ScalarStyle style = ScalarStyle::kPlain;
  NodeId parent = kNoNode;
  NodeId first_child = kNoNode;
  NodeId next = kNoNode;
  uint32_t index = 0;  // among its siblings
  std::string key;     // in a mapping
  std::string text;    // of a scalar
  size_t key_offset = 0;
  size_t offset = 0;
};

struct Tree {
  std::vector<Node> nodes;  // 0 is the root, if there is one

  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes[id]; }
  [[nodiscard]] bool empty() const { return nodes.empty(); }

  // "rules[2].then[0].percent_off.rate"; "" for the root.
  [[nodiscard]] std::string PathOf(NodeId id) const;

  // The child of that name in a mapping, or kNoNode.
  [[nodiscard]] NodeId Child(NodeId map, std::string_view key) const;

  // The node at `path`, or the nearest one above it that exists. kNoNode in an
  // empty tree.
  struct Found {
    NodeId node = kNoNode;
    bool exact = false;
  };
  [[nodiscard]] Found Find(std::string_view path) const;
};

// "then[0]" and "percent_off" make "then[0].percent_off".
[[nodiscard]] std::string JoinPath(std::string_view path,
                                   std::string_view field);

// What keeps a value out of a tree, and which limit it was.
enum class Overfull : uint8_t { kNot, kTooDeep, kTooManyItems, kTooManyNodes };

// "lists and mappings nest deeper than 64 levels here".
[[nodiscard]] std::string DescribeOverfull(Overfull why, TreeLimits limits);
[[nodiscard]] Reason ReasonOfOverfull(Overfull why);

class TreeBuilder {
 public:
  explicit TreeBuilder(Tree& tree, TreeLimits limits = {})
      : tree_(tree), limits_(limits) {}

  // False where a limit is passed: overfull() says which. Nothing is added
  // then.
  [[nodiscard]] bool Open(NodeKind kind, size_t offset);
  void Close();
  // In a mapping, before each value.
  void Key(std::string key, size_t offset);
  [[nodiscard]] bool Scalar(std::string text, ScalarStyle style, size_t offset);
  [[nodiscard]] bool Null(size_t offset);

  [[nodiscard]] Overfull overfull() const { return overfull_; }
  [[nodiscard]] TreeLimits limits() const { return limits_; }

  // Whether the innermost open collection is a mapping that waits for a key.
  [[nodiscard]] bool WantsKey() const;
  // The innermost open collection, or kNoNode.
  [[nodiscard]] NodeId Innermost() const;

 private:
  struct Level {
    NodeId node = kNoNode;
    NodeId last_child = kNoNode;
    bool has_key = false;
    std::string key;
    size_t key_offset = 0;
  };

  [[nodiscard]] bool HasRoom();
  NodeId Add(NodeKind kind, size_t offset);

  Tree& tree_;
  TreeLimits limits_;
  Overfull overfull_ = Overfull::kNot;
  std::vector<Level> levels_;
};

}  // namespace patron::wire

#endif  // PATRON_WIRE_TREE_H_
