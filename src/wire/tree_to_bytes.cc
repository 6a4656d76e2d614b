// A document by the table to the bytes that the LITE message parses. Recursion
// follows the table, whose depth is fixed; what a user nests beyond it is a
// wrong type and not entered.
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "patron/rounding.h"
#include "wire/transcode.h"
#include "wire/wire_format.h"

namespace patron::wire {
namespace {

// "a, b or c".
std::string Alternatives(const std::vector<std::string_view>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text.append(words[i]);
  }
  return text;
}

// "; did you mean 'when'?", or what else there is.
std::string Hint(std::string_view word,
                 const std::vector<std::string_view>& known) {
  const std::string_view near = NearName(word, known);
  if (!near.empty()) return "; did you mean " + Quote(near) + "?";
  return ": expected " + Alternatives(known);
}

std::string_view Expected(const FieldRow& field) {
  switch (field.type) {
    case FieldType::kString:
      return "text";
    case FieldType::kBool:
      return "true or false";
    case FieldType::kInt32:
    case FieldType::kInt64:
    case FieldType::kUint32:
      return "a whole number";
    case FieldType::kEnum:
      return "a word";
    case FieldType::kMessage:
      return "a mapping";
  }
  return "a value";
}

std::string_view Described(const Node& node) {
  switch (node.kind) {
    case NodeKind::kNull:
      return "nothing";
    case NodeKind::kScalar:
      return "a single value";
    case NodeKind::kMap:
      return "a mapping";
    case NodeKind::kList:
      return "a list";
  }
  return "something else";
}

bool IsWord(const Node& node, std::string_view word) {
  return node.style == ScalarStyle::kPlain && node.text == word;
}

bool IsBool(const Node& node) {
  return IsWord(node, "true") || IsWord(node, "false");
}

bool IsDigit(std::string_view text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

// What the comment of a field has for an example: such as "12 months".
std::string_view SuchAs(const FieldRow& field) {
  constexpr std::string_view kBegin = "such as \"";
  const size_t at = field.comment.find(kBegin);
  if (at == std::string_view::npos) {
    return field.comment.starts_with("Money")  ? "5.00"
           : field.comment.starts_with("Rate") ? "10%"
                                               : "";
  }
  const std::string_view rest = field.comment.substr(at + kBegin.size());
  return rest.substr(0, rest.find('"'));
}

// The word of a field that stands in its mapping's place, or "".
std::string_view WordFor(const FieldRow& field, std::string_view text) {
  if (field.enumeration == nullptr) return "";
  std::vector<std::string_view> words;
  for (const EnumValueRow& value : field.enumeration->values) {
    if (value.name == text) return value.name;
    words.push_back(value.name);
  }
  return NearName(text, words);
}

// The field that a single value was meant for: the one that has such a word,
// else the first that is required, else the first.
const FieldRow& MeantBy(const MessageRow& row, std::string_view text) {
  const FieldRow* meant = nullptr;
  for (const FieldRow& field : row.fields) {
    if (field.message != nullptr || field.repeated) continue;
    if (!WordFor(field, text).empty()) return field;
    if (meant == nullptr || (field.required && !meant->required))
      meant = &field;
  }
  return meant == nullptr ? row.fields[0] : *meant;
}

// A value for a field of an example, from the text where that may be it.
std::string ExampleValue(const FieldRow& field, std::string_view text,
                         Dialect dialect) {
  if (field.repeated) return "[...]";
  if (field.message != nullptr) return "{...}";
  std::string_view value = text;
  switch (field.type) {
    case FieldType::kBool:
      return "true";
    case FieldType::kInt32:
    case FieldType::kInt64:
    case FieldType::kUint32:
      return IsDigit(text) ? std::string(text) : "1";
    case FieldType::kEnum:
      value = WordFor(field, text);
      if (value.empty()) value = field.enumeration->values[0].name;
      break;
    default:
      if (text.empty() || (IsDigit(SuchAs(field)) && !IsDigit(text))) {
        value = SuchAs(field);
      }
  }
  if (value.empty()) value = "...";
  return dialect == Dialect::kJson ? "\"" + Shown(value) + "\"" : Shown(value);
}

// "{expiry: keep}": what belongs where something else stands.
std::string ExampleOf(const MessageRow& row, const Node& node,
                      Dialect dialect) {
  const bool single = node.kind == NodeKind::kScalar;
  const FieldRow& meant = MeantBy(row, single ? node.text : "");
  std::string text;
  for (const FieldRow& field : row.fields) {
    if (&field != &meant && !field.required) continue;
    const std::string name(field.name);
    text += (text.empty() ? "{" : ", ") +
            (dialect == Dialect::kJson ? "\"" + name + "\"" : name) + ": " +
            ExampleValue(field, single && &field == &meant ? node.text : "",
                         dialect);
  }
  return text + "}";
}

class Writer {
 public:
  Writer(const Tree& tree, Dialect dialect, Problems& problems)
      : tree_(tree), dialect_(dialect), problems_(problems) {}

  // Requires: `id` is a mapping.
  std::string Message(NodeId id, const MessageRow& row) {
    std::string out;
    std::vector<NodeId> chosen(row.oneofs.size(), kNoNode);
    for (NodeId child = tree_[id].first_child; child != kNoNode;
         child = tree_[child].next) {
      const Node& node = tree_[child];
      const FieldRow* field = FindField(row, node.key);
      if (field == nullptr) {
        UnknownField(child, row);
        continue;
      }
      if (field->oneof >= 0 && node.kind != NodeKind::kNull) {
        CheckChoice(child, chosen[static_cast<size_t>(field->oneof)]);
      }
      Field(child, *field, out);
    }
    return out;
  }

 private:
  void Add(NodeId id, Reason reason, std::string message) {
    problems_.Add(reason, tree_.PathOf(id), std::move(message));
  }

  void WrongType(NodeId id, std::string_view expected,
                 const std::string& example = "") {
    Add(id, Reason::kWrongType,
        "expected " + std::string(expected) + ", found " +
            std::string(Described(tree_[id])) + example);
  }

  void NoList(NodeId id, const FieldRow& field) {
    const Node& node = tree_[id];
    std::string write = "write it in brackets, [first, second]";
    if (field.message != nullptr) {
      write = node.kind == NodeKind::kScalar
                  ? "write " + node.key + ": [" +
                        ExampleOf(*field.message, node, dialect_) + "]"
                  : "begin each item with '- ', or write it in brackets, "
                    "[{...}, {...}]";
    }
    WrongType(id, "a list", ": " + write);
  }

  void UnknownField(NodeId id, const MessageRow& row) {
    const std::string& key = tree_[id].key;
    const NodeId before = IsDecimals(id) ? Before(id) : kNoNode;
    if (before != kNoNode && tree_[before].kind == NodeKind::kScalar &&
        EndsInDigit(tree_[before].text)) {
      return DecimalComma(before, key);
    }
    std::vector<std::string_view> names;
    for (const FieldRow& field : row.fields) names.push_back(field.name);
    Add(id, Reason::kUnknownField,
        "unknown field " + Quote(key) + Hint(key, names));
  }

  // Digits with nothing behind them.
  [[nodiscard]] bool IsDecimals(NodeId id) const {
    const Node& node = tree_[id];
    return node.kind == NodeKind::kNull && IsDigit(node.key.substr(0, 1));
  }

  static bool EndsInDigit(std::string_view text) {
    return !text.empty() && IsDigit(text.substr(text.size() - 1));
  }

  // In braces, "amount: 1,00" is two entries.
  void DecimalComma(NodeId id, const std::string& rest) {
    const std::string& whole = tree_[id].text;
    const bool thousands =
        rest.size() == 3 &&
        rest.find_first_not_of("0123456789") == std::string::npos;
    Add(id, Reason::kBadNumber,
        Quote(whole + "," + rest) + ": the decimal sign is a point, write " +
            whole + "." + rest +
            (thousands ? "; thousands have none, write " + whole + rest : ""));
  }

  [[nodiscard]] NodeId Before(NodeId id) const {
    NodeId before = kNoNode;
    for (NodeId at = tree_[tree_[id].parent].first_child; at != id;
         at = tree_[at].next) {
      before = at;
    }
    return before;
  }

  // One of several alternatives may be given.
  void CheckChoice(NodeId id, NodeId& chosen) {
    if (chosen == kNoNode) {
      chosen = id;
      return;
    }
    Add(id, Reason::kDuplicateKey,
        Quote(tree_[id].key) + " and " + Quote(tree_[chosen].key) +
            " cannot stand together: make two items of them");
  }

  void Field(NodeId id, const FieldRow& field, std::string& out) {
    const Node& node = tree_[id];
    if (node.kind == NodeKind::kNull) {
      if (dialect_ == Dialect::kJson) return;
      Add(id, Reason::kMissingField,
          Quote(field.name) + " has no value: write one, or remove the field");
      return;
    }
    if (!field.repeated) {
      Value(id, field, out);
      return;
    }
    if (node.kind == NodeKind::kMap && field.message == &AttributeValueRow()) {
      Attributes(id, field, out);
      return;
    }
    if (node.kind != NodeKind::kList) {
      NoList(id, field);
      return;
    }
    for (NodeId item = node.first_child; item != kNoNode;
         item = tree_[item].next) {
      if (tree_[item].kind == NodeKind::kNull) {
        Add(item, Reason::kMissingField,
            "an item without a value: write one, or remove it");
      } else {
        Value(item, field, out);
      }
    }
  }

  // Attributes as a mapping from name to value.
  void Attributes(NodeId id, const FieldRow& field, std::string& out) {
    const MessageRow& row = *field.message;
    for (NodeId item = tree_[id].first_child; item != kNoNode;
         item = tree_[item].next) {
      const Node& node = tree_[item];
      if (node.kind == NodeKind::kNull && dialect_ == Dialect::kJson) {
        continue;
      }
      std::string attribute;
      AppendText(*FindField(row, "name"), node.key, attribute);
      if (node.kind == NodeKind::kMap) {
        if (tree_.Child(item, "name") != kNoNode) {
          UnknownField(tree_.Child(item, "name"), row);
        }
        attribute += Message(item, row);
      } else if (node.kind == NodeKind::kScalar) {
        Value(item, *FindField(row, AttributeType(node)), attribute);
      } else {
        WrongType(item, "a value, or a mapping such as {money: 2.00 EUR}");
      }
      AppendText(field, attribute, out);
    }
  }

  static std::string_view AttributeType(const Node& node) {
    if (IsBool(node)) return "bool";
    const bool whole = node.style == ScalarStyle::kPlain &&
                       node.text.find('.') == std::string::npos &&
                       ParseDecimal(node.text, 0).ok();
    return whole ? "int" : "string";
  }

  void Value(NodeId id, const FieldRow& field, std::string& out) {
    const Node& node = tree_[id];
    const NodeKind wanted =
        field.type == FieldType::kMessage ? NodeKind::kMap : NodeKind::kScalar;
    if (node.kind != wanted) {
      WrongType(id, Expected(field),
                field.message == nullptr
                    ? ""
                    : ": write " + (node.key.empty() ? "" : node.key + ": ") +
                          ExampleOf(*field.message, node, dialect_));
      return;
    }
    switch (field.type) {
      case FieldType::kString:
        Text(id, field, out);
        break;
      case FieldType::kBool:
        Bool(id, field, out);
        break;
      case FieldType::kInt32:
      case FieldType::kInt64:
      case FieldType::kUint32:
        Integer(id, field, out);
        break;
      case FieldType::kEnum:
        Enum(id, field, out);
        break;
      case FieldType::kMessage:
        AppendText(field, Message(id, *field.message), out);
        break;
    }
  }

  void Text(NodeId id, const FieldRow& field, std::string& out) {
    const Node& node = tree_[id];
    if (dialect_ == Dialect::kJson && IsBool(node)) {
      Add(id, Reason::kWrongType,
          Quote(node.text) + ": expected text, in double quotes");
      return;
    }
    AppendText(field, node.text, out);
  }

  void Bool(NodeId id, const FieldRow& field, std::string& out) {
    const Node& node = tree_[id];
    if (!IsBool(node)) {
      Add(id, Reason::kWrongType,
          Quote(node.text) + ": expected true or false, without quotes");
      return;
    }
    AppendNumber(field, node.text == "true" ? 1 : 0, out);
  }

  void Integer(NodeId id, const FieldRow& field, std::string& out) {
    const Node& node = tree_[id];
    const absl::StatusOr<int64_t> value = ParseDecimal(node.text, 0);
    if (node.style != ScalarStyle::kPlain ||
        (!value.ok() && ReasonOf(value.status()) != Reason::kOverflow)) {
      Add(id, Reason::kWrongType,
          Quote(node.text) + ": expected a whole number, without quotes");
      return;
    }
    const int64_t least =
        field.type == FieldType::kInt64   ? std::numeric_limits<int64_t>::min()
        : field.type == FieldType::kInt32 ? std::numeric_limits<int32_t>::min()
                                          : 0;
    const int64_t most = field.type == FieldType::kInt64
                             ? std::numeric_limits<int64_t>::max()
                         : field.type == FieldType::kInt32
                             ? std::numeric_limits<int32_t>::max()
                             : std::numeric_limits<uint32_t>::max();
    if (!value.ok() || *value < least || *value > most) {
      Add(id, Reason::kOverflow,
          Quote(node.text) + " is out of range: expected " +
              std::to_string(least) + " to " + std::to_string(most));
      return;
    }
    AppendNumber(field, *value, out);
  }

  void Enum(NodeId id, const FieldRow& field, std::string& out) {
    const Node& node = tree_[id];
    std::vector<std::string_view> words;
    for (const EnumValueRow& value : field.enumeration->values) {
      if (value.name == node.text) {
        AppendNumber(field, value.number, out);
        return;
      }
      words.push_back(value.name);
    }
    Add(id, Reason::kBadValue,
        "unknown word " + Quote(node.text) + Hint(node.text, words));
  }

  const Tree& tree_;
  const Dialect dialect_;
  Problems& problems_;
};

}  // namespace

std::string TreeToBytes(const Tree& tree, const MessageRow& row,
                        Dialect dialect, Problems& problems) {
  return Writer(tree, dialect, problems).Message(0, row);
}

}  // namespace patron::wire
