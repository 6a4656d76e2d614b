// The words of an expression: names, literals and signs, each with its place.
//
//   Tokenize("a >= 1u")    ->    a:name >=:sign 1u:uint
//
// Threads: values, any thread.
#ifndef PATRON_EXPR_TOKEN_H_
#define PATRON_EXPR_TOKEN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expr/limits.h"
#include "patron/error.h"

namespace patron::expr {

enum class TokenKind : uint8_t {
  kEnd,
  kName,
  kQuotedName,  // `content-type`, behind a dot only
  kInt,         // 12, 0x1F, without a sign
  kUint,        // 12u
  kDouble,
  kString,
  kBytes,
  kTrue,
  kFalse,
  kNull,
  kIn,
  kDot,
  kComma,
  kColon,
  kQuestion,
  kOpenRound,
  kCloseRound,
  kOpenSquare,
  kCloseSquare,
  kOpenCurly,
  kCloseCurly,
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kPercent,
  kNot,
  kAnd,
  kOr,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  uint32_t offset = 0;
  uint32_t length = 0;
};

struct TokenizeResult {
  std::vector<Token> tokens;  // ends with kEnd unless there are diagnostics
  Diagnostics diagnostics;
};

[[nodiscard]] TokenizeResult Tokenize(std::string_view source,
                                      const Limits& limits);

// "name", "uint", ">=": what a message calls a token of this kind.
[[nodiscard]] std::string_view TokenName(TokenKind kind);

// One token after the other as text:kind, for tests.
[[nodiscard]] std::string PrintTokens(std::string_view source,
                                      const std::vector<Token>& tokens);

}  // namespace patron::expr

#endif  // PATRON_EXPR_TOKEN_H_
