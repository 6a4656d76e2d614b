// Letters and numbers as text: UTF-8 by code points, quoting, shortest doubles.
//
//   QuoteString("a\n")        // "\"a\\n\""
//   FormatDouble(0.1)         // "0.1"
//
// Threads: free functions, any thread.
#ifndef PATRON_EXPR_TEXT_H_
#define PATRON_EXPR_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patron::expr {

// The code point that starts at `at` and its length in bytes; nothing where the
// bytes are no UTF-8 (overlong forms, surrogates and what lies past U+10FFFF).
struct CodePoint {
  uint32_t value = 0;
  uint32_t bytes = 0;
};
[[nodiscard]] std::optional<CodePoint> CodePointAt(std::string_view text,
                                                   size_t at);

// Where `text` stops being UTF-8; its size where it never does.
[[nodiscard]] size_t ValidUtf8Prefix(std::string_view text);

// Requires: valid UTF-8.
[[nodiscard]] int64_t CountCodePoints(std::string_view text);

// Where the code point behind the one at `at` starts, and where the last one
// does. Requires: `at` is at most the text's size; a text that is not empty.
[[nodiscard]] size_t NextCodePoint(std::string_view text, size_t at);
[[nodiscard]] size_t LastCodePoint(std::string_view text);

// Requires: a code point that is no surrogate and at most U+10FFFF.
void AppendUtf8(uint32_t code_point, std::string& out);

// As CEL literals with double quotes; control characters are escaped, other
// letters stand as they are. Bytes outside ASCII become \xNN.
[[nodiscard]] std::string QuoteString(std::string_view text);
[[nodiscard]] std::string QuoteBytes(std::string_view bytes);
// As QuoteString, but letters without a short escape such as \n stand as they
// are: strings.quote() has it so.
[[nodiscard]] std::string QuoteShort(std::string_view text);

// The shortest text that reads back as the same double, always with a point or
// an exponent: "1.0", "1e+300", "NaN", "Infinity".
[[nodiscard]] std::string FormatDouble(double value);

// The same digits without an exponent and without zeros that say nothing: "1",
// "0.001", a one and 300 zeros.
[[nodiscard]] std::string FormatPlain(double value);
// "1.50" and "1.50e+00": `precision` digits behind the point, rounded half to
// even from the exact value. Requires: a precision of 0 to 100.
[[nodiscard]] std::string FormatFixed(double value, int precision);
[[nodiscard]] std::string FormatScientific(double value, int precision);

// Decimal text as a double: underflow gives 0, overflow nothing.
[[nodiscard]] std::optional<double> ParseDouble(std::string_view text);

// Whether an identifier may look so: a letter or _, then letters, digits, _.
[[nodiscard]] bool IsIdentifier(std::string_view text);
// "as", "break", "const": kept for the language, but allowed behind a dot.
[[nodiscard]] bool IsReserved(std::string_view text);

}  // namespace patron::expr

#endif  // PATRON_EXPR_TEXT_H_
