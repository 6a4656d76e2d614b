// What a verification found, as lines that name the table and the key.
//
//   problems.Equal(Row("lots").At("account", 1).At("number", 2), "remaining",
//                  lot.remaining, derived);
//       // lots (account 1, number 2): remaining is 3, derived 4
//
// Threads: one at a time.
#ifndef PATRON_SRC_ENGINE_PROBLEMS_H_
#define PATRON_SRC_ENGINE_PROBLEMS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "patron/engine.h"

namespace patron {

// A row of a table by its key.
class Row {
 public:
  explicit Row(std::string_view table) : text_(table) {}

  Row& At(std::string_view column, int64_t value);
  Row& At(std::string_view column, std::string_view value);  // quoted
  [[nodiscard]] std::string Text() const;

 private:
  std::string text_;
  bool keyed_ = false;
};

class Problems {
 public:
  explicit Problems(Verification* into) : into_(*into) {}

  void Add(const Row& row, std::string_view what);
  void Equal(const Row& row, std::string_view column, int64_t kept,
             int64_t derived);
  void Same(const Row& row, std::string_view column, std::string_view kept,
            std::string_view derived);

 private:
  Verification& into_;
};

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_PROBLEMS_H_
