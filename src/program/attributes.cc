// One check for all owners, so that a value which an event may not have, a
// store may not have either. A store's money is in the program's currency,
// which a rule could not compare it with otherwise.

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

absl::Status Unknown(const Program& program, Attribute::Owner owner,
                     std::string_view name) {
  std::vector<std::string_view> names;
  for (const Attribute& attribute : program.attributes) {
    if (attribute.owner == owner) names.push_back(attribute.name);
  }
  std::string message = "the program declares no attribute " + Quote(name) +
                        " of a " + std::string(OwnerName(owner));
  const std::string_view near = NearName(name, names);
  if (!near.empty()) message += "; did you mean " + Quote(near) + "?";
  return Refuse(Reason::kUnknownAttribute, message);
}

absl::Status CheckStoreValue(const Program& program,
                             const AttributeValue& value,
                             std::set<std::string_view>& names) {
  if (!names.insert(value.name).second) {
    return Refuse(Reason::kDuplicateId, "the store has an attribute " +
                                            Quote(value.name) + " already");
  }
  absl::Status status =
      CheckAttribute(program, Attribute::Owner::kStore, value);
  const Money* money = std::get_if<Money>(&value.value);
  if (!status.ok() || money == nullptr || money->currency == program.currency) {
    return status;
  }
  return Refuse(Reason::kCurrencyMismatch,
                "this is in " + std::string(money->currency.code()) +
                    ", the program in " + std::string(program.currency.code()));
}

}  // namespace

absl::Status CheckAttribute(const Program& program, Attribute::Owner owner,
                            const AttributeValue& value) {
  const Attribute* declared = Find(program, owner, value.name);
  if (declared == nullptr) return Unknown(program, owner, value.name);
  if (value.value.index() != static_cast<size_t>(declared->type)) {
    const std::string type(ScalarTypeName(declared->type));
    return Refuse(Reason::kWrongType,
                  "the attribute " + Quote(value.name) + " is declared as " +
                      type + ", found " +
                      std::string(ScalarTypeName(
                          static_cast<ScalarType>(value.value.index()))) +
                      ": write {" + type + ": ...}");
  }
  const auto* text = std::get_if<std::string>(&value.value);
  if (text == nullptr || text->size() <= kTextBytesMax) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kTooLarge,
                "an attribute has " + std::to_string(text->size()) +
                    " bytes; at most " + std::to_string(kTextBytesMax) +
                    " are allowed");
}

void CheckStores(const Program& program, Diagnostics* diagnostics) {
  for (size_t i = 0; i < program.stores.size(); ++i) {
    std::set<std::string_view> names;
    for (const AttributeValue& value : program.stores[i].attributes) {
      const absl::Status status = CheckStoreValue(program, value, names);
      if (status.ok()) continue;
      Diagnostic& wrong = diagnostics->emplace_back();
      wrong.reason = ReasonOf(status);
      wrong.path = "stores[" + std::to_string(i) + "].attributes." + value.name;
      wrong.message = MessageOf(status);
    }
  }
}

}  // namespace patron
