// Bytes by the table: checked whole before protobuf sees them, since protobuf
// keeps unknown fields, merges doubled ones and writes to standard error where
// text is not UTF-8.
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "wire/source_text.h"
#include "wire/transcode.h"
#include "wire/wire_format.h"

namespace patron::wire {
namespace {

class Walker {
 public:
  // `build` may be null.
  Walker(TreeBuilder* build, TreeLimits limits, Problems& problems)
      : build_(build), limits_(limits), problems_(problems) {}

  // False where the bytes cannot be followed any further.
  bool Message(std::string_view bytes, const MessageRow& row,
               const Path& path) {
    Open(NodeKind::kMap);
    const bool whole = Fields(bytes, row, path);
    Close();
    return whole;
  }

 private:
  // What has been seen of a message.
  struct Seen {
    std::vector<size_t> counts;            // a field
    std::vector<const FieldRow*> choices;  // a oneof
    const FieldRow* open_list = nullptr;
  };

  bool Fields(std::string_view bytes, const MessageRow& row, const Path& path) {
    Seen seen{std::vector<size_t>(row.fields.size()),
              std::vector<const FieldRow*>(row.oneofs.size()), nullptr};
    ByteReader in(bytes);
    while (!in.AtEnd()) {
      uint64_t tag = 0;
      if (!in.ReadNumber(tag)) return Broken(path, "a tag is cut off");
      const FieldRow* field =
          tag >> 3U > std::numeric_limits<uint32_t>::max()
              ? nullptr
              : FindField(row, static_cast<uint32_t>(tag >> 3U));
      if (field == nullptr) {
        problems_.Add(Reason::kUnknownField, path,
                      "unknown field number " + std::to_string(tag >> 3U) +
                          " in " + std::string(row.name) +
                          ": it was written by a newer version");
        return false;
      }
      if (!Field(in, *field, tag & 7U, row, seen, path)) return false;
    }
    CloseList(seen);
    return true;
  }

  bool Field(ByteReader& in, const FieldRow& field, uint64_t wire_type,
             const MessageRow& row, Seen& seen, const Path& path) {
    size_t& count = seen.counts[static_cast<size_t>(&field - &row.fields[0])];
    if (!CheckOnce(field, count, seen, path)) return false;
    if (seen.open_list != &field) {
      CloseList(seen);
      Key(field.name);
      if (field.repeated) {
        Open(NodeKind::kList);
        seen.open_list = &field;
      }
    }
    const bool is_text =
        field.type == FieldType::kString || field.type == FieldType::kMessage;
    const bool packed = field.repeated && !is_text && wire_type == kWireText;
    if (!packed && wire_type != (is_text ? kWireText : kWireNumber)) {
      return Broken(path.At(field.name), "the wire type is another one");
    }
    if (packed) return Packed(in, field, count, path);
    const Path at =
        field.repeated ? path.At(field.name, count) : path.At(field.name);
    if (!HasRoom(count, path.At(field.name))) return false;
    ++count;
    return is_text ? Text(in, field, at) : Number(in, field, at);
  }

  // A field that is given twice would be merged, or the later one would win.
  bool CheckOnce(const FieldRow& field, size_t count, Seen& seen,
                 const Path& path) {
    if (!field.repeated && count > 0) {
      return Twice(path.At(field.name), "the field is given twice");
    }
    if (field.repeated && count > 0 && seen.open_list != &field) {
      return Twice(path.At(field.name), "the list is not in one piece");
    }
    if (field.oneof < 0) return true;
    const FieldRow*& chosen = seen.choices[static_cast<size_t>(field.oneof)];
    if (chosen != nullptr) {
      return Twice(path.At(field.name), "it cannot stand together with '" +
                                            std::string(chosen->name) + "'");
    }
    chosen = &field;
    return true;
  }

  bool Packed(ByteReader& in, const FieldRow& field, size_t& count,
              const Path& path) {
    std::string_view text;
    if (!in.ReadText(text)) {
      return Broken(path.At(field.name), "the list is cut off");
    }
    ByteReader items(text);
    while (!items.AtEnd()) {
      if (!HasRoom(count, path.At(field.name))) return false;
      if (!Number(items, field, path.At(field.name, count))) return false;
      ++count;
    }
    return true;
  }

  bool Text(ByteReader& in, const FieldRow& field, const Path& path) {
    std::string_view text;
    if (!in.ReadText(text)) return Broken(path, "the value is cut off");
    if (field.type == FieldType::kMessage) {
      return Message(text, *field.message, path);
    }
    if (FindNotUtf8(text) != std::string_view::npos) {
      problems_.Add(Reason::kNotUtf8, path, "the text is not UTF-8");
    }
    Scalar(std::string(text), ScalarStyle::kDoubleQuoted);
    return true;
  }

  bool Number(ByteReader& in, const FieldRow& field, const Path& path) {
    uint64_t bits = 0;
    if (!in.ReadNumber(bits)) return Broken(path, "the number is cut off");
    const auto value = static_cast<int64_t>(bits);
    switch (field.type) {
      case FieldType::kBool:
        if (bits > 1) return Broken(path, "expected true or false");
        Scalar(bits == 1 ? "true" : "false", ScalarStyle::kPlain);
        return true;
      case FieldType::kInt32:
        if (value != static_cast<int32_t>(value)) return TooLarge(path);
        break;
      case FieldType::kUint32:
        if (bits > std::numeric_limits<uint32_t>::max()) return TooLarge(path);
        break;
      case FieldType::kEnum:
        return Enum(value, *field.enumeration, path);
      default:
        break;
    }
    Scalar(std::to_string(value), ScalarStyle::kPlain);
    return true;
  }

  bool Enum(int64_t value, const EnumRow& row, const Path& path) {
    const EnumValueRow* found =
        value == static_cast<int32_t>(value)
            ? FindEnumValue(row, static_cast<int32_t>(value))
            : nullptr;
    if (found == nullptr) {
      problems_.Add(Reason::kBadValue, path,
                    "unknown number " + std::to_string(value) + " of " +
                        std::string(row.name));
      return true;
    }
    Scalar(std::string(found->name), ScalarStyle::kDoubleQuoted);
    return true;
  }

  // For one more value, behind `before` of its list.
  bool HasRoom(size_t before, const Path& list) {
    const bool items = before >= limits_.items_max;
    if (!items && nodes_ < limits_.nodes_max) {
      ++nodes_;
      return true;
    }
    const Overfull why =
        items ? Overfull::kTooManyItems : Overfull::kTooManyNodes;
    problems_.Add(ReasonOfOverfull(why), list, DescribeOverfull(why, limits_));
    return false;
  }

  bool Broken(const Path& path, std::string_view what) {
    problems_.Add(Reason::kSyntax, path, "broken bytes: " + std::string(what));
    return false;
  }
  bool Twice(const Path& path, std::string_view what) {
    problems_.Add(Reason::kDuplicateKey, path, std::string(what));
    return false;
  }
  bool TooLarge(const Path& path) {
    problems_.Add(Reason::kOverflow, path, "the number needs 64 bits");
    return true;
  }

  void CloseList(Seen& seen) {
    if (seen.open_list != nullptr) Close();
    seen.open_list = nullptr;
  }

  // The tree is a document's shape at the table's depth, far below kDepthMax.
  void Open(NodeKind kind) {
    if (build_ != nullptr) static_cast<void>(build_->Open(kind, 0));
  }
  void Close() {
    if (build_ != nullptr) build_->Close();
  }
  void Key(std::string_view key) {
    if (build_ != nullptr) build_->Key(std::string(key), 0);
  }
  void Scalar(std::string text, ScalarStyle style) {
    if (build_ == nullptr) return;
    static_cast<void>(build_->Scalar(std::move(text), style, 0));
  }

  TreeBuilder* build_;
  const TreeLimits limits_;
  size_t nodes_ = 0;
  Problems& problems_;
};

}  // namespace

Tree BytesToTree(std::string_view bytes, const MessageRow& row,
                 Problems& problems) {
  Tree tree;
  TreeBuilder build(tree);
  Walker(&build, {}, problems).Message(bytes, row, Path());
  return tree;
}

void CheckBytes(std::string_view bytes, const MessageRow& row,
                TreeLimits limits, Problems& problems) {
  Walker(nullptr, limits, problems).Message(bytes, row, Path());
}

}  // namespace patron::wire
