// Typed JSON, written by recursion over values: how deep they nest is asked
// before anything is written.

#include "typed_json.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <sodium.h>

#include <charconv>
#include <cmath>

#include "patron/error.h"

namespace patron::cli {
namespace {

using expr::Kind;
using expr::MapEntry;
using expr::Value;
using rapidjson::SizeType;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr int kWrittenDepthMax = 512;
constexpr size_t kWrittenBytesMax = size_t{16} << 20U;

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

}  // namespace patron::cli
