// JSON for machine-readable output, on RapidJSON's writer.
//
//   JsonText json;
//   json.Open().Field("read", counts.read).Open("rejected") ...
//   .Close().Close(); Print(json.Take());
//
// Threads: one.
#ifndef PATRON_EXAMPLES_CLI_JSON_TEXT_H_
#define PATRON_EXAMPLES_CLI_JSON_TEXT_H_

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace patron::cli {

class JsonText {
 public:
  JsonText() { writer_.SetIndent(' ', 2); }

  JsonText& Open() { return writer_.StartObject(), *this; }
  JsonText& Open(std::string_view key) { return Key(key).Open(); }
  JsonText& Close() { return writer_.EndObject(), *this; }
  JsonText& OpenList(std::string_view key) {
    Key(key);
    return writer_.StartArray(), *this;
  }
  JsonText& CloseList() { return writer_.EndArray(), *this; }

  JsonText& Field(std::string_view key, std::string_view value) {
    return Key(key).Item(value);
  }
  JsonText& Field(std::string_view key, const char* value) {
    return Key(key).Item(value);
  }
  JsonText& Field(std::string_view key, int64_t value) {
    Key(key);
    return writer_.Int64(value), *this;
  }
  JsonText& Field(std::string_view key, bool value) {
    Key(key);
    return writer_.Bool(value), *this;
  }
  JsonText& Item(std::string_view value) {
    writer_.String(value.data(),
                   static_cast<rapidjson::SizeType>(value.size()));
    return *this;
  }

  // The text, with a line end.
  [[nodiscard]] std::string Take() const {
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

 private:
  JsonText& Key(std::string_view key) {
    writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    return *this;
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_JSON_TEXT_H_
