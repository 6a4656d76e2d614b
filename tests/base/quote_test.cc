// Foreign text in messages.
#include "base/quote.h"

namespace patron {
namespace {

struct QuoteRow {
  const char* what;
  std::string text;
  std::string quoted;
};

TEST(Quote, IsOneLineOfValidText) {
  const QuoteRow rows[] = {
      {"plain", "whn", "'whn'"},
      {"empty", "", "''"},
      {"umlaut", "Stammg\xC3\xA4ste", "'Stammg\xC3\xA4ste'"},
      {"three and four bytes", "\xE2\x82\xAC\xF0\x9F\x98\x80",
       "'\xE2\x82\xAC\xF0\x9F\x98\x80'"},
      {"control characters", std::string("a\n\0\x1B\x7F", 5),
       "'a\\x0a\\x00\\x1b\\x7f'"},
      {"a stray continuation", "a\x80z", "'a\\x80z'"},
      {"cut off", "a\xC3", "'a\\xc3'"},
      {"no continuation", "\xC3z", "'\\xc3z'"},
      {"overlong", "\xC0\xAF", "'\\xc0\\xaf'"},
      {"a surrogate", "\xED\xA0\x80", "'\\xed\\xa0\\x80'"},
      {"beyond the last code point", "\xF4\x90\x80\x80",
       "'\\xf4\\x90\\x80\\x80'"},
      {"a byte that starts nothing", "\xFF", "'\\xff'"},
      {"controls of two bytes", "\xC2\x80z\xC2\x9F\xC2\xA0",
       "'\\u0080z\\u009f\xC2\xA0'"},
      {"line and paragraph ends", "\xE2\x80\xA8\xE2\x80\xA9",
       "'\\u2028\\u2029'"},
      {"other directions", "\xE2\x80\xAE\xE2\x81\xA6", "'\\u202e\\u2066'"},
  };
  for (const QuoteRow& row : rows) {
    EXPECT_EQ(Quote(row.text), row.quoted) << row.what;
    EXPECT_EQ("'" + Shown(row.text) + "'", row.quoted) << row.what;
  }
}

TEST(Quote, CutsBetweenCharacters) {
  EXPECT_EQ(Quote("abcdef", 6), "'abcdef'");
  EXPECT_EQ(Quote("abcdef", 5), "'abcde...'");
  EXPECT_EQ(Quote("abcd\xC3\xA4", 5), "'abcd...'");
  EXPECT_EQ(Quote("abcd\xC3\xA4", 6), "'abcd\xC3\xA4'");
  EXPECT_EQ(Quote(std::string(1'000'000, 'x')),
            "'" + std::string(60, 'x') + "...'");
}

TEST(Utf8Length, AtTheEdgesOfEachLength) {
  EXPECT_EQ(Utf8Length(""), 0u);
  EXPECT_EQ(Utf8Length(std::string_view("\0", 1)), 1u);
  EXPECT_EQ(Utf8Length("\x7F"), 1u);
  EXPECT_EQ(Utf8Length("\xC2\x80"), 2u);
  EXPECT_EQ(Utf8Length("\xDF\xBF"), 2u);
  EXPECT_EQ(Utf8Length("\xE0\xA0\x80"), 3u);
  EXPECT_EQ(Utf8Length("\xE0\x9F\xBF"), 0u);
  EXPECT_EQ(Utf8Length("\xED\x9F\xBF"), 3u);
  EXPECT_EQ(Utf8Length("\xEE\x80\x80"), 3u);
  EXPECT_EQ(Utf8Length("\xEF\xBF\xBF"), 3u);
  EXPECT_EQ(Utf8Length("\xF0\x90\x80\x80"), 4u);
  EXPECT_EQ(Utf8Length("\xF0\x8F\xBF\xBF"), 0u);
  EXPECT_EQ(Utf8Length("\xF4\x8F\xBF\xBF"), 4u);
  EXPECT_EQ(Utf8Length("\xF8\x88\x80\x80"), 0u);
}

}  // namespace
}  // namespace patron
