// How much an expression may ask for. Every limit is far above what a shop
// writes and far below what harms a till; docs/language.md tells them.
#ifndef PATRON_EXPR_LIMITS_H_
#define PATRON_EXPR_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace patron::expr {

struct Limits {
  // The length of an expression's text. A rule of one screen has 2,000 bytes.
  uint32_t source_bytes_max = 32 * 1024;
  // How deep brackets, signs, choices and macros may stand in each other. A
  // chain such as a || b || c is one level, however long.
  uint32_t depth_max = 96;
  // How many parts (names, literals, operators, calls) an expression may have.
  uint32_t nodes_max = 10'000;
  // How long the text of a fact is at most, for the estimate of the worst cost;
  // a program's events hold no longer one.
  uint32_t fact_bytes_max = 4096;
  // How many items a list or a map may have that an evaluation makes.
  uint32_t items_max = 100'000;
  // How long a string may become that an evaluation makes.
  uint32_t string_bytes_max = 1024 * 1024;
  // How much memory one evaluation may take for what it makes.
  size_t arena_bytes_max = size_t{8} * 1024 * 1024;
  // How large a regular expression may be, in PatternSize's unit: its letters,
  // classes and signs, as often as they are repeated. RE2 may look at all of
  // them for each byte of a text, and that is what matching is charged for.
  uint32_t pattern_size_max = 500;
  // The same of a pattern that is no literal, which nobody sees beforehand.
  uint32_t computed_pattern_size_max = 100;
  // How many steps one evaluation may take: one for each step of the flat
  // program, and more for work that grows with a string or a list. A typical
  // condition takes ten; 100,000 take about a millisecond, and four of them
  // where they are all a hostile pattern's.
  uint64_t steps_max = 100'000;
  // How many steps all evaluations of one decision may take together: so many,
  // and so many more for each line of the basket. A line is worth fifty
  // selections of 200 steps each, and an empty basket 20,000 rules of 500.
  uint64_t decision_steps_max = 10'000'000;
  uint64_t decision_steps_per_line = 10'000;
};

[[nodiscard]] constexpr uint64_t DecisionSteps(const Limits& limits,
                                               size_t lines) {
  return limits.decision_steps_max + lines * limits.decision_steps_per_line;
}

}  // namespace patron::expr

#endif  // PATRON_EXPR_LIMITS_H_
