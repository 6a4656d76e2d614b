// One check for all owners, so that a value which an event may not have, a
// store may not have either.

#include "program/attributes.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/quote.h"
#include "patron/event.h"

namespace patron {
namespace {

const Attribute* Find(const Program& program, Attribute::Owner owner,
                      std::string_view name) {
  const auto it = std::find_if(
      program.attributes.begin(), program.attributes.end(),
      [&](const Attribute& a) { return a.owner == owner && a.name == name; });
  return it == program.attributes.end() ? nullptr : &*it;
}

std::string WithArticle(std::string_view noun) {
  const bool vowel =
      std::string_view("aeiou").find(noun.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + std::string(noun);
}

absl::Status Unknown(const Program& program, Attribute::Owner owner,
                     std::string_view name) {
  std::vector<std::string_view> names;
  for (const Attribute& attribute : program.attributes) {
    if (attribute.owner == owner) names.push_back(attribute.name);
  }
  std::string message = "the program declares no attribute " + Quote(name) +
                        " of " + WithArticle(OwnerName(owner));
  const std::string_view near = NearName(name, names);
  if (!near.empty()) message += "; did you mean " + Quote(near) + "?";
  return Refuse(Reason::kUnknownAttribute, message);
}

absl::Status CheckType(const Attribute& declared, const AttributeValue& value) {
  if (value.value.index() == static_cast<size_t>(declared.type)) {
    return absl::OkStatus();
  }
  const std::string type(ScalarTypeName(declared.type));
  return Refuse(Reason::kWrongType,
                "the attribute " + Quote(value.name) + " is declared as " +
                    type + ", found " +
                    std::string(ScalarTypeName(
                        static_cast<ScalarType>(value.value.index()))) +
                    ": write {" + type + ": ...}");
}

}  // namespace

absl::Status CheckValue(const Program& program, const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value.value)) {
    if (text->size() <= kTextBytesMax) return absl::OkStatus();
    return Refuse(Reason::kTooLarge,
                  "an attribute has " + std::to_string(text->size()) +
                      " bytes; at most " + std::to_string(kTextBytesMax) +
                      " are allowed");
  }
  if (const auto* money = std::get_if<Money>(&value.value)) {
    if (money->currency == program.currency) return absl::OkStatus();
    return Refuse(Reason::kCurrencyMismatch,
                  "the attribute " + Quote(value.name) + " is in '" +
                      std::string(money->currency.code()) +
                      "', the program in " +
                      std::string(program.currency.code()));
  }
  const auto* day = std::get_if<Date>(&value.value);
  const auto* instant = std::get_if<Instant>(&value.value);
  if ((day != nullptr && !InRange(*day)) ||
      (instant != nullptr && !InRange(*instant))) {
    return Refuse(Reason::kBadDate, "the attribute " + Quote(value.name) +
                                        " is not within the years 1 to 9999");
  }
  return absl::OkStatus();
}

absl::Status CheckAttribute(const Program& program, Attribute::Owner owner,
                            const AttributeValue& value) {
  const Attribute* declared = Find(program, owner, value.name);
  if (declared == nullptr) return Unknown(program, owner, value.name);
  absl::Status status = CheckType(*declared, value);
  return status.ok() ? CheckValue(program, value) : status;
}

void CheckStores(const Program& program, Diagnostics* diagnostics) {
  for (size_t i = 0; i < program.stores.size(); ++i) {
    std::set<std::string_view> names;
    for (const AttributeValue& value : program.stores[i].attributes) {
      absl::Status status =
          CheckAttribute(program, Attribute::Owner::kStore, value);
      if (!names.insert(value.name).second) {
        status =
            Refuse(Reason::kDuplicateId, "the store has an attribute " +
                                             Quote(value.name) + " already");
      }
      if (status.ok()) continue;
      Diagnostic& wrong = diagnostics->emplace_back();
      wrong.reason = ReasonOf(status);
      wrong.path = "stores[" + std::to_string(i) + "].attributes." + value.name;
      wrong.message = MessageOf(status);
    }
  }
}

}  // namespace patron
