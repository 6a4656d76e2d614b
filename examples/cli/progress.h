// A bar for long work, on a terminal and nowhere else.
//
//   Progress progress(stderr, "reading", Progress::IsTerminal(stderr));
//   progress.Show(bytes_done, bytes_total);  // as often as you like
//   progress.Clear();                        // before other output
//
// It is drawn again only when it would look different, so that calls are cheap.
//
// Threads: one at a time.
#ifndef PATRON_EXAMPLES_CLI_PROGRESS_H_
#define PATRON_EXAMPLES_CLI_PROGRESS_H_

#include <cstdint>
#include <cstdio>
#include <string>

namespace patron::cli {

class Progress {
 public:
  [[nodiscard]] static bool IsTerminal(std::FILE* out);

  // Requires: `out` outlives it. Silent where `terminal` is false.
  Progress(std::FILE* out, std::string label, bool terminal);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  // clears

  void Show(int64_t done, int64_t total);
  // Where nobody knows how many there are: how many have been seen.
  void Count(int64_t done);
  // Takes the bar off the screen; the next Show draws it again.
  void Clear();

 private:
  static constexpr int64_t kNotShown = -1;
  static constexpr int64_t kCountStep = 1000;

  void Draw(int64_t what, const std::string& text);

  std::FILE* out_;
  std::string label_;
  bool terminal_;
  int64_t shown_ = kNotShown;  // a percentage or a number of kCountStep
};

// "reading  [########            ]  42%".
[[nodiscard]] std::string FormatProgress(const std::string& label, int percent);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_PROGRESS_H_
