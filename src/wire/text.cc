// Loading and printing: text -> tree -> bytes -> message -> struct, and back.
#include "patron/text.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "wire/documents.h"
#include "wire/printers.h"
#include "wire/source_map.h"
#include "wire/source_text.h"
#include "wire/table.h"
#include "wire/transcode.h"
#include "wire/values.h"

namespace patron {
namespace {

using wire::Problems;

// The readers refuse no list that the checks behind them would take.
static_assert(wire::kEventLimits.items_max >= kEventLinesMax &&
              wire::kProgramLimits.items_max >= kProgramRulesMax &&
              wire::kProgramLimits.items_max >= kProgramObjectsMax);

// What is common to every kind of document.
struct Document {
  const wire::MessageRow& row;
  TextFormat format;
  size_t bytes_max;
  wire::TreeLimits limits;
};

// By place; what has none comes first.
void SortByPlace(Diagnostics& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) {
                     return std::pair(a.place.line, a.place.column) <
                            std::pair(b.place.line, b.place.column);
                   });
}

// The places of problems, which have paths only.
Diagnostics Placed(Problems& problems, const SourceMap::Content& content) {
  Diagnostics diagnostics = problems.Take();
  for (Diagnostic& diagnostic : diagnostics) {
    diagnostic.place =
        wire::PlaceOfError(content, diagnostic.reason, diagnostic.path);
  }
  return diagnostics;
}

// The document's bytes, found right by the table; none where the text cannot
// be followed.
std::optional<std::string> ReadBytes(const Document& document,
                                     std::string_view given,
                                     SourceMap::Content& content,
                                     Problems& problems,
                                     Diagnostics& diagnostics) {
  if (given.size() > document.bytes_max) {
    problems.Add(Reason::kTooLarge, "",
                 std::to_string(given.size()) + " bytes; at most " +
                     std::to_string(document.bytes_max) + " are read");
    return std::nullopt;
  }
  if (document.format == TextFormat::kBytes) {
    wire::CheckBytes(given, document.row, document.limits, problems);
    if (!problems.empty()) return std::nullopt;
    return std::string(given);
  }
  if (!wire::CheckText(content.source, diagnostics)) return std::nullopt;
  const bool yaml = document.format == TextFormat::kYaml;
  const bool read = yaml ? wire::ReadYaml(content.source, document.limits,
                                          content.tree, diagnostics)
                         : wire::ReadJson(content.source, document.limits,
                                          content.tree, diagnostics);
  if (!read) return std::nullopt;
  if (content.tree[0].kind != wire::NodeKind::kMap) {
    problems.Add(Reason::kWrongType, "",
                 "expected a mapping of fields to values");
    return std::nullopt;
  }
  return wire::TreeToBytes(content.tree, document.row,
                           yaml ? wire::Dialect::kYaml : wire::Dialect::kJson,
                           problems);
}

// `from_bytes(bytes, problems)` makes the value.
template <typename T, typename FromBytes>
Loaded<T> Load(const Document& document, std::string_view given,
               std::string file, int first_line, FromBytes from_bytes) {
  const bool text = document.format != TextFormat::kBytes &&
                    given.size() <= document.bytes_max;
  const auto content = std::make_shared<SourceMap::Content>(
      text ? given : std::string_view(), std::move(file), first_line);
  Loaded<T> loaded;
  Problems problems;
  std::optional<std::string> bytes =
      ReadBytes(document, given, *content, problems, loaded.diagnostics);
  if (bytes) {
    loaded.draft = from_bytes(*bytes, problems);
    if (problems.empty()) std::swap(loaded.value, loaded.draft);
  }
  for (Diagnostic& problem : Placed(problems, *content)) {
    loaded.diagnostics.push_back(std::move(problem));
  }
  SortByPlace(loaded.diagnostics);
  if (problems.more()) {
    loaded.diagnostics.push_back(MoreErrors(content->source.file()));
  }
  loaded.places = SourceMap(content);
  return loaded;
}

std::string PrintJson(std::string_view bytes, const wire::MessageRow& row,
                      JsonStyle style) {
  Problems problems;
  return wire::TreeToJson(wire::BytesToTree(bytes, row, problems), style);
}

}  // namespace

Loaded<Program> LoadProgram(std::string_view text, TextFormat format,
                            std::string_view file_name) {
  const Document document{wire::ProgramRow(), format, kProgramBytesMax,
                          wire::kProgramLimits};
  return Load<Program>(
      document, text, std::string(file_name.empty() ? "program" : file_name), 1,
      [](std::string_view bytes, Problems& problems) {
        Program program =
            wire::ProgramFromBytes(bytes, wire::Reading::kPersons, problems);
        wire::CheckProgram(program, problems);
        return program;
      });
}

Loaded<Event> LoadEvent(std::string_view text, TextFormat format,
                        const EventSource& source) {
  const Document document{wire::EventRow(), format, kEventBytesMax,
                          wire::kEventLimits};
  return Load<Event>(document, text, source.file_name, source.first_line,
                     [&](std::string_view bytes, Problems& problems) {
                       return wire::EventFromBytes(bytes,
                                                   wire::Reading::kPersons,
                                                   source.currency, problems);
                     });
}

std::string PrintProgram(const Program& program, TextFormat format) {
  std::string bytes = wire::ProgramToBytes(program);
  if (format == TextFormat::kBytes) return bytes;
  if (format == TextFormat::kJson) {
    return PrintJson(bytes, wire::ProgramRow(), JsonStyle::kPretty);
  }
  Problems problems;
  return wire::TreeToYaml(
      wire::BytesToTree(bytes, wire::ProgramRow(), problems));
}

std::string PrintEventJson(const Event& event, JsonStyle style) {
  return PrintJson(wire::EventToBytes(event), wire::EventRow(), style);
}

std::string PrintDecisionJson(const Decision& decision, JsonStyle style) {
  return PrintJson(wire::DecisionToBytes(decision), wire::DecisionRow(), style);
}

std::string PrintAnswerJson(const Answer& answer, JsonStyle style) {
  return PrintJson(wire::AnswerToBytes(answer), wire::AnswerRow(), style);
}

}  // namespace patron
