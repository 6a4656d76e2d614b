// A file whose kind nobody can tell is refused: read as the wrong one, every
// line of it would be a reject, and the run a success.

#include "input_file.h"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/quote.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

constexpr unsigned kBlockBytes = 1U << 16U;

struct CloseFile {
  void operator()(gzFile_s* file) const { gzclose(file); }
};

struct Ending {
  std::string_view text;
  InputKind kind;
};

constexpr Ending kEndings[] = {{".csv", InputKind::kCsv},
                               {".jsonl", InputKind::kJsonLines},
                               {".ndjson", InputKind::kJsonLines},
                               {".json", InputKind::kJson}};

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

absl::Status Unreadable(const std::string& path, const std::string& why) {
  return Refuse(Reason::kUnreadable,
                "cannot read " + Quote(path, 200) + ": " + why);
}

gzFile_s* OpenGzip(const std::string& path) {
  if (path != "-") return gzopen(path.c_str(), "rb");
  const int fd = dup(STDIN_FILENO);
  return fd < 0 ? nullptr : gzdopen(fd, "rb");
}

}  // namespace

absl::StatusOr<InputKind> InputKindOf(std::string_view path) {
  if (path == "-") return InputKind::kJsonLines;
  const std::string lower = Lower(path);
  std::string_view name = lower;
  if (name.ends_with(".gz")) name.remove_suffix(3);
  for (const Ending& ending : kEndings) {
    if (name.ends_with(ending.text)) return ending.kind;
  }
  return Refuse(Reason::kBadValue,
                "what is in " + Quote(path, 200) +
                    " cannot be told from its name: sales end in .csv, events "
                    "(one JSON object a line) in .jsonl, one event in .json, "
                    "each may be .gz; rename it");
}

absl::StatusOr<std::string> ReadInput(const std::string& path,
                                      size_t bytes_max) {
  errno = 0;
  const std::unique_ptr<gzFile_s, CloseFile> file(OpenGzip(path));
  if (file == nullptr) {
    return Unreadable(
        path, errno != 0 ? std::strerror(errno) : "there is no memory left");
  }
  std::string text;
  char block[kBlockBytes];
  int got = 0;
  while ((got = gzread(file.get(), block, kBlockBytes)) > 0) {
    if (text.size() + static_cast<size_t>(got) > bytes_max) {
      return Refuse(Reason::kTooLarge, Quote(path, 200) + " has more than " +
                                           std::to_string(bytes_max) +
                                           " bytes: split it");
    }
    text.append(block, static_cast<size_t>(got));
  }
  int code = Z_OK;
  const char* message = gzerror(file.get(), &code);
  // A cut file ends without an error from gzread.
  if (code == Z_BUF_ERROR) {
    return Unreadable(path, "it ends in the middle: copy or compress it again");
  }
  if (got < 0) {
    return Unreadable(path, code == Z_ERRNO ? std::strerror(errno) : message);
  }
  return text;
}

}  // namespace patron::cli
