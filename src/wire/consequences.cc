// A value that could not be read is empty in the draft, and whoever checks the
// draft complains of the emptiness. Only the first of the two is a mistake that
// somebody made; the places say which findings are of that kind.

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include "patron/error.h"
#include "patron/text.h"

namespace patron {
namespace {

constexpr std::array<std::string_view, 9> kDeclarations = {
    "stores",   "points", "attributes", "selections", "segments",
    "products", "tiers",  "groups",     "budgets"};

bool IsBelow(std::string_view path, std::string_view above) {
  return path.size() > above.size() && path.starts_with(above) &&
         (path[above.size()] == '.' || path[above.size()] == '[');
}

std::string_view ParentOf(std::string_view path) {
  const size_t end = path.find_last_of('.');
  return end == std::string_view::npos ? "" : path.substr(0, end);
}

bool IsEffect(std::string_view path) {
  return path.ends_with(']') && path.find(".then[") != std::string_view::npos;
}

// "rewards[3]".
bool IsItemOf(std::string_view path,
              std::initializer_list<std::string_view> lists) {
  return path.ends_with(']') && path.find('.') == std::string_view::npos &&
         std::any_of(lists.begin(), lists.end(), [&](std::string_view list) {
           return IsBelow(path, list);
         });
}

// That the members of a group act in several phases.
bool IsOfPhases(const Diagnostic& found) {
  return found.reason == Reason::kBadValue && found.path.starts_with("groups[");
}

// Whether something that others name may be missing from the draft: a list of
// declarations, or one's id. A misspelt list is a field that nobody knows.
bool LosesNames(const Diagnostic& error) {
  const std::string_view path = error.path;
  if (error.reason == Reason::kUnknownField &&
      path.find_first_of(".[") == std::string_view::npos) {
    return !NearName(path, {kDeclarations.begin(), kDeclarations.end()})
                .empty();
  }
  return std::any_of(
      kDeclarations.begin(), kDeclarations.end(), [&](std::string_view list) {
        if (path == list) return true;
        if (!IsBelow(path, list)) return false;
        const std::string_view rest = path.substr(path.find(']') + 1);
        return rest.empty() || rest == ".id" || rest == ".name" ||
               (error.reason == Reason::kUnknownField &&
                rest.find_first_of(".[", 1) == std::string_view::npos);
      });
}

bool IsConsequence(const Diagnostic& found, const Diagnostic& error) {
  if (error.severity != Diagnostic::Severity::kError) return false;
  // The same value, or one with a part that could not be read.
  if (found.path == error.path ||
      (!found.path.empty() && IsBelow(error.path, found.path))) {
    return true;
  }
  // What could not be read is another one in the draft: an effect may act in
  // another phase than its group's, and what else the currency or the reward
  // says may go with what it was meant to be.
  const std::string_view thing = ParentOf(error.path);
  const bool unread = error.reason == Reason::kUnknownField ||
                      error.reason == Reason::kWrongType;
  if (unread && IsEffect(thing) &&
      (IsBelow(found.path, thing) || IsOfPhases(found))) {
    return true;
  }
  if (unread && IsItemOf(thing, {"points", "rewards"}) &&
      IsBelow(found.path, thing)) {
    return true;
  }
  // What a mapping lacks may be the field that nobody knows.
  if (error.reason == Reason::kUnknownField && !thing.empty() &&
      ParentOf(found.path) == thing &&
      (found.reason == Reason::kMissingField ||
       found.reason == Reason::kBadValue ||
       found.reason == Reason::kCurrencyMismatch)) {
    return true;
  }
  if (error.path == "currency" && (found.reason == Reason::kUnknownCurrency ||
                                   found.reason == Reason::kCurrencyMismatch)) {
    return true;
  }
  return (found.reason == Reason::kUnknownName ||
          found.reason == Reason::kUnknownFact) &&
         LosesNames(error);
}

}  // namespace

void DropConsequences(const Diagnostics& of_text, Diagnostics& of_draft) {
  std::erase_if(of_draft, [&](const Diagnostic& found) {
    return std::any_of(
        of_text.begin(), of_text.end(),
        [&](const Diagnostic& error) { return IsConsequence(found, error); });
  });
}

}  // namespace patron
