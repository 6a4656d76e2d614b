// A rename into place overwrites what stands there, so everything that the run
// reads or writes is compared first: by file where both exist, by path where
// one is still to be made.

#include "reject_files.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/quote.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

namespace fs = std::filesystem;

std::string BaseName(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string DefaultPath(const std::string& db, const std::string& input) {
  const std::string name = input == "-" ? "stdin" : BaseName(input);
  return db + "." + name + ".rejects.csv";
}

// Whether both name one file, there or still to be made.
bool AreOne(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error)) return true;
  const fs::path left = fs::weakly_canonical(fs::absolute(a, error), error);
  if (error) return false;
  const fs::path right = fs::weakly_canonical(fs::absolute(b, error), error);
  return !error && left == right;
}

absl::Status CheckPlace(const std::string& path,
                        const RejectFiles::Places& places) {
  std::vector<std::string> taken = {places.db, places.db + "-wal",
                                    places.db + "-shm", places.db + "-journal"};
  taken.insert(taken.end(), places.inputs.begin(), places.inputs.end());
  taken.insert(taken.end(), places.others.begin(), places.others.end());
  for (const std::string& other : taken) {
    for (const std::string& written : {path, path + ".part"}) {
      if (!AreOne(written, other)) continue;
      return Refuse(Reason::kBadValue,
                    "the rejects file " + Quote(written, 200) +
                        " would overwrite " + Quote(other, 200) +
                        ": name another with --rejects");
    }
  }
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status) || fs::is_regular_file(status)) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kBadValue,
                Quote(path, 200) +
                    " is no plain file, so that no rejects file can take its "
                    "place: name another with --rejects");
}

}  // namespace

absl::StatusOr<RejectFiles> RejectFiles::Plan(const Places& places) {
  RejectFiles files;
  std::map<std::string, size_t> by_path;
  for (const std::string& input : places.inputs) {
    const std::string path =
        places.rejects.empty() ? DefaultPath(places.db, input) : places.rejects;
    const auto [place, added] = by_path.emplace(path, files.targets_.size());
    if (added) {
      if (absl::Status s = CheckPlace(path, places); !s.ok()) return s;
      files.targets_.push_back({path, 0, 0, std::nullopt});
    }
    Target& target = files.targets_[place->second];
    ++target.inputs;
    ++target.inputs_left;
    files.of_.emplace(input, place->second);
  }
  return files;
}

absl::Status RejectFiles::Try() const {
  for (const Target& target : targets_) {
    const auto file = RejectsFile::Create(target.path, false);
    if (!file.ok()) return file.status();
  }
  return absl::OkStatus();
}

absl::Status RejectFiles::Add(std::string_view input,
                              const std::vector<RejectedLine>& lines) {
  Target& target = targets_[of_.find(input)->second];
  if (!target.file && !lines.empty()) {
    absl::StatusOr<RejectsFile> file =
        RejectsFile::Create(target.path, target.inputs > 1);
    if (!file.ok()) return file.status();
    target.file = *std::move(file);
  }
  for (const RejectedLine& line : lines) target.file->Add(line, input);
  --target.inputs_left;
  return target.inputs_left == 0 ? Finish(target) : absl::OkStatus();
}

absl::Status RejectFiles::Finish(Target& target) {
  if (!target.file) return absl::OkStatus();
  absl::Status status = target.file->Commit();
  target.file.reset();
  if (status.ok()) written_.push_back(target.path);
  return status;
}

absl::Status RejectFiles::Commit() {
  absl::Status first;
  for (Target& target : targets_) first.Update(Finish(target));
  return first;
}

}  // namespace patron::cli
