// Bytes are checked by the table first, so that protobuf sees only what its
// messages know.
#include <string>
#include <utility>

#include "patron/protobuf_codec.h"
#include "wire/table.h"
#include "wire/transcode.h"
#include "wire/values.h"

namespace patron {
namespace {

using wire::Problems;

class Protobuf final : public Codec {
 public:
  [[nodiscard]] std::string EncodeProgram(
      const Program& program) const override {
    return wire::ProgramToBytes(program);
  }
  [[nodiscard]] std::string EncodeEvent(const Event& event) const override {
    return wire::EventToBytes(event);
  }
  [[nodiscard]] std::string EncodeAnswer(const Answer& answer) const override {
    return wire::AnswerToBytes(answer);
  }

  absl::StatusOr<Program> DecodeProgram(std::string_view bytes) const override {
    return Decode<Program>(bytes, wire::ProgramRow(), [&](Problems& problems) {
      return wire::ProgramFromBytes(bytes, wire::Reading::kStored, problems);
    });
  }
  absl::StatusOr<Event> DecodeEvent(std::string_view bytes) const override {
    return Decode<Event>(bytes, wire::EventRow(), [&](Problems& problems) {
      return wire::EventFromBytes(bytes, wire::Reading::kStored, Currency(),
                                  problems);
    });
  }
  absl::StatusOr<Answer> DecodeAnswer(std::string_view bytes) const override {
    return Decode<Answer>(bytes, wire::AnswerRow(), [&](Problems& problems) {
      return wire::AnswerFromBytes(bytes, problems);
    });
  }

 private:
  template <typename T, typename Read>
  static absl::StatusOr<T> Decode(std::string_view bytes,
                                  const wire::MessageRow& row, Read read) {
    Problems problems;
    wire::CheckBytes(bytes, row, {}, problems);
    if (problems.empty()) {
      T value = read(problems);
      if (problems.empty()) return value;
    }
    const Diagnostics found = problems.Take();
    std::string message = "the stored ";
    message.append(row.name).append(" cannot be read: ");
    message += found.front().message;
    if (!found.front().path.empty()) {
      message += " (" + found.front().path + ")";
    }
    return Refuse(Reason::kCorrupt, message);
  }
};

}  // namespace

const Codec& ProtobufCodec() {
  static const Protobuf codec;
  return codec;
}

}  // namespace patron
