// What kind of thing a fact or a part of an expression is: an int, a money, a
// list of strings.
//
//   Type::List(Type::String()).ToString()      // "list(string)"
//
// A type is a small value, its parts written one after the other, outermost
// first. A list or map whose element would make it longer than 16 parts is one
// of `dyn`: nothing is refused, the check just moves to evaluation.
//
// Threads: values, any thread.
#ifndef PATRON_EXPR_TYPE_H_
#define PATRON_EXPR_TYPE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patron::expr {

// The kinds of values, then those that only types have.
enum class Kind : uint8_t {
  kNull = 0,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kList,
  kMap,
  kTimestamp,
  kDuration,
  kType,
  kOptional,
  kMoney,
  kQuantity,
  kPoints,
  kRate,
  kDate,
  kError,
  kZone,  // inside the evaluator: a time zone that a literal named
  // Only in types.
  kDyn,   // known at evaluation only
  kFree,  // the element of an empty list: fits anything
  kA,     // parameters of a signature: the same type wherever they stand
  kB,
  kEnd,  // past the last part of a type
};

// "int", "list", "null_type", "google.protobuf.Timestamp": what CEL calls it.
[[nodiscard]] std::string_view KindName(Kind kind);

class Type {
 public:
  static constexpr size_t kPartsMax = 16;

  // dyn.
  constexpr Type() : Type(Kind::kDyn) {}
  // A kind without parts; lists, maps and optionals of dyn.
  explicit constexpr Type(Kind kind) {
    parts_.fill(Kind::kEnd);
    parts_[0] = kind;
    if (kind == Kind::kList || kind == Kind::kOptional) {
      parts_[1] = Kind::kDyn;
    }
    if (kind == Kind::kMap) parts_[1] = parts_[2] = Kind::kDyn;
  }

  [[nodiscard]] static constexpr Type Dyn() { return Type(Kind::kDyn); }
  [[nodiscard]] static constexpr Type Null() { return Type(Kind::kNull); }
  [[nodiscard]] static constexpr Type Bool() { return Type(Kind::kBool); }
  [[nodiscard]] static constexpr Type Int() { return Type(Kind::kInt); }
  [[nodiscard]] static constexpr Type Uint() { return Type(Kind::kUint); }
  [[nodiscard]] static constexpr Type Double() { return Type(Kind::kDouble); }
  [[nodiscard]] static constexpr Type String() { return Type(Kind::kString); }
  [[nodiscard]] static constexpr Type Bytes() { return Type(Kind::kBytes); }
  [[nodiscard]] static constexpr Type Timestamp() {
    return Type(Kind::kTimestamp);
  }
  [[nodiscard]] static constexpr Type Duration() {
    return Type(Kind::kDuration);
  }
  [[nodiscard]] static constexpr Type Money() { return Type(Kind::kMoney); }
  [[nodiscard]] static constexpr Type Quantity() {
    return Type(Kind::kQuantity);
  }
  [[nodiscard]] static constexpr Type Points() { return Type(Kind::kPoints); }
  [[nodiscard]] static constexpr Type Rate() { return Type(Kind::kRate); }
  [[nodiscard]] static constexpr Type Date() { return Type(Kind::kDate); }
  [[nodiscard]] static Type List(const Type& element);
  [[nodiscard]] static Type Map(const Type& key, const Type& value);
  [[nodiscard]] static Type Optional(const Type& inner);

  [[nodiscard]] constexpr Kind kind() const { return parts_[0]; }
  [[nodiscard]] constexpr bool is(Kind kind) const { return parts_[0] == kind; }
  // Neither the checker nor the reader knows more before evaluation.
  [[nodiscard]] constexpr bool is_dyn() const {
    return is(Kind::kDyn) || is(Kind::kFree);
  }
  // The type of a list's elements, of a map's keys and values, of what an
  // optional may hold; dyn for others.
  [[nodiscard]] Type element() const;
  [[nodiscard]] Type inner() const;
  [[nodiscard]] Type key() const;
  [[nodiscard]] Type value() const;

  // "int", "list(string)", "map(string, dyn)", "money".
  [[nodiscard]] std::string ToString() const;

  [[nodiscard]] constexpr Kind part(size_t index) const {
    return index < kPartsMax ? parts_[index] : Kind::kEnd;
  }
  // How many parts the type has that starts at `index`.
  [[nodiscard]] size_t PartsFrom(size_t index) const;

  friend constexpr bool operator==(const Type&, const Type&) = default;

 private:
  friend class TypeWriter;

  [[nodiscard]] Type Sub(size_t index) const;

  std::array<Kind, kPartsMax> parts_{};
};

// The inverse of ToString; nothing for text that is no type. Signatures may
// have the parameters A and B, facts may not.
enum class TypeText : uint8_t { kFact, kSignature };
[[nodiscard]] std::optional<Type> ParseType(std::string_view text,
                                            TypeText form = TypeText::kFact);

// The type that both fit: equal parts stay, `dyn` wins over anything, the
// element of an empty list takes what the other side has. Nothing where they
// cannot meet: int and string.
[[nodiscard]] std::optional<Type> Join(const Type& a, const Type& b);

// What kA and kB stand for in one call.
struct Bindings {
  std::optional<Type> a;
  std::optional<Type> b;
};

// Whether an argument fits a parameter, which may contain kA and kB.
[[nodiscard]] bool Accepts(const Type& parameter, const Type& argument,
                           Bindings& bindings);
// A signature's type with kA and kB replaced; dyn where they are not bound.
[[nodiscard]] Type Substitute(const Type& type, const Bindings& bindings);

}  // namespace patron::expr

#endif  // PATRON_EXPR_TYPE_H_
