// Taking strings apart and putting them together: positions, searches, split,
// join, replace. Positions count code points, as CEL has it; a letter of a text
// in UTF-8 is found by walking there, so that each call is charged for the
// text's length.
//
// What is only a part of a string is a view of it and takes no memory. What is
// new is measured first and then written in place, so that a text past the
// limit is refused before any of it is made.
#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "expr/functions.h"
#include "expr/text.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

// Whether the arguments are of the kinds that the letters say, s for a string
// and i for an int; letters past the last argument are for longer overloads.
bool Fit(Arguments arguments, std::string_view kinds) {
  if (arguments.size() > kinds.size()) return false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Kind kind = kinds[i] == 's' ? Kind::kString : Kind::kInt;
    if (!arguments[i].is(kind)) return false;
  }
  return true;
}

// Where the code point number `position` starts; the end of the text is the
// last position that there is.
std::optional<size_t> OffsetOf(std::string_view text, int64_t position) {
  if (position < 0) return std::nullopt;
  size_t at = 0;
  for (; position > 0; --position) {
    if (at == text.size()) return std::nullopt;
    at = NextCodePoint(text, at);
  }
  return at;
}

Value NoPosition(Context& context, std::string_view text, int64_t position) {
  return context.Fail(Reason::kExpressionFailed,
                      "no position " + std::to_string(position) +
                          " in a text of " +
                          std::to_string(CountCodePoints(text)));
}

Value CharAt(Context& context, Arguments arguments) {
  if (!Fit(arguments, "si")) return context.FailOverload("charAt", arguments);
  const std::string_view text = arguments[0].text();
  if (!context.ChargeBytes(text.size())) return context.StopError();
  const int64_t position = arguments[1].integer();
  const std::optional<size_t> at = OffsetOf(text, position);
  if (!at) return NoPosition(context, text, position);
  if (*at == text.size()) return Value::String("");
  return Value::String(text.substr(*at, NextCodePoint(text, *at) - *at));
}

Value Substring(Context& context, Arguments arguments) {
  if (!Fit(arguments, "sii")) {
    return context.FailOverload("substring", arguments);
  }
  const std::string_view text = arguments[0].text();
  if (!context.ChargeBytes(text.size())) return context.StopError();
  const int64_t start = arguments[1].integer();
  const std::optional<size_t> from = OffsetOf(text, start);
  if (!from) return NoPosition(context, text, start);
  const std::string_view rest = text.substr(*from);
  if (arguments.size() == 2) return Value::String(rest);
  const int64_t end = arguments[2].integer();
  if (end < start) {
    return context.Fail(Reason::kExpressionFailed,
                        "a part of a text cannot start at " +
                            std::to_string(start) + " and end before, at " +
                            std::to_string(end));
  }
  const std::optional<size_t> length = OffsetOf(rest, end - start);
  if (!length) return NoPosition(context, text, end);
  return Value::String(rest.substr(0, *length));
}

Value IndexOf(Context& context, Arguments arguments) {
  if (!Fit(arguments, "ssi")) return context.FailOverload("indexOf", arguments);
  const std::string_view text = arguments[0].text();
  const std::string_view part = arguments[1].text();
  if (!context.ChargeSearch(text, part)) return context.StopError();
  const int64_t start = arguments.size() == 3 ? arguments[2].integer() : 0;
  const std::optional<size_t> from = OffsetOf(text, start);
  if (!from) return NoPosition(context, text, start);
  const size_t found = text.find(part, *from);
  if (found == std::string_view::npos) return Value::Int(-1);
  return Value::Int(start + CountCodePoints(text.substr(*from, found - *from)));
}

// The third argument is the last position where the part may start.
Value LastIndexOf(Context& context, Arguments arguments) {
  if (!Fit(arguments, "ssi")) {
    return context.FailOverload("lastIndexOf", arguments);
  }
  const std::string_view text = arguments[0].text();
  const std::string_view part = arguments[1].text();
  if (!context.ChargeSearch(text, part)) return context.StopError();
  size_t last = text.size();
  if (arguments.size() == 3) {
    const int64_t position = arguments[2].integer();
    const std::optional<size_t> offset = OffsetOf(text, position);
    if (!offset) return NoPosition(context, text, position);
    last = *offset;
  }
  const size_t found = text.rfind(part, last);
  if (found == std::string_view::npos) return Value::Int(-1);
  return Value::Int(CountCodePoints(text.substr(0, found)));
}

// The same text with ASCII letters changed for others.
Value ChangeLetters(Context& context, std::string_view text,
                    char (*change)(char)) {
  char* room = nullptr;
  const Value made = context.MakeText(text.size(), room);
  if (room != nullptr) std::transform(text.begin(), text.end(), room, change);
  return made;
}

Value LowerAscii(Context& context, Arguments arguments) {
  if (!Fit(arguments, "s")) {
    return context.FailOverload("lowerAscii", arguments);
  }
  return ChangeLetters(context, arguments[0].text(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
}

Value UpperAscii(Context& context, Arguments arguments) {
  if (!Fit(arguments, "s")) {
    return context.FailOverload("upperAscii", arguments);
  }
  return ChangeLetters(context, arguments[0].text(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
}

// The places of `part` in `text` from left to right, none over another. An
// empty part is found before each letter and at the end.
class Places {
 public:
  Places(std::string_view text, std::string_view part)
      : text_(text), part_(part) {}

  // Goes to the next one; false where there is none.
  bool Next() {
    if (next_ > text_.size()) return false;
    begin_ = text_.find(part_, next_);
    if (begin_ == std::string_view::npos) return false;
    next_ = part_.empty() ? NextCodePoint(text_, begin_) : end();
    return true;
  }

  [[nodiscard]] size_t begin() const { return begin_; }
  [[nodiscard]] size_t end() const { return begin_ + part_.size(); }

 private:
  std::string_view text_;
  std::string_view part_;
  size_t begin_ = 0;
  size_t next_ = 0;
};

// A limit below zero is none.
bool Below(size_t count, int64_t limit) {
  return limit < 0 || count < static_cast<uint64_t>(limit);
}

char* Append(char* at, std::string_view text) {
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

Value Replace(Context& context, Arguments arguments) {
  if (!Fit(arguments, "sssi")) {
    return context.FailOverload("replace", arguments);
  }
  const std::string_view text = arguments[0].text();
  const std::string_view part = arguments[1].text();
  const std::string_view with = arguments[2].text();
  const int64_t limit = arguments.size() == 4 ? arguments[3].integer() : -1;
  if (!context.ChargeSearch(text, part)) return context.StopError();
  size_t count = 0;
  for (Places found(text, part); Below(count, limit) && found.Next();) ++count;
  if (!context.Charge(count / 4)) return context.StopError();
  if (count == 0) return arguments[0];
  char* room = nullptr;
  const Value made = context.MakeText(
      text.size() - count * part.size() + count * with.size(), room);
  if (room == nullptr) return made;
  size_t done = 0;
  Places found(text, part);
  while (count-- > 0 && found.Next()) {
    room = Append(room, text.substr(done, found.begin() - done));
    room = Append(room, with);
    done = found.end();
  }
  Append(room, text.substr(done));
  return made;
}

// An empty separator parts the letters from each other, and so is not before
// the first and not behind the last.
class Separators {
 public:
  Separators(std::string_view text, std::string_view separator)
      : places_(text, separator),
        last_(separator.empty() ? text.size() : text.size() + 1),
        inside_(separator.empty()) {}

  bool Next() {
    while (places_.Next()) {
      if (!inside_ || (begin() > 0 && begin() < last_)) return true;
    }
    return false;
  }
  [[nodiscard]] size_t begin() const { return places_.begin(); }
  [[nodiscard]] size_t end() const { return places_.end(); }

 private:
  Places places_;
  size_t last_;
  bool inside_;
};

Value Split(Context& context, Arguments arguments) {
  if (!Fit(arguments, "ssi")) return context.FailOverload("split", arguments);
  const std::string_view text = arguments[0].text();
  const std::string_view separator = arguments[1].text();
  const int64_t limit = arguments.size() == 3 ? arguments[2].integer() : -1;
  // Nothing has no letters; but it is one line, one word, one field.
  if (limit == 0 || (text.empty() && separator.empty())) return Value::List({});
  if (!context.ChargeSearch(text, separator)) return context.StopError();
  size_t count = 1;
  for (Separators found(text, separator);
       Below(count, limit) && found.Next();) {
    ++count;
  }
  if (!context.Charge(count / 4)) return context.StopError();
  Value* pieces = context.MakeItems(count);
  if (pieces == nullptr) return context.StopError();
  size_t done = 0;
  Separators found(text, separator);
  for (size_t i = 0; i + 1 < count && found.Next(); ++i) {
    pieces[i] = Value::String(text.substr(done, found.begin() - done));
    done = found.end();
  }
  pieces[count - 1] = Value::String(text.substr(done));
  return Value::List({pieces, count});
}

// Joins with and without a separator: the second argument may be missing.
Value Join(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kList) || !Fit(arguments.subspan(1), "s")) {
    return context.FailOverload("join", arguments);
  }
  const std::span<const Value> items = arguments[0].list();
  const std::string_view separator =
      arguments.size() == 2 ? arguments[1].text() : std::string_view();
  if (!context.Charge(items.size() / 4)) return context.StopError();
  size_t size = 0;
  for (const Value& item : items) {
    if (!item.is(Kind::kString)) {
      return context.Fail(Reason::kExpressionType,
                          "join() takes a list of strings, found " +
                              Type(item.kind()).ToString());
    }
    size += item.text().size() + separator.size();
  }
  if (!items.empty()) size -= separator.size();
  char* room = nullptr;
  const Value made = context.MakeText(size, room);
  if (room == nullptr) return made;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) room = Append(room, separator);
    room = Append(room, items[i].text());
  }
  return made;
}

// White space as Unicode has it; zero-width spaces are none.
bool IsSpace(uint32_t code_point) {
  switch (code_point) {
    case ' ':
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return true;
    default:
      return (code_point >= '\t' && code_point <= '\r') ||
             (code_point >= 0x2000 && code_point <= 0x200A);
  }
}

Value Trim(Context& context, Arguments arguments) {
  if (!Fit(arguments, "s")) return context.FailOverload("trim", arguments);
  std::string_view text = arguments[0].text();
  if (!context.ChargeBytes(text.size())) return context.StopError();
  const auto space_at = [&text](size_t at) {
    const std::optional<CodePoint> point = CodePointAt(text, at);
    return point && IsSpace(point->value);
  };
  while (space_at(0)) text.remove_prefix(NextCodePoint(text, 0));
  while (!text.empty()) {
    const size_t last = LastCodePoint(text);
    if (!space_at(last)) break;
    text = text.substr(0, last);
  }
  return Value::String(text);
}

Value Reverse(Context& context, Arguments arguments) {
  if (!Fit(arguments, "s")) return context.FailOverload("reverse", arguments);
  std::string_view text = arguments[0].text();
  char* room = nullptr;
  const Value made = context.MakeText(text.size(), room);
  if (room == nullptr) return made;
  while (!text.empty()) {
    const size_t last = LastCodePoint(text);
    room = Append(room, text.substr(last));
    text = text.substr(0, last);
  }
  return made;
}

Value Quote(Context& context, Arguments arguments) {
  if (!Fit(arguments, "s")) {
    return context.FailOverload("strings.quote", arguments);
  }
  const std::string_view text = arguments[0].text();
  if (!context.ChargeBytes(text.size())) return context.StopError();
  return context.MakeString(QuoteShort(text));
}

constexpr CallStyle kMember = CallStyle::kMember;

constexpr Overload kRows[] = {
    {"charAt", "string_char_at_int", kMember, "string, int", "string", &CharAt},
    {"substring", "string_substring_int", kMember, "string, int", "string",
     &Substring},
    {"substring", "string_substring_int_int", kMember, "string, int, int",
     "string", &Substring},
    {"indexOf", "string_index_of_string", kMember, "string, string", "int",
     &IndexOf},
    {"indexOf", "string_index_of_string_int", kMember, "string, string, int",
     "int", &IndexOf},
    {"lastIndexOf", "string_last_index_of_string", kMember, "string, string",
     "int", &LastIndexOf},
    {"lastIndexOf", "string_last_index_of_string_int", kMember,
     "string, string, int", "int", &LastIndexOf},
    {"lowerAscii", "string_lower_ascii", kMember, "string", "string",
     &LowerAscii},
    {"upperAscii", "string_upper_ascii", kMember, "string", "string",
     &UpperAscii},
    {"replace", "string_replace_string_string", kMember,
     "string, string, string", "string", &Replace},
    {"replace", "string_replace_string_string_int", kMember,
     "string, string, string, int", "string", &Replace},
    {"split", "string_split_string", kMember, "string, string", "list(string)",
     &Split},
    {"split", "string_split_string_int", kMember, "string, string, int",
     "list(string)", &Split},
    {"join", "list_join", kMember, "list(string)", "string", &Join},
    {"join", "list_join_string", kMember, "list(string), string", "string",
     &Join},
    {"trim", "string_trim", kMember, "string", "string", &Trim},
    {"reverse", "string_reverse", kMember, "string", "string", &Reverse},
    {"strings.quote", "strings_quote", CallStyle::kGlobal, "string", "string",
     &Quote},
};

}  // namespace

std::span<const Overload> TextOverloads() { return kRows; }

}  // namespace patron::expr
