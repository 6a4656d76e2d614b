// The parts of a line are handed on as JSON text, so that a file of bindings
// and the bindings of a line are read by the same code.

#include "eval_case.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <memory>
#include <optional>

#include "patron/error.h"
#include "patron/zoneinfo.h"
#include "typed_json.h"

namespace patron::cli {
namespace {

using expr::Type;
using Json = rapidjson::Value;

constexpr int kTypeDepthMax = 16;
constexpr auto kParseFlags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

std::string_view TextOf(const Json& json) {
  return {json.GetString(), json.GetStringLength()};
}

std::string Printed(const Json& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  json.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

absl::Status Parse(std::string_view text, std::string_view what,
                   rapidjson::Document* document) {
  if (absl::Status deep = CheckDepth(text); !deep.ok()) return deep;
  document->Parse<kParseFlags>(text.data(), text.size());
  if (document->HasParseError()) {
    return Refuse(Reason::kSyntax,
                  std::string(what) + " is no JSON at byte " +
                      std::to_string(document->GetErrorOffset()) + ": " +
                      rapidjson::GetParseError_En(document->GetParseError()));
  }
  if (document->IsObject()) return absl::OkStatus();
  return Refuse(Reason::kWrongType,
                std::string(what) + " is no JSON object ({...})");
}

// By recursion, which kTypeDepthMax bounds.
std::optional<Type> ReadType(const Json& json, int depth) {
  if (depth > kTypeDepthMax) return std::nullopt;
  if (json.IsString()) return expr::ParseType(TextOf(json));
  if (!json.IsObject() || json.MemberCount() != 1) return std::nullopt;
  const std::string_view form = TextOf(json.MemberBegin()->name);
  const Json& inner = json.MemberBegin()->value;
  if (form == "list" || form == "optional") {
    const std::optional<Type> type = ReadType(inner, depth + 1);
    if (!type) return std::nullopt;
    return form == "list" ? Type::List(*type) : Type::Optional(*type);
  }
  if (form != "map" || !inner.IsArray() || inner.Size() != 2) {
    return std::nullopt;
  }
  const std::optional<Type> key = ReadType(inner[0], depth + 1);
  const std::optional<Type> value = ReadType(inner[1], depth + 1);
  if (!key || !value) return std::nullopt;
  return Type::Map(*key, *value);
}

// Whether a value of that kind may be of the type; what is in a list or a map
// is left to evaluation.
bool Holds(const Type& type, const Type& value) {
  return type.is_dyn() || type.kind() == value.kind();
}

std::shared_ptr<const ZoneTable> SystemZone(std::string_view name) {
  absl::StatusOr<ZoneTable> zone = ReadZone(name);
  if (!zone.ok()) return nullptr;
  return std::make_shared<const ZoneTable>(*std::move(zone));
}

}  // namespace

EvalCase::EvalCase() { environment_.SetZones(SystemZone, /*computed=*/true); }

absl::Status EvalCase::ReadBindings(std::string_view json) {
  return cli::ReadBindings(json, &environment_, &arena_, &facts_);
}

absl::Status EvalCase::ReadTypes(std::string_view json) {
  rapidjson::Document document;
  if (absl::Status status = Parse(json, "the list of types", &document);
      !status.ok()) {
    return status;
  }
  for (const auto& member : document.GetObject()) {
    const std::optional<Type> type = ReadType(member.value, 0);
    if (!type) {
      return Refuse(Reason::kBadValue,
                    "the type of '" + std::string(TextOf(member.name)) +
                        "' is none: write \"int\", {\"list\": \"string\"} or "
                        "{\"map\": [\"string\", \"int\"]}");
    }
    const std::string name(TextOf(member.name));
    const std::optional<uint32_t> bound = environment_.FindFact(name);
    if (bound && !Holds(*type, environment_.facts()[*bound].type)) {
      return Refuse(Reason::kWrongType,
                    "'" + name + "' is bound to " +
                        environment_.facts()[*bound].type.ToString() +
                        ", and its type is " + type->ToString());
    }
    environment_.AddFact(name, *type);
  }
  return absl::OkStatus();
}

absl::Status EvalCase::ReadLine(std::string_view json) {
  rapidjson::Document document;
  absl::Status status = Parse(json, "the line", &document);
  if (!status.ok()) return status;
  if (!document.HasMember("expr") || !document["expr"].IsString()) {
    return Refuse(Reason::kMissingField,
                  "the line has no \"expr\" with an expression");
  }
  expression = TextOf(document["expr"]);
  const auto flag = [&](const char* name) {
    return document.HasMember(name) && document[name].IsBool() &&
           document[name].GetBool();
  };
  options.check = !flag("disable_check");
  options.macros = !flag("disable_macros");
  if (document.HasMember("bindings")) {
    status = ReadBindings(Printed(document["bindings"]));
    if (!status.ok()) return status;
  }
  if (!document.HasMember("types")) return absl::OkStatus();
  return ReadTypes(Printed(document["types"]));
}

std::string ErrorJson(std::string_view message) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartObject();
  writer.Key("error");
  writer.String(message.data(),
                static_cast<rapidjson::SizeType>(message.size()));
  writer.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

// The evaluator knows slots; whoever wrote the expression knows names.
void EvalCase::NameUnbound(expr::Value* error) {
  for (const uint32_t slot : compiled_.expression->slots()) {
    if (slot < facts_.size()) continue;
    unbound_message_ = "'" + environment_.facts()[slot].name +
                       "' has a type and no value: add it to the bindings";
    unbound_ = {error->error().reason, unbound_message_};
    *error = expr::Value::Error(&unbound_);
    return;
  }
}

EvalCase::Result EvalCase::Run() {
  compiled_ = expr::Compile(environment_, expression, std::nullopt,
                            expr::Limits(), options);
  Result result;
  result.diagnostics = compiled_.diagnostics;
  if (compiled_.ok()) {
    result.value = compiled_.expression->Evaluate(facts_, scratch_);
    if (result.value.is_error()) NameUnbound(&result.value);
  }
  return result;
}

}  // namespace patron::cli
