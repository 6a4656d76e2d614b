// Expressions over columns are CEL like every other expression of Patron; a
// file's return marks need no language of their own.

#include "row_test.h"

#include "expr/environment.h"
#include "expr/expression.h"
#include "patron/error.h"

namespace patron::cli {

struct RowTest::Compiled {
  expr::Expression expression;
  std::vector<size_t> columns;  // by slot
  std::vector<expr::Value> facts;
  expr::Scratch scratch;
};

RowTest::RowTest() = default;
RowTest::RowTest(RowTest&&) noexcept = default;
RowTest& RowTest::operator=(RowTest&&) noexcept = default;
RowTest::~RowTest() = default;

absl::StatusOr<RowTest> RowTest::Compile(
    std::string_view expression, const std::vector<std::string>& header) {
  expr::Environment environment;
  std::vector<size_t> columns;
  for (size_t i = 0; i < header.size(); ++i) {
    // A name that comes twice keeps its first column.
    const uint32_t slot = environment.AddFact(header[i], expr::Type::String());
    if (slot == columns.size()) columns.push_back(i);
  }
  expr::CompileResult result =
      expr::Compile(environment, expression, expr::Type::Bool(), {});
  if (!result.ok()) return ToStatus(result.diagnostics);
  RowTest test;
  test.compiled_ = std::make_unique<Compiled>(
      Compiled{*std::move(result.expression), columns,
               std::vector<expr::Value>(columns.size()), expr::Scratch()});
  return test;
}

absl::StatusOr<bool> RowTest::Holds(std::span<const std::string_view> fields) {
  if (compiled_ == nullptr) return false;
  for (const uint32_t slot : compiled_->expression.slots()) {
    compiled_->facts[slot] =
        expr::Value::String(fields[compiled_->columns[slot]]);
  }
  const expr::Value value =
      compiled_->expression.Evaluate(compiled_->facts, compiled_->scratch);
  if (value.is_error()) {
    return Refuse(value.error().reason, value.error().message);
  }
  return value.is_true();
}

}  // namespace patron::cli
