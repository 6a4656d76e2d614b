// Where an evaluation keeps the strings, lists and error texts that it makes.
//
//   Arena arena;
//   std::string_view text = arena.Copy("abc");
//   arena.Reset();          // text is gone, the memory is kept for the next
//   use
//
// After a few evaluations an arena is warm: it has the memory that it needs and
// asks for no more. An arena has a limit; past it, Allocate gives nullptr and
// the evaluation ends with an error.
//
// Threads: one at a time.
#ifndef PATRON_EXPR_ARENA_H_
#define PATRON_EXPR_ARENA_H_

#include <cstddef>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <vector>

namespace patron::expr {

class Arena {
 public:
  explicit Arena(size_t bytes_max = size_t{1} << 20) : bytes_max_(bytes_max) {}
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  // Aligned for anything; nullptr past the limit.
  [[nodiscard]] void* Allocate(size_t bytes);

  // Uninitialised room for `count` values that need no destructor.
  template <typename T>
  [[nodiscard]] T* AllocateArray(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count > bytes_max_ / sizeof(T)) return nullptr;
    return static_cast<T*>(Allocate(count * sizeof(T)));
  }

  // A copy that lives until Reset; a view without data past the limit.
  [[nodiscard]] std::string_view Copy(std::string_view text);

  // Forgets everything, keeps the memory.
  void Reset();

  void set_bytes_max(size_t bytes_max) { bytes_max_ = bytes_max; }
  [[nodiscard]] size_t bytes_used() const { return bytes_used_; }

 private:
  struct Chunk {
    std::unique_ptr<std::byte[]> bytes;
    size_t size = 0;
  };

  std::vector<Chunk> chunks_;
  size_t chunk_ = 0;   // the chunk in use
  size_t offset_ = 0;  // where its free room starts
  size_t bytes_used_ = 0;
  size_t bytes_max_;
};

}  // namespace patron::expr

#endif  // PATRON_EXPR_ARENA_H_
