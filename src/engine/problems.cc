#include "engine/problems.h"

#include "base/quote.h"

namespace patron {

Row& Row::At(std::string_view column, int64_t value) {
  text_ += keyed_ ? ", " : " (";
  text_ += std::string(column) + " " + std::to_string(value);
  keyed_ = true;
  return *this;
}

Row& Row::At(std::string_view column, std::string_view value) {
  text_ += keyed_ ? ", " : " (";
  text_ += std::string(column) + " " + Quote(value);
  keyed_ = true;
  return *this;
}

std::string Row::Text() const { return keyed_ ? text_ + ")" : text_; }

void Problems::Add(const Row& row, std::string_view what) {
  ++into_.problem_count;
  if (into_.problems.size() < kProblemsMax) {
    into_.problems.push_back(row.Text() + ": " + std::string(what));
  }
}

void Problems::Equal(const Row& row, std::string_view column, int64_t kept,
                     int64_t derived) {
  if (kept == derived) return;
  Add(row, std::string(column) + " is " + std::to_string(kept) + ", derived " +
               std::to_string(derived));
}

void Problems::Same(const Row& row, std::string_view column,
                    std::string_view kept, std::string_view derived) {
  if (kept == derived) return;
  Add(row, std::string(column) + " is " + Quote(kept) + ", derived " +
               Quote(derived));
}

}  // namespace patron
