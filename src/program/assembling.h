// What reading the texts of builders has in common: the program so far, what is
// wrong, and values that need the program's currency or its points.
//
// Threads: one a program.
#ifndef PATRON_PROGRAM_ASSEMBLING_H_
#define PATRON_PROGRAM_ASSEMBLING_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "patron/build_program.h"
#include "patron/error.h"
#include "patron/program.h"

namespace patron::build::internal {

class Assembling {
 public:
  [[nodiscard]] static std::string At(const std::string& list, size_t index) {
    return list + "[" + std::to_string(index) + "]";
  }

  void Fail(Reason reason, std::string path, std::string message);
  void Fail(const absl::Status& status, const std::string& path) {
    Fail(ReasonOf(status), path, std::string(MessageOf(status)));
  }

  // The value of a text, or its default and a diagnostic.
  template <class T>
  T Take(const absl::StatusOr<T>& read, const std::string& path) {
    if (read.ok()) return *read;
    Fail(read.status(), path);
    return T();
  }

  // In the program's currency where it names none; the plan refuses another.
  [[nodiscard]] Money ReadAmount(const Amount& amount, const std::string& path);

  // Of a currency that the program lacks the decimals are 0, and the plan
  // refuses the name.
  [[nodiscard]] int DecimalsOf(std::string_view points) const;

  [[nodiscard]] std::vector<Funder> ReadFunders(
      const std::vector<FundedShare>& funders, const std::string& path);

  [[nodiscard]] patron::Effect ReadEffect(const EffectDraft& draft,
                                          const std::string& path);

 protected:
  patron::Program to_;
  Diagnostics diagnostics_;
};

}  // namespace patron::build::internal

#endif  // PATRON_PROGRAM_ASSEMBLING_H_
