// YAML as a shopkeeper would write it: short mappings on one line, expressions
// without quotes where YAML lets them be, several lines as a literal block.
#include <algorithm>
#include <string>

#include "wire/printers.h"
#include "wire/source_text.h"

namespace patron::wire {
namespace {

constexpr std::string_view kNone = "";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Words that some YAML or other reads as null, a truth value or a merge.
bool IsReserved(std::string_view text) {
  constexpr std::string_view kWords[] = {"null", "~",  "true", "false",
                                         "yes",  "no", "on",   "off",
                                         "y",    "n",  "<<",   "="};
  return std::find(std::begin(kWords), std::end(kWords), Lower(text)) !=
         std::end(kWords);
}

// Characters that YAML takes as a line end or refuses: control characters,
// NEL, line and paragraph separators, byte order marks and noncharacters.
size_t SpecialSize(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0x20 || byte == 0x7F) return 1;
  if (byte == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0) return 2;
  const std::string_view three = text.substr(0, 3);
  const bool special = three == "\u2028" || three == "\u2029" ||
                       three == "\uFEFF" || three == "\uFFFE" ||
                       three == "\uFFFF";
  return special ? 3 : 0;
}

bool HasSpecial(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (SpecialSize(text.substr(i)) > 0) return true;
  }
  return false;
}

bool CanBePlain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  if (IsReserved(text) || HasSpecial(text)) return false;
  const bool negative = text[0] == '-' && text.size() > 1 && IsDigit(text[1]);
  constexpr std::string_view kIndicators = "-?:,[]{}#&*!|>'\"%@`=.";
  if (!negative && kIndicators.find(text[0]) != kNone.npos) return false;
  if (text.find(": ") != kNone.npos || text.find(" #") != kNone.npos ||
      text.back() == ':') {
    return false;
  }
  // 15:00 was 900 once.
  return !(IsDigit(text[0]) && text.find(':') != kNone.npos);
}

bool CanBePlainInFlow(std::string_view text) {
  return CanBePlain(text) && text.find_first_of(",[]{}?:") == kNone.npos;
}

// A code point of two or three bytes as an escape.
std::string Escape(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto at = [&](size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(bytes[i]));
  };
  unsigned code = at(0);
  if (bytes.size() == 2) code = (at(0) & 0x1FU) << 6U | (at(1) & 0x3FU);
  if (bytes.size() == 3) {
    code = (at(0) & 0x0FU) << 12U | (at(1) & 0x3FU) << 6U | (at(2) & 0x3FU);
  }
  std::string text = code < 0x100 ? "\\x" : "\\u";
  for (int shift = code < 0x100 ? 4 : 12; shift >= 0; shift -= 4) {
    text += kDigits[code >> static_cast<unsigned>(shift) & 15U];
  }
  return text;
}

std::string DoubleQuoted(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    size_t size = SpecialSize(text);
    if (text[0] == '"' || text[0] == '\\') {
      quoted += {'\\', text[0]};
    } else if (text[0] == '\n') {
      quoted += "\\n";
    } else if (text[0] == '\t') {
      quoted += "\\t";
    } else if (size > 0) {
      quoted += Escape(text.substr(0, size));
    } else {
      quoted += text[0];
    }
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return quoted += '"';
}

std::string SingleQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += c;
    quoted += c;
  }
  return quoted += '\'';
}

// Single quotes keep an expression's own double quotes readable.
std::string Quoted(std::string_view text) {
  const bool escapes = HasSpecial(text);
  const bool inner = text.find_first_of("\"\\") != kNone.npos;
  return !escapes && inner ? SingleQuoted(text) : DoubleQuoted(text);
}

// Whether a literal block gives the text back: lines without special
// characters, the first neither blank nor indented, at most one end at the end.
bool CanBeLiteral(std::string_view text) {
  if (text.empty() || text[0] == ' ' || text[0] == '\n') return false;
  if (text.find('\n') == kNone.npos || text.ends_with("\n\n")) return false;
  size_t start = 0;
  while (start < text.size()) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    if (HasSpecial(line)) return false;
    // A line of blanks only would be taken for an empty one.
    if (!line.empty() && line.find_first_not_of(' ') == kNone.npos) {
      return false;
    }
    start = end + 1;
  }
  return true;
}

class Printer {
 public:
  explicit Printer(const Tree& tree) : tree_(tree) {}

  // The lines of a mapping; the first is not indented, as it may follow "- ".
  void Map(NodeId id, size_t indent) {
    for (NodeId child = tree_[id].first_child; child != kNoNode;
         child = tree_[child].next) {
      const Node& node = tree_[child];
      if (node.index > 0) out_.append(indent, ' ');
      out_ += node.key + ":";
      if (InFlow(child, indent + node.key.size() + 2) ||
          node.kind == NodeKind::kScalar) {
        out_ += ' ';
        ScalarOrFlow(child, indent);
      } else {
        out_ += '\n';
        out_.append(indent + 2, ' ');
        Block(child, indent + 2);
      }
    }
  }

  std::string Take() { return std::move(out_); }

 private:
  void Block(NodeId id, size_t indent) {
    if (tree_[id].kind == NodeKind::kMap) return Map(id, indent);
    for (NodeId child = tree_[id].first_child; child != kNoNode;
         child = tree_[child].next) {
      if (tree_[child].index > 0) out_.append(indent, ' ');
      out_ += "- ";
      if (InFlow(child, indent + 2) || tree_[child].kind == NodeKind::kScalar) {
        ScalarOrFlow(child, indent);
      } else {
        Block(child, indent + 2);
      }
    }
  }

  // Ends the line.
  void ScalarOrFlow(NodeId id, size_t indent) {
    const Node& node = tree_[id];
    if (node.kind != NodeKind::kScalar) {
      out_ += Flow(id);
    } else if (node.style == ScalarStyle::kPlain || CanBePlain(node.text)) {
      out_ += node.text;
    } else if (CanBeLiteral(node.text)) {
      return Literal(node.text, indent + 2);
    } else {
      out_ += Quoted(node.text);
    }
    out_ += '\n';
  }

  void Literal(std::string_view text, size_t indent) {
    out_ += text.ends_with('\n') ? "|\n" : "|-\n";
    if (text.ends_with('\n')) text.remove_suffix(1);
    size_t start = 0;
    while (start <= text.size()) {
      const size_t end = std::min(text.find('\n', start), text.size());
      if (end > start) {
        out_.append(indent, ' ').append(text.substr(start, end - start));
      }
      out_ += '\n';
      start = end + 1;
    }
  }

  // Whether the mapping or list at `column` stands on one line.
  [[nodiscard]] bool InFlow(NodeId id, size_t column) const {
    if (tree_[id].kind == NodeKind::kScalar) return false;
    // Cheap first: long lists need not be written to see that they are long.
    size_t width = column;
    for (NodeId child = tree_[id].first_child; child != kNoNode;
         child = tree_[child].next) {
      const Node& node = tree_[child];
      if (node.kind != NodeKind::kScalar) return false;
      if (node.text.find('\n') != std::string::npos) return false;
      width += node.key.size() + node.text.size();
      if (width >= kLineWidth) return false;
    }
    return column + Flow(id).size() <= kLineWidth;
  }

  [[nodiscard]] std::string Flow(NodeId id) const {
    const bool map = tree_[id].kind == NodeKind::kMap;
    std::string text(map ? "{" : "[");
    for (NodeId child = tree_[id].first_child; child != kNoNode;
         child = tree_[child].next) {
      const Node& node = tree_[child];
      if (node.index > 0) text += ", ";
      if (map) text += node.key + ": ";
      const bool plain =
          node.style == ScalarStyle::kPlain || CanBePlainInFlow(node.text);
      text += plain ? node.text : Quoted(node.text);
    }
    return text += map ? '}' : ']';
  }

  const Tree& tree_;
  std::string out_;
};

}  // namespace

std::string TreeToYaml(const Tree& tree) {
  if (tree.empty() || tree[0].first_child == kNoNode) return "{}\n";
  Printer printer(tree);
  printer.Map(0, 0);
  return printer.Take();
}

}  // namespace patron::wire
