// Tables of expressions and what they come to, by both evaluators.
#ifndef PATRON_TESTS_EXPR_ROWS_H_
#define PATRON_TESTS_EXPR_ROWS_H_

#include <gtest/gtest.h>

#include <span>
#include <string_view>

#include "tests/expr/shop.h"

namespace patron::expr {

struct ValueRow {
  std::string_view source;
  std::string_view value;  // as FormatValue writes it
};

inline void ExpectValues(const Shop& shop, std::span<const ValueRow> rows,
                         const CompileOptions& options = {}) {
  Scratch scratch;
  Scratch slow;
  for (const ValueRow& row : rows) {
    const CompileResult result =
        Compile(shop.environment, row.source, std::nullopt, Limits(), options);
    ASSERT_TRUE(result.ok()) << row.source << "\n"
                             << FormatDiagnostic(result.diagnostics[0]);
    EXPECT_EQ(FormatValue(result.expression->Evaluate(shop.facts, scratch)),
              row.value)
        << row.source;
    EXPECT_EQ(FormatValue(result.expression->EvaluateSlowly(shop.facts, slow)),
              row.value)
        << row.source;
  }
}

}  // namespace patron::expr

#endif  // PATRON_TESTS_EXPR_ROWS_H_
