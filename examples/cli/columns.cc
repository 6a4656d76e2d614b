// The mapping's reader, over the strict document tree that programs come
// through too: one spelling of mistakes for all that a shop writes.

#include "columns.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/quote.h"
#include "wire/documents.h"
#include "wire/source_text.h"
#include "wire/tree.h"

namespace patron::cli {
namespace {

using wire::kNoNode;
using wire::Node;
using wire::NodeId;
using wire::NodeKind;

constexpr std::array<std::string_view, kRoles> kRoleNames = {
    "order", "time",     "member",     "store",  "sku",     "category",
    "name",  "quantity", "unit_price", "amount", "currency"};

struct OwnerName {
  std::string_view name;
  Attribute::Owner owner;
};
constexpr OwnerName kOwners[] = {{"line", Attribute::Owner::kLine},
                                 {"basket", Attribute::Owner::kBasket},
                                 {"event", Attribute::Owner::kEvent}};

struct TypeName {
  std::string_view name;
  ScalarType type;
};
constexpr TypeName kTypes[] = {
    {"bool", ScalarType::kBool},         {"int", ScalarType::kInt},
    {"string", ScalarType::kString},     {"money", ScalarType::kMoney},
    {"quantity", ScalarType::kQuantity}, {"rate", ScalarType::kRate},
    {"date", ScalarType::kDate},         {"instant", ScalarType::kInstant}};

// "line, basket or event".
std::string OneOf(const std::vector<std::string_view>& names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string DidYouMean(std::string_view name,
                       const std::vector<std::string_view>& candidates) {
  const std::string_view near = NearName(name, candidates);
  return near.empty() ? ": it may be " + OneOf(candidates)
                      : "; did you mean " + Quote(near) + "?";
}

class Reader {
 public:
  Reader(const wire::SourceText& source, const wire::Tree& tree,
         Diagnostics& diagnostics)
      : source_(source), tree_(tree), diagnostics_(diagnostics) {}

  ColumnMap Read();

 private:
  void Complain(NodeId id, Reason reason, std::string message);
  void ComplainOfKey(NodeId id, std::string message);
  // The children of a mapping; none, with a complaint, of anything else.
  std::vector<NodeId> Entries(NodeId id);
  // Text that is not empty, or "" with a complaint.
  std::string Text(NodeId id);
  // The index of a word among `words`, or 0 with a complaint.
  size_t Word(NodeId id, const std::vector<std::string_view>& words);

  void ReadColumns(NodeId id, ColumnMap& map);
  void ReadAttribute(NodeId id, ColumnMap& map);
  void CheckWhole(const ColumnMap& map);

  const wire::SourceText& source_;
  const wire::Tree& tree_;
  Diagnostics& diagnostics_;
};

void Reader::Complain(NodeId id, Reason reason, std::string message) {
  Diagnostic diagnostic;
  diagnostic.reason = reason;
  diagnostic.place = source_.PlaceOf(tree_[id].offset);
  diagnostic.path = tree_.PathOf(id);
  diagnostic.message = std::move(message);
  diagnostics_.push_back(std::move(diagnostic));
}

void Reader::ComplainOfKey(NodeId id, std::string message) {
  Complain(id, Reason::kUnknownField, std::move(message));
  diagnostics_.back().place = source_.PlaceOf(tree_[id].key_offset);
}

std::vector<NodeId> Reader::Entries(NodeId id) {
  std::vector<NodeId> entries;
  if (tree_[id].kind != NodeKind::kMap) {
    Complain(id, Reason::kWrongType, "expected keys with values");
    return entries;
  }
  for (NodeId child = tree_[id].first_child; child != kNoNode;
       child = tree_[child].next) {
    entries.push_back(child);
  }
  return entries;
}

std::string Reader::Text(NodeId id) {
  const Node& node = tree_[id];
  if (node.kind == NodeKind::kScalar && !node.text.empty()) return node.text;
  Complain(id, Reason::kWrongType,
           "expected text: leave the key out where there is nothing to say");
  return "";
}

size_t Reader::Word(NodeId id, const std::vector<std::string_view>& words) {
  const std::string text = Text(id);
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == text) return i;
  }
  if (!text.empty()) {
    Complain(id, Reason::kUnknownName,
             Quote(text) + " is not known here" + DidYouMean(text, words));
  }
  return 0;
}

void Reader::ReadColumns(NodeId id, ColumnMap& map) {
  const std::vector<std::string_view> roles(kRoleNames.begin(),
                                            kRoleNames.end());
  for (const NodeId entry : Entries(id)) {
    const std::string& key = tree_[entry].key;
    const auto role = std::find(roles.begin(), roles.end(), key);
    if (role == roles.end()) {
      ComplainOfKey(
          entry, "a column cannot be " + Quote(key) + DidYouMean(key, roles));
      continue;
    }
    map.columns[static_cast<size_t>(role - roles.begin())] = Text(entry);
  }
}

void Reader::ReadAttribute(NodeId id, ColumnMap& map) {
  AttributeColumn attribute;
  attribute.name = tree_[id].key;
  for (const NodeId entry : Entries(id)) {
    const std::string& key = tree_[entry].key;
    if (key == "column") {
      attribute.column = Text(entry);
    } else if (key == "of") {
      std::vector<std::string_view> words;
      for (const OwnerName& owner : kOwners) words.push_back(owner.name);
      attribute.owner = kOwners[Word(entry, words)].owner;
    } else if (key == "type") {
      std::vector<std::string_view> words;
      for (const TypeName& type : kTypes) words.push_back(type.name);
      attribute.type = kTypes[Word(entry, words)].type;
    } else {
      ComplainOfKey(entry, "unknown field " + Quote(key) +
                               DidYouMean(key, {"column", "of", "type"}));
    }
  }
  if (attribute.column.empty() && tree_[id].kind == NodeKind::kMap) {
    Complain(id, Reason::kMissingField,
             "the attribute needs the name of a column: add 'column:'");
  }
  map.attributes.push_back(std::move(attribute));
}

// What the parts need of each other.
void Reader::CheckWhole(const ColumnMap& map) {
  const auto need = [&](bool there, std::string message) {
    if (!there) Complain(0, Reason::kMissingField, std::move(message));
  };
  const auto has = [&](Role role) { return !map.column(role).empty(); };
  need(!map.source.empty(),
       "'source' is missing: name where the orders come from; it stays the "
       "same when the file is run again");
  need(has(Role::kOrder),
       "'columns.order' is missing: which column groups "
       "lines into orders?");
  need(has(Role::kTime), "'columns.time' is missing: which column says when?");
  need(has(Role::kAmount) || (has(Role::kUnitPrice) && has(Role::kQuantity)),
       "what a line costs is missing: map 'amount', or 'unit_price' and "
       "'quantity'");
  need(map.currency.valid() || has(Role::kCurrency),
       "'currency' is missing: write the file's currency, such as EUR");
  // A return without a receipt is matched by these.
  need(map.return_when.empty() ||
           (has(Role::kSku) && has(Role::kUnitPrice) && has(Role::kQuantity)),
       "returns need the columns 'sku', 'unit_price' and 'quantity': they "
       "name no order, and are matched by these");
  need(map.return_when.empty() || map.quantities == Quantity::Kind::kPiece,
       "returns are counted in pieces: 'quantities: kg' has none");
}

ColumnMap Reader::Read() {
  ColumnMap map;
  const std::vector<std::string_view> keys = {
      "source", "currency", "zone",       "identical_lines",
      "return", "columns",  "quantities", "attributes"};
  for (const NodeId entry : Entries(0)) {
    const std::string& key = tree_[entry].key;
    if (key == "source") {
      map.source = Text(entry);
    } else if (key == "currency") {
      const absl::StatusOr<Currency> currency = ParseCurrency(Text(entry));
      if (currency.ok()) {
        map.currency = *currency;
      } else {
        Complain(entry, Reason::kUnknownCurrency,
                 std::string(MessageOf(currency.status())));
      }
    } else if (key == "zone") {
      map.zone = Text(entry);
    } else if (key == "identical_lines") {
      map.drop_identical_lines = Word(entry, {"keep", "drop"}) == 1;
    } else if (key == "quantities") {
      map.quantities = Word(entry, {"pieces", "kg"}) == 1
                           ? Quantity::Kind::kWeight
                           : Quantity::Kind::kPiece;
    } else if (key == "return") {
      map.return_when = Text(entry);
    } else if (key == "columns") {
      ReadColumns(entry, map);
    } else if (key == "attributes") {
      for (const NodeId attribute : Entries(entry)) {
        ReadAttribute(attribute, map);
      }
    } else {
      ComplainOfKey(entry,
                    "unknown field " + Quote(key) + DidYouMean(key, keys));
    }
  }
  std::sort(map.attributes.begin(), map.attributes.end(),
            [](const AttributeColumn& a, const AttributeColumn& b) {
              return a.name < b.name;
            });
  if (!HasErrors(diagnostics_)) CheckWhole(map);
  return map;
}

// A file that another sign separates has one column, whose name holds it.
absl::Status CheckSeparator(const std::vector<std::string>& header) {
  if (header.size() != 1) return absl::OkStatus();
  struct Sign {
    char sign;
    std::string_view name;
  };
  for (const auto& [sign, name] :
       {Sign{';', "semicolons"}, Sign{'\t', "tabs"}}) {
    if (header[0].find(sign) == std::string::npos) continue;
    return Refuse(Reason::kBadCsv,
                  "the file's columns are separated by " + std::string(name) +
                      ": save it with commas between them, and numbers with a "
                      "point");
  }
  return absl::OkStatus();
}

absl::StatusOr<int> FindColumn(const std::string& name, std::string_view what,
                               const std::vector<std::string>& header) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) {
    const std::vector<std::string_view> names(header.begin(), header.end());
    const std::string_view near = NearName(name, names);
    return Refuse(Reason::kMissingColumn,
                  "the file has no column " + Quote(name) + " for " +
                      std::string(what) +
                      (near.empty() ? ": change columns.yaml or the file's "
                                      "first line"
                                    : "; did you mean " + Quote(near) + "?"));
  }
  if (std::find(found + 1, header.end(), name) != header.end()) {
    return Refuse(Reason::kBadCsv, "the file has two columns " + Quote(name) +
                                       ": rename one of them");
  }
  return static_cast<int>(found - header.begin());
}

}  // namespace

std::string_view RoleName(Role role) {
  return kRoleNames[static_cast<size_t>(role)];
}

std::optional<ColumnMap> ParseColumns(std::string_view yaml,
                                      std::string_view file,
                                      Diagnostics& diagnostics) {
  Diagnostics found;
  std::optional<ColumnMap> map;
  const wire::SourceText source(yaml, std::string(file));
  wire::Tree tree;
  if (wire::CheckText(source, found) &&
      wire::ReadYaml(source, wire::kEventLimits, tree, found)) {
    map = Reader(source, tree, found).Read();
  }
  if (HasErrors(found)) map.reset();
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return map;
}

absl::StatusOr<ColumnPlaces> FindColumns(
    const ColumnMap& map, const std::vector<std::string>& header) {
  if (absl::Status s = CheckSeparator(header); !s.ok()) return s;
  ColumnPlaces places;
  places.roles.fill(ColumnPlaces::kAbsent);
  for (size_t i = 0; i < kRoles; ++i) {
    if (map.columns[i].empty()) continue;
    const absl::StatusOr<int> place =
        FindColumn(map.columns[i], kRoleNames[i], header);
    if (!place.ok()) return place.status();
    places.roles[i] = *place;
  }
  for (const AttributeColumn& attribute : map.attributes) {
    const absl::StatusOr<int> place = FindColumn(
        attribute.column, "attribute " + Quote(attribute.name), header);
    if (!place.ok()) return place.status();
    places.attributes.push_back(*place);
  }
  return places;
}

}  // namespace patron::cli
