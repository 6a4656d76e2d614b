// Models to JSON and back.

#include "model_file.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include "json_text.h"
#include "patron/error.h"
#include "summary_file.h"

namespace patron::cli {
namespace {

using Json = rapidjson::Value;

constexpr auto kParseFlags = rapidjson::kParseIterativeFlag |
                             rapidjson::kParseValidateEncodingFlag |
                             rapidjson::kParseFullPrecisionFlag;

void AddParams(std::string_view key, LifetimeKind kind,
               const LifetimeParams& params, JsonText& json) {
  json.Open(key);
  const std::span<const std::string_view> names = LifetimeParamNames(kind);
  for (size_t i = 0; i < names.size(); ++i) {
    json.Number(names[i], FormatDouble(params[i]));
  }
  json.Close();
}

void AddFit(const LifetimeFit& fit, JsonText& json) {
  json.Field("model", LifetimeKindName(fit.kind));
  if (fit.status == FitStatus::kTooFewRepeaters) {
    json.Null("params").Null("standard_errors").Null("log_likelihood");
  } else {
    AddParams("params", fit.kind, fit.params, json);
    if (fit.standard_errors) {
      AddParams("standard_errors", fit.kind, *fit.standard_errors, json);
    } else {
      json.Null("standard_errors");
    }
    json.Number("log_likelihood", FormatDouble(fit.log_likelihood));
  }
  json.Field("iterations", static_cast<int64_t>(fit.iterations))
      .Field("status", FitStatusName(fit.status));
}

absl::Status Missing(std::string_view field) {
  return Refuse(Reason::kMissingField,
                "a model needs the field '" + std::string(field) + "'");
}

absl::StatusOr<FileModel> ReadModel(const Json& json) {
  if (!json.IsObject()) {
    return Refuse(Reason::kWrongType, "a model must be a JSON object");
  }
  const auto name = json.FindMember("model");
  if (name == json.MemberEnd() || !name->value.IsString()) {
    return Missing("model");
  }
  const absl::StatusOr<LifetimeKind> kind = ParseLifetimeKind(
      {name->value.GetString(), name->value.GetStringLength()});
  if (!kind.ok()) return kind.status();
  FileModel model;
  model.kind = *kind;
  const auto status = json.FindMember("status");
  if (status != json.MemberEnd() && status->value.IsString()) {
    model.status = status->value.GetString();
  }
  const auto params = json.FindMember("params");
  if (params == json.MemberEnd()) return Missing("params");
  if (params->value.IsNull()) {
    return Refuse(Reason::kBadValue,
                  std::string(LifetimeKindName(*kind)) + " was not fitted: " +
                      (model.status.empty() ? "no params" : model.status));
  }
  if (!params->value.IsObject()) {
    return Refuse(Reason::kWrongType, "params must be a JSON object");
  }
  for (const std::string_view each : LifetimeParamNames(*kind)) {
    const auto found = params->value.FindMember(std::string(each).c_str());
    if (found == params->value.MemberEnd() || !found->value.IsNumber()) {
      return Missing("params." + std::string(each));
    }
    model.params.push_back(found->value.GetDouble());
  }
  if (params->value.MemberCount() != model.params.size()) {
    return Refuse(Reason::kUnknownField,
                  std::string(LifetimeKindName(*kind)) + " has " +
                      std::to_string(model.params.size()) +
                      " params, the file has others too");
  }
  return model;
}

}  // namespace

std::string FormatFitJson(const LifetimeFit& fit, const LifetimeFit* spend) {
  JsonText json;
  json.Open();
  AddFit(fit, json);
  if (spend != nullptr) {
    json.Open("gamma_gamma");
    AddFit(*spend, json);
    json.Close();
  }
  json.Close();
  return json.Take();
}

std::string_view TimingName(Discount::Timing timing) {
  switch (timing) {
    case Discount::Timing::kEndOfPeriod:
      return "end";
    case Discount::Timing::kStartOfPeriod:
      return "start";
    case Discount::Timing::kMiddleOfPeriod:
      return "middle";
    case Discount::Timing::kContinuous:
      break;
  }
  return "continuous";
}

Discount::Timing TimingOf(std::string_view name) {
  auto timing = Discount::Timing::kEndOfPeriod;
  while (TimingName(timing) != name &&
         timing != Discount::Timing::kContinuous) {
    timing = static_cast<Discount::Timing>(static_cast<int>(timing) + 1);
  }
  return timing;
}

absl::StatusOr<std::vector<FileModel>> ReadModels(std::string_view text) {
  rapidjson::Document document;
  document.Parse<kParseFlags>(text.data(), text.size());
  if (document.HasParseError()) {
    return Refuse(Reason::kSyntax,
                  "no JSON at byte " +
                      std::to_string(document.GetErrorOffset()) + ": " +
                      rapidjson::GetParseError_En(document.GetParseError()));
  }
  absl::StatusOr<FileModel> first = ReadModel(document);
  if (!first.ok()) return first.status();
  std::vector<FileModel> models = {*std::move(first)};
  const auto spend = document.FindMember("gamma_gamma");
  if (spend == document.MemberEnd()) return models;
  const bool fitted = !spend->value.IsObject() ||
                      !spend->value.HasMember("params") ||
                      !spend->value["params"].IsNull();
  // What a purchase is worth may be unknown where purchases are not.
  if (!fitted) return models;
  absl::StatusOr<FileModel> second = ReadModel(spend->value);
  if (!second.ok()) return second.status();
  if (second->kind != LifetimeKind::kGammaGamma) {
    return Refuse(Reason::kBadValue, "gamma_gamma must be a gamma_gamma");
  }
  models.push_back(*std::move(second));
  return models;
}

}  // namespace patron::cli
