// Where the rejected lines of one run go: a file for each input, or one for
// all. Inputs that share a place share the file, which then says of each line
// whose it is.
//
//   absl::StatusOr<RejectFiles> rejects = RejectFiles::Plan(places);
//   absl::Status status = rejects->Try();    // before anything is committed
//   status = rejects->Add("till-1.csv", lines);
//   status = rejects->Commit();              // also after a run that failed
//
// Threads: one at a time.
#ifndef PATRON_EXAMPLES_CLI_REJECT_FILES_H_
#define PATRON_EXAMPLES_CLI_REJECT_FILES_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rejects.h"

namespace patron::cli {

class RejectFiles {
 public:
  struct Places {
    std::string rejects;  // of all; empty: DB.FILE.rejects.csv
    std::string db;
    std::vector<std::string> inputs;
    std::vector<std::string> others;  // that must not be overwritten either
  };

  // kBadValue where a rejects file would take the place of something else.
  [[nodiscard]] static absl::StatusOr<RejectFiles> Plan(const Places& places);

  // Whether they can be written, each; nothing is left behind. kReadOnly,
  // kDiskFull, kUnreadable.
  [[nodiscard]] absl::Status Try() const;

  // All that was rejected of an input, maybe nothing. A file takes its place
  // once its last input is here, so that few are open at a time.
  // Requires: `input` is one of the places'.
  [[nodiscard]] absl::Status Add(std::string_view input,
                                 const std::vector<RejectedLine>& lines);

  // Puts those in their places that still wait for an input.
  [[nodiscard]] absl::Status Commit();
  // The files that are in their places.
  [[nodiscard]] const std::vector<std::string>& written() const {
    return written_;
  }

 private:
  struct Target {
    std::string path;
    size_t inputs = 0;
    size_t inputs_left = 0;
    std::optional<RejectsFile> file;  // from its first line on
  };

  [[nodiscard]] absl::Status Finish(Target& target);

  std::vector<Target> targets_;                    // by first input
  std::map<std::string, size_t, std::less<>> of_;  // target of an input
  std::vector<std::string> written_;
};

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_REJECT_FILES_H_
