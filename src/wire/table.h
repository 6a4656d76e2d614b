// The schema as a table: what a text or bytes may say, field by field.
//
// Messages of protobuf's LITE runtime cannot be asked for their fields, so a
// small program (schema_generator.cc) writes these rows from the .proto files
// when Patron is built. Reading, printing, checking bytes and the JSON Schema
// all walk the same rows.
//
//   const MessageRow& program = ProgramRow();
//   const FieldRow* rules = FindField(program, "rules");
//
// Messages never nest within themselves (the generator refuses it), so walks
// over rows may recurse: the .proto files bound their depth, never a user.
//
// Threads: constants.
#ifndef PATRON_WIRE_TABLE_H_
#define PATRON_WIRE_TABLE_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace patron::wire {

enum class FieldType : uint8_t {
  kString,
  kBool,
  kInt32,
  kInt64,
  kUint32,
  kEnum,
  kMessage,
};

struct EnumValueRow {
  int32_t number = 0;
  std::string_view name;  // as in text: "mon"
};

// Without the value 0, which stands for "not given". Where two names have one
// number, the first is printed.
struct EnumRow {
  std::string_view name;
  std::string_view comment;
  std::span<const EnumValueRow> values;
};

struct MessageRow;

struct FieldRow {
  uint32_t number = 0;
  std::string_view name;
  FieldType type = FieldType::kString;
  bool repeated = false;
  bool required = false;                 // of a person's document
  int8_t oneof = -1;                     // index in MessageRow::oneofs, or -1
  const MessageRow* message = nullptr;   // kMessage
  const EnumRow* enumeration = nullptr;  // kEnum
  std::string_view comment;
};

// Fields ascend by number.
struct MessageRow {
  std::string_view name;
  std::string_view comment;
  std::span<const FieldRow> fields;
  std::span<const std::string_view> oneofs;
};

[[nodiscard]] const MessageRow& ProgramRow();
[[nodiscard]] const MessageRow& EventRow();
[[nodiscard]] const MessageRow& DecisionRow();
[[nodiscard]] const MessageRow& AnswerRow();
[[nodiscard]] const MessageRow& AttributeValueRow();

// Null where there is none.
[[nodiscard]] inline const FieldRow* FindField(const MessageRow& message,
                                               std::string_view name) {
  for (const FieldRow& field : message.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

[[nodiscard]] inline const FieldRow* FindField(const MessageRow& message,
                                               uint32_t number) {
  for (const FieldRow& field : message.fields) {
    if (field.number == number) return &field;
  }
  return nullptr;
}

[[nodiscard]] inline const EnumValueRow* FindEnumValue(const EnumRow& row,
                                                       int32_t number) {
  for (const EnumValueRow& value : row.values) {
    if (value.number == number) return &value;
  }
  return nullptr;
}

}  // namespace patron::wire

#endif  // PATRON_WIRE_TABLE_H_
