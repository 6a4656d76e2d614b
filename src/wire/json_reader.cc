// JSON by RapidJSON's event parser, without recursion, numbers kept as text.
// It says where a token ends; where it starts is found from there.
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <string>
#include <utility>

#include "wire/documents.h"

namespace patron::wire {
namespace {

using Size = rapidjson::SizeType;

constexpr const char* kHalfCharacter =
    "half of a surrogate pair: it is no character";

// The quote that opens the string in which `text` ends. A backslash can only
// stand within a string, so it is the nearest without a backslash before it.
size_t OpeningQuote(std::string_view text) {
  size_t at = text.rfind('"');
  while (at != std::string_view::npos && at > 0 && text[at - 1] == '\\') {
    at = text.rfind('"', at - 1);
  }
  return at == std::string_view::npos ? 0 : at;
}

class Handler {
 public:
  Handler(const SourceText& source, const rapidjson::MemoryStream& stream,
          size_t skipped, TreeLimits limits, Tree& tree)
      : text_(source.text()),
        stream_(stream),
        skipped_(skipped),
        tree_(tree),
        build_(tree, limits) {}

  bool Null() {
    return build_.Null(Start(End() - std::string_view("null").size()));
  }
  bool Bool(bool value) {
    const std::string_view word = value ? "true" : "false";
    return Word(word);
  }
  bool RawNumber(const char* text, Size size, bool /*copy*/) {
    return Word({text, size});
  }
  bool String(const char* text, Size size, bool /*copy*/) {
    const size_t start = Start(QuoteStart());
    return build_.Scalar({text, size}, ScalarStyle::kDoubleQuoted, start) &&
           CheckText({text, size}, start);
  }
  bool Key(const char* text, Size size, bool /*copy*/) {
    const size_t start = QuoteStart();
    build_.Key({text, size}, start);
    return CheckText({text, size}, start);
  }
  bool StartObject() { return Open(NodeKind::kMap); }
  bool StartArray() { return Open(NodeKind::kList); }
  bool EndObject(Size /*count*/) { return Close(); }
  bool EndArray(Size /*count*/) { return Close(); }

  // Where a string is that is no text, or npos.
  [[nodiscard]] size_t half_character() const { return half_character_; }

  [[nodiscard]] Overfull overfull() const { return build_.overfull(); }
  // Where the last value starts, and the list or mapping that it stands in.
  [[nodiscard]] size_t start() const { return start_; }
  [[nodiscard]] std::string InnermostPath() const {
    const NodeId innermost = build_.Innermost();
    return innermost == kNoNode ? "" : tree_.PathOf(innermost);
  }

  // Numbers come as text, so that these are never called.
  static bool Int(int /*value*/) { return false; }
  static bool Uint(unsigned /*value*/) { return false; }
  static bool Int64(int64_t /*value*/) { return false; }
  static bool Uint64(uint64_t /*value*/) { return false; }
  static bool Double(double /*value*/) { return false; }

 private:
  [[nodiscard]] size_t End() const {
    return std::min(stream_.Tell() + skipped_, text_.size());
  }

  size_t Start(size_t offset) { return start_ = offset; }

  bool Word(std::string_view word) {
    return build_.Scalar(std::string(word), ScalarStyle::kPlain,
                         Start(End() - word.size()));
  }

  // The parser has just read the closing quote.
  [[nodiscard]] size_t QuoteStart() const {
    return OpeningQuote(text_.substr(0, End() - 1));
  }

  // Half of a surrogate pair is a character to the parser.
  bool CheckText(std::string_view text, size_t offset) {
    if (FindNotUtf8(text) == std::string_view::npos) return true;
    half_character_ = offset;
    return false;
  }

  // Called with the bracket still to be read.
  bool Open(NodeKind kind) { return build_.Open(kind, Start(End())); }
  bool Close() {
    build_.Close();
    return true;
  }

  std::string_view text_;
  const rapidjson::MemoryStream& stream_;
  size_t skipped_;
  const Tree& tree_;
  TreeBuilder build_;
  size_t start_ = 0;
  size_t half_character_ = std::string_view::npos;
};

struct Problem {
  Reason reason = Reason::kSyntax;
  std::string message;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Whether `text` ends with "5," and `rest` goes on with "00".
bool IsDecimalComma(std::string_view text, std::string_view rest) {
  return text.size() > 1 && text.ends_with(',') &&
         IsDigit(text[text.size() - 2]) && !rest.empty() && IsDigit(rest[0]);
}

Problem Describe(rapidjson::ParseErrorCode code, std::string_view before,
                 std::string_view rest) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
      return {Reason::kMissingField, "the text is empty"};
    case rapidjson::kParseErrorDocumentRootNotSingular:
      if (rest.starts_with('{') || rest.starts_with('[')) {
        return {Reason::kSecondDocument,
                "a second document starts here: one text holds one"};
      }
      return {Reason::kSyntax, "nothing may follow after the end"};
    case rapidjson::kParseErrorObjectMissName:
      return {Reason::kSyntax, IsDecimalComma(before, rest)
                                   ? "the decimal sign is a point, as in 1.00"
                                   : "expected a name in double quotes"};
    case rapidjson::kParseErrorObjectMissColon:
      return {Reason::kSyntax, "expected ':' after the name"};
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return {Reason::kSyntax, "expected ',' or '}'"};
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return {Reason::kSyntax, "expected ',' or ']'"};
    case rapidjson::kParseErrorStringMissQuotationMark:
      return {Reason::kSyntax, "the quote that opens here is never closed"};
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return {Reason::kSyntax, "expected four hexadecimal digits after \\u"};
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return {Reason::kSyntax, kHalfCharacter};
    case rapidjson::kParseErrorStringEscapeInvalid:
    case rapidjson::kParseErrorStringInvalidEncoding:
      if (!rest.empty() && static_cast<unsigned char>(rest[0]) < 0x20) {
        return {Reason::kSyntax,
                "a line end or a tab within a string: write \\n or \\t"};
      }
      return {Reason::kSyntax, "an escape that JSON does not know"};
    case rapidjson::kParseErrorNumberMissFraction:
      return {Reason::kSyntax, "expected digits after the point"};
    case rapidjson::kParseErrorNumberMissExponent:
      return {Reason::kSyntax, "expected digits in the exponent"};
    default:
      return {Reason::kSyntax,
              "expected a value: an object, a list, text in double quotes, a "
              "number, true or false"};
  }
}

}  // namespace

bool ReadJson(const SourceText& source, TreeLimits limits, Tree& tree,
              Diagnostics& diagnostics) {
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseIterativeFlag |
                              rapidjson::kParseValidateEncodingFlag;
  const size_t skipped = ByteOrderMark(source.text());
  const std::string_view text = source.text().substr(skipped);
  rapidjson::MemoryStream stream(text.data(), text.size());
  Handler handler(source, stream, skipped, limits, tree);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, handler);
  if (result.IsError()) {
    Diagnostic& wrong = diagnostics.emplace_back();
    size_t offset = std::min(result.Offset(), text.size());
    Problem problem =
        Describe(result.Code(), text.substr(0, offset), text.substr(offset));
    if (result.Code() == rapidjson::kParseErrorStringMissQuotationMark) {
      offset = OpeningQuote(text);
    }
    if (handler.half_character() != std::string_view::npos) {
      offset = handler.half_character() - skipped;
      problem = {Reason::kSyntax, kHalfCharacter};
    }
    if (handler.overfull() != Overfull::kNot) {
      offset = handler.start() - skipped;
      problem = {ReasonOfOverfull(handler.overfull()),
                 DescribeOverfull(handler.overfull(), limits)};
      wrong.path = handler.InnermostPath();
    }
    wrong.reason = problem.reason;
    wrong.place = source.PlaceOf(offset + skipped);
    wrong.message = std::move(problem.message);
    return false;
  }
  const size_t before = diagnostics.size();
  CheckDuplicateKeys(source, tree, diagnostics);
  return diagnostics.size() == before;
}

}  // namespace patron::wire
