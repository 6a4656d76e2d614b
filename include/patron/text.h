// Programs and events as text: what a shopkeeper edits and a till sends.
//
//   Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml, "cafe.yaml");
//   for (const Diagnostic& wrong : loaded.diagnostics) {
//     Say(FormatDiagnostic(wrong));   // cafe.yaml:12:5: error: unknown field
//   }                                 // 'whn'; did you mean 'when'? (rules[2])
//   if (loaded.value) Use(*loaded.value);
//
// The fields are those of patron/v1/*.proto, whose comments say what each means
// and what it is where it is left out. All errors are reported at once, in the
// order of the text. An unknown field is an error in text and in bytes: an
// older till must not give other cents. So are YAML's anchors, aliases, merge
// keys and tags, keys given twice, a second document, values left empty.
//
// Printing is canonical: equal values give equal text, loading it gives the
// value back. Comments are not kept.
//
// Threads: free functions, any thread; a SourceMap is an immutable value.
// Limits: below; lists and mappings nest at most 64 deep; a list holds at most
// 350,000 items in a program, which is 8 MiB of prices, and 20,000 in an event;
// at most 1,000 errors are listed; YAML holds at most 100,000 items between one
// pair of brackets: long lists are lines that start with "- ".
#ifndef PATRON_TEXT_H_
#define PATRON_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "patron/codec.h"
#include "patron/decision.h"
#include "patron/error.h"
#include "patron/event.h"
#include "patron/money.h"
#include "patron/program.h"

namespace patron {

inline constexpr size_t kProgramBytesMax = size_t{8} << 20U;  // 8 MiB
inline constexpr size_t kEventBytesMax = size_t{8} << 20U;

enum class TextFormat : uint8_t {
  kYaml = 1,
  kJson = 2,
  kBytes = 3,  // patron.v1 protobuf
};

// Where each part of a document stands, by its path.
class SourceMap {
 public:
  // Knows no places: of bytes, or of a text that could not be read at all.
  SourceMap() = default;

  // The place of the value at `path` ("rules[2].when"), or of the nearest part
  // around it. Line 0 where nothing is known.
  [[nodiscard]] SourcePlace Place(std::string_view path) const;

  // Gives each diagnostic without a file name its place in the document. One
  // that has a line already counts it within the value at its path, as
  // expressions do: the first character is line 1, column 1. That is exact for
  // values on one line, quoted or not, and for literal blocks ("|"); else it is
  // where the value starts.
  void Locate(Diagnostics& diagnostics) const;

  struct Content;
  explicit SourceMap(std::shared_ptr<const Content> content);

 private:
  std::shared_ptr<const Content> content_;
};

template <typename T>
struct Loaded {
  std::optional<T> value;  // none where there are errors
  // Where there are errors but the text could be followed: what was read, so
  // that expressions can be checked in the same round. Never to be run.
  std::optional<T> draft;
  Diagnostics diagnostics;
  SourceMap places;
};

// `file_name` is for messages; where it is empty they say "program".
[[nodiscard]] Loaded<Program> LoadProgram(std::string_view text,
                                          TextFormat format,
                                          std::string_view file_name = "");

// Removes from what checking a draft found (Plan::Compile, ReadZones) whatever
// only follows from errors of its text: a value that could not be read counts
// as told.
void DropConsequences(const Diagnostics& of_text, Diagnostics& of_draft);

// Where an event's text comes from, and what it leaves to its surroundings.
struct EventSource {
  std::string file_name = "event";
  int first_line = 1;  // of the text in its file: JSON lines come one by one
  Currency currency;   // of amounts, where the event names none
};

// Lines without an id are numbered from 1; an event without an arrival arrived
// when it happened. Prices, quantities and attributes are checked by those who
// decide on the event.
[[nodiscard]] Loaded<Event> LoadEvent(std::string_view text, TextFormat format,
                                      const EventSource& source = {});

// With a line end after text; bytes as they are.
[[nodiscard]] std::string PrintProgram(const Program& program,
                                       TextFormat format);

// What the newer version of a program changes, a line each: "rule 'beans':
// then[0].earn_points.points: 1 -> 2", "rule 'happy-hour' is new". Things with
// a name are matched by it, others by their place. Of a long list (prices) the
// first changes are told and the others counted. None where they are equal.
[[nodiscard]] std::vector<std::string> DescribeChanges(const Program& before,
                                                       const Program& after);

enum class JsonStyle : uint8_t {
  kLine = 1,    // one line, without a line end
  kPretty = 2,  // indented, with a line end
};

[[nodiscard]] std::string PrintEventJson(const Event& event,
                                         JsonStyle style = JsonStyle::kLine);
[[nodiscard]] std::string PrintDecisionJson(const Decision& decision,
                                            JsonStyle style = JsonStyle::kLine);
[[nodiscard]] std::string PrintAnswerJson(const Answer& answer,
                                          JsonStyle style = JsonStyle::kLine);

// A JSON Schema (draft 2020-12) for editors, with a description of each field.
[[nodiscard]] std::string ProgramJsonSchema();
[[nodiscard]] std::string EventJsonSchema();

}  // namespace patron

#endif  // PATRON_TEXT_H_
