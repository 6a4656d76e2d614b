// JSON for machine-readable output, on RapidJSON's writers: JsonText over many
// lines, indented; JsonLine on one.
//
//   JsonText json;
//   json.Open().Field("read", counts.read).Open("rejected") ...
//   .Close().Close();
//   Print(json.Take());
//
// Threads: one.
#ifndef PATRON_EXAMPLES_CLI_JSON_TEXT_H_
#define PATRON_EXAMPLES_CLI_JSON_TEXT_H_

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace patron::cli {

template <typename Writer>
class JsonWriter {
 public:
  JsonWriter() {
    if constexpr (!std::is_same_v<Writer, Compact>) writer_.SetIndent(' ', 2);
  }

  JsonWriter& Open() { return writer_.StartObject(), *this; }
  JsonWriter& Open(std::string_view key) { return Key(key).Open(); }
  JsonWriter& Close() { return writer_.EndObject(), *this; }
  JsonWriter& OpenList(std::string_view key) {
    Key(key);
    return writer_.StartArray(), *this;
  }
  JsonWriter& CloseList() { return writer_.EndArray(), *this; }

  JsonWriter& Field(std::string_view key, std::string_view value) {
    return Key(key).Item(value);
  }
  JsonWriter& Field(std::string_view key, const char* value) {
    return Key(key).Item(value);
  }
  JsonWriter& Field(std::string_view key, int64_t value) {
    return Key(key).Item(value);
  }
  JsonWriter& Field(std::string_view key, bool value) {
    Key(key);
    return writer_.Bool(value), *this;
  }
  // A number as decimal text; null where it is empty.
  JsonWriter& Number(std::string_view key, std::string_view text) {
    Key(key);
    if (text.empty()) return writer_.Null(), *this;
    writer_.RawValue(text.data(), text.size(), rapidjson::kNumberType);
    return *this;
  }
  JsonWriter& Null(std::string_view key) {
    Key(key);
    return writer_.Null(), *this;
  }
  JsonWriter& Item(std::string_view value) {
    writer_.String(value.data(),
                   static_cast<rapidjson::SizeType>(value.size()));
    return *this;
  }
  JsonWriter& Item(int64_t value) { return writer_.Int64(value), *this; }

  // The text, with a line end.
  [[nodiscard]] std::string Take() const {
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

 private:
  using Compact = rapidjson::Writer<rapidjson::StringBuffer>;

  JsonWriter& Key(std::string_view key) {
    writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    return *this;
  }

  rapidjson::StringBuffer buffer_;
  Writer writer_{buffer_};
};

using JsonText = JsonWriter<rapidjson::PrettyWriter<rapidjson::StringBuffer>>;
using JsonLine = JsonWriter<rapidjson::Writer<rapidjson::StringBuffer>>;

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_JSON_TEXT_H_
