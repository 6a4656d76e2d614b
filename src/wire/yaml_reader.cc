// YAML by yaml-cpp, with what it lets pass refused: keys given twice, quotes
// that are never closed, a second document, anchors and tags. Its messages name
// its own states ("end of map not found"), so they are put in words of somebody
// who edits a file.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>

#include "base/quote.h"
#include "wire/documents.h"
#include "wire/scalar_text.h"

namespace patron::wire {
namespace {

// Thrown through the parser to stop it at the first thing that we refuse.
struct Refused {
  Reason reason;
  size_t offset;
  std::string message;
};

struct KnownMessage {
  std::string_view theirs;
  std::string_view ours;
};

constexpr KnownMessage kMessages[] = {
    {"end of map not found",
     "expected a new 'key: value' line here: check the indentation and the "
     "quotes"},
    {"end of sequence not found",
     "expected '- ' and the next item here: check the indentation"},
    {"end of sequence flow not found", "this '[' is never closed with ']'"},
    {"end of map flow not found", "this '{' is never closed with '}'"},
    {"illegal map value",
     "a ':' cannot stand here: indent with the same number of blanks as the "
     "lines around, and put text that holds ': ' in quotes"},
    {"illegal block entry", "a '- ' cannot stand here: start a new line"},
    {"illegal flow end", "nothing is open that this bracket closes"},
    {"unknown token",
     "a value cannot start with this character: put it in quotes"},
    {"illegal EOF in scalar", "the text ends within a value"},
    {"unknown escape character: ",
     "an escape that YAML does not know: write \\\\ for a backslash, or use "
     "single quotes"},
    {"invalid unicode: ",
     "an escape that is no character: write the character itself"},
    {"bad character found while scanning hex number",
     "the digits of this escape are not hexadecimal"},
};

std::string InOurWords(std::string_view message) {
  for (const KnownMessage& known : kMessages) {
    if (message.starts_with(known.theirs)) return std::string(known.ours);
  }
  return "not YAML: " + std::string(message);
}

class Handler : public YAML::EventHandler {
 public:
  Handler(const SourceText& source, size_t skipped, Tree& tree)
      : source_(source), skipped_(skipped), tree_(tree), build_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (tree_.empty()) return;
    const size_t offset = Offset(mark);
    if (source_.text().substr(offset, 3) == "---") {
      throw Refused{Reason::kSecondDocument, offset,
                    "a second document starts here: one file holds one"};
    }
    throw Refused{Reason::kSyntax, offset,
                  "this line belongs to nothing above it: indent it like the "
                  "lines around"};
  }

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    if (build_.WantsKey()) {
      throw Refused{Reason::kSyntax, Offset(mark), "a key is missing here"};
    }
    CheckProperties(mark);
    build_.Null(Offset(mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    CheckProperties(mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/,
                YAML::anchor_t /*anchor*/, const std::string& value) override {
    CheckProperties(mark);
    const size_t offset = Offset(mark);
    const ScalarStyle style = StyleAt(offset, value);
    if (!build_.WantsKey()) {
      build_.Scalar(value, style, offset);
      return;
    }
    if (value == "<<" && style == ScalarStyle::kPlain) {
      throw Refused{Reason::kAlias, offset,
                    "merge keys ('<<') are not taken: write the fields out"};
    }
    build_.Key(value, offset);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(NodeKind::kList, mark);
  }
  void OnSequenceEnd() override { build_.Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/,
                  YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(NodeKind::kMap, mark);
  }
  void OnMapEnd() override { build_.Close(); }

  [[nodiscard]] size_t Offset(const YAML::Mark& mark) const {
    const size_t pos = mark.pos < 0 ? 0 : static_cast<size_t>(mark.pos);
    return std::min(pos + skipped_, source_.text().size());
  }

  // Where the innermost bracket that is still open stands, or npos.
  [[nodiscard]] size_t OpenBracket() const {
    for (NodeId at = build_.Innermost(); at != kNoNode; at = tree_[at].parent) {
      const char c = CharAt(tree_[at].offset);
      if (c == '[' || c == '{') return tree_[at].offset;
    }
    return std::string_view::npos;
  }

 private:
  [[nodiscard]] char CharAt(size_t offset) const {
    return offset < source_.text().size() ? source_.text()[offset] : '\0';
  }

  // What stands before a value and is not the value: & * !
  void CheckProperties(const YAML::Mark& mark) const {
    const size_t offset = Offset(mark);
    switch (CharAt(offset)) {
      case '&':
        throw Refused{Reason::kAlias, offset,
                      "anchors ('&name') are not taken: put text that starts "
                      "with '&' in quotes"};
      case '*':
        throw Refused{Reason::kAlias, offset,
                      "aliases ('*name') are not taken: write the value out, "
                      "and put text that starts with '*' in quotes"};
      case '!':
        throw Refused{Reason::kAlias, offset,
                      "tags ('!name') are not taken: put an expression that "
                      "starts with '!' in quotes"};
      default:
        break;
    }
  }

  void Open(NodeKind kind, const YAML::Mark& mark) {
    CheckProperties(mark);
    const size_t offset = Offset(mark);
    if (build_.WantsKey()) {
      throw Refused{Reason::kSyntax, offset,
                    "a key must be a word, not a list or a mapping"};
    }
    if (!build_.Open(kind, offset)) {
      throw Refused{Reason::kTooDeep, offset,
                    "lists and mappings nest deeper than " +
                        std::to_string(kDepthMax) + " levels here"};
    }
  }

  [[nodiscard]] ScalarStyle StyleAt(size_t offset,
                                    const std::string& value) const {
    const std::string_view text = source_.text();
    switch (CharAt(offset)) {
      case '"':
      case '\'':
        CheckQuotes(offset);
        return text[offset] == '"' ? ScalarStyle::kDoubleQuoted
                                   : ScalarStyle::kSingleQuoted;
      case '|':
        return ScalarStyle::kLiteral;
      case '>':
        return ScalarStyle::kFolded;
      default:
        return text.substr(offset, value.size()) == value
                   ? ScalarStyle::kPlain
                   : ScalarStyle::kPlainLines;
    }
  }

  void CheckQuotes(size_t offset) const {
    if (QuotedEnd(source_.text(), offset) == std::string_view::npos) {
      throw Refused{Reason::kSyntax, offset,
                    "the quote that opens here is never closed"};
    }
  }

  const SourceText& source_;
  size_t skipped_;  // the byte order mark, which the parser does not see
  Tree& tree_;
  TreeBuilder build_;
};

// Brackets that nest within one line, whatever they belong to.
size_t FindTooManyBrackets(std::string_view text) {
  int open = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '\n':
      case '\r':
        open = 0;
        break;
      case '[':
      case '{':
        if (++open > kYamlOpenBracketsMax) return i;
        break;
      case ']':
      case '}':
        open = std::max(0, open - 1);
        break;
      default:
        break;
    }
  }
  return std::string_view::npos;
}

// Whether the line that holds `offset`, or one of the two before it, is
// indented with a tab, and where.
size_t FindTab(const SourceText& source, size_t offset) {
  const std::string_view text = source.text();
  size_t line = source.LineStart(offset);
  for (int i = 0; i < 3; ++i) {
    const size_t content = text.find_first_not_of(" \t", line);
    const size_t tab = text.find('\t', line);
    if (tab != std::string_view::npos &&
        (content == std::string_view::npos || tab < content)) {
      return tab;
    }
    if (line == 0) break;
    line = source.LineStart(line - 1);
  }
  return std::string_view::npos;
}

Refused FromParser(const SourceText& source, const Handler& handler,
                   const YAML::ParserException& error) {
  size_t offset = error.mark.is_null() ? 0 : handler.Offset(error.mark);
  const size_t tab = FindTab(source, offset);
  if (tab != std::string_view::npos) {
    return {Reason::kSyntax, tab, "a tab: indent with blanks only"};
  }
  if (error.msg.find("flow not found") != std::string::npos) {
    const size_t bracket = handler.OpenBracket();
    if (bracket != std::string_view::npos) {
      const bool list = source.text()[bracket] == '[';
      return {Reason::kSyntax, bracket,
              InOurWords(list ? "end of sequence flow not found"
                              : "end of map flow not found")};
    }
  }
  return {Reason::kSyntax, offset, InOurWords(error.msg)};
}

// Parses; throws Refused.
void Parse(const SourceText& source, Tree& tree) {
  const size_t brackets = FindTooManyBrackets(source.text());
  if (brackets != std::string_view::npos) {
    throw Refused{Reason::kTooDeep, brackets,
                  "lists and mappings nest deeper than " +
                      std::to_string(kDepthMax) + " levels here"};
  }
  const size_t skipped = ByteOrderMark(source.text());
  std::istringstream in(std::string(source.text().substr(skipped)));
  Handler handler(source, skipped, tree);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const YAML::ParserException& error) {
    throw FromParser(source, handler, error);
  }
  if (tree.empty()) {
    throw Refused{Reason::kMissingField, 0, "the text is empty"};
  }
}

}  // namespace

bool ReadYaml(const SourceText& source, Tree& tree, Diagnostics& diagnostics) {
  try {
    Parse(source, tree);
  } catch (const Refused& refused) {
    diagnostics.push_back({Diagnostic::Severity::kError, refused.reason,
                           source.PlaceOf(refused.offset), "", refused.message,
                           ""});
    return false;
  }
  const size_t before = diagnostics.size();
  CheckDuplicateKeys(source, tree, diagnostics);
  return diagnostics.size() == before;
}

}  // namespace patron::wire
