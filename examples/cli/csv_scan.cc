// RFC 4180 as a state machine of four modes.
//
// Lenient readers guess what a stray quote meant and shift a row's columns
// without a word; here it is an error and a person decides.

#include "csv_scan.h"

#include <algorithm>
#include <cstring>

namespace patron::cli {

void CsvScan::Start() {
  mode_ = Mode::kFieldStart;
  at_ = 0;
  open_ = {};
  fields_.clear();
  complaint_ = {};
}

CsvScan::State CsvScan::Break(std::string_view complaint) {
  complaint_ = complaint;
  return State::kBroken;
}

void CsvScan::EndField(size_t end) {
  open_.end = end;
  fields_.push_back(open_);
  open_ = {};
}

// To the comma, the end or what does not belong into a field without quotes.
bool CsvScan::StepPlain(std::string_view text) {
  while (at_ < text.size() && text[at_] != ',') {
    if (text[at_] == '"') {
      complaint_ =
          "has a quote inside: put the field in quotes and double this one";
      return false;
    }
    if (text[at_] == '\r') {
      complaint_ = "has a carriage return without a line feed";
      return false;
    }
    ++at_;
  }
  EndField(at_);
  return true;
}

// To the next quote, or the end, where the field goes on in the next line.
bool CsvScan::StepQuoted(std::string_view text) {
  const void* quote =
      at_ < text.size() ? std::memchr(text.data() + at_, '"', text.size() - at_)
                        : nullptr;
  if (quote == nullptr) {
    at_ = text.size();
    return false;
  }
  at_ = static_cast<size_t>(static_cast<const char*>(quote) - text.data()) + 1;
  return true;
}

CsvScan::State CsvScan::Feed(std::string_view text) {
  for (;;) {
    switch (mode_) {
      case Mode::kFieldStart:
        if (at_ < text.size() && text[at_] == '"') {
          open_.begin = ++at_;
          mode_ = Mode::kQuoted;
        } else {
          open_.begin = at_;
          mode_ = Mode::kPlain;
        }
        break;
      case Mode::kPlain:
        if (!StepPlain(text)) return State::kBroken;
        if (at_ == text.size()) return State::kWhole;
        ++at_;
        mode_ = Mode::kFieldStart;
        break;
      case Mode::kQuoted:
        if (!StepQuoted(text)) return State::kInside;
        mode_ = Mode::kQuoteSeen;
        break;
      case Mode::kQuoteSeen:
        if (at_ < text.size() && text[at_] == '"') {
          open_.doubled = true;
          ++at_;
          mode_ = Mode::kQuoted;
          break;
        }
        if (at_ < text.size() && text[at_] != ',') {
          return Break("has text behind its closing quote");
        }
        EndField(at_ - 1);
        if (at_ == text.size()) return State::kWhole;
        ++at_;
        mode_ = Mode::kFieldStart;
        break;
    }
  }
}

void CsvScan::Fields(std::string_view text, size_t end,
                     std::vector<std::string_view>& out) {
  out.clear();
  unquoted_.clear();
  // Views into it must stay: it never grows past the record.
  unquoted_.reserve(text.size());
  for (const Field& field : fields_) {
    if (field.end > end) break;
    const std::string_view raw =
        text.substr(field.begin, field.end - field.begin);
    if (!field.doubled) {
      out.push_back(raw);
      continue;
    }
    const size_t begin = unquoted_.size();
    for (size_t i = 0; i < raw.size(); ++i) {
      unquoted_.push_back(raw[i]);
      if (raw[i] == '"') ++i;  // the second of a pair
    }
    out.push_back(std::string_view(unquoted_).substr(begin));
  }
}

}  // namespace patron::cli
