// The grammar of a CSV record, apart from where its bytes come from.
//
// A scan is fed one physical line after another until the record is whole, so
// that a quoted field may hold line ends without being read twice. Positions
// are offsets from the record's start: the buffer below may move.
#ifndef PATRON_EXAMPLES_CLI_CSV_SCAN_H_
#define PATRON_EXAMPLES_CLI_CSV_SCAN_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace patron::cli {

class CsvScan {
 public:
  enum class State {
    kWhole,   // the record ended with this line
    kInside,  // a quoted field goes on in the next line
    kBroken,  // see `complaint`
  };

  void Start();

  // `text` is the record so far, its last line without LF or CR LF. Only what
  // is new since the last call is looked at.
  State Feed(std::string_view text);

  // What broke the record, as part of a sentence.
  [[nodiscard]] std::string_view complaint() const { return complaint_; }
  // The field being read when the scan stopped, from 1.
  [[nodiscard]] size_t field() const { return fields_.size() + 1; }

  // The fields that ended at or before `end`, unquoted; views into `text` or
  // into this scan.
  void Fields(std::string_view text, size_t end,
              std::vector<std::string_view>& out);

 private:
  enum class Mode { kFieldStart, kPlain, kQuoted, kQuoteSeen };
  struct Field {
    size_t begin = 0;  // inside the quotes
    size_t end = 0;
    bool doubled = false;  // holds doubled quotes
  };

  State Break(std::string_view complaint);
  void EndField(size_t end);
  bool StepPlain(std::string_view text);
  bool StepQuoted(std::string_view text);

  Mode mode_ = Mode::kFieldStart;
  size_t at_ = 0;
  Field open_;
  std::vector<Field> fields_;
  std::string_view complaint_;
  std::string unquoted_;
};

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_CSV_SCAN_H_
