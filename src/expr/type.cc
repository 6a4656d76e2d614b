// Types are written outermost first, so that walking two of them side by side
// is one loop and needs no recursion: a part that accepts the other's whole
// subtree skips it, equal parts step together.
#include "expr/type.h"

#include <algorithm>
#include <utility>

namespace patron::expr {
namespace {

struct NamedKind {
  Kind kind;
  std::string_view name;
};

constexpr NamedKind kNames[] = {
    {Kind::kNull, "null_type"},
    {Kind::kBool, "bool"},
    {Kind::kInt, "int"},
    {Kind::kUint, "uint"},
    {Kind::kDouble, "double"},
    {Kind::kString, "string"},
    {Kind::kBytes, "bytes"},
    {Kind::kList, "list"},
    {Kind::kMap, "map"},
    {Kind::kTimestamp, "google.protobuf.Timestamp"},
    {Kind::kDuration, "google.protobuf.Duration"},
    {Kind::kType, "type"},
    {Kind::kOptional, "optional_type"},
    {Kind::kMoney, "money"},
    {Kind::kQuantity, "quantity"},
    {Kind::kPoints, "points"},
    {Kind::kRate, "rate"},
    {Kind::kDate, "date"},
    {Kind::kError, "error"},
    {Kind::kZone, "zone"},
    {Kind::kDyn, "dyn"},
    {Kind::kFree, "dyn"},
    {Kind::kA, "A"},
    {Kind::kB, "B"},
};

size_t ChildCount(Kind kind) {
  if (kind == Kind::kList || kind == Kind::kOptional) return 1;
  if (kind == Kind::kMap) return 2;
  return 0;
}

// Short names for what people write and read; KindName is CEL's own.
std::string_view ShortName(Kind kind) {
  if (kind == Kind::kTimestamp) return "timestamp";
  if (kind == Kind::kDuration) return "duration";
  if (kind == Kind::kNull) return "null";
  if (kind == Kind::kOptional) return "optional";
  return KindName(kind);
}

}  // namespace

std::string_view KindName(Kind kind) {
  for (const NamedKind& named : kNames) {
    if (named.kind == kind) return named.name;
  }
  return "";
}

// Appends parts; what does not fit makes the whole of it dyn.
class TypeWriter {
 public:
  void Add(Kind kind) {
    if (size_ < Type::kPartsMax) type_.parts_[size_] = kind;
    ++size_;
  }

  void AddFrom(const Type& type, size_t index) {
    const size_t end = index + type.PartsFrom(index);
    for (size_t i = index; i < end; ++i) Add(type.part(i));
  }

  [[nodiscard]] Type Finish() {
    if (size_ <= Type::kPartsMax) {
      for (size_t i = size_; i < Type::kPartsMax; ++i) {
        type_.parts_[i] = Kind::kEnd;
      }
      return type_;
    }
    return Type::Dyn();
  }

 private:
  Type type_;
  size_t size_ = 0;
};

size_t Type::PartsFrom(size_t index) const {
  size_t open = 1;
  size_t end = index;
  while (open > 0 && end < kPartsMax && parts_[end] != Kind::kEnd) {
    open += ChildCount(parts_[end]);
    --open;
    ++end;
  }
  return end - index;
}

Type Type::Sub(size_t index) const {
  if (part(index) == Kind::kEnd) return Dyn();
  TypeWriter writer;
  writer.AddFrom(*this, index);
  return writer.Finish();
}

Type Type::List(const Type& element) {
  TypeWriter writer;
  writer.Add(Kind::kList);
  writer.AddFrom(element, 0);
  const Type type = writer.Finish();
  return type.is(Kind::kList) ? type : Type(Kind::kList);
}

Type Type::Map(const Type& key, const Type& value) {
  TypeWriter writer;
  writer.Add(Kind::kMap);
  writer.AddFrom(key, 0);
  writer.AddFrom(value, 0);
  const Type type = writer.Finish();
  return type.is(Kind::kMap) ? type : Type(Kind::kMap);
}

Type Type::Optional(const Type& inner) {
  TypeWriter writer;
  writer.Add(Kind::kOptional);
  writer.AddFrom(inner, 0);
  const Type type = writer.Finish();
  return type.is(Kind::kOptional) ? type : Type(Kind::kOptional);
}

Type Type::element() const { return is(Kind::kList) ? Sub(1) : Dyn(); }

Type Type::inner() const { return is(Kind::kOptional) ? Sub(1) : Dyn(); }

Type Type::key() const { return is(Kind::kMap) ? Sub(1) : Dyn(); }

Type Type::value() const {
  return is(Kind::kMap) ? Sub(1 + PartsFrom(1)) : Dyn();
}

std::string Type::ToString() const {
  std::string text;
  size_t open[kPartsMax + 1] = {};  // how many children are still to come
  size_t depth = 0;
  for (size_t i = 0; i < kPartsMax && parts_[i] != Kind::kEnd; ++i) {
    text += ShortName(parts_[i]);
    if (ChildCount(parts_[i]) > 0) {
      text += "(";
      open[++depth] = ChildCount(parts_[i]);
      continue;
    }
    while (depth > 0 && --open[depth] == 0) {
      text += ")";
      --depth;
    }
    if (depth > 0) text += ", ";
  }
  return text;
}

namespace {

bool MayStandIn(Kind kind, TypeText form) {
  if (kind == Kind::kA || kind == Kind::kB) return form == TypeText::kSignature;
  return kind != Kind::kError && kind != Kind::kZone && kind != Kind::kFree;
}

}  // namespace

std::optional<Type> ParseType(std::string_view text, TypeText form) {
  TypeWriter writer;
  size_t open[Type::kPartsMax + 1] = {};
  size_t depth = 0;
  size_t parts = 0;
  size_t at = 0;
  while (true) {
    size_t end = at;
    while (end < text.size() && text[end] != '(' && text[end] != ')' &&
           text[end] != ',') {
      ++end;
    }
    const std::string_view name = text.substr(at, end - at);
    const auto* named =
        std::find_if(std::begin(kNames), std::end(kNames), [&](const auto& n) {
          return (n.name == name || ShortName(n.kind) == name) &&
                 MayStandIn(n.kind, form);
        });
    if (named == std::end(kNames) || ++parts > Type::kPartsMax) return {};
    writer.Add(named->kind);
    at = end;
    if (ChildCount(named->kind) > 0) {
      if (at == text.size() || text[at] != '(') {  // "list" is list(dyn)
        for (size_t i = 0; i < ChildCount(named->kind); ++i) {
          writer.Add(Kind::kDyn);
        }
        parts += ChildCount(named->kind);
      } else {
        open[++depth] = ChildCount(named->kind);
        ++at;
        continue;
      }
    }
    while (depth > 0 && --open[depth] == 0) {
      if (at == text.size() || text[at] != ')') return {};
      ++at;
      --depth;
    }
    if (depth == 0) break;
    if (at == text.size() || text[at] != ',') return {};
    ++at;
    while (at < text.size() && text[at] == ' ') ++at;
  }
  if (at != text.size()) return {};
  return writer.Finish();
}

std::optional<Type> Join(const Type& a, const Type& b) {
  TypeWriter writer;
  size_t i = 0;
  size_t j = 0;
  while (a.part(i) != Kind::kEnd && b.part(j) != Kind::kEnd) {
    const Kind x = a.part(i);
    const Kind y = b.part(j);
    if (x == y) {
      writer.Add(x);
      ++i;
      ++j;
      continue;
    }
    if (x == Kind::kFree) {
      writer.AddFrom(b, j);
    } else if (y == Kind::kFree) {
      writer.AddFrom(a, i);
    } else if (x == Kind::kDyn || y == Kind::kDyn) {
      writer.Add(Kind::kDyn);
    } else {
      return std::nullopt;
    }
    i += a.PartsFrom(i);
    j += b.PartsFrom(j);
  }
  return writer.Finish();
}

namespace {

bool Bind(std::optional<Type>& binding, const Type& type) {
  const std::optional<Type> joined = binding ? Join(*binding, type) : type;
  if (!joined) return false;
  binding = *joined;
  return true;
}

}  // namespace

bool Accepts(const Type& parameter, const Type& argument, Bindings& bindings) {
  size_t i = 0;
  size_t j = 0;
  while (parameter.part(i) != Kind::kEnd && argument.part(j) != Kind::kEnd) {
    const Kind want = parameter.part(i);
    const Kind have = argument.part(j);
    if (want == Kind::kA || want == Kind::kB) {
      // The argument's subtree at j, as a type of its own.
      TypeWriter writer;
      writer.AddFrom(argument, j);
      if (!Bind(want == Kind::kA ? bindings.a : bindings.b, writer.Finish())) {
        return false;
      }
    } else if (want == have && ChildCount(want) > 0) {
      ++i;
      ++j;
      continue;
    } else if (want != have && want != Kind::kDyn && have != Kind::kDyn &&
               have != Kind::kFree) {
      return false;
    }
    i += parameter.PartsFrom(i);
    j += argument.PartsFrom(j);
  }
  return true;
}

Type Substitute(const Type& type, const Bindings& bindings) {
  TypeWriter writer;
  for (size_t i = 0; type.part(i) != Kind::kEnd; ++i) {
    if (type.part(i) == Kind::kA) {
      writer.AddFrom(bindings.a.value_or(Type::Dyn()), 0);
    } else if (type.part(i) == Kind::kB) {
      writer.AddFrom(bindings.b.value_or(Type::Dyn()), 0);
    } else {
      writer.Add(type.part(i));
    }
  }
  return writer.Finish();
}

}  // namespace patron::expr
