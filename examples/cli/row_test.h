// A yes-or-no question about a line of a file: "is it a return?"
//
//   absl::StatusOr<RowTest> is_return =
//       RowTest::Compile(R"(order_id.startsWith("C"))", reader.header());
//   absl::StatusOr<bool> yes = is_return->Holds(record.fields);
//
// The expression sees every column under its name in the header, as text.
// Columns whose names are no identifiers cannot be asked about.
//
// Threads: one at a time.
#ifndef PATRON_EXAMPLES_CLI_ROW_TEST_H_
#define PATRON_EXAMPLES_CLI_ROW_TEST_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace patron::cli {

class RowTest {
 public:
  // Says no to every line.
  RowTest();
  RowTest(RowTest&&) noexcept;
  RowTest& operator=(RowTest&&) noexcept;
  ~RowTest();

  [[nodiscard]] static absl::StatusOr<RowTest> Compile(
      std::string_view expression, const std::vector<std::string>& header);

  // Requires: as many fields as the header has. An error where the expression
  // cannot be evaluated on this line.
  [[nodiscard]] absl::StatusOr<bool> Holds(
      std::span<const std::string_view> fields);

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_ROW_TEST_H_
