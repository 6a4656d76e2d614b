// Writes the schema table (table.h) from the .proto files while Patron is
// built:
//
//   patron_schema_generator DESCRIPTOR_SET OUT.cc
//
// A program of its own that links the full protobuf runtime, so that the
// library itself needs the LITE one only. It refuses what the table cannot say
// or what Patron avoids: maps, groups, doubles, messages within themselves.

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace {

namespace pb = google::protobuf;

constexpr const char* kRoots[] = {"Program", "Event", "Decision", "Answer",
                                  "AttributeValue"};

[[noreturn]] void Fail(const std::string& message) {
  std::fprintf(stderr, "patron_schema_generator: %s\n", message.c_str());
  std::exit(1);
}

std::string Quote(const std::string& text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

// The comment of a declaration as one line.
template <typename D>
std::string Comment(const D* declaration) {
  pb::SourceLocation location;
  if (!declaration->GetSourceLocation(&location)) return "";
  std::string line;
  for (char c : location.leading_comments) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

// What a person may not leave out says so in its comment, where binding authors
// look for it.
bool IsRequired(const pb::FieldDescriptor* field) {
  const std::string comment = Comment(field);
  return comment.find("Required.") != std::string::npos ||
         comment.find("Required, ") != std::string::npos;
}

// WEEKDAY_MON of Weekday becomes "mon".
std::string EnumWord(const pb::EnumValueDescriptor* value) {
  std::string prefix;
  for (char c : value->type()->name()) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isupper(letter) != 0 && !prefix.empty()) prefix += '_';
    prefix += static_cast<char>(std::toupper(letter));
  }
  prefix += '_';
  if (value->name().rfind(prefix, 0) != 0) {
    Fail(value->full_name() + " must start with " + prefix);
  }
  std::string word = value->name().substr(prefix.size());
  for (char& c : word) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word;
}

const char* TypeName(const pb::FieldDescriptor* field) {
  switch (field->type()) {
    case pb::FieldDescriptor::TYPE_STRING:
      return "kString";
    case pb::FieldDescriptor::TYPE_BOOL:
      return "kBool";
    case pb::FieldDescriptor::TYPE_INT32:
      return "kInt32";
    case pb::FieldDescriptor::TYPE_INT64:
      return "kInt64";
    case pb::FieldDescriptor::TYPE_UINT32:
      return "kUint32";
    case pb::FieldDescriptor::TYPE_ENUM:
      return "kEnum";
    case pb::FieldDescriptor::TYPE_MESSAGE:
      if (field->is_map()) Fail(field->full_name() + ": maps are not used");
      return "kMessage";
    default:
      Fail(field->full_name() + ": type " + field->type_name() +
           " is not one that the table knows");
  }
}

class Writer {
 public:
  void WriteEnum(const pb::EnumDescriptor* row) {
    if (!done_.insert(row->full_name()).second) return;
    out_ += "constexpr EnumValueRow k" + row->name() + "Values[] = {\n";
    for (int i = 0; i < row->value_count(); ++i) {
      const pb::EnumValueDescriptor* value = row->value(i);
      if (value->number() == 0) continue;
      out_ += "    {" + std::to_string(value->number()) + ", " +
              Quote(EnumWord(value)) + "},\n";
    }
    out_ += "};\nconstexpr EnumRow k" + row->name() + "Enum = {" +
            Quote(row->name()) + ", " + Quote(Comment(row)) + ", k" +
            row->name() + "Values};\n\n";
  }

  void WriteMessage(const pb::Descriptor* row) {
    if (done_.count(row->full_name()) != 0) return;
    if (!open_.insert(row->full_name()).second) {
      Fail(row->full_name() + " nests within itself");
    }
    std::set<int> numbers;
    for (int i = 0; i < row->field_count(); ++i) {
      const pb::FieldDescriptor* field = row->field(i);
      if (!numbers.empty() && field->number() < *numbers.rbegin()) {
        Fail(field->full_name() + ": declare fields in order of numbers");
      }
      numbers.insert(field->number());
      if (field->message_type() != nullptr) WriteMessage(field->message_type());
      if (field->enum_type() != nullptr) WriteEnum(field->enum_type());
    }
    WriteOneofs(row);
    out_ += "constexpr FieldRow k" + row->name() + "Fields[] = {\n";
    for (int i = 0; i < row->field_count(); ++i) WriteField(row->field(i));
    out_ += "};\nconstexpr MessageRow k" + row->name() + "Message = {" +
            Quote(row->name()) + ", " + Quote(Comment(row)) + ", k" +
            row->name() + "Fields, k" + row->name() + "Oneofs};\n\n";
    open_.erase(row->full_name());
    done_.insert(row->full_name());
  }

  std::string Finish() {
    std::string text =
        "// Written by patron_schema_generator from patron/v1/*.proto.\n\n"
        "#include \"wire/table.h\"\n\nnamespace patron::wire {\nnamespace "
        "{\n\n" +
        out_ + "}  // namespace\n\n";
    for (const char* root : kRoots) {
      text += std::string("const MessageRow& ") + root + "Row() { return k" +
              root + "Message; }\n";
    }
    return text + "\n}  // namespace patron::wire\n";
  }

 private:
  void WriteOneofs(const pb::Descriptor* row) {
    const std::string name = "k" + row->name() + "Oneofs";
    if (row->real_oneof_decl_count() == 0) {
      out_ += "constexpr std::span<const std::string_view> " + name + ";\n";
      return;
    }
    out_ += "constexpr std::string_view " + name + "[] = {";
    for (int i = 0; i < row->real_oneof_decl_count(); ++i) {
      out_ += Quote(row->oneof_decl(i)->name()) + ", ";
    }
    out_ += "};\n";
  }

  void WriteField(const pb::FieldDescriptor* field) {
    const pb::OneofDescriptor* oneof = field->real_containing_oneof();
    out_ += "    {" + std::to_string(field->number()) + ", " +
            Quote(field->name()) + ", FieldType::" + TypeName(field) + ", " +
            (field->is_repeated() ? "true" : "false") + ", " +
            (IsRequired(field) ? "true" : "false") + ", " +
            (oneof == nullptr ? "-1" : std::to_string(oneof->index())) + ", " +
            (field->message_type() == nullptr
                 ? "nullptr"
                 : "&k" + field->message_type()->name() + "Message") +
            ", " +
            (field->enum_type() == nullptr
                 ? "nullptr"
                 : "&k" + field->enum_type()->name() + "Enum") +
            ",\n     " + Quote(Comment(field)) + "},\n";
  }

  std::set<std::string> done_;
  std::set<std::string> open_;
  std::string out_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) Fail("usage: patron_schema_generator DESCRIPTOR_SET OUT.cc");
  std::ifstream in(argv[1], std::ios::binary);
  pb::FileDescriptorSet files;
  if (!files.ParseFromIstream(&in)) {
    Fail(std::string("cannot read ") + argv[1]);
  }
  pb::DescriptorPool pool;
  for (const pb::FileDescriptorProto& file : files.file()) {
    if (pool.BuildFile(file) == nullptr) Fail("cannot build " + file.name());
  }
  Writer writer;
  for (const char* root : kRoots) {
    const pb::Descriptor* message =
        pool.FindMessageTypeByName(std::string("patron.v1.") + root);
    if (message == nullptr) Fail(std::string("no message ") + root);
    writer.WriteMessage(message);
  }
  std::ofstream out(argv[2], std::ios::binary);
  out << writer.Finish();
  out.close();
  if (!out) Fail(std::string("cannot write ") + argv[2]);
  return 0;
}
