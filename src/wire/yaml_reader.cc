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

#include "wire/documents.h"
#include "wire/scalar_text.h"
#include "wire/yaml_scan.h"

namespace patron::wire {
namespace {

// Thrown through the parser to stop it at the first thing that we refuse.
struct Refused {
  Reason reason;
  size_t offset;
  std::string message;
  std::string path = "";
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
    {"end of sequence flow not found", "expected ',' or ']' here"},
    {"end of map flow not found", "expected ',' or '}' here"},
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

constexpr const char* kUnclosedQuote =
    "the quote that opens here is never closed";

constexpr const char* kAliases =
    "aliases ('*name') are not taken: write the value out, and put text that "
    "starts with '*' in quotes";

class Handler : public YAML::EventHandler {
 public:
  Handler(const SourceText& source, size_t skipped, TreeLimits limits,
          Tree& tree)
      : source_(source), skipped_(skipped), tree_(tree), build_(tree, limits) {}

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
    const size_t start = ItemStart(Offset(mark));
    if (!build_.Null(start)) ThrowOverfull(start);
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
      if (!build_.Scalar(value, style, offset)) ThrowOverfull(offset);
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

 private:
  [[nodiscard]] char CharAt(size_t offset) const {
    return offset < source_.text().size() ? source_.text()[offset] : '\0';
  }

  // The parser says of an empty item where the next token is: its dash stands
  // before that.
  [[nodiscard]] size_t ItemStart(size_t offset) const {
    const size_t before = source_.text().find_last_not_of(" \t\r\n", offset);
    if (before == std::string_view::npos || before == 0) return offset;
    const size_t last =
        before < offset || CharAt(offset) == '\0'
            ? before
            : source_.text().find_last_not_of(" \t\r\n", offset - 1);
    return CharAt(last) == '-' ? last : offset;
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
        throw Refused{Reason::kAlias, offset, kAliases};
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
    if (!build_.Open(kind, offset)) ThrowOverfull(offset);
  }

  [[noreturn]] void ThrowOverfull(size_t offset) const {
    const NodeId innermost = build_.Innermost();
    throw Refused{ReasonOfOverfull(build_.overfull()), offset,
                  DescribeOverfull(build_.overfull(), build_.limits()),
                  innermost == kNoNode ? "" : tree_.PathOf(innermost)};
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
      throw Refused{Reason::kSyntax, offset, kUnclosedQuote};
    }
  }

  const SourceText& source_;
  size_t skipped_;  // the byte order mark, which the parser does not see
  Tree& tree_;
  TreeBuilder build_;
};

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

Refused FromParser(const SourceText& source, size_t offset,
                   const std::string& message) {
  const size_t tab = FindTab(source, offset);
  if (tab != std::string_view::npos) {
    return {Reason::kSyntax, tab, "a tab: indent with blanks only"};
  }
  // It looks the anchor up before it tells us of the alias.
  if (source.text().substr(offset).starts_with('*')) {
    return {Reason::kAlias, offset, kAliases};
  }
  return {Reason::kSyntax, offset, InOurWords(message)};
}

// What is never closed makes the parser stumble somewhere later: the place to
// name is where it opens.
Refused Earliest(const SourceText& source, const YamlScan& scan,
                 Refused refused) {
  if (refused.reason != Reason::kSyntax) return refused;
  if (scan.unclosed_quote <= refused.offset) {
    return {Reason::kSyntax, scan.unclosed_quote, kUnclosedQuote};
  }
  if (scan.unclosed_bracket <= refused.offset) {
    const bool list = source.text()[scan.unclosed_bracket] == '[';
    return {Reason::kSyntax, scan.unclosed_bracket,
            list ? "this '[' is never closed with ']'"
                 : "this '{' is never closed with '}'"};
  }
  return refused;
}

void CheckScan(const YamlScan& scan) {
  if (scan.too_deep != YamlScan::kNone) {
    throw Refused{Reason::kTooDeep, scan.too_deep,
                  DescribeOverfull(Overfull::kTooDeep, {})};
  }
  if (scan.too_many != YamlScan::kNone) {
    throw Refused{Reason::kTooLarge, scan.too_many,
                  "more than " + std::to_string(kFlowItemsMax) +
                      " items between brackets: write them as lines that "
                      "start with '- '"};
  }
}

// Parses; throws Refused.
void Parse(const SourceText& source, const YamlScan& scan, TreeLimits limits,
           Tree& tree) {
  CheckScan(scan);
  const size_t skipped = ByteOrderMark(source.text());
  std::istringstream in(std::string(source.text().substr(skipped)));
  Handler handler(source, skipped, limits, tree);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const YAML::ParserException& error) {
    throw FromParser(source, handler.Offset(error.mark), error.msg);
  }
  if (tree.empty()) {
    throw Refused{Reason::kMissingField, 0, "the text is empty"};
  }
}

}  // namespace

bool ReadYaml(const SourceText& source, TreeLimits limits, Tree& tree,
              Diagnostics& diagnostics) {
  const YamlScan scan = ScanYaml(source);
  try {
    Parse(source, scan, limits, tree);
  } catch (const Refused& caught) {
    const Refused refused = Earliest(source, scan, caught);
    diagnostics.push_back({Diagnostic::Severity::kError, refused.reason,
                           source.PlaceOf(refused.offset), refused.path,
                           refused.message, ""});
    return false;
  }
  const size_t before = diagnostics.size();
  CheckDuplicateKeys(source, tree, diagnostics);
  return diagnostics.size() == before;
}

}  // namespace patron::wire
