// Typed JSON, written and read by recursion over values: lists and maps nest
// at most as deep as kDepthMax, which is asked before anything is built.

#include "typed_json.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <sodium.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <span>

#include "base/quote.h"
#include "expr/time.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

using expr::Kind;
using expr::MapEntry;
using expr::Value;
using rapidjson::SizeType;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;
using Json = rapidjson::Value;

constexpr int kDepthMax = 64;
// A map of a map has three brackets a level, and stands in a line's bindings.
constexpr int kBracketsMax = 3 * kDepthMax + 8;
constexpr int kWrittenDepthMax = 512;
constexpr size_t kWrittenBytesMax = size_t{16} << 20U;
constexpr int32_t kNanosMax = 999'999'999;
constexpr auto kParseFlags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

std::string DoubleText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end.ptr};
}

std::string Base64(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(),
                    reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  text.pop_back();  // its terminator
  return text;
}

void WriteText(std::string_view text, Writer& out) {
  out.String(text.data(), static_cast<SizeType>(text.size()));
}

void WriteValue(const Value& value, Writer& out);

void WriteParts(expr::TimeParts parts, Writer& out) {
  out.StartArray();
  out.Int64(parts.seconds);
  out.Int(parts.nanos);
  out.EndArray();
}

void WriteContent(const Value& value, Writer& out) {
  switch (value.kind()) {
    case Kind::kNull:
      out.Null();
      return;
    case Kind::kBool:
      out.Bool(value.boolean());
      return;
    case Kind::kInt:
      return WriteText(std::to_string(value.integer()), out);
    case Kind::kUint:
      return WriteText(std::to_string(value.unsigned_integer()), out);
    case Kind::kDouble:
      return WriteText(DoubleText(value.number()), out);
    case Kind::kString:
      return WriteText(value.text(), out);
    case Kind::kBytes:
      return WriteText(Base64(value.text()), out);
    case Kind::kType:
      return WriteText(expr::KindName(value.type()), out);
    case Kind::kTimestamp:
    case Kind::kDuration:
      return WriteParts(value.time(), out);
    case Kind::kList:
      out.StartArray();
      for (const Value& item : value.list()) WriteValue(item, out);
      out.EndArray();
      return;
    case Kind::kMap:
      out.StartArray();
      for (const MapEntry& entry : value.map()) {
        out.StartArray();
        WriteValue(entry.key, out);
        WriteValue(entry.value, out);
        out.EndArray();
      }
      out.EndArray();
      return;
    case Kind::kOptional:
      if (value.inner() == nullptr) {
        out.Null();
        return;
      }
      return WriteValue(*value.inner(), out);
    default:
      return WriteText(expr::FormatValue(value), out);
  }
}

std::string_view TagOf(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kTimestamp:
      return "timestamp";
    case Kind::kDuration:
      return "duration";
    case Kind::kOptional:
      return "optional";
    default:
      return expr::KindName(kind);
  }
}

void WriteValue(const Value& value, Writer& out) {
  out.StartObject();
  const std::string_view tag = TagOf(value.kind());
  out.Key(tag.data(), static_cast<SizeType>(tag.size()));
  WriteContent(value, out);
  out.EndObject();
}

std::string_view TextOf(const Json& json) {
  return {json.GetString(), json.GetStringLength()};
}

template <typename Number>
std::optional<Number> ReadNumber(const Json& json) {
  if (!json.IsString()) return std::nullopt;
  const std::string_view text = TextOf(json);
  Number number{};
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<double> ReadDouble(const Json& json) {
  if (!json.IsString()) return std::nullopt;
  const std::string_view text = TextOf(json);
  if (text == "NaN") return std::nan("");
  if (text == "Infinity") return HUGE_VAL;
  if (text == "-Infinity") return -HUGE_VAL;
  return ReadNumber<double>(json);
}

std::optional<expr::TimeParts> ReadParts(const Json& json) {
  if (!json.IsArray() || json.Size() != 2 || !json[0].IsInt64() ||
      !json[1].IsInt()) {
    return std::nullopt;
  }
  return expr::TimeParts{json[0].GetInt64(), json[1].GetInt()};
}

// Values are taken as given by whoever evaluates, so what a value requires is
// asked here.
std::optional<Value> MakeTimestamp(expr::TimeParts parts) {
  if (parts.nanos < 0 || parts.nanos > kNanosMax) return std::nullopt;
  if (!expr::AddToTimestamp(parts, {})) return std::nullopt;
  return Value::Timestamp(parts);
}

std::optional<Value> MakeDuration(expr::TimeParts parts) {
  // In range, and both parts of one sign.
  const auto same = expr::AddDurations(parts, {});
  if (!same || *same != parts) return std::nullopt;
  return Value::Duration(parts);
}

// A text that equal keys of a map share; nothing where it cannot be a key.
std::optional<std::string> KeyText(const Value& key) {
  switch (key.kind()) {
    case Kind::kBool:
      return key.boolean() ? "true" : "false";
    case Kind::kInt:
      return std::to_string(key.integer());
    case Kind::kUint:
      return std::to_string(key.unsigned_integer());
    case Kind::kString:
      return "'" + std::string(key.text());
    default:
      return std::nullopt;
  }
}

absl::Status TooDeep() {
  return Refuse(Reason::kTooDeep, "the values nest too deep: at most " +
                                      std::to_string(kDepthMax) + " levels");
}

class Reader {
 public:
  explicit Reader(expr::Arena* arena) : arena_(arena) {}

  [[nodiscard]] bool too_deep() const { return too_deep_; }

  std::optional<Value> Read(const Json& json, int depth) {
    too_deep_ = too_deep_ || depth > kDepthMax;
    if (too_deep_ || !json.IsObject() || json.MemberCount() != 1) {
      return std::nullopt;
    }
    const std::string_view tag = TextOf(json.MemberBegin()->name);
    const Json& content = json.MemberBegin()->value;
    if (tag == "list") return ReadList(content, depth);
    if (tag == "map") return ReadMap(content, depth);
    return ReadScalar(tag, content);
  }

 private:
  std::optional<Value> ReadScalar(std::string_view tag, const Json& content) {
    if (tag == "null") return Value();
    if (tag == "bool" && content.IsBool())
      return Value::Bool(content.GetBool());
    if (tag == "string" && content.IsString()) {
      return Value::String(arena_->Copy(TextOf(content)));
    }
    if (tag == "int") {
      const auto number = ReadNumber<int64_t>(content);
      if (number) return Value::Int(*number);
    } else if (tag == "uint") {
      const auto number = ReadNumber<uint64_t>(content);
      if (number) return Value::Uint(*number);
    } else if (tag == "double") {
      const auto number = ReadDouble(content);
      if (number) return Value::Double(*number);
    } else if (tag == "timestamp") {
      const auto parts = ReadParts(content);
      if (parts) return MakeTimestamp(*parts);
    } else if (tag == "duration") {
      const auto parts = ReadParts(content);
      if (parts) return MakeDuration(*parts);
    } else if (tag == "bytes" && content.IsString()) {
      return ReadBytes(TextOf(content));
    }
    return std::nullopt;
  }

  std::optional<Value> ReadBytes(std::string_view base64) {
    char* bytes = arena_->AllocateArray<char>(base64.size() + 1);
    size_t size = 0;
    if (bytes == nullptr ||
        sodium_base642bin(reinterpret_cast<unsigned char*>(bytes),
                          base64.size() + 1, base64.data(), base64.size(),
                          nullptr, &size, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0) {
      return std::nullopt;
    }
    return Value::Bytes({bytes, size});
  }

  std::optional<Value> ReadList(const Json& content, int depth) {
    if (!content.IsArray()) return std::nullopt;
    Value* items = arena_->AllocateArray<Value>(content.Size() + size_t{1});
    if (items == nullptr) return std::nullopt;
    for (SizeType i = 0; i < content.Size(); ++i) {
      const std::optional<Value> item = Read(content[i], depth + 1);
      if (!item) return std::nullopt;
      items[i] = *item;
    }
    return Value::List({items, content.Size()});
  }

  std::optional<Value> ReadMap(const Json& content, int depth) {
    if (!content.IsArray()) return std::nullopt;
    auto* entries = arena_->AllocateArray<MapEntry>(content.Size() + size_t{1});
    if (entries == nullptr) return std::nullopt;
    std::set<std::string> keys;
    for (SizeType i = 0; i < content.Size(); ++i) {
      if (!content[i].IsArray() || content[i].Size() != 2) return std::nullopt;
      const std::optional<Value> key = Read(content[i][0], depth + 1);
      const std::optional<Value> value = Read(content[i][1], depth + 1);
      if (!key || !value) return std::nullopt;
      const std::optional<std::string> text = KeyText(*key);
      if (!text || !keys.insert(*text).second) return std::nullopt;
      entries[i] = MapEntry{*key, *value};
    }
    return Value::Map({entries, content.Size()});
  }

  bool too_deep_ = false;
  expr::Arena* arena_;
};

// Lists share their parts, so that a small value may stand for a huge text.
bool Fits(const Value& whole) {
  struct Part {
    Value value;
    int depth;
  };
  std::vector<Part> parts = {{whole, 0}};
  for (size_t bytes = 0; !parts.empty();) {
    const auto [value, depth] = parts.back();
    parts.pop_back();
    bytes += 16;
    if (value.is(Kind::kString) || value.is(Kind::kBytes)) {
      bytes += value.text().size();
    }
    if (depth > kWrittenDepthMax || bytes > kWrittenBytesMax) return false;
    if (value.is(Kind::kList)) {
      for (const Value& item : value.list()) parts.push_back({item, depth + 1});
    } else if (value.is(Kind::kMap)) {
      for (const MapEntry& entry : value.map()) {
        parts.push_back({entry.key, depth + 1});
        parts.push_back({entry.value, depth + 1});
      }
    } else if (value.is(Kind::kOptional) && value.inner() != nullptr) {
      parts.push_back({*value.inner(), depth + 1});
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> TypedJson(const Value& value) {
  if (!Fits(value)) {
    return Refuse(Reason::kTooLarge,
                  "the value is too large to be written: more than 16 MiB, or "
                  "nested more than " +
                      std::to_string(kWrittenDepthMax) + " deep");
  }
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  WriteValue(value, writer);
  return std::string(buffer.GetString(), buffer.GetSize());
}

absl::Status CheckDepth(std::string_view json) {
  int depth = 0;
  bool inside = false;  // a string
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (inside && c == '\\') ++i;
    if (c == '"') inside = !inside;
    if (inside) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > kBracketsMax) return TooDeep();
  }
  return absl::OkStatus();
}

absl::Status ReadBindings(std::string_view json, expr::Environment* environment,
                          expr::Arena* arena, std::vector<Value>* facts) {
  if (absl::Status deep = CheckDepth(json); !deep.ok()) return deep;
  rapidjson::Document document;
  document.Parse<kParseFlags>(json.data(), json.size());
  if (document.HasParseError()) {
    return Refuse(Reason::kSyntax,
                  "the bindings are no JSON at byte " +
                      std::to_string(document.GetErrorOffset()) + ": " +
                      rapidjson::GetParseError_En(document.GetParseError()));
  }
  if (!document.IsObject()) {
    return Refuse(Reason::kWrongType,
                  "bindings are an object of names and typed values, such as "
                  "{\"x\": {\"int\": \"3\"}}");
  }
  Reader reader(arena);
  for (const auto& member : document.GetObject()) {
    const std::string name(TextOf(member.name));
    if (environment->FindFact(name)) {
      return Refuse(Reason::kDuplicateKey,
                    Quote(name) + " is bound twice: remove one of them");
    }
    const std::optional<Value> value = reader.Read(member.value, 0);
    if (reader.too_deep()) return TooDeep();
    if (!value) {
      return Refuse(Reason::kBadValue,
                    "the binding " + Quote(name) +
                        " is no typed value such as {\"int\": \"3\"}, or one "
                        "that cannot be: out of range, or a map's key that is "
                        "given twice or is no bool, int, uint or string");
    }
    environment->AddFact(name, expr::Type(value->kind()));
    facts->push_back(*value);
  }
  return absl::OkStatus();
}

}  // namespace patron::cli
