// A JSON Schema from the same table that reads programs, so that an editor
// completes and explains exactly what the library takes.
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "patron/text.h"
#include "wire/printers.h"
#include "wire/table.h"
#include "wire/tree.h"

namespace patron {
namespace {

using wire::EnumValueRow;
using wire::FieldRow;
using wire::FieldType;
using wire::MessageRow;
using wire::NodeKind;
using wire::ScalarStyle;

class Writer {
 public:
  Writer() : build_(tree_) {}

  std::string Write(const MessageRow& root) {
    Open(NodeKind::kMap);
    Text("$schema", "https://json-schema.org/draft/2020-12/schema");
    Text("title", root.name);
    Body(root);
    Key("$defs");
    Open(NodeKind::kMap);
    // Grows while it is walked: messages name further ones.
    for (size_t i = 0; i < pending_.size(); ++i) {
      Key(pending_[i]->name);
      Open(NodeKind::kMap);
      Body(*pending_[i]);
      build_.Close();
    }
    build_.Close();
    build_.Close();
    return TreeToJson(tree_, JsonStyle::kPretty);
  }

 private:
  void Body(const MessageRow& row) {
    Text("description", row.comment);
    Text("type", "object");
    Key("properties");
    Open(NodeKind::kMap);
    for (const FieldRow& field : row.fields) {
      Key(field.name);
      Open(NodeKind::kMap);
      if (!field.comment.empty()) Text("description", field.comment);
      if (field.repeated) {
        List(field);
      } else {
        Type(field);
      }
      build_.Close();
    }
    build_.Close();
    Required(row);
    Choices(row);
    Word("additionalProperties", "false");
  }

  // `required`, where the table says so.
  void Required(const MessageRow& row) {
    std::vector<std::string_view> names;
    for (const FieldRow& field : row.fields) {
      if (field.required) names.push_back(field.name);
    }
    if (!names.empty()) Names("required", names);
  }

  void Names(std::string_view key, const std::vector<std::string_view>& names) {
    Key(key);
    Open(NodeKind::kList);
    for (const std::string_view name : names) {
      Scalar(name, ScalarStyle::kDoubleQuoted);
    }
    build_.Close();
  }

  // One field of each choice.
  void Choices(const MessageRow& row) {
    for (size_t choice = 0; choice < row.oneofs.size(); ++choice) {
      Key("oneOf");
      Open(NodeKind::kList);
      for (const FieldRow& field : row.fields) {
        if (field.oneof != static_cast<int8_t>(choice)) continue;
        Open(NodeKind::kMap);
        Names("required", {field.name});
        build_.Close();
      }
      build_.Close();
    }
  }

  void List(const FieldRow& field) {
    // Attributes may stand in a mapping from name to value.
    if (field.message == &wire::AttributeValueRow()) {
      Names("type", {"array", "object"});
    } else {
      Text("type", "array");
    }
    Key("items");
    Open(NodeKind::kMap);
    Type(field);
    build_.Close();
  }

  void Type(const FieldRow& field) {
    switch (field.type) {
      case FieldType::kString:
        // Exact values may be written as numbers, and are read as text.
        Names("type", {"string", "number"});
        break;
      case FieldType::kBool:
        Text("type", "boolean");
        break;
      case FieldType::kInt32:
      case FieldType::kInt64:
      case FieldType::kUint32:
        Text("type", "integer");
        break;
      case FieldType::kEnum: {
        std::vector<std::string_view> words;
        for (const EnumValueRow& value : field.enumeration->values) {
          words.push_back(value.name);
        }
        Names("enum", words);
        break;
      }
      case FieldType::kMessage:
        Text("$ref", "#/$defs/" + std::string(field.message->name));
        if (seen_.insert(field.message->name).second) {
          pending_.push_back(field.message);
        }
        break;
    }
  }

  // Depth is a handful of levels, far below the tree's limit.
  void Open(NodeKind kind) { static_cast<void>(build_.Open(kind, 0)); }
  void Key(std::string_view key) { build_.Key(std::string(key), 0); }
  void Text(std::string_view key, std::string_view text) {
    Key(key);
    Scalar(text, ScalarStyle::kDoubleQuoted);
  }
  void Word(std::string_view key, std::string_view word) {
    Key(key);
    Scalar(word, ScalarStyle::kPlain);
  }
  // A tree without limits takes all.
  void Scalar(std::string_view text, ScalarStyle style) {
    static_cast<void>(build_.Scalar(std::string(text), style, 0));
  }

  wire::Tree tree_;
  wire::TreeBuilder build_;
  std::vector<const MessageRow*> pending_;
  std::set<std::string_view> seen_;
};

}  // namespace

std::string ProgramJsonSchema() { return Writer().Write(wire::ProgramRow()); }

std::string EventJsonSchema() { return Writer().Write(wire::EventRow()); }

}  // namespace patron
