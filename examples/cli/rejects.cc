// A file that appears whole or not at all: written, synced, renamed.

#include "rejects.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/quote.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

absl::Status CannotWrite(const std::string& path, int error) {
  const std::string text =
      "cannot write " + Quote(path) + ": " + std::strerror(error);
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Refuse(Reason::kDiskFull, text);
    case EROFS:
    case EACCES:
    case EPERM:
      return Refuse(Reason::kReadOnly, text);
    default:
      return Refuse(Reason::kUnreadable, text);
  }
}

}  // namespace

void AppendCsvField(std::string_view text, std::string& out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

absl::StatusOr<RejectsFile> RejectsFile::Create(std::string path,
                                                bool of_several) {
  const std::string part = path + ".part";
  std::FILE* file = std::fopen(part.c_str(), "wb");
  if (file == nullptr) return CannotWrite(part, errno);
  RejectsFile rejects(std::move(path), file, of_several);
  if (of_several) std::fputs("file,", file);
  std::fputs("line,order,reason,message,text\n", file);
  return rejects;
}

RejectsFile& RejectsFile::operator=(RejectsFile&& other) noexcept {
  if (this != &other) {
    Discard();
    path_ = std::move(other.path_);
    file_ = std::move(other.file_);
    of_several_ = other.of_several_;
    lines_ = other.lines_;
    error_ = other.error_;
  }
  return *this;
}

RejectsFile::~RejectsFile() { Discard(); }

void RejectsFile::Discard() {
  if (file_ == nullptr) return;
  file_.reset();
  std::remove(PartPath().c_str());
}

void RejectsFile::Add(const RejectedLine& line, std::string_view input) {
  row_.clear();
  if (of_several_) {
    AppendCsvField(input, row_);
    row_ += ',';
  }
  row_ += std::to_string(line.line);
  row_ += ',';
  AppendCsvField(line.order, row_);
  row_ += ',';
  row_ += ReasonName(line.reason);
  row_ += ',';
  AppendCsvField(line.message, row_);
  row_ += ',';
  AppendCsvField(line.text, row_);
  row_ += '\n';
  const size_t written = std::fwrite(row_.data(), 1, row_.size(), file_.get());
  if (written != row_.size() && error_ == 0) error_ = errno;
  ++lines_;
}

absl::Status RejectsFile::Commit() {
  if (std::fflush(file_.get()) != 0 && error_ == 0) error_ = errno;
  // The rename must not reach the disk before what it names.
  if (fsync(fileno(file_.get())) != 0 && error_ == 0) error_ = errno;
  if (error_ != 0) {
    Discard();
    return CannotWrite(PartPath(), error_);
  }
  file_.reset();
  if (std::rename(PartPath().c_str(), path_.c_str()) != 0) {
    const int error = errno;
    std::remove(PartPath().c_str());
    return CannotWrite(path_, error);
  }
  return absl::OkStatus();
}

}  // namespace patron::cli
