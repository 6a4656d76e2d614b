// A codec that keeps the answers it is given, and hands them back: for tests
// that run through very many events and look at no bytes.
//
//   KeepingCodec codec;
//   Engine::Open({OpenMemoryStore(), &codec});
//
// What it calls an answer's bytes is the number of the answer. That a real
// codec gives back what it was given is proved elsewhere (tests/wire).
//
// Threads: one at a time. Limits: two equal answers have different bytes; it
// outlives the engine.
#ifndef PATRON_TESTS_ENGINE_KEEPING_CODEC_H_
#define PATRON_TESTS_ENGINE_KEEPING_CODEC_H_

#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>

#include "patron/codec.h"

namespace patron::testing {

class KeepingCodec final : public Codec {
 public:
  std::string EncodeProgram(const Program& program) const override {
    return ProtobufCodec().EncodeProgram(program);
  }
  std::string EncodeEvent(const Event& event) const override {
    return ProtobufCodec().EncodeEvent(event);
  }
  std::string EncodeAnswer(const Answer& answer) const override {
    answers_.push_back(answer);
    return std::to_string(answers_.size() - 1);
  }
  absl::StatusOr<Program> DecodeProgram(std::string_view bytes) const override {
    return ProtobufCodec().DecodeProgram(bytes);
  }
  absl::StatusOr<Event> DecodeEvent(std::string_view bytes) const override {
    return ProtobufCodec().DecodeEvent(bytes);
  }
  absl::StatusOr<Answer> DecodeAnswer(std::string_view bytes) const override {
    const auto at = std::strtoull(std::string(bytes).c_str(), nullptr, 10);
    return answers_.at(at);
  }

 private:
  mutable std::deque<Answer> answers_;
};

}  // namespace patron::testing

#endif  // PATRON_TESTS_ENGINE_KEEPING_CODEC_H_
