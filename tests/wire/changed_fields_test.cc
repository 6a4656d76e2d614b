// Whatever field of a program is changed, `patron check OLD NEW` says so: each
// field that the schema has, one after the other.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "patron/text.h"
#include "tests/wire/sample.h"
#include "wire/table.h"
#include "wire/transcode.h"
#include "wire/values.h"

namespace patron {
namespace {

using wire::FieldRow;
using wire::FieldType;
using wire::MessageRow;
using wire::NodeId;
using wire::NodeKind;
using wire::Tree;

// What kEveryField has no room for, since it may not stand beside the others,
// and points without decimals, which any currency can have.
constexpr std::string_view kOthers = R"(program: cafe
version: 1
valid_from: 2026-01-01
currency: EUR
points:
  - {id: bean, expires: {after: 12 months, until: 12-31}}
attributes:
  - {owner: line, name: count, type: int}
stores:
  - id: main
    attributes:
      - {name: open, bool: true}
      - {name: seats, int: 12}
      - {name: stock, quantity: 1.5 kg}
      - {name: rent, rate: 10%}
      - {name: since, instant: 2026-01-01T00:00:00Z}
rules:
  - id: per-cup
    then:
      - unit_points: {currency: bean, points: 1}
      - brackets: {currency: bean, steps: [{points: 1}]}
rewards:
  - {id: cup, currency: bean, prices: [{points: 5}], unit: all}
)";

// Other values for a scalar, of which at least one can be read in its place.
std::vector<std::string> Others(const FieldRow& field,
                                const std::string& text) {
  std::vector<std::string> others;
  if (field.type == FieldType::kBool)
    return {text == "true" ? "false" : "true"};
  if (field.type == FieldType::kEnum) {
    for (const auto& value : field.enumeration->values) {
      others.emplace_back(value.name);
    }
    return others;
  }
  for (size_t i = text.size(); i-- > 0;) {
    if (text[i] < '0' || text[i] > '9') continue;
    for (char digit = '1'; digit <= '9'; ++digit) {
      others.push_back(text);
      others.back()[i] = digit;
    }
  }
  others.push_back(text + "x");
  others.emplace_back("CHF");
  return others;
}

class EveryField {
 public:
  explicit EveryField(const Program& program)
      : program_(program),
        tree_(wire::BytesToTree(wire::ProgramToBytes(program),
                                wire::ProgramRow(), problems_)) {}

  // Changes every scalar below `map` and notes which fields were told.
  void Visit(NodeId map, const MessageRow& row, std::set<std::string>* told) {
    for (NodeId child = tree_[map].first_child; child != wire::kNoNode;
         child = tree_[child].next) {
      const FieldRow& field = *FindField(row, tree_[child].key);
      const std::string name =
          std::string(row.name) + "." + std::string(field.name);
      if (!field.repeated) {
        if (Value(child, field, told)) told->insert(name);
        continue;
      }
      for (NodeId item = tree_[child].first_child; item != wire::kNoNode;
           item = tree_[item].next) {
        if (Value(item, field, told)) told->insert(name);
      }
    }
  }

 private:
  // False where nothing else can stand there beside what the program has.
  bool Value(NodeId node, const FieldRow& field, std::set<std::string>* told) {
    if (field.message != nullptr) {
      Visit(node, *field.message, told);
      return true;
    }
    const std::string was = tree_.PathOf(node) + ": " + tree_[node].text;
    for (const std::string& other : Others(field, tree_[node].text)) {
      Tree changed = tree_;
      changed.nodes[node].text = other;
      if (Changes(changed, was + " -> " + other)) return true;
    }
    return !field.repeated && Changes(Without(node), was + " -> none");
  }

  // Whether another program can be read from it, of which something is told.
  bool Changes(const Tree& tree, const std::string& what) {
    wire::Problems problems;
    const std::string bytes = wire::TreeToBytes(tree, wire::ProgramRow(),
                                                wire::Dialect::kYaml, problems);
    if (!problems.empty()) return false;
    const Program after =
        wire::ProgramFromBytes(bytes, wire::Reading::kStored, problems);
    if (!problems.empty() || after == program_) return false;
    EXPECT_FALSE(DescribeChanges(program_, after).empty()) << what;
    return true;
  }

  [[nodiscard]] Tree Without(NodeId node) const {
    Tree tree = tree_;
    NodeId* link = &tree.nodes[tree[node].parent].first_child;
    while (*link != node) link = &tree.nodes[*link].next;
    *link = tree[node].next;
    return tree;
  }

  const Program& program_;
  wire::Problems problems_;
  Tree tree_;
};

void AddFields(const MessageRow& row, std::set<std::string>* fields) {
  for (const FieldRow& field : row.fields) {
    fields->insert(std::string(row.name) + "." + std::string(field.name));
    if (field.message != nullptr) AddFields(*field.message, fields);
  }
}

TEST(DescribeChanges, EveryFieldOfAProgramIsTold) {
  std::set<std::string> told;
  for (const std::string_view text : {testing::kEveryField, kOthers}) {
    const Loaded<Program> loaded = LoadProgram(text, TextFormat::kYaml);
    ASSERT_TRUE(loaded.value) << FormatDiagnostic(loaded.diagnostics.at(0));
    EveryField(*loaded.value).Visit(0, wire::ProgramRow(), &told);
  }
  std::set<std::string> fields;
  AddFields(wire::ProgramRow(), &fields);
  for (const std::string& field : fields) {
    EXPECT_TRUE(told.contains(field)) << field << " is in no sample";
  }
}

}  // namespace
}  // namespace patron
