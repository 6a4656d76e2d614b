// Carriage returns and one escape sequence, which every terminal knows.

#include "progress.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace patron::cli {
namespace {

constexpr int kBarCells = 30;
constexpr int kWhole = 100;
constexpr const char* kClearLine = "\r\x1b[K";

int PercentOf(int64_t done, int64_t total) {
  if (total <= 0) return 0;
  const double part = static_cast<double>(std::clamp<int64_t>(done, 0, total)) /
                      static_cast<double>(total);
  return static_cast<int>(part * kWhole);
}

}  // namespace

bool Progress::IsTerminal(std::FILE* out) { return isatty(fileno(out)) != 0; }

Progress::Progress(std::FILE* out, std::string label, bool terminal)
    : out_(out), label_(std::move(label)), terminal_(terminal) {}

Progress::~Progress() { Clear(); }

void Progress::Show(int64_t done, int64_t total) {
  if (!terminal_) return;
  const int percent = PercentOf(done, total);
  if (percent != shown_) Draw(percent, FormatProgress(label_, percent));
}

void Progress::Count(int64_t done) {
  if (!terminal_ || done / kCountStep == shown_) return;
  Draw(done / kCountStep, label_ + "  " + std::to_string(done));
}

void Progress::Draw(int64_t what, const std::string& text) {
  shown_ = what;
  std::fputs(kClearLine, out_);
  std::fputs(text.c_str(), out_);
  std::fflush(out_);
}

void Progress::Clear() {
  if (!terminal_ || shown_ == kNotShown) return;
  std::fputs(kClearLine, out_);
  std::fflush(out_);
  shown_ = kNotShown;
}

std::string FormatProgress(const std::string& label, int percent) {
  const int filled = percent * kBarCells / kWhole;
  std::string text = label + "  [";
  text.append(static_cast<size_t>(filled), '#');
  text.append(static_cast<size_t>(kBarCells - filled), ' ');
  text += "] ";
  if (percent < kWhole) text += ' ';
  if (percent < 10) text += ' ';
  return text + std::to_string(percent) + "%";
}

}  // namespace patron::cli
