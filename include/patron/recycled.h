// A list that keeps its elements when it is cleared, with the memory that they
// hold, so that filling it again allocates nothing.
//
//   Effect& next = effects.Add();   // an element in some former state: set all
//
// Threads: as std::vector.
#ifndef PATRON_RECYCLED_H_
#define PATRON_RECYCLED_H_

#include <algorithm>
#include <cstddef>
#include <vector>

namespace patron {

template <typename T>
class Recycled {
 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;
  using const_reference = const T&;

  // The new last element, as some former use left it: assign every field.
  T& Add() {
    if (size_ == items_.size()) items_.emplace_back();
    return items_[size_++];
  }
  void Clear() { size_ = 0; }
  // Requires: size <= this->size().
  void Truncate(size_t size) { size_ = size; }

  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  T& operator[](size_t i) { return items_[i]; }
  const T& operator[](size_t i) const { return items_[i]; }
  [[nodiscard]] T* begin() { return items_.data(); }
  [[nodiscard]] T* end() { return items_.data() + size_; }
  [[nodiscard]] const T* begin() const { return items_.data(); }
  [[nodiscard]] const T* end() const { return items_.data() + size_; }
  [[nodiscard]] T& back() { return items_[size_ - 1]; }
  [[nodiscard]] const T& back() const { return items_[size_ - 1]; }

  friend bool operator==(const Recycled& a, const Recycled& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  std::vector<T> items_;
  size_t size_ = 0;
};

}  // namespace patron

#endif  // PATRON_RECYCLED_H_
