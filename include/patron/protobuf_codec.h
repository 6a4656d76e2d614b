// The codec (patron/codec.h) in patron.v1 protobuf bytes: what the engine
// stores and other languages read.
//
//   engine_options.codec = &ProtobufCodec();
//
// Bytes that have an unknown field, a field twice, a value that cannot be read
// or anything after the end are kCorrupt; the message names the path.
//
// Text in the structs should be UTF-8: a byte that is not becomes U+FFFD.
// Threads: any; it has no state.
#ifndef PATRON_PROTOBUF_CODEC_H_
#define PATRON_PROTOBUF_CODEC_H_

#include "patron/codec.h"

namespace patron {

[[nodiscard]] const Codec& ProtobufCodec();

}  // namespace patron

#endif  // PATRON_PROTOBUF_CODEC_H_
