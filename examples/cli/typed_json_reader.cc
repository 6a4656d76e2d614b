// Reads what typed_json.cc writes, and what a person writes instead: plain JSON
// where it can mean one thing only. Each mistake has its own sentence, at the
// path of the value that it is in.
//
// By recursion over values: they nest at most as deep as kDepthMax, which is
// asked before anything is built.

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "base/quote.h"
#include "expr/constants.h"
#include "expr/time.h"
#include "patron/error.h"
#include "patron/points.h"
#include "typed_json.h"

namespace patron::cli {
namespace {

using expr::Kind;
using expr::MapEntry;
using expr::Value;
using rapidjson::SizeType;
using Json = rapidjson::Value;

constexpr int kDepthMax = 64;
// A map of a map has three brackets a level, and stands in a line's bindings.
constexpr int kBracketsMax = 3 * kDepthMax + 8;
constexpr int32_t kNanosMax = 999'999'999;
// A double is read to its last digit.
constexpr auto kParseFlags = rapidjson::kParseIterativeFlag |
                             rapidjson::kParseValidateEncodingFlag |
                             rapidjson::kParseFullPrecisionFlag;

constexpr std::string_view kTags[] = {
    "null",  "bool",      "int",      "uint",   "double", "string",
    "bytes", "timestamp", "duration", "list",   "map",    "optional",
    "type",  "money",     "quantity", "points", "rate",   "date"};

std::string_view TextOf(const Json& json) {
  return {json.GetString(), json.GetStringLength()};
}

template <typename Number>
std::optional<Number> ReadNumber(std::string_view text) {
  Number number{};
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<double> ReadDouble(const Json& json) {
  if (json.IsNumber()) return json.GetDouble();
  if (!json.IsString()) return std::nullopt;
  const std::string_view text = TextOf(json);
  if (text == "NaN") return std::nan("");
  if (text == "Infinity") return HUGE_VAL;
  if (text == "-Infinity") return -HUGE_VAL;
  return ReadNumber<double>(text);
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
std::optional<Value> ReadTimestamp(const Json& json) {
  const std::optional<expr::TimeParts> parts =
      json.IsString() ? expr::ParseTimestamp(TextOf(json)) : ReadParts(json);
  if (!parts || parts->nanos < 0 || parts->nanos > kNanosMax ||
      !expr::AddToTimestamp(*parts, {})) {
    return std::nullopt;
  }
  return Value::Timestamp(*parts);
}

std::optional<Value> ReadDuration(const Json& json) {
  const std::optional<expr::TimeParts> parts =
      json.IsString() ? expr::ParseDuration(TextOf(json)) : ReadParts(json);
  if (!parts) return std::nullopt;
  // In range, and both parts of one sign.
  const auto same = expr::AddDurations(*parts, {});
  if (!same || *same != *parts) return std::nullopt;
  return Value::Duration(*parts);
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

class Reader {
 public:
  explicit Reader(expr::Arena* arena) : arena_(arena) {}

  absl::StatusOr<Value> Read(const Json& json, const std::string& path,
                             int depth = 0) {
    if (depth > kDepthMax) {
      return Wrong(path, "the values nest too deep: at most 64 levels");
    }
    if (json.IsObject()) return ReadTyped(json, path, depth);
    if (json.IsArray()) return ReadList(json, path, depth);
    if (json.IsNull()) return Value();
    if (json.IsBool()) return Value::Bool(json.GetBool());
    if (json.IsString()) return ReadString(json, path);
    if (json.IsInt64()) return Value::Int(json.GetInt64());
    if (json.IsUint64()) {
      return Wrong(path,
                   "this is more than an int holds: write {\"uint\": "
                   "\"...\"} or {\"double\": ...}");
    }
    return Value::Double(json.GetDouble());
  }

 private:
  static absl::Status Wrong(const std::string& path,
                            const std::string& message) {
    return Refuse(Reason::kBadValue, "the binding " + path + ": " + message);
  }

  static absl::StatusOr<Value> Expect(std::optional<Value> value,
                                      const std::string& path,
                                      std::string_view expected) {
    if (value) return *value;
    return Wrong(path, "expected " + std::string(expected));
  }

  absl::StatusOr<Value> ReadTyped(const Json& json, const std::string& path,
                                  int depth) {
    if (json.MemberCount() != 1) {
      return Wrong(path,
                   "a value is plain JSON or has one type, such as {\"money\": "
                   "\"20.00 EUR\"}; a map is {\"map\": {...}}");
    }
    const std::string tag(TextOf(json.MemberBegin()->name));
    const Json& content = json.MemberBegin()->value;
    const std::string inner = path + "." + tag;
    if (tag == "list") return ReadList(content, inner, depth);
    if (tag == "map") return ReadMap(content, inner, depth);
    if (tag == "optional") return ReadOptional(content, inner, depth);
    if (tag == "string") return ReadString(content, inner);
    if (tag == "bytes") {
      return Expect(ReadBytes(content), inner, "bytes in base64");
    }
    if (std::find(std::begin(kTags), std::end(kTags), tag) == std::end(kTags)) {
      const std::string_view near =
          NearName(tag, {std::begin(kTags), std::end(kTags)});
      return Wrong(path, "unknown type " + patron::Quote(tag) +
                             (near.empty() ? "; a map is {\"map\": {...}}"
                                           : "; did you mean " +
                                                 patron::Quote(near) + "?"));
    }
    return IsPatrons(tag) ? ReadPatrons(tag, content, inner)
                          : ReadScalar(tag, content, inner);
  }

  static bool IsPatrons(std::string_view tag) {
    return tag == "money" || tag == "quantity" || tag == "points" ||
           tag == "rate" || tag == "date";
  }

  static absl::StatusOr<Value> ReadScalar(std::string_view tag,
                                          const Json& content,
                                          const std::string& path) {
    if (tag == "null") {
      return Expect(content.IsNull() ? std::optional(Value()) : std::nullopt,
                    path, "null");
    }
    if (tag == "bool") {
      return Expect(content.IsBool()
                        ? std::optional(Value::Bool(content.GetBool()))
                        : std::nullopt,
                    path, "true or false");
    }
    if (tag == "int") return ReadInt(content, path);
    if (tag == "uint") return ReadUint(content, path);
    if (tag == "double") {
      const std::optional<double> number = ReadDouble(content);
      return Expect(
          number ? std::optional(Value::Double(*number)) : std::nullopt, path,
          "a number, such as 1.5 or \"NaN\"");
    }
    if (tag == "timestamp") {
      return Expect(ReadTimestamp(content), path,
                    "a time of the years 1 to 9999, such as "
                    "\"2026-01-14T12:00:00Z\", or [seconds, nanos]");
    }
    if (tag == "duration") {
      return Expect(ReadDuration(content), path,
                    "a length of time, such as \"90s\" or \"1h30m\", or "
                    "[seconds, nanos] of one sign");
    }
    const std::optional<Kind> kind = content.IsString()
                                         ? expr::TypeDenotation(TextOf(content))
                                         : std::nullopt;
    return Expect(kind ? std::optional(Value::TypeOf(*kind)) : std::nullopt,
                  path, "the name of a type, such as \"int\"");
  }

  static absl::StatusOr<Value> ReadInt(const Json& content,
                                       const std::string& path) {
    std::optional<int64_t> number;
    if (content.IsInt64()) number = content.GetInt64();
    if (content.IsString()) number = ReadNumber<int64_t>(TextOf(content));
    return Expect(number ? std::optional(Value::Int(*number)) : std::nullopt,
                  path, "a whole number of 64 bits, such as 3 or \"3\"");
  }

  static absl::StatusOr<Value> ReadUint(const Json& content,
                                        const std::string& path) {
    std::optional<uint64_t> number;
    if (content.IsUint64()) number = content.GetUint64();
    if (content.IsString()) number = ReadNumber<uint64_t>(TextOf(content));
    return Expect(number ? std::optional(Value::Uint(*number)) : std::nullopt,
                  path, "a whole number from 0, such as 3 or \"3\"");
  }

  // Patron's own are text in JSON: no double comes near them.
  static absl::StatusOr<Value> ReadPatrons(std::string_view tag,
                                           const Json& content,
                                           const std::string& path) {
    if (!content.IsString()) return Wrong(path, "expected text in quotes");
    const std::string_view text = TextOf(content);
    const auto made = [&](const auto& parsed) -> absl::StatusOr<Value> {
      if (parsed.ok()) return Value::Of(*parsed);
      return Wrong(path, std::string(MessageOf(parsed.status())));
    };
    if (tag == "money") return made(ParseMoney(text));
    if (tag == "quantity") return made(ParseQuantity(text));
    if (tag == "rate") return made(ParseRate(text));
    if (tag == "date") return made(ParseDate(text));
    // Its digits say how many decimals the currency has.
    const size_t point = text.find('.');
    const size_t decimals =
        point == std::string_view::npos ? 0 : text.size() - point - 1;
    const auto points = ParsePoints(
        text, static_cast<int>(std::min<size_t>(decimals, kPointsDecimalsMax)));
    if (points.ok()) return Value::Of(*points, static_cast<int>(decimals));
    return Wrong(path, std::string(MessageOf(points.status())));
  }

  absl::StatusOr<Value> ReadString(const Json& content,
                                   const std::string& path) {
    if (!content.IsString()) return Wrong(path, "expected text in quotes");
    return Value::String(arena_->Copy(TextOf(content)));
  }

  std::optional<Value> ReadBytes(const Json& content) {
    if (!content.IsString()) return std::nullopt;
    const std::string_view base64 = TextOf(content);
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

  absl::StatusOr<Value> ReadOptional(const Json& content,
                                     const std::string& path, int depth) {
    if (content.IsNull()) return Value::None();
    const absl::StatusOr<Value> held = Read(content, path, depth + 1);
    if (!held.ok()) return held.status();
    Value* inner = arena_->AllocateArray<Value>(1);
    if (inner == nullptr) return Wrong(path, "it is too large");
    *inner = *held;
    return Value::Some(inner);
  }

  absl::StatusOr<Value> ReadList(const Json& content, const std::string& path,
                                 int depth) {
    if (!content.IsArray()) return Wrong(path, "expected a list: [...]");
    Value* items = arena_->AllocateArray<Value>(content.Size() + size_t{1});
    if (items == nullptr) return Wrong(path, "it is too large");
    for (SizeType i = 0; i < content.Size(); ++i) {
      const absl::StatusOr<Value> item =
          Read(content[i], path + "[" + std::to_string(i) + "]", depth + 1);
      if (!item.ok()) return item.status();
      items[i] = *item;
    }
    return Value::List({items, content.Size()});
  }

  // {"a": 1}, or pairs where keys are no texts: [[1, "a"], [2, "b"]].
  absl::StatusOr<Value> ReadMap(const Json& content, const std::string& path,
                                int depth) {
    if (!content.IsObject() && !content.IsArray()) {
      return Wrong(path, "expected {\"key\": value} or [[key, value], ...]");
    }
    const size_t count =
        content.IsObject() ? content.MemberCount() : content.Size();
    auto* entries = arena_->AllocateArray<MapEntry>(count + 1);
    if (entries == nullptr) return Wrong(path, "it is too large");
    std::set<std::string> keys;
    size_t i = 0;
    const auto add = [&](const Json& key_json,
                         const Json& value_json) -> absl::Status {
      const std::string at = path + "[" + std::to_string(i) + "]";
      const absl::StatusOr<Value> key = Read(key_json, at, depth + 1);
      if (!key.ok()) return key.status();
      const absl::StatusOr<Value> value = Read(value_json, at, depth + 1);
      if (!value.ok()) return value.status();
      const std::optional<std::string> text = KeyText(*key);
      if (!text) {
        return Wrong(at, "a key is a bool, an int, a uint or a string");
      }
      if (!keys.insert(*text).second) {
        return Wrong(at, "its key is given twice");
      }
      entries[i++] = MapEntry{*key, *value};
      return absl::OkStatus();
    };
    absl::Status status;
    if (content.IsObject()) {
      for (const auto& member : content.GetObject()) {
        status.Update(add(member.name, member.value));
      }
    } else {
      for (const Json& pair : content.GetArray()) {
        status.Update(pair.IsArray() && pair.Size() == 2
                          ? add(pair[0], pair[1])
                          : Wrong(path, "expected pairs: [[key, value], ...]"));
      }
    }
    if (!status.ok()) return status;
    return Value::Map({entries, i});
  }

  expr::Arena* arena_;
};

}  // namespace

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
    if (depth > kBracketsMax) {
      return Refuse(Reason::kTooDeep, "the values nest too deep: at most " +
                                          std::to_string(kDepthMax) +
                                          " levels");
    }
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
                  "bindings are an object of names and values, such as "
                  "{\"x\": 3, \"total\": {\"money\": \"20.00 EUR\"}}");
  }
  Reader reader(arena);
  for (const auto& member : document.GetObject()) {
    const std::string name(TextOf(member.name));
    if (environment->FindFact(name)) {
      return Refuse(
          Reason::kDuplicateKey,
          patron::Quote(name) + " is bound twice: remove one of them");
    }
    const absl::StatusOr<Value> value =
        reader.Read(member.value, patron::Quote(name));
    if (!value.ok()) return value.status();
    environment->AddFact(name, expr::Type(value->kind()));
    facts->push_back(*value);
  }
  return absl::OkStatus();
}

}  // namespace patron::cli
