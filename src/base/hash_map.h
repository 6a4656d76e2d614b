// Hash maps and sets with text as the key, looked up without copying it.
//
//   StringMap<int> stock;
//   stock["cake"] = 3;
//   auto it = stock.find(std::string_view(line.sku));
//
// Never walk one of these into a result, a fingerprint, a message or a file:
// Abseil shuffles their order in every process, and Patron answers the same on
// every device. Sort first, or keep a vector beside the map.
//
// Threads: as any container.
#ifndef PATRON_SRC_BASE_HASH_MAP_H_
#define PATRON_SRC_BASE_HASH_MAP_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "base/absl_strings.h"

namespace patron {

struct StringHash {
  using is_transparent = void;

  size_t operator()(std::string_view text) const {
    return absl::Hash<absl::string_view>()(ToAbsl(text));
  }
};

struct StringEqual {
  using is_transparent = void;

  bool operator()(std::string_view a, std::string_view b) const {
    return a == b;
  }
};

template <typename T>
using StringMap = absl::flat_hash_map<std::string, T, StringHash, StringEqual>;

using StringSet = absl::flat_hash_set<std::string, StringHash, StringEqual>;

}  // namespace patron

#endif  // PATRON_SRC_BASE_HASH_MAP_H_
