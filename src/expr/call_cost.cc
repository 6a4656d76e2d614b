// One function for the steps and one for the value. A name that neither of them
// lists walks over all it is given, twice, and makes no more of it: that is
// true of every function that is not listed.
#include "expr/call_cost.h"

#include <algorithm>

namespace patron::expr {
namespace {

// The longest text of what has no parts and is no text: a double of %f with a
// hundred digits behind the point.
constexpr uint64_t kNumberBytes = 512;
constexpr uint64_t kShortBytes = 64;
constexpr uint64_t kLetterBytes = 4;

class Call {
 public:
  Call(const CallShape& shape, const Limits& limits)
      : shape_(shape), limits_(limits) {
    for (const Bound& argument : shape.arguments) {
      steps_ = Plus(steps_, argument.steps);
      total_ = Plus(total_, argument.total);
      longest_ = std::max(longest_, argument.longest);
      walk_ = Plus(walk_, argument.deep - 1);
    }
  }

  Bound Run() {
    Bound made = Value();
    steps_ = Plus(steps_, Work());
    if (IsText(shape_.result)) {
      steps_ = Plus(steps_, BytesSteps(made.size));
    }
    made.steps = steps_;
    return made;
  }

 private:
  [[nodiscard]] bool Is(std::string_view name) const {
    return shape_.name == name;
  }
  [[nodiscard]] const Bound& Arg(size_t i) const {
    static constexpr Bound kNone{};
    return i < shape_.arguments.size() ? shape_.arguments[i] : kNone;
  }
  [[nodiscard]] Type TypeOf(size_t i) const {
    return i < shape_.types.size() ? shape_.types[i] : Type();
  }

  // Beyond the step of the call.
  [[nodiscard]] uint64_t Work() const {
    if (Is("matches")) {
      if (shape_.pattern_size > 0) {
        return MatchSteps(Arg(0).size, shape_.pattern_size);
      }
      return Plus(CompileSteps(Arg(1).size),
                  MatchSteps(Arg(0).size, limits_.computed_pattern_size_max));
    }
    if (Is("_==_") || Is("_!=_")) return EqualSteps(Arg(0), Arg(1));
    if (Is("@in")) return InSteps();
    if (Is("_[_]") || Is("_[?_]")) {
      return EntrySteps(std::max(Arg(0).size, Arg(0).widest), Arg(1).longest);
    }
    if (Is("_<_") || Is("_<=_") || Is("_>_") || Is("_>=_")) {
      return BytesSteps(std::min(Arg(0).longest, Arg(1).longest));
    }
    if (Is("startsWith") || Is("endsWith")) return BytesSteps(Arg(1).size);
    if (Is("contains") || Is("indexOf") || Is("lastIndexOf")) {
      return SearchSteps(Arg(0).size, Arg(1).size);
    }
    if (Is("replace") || Is("split")) {
      return Plus(SearchSteps(Arg(0).size, Arg(1).size), Places() / 2 + 1);
    }
    if (Is("format")) return FormatSteps();
    return Plus(Times(2, BytesSteps(total_)),
                Plus(walk_, shape_.arguments.size() / 4));
  }

  // How often the second argument may stand in the first.
  [[nodiscard]] uint64_t Places() const {
    const uint64_t least = Arg(1).least;
    uint64_t places = least > 0 ? Arg(0).size / least : Plus(Arg(0).size, 1);
    const std::optional<int64_t> limit =
        Is("split") ? shape_.second : shape_.third;
    if (limit && *limit >= 0) {
      places = std::min(places, static_cast<uint64_t>(*limit));
    }
    return places;
  }

  // Walking what has parts charges each of its lists a little more than its
  // items; in a map each key is looked for.
  static uint64_t WalkSteps(uint64_t walk, const Bound& a) {
    const uint64_t each = a.maps ? Plus(2, EntrySteps(a.widest, a.longest)) : 2;
    return Plus(Times(walk, each), 2);
  }

  [[nodiscard]] uint64_t EqualSteps(const Bound& a, const Bound& b) const {
    const bool parts = HasParts(TypeOf(0)) && HasParts(TypeOf(1));
    if (!parts) return BytesSteps(std::min(a.longest, b.longest));
    return WalkSteps(std::min(a.deep, b.deep), a.maps ? a : b);
  }

  [[nodiscard]] uint64_t InSteps() const {
    const Bound& item = Arg(0);
    const Bound& list = Arg(1);
    if (!TypeOf(1).is(Kind::kList)) {
      const uint64_t entries = std::max(list.size, list.widest);
      return Plus(EntrySteps(entries, item.longest), WithParts());
    }
    const uint64_t look = list.size / 8;
    if (HasParts(TypeOf(0))) return Plus(look, WithParts());
    return Plus(look, std::min(Times(list.size, BytesSteps(item.size)),
                               BytesSteps(list.total)));
  }

  // Each item is walked no further than both go.
  [[nodiscard]] uint64_t WithParts() const {
    const Bound& item = Arg(0);
    const Bound& list = Arg(1);
    return Plus(WalkSteps(std::min(Times(list.size, item.deep), list.deep),
                          item.maps ? item : list),
                Times(2, list.size));
  }

  [[nodiscard]] uint64_t Formatted() const {
    // %x writes two letters for each byte, %s three for one that is no UTF-8.
    return Plus(Arg(0).size,
                Plus(Times(3, Arg(1).total), Times(Arg(1).deep, kNumberBytes)));
  }
  [[nodiscard]] uint64_t FormatSteps() const {
    // The keys of a map are sorted, in at most 17 rounds of 100,000.
    const uint64_t sorted = Times(Arg(1).deep, 16);
    return Plus(Plus(sorted, Arg(1).total / 2),
                Plus(Arg(0).size, BytesSteps(Made(Formatted()))));
  }

  // What is made is no longer than allowed; what is only handed on may be.
  [[nodiscard]] uint64_t Made(uint64_t bytes) const {
    return std::min(bytes,
                    std::max<uint64_t>(limits_.string_bytes_max, longest_));
  }

  [[nodiscard]] Bound Value() const {
    if (Is("split")) return Pieces();
    if (Is("_+_") && shape_.result.is(Kind::kList)) {
      return OfItemsOfBoth(Arg(0), Arg(1));
    }
    if (Is("dyn") || Is("or") || Is("orValue")) return HandedOn();
    if (Is("value") || Is("_[_]")) return OfItem(Arg(0), shape_.result);
    if (Is("_[?_]") || Is("first") || Is("last") || Is("optional.of") ||
        Is("optional.ofNonZeroValue")) {
      return Wrapped();
    }
    if (IsText(shape_.result)) return OfText(Made(TextBytes()));
    if (!HasParts(shape_.result)) return {};
    Bound all = OfItems(shape_.arguments, 0);
    all.size = all.widest;
    return all;
  }

  [[nodiscard]] uint64_t TextBytes() const {
    const uint64_t text = Arg(0).size;
    if (Is("replace")) return Replaced();
    if (Is("join")) {
      return Plus(Arg(0).total, Times(Arg(0).size, Arg(1).size));
    }
    if (Is("format")) return Formatted();
    if (Is("strings.quote")) return Plus(Times(2, text), 2);
    if (Is("base64.encode")) return Times(text / 3 + 1, 4);
    if (Is("base64.decode")) return text;
    if (Is("charAt")) return kLetterBytes;
    if (Is("substring") && shape_.second && shape_.third &&
        *shape_.third >= *shape_.second && *shape_.second >= 0) {
      const auto letters =
          static_cast<uint64_t>(*shape_.third - *shape_.second);
      return std::min(text, Times(letters, kLetterBytes));
    }
    // What is made of texts; and what a number, a time or a day is as one.
    return std::max(total_, kShortBytes);
  }

  [[nodiscard]] uint64_t Replaced() const {
    const uint64_t text = Arg(0).size;
    const uint64_t with = Arg(2).size;
    const uint64_t part = Arg(1).least;
    return with <= part ? text : Plus(text, Times(Places(), with - part));
  }

  [[nodiscard]] Bound Pieces() const {
    Bound pieces = OfText(Arg(0).size);
    pieces.size = pieces.widest = Plus(Places(), 1);
    pieces.item_deep = pieces.deep;
    pieces.deep = Plus(pieces.deep, pieces.size);
    return pieces;
  }

  static Bound OfItemsOfBoth(const Bound& a, const Bound& b) {
    Bound both = OfEither(a, b);
    both.size = Plus(a.size, b.size);
    both.deep = Plus(a.deep, b.deep);
    both.total = Plus(a.total, b.total);
    both.widest = std::max(both.widest, both.size);
    return both;
  }

  // An argument, or what one of them holds.
  [[nodiscard]] Bound HandedOn() const {
    Bound all;
    for (size_t i = 0; i < shape_.arguments.size(); ++i) {
      const bool opened =
          TypeOf(i).is(Kind::kOptional) && !shape_.result.is(Kind::kOptional);
      const Bound one =
          opened ? OfItem(Arg(i), shape_.result) : shape_.arguments[i];
      all = i == 0 ? one : OfEither(all, one);
    }
    return all;
  }

  [[nodiscard]] Bound Wrapped() const {
    const bool whole = Is("optional.of") || Is("optional.ofNonZeroValue");
    const Bound inner = whole ? Arg(0) : OfItem(Arg(0), shape_.result.inner());
    return OfItems({&inner, 1}, 1);
  }

  const CallShape& shape_;
  const Limits& limits_;
  uint64_t steps_ = 1;
  uint64_t total_ = 0;
  uint64_t longest_ = 0;
  uint64_t walk_ = 0;
};

}  // namespace

bool IsText(const Type& type) {
  return type.is(Kind::kString) || type.is(Kind::kBytes);
}

bool HasParts(const Type& type) {
  return type.is(Kind::kList) || type.is(Kind::kMap) ||
         type.is(Kind::kOptional) || type.is_dyn();
}

Bound OfText(uint64_t bytes) {
  Bound text;
  text.size = text.total = text.longest = bytes;
  text.deep = Plus(1, BytesSteps(bytes));
  return text;
}

Bound OfConstant(const Value& value) {
  if (!value.is(Kind::kString) && !value.is(Kind::kBytes)) return {};
  Bound text = OfText(value.text().size());
  text.least = text.size;
  return text;
}

Bound OfItem(const Bound& whole, const Type& item) {
  if (IsText(item)) return OfText(whole.longest);
  if (!HasParts(item)) return {};
  Bound part = whole;
  part.steps = 1;
  part.least = 0;
  part.size = item.is(Kind::kList) || item.is(Kind::kMap)
                  ? whole.widest
                  : std::max(whole.widest, whole.longest);
  part.deep = whole.item_deep;
  if (item.is(Kind::kList) && !HasParts(item.element())) {
    part.item_deep =
        IsText(item.element()) ? Plus(1, BytesSteps(whole.longest)) : 1;
  }
  return part;
}

Bound OfItems(std::span<const Bound> parts, uint64_t items) {
  Bound all;
  all.size = all.widest = items;
  for (const Bound& part : parts) {
    all.deep = Plus(all.deep, part.deep);
    all.total = Plus(all.total, part.total);
    all.longest = std::max(all.longest, part.longest);
    all.widest = std::max(all.widest, part.widest);
    all.item_deep = std::max(all.item_deep, part.deep);
    all.maps = all.maps || part.maps;
  }
  return all;
}

Bound OfEither(const Bound& a, const Bound& b) {
  Bound either;
  either.steps = std::max(a.steps, b.steps);
  either.size = std::max(a.size, b.size);
  either.least = std::min(a.least, b.least);
  either.deep = std::max(a.deep, b.deep);
  either.total = std::max(a.total, b.total);
  either.longest = std::max(a.longest, b.longest);
  either.widest = std::max(a.widest, b.widest);
  either.item_deep = std::max(a.item_deep, b.item_deep);
  either.maps = a.maps || b.maps;
  return either;
}

Bound CallBound(const CallShape& call, const Limits& limits) {
  return Call(call, limits).Run();
}

}  // namespace patron::expr
