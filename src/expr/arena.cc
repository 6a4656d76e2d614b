// Chunks double, so that a warm arena has a handful; Reset starts again at the
// first. A request larger than the next chunk gets a chunk of its own size.
#include "expr/arena.h"

#include <algorithm>
#include <cstring>

namespace patron::expr {
namespace {

constexpr size_t kFirstChunkBytes = 1024;
constexpr size_t kAlignment = alignof(std::max_align_t);

}  // namespace

void* Arena::Allocate(size_t bytes) {
  if (bytes > bytes_max_) return nullptr;
  bytes = std::max(bytes, size_t{1});
  bytes = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  if (bytes_used_ + bytes > bytes_max_) return nullptr;
  while (chunk_ < chunks_.size() && chunks_[chunk_].size - offset_ < bytes) {
    ++chunk_;
    offset_ = 0;
  }
  if (chunk_ == chunks_.size()) {
    const size_t doubled =
        chunks_.empty() ? kFirstChunkBytes : chunks_.back().size * 2;
    const size_t size = std::max(doubled, bytes);
    chunks_.push_back({std::make_unique<std::byte[]>(size), size});
  }
  void* result = chunks_[chunk_].bytes.get() + offset_;
  offset_ += bytes;
  bytes_used_ += bytes;
  return result;
}

std::string_view Arena::Copy(std::string_view text) {
  char* copy = AllocateArray<char>(text.size());
  if (copy == nullptr) return {};
  if (!text.empty()) std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

void Arena::Reset() {
  chunk_ = 0;
  offset_ = 0;
  bytes_used_ = 0;
}

}  // namespace patron::expr
