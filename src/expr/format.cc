// string.format(), as CEL's specification of it says (google/cel-spec,
// doc/extensions/strings.md): no locale, the same text everywhere.
//
// The arguments are user-built values, so lists in lists are walked with a
// stack. The text may grow with each of them; it is held against the limits as
// it grows, since the same list may stand in another a thousand times.
#include "expr/format.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "expr/functions.h"
#include "expr/text.h"
#include "expr/time.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

constexpr int kPrecision = 6;
// A double has no more digits behind the point that a person would read, and
// cel-go stops here too.
constexpr int kPrecisionMax = 100;

constexpr uint32_t Bit(Kind kind) { return 1U << static_cast<uint32_t>(kind); }

constexpr uint32_t kWhole = Bit(Kind::kInt) | Bit(Kind::kUint);
constexpr uint32_t kNumbers = kWhole | Bit(Kind::kDouble);
constexpr uint32_t kAnything =
    kNumbers | Bit(Kind::kNull) | Bit(Kind::kBool) | Bit(Kind::kString) |
    Bit(Kind::kBytes) | Bit(Kind::kList) | Bit(Kind::kMap) |
    Bit(Kind::kTimestamp) | Bit(Kind::kDuration) | Bit(Kind::kType) |
    Bit(Kind::kMoney) | Bit(Kind::kQuantity) | Bit(Kind::kPoints) |
    Bit(Kind::kRate) | Bit(Kind::kDate);

struct Verb {
  char letter;
  uint32_t kinds;
  std::string_view takes;  // for people
};

constexpr Verb kVerbs[] = {
    {'s', kAnything, "what has a text"},
    {'d', kNumbers, "int, uint or double"},
    {'f', kNumbers, "int, uint or double"},
    {'e', kNumbers, "int, uint or double"},
    {'b', kWhole | Bit(Kind::kBool), "int, uint or bool"},
    {'o', kWhole, "int or uint"},
    {'x', kWhole | Bit(Kind::kString) | Bit(Kind::kBytes),
     "int, uint, string or bytes"},
    {'X', kWhole | Bit(Kind::kString) | Bit(Kind::kBytes),
     "int, uint, string or bytes"},
};

// What starts at a percent sign. %% has no verb; neither has a mistake.
struct Clause {
  const Verb* verb = nullptr;
  int precision = kPrecision;
  size_t bytes = 0;
  std::string mistake;
};

// Requires: the text starts with a percent sign.
Clause ReadClause(std::string_view text) {
  Clause clause;
  size_t at = 1;
  if (text.substr(at, 1) == "%") {
    clause.bytes = 2;
    return clause;
  }
  if (text.substr(at, 1) == ".") {
    ++at;
    const auto [end, error] = std::from_chars(
        text.data() + at, text.data() + text.size(), clause.precision);
    const bool digits = at < text.size() && text[at] >= '0' && text[at] <= '9';
    if (!digits || error != std::errc() || clause.precision > kPrecisionMax) {
      clause.mistake = "behind '%.' is a number of digits from 0 to " +
                       std::to_string(kPrecisionMax);
      return clause;
    }
    at = static_cast<size_t>(end - text.data());
  }
  if (at == text.size()) {
    clause.mistake = "a '%' at the end is written '%%'";
    return clause;
  }
  clause.bytes = at + 1;
  clause.verb =
      std::find_if(std::begin(kVerbs), std::end(kVerbs),
                   [&](const Verb& verb) { return verb.letter == text[at]; });
  if (clause.verb == std::end(kVerbs)) {
    clause.verb = nullptr;
    clause.mistake =
        "there is no '%" +
        std::string(text.substr(at, NextCodePoint(text, at) - at)) +
        "'; there are %s %d %f %e %b %o %x %X and %%";
  }
  return clause;
}

std::string WrongKind(const Verb& verb, std::string_view found) {
  return "%" + std::string(1, verb.letter) + " takes " +
         std::string(verb.takes) + ", found " + std::string(found);
}

std::string TooFew(size_t arguments) {
  return "the text has more clauses than there are arguments (" +
         std::to_string(arguments) + ")";
}

std::string Whole(const Value& value, int base) {
  char buffer[72];  // 64 bits and a sign
  const auto [end, error] =
      value.is(Kind::kInt) ? std::to_chars(std::begin(buffer), std::end(buffer),
                                           value.integer(), base)
                           : std::to_chars(std::begin(buffer), std::end(buffer),
                                           value.unsigned_integer(), base);
  return {buffer, error == std::errc() ? end : buffer};
}

std::string Hexadecimal(const Value& value) {
  if (value.is(Kind::kInt) || value.is(Kind::kUint)) return Whole(value, 16);
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char letter : value.text()) {
    const auto byte = static_cast<unsigned char>(letter);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

double AsDouble(const Value& value) {
  switch (value.kind()) {
    case Kind::kInt:
      return static_cast<double>(value.integer());
    case Kind::kUint:
      return static_cast<double>(value.unsigned_integer());
    default:
      return value.number();
  }
}

// Bytes as a text; what is no UTF-8 becomes U+FFFD, once for all that is
// wrong in a row.
std::string TextOfBytes(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const size_t valid = ValidUtf8Prefix(bytes);
    out += bytes.substr(0, valid);
    bytes.remove_prefix(valid);
    if (bytes.empty()) break;
    AppendUtf8(0xFFFD, out);
    while (!bytes.empty() && !CodePointAt(bytes, 0)) bytes.remove_prefix(1);
  }
  return out;
}

constexpr double kNanosPerSecond = 1e9;

// %s of what has no parts. Requires: a kind of kAnything.
std::string TextOf(const Value& value) {
  switch (value.kind()) {
    case Kind::kString:
      return std::string(value.text());
    case Kind::kBytes:
      return TextOfBytes(value.text());
    case Kind::kUint:
      return Whole(value, 10);
    case Kind::kDouble:
      return FormatPlain(value.number());
    case Kind::kDuration:
      // CEL has it as a double of seconds.
      return FormatPlain(static_cast<double>(value.time().seconds) +
                         value.time().nanos / kNanosPerSecond) +
             "s";
    default:
      return FormatValue(value);
  }
}

// One argument of a clause other than %s.
std::string NumberText(const Clause& clause, const Value& value) {
  switch (clause.verb->letter) {
    case 'd':
      return value.is(Kind::kDouble) ? FormatPlain(value.number())
                                     : Whole(value, 10);
    case 'f':
      return FormatFixed(AsDouble(value), clause.precision);
    case 'e':
      return FormatScientific(AsDouble(value), clause.precision);
    case 'b':
      if (value.is(Kind::kBool)) return value.boolean() ? "1" : "0";
      return Whole(value, 2);
    case 'o':
      return Whole(value, 8);
    case 'x':
      return Hexadecimal(value);
    default: {
      std::string text = Hexadecimal(value);
      for (char& c : text) {
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
      }
      return text;
    }
  }
}

// A list or a map that is being written, and how far.
struct Writing {
  Value value;
  std::vector<std::pair<std::string, const Value*>> entries;  // of a map
  size_t next = 0;

  [[nodiscard]] size_t Count() const {
    return value.is(Kind::kMap) ? entries.size() : value.list().size();
  }
};

class Formatter {
 public:
  Formatter(Context& context, Arguments arguments)
      : context_(context), arguments_(arguments) {}

  Value Run(std::string_view text) {
    while (!text.empty()) {
      const size_t plain = std::min(text.find('%'), text.size());
      if (!Add(text.substr(0, plain))) return error_;
      text.remove_prefix(plain);
      if (text.empty()) break;
      const Clause clause = ReadClause(text);
      if (!clause.mistake.empty()) return Mistake(clause.mistake);
      if (!(clause.verb == nullptr ? Add("%") : AddNext(clause))) return error_;
      text.remove_prefix(clause.bytes);
    }
    return context_.MakeString(out_);
  }

 private:
  Value Mistake(const std::string& message) {
    return context_.Fail(Reason::kExpressionFailed, "format(): " + message);
  }

  // Each of these is false where the formatting ends, with error_.

  bool Fail(const Value& error) {
    error_ = error;
    return false;
  }

  bool Charge(uint64_t steps) {
    return context_.Charge(steps) || Fail(context_.StopError());
  }

  bool Add(std::string_view piece) {
    if (!Charge(piece.size() / 64)) return false;
    if (out_.size() + piece.size() > context_.limits().string_bytes_max) {
      return Fail(context_.MakeString(out_, piece));
    }
    out_ += piece;
    return true;
  }

  bool AddNext(const Clause& clause) {
    if (next_ == arguments_.size()) {
      return Fail(Mistake(TooFew(arguments_.size())));
    }
    const Value& value = arguments_[next_++];
    if (clause.verb->letter == 's') return AddValue(*clause.verb, value);
    return Enter(*clause.verb, value) && Add(NumberText(clause, value));
  }

  // Pays for a value, whose text is made in one piece when it has no parts.
  bool Enter(const Verb& verb, const Value& value) {
    if ((verb.kinds & Bit(value.kind())) == 0) {
      return Fail(Mistake(WrongKind(verb, Type(value.kind()).ToString())));
    }
    const bool letters = value.is(Kind::kString) || value.is(Kind::kBytes);
    return Charge(1 + (letters ? value.text().size() / 64 : 0));
  }

  bool AddValue(const Verb& verb, const Value& value) {
    std::vector<Writing> open;
    if (!AddOrOpen(verb, value, open)) return false;
    while (!open.empty()) {
      Writing& top = open.back();
      const bool map = top.value.is(Kind::kMap);
      if (top.next == top.Count()) {
        if (!Add(map ? "}" : "]")) return false;
        open.pop_back();
        continue;
      }
      if (top.next > 0 && !Add(", ")) return false;
      const size_t next = top.next++;
      if (map && !(Add(top.entries[next].first) && Add(": "))) return false;
      const Value item =
          map ? *top.entries[next].second : top.value.list()[next];
      if (!AddOrOpen(verb, item, open)) return false;
    }
    return true;
  }

  bool AddOrOpen(const Verb& verb, const Value& value,
                 std::vector<Writing>& open) {
    if (!Enter(verb, value)) return false;
    if (value.is(Kind::kString)) return Add(value.text());
    if (!value.is(Kind::kList) && !value.is(Kind::kMap)) {
      return Add(TextOf(value));
    }
    if (!Add(value.is(Kind::kMap) ? "{" : "[")) return false;
    open.push_back({value, {}, 0});
    return value.is(Kind::kList) || Sort(verb, open.back());
  }

  // The entries of a map by the texts of their keys.
  bool Sort(const Verb& verb, Writing& map) {
    const std::span<const MapEntry> entries = map.value.map();
    const auto rounds = static_cast<uint64_t>(std::bit_width(entries.size()));
    if (!Charge(entries.size() * rounds / 4)) return false;
    for (const MapEntry& entry : entries) {
      if (!Enter(verb, entry.key)) return false;
      map.entries.emplace_back(TextOf(entry.key), &entry.value);
      if (!Charge(map.entries.back().first.size() * rounds / 64)) return false;
    }
    // The values stand in one array, so that their addresses keep the map's
    // order where the texts are equal: {1: 'a', '1': 'b'}.
    std::sort(map.entries.begin(), map.entries.end());
    return true;
  }

  Context& context_;
  Arguments arguments_;
  std::string out_;
  size_t next_ = 0;  // argument
  Value error_;
};

Value Format(Context& context, Arguments arguments) {
  if (!arguments[0].is(Kind::kString) || !arguments[1].is(Kind::kList)) {
    return context.FailOverload("format", arguments);
  }
  return Formatter(context, arguments[1].list()).Run(arguments[0].text());
}

constexpr Overload kRows[] = {
    {"format", "string_format", CallStyle::kMember, "string, list(dyn)",
     "string", &Format},
};

}  // namespace

std::string FormatMistake(std::string_view text,
                          std::span<const Type> arguments) {
  size_t next = 0;
  for (size_t at = text.find('%'); at < text.size(); at = text.find('%', at)) {
    const Clause clause = ReadClause(text.substr(at));
    if (!clause.mistake.empty()) return clause.mistake;
    at += clause.bytes;
    if (clause.verb == nullptr) continue;
    if (next == arguments.size()) return TooFew(arguments.size());
    const Type& type = arguments[next++];
    if (!type.is_dyn() && (clause.verb->kinds & Bit(type.kind())) == 0) {
      return WrongKind(*clause.verb, type.ToString());
    }
  }
  if (next == arguments.size()) return "";
  return "of " + std::to_string(arguments.size()) +
         " arguments the text takes " + std::to_string(next);
}

std::span<const Overload> FormatOverloads() { return kRows; }

}  // namespace patron::expr
