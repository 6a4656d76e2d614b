// The engine's bytes: equal values give equal bytes, which give the value back,
// and nothing that anybody does to them is more than an error.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "patron/protobuf_codec.h"
#include "patron/text.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"
#include "tests/wire/sample.h"

namespace patron {
namespace {

using testing::Between;
using testing::IsOk;
using testing::SeededRandom;

TEST(Codec, GivesRandomValuesBack) {
  std::mt19937_64 random = SeededRandom();
  const Codec& codec = ProtobufCodec();
  for (int i = 0; i < 500; ++i) {
    const Program program = testing::RandomProgram(random);
    const absl::StatusOr<Program> same_program =
        codec.DecodeProgram(codec.EncodeProgram(program));
    ASSERT_THAT(same_program, IsOk());
    ASSERT_EQ(*same_program, program);

    const Event event = testing::RandomEvent(random);
    const absl::StatusOr<Event> same_event =
        codec.DecodeEvent(codec.EncodeEvent(event));
    ASSERT_THAT(same_event, IsOk());
    ASSERT_EQ(*same_event, event);

    const Answer answer = testing::RandomAnswer(random);
    const absl::StatusOr<Answer> same_answer =
        codec.DecodeAnswer(codec.EncodeAnswer(answer));
    ASSERT_THAT(same_answer, IsOk());
    ASSERT_EQ(*same_answer, answer);
    ASSERT_EQ(codec.EncodeAnswer(*same_answer), codec.EncodeAnswer(answer));
  }
}

TEST(Codec, GivesEmptyValuesBack) {
  const Codec& codec = ProtobufCodec();
  EXPECT_EQ(codec.EncodeAnswer(Answer()), "");
  EXPECT_EQ(*codec.DecodeAnswer(""), Answer());
  EXPECT_EQ(*codec.DecodeEvent(codec.EncodeEvent(Event())), Event());
  EXPECT_EQ(*codec.DecodeProgram(codec.EncodeProgram(Program())), Program());
}

// A list that was longer before keeps its memory; that must not show.
TEST(Codec, SeesNoLeftovers) {
  std::mt19937_64 random = SeededRandom();
  Answer answer = testing::RandomAnswer(random);
  answer.decision.effects.Add();
  answer.decision.lines.Add();
  answer.decision.Clear();
  Answer fresh = answer;
  fresh.decision = Decision();
  EXPECT_EQ(ProtobufCodec().EncodeAnswer(answer),
            ProtobufCodec().EncodeAnswer(fresh));
}

TEST(Codec, ReplacesWhatIsNotUtf8) {
  Event event;
  event.id = "caf\xE9";
  const absl::StatusOr<Event> back =
      ProtobufCodec().DecodeEvent(ProtobufCodec().EncodeEvent(event));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->id, "caf\uFFFD");
}

// A kind of value with its codec, for what all three have in common.
struct Kind {
  std::string name;
  std::function<std::string(std::mt19937_64&)> encode;
  std::function<absl::Status(std::string_view)> decode;
};

std::vector<Kind> Kinds() {
  const Codec& codec = ProtobufCodec();
  return {
      {"program",
       [&](std::mt19937_64& random) {
         return codec.EncodeProgram(testing::RandomProgram(random));
       },
       [&](std::string_view bytes) {
         return codec.DecodeProgram(bytes).status();
       }},
      {"event",
       [&](std::mt19937_64& random) {
         return codec.EncodeEvent(testing::RandomEvent(random));
       },
       [&](std::string_view bytes) {
         return codec.DecodeEvent(bytes).status();
       }},
      {"answer",
       [&](std::mt19937_64& random) {
         return codec.EncodeAnswer(testing::RandomAnswer(random));
       },
       [&](std::string_view bytes) {
         return codec.DecodeAnswer(bytes).status();
       }},
  };
}

void ExpectOkOrCorrupt(const absl::Status& status) {
  if (status.ok()) return;
  EXPECT_EQ(ReasonOf(status), Reason::kCorrupt);
}

TEST(HostileBytes, CutOffAnywhere) {
  std::mt19937_64 random = SeededRandom();
  for (const Kind& kind : Kinds()) {
    SCOPED_TRACE(kind.name);
    for (int i = 0; i < 10; ++i) {
      const std::string bytes = kind.encode(random);
      for (size_t size = 0; size < bytes.size(); ++size) {
        ExpectOkOrCorrupt(kind.decode(bytes.substr(0, size)));
      }
    }
  }
}

TEST(HostileBytes, BitsFlipped) {
  std::mt19937_64 random = SeededRandom();
  int refused = 0;
  for (const Kind& kind : Kinds()) {
    SCOPED_TRACE(kind.name);
    for (int i = 0; i < 1000; ++i) {
      std::string bytes = kind.encode(random);
      if (bytes.empty()) continue;
      for (int64_t flips = Between(random, 1, 3); flips > 0; --flips) {
        char& byte = bytes[static_cast<size_t>(
            Between(random, 0, static_cast<int64_t>(bytes.size()) - 1))];
        byte = static_cast<char>(byte ^ (1 << Between(random, 0, 7)));
      }
      const absl::Status status = kind.decode(bytes);
      ExpectOkOrCorrupt(status);
      refused += status.ok() ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 500);
}

TEST(HostileBytes, Noise) {
  std::mt19937_64 random = SeededRandom();
  for (const Kind& kind : Kinds()) {
    for (int i = 0; i < 2000; ++i) {
      std::string bytes(static_cast<size_t>(Between(random, 0, 40)), '\0');
      for (char& byte : bytes) byte = static_cast<char>(random());
      ExpectOkOrCorrupt(kind.decode(bytes));
    }
  }
}

struct BadBytes {
  std::string_view what;
  std::string bytes;  // of a program
  Reason reason;
  std::string_view path;
};

TEST(HostileBytes, AreRefusedWithAPath) {
  using namespace std::string_literals;
  const std::string good = [] {
    const Loaded<Program> loaded =
        LoadProgram(testing::kSmallest, TextFormat::kYaml);
    return PrintProgram(*loaded.value, TextFormat::kBytes);
  }();
  const BadBytes kRows[] = {
      {"an unknown field", good + "\xFA\x01\x01x"s, Reason::kUnknownField, ""},
      {"field number 0", good + "\x02\x01x"s, Reason::kUnknownField, ""},
      {"an unknown field within a rule", good + "\xA2\x01\x04\xFA\x01\x01x"s,
       Reason::kUnknownField, "rules[0]"},
      {"a field twice", good + "\x0A\x01x"s, Reason::kDuplicateKey, "program"},
      {"a list in two pieces",
       good + "\x42\x03\x0A\x01x\x4A\x03\x0A\x01y\x42\x03\x0A\x01z"s,
       Reason::kDuplicateKey, "stores"},
      {"two fields of one choice",
       good + "\xA2\x01\x09\x0A\x01r\x32\x04\x0A\x00\x12\x00"s,
       Reason::kDuplicateKey, "rules[0].then[0].amount_off"},
      {"a number for a text", good + "\x18\x01"s, Reason::kSyntax, "name"},
      {"a text for a number", good + "\x3A\x01x"s, Reason::kSyntax,
       "money_rounding"},
      {"a group", good + "\x1B\x1C"s, Reason::kSyntax, "name"},
      {"a length past the end", good + "\x1A\x05xy"s, Reason::kSyntax, "name"},
      {"a length of 2^63", good + "\x1A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"s,
       Reason::kSyntax, "name"},
      {"a number without an end", good + "\x38\xFF"s, Reason::kSyntax,
       "money_rounding"},
      {"a number of eleven bytes",
       good + "\x38\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s,
       Reason::kSyntax, "money_rounding"},
      {"an unknown word", good + "\x38\x63"s, Reason::kBadValue,
       "money_rounding"},
      {"a word 0", good + "\x38\x00"s, Reason::kBadValue, "money_rounding"},
      {"text that is not UTF-8", good + "\x1A\x01\xFF"s, Reason::kNotUtf8,
       "name"},
      {"a bool of 2", good + "\x52\x09\x08\x01\x12\x01x\x18\x01\x28\x02"s,
       Reason::kSyntax, "attributes[0].sensitive"},
      {"an int32 of 33 bits",
       good + "\x4A\x09\x0A\x01x\x18\x80\x80\x80\x80\x10"s, Reason::kOverflow,
       "points[0].decimals"},
      {"a rate that is none",
       good + "\xA2\x01\x0C\x0A\x01r\x32\x07\x0A\x05\x0A\x03"
              "abc"s,
       Reason::kBadNumber, "rules[0].then[0].percent_off.rate"},
  };
  for (const BadBytes& row : kRows) {
    SCOPED_TRACE(std::string(row.what));
    EXPECT_EQ(ReasonOf(ProtobufCodec().DecodeProgram(row.bytes).status()),
              Reason::kCorrupt);
    const Loaded<Program> loaded =
        LoadProgram(row.bytes, TextFormat::kBytes, "p.bin");
    EXPECT_FALSE(loaded.value);
    ASSERT_EQ(loaded.diagnostics.size(), 1U);
    EXPECT_EQ(ReasonName(loaded.diagnostics[0].reason), ReasonName(row.reason));
    EXPECT_EQ(loaded.diagnostics[0].path, row.path);
    EXPECT_EQ(loaded.diagnostics[0].place, (SourcePlace{"p.bin", 0, 0}));
  }
}

TEST(Codec, SaysWhatIsWrong) {
  const absl::Status status = ProtobufCodec().DecodeEvent("\x7A").status();
  EXPECT_THAT(std::string(MessageOf(status)),
              ::testing::HasSubstr("the stored Event cannot be read: "));
}

}  // namespace
}  // namespace patron
