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
// Threads: values. Limits: kDepthMax.
#ifndef PATRON_WIRE_TREE_H_
#define PATRON_WIRE_TREE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patron::wire {

// How deep mappings and lists may nest; programs need 8.
inline constexpr int kDepthMax = 64;

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

class TreeBuilder {
 public:
  explicit TreeBuilder(Tree& tree) : tree_(tree) {}

  // False where the new mapping or list would be deeper than kDepthMax.
  [[nodiscard]] bool Open(NodeKind kind, size_t offset);
  void Close();
  // In a mapping, before each value.
  void Key(std::string key, size_t offset);
  void Scalar(std::string text, ScalarStyle style, size_t offset);
  void Null(size_t offset);

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

  NodeId Add(NodeKind kind, size_t offset);

  Tree& tree_;
  std::vector<Level> levels_;
};

}  // namespace patron::wire

#endif  // PATRON_WIRE_TREE_H_
