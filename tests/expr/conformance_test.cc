// CEL's public conformance cases (shared/cel), run through both evaluators.
//
// The folder is not part of a clone: PATRON_SHARED names it, or it lies beside
// the source tree. Where it is absent the test is skipped and says so; where it
// is there and no case ran, that is a failure. Cases that are left out are
// listed with a reason in conformance_left_out.txt, and a listed case that
// passes is a failure too.
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "absl/strings/escaping.h"
#include "expr/compare.h"
#include "expr/expression.h"
#include "patron/zoneinfo.h"

namespace patron::expr {
namespace {

using Json = rapidjson::Value;

std::string SharedFolder() {
  const char* shared = std::getenv("PATRON_SHARED");
  return shared != nullptr ? shared : PATRON_SOURCE_DIR "/../shared";
}

std::string_view TextOf(const Json& json) {
  return {json.GetString(), json.GetStringLength()};
}

Type ReadType(const Json& json) {
  if (json.IsString()) {
    return ParseType(TextOf(json)).value_or(Type::Dyn());
  }
  if (json.HasMember("list")) return Type::List(ReadType(json["list"]));
  return Type::Map(ReadType(json["map"][0]), ReadType(json["map"][1]));
}

double ReadDouble(std::string_view text) {
  if (text == "NaN") return std::nan("");
  if (text == "Infinity") return INFINITY;
  if (text == "-Infinity") return -INFINITY;
  return std::strtod(std::string(text).c_str(), nullptr);
}

// A typed value of the suite; strings and lists live in `arena`.
Value ReadValue(const Json& json, Arena& arena) {
  const std::string_view kind = TextOf(json.MemberBegin()->name);
  const Json& body = json.MemberBegin()->value;
  if (kind == "bool") return Value::Bool(body.GetBool());
  if (kind == "int") {
    return Value::Int(std::strtoll(body.GetString(), nullptr, 10));
  }
  if (kind == "uint") {
    return Value::Uint(std::strtoull(body.GetString(), nullptr, 10));
  }
  if (kind == "double") return Value::Double(ReadDouble(TextOf(body)));
  if (kind == "string") return Value::String(arena.Copy(TextOf(body)));
  if (kind == "bytes") {
    std::string bytes;
    absl::Base64Unescape(body.GetString(), &bytes);
    return Value::Bytes(arena.Copy(bytes));
  }
  if (kind == "type") {
    for (int i = 0; i < static_cast<int>(Kind::kError); ++i) {
      if (KindName(static_cast<Kind>(i)) == TextOf(body)) {
        return Value::TypeOf(static_cast<Kind>(i));
      }
    }
    return Value::TypeOf(Kind::kError);
  }
  if (kind == "list") {
    Value* items = arena.AllocateArray<Value>(body.Size());
    for (unsigned i = 0; i < body.Size(); ++i) {
      items[i] = ReadValue(body[i], arena);
    }
    return Value::List({items, body.Size()});
  }
  if (kind == "map") {
    MapEntry* entries = arena.AllocateArray<MapEntry>(body.Size());
    for (unsigned i = 0; i < body.Size(); ++i) {
      entries[i] = {ReadValue(body[i][0], arena), ReadValue(body[i][1], arena)};
    }
    return Value::Map({entries, body.Size()});
  }
  if (kind == "duration" || kind == "timestamp") {
    const TimeParts parts{body[0].GetInt64(), body[1].GetInt()};
    return kind == "duration" ? Value::Duration(parts)
                              : Value::Timestamp(parts);
  }
  return {};
}

// Equal and of one kind, all the way down; NaN equals NaN.
bool Same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.is(Kind::kDouble)) {
    if (std::isnan(a.number())) return std::isnan(b.number());
    return a.number() == b.number();
  }
  if (a.is(Kind::kList)) {
    if (a.list().size() != b.list().size()) return false;
    for (size_t i = 0; i < a.list().size(); ++i) {
      if (!Same(a.list()[i], b.list()[i])) return false;
    }
    return true;
  }
  if (a.is(Kind::kMap)) {
    if (a.map().size() != b.map().size()) return false;
    for (const MapEntry& x : a.map()) {
      bool found = false;
      for (const MapEntry& y : b.map()) {
        found = found || (Same(x.key, y.key) && Same(x.value, y.value));
      }
      if (!found) return false;
    }
    return true;
  }
  return FormatValue(a) == FormatValue(b);
}

std::shared_ptr<const ZoneTable> ReadZones(std::string_view name) {
  absl::StatusOr<ZoneTable> zone = ReadZone(name);
  if (!zone.ok()) return nullptr;
  return std::make_shared<const ZoneTable>(*std::move(zone));
}

// What came out, and "" where it is what the case wants.
std::string RunCase(const Json& json) {
  Arena arena;
  Environment environment;
  environment.SetZones(ReadZones, /*computed=*/true);
  std::vector<Value> facts;
  const auto bind = [&](const Json& name, const Type& type) {
    const uint32_t slot = environment.AddFact(name.GetString(), type);
    if (facts.size() <= slot) facts.resize(slot + 1);
    return slot;
  };
  if (json.HasMember("types")) {
    for (const auto& entry : json["types"].GetObject()) {
      bind(entry.name, ReadType(entry.value));
    }
  }
  if (json.HasMember("bindings")) {
    for (const auto& entry : json["bindings"].GetObject()) {
      const std::optional<uint32_t> slot =
          environment.FindFact(TextOf(entry.name));
      facts[slot ? *slot : bind(entry.name, Type::Dyn())] =
          ReadValue(entry.value, arena);
    }
  }
  CompileOptions options;
  options.check = !json.HasMember("disable_check");
  options.macros = !json.HasMember("disable_macros");
  const CompileResult result = Compile(environment, TextOf(json["expr"]),
                                       std::nullopt, Limits(), options);
  const bool wants_error = json.HasMember("error");
  if (!result.ok()) {
    return wants_error ? "" : FormatDiagnostic(result.diagnostics[0]);
  }
  Scratch scratch;
  Scratch slow_scratch;
  const Value value = result.expression->Evaluate(facts, scratch);
  const Value slow = result.expression->EvaluateSlowly(facts, slow_scratch);
  if (!Same(value, slow)) {
    return "fast " + FormatValue(value) + ", slow " + FormatValue(slow);
  }
  if (value.is_error()) return wants_error ? "" : FormatValue(value);
  if (wants_error) return "no error but " + FormatValue(value);
  const Value expected = ReadValue(json["value"], arena);
  return Same(value, expected) ? "" : "got " + FormatValue(value);
}

std::set<std::string> ReadLeftOut() {
  std::set<std::string> names;
  std::ifstream file(PATRON_SOURCE_DIR "/tests/expr/conformance_left_out.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    names.insert(line);
  }
  return names;
}

struct Count {
  int run = 0;
  int passed = 0;
};

TEST(Conformance, CasesOfThePublicSuite) {
  const std::filesystem::path folder = SharedFolder() + "/cel";
  if (!std::filesystem::exists(SharedFolder())) {
    GTEST_SKIP() << "no folder " << SharedFolder()
                 << ": set PATRON_SHARED to run CEL's conformance cases";
  }
  const std::set<std::string> left_out = ReadLeftOut();
  std::set<std::string> seen;
  std::map<std::string, Count> counts;
  int ran = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".jsonl") continue;
    std::ifstream file(entry.path());
    int line_number = 0;
    for (std::string line; std::getline(file, line);) {
      ++line_number;
      rapidjson::Document json;
      json.Parse(line.c_str(), line.size());
      ASSERT_FALSE(json.HasParseError()) << entry.path() << line_number;
      const std::string name = std::string(TextOf(json["suite"])) + "#" +
                               std::to_string(line_number) + "/" +
                               std::string(TextOf(json["name"]));
      const std::string wrong = RunCase(json);
      ++ran;
      Count& count = counts[entry.path().stem()];
      ++count.run;
      count.passed += wrong.empty() ? 1 : 0;
      seen.insert(name);
      if (left_out.count(name) > 0) {
        EXPECT_NE(wrong, "") << name << " passes: take it off the list";
      } else {
        EXPECT_EQ(wrong, "") << name << "\n  " << TextOf(json["expr"]);
      }
    }
  }
  for (const auto& [suite, count] : counts) {
    std::printf("  %-16s %3d of %3d\n", suite.c_str(), count.passed, count.run);
  }
  for (const std::string& name : left_out) {
    EXPECT_EQ(seen.count(name), 1U) << name << " is listed but there is none";
  }
  EXPECT_GT(ran, 0) << "the folder is there but no case ran";
}

}  // namespace
}  // namespace patron::expr
