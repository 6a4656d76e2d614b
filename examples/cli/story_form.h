// The words of a story's line, and the forms that a line may have.
//
//   const Form form("RULE takes off MONEY");
//   form.FitTo(CutWords("happy-hour takes off 1.38"), 0)
//       // whole, with slots {RULE "happy-hour", MONEY "1.38"}
//
// A form is a sentence with gaps: small letters are words as they stand,
// capital letters a slot, whose name says what belongs into it (SlotInfos). A
// list of forms is all that the language of stories is, so that whoever adds a
// sentence adds a row, and gets its errors with a near word for nothing.
//
// Threads: free functions and values, any thread. Limits: those of the caller.
#ifndef PATRON_EXAMPLES_CLI_STORY_FORM_H_
#define PATRON_EXAMPLES_CLI_STORY_FORM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patron::cli {

// A word of a line, a text in double quotes, or a comma or colon at its end.
struct Word {
  std::string text;
  int column = 0;     // from 1, in code points
  size_t offset = 0;  // in bytes
  bool quoted = false;
  bool mark = false;

  friend bool operator==(const Word&, const Word&) = default;
};

struct WordError {
  int column = 0;
  std::string message;  // empty: none
};

// A line's words, without the comment that "#" begins.
struct CutLine {
  std::vector<Word> words;
  std::string_view text;  // what they are in, a part of the line
  bool indented = false;
  int end_column = 0;  // right behind the last word
  WordError error;
};
[[nodiscard]] CutLine CutWords(std::string_view line);

// How stories write what a word nearly is: the day "12.01.2026" as 2026-01-12,
// the number "2,40" as 2.40. Empty where it is neither, or could be two days.
[[nodiscard]] std::string Rewritten(std::string_view word);

enum class SlotKind : uint8_t {
  kMoney,
  kPoints,
  kCount,
  kQuantity,
  kRule,
  kCurrency,
  kMember,
  kLine,
  kOrder,
  kLevel,
  kLadder,
  kReason,
  kStore,
  kSource,
  kSku,
  kProduct,
  kReward,
  kRate,
  kTender,
  kKind,
  kName,
  kValue,
  kUnit,
  kDay,
  kWhen,
  kText,  // all that follows on the line
};

struct SlotInfo {
  std::string_view name;  // as forms write it
  SlotKind kind;
  std::string_view what;  // "the id of a rule"
};
[[nodiscard]] std::span<const SlotInfo> SlotInfos();

// What stands in a slot.
struct Slot {
  SlotKind kind = SlotKind::kText;
  std::string text;
  int column = 0;

  friend bool operator==(const Slot&, const Slot&) = default;
};

// How far words are as a form wants them.
struct Fit {
  bool whole = false;   // every word of the form is there; more may follow
  size_t elements = 0;  // of the form, that are there
  size_t words = 0;     // that they take
  std::vector<Slot> slots;
};

class Form {
 public:
  explicit Form(std::string_view form);

  [[nodiscard]] Fit FitTo(const CutLine& line, size_t first) const;
  // How many of the form's words are among the line's, also misspelt, less
  // those that are not; none where nothing of it is there.
  [[nodiscard]] std::optional<int> Resemblance(const CutLine& line,
                                               size_t first) const;
  // How many of its elements fit. Where none of its words is among them, names
  // at their end don't count: they would fit whatever stood there.
  [[nodiscard]] size_t Evident(const Fit& fit) const;
  // What is wrong where it stopped fitting.
  [[nodiscard]] WordError WrongAt(const CutLine& line, size_t first,
                                  const Fit& fit) const;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  struct Element {
    std::string literal;  // empty: a slot
    SlotInfo slot;
  };

  std::string text_;
  std::vector<Element> elements_;
};

// Whether words may follow those of the form.
enum class Rest : uint8_t { kNone, kMayFollow };

// Which of the forms the words from `first` on have: the longest that is whole.
// Where none is, `row` is forms.size() and `error` says what the nearest one
// wants; `what` is what the forms are, such as "an expectation".
struct Choice {
  size_t row = 0;
  Fit fit;
  WordError error;
};
[[nodiscard]] Choice Choose(std::span<const Form> forms, const CutLine& line,
                            size_t first, Rest rest, std::string_view what);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_STORY_FORM_H_
