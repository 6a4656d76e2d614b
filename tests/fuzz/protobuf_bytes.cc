// Any bytes as what the engine stores.
#include "patron/protobuf_codec.h"
#include "tests/fuzz/targets.h"

namespace patron::fuzz {
namespace {

template <typename T>
std::string Check(std::string_view bytes,
                  absl::StatusOr<T> (Codec::*decode)(std::string_view) const,
                  std::string (Codec::*encode)(const T&) const) {
  const Codec& codec = ProtobufCodec();
  const absl::StatusOr<T> value = (codec.*decode)(bytes);
  if (!value.ok()) {
    if (ReasonOf(value.status()) != Reason::kCorrupt) {
      return "another reason than kCorrupt";
    }
    return MessageOf(value.status()).empty() ? "an empty message" : "";
  }
  const std::string encoded = (codec.*encode)(*value);
  const absl::StatusOr<T> again = (codec.*decode)(encoded);
  if (!again.ok()) {
    return "does not decode again: " + std::string(MessageOf(again.status()));
  }
  if (!(*again == *value)) return "is another value";
  return (codec.*encode)(*again) == encoded ? "" : "other bytes";
}

}  // namespace

std::string FuzzProtobufBytes(std::string_view bytes) {
  if (bytes.empty()) return "";
  const std::string_view rest = bytes.substr(1);
  switch (bytes[0]) {
    case 'p':
      return Check(rest, &Codec::DecodeProgram, &Codec::EncodeProgram);
    case 'e':
      return Check(rest, &Codec::DecodeEvent, &Codec::EncodeEvent);
    case 'a':
      return Check(rest, &Codec::DecodeAnswer, &Codec::EncodeAnswer);
    default:
      return "";
  }
}

}  // namespace patron::fuzz
