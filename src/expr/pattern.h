// Regular expressions: how large one is, and compiling each of a program's
// once, however often it stands there.
//
//   uint64_t size = PatternSize("^[0-9]{13}$");                       // 16
//   absl::StatusOr<std::shared_ptr<const RE2>> regex =
//       environment.patterns().Compile("^[0-9]{13}$");
//
// RE2 is linear in the text, but its factor is the size of the pattern, and
// compiling takes time and memory too. So patterns have limits: each its size
// (limits.h), all of an environment their number and what they compile to.
//
// Threads: a compiled pattern is immutable; a cache may be used by several
// threads at once.
#ifndef PATRON_EXPR_PATTERN_H_
#define PATRON_EXPR_PATTERN_H_

#include <re2/re2.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace patron::expr {

inline constexpr size_t kPatternsMax = 1000;
// What they may compile to in all, in RE2's instructions: about 0.2 seconds.
inline constexpr int kPatternsProgramMax = 100'000;

// Letters, classes, groups and signs, as often as they are repeated: at least
// as many places as a match can be in at once. It is counted here and not asked
// of RE2, whose versions compile differently, so that a program costs the same
// everywhere; and before anything is compiled. Saturates.
[[nodiscard]] uint64_t PatternSize(std::string_view pattern);

// A literal pattern is compiled once, when the program is loaded; one that is
// computed is compiled at the till, and must be small.
enum class PatternKind : uint8_t { kLiteral, kComputed };
// No output of its own, and a limit of memory.
[[nodiscard]] RE2::Options RegexOptions(PatternKind kind);

class PatternCache {
 public:
  PatternCache() = default;
  PatternCache(const PatternCache&) = delete;
  PatternCache& operator=(const PatternCache&) = delete;

  // kBadValue for what is no pattern; kTooLarge past the limits.
  [[nodiscard]] absl::StatusOr<std::shared_ptr<const RE2>> Compile(
      std::string_view pattern);
  // How many there are.
  [[nodiscard]] size_t compiled() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return compiled_.size();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const RE2>, std::less<>> compiled_;
  int program_left_ = kPatternsProgramMax;
};

}  // namespace patron::expr

#endif  // PATRON_EXPR_PATTERN_H_
