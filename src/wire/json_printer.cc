// JSON, on one line or indented.
#include <string>

#include "wire/printers.h"

namespace patron::wire {
namespace {

std::string HexEscape(unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return {'\\', 'u', '0', '0', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

class Printer {
 public:
  Printer(const Tree& tree, JsonStyle style)
      : tree_(tree), pretty_(style == JsonStyle::kPretty) {}

  // `column` is where the value starts, `indent` that of its line.
  [[nodiscard]] std::string Value(NodeId id, size_t indent,
                                  size_t column) const {
    const Node& node = tree_[id];
    if (node.kind == NodeKind::kNull) return "null";
    if (node.kind == NodeKind::kScalar) {
      return node.style == ScalarStyle::kPlain ? node.text
                                               : JsonQuote(node.text);
    }
    if (!pretty_) return Joined(id, indent, ",", ":");
    if (IsFlat(id)) {
      std::string line = Joined(id, indent, ", ", ": ");
      if (column + line.size() < kLineWidth) return line;
    }
    return Block(id, indent);
  }

 private:
  [[nodiscard]] bool IsFlat(NodeId id) const {
    for (NodeId child = tree_[id].first_child; child != kNoNode;
         child = tree_[child].next) {
      if (tree_[child].kind != NodeKind::kScalar) return false;
    }
    return true;
  }

  [[nodiscard]] std::string Joined(NodeId id, size_t indent,
                                   std::string_view comma,
                                   std::string_view colon) const {
    const bool map = tree_[id].kind == NodeKind::kMap;
    std::string text(map ? "{" : "[");
    for (NodeId child = tree_[id].first_child; child != kNoNode;
         child = tree_[child].next) {
      if (tree_[child].index > 0) text.append(comma);
      if (map) text.append(JsonQuote(tree_[child].key)).append(colon);
      text += Value(child, indent, 0);
    }
    return text += map ? '}' : ']';
  }

  [[nodiscard]] std::string Block(NodeId id, size_t indent) const {
    const bool map = tree_[id].kind == NodeKind::kMap;
    std::string text(map ? "{" : "[");
    for (NodeId child = tree_[id].first_child; child != kNoNode;
         child = tree_[child].next) {
      text += tree_[child].index > 0 ? ",\n" : "\n";
      std::string line(indent + 2, ' ');
      if (map) line += JsonQuote(tree_[child].key) + ": ";
      const size_t column = line.size() + 1;  // and a comma after it
      text += line;
      text += Value(child, indent + 2, column);
    }
    text += "\n" + std::string(indent, ' ');
    return text += map ? '}' : ']';
  }

  const Tree& tree_;
  const bool pretty_;
};

}  // namespace

std::string JsonQuote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (c == '\r') {
      quoted += "\\r";
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += HexEscape(byte);
    } else {
      quoted += c;
    }
  }
  return quoted += '"';
}

std::string TreeToJson(const Tree& tree, JsonStyle style) {
  std::string text = tree.empty() ? "{}" : Printer(tree, style).Value(0, 0, 0);
  if (style == JsonStyle::kPretty) text += '\n';
  return text;
}

}  // namespace patron::wire
