// What is wrong with a document, collected while it is read on.
//
//   Problems problems;
//   problems.Add(Reason::kBadValue, path.At("rate").ToString(), "...");
//   Diagnostics diagnostics = problems.Take(places);
//
// Threads: one. Limits: kProblemsMax; of the rest is only known that it is.
#ifndef PATRON_WIRE_PROBLEMS_H_
#define PATRON_WIRE_PROBLEMS_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "patron/error.h"

namespace patron::wire {

// Nobody reads more, and a hostile text could make millions.
inline constexpr size_t kProblemsMax = 1000;

// Where in a document something stands, as a chain on the stack: nothing is
// allocated until somebody asks for the text.
class Path {
 public:
  Path() = default;
  [[nodiscard]] Path At(std::string_view field) const {
    return Path(this, field, 0);
  }
  [[nodiscard]] Path At(std::string_view list, size_t index) const {
    return Path(this, list, index + 1);
  }
  [[nodiscard]] std::string ToString() const {
    std::string text = parent_ == nullptr ? "" : parent_->ToString();
    if (!text.empty() && !field_.empty()) text += '.';
    text.append(field_);
    if (index_ > 0) text += "[" + std::to_string(index_ - 1) + "]";
    return text;
  }

 private:
  Path(const Path* parent, std::string_view field, size_t index)
      : parent_(parent), field_(field), index_(index) {}

  const Path* parent_ = nullptr;
  std::string_view field_;
  size_t index_ = 0;  // from 1; 0 is none
};

class Problems {
 public:
  void Add(Reason reason, std::string path, std::string message) {
    if (Full()) return;
    found_.push_back({Diagnostic::Severity::kError,
                      reason,
                      {},
                      std::move(path),
                      std::move(message),
                      ""});
  }
  void Add(Reason reason, const Path& path, std::string message) {
    Add(reason, path.ToString(), std::move(message));
  }
  // A required field that is not there, unless something is wrong with it: what
  // could not be read is not missing.
  void AddMissing(std::string path, std::string_view expected) {
    if (Full() || Has(path) || HasBelow(path) || IsMisspelt(path)) return;
    std::string message = "'";
    message.append(path, FieldOf(path)).append("' is missing");
    if (!expected.empty()) message.append(": expected ").append(expected);
    Add(Reason::kMissingField, std::move(path), std::move(message));
  }
  // The refusal of a value.
  void Add(const absl::Status& status, const Path& path) {
    Add(ReasonOf(status), path, std::string(MessageOf(status)));
  }

  [[nodiscard]] bool Has(std::string_view path) const {
    return std::any_of(found_.begin(), found_.end(),
                       [&](const auto& found) { return found.path == path; });
  }
  // Whether something below `path` has a problem.
  [[nodiscard]] bool HasBelow(std::string_view path) const {
    return std::any_of(found_.begin(), found_.end(), [&](const auto& found) {
      return found.path.size() > path.size() && found.path.starts_with(path) &&
             (found.path[path.size()] == '.' || found.path[path.size()] == '[');
    });
  }
  // Whether a field beside `path` that nobody knows may have been meant to be
  // it: among those of a whole document it has a near name.
  [[nodiscard]] bool IsMisspelt(std::string_view path) const {
    const size_t field = FieldOf(path);
    return std::any_of(found_.begin(), found_.end(), [&](const auto& found) {
      return found.reason == Reason::kUnknownField &&
             FieldOf(found.path) == field &&
             found.path.compare(0, field, path, 0, field) == 0 &&
             (field > 0 || !NearName(found.path, {path}).empty());
    });
  }
  [[nodiscard]] bool empty() const { return found_.empty(); }
  // Whether there were more than kProblemsMax. To be said behind all others,
  // when they stand in the order of their places: MoreErrors.
  [[nodiscard]] bool more() const { return more_; }
  [[nodiscard]] Diagnostics Take() { return std::move(found_); }

 private:
  // Where the last field of a path begins.
  static size_t FieldOf(std::string_view path) {
    const size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? 0 : dot + 1;
  }

  // Asked for each new one, so that it also notes that there was one more.
  [[nodiscard]] bool Full() {
    more_ = more_ || found_.size() >= kProblemsMax;
    return found_.size() >= kProblemsMax;
  }

  Diagnostics found_;
  bool more_ = false;
};

}  // namespace patron::wire

#endif  // PATRON_WIRE_PROBLEMS_H_
