// Any bytes as an event in JSON, as a till sends it.
#include "patron/protobuf_codec.h"
#include "patron/text.h"
#include "tests/fuzz/targets.h"

namespace patron::fuzz {

std::string FuzzEventJson(std::string_view bytes) {
  EventSource source;
  source.currency = Currency::FromCode("EUR").value_or(Currency());
  const Loaded<Event> loaded = LoadEvent(bytes, TextFormat::kJson, source);
  if (!loaded.value) {
    if (loaded.diagnostics.empty()) return "refused without a word";
    return loaded.diagnostics[0].message.empty() ? "an empty message" : "";
  }
  if (!loaded.diagnostics.empty()) return "a value and a diagnostic";
  const Event& event = *loaded.value;
  for (const JsonStyle style : {JsonStyle::kLine, JsonStyle::kPretty}) {
    const std::string printed = PrintEventJson(event, style);
    const Loaded<Event> again = LoadEvent(printed, TextFormat::kJson);
    if (!again.value) {
      return "does not load again:\n" + FormatDiagnostic(again.diagnostics[0]) +
             "\n" + printed;
    }
    if (*again.value != event) return "is another event:\n" + printed;
    if (PrintEventJson(*again.value, style) != printed) {
      return "prints otherwise the second time:\n" + printed;
    }
  }
  const Codec& codec = ProtobufCodec();
  const absl::StatusOr<Event> decoded =
      codec.DecodeEvent(codec.EncodeEvent(event));
  if (!decoded.ok()) {
    return "is not decoded: " + std::string(MessageOf(decoded.status()));
  }
  return *decoded == event ? "" : "is another event in bytes";
}

}  // namespace patron::fuzz
