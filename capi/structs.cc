// The checks that every struct, array and text of a caller goes through.

#include "capi/structs.h"

#include <algorithm>

#include "base/quote.h"
#include "patron/event.h"

namespace patron::capi {
namespace {

// Most text of a till is ASCII, which eight bytes at a time are enough for.
bool IsUtf8(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080u;
  while (!text.empty()) {
    if (text.size() >= sizeof(uint64_t)) {
      uint64_t block = 0;
      std::memcpy(&block, text.data(), sizeof(block));
      if ((block & kHighBits) == 0) {
        text.remove_prefix(sizeof(block));
        continue;
      }
    }
    const size_t length = Utf8Length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Refusal NoData(const char* name, size_t size) {
  return Refuse(Reason::kNullArgument,
                std::string(name) + ": its data is NULL and its size is " +
                    std::to_string(size));
}

}  // namespace

Refusal CheckSize(size_t size, const char* name) {
  if (size >= kStructSizeMin && size <= kStructSizeMax) return {};
  return Refuse(Reason::kBadStruct,
                std::string(name) + ": a size of " + std::to_string(size) +
                    " bytes was given; set struct_size, or stride for an "
                    "array, to sizeof the struct");
}

Refusal InElement(const char* array, size_t number, const Refusal& refusal) {
  return Refuse(ReasonOf(refusal.status()),
                std::string(array) + "[" + std::to_string(number) +
                    "]: " + std::string(MessageOf(refusal.status())));
}

Refusal CheckTail(const void* data, size_t known, size_t size,
                  const char* name) {
  if (size <= known) return {};
  const auto* const bytes = static_cast<const unsigned char*>(data);
  const auto is_zero = [](unsigned char byte) { return byte == 0; };
  if (std::all_of(bytes + known, bytes + size, is_zero)) return {};
  return Refuse(
      Reason::kUnimplemented,
      std::string(name) +
          " uses a field that this library, version " PATRON_VERSION_TEXT
          ", does not know: leave it 0 or take a newer library");
}

Refusal CheckRange(size_t first, size_t count, size_t size, const void* out,
                   size_t stride) {
  if (first > size || count > size - first) {
    return Refuse(Reason::kOutOfBounds,
                  std::to_string(count) + " elements from number " +
                      std::to_string(first) + " were asked for; there are " +
                      std::to_string(size));
  }
  if (count == 0) return {};
  if (Refusal missing = Missing({{out, "out"}})) return missing;
  return CheckSize(stride, "stride");
}

Refusal ViewText(patron_str text, const char* name, std::string_view* out) {
  *out = {};
  if (text.size == 0) return {};
  if (text.data == nullptr) return NoData(name, text.size);
  if (text.size > kTextBytesMax) {
    return Refuse(Reason::kTooLarge,
                  std::string(name) + " has " + std::to_string(text.size) +
                      " bytes; at most " + std::to_string(kTextBytesMax) +
                      " are allowed");
  }
  const std::string_view view(text.data, text.size);
  if (!IsUtf8(view)) {
    return Refuse(Reason::kNotUtf8,
                  std::string(name) + " is not UTF-8: " + Quote(view));
  }
  *out = view;
  return {};
}

Refusal ReadText(patron_str text, const char* name, std::string* out) {
  std::string_view view;
  if (Refusal refused = ViewText(text, name, &view)) return refused;
  out->assign(view);
  return {};
}

Refusal ViewBytes(patron_bytes bytes, const char* name, std::string_view* out) {
  *out = {};
  if (bytes.size == 0) return {};
  if (bytes.data == nullptr) return NoData(name, bytes.size);
  *out = {reinterpret_cast<const char*>(bytes.data), bytes.size};
  return {};
}

Refusal CheckReserved(uint32_t reserved, const char* name) {
  if (reserved == 0) return {};
  return Refuse(Reason::kUnimplemented,
                std::string(name) + ".reserved must be 0");
}

Refusal CheckFlags(uint32_t flags, uint32_t known, const char* name) {
  const uint32_t unknown = flags & ~known;
  if (unknown == 0) return {};
  return Refuse(Reason::kUnimplemented,
                std::string(name) +
                    " has flags that this library, version " PATRON_VERSION_TEXT
                    ", does not know: " +
                    std::to_string(unknown));
}

}  // namespace patron::capi
