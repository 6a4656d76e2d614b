// Ids of one kind of object of a program, for look-up and for near names.
//
//   Names selections(near_names_left);
//   selections.Add("coffee", 0);
//   selections.Find("coffee")                 // 0
//   selections.Unknown("selection", "cofee")  // ... did you mean 'coffee'?
//
// The texts are those of the program, which outlives the names.
//
// Threads: one thread at a time.
#ifndef PATRON_SRC_PROGRAM_NAMES_H_
#define PATRON_SRC_PROGRAM_NAMES_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "program/checked_program.h"

namespace patron {

// How many near names may still be looked for, in this program.
using NearNamesLeft = std::shared_ptr<std::atomic<int>>;

class Names {
 public:
  explicit Names(NearNamesLeft near_names_left)
      : near_names_left_(std::move(near_names_left)) {}

  // False where the name stands already.
  bool Add(std::string_view name, uint32_t index) {
    if (!index_.emplace(name, index).second) return false;
    names_.push_back(name);
    return true;
  }
  [[nodiscard]] uint32_t Find(std::string_view name) const {
    const auto it = index_.find(name);
    return it == index_.end() ? kNoIndex : it->second;
  }
  // In the order of their indexes, where no name stands twice.
  [[nodiscard]] std::span<const std::string_view> all() const { return names_; }
  // "unknown selection 'cofee'; did you mean 'coffee'?"
  [[nodiscard]] std::string Unknown(std::string_view kind,
                                    std::string_view name) const;

 private:
  std::map<std::string_view, uint32_t> index_;
  std::vector<std::string_view> names_;
  NearNamesLeft near_names_left_;
};

}  // namespace patron

#endif  // PATRON_SRC_PROGRAM_NAMES_H_
