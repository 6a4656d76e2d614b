// What is wrong with a program, gathered up to a bound.
//
// Nobody reads more errors than that; the last one then says that there are
// more. Threads: one thread at a time.
#ifndef PATRON_SRC_PROGRAM_REPORT_H_
#define PATRON_SRC_PROGRAM_REPORT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "patron/effect.h"
#include "patron/error.h"
#include "patron/money.h"

namespace patron {

class Report {
 public:
  void Add(Diagnostic diagnostic);
  void Fail(Reason reason, std::string path, std::string message);
  void Warn(std::string path, std::string message);

  // Ids appear in messages, tables and file names: no control characters.
  void CheckId(std::string_view id, const std::string& path);
  // More than 0, in the program's currency.
  void CheckMoney(Money money, Currency currency, const std::string& path);
  // Who pays: each once, not more than everything together.
  void CheckFunders(const std::vector<Funder>& funders,
                    const std::string& path);

  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }
  // All of them; the report is then empty.
  [[nodiscard]] Diagnostics Take();

 private:
  Diagnostics diagnostics_;
  bool more_ = false;  // than are in diagnostics_
};

// "rules[2]"
[[nodiscard]] std::string At(std::string_view list, size_t index);

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_REPORT_H_
