// Whether a string is like another: its start, its end, a part, a pattern. What
// takes strings apart is in text_functions.cc. Regular expressions are RE2's:
// linear in the text and in the pattern, so that no pattern can hang a till
// once both are paid for.
#include <re2/re2.h>

#include "expr/functions.h"
#include "expr/pattern.h"
#include "expr/regex.h"

namespace patron::expr {
namespace {

using Arguments = std::span<const Value>;

bool BothStrings(Arguments arguments) {
  return arguments[0].is(Kind::kString) && arguments[1].is(Kind::kString);
}

Value StartsWith(Context& context, Arguments arguments) {
  if (!BothStrings(arguments)) {
    return context.FailOverload("startsWith", arguments);
  }
  const std::string_view text = arguments[0].text();
  const std::string_view start = arguments[1].text();
  context.ChargeBytes(start.size());
  return Value::Bool(text.substr(0, start.size()) == start);
}

Value EndsWith(Context& context, Arguments arguments) {
  if (!BothStrings(arguments)) {
    return context.FailOverload("endsWith", arguments);
  }
  const std::string_view text = arguments[0].text();
  const std::string_view end = arguments[1].text();
  context.ChargeBytes(end.size());
  return Value::Bool(text.size() >= end.size() &&
                     text.substr(text.size() - end.size()) == end);
}

Value Contains(Context& context, Arguments arguments) {
  if (!BothStrings(arguments)) {
    return context.FailOverload("contains", arguments);
  }
  const std::string_view text = arguments[0].text();
  const std::string_view part = arguments[1].text();
  if (!context.ChargeSearch(text, part)) return context.StopError();
  return Value::Bool(text.find(part) != std::string_view::npos);
}

// A pattern that is no literal is compiled for each call; the compiler keeps
// those that are (see pattern.h).
Value Matches(Context& context, Arguments arguments) {
  if (!BothStrings(arguments)) {
    return context.FailOverload("matches", arguments);
  }
  const std::string_view pattern = arguments[1].text();
  if (!context.Charge(CompileSteps(pattern.size()))) return context.StopError();
  const uint64_t size = PatternSize(pattern);
  const uint64_t most = context.limits().computed_pattern_size_max;
  if (size > most) {
    return context.Fail(Reason::kTooLarge,
                        "the pattern is too large: its size is " +
                            std::to_string(size) + ", at most " +
                            std::to_string(most) +
                            " (computed_pattern_size_max)");
  }
  const RE2 regex(re2::StringPiece(pattern.data(), pattern.size()),
                  RegexOptions(PatternKind::kComputed));
  if (!regex.ok()) {
    return context.Fail(Reason::kExpressionFailed,
                        "not a regular expression: " + regex.error());
  }
  return MatchRegex(context, arguments[0], regex, size);
}

constexpr Overload kRows[] = {
    {"startsWith", "starts_with_string", CallStyle::kMember, "string, string",
     "bool", &StartsWith},
    {"endsWith", "ends_with_string", CallStyle::kMember, "string, string",
     "bool", &EndsWith},
    {"contains", "contains_string", CallStyle::kMember, "string, string",
     "bool", &Contains},
    {"matches", "matches_string", CallStyle::kMember, "string, string", "bool",
     &Matches},
    {"matches", "matches", CallStyle::kGlobal, "string, string", "bool",
     &Matches},
};

}  // namespace

Value MatchRegex(Context& context, const Value& text, const RE2& regex,
                 uint64_t size) {
  if (!text.is(Kind::kString)) {
    const Value arguments[] = {text, Value::String(regex.pattern())};
    return context.FailOverload("matches", arguments);
  }
  if (!context.Charge(MatchSteps(text.text().size(), size))) {
    return context.StopError();
  }
  const re2::StringPiece piece(text.text().data(), text.text().size());
  return Value::Bool(RE2::PartialMatch(piece, regex));
}

std::span<const Overload> StringOverloads() { return kRows; }

}  // namespace patron::expr
