// Bytes to records: a sliding buffer over zlib, which reads plain and gzip
// files alike.
//
// Memory is bounded by refusing long records instead of growing: a file of one
// 64 MB line costs one record's worth. A record that turns out to be broken
// gives up its first line only, since the quote at fault may have run over any
// number of good ones.

#include "csv_reader.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/quote.h"
#include "csv_scan.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 16;
constexpr unsigned kZlibBufferBytes = 1u << 17;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct CloseFile {
  void operator()(gzFile_s* file) const { gzclose(file); }
};

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    // Eight ASCII bytes at a time, which is nearly all there is.
    uint64_t word = 0;
    if (text.size() >= sizeof(word)) {
      std::memcpy(&word, text.data(), sizeof(word));
      if ((word & 0x8080808080808080u) == 0) {
        text.remove_prefix(sizeof(word));
        continue;
      }
    }
    const size_t length = Utf8Length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// A physical line as offsets from the start of what is unread.
struct LineSpan {
  size_t end = 0;   // of its text, without LF or CR LF
  size_t next = 0;  // where the next line starts
  bool too_long = false;
  bool last = false;  // the file ends with it
};

}  // namespace

class CsvReader::Impl {
 public:
  Impl(std::string path, CsvOptions options)
      : path_(std::move(path)), options_(options) {}

  absl::Status Open();
  absl::StatusOr<bool> Next(CsvRecord& record);

  [[nodiscard]] const std::vector<std::string>& header() const {
    return header_;
  }
  [[nodiscard]] int64_t bytes_done() const { return gzoffset(file_.get()); }
  [[nodiscard]] int64_t bytes_total() const { return bytes_total_; }

 private:
  [[nodiscard]] std::string_view unread() const {
    return std::string_view(buffer_).substr(begin_, end_ - begin_);
  }
  absl::Status Unreadable(std::string_view why) const;
  absl::Status Fill();
  absl::StatusOr<LineSpan> FindLine(size_t from);
  absl::Status SkipRestOfLine();
  absl::StatusOr<bool> Read(CsvRecord& record);
  absl::StatusOr<bool> ReadTooLong(CsvRecord& record);
  [[nodiscard]] std::string Complaint(CsvScan::State state, bool at_end) const;
  void GiveUp(CsvRecord& record, const LineSpan& first, const std::string& why);
  void Check(CsvRecord& record) const;

  std::string path_;
  CsvOptions options_;
  std::unique_ptr<gzFile_s, CloseFile> file_;
  int64_t bytes_total_ = 0;
  std::string buffer_;
  size_t begin_ = 0;  // of what is unread
  size_t end_ = 0;
  bool at_end_ = false;  // of the file
  int64_t line_ = 1;     // of begin_
  CsvScan scan_;
  std::string excerpt_;  // of a line that is too long
  std::vector<std::string> header_;
};

absl::Status CsvReader::Impl::Unreadable(std::string_view why) const {
  return Refuse(Reason::kUnreadable,
                "cannot read " + Quote(path_) + ": " + std::string(why));
}

absl::Status CsvReader::Impl::Open() {
  errno = 0;
  file_.reset(gzopen(path_.c_str(), "rb"));
  if (file_ == nullptr) {
    return Unreadable(errno != 0 ? std::strerror(errno) : "out of memory");
  }
  gzbuffer(file_.get(), kZlibBufferBytes);
  std::error_code no_size;
  const auto bytes = std::filesystem::file_size(path_, no_size);
  if (!no_size) bytes_total_ = static_cast<int64_t>(bytes);

  absl::Status filled = Fill();
  if (!filled.ok()) return filled;
  if (unread().starts_with(kByteOrderMark)) begin_ += kByteOrderMark.size();
  CsvRecord first;
  const absl::StatusOr<bool> read = Read(first);
  if (!read.ok()) return read.status();
  if (!*read) {
    return Refuse(Reason::kBadCsv, Quote(path_) +
                                       " is empty: its first line must name "
                                       "the columns");
  }
  if (!first.status.ok()) {
    return Refuse(ReasonOf(first.status),
                  "the line of column names in " + Quote(path_) + " " +
                      std::string(MessageOf(first.status)));
  }
  header_.assign(first.fields.begin(), first.fields.end());
  return absl::OkStatus();
}

// Appends a block to what is unread, or sets at_end_.
absl::Status CsvReader::Impl::Fill() {
  if (at_end_) return absl::OkStatus();
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() < end_ + kBlockBytes) buffer_.resize(end_ + kBlockBytes);
  const int bytes = gzread(file_.get(), buffer_.data() + end_,
                           static_cast<unsigned>(kBlockBytes));
  if (bytes > 0) {
    end_ += static_cast<size_t>(bytes);
    return absl::OkStatus();
  }
  int code = Z_OK;
  const char* message = gzerror(file_.get(), &code);
  // A cut file ends without an error from gzread.
  if (code == Z_BUF_ERROR) {
    return Unreadable("it ends in the middle: copy or compress it again");
  }
  if (bytes < 0) {
    return Unreadable(code == Z_ERRNO ? std::strerror(errno) : message);
  }
  at_end_ = true;
  return absl::OkStatus();
}

// The line that starts `from` bytes into what is unread. Stops looking once the
// record, up to here, is over the limit.
absl::StatusOr<LineSpan> CsvReader::Impl::FindLine(size_t from) {
  LineSpan line;
  size_t searched = from;
  for (;;) {
    const std::string_view text = unread();
    const size_t found = text.find('\n', searched);
    line.end = std::min(found, text.size());
    if (line.end > options_.record_bytes_max) {
      line.too_long = true;
      return line;
    }
    if (found != std::string_view::npos) {
      line.next = found + 1;
      break;
    }
    searched = text.size();
    absl::Status filled = Fill();
    if (!filled.ok()) return filled;
    if (at_end_) {
      line.next = line.end;
      line.last = true;
      break;
    }
  }
  if (line.end > from && unread()[line.end - 1] == '\r') --line.end;
  return line;
}

absl::Status CsvReader::Impl::SkipRestOfLine() {
  for (;;) {
    const size_t found = unread().find('\n');
    if (found != std::string_view::npos) {
      begin_ += found + 1;
      ++line_;
      return absl::OkStatus();
    }
    begin_ = end_;
    if (at_end_) return absl::OkStatus();
    absl::Status filled = Fill();
    if (!filled.ok()) return filled;
  }
}

std::string CsvReader::Impl::Complaint(CsvScan::State state,
                                       bool at_end) const {
  std::string text = "field " + std::to_string(scan_.field()) + " ";
  if (state == CsvScan::State::kBroken) {
    return text + std::string(scan_.complaint());
  }
  text += "opens a quote that does not close ";
  if (at_end) return text + "before the end of the file";
  return text + "within " + std::to_string(options_.record_bytes_max) +
         " bytes";
}

void CsvReader::Impl::GiveUp(CsvRecord& record, const LineSpan& first,
                             const std::string& why) {
  record.text = unread().substr(0, first.end);
  record.status = Refuse(Reason::kBadCsv, why);
  scan_.Fields(unread(), first.end, record.fields);
  begin_ += first.next;
  ++line_;
}

absl::StatusOr<bool> CsvReader::Impl::ReadTooLong(CsvRecord& record) {
  // Copied, since skipping overwrites the buffer. Its fields may still say
  // whose line this is.
  excerpt_ = unread().substr(0, CsvRecord::kExcerptBytes);
  excerpt_.resize(std::min(excerpt_.find('\n'), excerpt_.size()));
  absl::Status skipped = SkipRestOfLine();
  if (!skipped.ok()) return skipped;
  record.status =
      Refuse(Reason::kLineTooLong,
             "is over " + std::to_string(options_.record_bytes_max) +
                 " bytes long: is a line end or a closing quote missing?");
  scan_.Start();
  (void)scan_.Feed(excerpt_);
  record.text = excerpt_;
  scan_.Fields(excerpt_, excerpt_.size() - 1, record.fields);
  return true;
}

// One record whatever its number of fields; false at the end.
absl::StatusOr<bool> CsvReader::Impl::Read(CsvRecord& record) {
  record.status = absl::OkStatus();
  LineSpan line;
  for (;;) {
    absl::StatusOr<LineSpan> found = FindLine(0);
    if (!found.ok()) return found.status();
    line = *found;
    if (line.too_long || line.end > 0) break;
    if (line.last && line.next == 0) return false;
    begin_ += line.next;  // a blank line
    ++line_;
  }
  record.line = line_;
  if (line.too_long) return ReadTooLong(record);

  const LineSpan first = line;
  int64_t lines = 1;
  scan_.Start();
  CsvScan::State state = scan_.Feed(unread().substr(0, line.end));
  while (state == CsvScan::State::kInside && !line.last) {
    const absl::StatusOr<LineSpan> next = FindLine(line.next);
    if (!next.ok()) return next.status();
    if (next->too_long) break;
    line = *next;
    ++lines;
    state = scan_.Feed(unread().substr(0, line.end));
  }
  if (state != CsvScan::State::kWhole) {
    GiveUp(record, first, Complaint(state, line.last));
    return true;
  }
  record.text = unread().substr(0, line.end);
  scan_.Fields(record.text, record.text.size(), record.fields);
  begin_ += line.next;
  line_ += lines;
  Check(record);
  return true;
}

// What no field may hold.
void CsvReader::Impl::Check(CsvRecord& record) const {
  if (record.text.find('\0') != std::string_view::npos) {
    record.status = Refuse(
        Reason::kBadCsv,
        "holds a NUL byte: save the file as plain UTF-8 text, not UTF-16");
  } else if (!IsUtf8(record.text)) {
    record.status =
        Refuse(Reason::kNotUtf8, "is not UTF-8: save the file as UTF-8");
  }
}

absl::StatusOr<bool> CsvReader::Impl::Next(CsvRecord& record) {
  const absl::StatusOr<bool> read = Read(record);
  if (!read.ok() || !*read || !record.status.ok()) return read;
  if (record.fields.size() != header_.size()) {
    record.status = Refuse(
        Reason::kBadCsv, "has " + std::to_string(record.fields.size()) +
                             " fields where the " + "header has " +
                             std::to_string(header_.size()) +
                             (record.fields.size() > header_.size()
                                  ? ": put a field that holds a comma in quotes"
                                  : ": is the line cut off?"));
  }
  return true;
}

CsvReader::CsvReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader& CsvReader::operator=(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

absl::StatusOr<CsvReader> CsvReader::Open(const std::string& path,
                                          CsvOptions options) {
  auto impl = std::make_unique<Impl>(path, options);
  absl::Status opened = impl->Open();
  if (!opened.ok()) return opened;
  return CsvReader(std::move(impl));
}

const std::vector<std::string>& CsvReader::header() const {
  return impl_->header();
}

absl::StatusOr<bool> CsvReader::Next(CsvRecord& record) {
  return impl_->Next(record);
}

int64_t CsvReader::bytes_done() const { return impl_->bytes_done(); }
int64_t CsvReader::bytes_total() const { return impl_->bytes_total(); }

}  // namespace patron::cli
