// Names are kept sorted for look-up and in order of declaration for slots and
// messages, so that nothing depends on a hash.
#include "expr/environment.h"

#include <algorithm>
#include <utility>

#include "expr/constants.h"
#include "expr/functions.h"
#include "expr/macro.h"
#include "expr/text.h"
#include "patron/error.h"

namespace patron::expr {
namespace {

// Whether a person can write this fact: names joined by dots.
bool IsDottedName(std::string_view name) {
  size_t start = 0;
  while (true) {
    const size_t dot = std::min(name.find('.', start), name.size());
    if (!IsIdentifier(name.substr(start, dot - start))) return false;
    if (dot == name.size()) return true;
    start = dot + 1;
  }
}

// The words of a dotted name; one where there is no dot.
std::vector<std::string_view> WordsOf(std::string_view name) {
  std::vector<std::string_view> words;
  for (size_t start = 0; start <= name.size();) {
    const size_t dot = std::min(name.find('.', start), name.size());
    words.push_back(name.substr(start, dot - start));
    start = dot + 1;
  }
  return words;
}

// `as` may stand behind a dot, `in` may not.
bool HasWordOfSyntax(std::string_view name) {
  const std::vector<std::string_view> words = WordsOf(name);
  return IsReserved(words[0]) ||
         std::any_of(words.begin(), words.end(), IsKeyword);
}

// Where CEL and Patron keep functions, and will have more of them.
bool IsOfTheLanguage(std::string_view first_word) {
  static constexpr std::string_view kWords[] = {
      "base64", "cel",   "google", "lists", "math",   "optional",
      "patron", "proto", "regex",  "sets",  "strings"};
  return std::find(std::begin(kWords), std::end(kWords), first_word) !=
         std::end(kWords);
}

std::string DidYouMean(std::string_view name,
                       const std::vector<std::string_view>& candidates) {
  const std::string_view near = NearName(name, candidates);
  if (near.empty()) return "";
  return "; did you mean '" + std::string(near) + "'?";
}

}  // namespace

uint32_t Environment::AddFact(std::string dotted_name, Type type) {
  const auto found = slots_.find(dotted_name);
  if (found != slots_.end()) {
    facts_[found->second].type = type;
    return found->second;
  }
  const auto slot = static_cast<uint32_t>(facts_.size());
  slots_.emplace(dotted_name, slot);
  facts_.push_back({std::move(dotted_name), type, {}});
  return slot;
}

void Environment::AddNamed(std::string function, Type result, Resolver resolver,
                           ValuesOf values) {
  named_[std::move(function)] = {result, std::move(resolver),
                                 std::move(values)};
}

absl::Status Environment::AddFunction(FunctionDecl declaration) {
  const std::string& name = declaration.name;
  const bool named =
      declaration.member ? IsIdentifier(name) : IsDottedName(name);
  if (!named || HasWordOfSyntax(name)) {
    return Refuse(Reason::kBadValue,
                  "'" + name + "' is no name for a function");
  }
  if (!declaration.call) {
    return Refuse(Reason::kBadValue, "function '" + name + "' has no call");
  }
  if (declaration.member && declaration.parameters.empty()) {
    return Refuse(Reason::kBadValue,
                  "member function '" + name +
                      "' needs a parameter for what stands before the dot");
  }
  if (HasFunction(name, declaration.member)) {
    return Refuse(Reason::kDuplicateId,
                  "the language has a function '" + name + "' already");
  }
  const std::string_view first = WordsOf(name)[0];
  if (!declaration.member && IsTaken(first, name.size() > first.size())) {
    return Refuse(Reason::kDuplicateId,
                  "'" + std::string(first) +
                      "' is the language's own: let the function's name begin "
                      "with another word, such as your shop's");
  }
  for (const auto& other : functions_) {
    if (other->name == name && other->member == declaration.member &&
        other->parameters == declaration.parameters) {
      return Refuse(Reason::kDuplicateId,
                    "function '" + name + "' is declared twice");
    }
  }
  functions_.push_back(
      std::make_shared<const FunctionDecl>(std::move(declaration)));
  return absl::OkStatus();
}

// In either style: whoever reads contains(x, y) takes it for the one there is.
bool Environment::HasFunction(std::string_view name, bool member) const {
  for (const bool style : {false, true}) {
    if (!FindOverloads(name, style).empty() || IsMacroName(name, style)) {
      return true;
    }
  }
  return !member && (named_.count(name) > 0 || IsConstantFunction(name));
}

bool Environment::IsTaken(std::string_view first_word, bool dotted) const {
  if (dotted && (IsOfTheLanguage(first_word) || named_.count(first_word) > 0)) {
    return true;
  }
  return std::any_of(facts_.begin(), facts_.end(), [&](const Fact& fact) {
    return IsDottedName(fact.name) && WordsOf(fact.name)[0] == first_word;
  });
}

void Environment::SetZones(ZoneFinder finder, bool computed) {
  zones_ = std::move(finder);
  computed_zones_ = computed;
}

std::optional<uint32_t> Environment::FindFact(std::string_view name) const {
  const auto found = slots_.find(name);
  if (found == slots_.end()) return std::nullopt;
  return found->second;
}

bool Environment::HasFactsOf(std::string_view owner) const {
  const std::string prefix = std::string(owner) + ".";
  const auto first = slots_.lower_bound(prefix);
  return first != slots_.end() && first->first.starts_with(prefix);
}

const NumberedObject* Environment::FindNumbered(
    std::string_view dotted_name) const {
  const auto found = numbered_.find(dotted_name);
  return found == numbered_.end() ? nullptr : &found->second;
}

const NamedObject* Environment::FindNamed(std::string_view function) const {
  const auto found = named_.find(function);
  return found == named_.end() ? nullptr : &found->second;
}

std::string Environment::NearFact(std::string_view name) const {
  std::string hint = FirstHint(name);
  if (!hint.empty()) return hint;
  if (!MayLookForNearName()) return "";
  std::vector<std::string_view> candidates;
  for (const Fact& fact : facts_) {
    if (IsDottedName(fact.name)) candidates.push_back(fact.name);
  }
  std::string near = DidYouMean(name, candidates);
  return near.empty() && last_hint_ ? last_hint_(name) : near;
}

std::string Environment::NearFunction(std::string_view name) const {
  std::string hint = FirstHint(name);
  if (!hint.empty()) return hint;
  if (!MayLookForNearName()) return "";
  std::vector<std::string_view> candidates;
  for (const auto& [function, object] : named_) candidates.push_back(function);
  for (const auto& function : functions_) candidates.push_back(function->name);
  for (const std::span<const Overload> family : AllOverloads()) {
    for (const Overload& overload : family) {
      if (overload.style != CallStyle::kOperator) {
        candidates.push_back(overload.name);
      }
    }
  }
  for (const std::string_view other :
       {"money", "rate", "date", "weight", "has", "all", "exists", "exists_one",
        "map", "filter"}) {
    candidates.push_back(other);
  }
  return DidYouMean(name, candidates);
}

}  // namespace patron::expr
