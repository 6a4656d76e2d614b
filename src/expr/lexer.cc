// From text to tokens by hand: CEL's words are few, and a hand-written lexer
// can say what is wrong ("a string that is not closed") at the right place.
// Literals are only measured here; literal.cc turns them into values.
#include <algorithm>
#include <array>
#include <iterator>

#include "expr/source.h"
#include "expr/text.h"
#include "expr/token.h"

namespace patron::expr {
namespace {

struct Sign {
  std::string_view text;
  TokenKind kind;
};

// Two letters before one: "<=" before "<".
constexpr Sign kSigns[] = {
    {"&&", TokenKind::kAnd},        {"||", TokenKind::kOr},
    {"==", TokenKind::kEqual},      {"!=", TokenKind::kNotEqual},
    {"<=", TokenKind::kLessEqual},  {">=", TokenKind::kGreaterEqual},
    {"<", TokenKind::kLess},        {">", TokenKind::kGreater},
    {"!", TokenKind::kNot},         {".", TokenKind::kDot},
    {",", TokenKind::kComma},       {":", TokenKind::kColon},
    {"?", TokenKind::kQuestion},    {"(", TokenKind::kOpenRound},
    {")", TokenKind::kCloseRound},  {"[", TokenKind::kOpenSquare},
    {"]", TokenKind::kCloseSquare}, {"{", TokenKind::kOpenCurly},
    {"}", TokenKind::kCloseCurly},  {"+", TokenKind::kPlus},
    {"-", TokenKind::kMinus},       {"*", TokenKind::kStar},
    {"/", TokenKind::kSlash},       {"%", TokenKind::kPercent},
};

constexpr Sign kWords[] = {
    {"true", TokenKind::kTrue},
    {"false", TokenKind::kFalse},
    {"null", TokenKind::kNull},
    {"in", TokenKind::kIn},
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsHexDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  TokenizeResult Run() {
    while (result_.diagnostics.empty()) {
      SkipBlanks();
      start_ = at_;
      if (at_ == source_.size()) {
        Add(TokenKind::kEnd);
        break;
      }
      ReadToken();
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] char Peek(size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  void Add(TokenKind kind) {
    result_.tokens.push_back({kind, static_cast<uint32_t>(start_),
                              static_cast<uint32_t>(at_ - start_)});
  }

  void Fail(size_t offset, std::string message) {
    result_.diagnostics.push_back(
        DiagnosticAt(source_, static_cast<uint32_t>(offset),
                     Reason::kExpressionSyntax, std::move(message)));
  }

  void SkipBlanks() {
    while (at_ < source_.size()) {
      if (IsBlank(source_[at_])) {
        ++at_;
      } else if (Peek() == '/' && Peek(1) == '/') {
        at_ = std::min(source_.find('\n', at_), source_.size());
      } else {
        return;
      }
    }
  }

  void ReadToken() {
    const char first = Peek();
    if (first == '"' || first == '\'' || StringPrefix() > 0)
      return ReadString();
    if (IsLetter(first)) return ReadName();
    if (IsDigit(first) || (first == '.' && IsDigit(Peek(1)))) {
      return ReadNumber();
    }
    if (first == '`') return ReadQuotedName();
    for (const Sign& sign : kSigns) {
      if (source_.substr(at_, sign.text.size()) != sign.text) continue;
      at_ += sign.text.size();
      return Add(sign.kind);
    }
    FailAtLetter();
  }

  void FailAtLetter() {
    static constexpr Sign kMeant[] = {{"=", TokenKind::kEqual},
                                      {"&", TokenKind::kAnd},
                                      {"|", TokenKind::kOr}};
    const CodePoint point =
        CodePointAt(source_, at_).value_or(CodePoint{'?', 1});
    std::string message = "'" + std::string(source_.substr(at_, point.bytes)) +
                          "' has no meaning here";
    for (const Sign& meant : kMeant) {
      if (Peek() == meant.text[0]) {
        message +=
            "; did you mean '" + std::string(TokenName(meant.kind)) + "'?";
      }
    }
    // U+2018 to U+201F and guillemets: what word processors make of quotes.
    if ((point.value >= 0x2018 && point.value <= 0x201F) ||
        point.value == 0xAB || point.value == 0xBB) {
      message += "; write straight quotes: \"...\"";
    }
    Fail(at_, std::move(message));
  }

  // How many letters r, b, R, B stand before a quote here; 0 where none do.
  [[nodiscard]] size_t StringPrefix() const {
    size_t length = 0;
    bool raw = false;
    bool bytes = false;
    while (length < 2) {
      const char c = Peek(length);
      if ((c == 'r' || c == 'R') && !raw) {
        raw = true;
      } else if ((c == 'b' || c == 'B') && !bytes && !raw) {
        bytes = true;
      } else {
        break;
      }
      ++length;
    }
    const char quote = Peek(length);
    return quote == '"' || quote == '\'' ? length : 0;
  }

  void ReadString() {
    bool raw = false;
    bool bytes = false;
    for (size_t left = StringPrefix(); left > 0; --left) {
      const char c = source_[at_++];
      raw = raw || c == 'r' || c == 'R';
      bytes = bytes || c == 'b' || c == 'B';
    }
    const char quote = Peek();
    const bool triple = Peek(1) == quote && Peek(2) == quote;
    at_ += triple ? 3 : 1;
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == quote && (!triple || (Peek(1) == quote && Peek(2) == quote))) {
        at_ += triple ? 3 : 1;
        return Add(bytes ? TokenKind::kBytes : TokenKind::kString);
      }
      if (!triple && (c == '\n' || c == '\r')) break;
      at_ += c == '\\' && !raw && at_ + 1 < source_.size() ? 2 : 1;
    }
    Fail(start_, std::string("a string that is not closed: expected ") +
                     (triple ? "three times " : "") + quote);
  }

  void ReadName() {
    while (IsLetter(Peek()) || IsDigit(Peek())) ++at_;
    const std::string_view name = source_.substr(start_, at_ - start_);
    for (const Sign& word : kWords) {
      if (word.text == name) return Add(word.kind);
    }
    Add(TokenKind::kName);
  }

  void ReadQuotedName() {
    ++at_;
    while (IsLetter(Peek()) || IsDigit(Peek()) || Peek() == '.' ||
           Peek() == '-' || Peek() == '/' || Peek() == ' ') {
      ++at_;
    }
    if (Peek() != '`' || at_ == start_ + 1) {
      return Fail(start_,
                  "a quoted name holds letters, digits and _ . - / and ends "
                  "with `");
    }
    ++at_;
    Add(TokenKind::kQuotedName);
  }

  void ReadNumber() {
    TokenKind kind = TokenKind::kInt;
    if (Peek() == '0' && (Peek(1) == 'x' || Peek(1) == 'X')) {
      at_ += 2;
      if (!IsHexDigit(Peek())) return Fail(start_, "0x needs hex digits");
      while (IsHexDigit(Peek())) ++at_;
    } else {
      kind = ReadDecimal();
    }
    if (kind == TokenKind::kInt && (Peek() == 'u' || Peek() == 'U')) {
      ++at_;
      kind = TokenKind::kUint;
    }
    if (IsLetter(Peek()) || IsDigit(Peek())) {
      return Fail(start_,
                  "a number runs into a name: '" +
                      std::string(source_.substr(start_, at_ + 1 - start_)) +
                      "'");
    }
    Add(kind);
  }

  TokenKind ReadDecimal() {
    TokenKind kind = TokenKind::kInt;
    while (IsDigit(Peek())) ++at_;
    if (Peek() == '.' && IsDigit(Peek(1))) {
      kind = TokenKind::kDouble;
      ++at_;
      while (IsDigit(Peek())) ++at_;
    }
    if (Peek() == 'e' || Peek() == 'E') {
      const size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 1 : 0;
      if (IsDigit(Peek(1 + sign))) {
        kind = TokenKind::kDouble;
        at_ += 1 + sign;
        while (IsDigit(Peek())) ++at_;
      }
    }
    return kind;
  }

  std::string_view source_;
  size_t at_ = 0;
  size_t start_ = 0;
  TokenizeResult result_;
};

}  // namespace

TokenizeResult Tokenize(std::string_view source, const Limits& limits) {
  TokenizeResult result;
  if (source.size() > limits.source_bytes_max) {
    result.diagnostics.push_back(DiagnosticAt(
        source.substr(0, 64), 0, Reason::kExpressionTooLarge,
        "the expression has " + std::to_string(source.size()) +
            " bytes, allowed are " + std::to_string(limits.source_bytes_max) +
            ": split it into segments or selections"));
    return result;
  }
  const size_t valid = ValidUtf8Prefix(source);
  if (valid != source.size()) {
    result.diagnostics.push_back(DiagnosticAt(
        source, static_cast<uint32_t>(valid), Reason::kNotUtf8,
        "the expression is not UTF-8 text from here on: save it as UTF-8"));
    return result;
  }
  return Lexer(source).Run();
}

std::string_view TokenName(TokenKind kind) {
  for (const Sign& sign : kSigns) {
    if (sign.kind == kind) return sign.text;
  }
  for (const Sign& word : kWords) {
    if (word.kind == kind) return word.text;
  }
  switch (kind) {
    case TokenKind::kName:
      return "name";
    case TokenKind::kQuotedName:
      return "quoted name";
    case TokenKind::kInt:
      return "int";
    case TokenKind::kUint:
      return "uint";
    case TokenKind::kDouble:
      return "double";
    case TokenKind::kString:
      return "string";
    case TokenKind::kBytes:
      return "bytes";
    default:
      return "the end";
  }
}

std::string PrintTokens(std::string_view source,
                        const std::vector<Token>& tokens) {
  std::string out;
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::kEnd) break;
    if (!out.empty()) out += ' ';
    const std::string_view text = source.substr(token.offset, token.length);
    out += text;
    if (TokenName(token.kind) != text) {
      out += ':';
      out += TokenName(token.kind);
    }
  }
  return out;
}

}  // namespace patron::expr
