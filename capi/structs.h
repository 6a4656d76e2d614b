// Structs that cross the boundary, between a caller's size of them and ours.
//
//   patron_event mine;
//   if (Refusal refused = ReadStruct(event, "event", &mine)) return refused;
//
// A caller with an older header has shorter structs: what is missing is 0,
// which is every field's default. One with a newer header has longer ones: what
// we do not know must be 0, else it asks for something that we cannot do.
//
// Threads: free functions, any thread.
#ifndef PATRON_CAPI_STRUCTS_H_
#define PATRON_CAPI_STRUCTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "capi/guard.h"
#include "patron/patron.h"

namespace patron::capi {

// No struct comes near; a size over it was never set.
inline constexpr size_t kStructSizeMax = 4096;
// struct_size and one more field, or half of a patron_str.
inline constexpr size_t kStructSizeMin = 8;

// The size of a caller's struct or array element.
Refusal CheckSize(size_t size, const char* name);
// What lies beyond `known` bytes of a caller's struct.
Refusal CheckTail(const void* data, size_t known, size_t size,
                  const char* name);

// Copies an element of `size` bytes into one of ours.
template <typename T>
Refusal ReadElement(const void* in, size_t size, const char* name, T* out) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (size == sizeof(T)) {
    std::memcpy(out, in, sizeof(T));
    return {};
  }
  *out = T{};
  std::memcpy(out, in, std::min(size, sizeof(T)));
  return CheckTail(in, sizeof(T), size, name);
}

// Copies a struct that opens with its size.
template <typename T>
Refusal ReadStruct(const T* in, const char* name, T* out) {
  uint32_t size = 0;
  std::memcpy(&size, in, sizeof(size));
  if (Refusal refused = CheckSize(size, name)) return refused;
  return ReadElement(in, size, name, out);
}

// Writes an element of ours into `size` bytes of a caller's; the rest is 0.
template <typename T>
void WriteElement(const T& value, size_t size, void* out) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::memcpy(out, &value, std::min(size, sizeof(T)));
  if (size > sizeof(T)) {
    std::memset(static_cast<std::byte*>(out) + sizeof(T), 0, size - sizeof(T));
  }
}

// Fills a struct that opens with its size, and leaves the size.
template <typename T>
Refusal WriteStruct(T value, T* out) {
  uint32_t size = 0;
  std::memcpy(&size, out, sizeof(size));
  if (Refusal refused = CheckSize(size, "struct_size")) return refused;
  value.struct_size = size;
  WriteElement(value, size, out);
  return {};
}

// Whether [first, first + count) of `size` elements can be written to `out`.
Refusal CheckRange(size_t first, size_t count, size_t size, const void* out,
                   size_t stride);

// Which element of an array is wrong, in front of what is wrong with it.
Refusal InElement(const char* array, size_t number, const Refusal& refusal);

// Writes elements [first, first + count); `element(i)` makes the i-th.
template <typename T, typename Element>
Refusal WriteRange(size_t size, size_t first, size_t count, size_t stride,
                   T* out, const Element& element) {
  if (Refusal refused = CheckRange(first, count, size, out, stride)) {
    return refused;
  }
  auto* const bytes = reinterpret_cast<std::byte*>(out);
  for (size_t i = 0; i < count; ++i) {
    WriteElement(element(first + i), stride, bytes + i * stride);
  }
  return {};
}

// An array of a caller's: what the argument and an element are called, and
// "a return has at most" so many.
struct ElementsOf {
  const char* name;
  const char* element;
  const char* at_most;
  size_t max;
};

// Hands each element of a caller's array to `read(element, i)`.
template <typename T, typename Read>
Refusal ReadElements(const ElementsOf& array, const T* in, size_t count,
                     size_t stride, const Read& read) {
  if (count == 0) return {};
  if (Refusal missing = Missing({{in, array.name}})) return missing;
  if (Refusal refused = CheckSize(stride, "stride")) return refused;
  if (count > array.max) {
    // Piece by piece: g++ 12 sees copies out of bounds in sums of strings.
    std::string message = array.at_most;
    message += ' ';
    message += std::to_string(array.max);
    message += ' ';
    message += array.name;
    return Refuse(Reason::kTooLarge, message);
  }
  const auto* const bytes = reinterpret_cast<const std::byte*>(in);
  for (size_t i = 0; i < count; ++i) {
    T mine;
    Refusal refused =
        ReadElement(bytes + i * stride, stride, array.element, &mine);
    if (!refused) refused = read(mine, i);
    if (refused) return InElement(array.name, i, refused);
  }
  return {};
}

// Text that belongs to a handle.
inline patron_str Lend(std::string_view text) {
  return {text.data(), text.size()};
}

// A caller's text: there, not too long, UTF-8. `out` keeps its memory. `name`
// goes into the message.
Refusal ReadText(patron_str text, const char* name, std::string* out);

// As ReadText, without a copy.
Refusal ViewText(patron_str text, const char* name, std::string_view* out);

// A caller's bytes, of any length.
Refusal ViewBytes(patron_bytes bytes, const char* name, std::string_view* out);

// Reserved fields are 0.
Refusal CheckReserved(uint32_t reserved, const char* name);
// No flag but `known`.
Refusal CheckFlags(uint32_t flags, uint32_t known, const char* name);

}  // namespace patron::capi

#endif  // PATRON_CAPI_STRUCTS_H_
