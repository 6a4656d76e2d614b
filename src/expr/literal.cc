// Numbers and strings out of tokens whose outer form the lexer has checked.
#include "expr/literal.h"

#include <charconv>
#include <limits>
#include <system_error>

#include "expr/text.h"

namespace patron::expr {
namespace {

LiteralResult Fail(std::string error, size_t at = 0) {
  return {Value(), std::move(error), at};
}

bool ReadNatural(std::string_view text, uint64_t& value) {
  int base = 10;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text.remove_prefix(2);
  }
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value, base);
  return error == std::errc() && at == end;
}

LiteralResult ReadInt(std::string_view text, bool negative) {
  uint64_t value = 0;
  constexpr auto kLargest =
      static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (!ReadNatural(text, value) || value > kLargest + (negative ? 1 : 0)) {
    return Fail("'" + std::string(text) + "' does not fit an int");
  }
  // The smallest int has no positive twin, so negate in unsigned arithmetic.
  return {Value::Int(static_cast<int64_t>(negative ? 0 - value : value)), "",
          0};
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// One string or bytes literal without its prefix and quotes.
class Unescape {
 public:
  Unescape(std::string_view body, bool bytes) : body_(body), bytes_(bytes) {}

  // False with error() where an escape is wrong.
  bool Run() {
    while (at_ < body_.size()) {
      if (body_[at_] != '\\') {
        out_ += body_[at_++];
        continue;
      }
      start_ = at_++;
      if (!Escape()) return false;
    }
    return true;
  }

  [[nodiscard]] const std::string& out() const { return out_; }
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] size_t error_at() const { return start_; }

 private:
  bool Escape() {
    if (at_ == body_.size()) return Wrong("a backslash at the end");
    const char letter = body_[at_++];
    static constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
    static constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
    if (const size_t i = kLetters.find(letter); i != std::string_view::npos) {
      out_ += kMeanings[i];
      return true;
    }
    if (letter == 'x' || letter == 'X') return Number(2, 16, 0);
    if (letter == 'u' && !bytes_) return Number(4, 16, 0);
    if (letter == 'U' && !bytes_) return Number(8, 16, 0);
    if (letter >= '0' && letter <= '3') return Number(2, 8, letter - '0');
    return Wrong("unknown escape '\\" + std::string(1, letter) +
                 "': write '\\\\' for a backslash, or r\"...\" for a raw "
                 "string");
  }

  bool Number(int digits, uint32_t base, int first) {
    auto value = static_cast<uint32_t>(first);
    for (int i = 0; i < digits; ++i) {
      const int digit = at_ < body_.size() ? HexValue(body_[at_]) : -1;
      if (digit < 0 || static_cast<uint32_t>(digit) >= base) {
        return Wrong("an escape that needs " + std::to_string(digits) +
                     " more digits");
      }
      value = value * base + static_cast<uint32_t>(digit);
      ++at_;
    }
    if (bytes_) {
      out_ += static_cast<char>(value);
      return true;
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
      return Wrong("an escape that is no Unicode letter");
    }
    AppendUtf8(value, out_);
    return true;
  }

  bool Wrong(std::string error) {
    error_ = std::move(error);
    return false;
  }

  std::string_view body_;
  bool bytes_;
  size_t at_ = 0;
  size_t start_ = 0;
  std::string out_;
  std::string error_;
};

LiteralResult ReadText(std::string_view text, bool bytes, Arena& arena) {
  bool raw = false;
  size_t start = 0;
  for (; text[start] != '"' && text[start] != '\''; ++start) {
    raw = raw || text[start] == 'r' || text[start] == 'R';
  }
  const char quote = text[start];
  const bool triple = text.size() >= start + 6 && text[start + 1] == quote &&
                      text[start + 2] == quote;
  const size_t quotes = triple ? 3 : 1;
  start += quotes;
  const std::string_view body =
      text.substr(start, text.size() - start - quotes);
  std::string out(body);
  if (!raw) {
    Unescape unescape(body, bytes);
    if (!unescape.Run()) {
      return Fail(unescape.error(), start + unescape.error_at());
    }
    out = unescape.out();
  }
  const std::string_view copy = arena.Copy(out);
  return {bytes ? Value::Bytes(copy) : Value::String(copy), "", 0};
}

}  // namespace

LiteralResult ReadLiteral(TokenKind kind, std::string_view text, bool negative,
                          Arena& arena) {
  switch (kind) {
    case TokenKind::kInt:
      return ReadInt(text, negative);
    case TokenKind::kUint: {
      uint64_t value = 0;
      if (!ReadNatural(text.substr(0, text.size() - 1), value)) {
        return Fail("'" + std::string(text) + "' does not fit a uint");
      }
      return {Value::Uint(value), "", 0};
    }
    case TokenKind::kDouble: {
      const std::optional<double> value = ParseDouble(text);
      if (!value) {
        return Fail("'" + std::string(text) + "' does not fit a double");
      }
      return {Value::Double(negative ? -*value : *value), "", 0};
    }
    case TokenKind::kString:
    case TokenKind::kBytes:
      return ReadText(text, kind == TokenKind::kBytes, arena);
    case TokenKind::kTrue:
    case TokenKind::kFalse:
      return {Value::Bool(kind == TokenKind::kTrue), "", 0};
    default:
      return {Value(), "", 0};
  }
}

}  // namespace patron::expr
