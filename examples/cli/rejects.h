// The lines that were not committed, as a CSV file for a person to mend:
// line, order, reason, message and the line as it stood; before them the file
// that it stood in, where they are of several.
//
//   absl::StatusOr<RejectsFile> file =
//       RejectsFile::Create("rejects.csv", /*of_several=*/false);
//   file->Add(line, "sales.csv");
//   absl::Status kept = file->Commit();
//
// It is written beside its place as "rejects.csv.part" and takes the place
// whole when it is committed: whoever looks sees the old file or the new one,
// also when the run was killed.
//
// Threads: one at a time.
#ifndef PATRON_EXAMPLES_CLI_REJECTS_H_
#define PATRON_EXAMPLES_CLI_REJECTS_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "orders.h"

namespace patron::cli {

class RejectsFile {
 public:
  // kReadOnly, kDiskFull, kUnreadable where it cannot be written.
  [[nodiscard]] static absl::StatusOr<RejectsFile> Create(std::string path,
                                                          bool of_several);
  RejectsFile(RejectsFile&&) noexcept = default;
  RejectsFile& operator=(RejectsFile&& other) noexcept;
  // Without Commit nothing stays behind.
  ~RejectsFile();

  // A failure shows in Commit.
  void Add(const RejectedLine& line, std::string_view input);

  [[nodiscard]] int64_t lines() const { return lines_; }

  // Puts the file in its place. Once.
  [[nodiscard]] absl::Status Commit();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  RejectsFile(std::string path, std::FILE* file, bool of_several)
      : path_(std::move(path)), file_(file), of_several_(of_several) {}
  [[nodiscard]] std::string PartPath() const { return path_ + ".part"; }
  void Discard();

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  bool of_several_ = false;
  std::string row_;  // reused
  int64_t lines_ = 0;
  int error_ = 0;  // the first errno of a write
};

// "a ""quoted"" field", with quotes only where CSV needs them.
void AppendCsvField(std::string_view text, std::string& out);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_REJECTS_H_
