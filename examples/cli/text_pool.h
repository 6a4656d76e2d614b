// Keeps text for as long as a file is being worked on.
//
//   TextPool pool;
//   std::string_view line = pool.Copy(record.text);     // each its own
//   std::string_view sku = pool.Intern(fields[3]);      // equal ones once
//
// Half a million sales name a few thousand articles: interning keeps a whole
// file in little more memory than its own size.
//
// Threads: one at a time. Views live as long as the pool, also when it moves.
#ifndef PATRON_EXAMPLES_CLI_TEXT_POOL_H_
#define PATRON_EXAMPLES_CLI_TEXT_POOL_H_

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/hash_map.h"

namespace patron::cli {

class TextPool {
 public:
  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    if (room_ < text.size()) NewBlock(text.size());
    char* copy = next_;
    std::memcpy(copy, text.data(), text.size());
    next_ += text.size();
    room_ -= text.size();
    return {copy, text.size()};
  }

  std::string_view Intern(std::string_view text) {
    const auto it = interned_.find(text);
    if (it != interned_.end()) return *it;
    const std::string_view copy = Copy(text);
    interned_.insert(copy);
    return copy;
  }

 private:
  static constexpr size_t kBlockBytes = size_t{1} << 20;

  void NewBlock(size_t bytes_min) {
    room_ = std::max(bytes_min, kBlockBytes);
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
    next_ = blocks_.back().get();
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  size_t room_ = 0;
  absl::flat_hash_set<std::string_view, StringHash, StringEqual> interned_;
};

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_TEXT_POOL_H_
