// The JSON Schema says what the loader does.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "patron/text.h"
#include "tests/wire/sample.h"
#include "wire/documents.h"
#include "wire/printers.h"
#include "wire/source_text.h"
#include "wire/table.h"
#include "wire/tree.h"

namespace patron::wire {
namespace {

Tree Parsed(const std::string& json) {
  Tree tree;
  Diagnostics diagnostics;
  const SourceText source(json, "schema.json");
  EXPECT_TRUE(ReadJson(source, {}, tree, diagnostics));
  return tree;
}

TEST(Schema, IsJsonWithEveryMessage) {
  for (const std::string& json : {ProgramJsonSchema(), EventJsonSchema()}) {
    const Tree tree = Parsed(json);
    const NodeId definitions = tree.Child(0, "$defs");
    ASSERT_NE(definitions, kNoNode);
    std::set<std::string> defined;
    for (NodeId id = tree[definitions].first_child; id != kNoNode;
         id = tree[id].next) {
      EXPECT_TRUE(defined.insert(tree[id].key).second);
      EXPECT_NE(tree.Child(id, "additionalProperties"), kNoNode);
    }
    // Every reference leads somewhere.
    for (const Node& node : tree.nodes) {
      if (node.key != "$ref") continue;
      EXPECT_TRUE(node.text.starts_with("#/$defs/"));
      EXPECT_EQ(defined.count(node.text.substr(8)), 1U) << node.text;
    }
    EXPECT_EQ(tree[tree.Child(0, "additionalProperties")].text, "false");
  }
}

// What the documentation calls required, the loader refuses to miss, and
// nothing else: each line of a program that has every field goes once.
TEST(Schema, RequiresWhatTheLoaderRequires) {
  const Loaded<Program> program =
      LoadProgram(testing::kEveryField, TextFormat::kYaml);
  ASSERT_TRUE(program.value);
  const Tree whole = Parsed(PrintProgram(*program.value, TextFormat::kJson));
  const Tree schema = Parsed(ProgramJsonSchema());
  int required_fields = 0;
  for (NodeId id = 1; id < whole.nodes.size(); ++id) {
    const Node& node = whole[id];
    if (node.kind != NodeKind::kScalar || node.key.empty()) continue;
    const std::string path = whole.PathOf(id);
    SCOPED_TRACE(path);
    // The definition that the path leads to.
    NodeId at = 0;
    std::vector<NodeId> steps;
    for (NodeId step = id; step != 0; step = whole[step].parent) {
      if (!whole[step].key.empty()) steps.insert(steps.begin(), step);
    }
    bool required = false;
    for (const NodeId step : steps) {
      const std::string& key = whole[step].key;
      required = false;
      const NodeId list = schema.Child(at, "required");
      if (list != kNoNode) {
        for (NodeId name = schema[list].first_child; name != kNoNode;
             name = schema[name].next) {
          required = required || schema[name].text == key;
        }
      }
      NodeId field = schema.Child(schema.Child(at, "properties"), key);
      ASSERT_NE(field, kNoNode);
      const NodeId items = schema.Child(field, "items");
      if (items != kNoNode) field = items;
      const NodeId reference = schema.Child(field, "$ref");
      if (reference != kNoNode) {
        at = schema.Child(schema.Child(0, "$defs"),
                          schema[reference].text.substr(8));
      }
    }
    // The program without this field, its value emptied by a null in JSON.
    Tree without = whole;
    without.nodes[id].kind = NodeKind::kNull;
    required_fields += required ? 1 : 0;
    const Loaded<Program> loaded =
        LoadProgram(TreeToJson(without, JsonStyle::kLine), TextFormat::kJson);
    bool missing = false;
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
      missing = missing || (diagnostic.reason == Reason::kMissingField &&
                            diagnostic.path == path);
    }
    EXPECT_EQ(missing, required);
  }
  EXPECT_GT(required_fields, 20);
}

}  // namespace
}  // namespace patron::wire
