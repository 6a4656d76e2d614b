// Fits to JSON and back, by RapidJSON without recursion.

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/quote.h"
#include "lifetime/decimal.h"
#include "patron/error.h"
#include "patron/lifetime_fits.h"

namespace patron {
namespace {

using Json = rapidjson::Value;
using lifetime::ShortestDecimal;

constexpr auto kParseFlags = rapidjson::kParseIterativeFlag |
                             rapidjson::kParseValidateEncodingFlag |
                             rapidjson::kParseFullPrecisionFlag;
constexpr const char* kSpend = "gamma_gamma";
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

class FitWriter {
 public:
  FitWriter() { json_.SetIndent(' ', 2); }

  std::string Run(const LifetimeFits& fits) {
    json_.StartObject();
    Write(fits.fit);
    if (fits.spend) {
      json_.Key(kSpend);
      json_.StartObject();
      Write(*fits.spend);
      json_.EndObject();
    }
    json_.EndObject();
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

 private:
  void Write(const LifetimeFit& fit) {
    const bool fitted = fit.status != FitStatus::kTooFewRepeaters;
    Text("model", LifetimeKindName(fit.kind));
    Params("params", fit.kind, fitted ? &fit.params : nullptr);
    Params("standard_errors", fit.kind,
           fit.standard_errors ? &*fit.standard_errors : nullptr);
    json_.Key("log_likelihood");
    Number(fitted ? fit.log_likelihood : kUnknown);
    json_.Key("iterations");
    json_.Int(fit.iterations);
    Text("status", FitStatusName(fit.status));
  }

  void Params(const char* key, LifetimeKind kind,
              const LifetimeParams* params) {
    json_.Key(key);
    if (params == nullptr) {
      json_.Null();
      return;
    }
    json_.StartObject();
    const std::span<const std::string_view> names = LifetimeParamNames(kind);
    for (size_t i = 0; i < names.size(); ++i) {
      json_.Key(names[i].data());
      Number((*params)[i]);
    }
    json_.EndObject();
  }

  void Number(double value) {
    if (!std::isfinite(value)) {
      json_.Null();
      return;
    }
    std::string text = ShortestDecimal(value);
    // Without decimals it would be a whole number, which has no sign at 0.
    if (text == "-0") text = "-0.0";
    json_.RawValue(text.data(), text.size(), rapidjson::kNumberType);
  }

  void Text(const char* key, std::string_view text) {
    json_.Key(key);
    json_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> json_{buffer_};
};

absl::Status Missing(std::string_view field) {
  return Refuse(Reason::kMissingField,
                "a model needs the field '" + std::string(field) + "'");
}

bool Says(const Json& json, const char* name) {
  return json.HasMember(name) && !json[name].IsNull();
}

// A number for each of the kind's parameters, and no other.
absl::Status ReadParams(const Json& json, const char* field, LifetimeKind kind,
                        LifetimeParams* params) {
  const Json& from = json[field];
  if (!from.IsObject()) {
    return Refuse(Reason::kWrongType,
                  std::string(field) + " must be a JSON object");
  }
  const std::span<const std::string_view> names = LifetimeParamNames(kind);
  for (size_t i = 0; i < names.size(); ++i) {
    if (!from.HasMember(names[i].data()) || !from[names[i].data()].IsNumber()) {
      return Missing(std::string(field) + "." + std::string(names[i]));
    }
    (*params)[i] = from[names[i].data()].GetDouble();
  }
  if (from.MemberCount() == names.size()) return absl::OkStatus();
  return Refuse(Reason::kUnknownField, std::string(LifetimeKindName(kind)) +
                                           " has " +
                                           std::to_string(names.size()) + " " +
                                           field + ", the file has others too");
}

absl::StatusOr<FitStatus> ReadStatus(const Json& json) {
  if (!Says(json, "status")) return FitStatus::kGiven;
  const Json& status = json["status"];
  if (!status.IsString()) {
    return Refuse(Reason::kWrongType, "status must be text");
  }
  const std::string_view name(status.GetString(), status.GetStringLength());
  for (int i = 0; i <= static_cast<int>(FitStatus::kGiven); ++i) {
    if (FitStatusName(static_cast<FitStatus>(i)) == name) {
      return static_cast<FitStatus>(i);
    }
  }
  return Refuse(Reason::kUnknownName, "unknown status " + Quote(name));
}

absl::StatusOr<LifetimeKind> ReadKind(const Json& json) {
  if (!json.IsObject()) {
    return Refuse(Reason::kWrongType, "a model must be a JSON object");
  }
  if (!json.HasMember("model") || !json["model"].IsString()) {
    return Missing("model");
  }
  const Json& name = json["model"];
  return ParseLifetimeKind({name.GetString(), name.GetStringLength()});
}

absl::Status ReadRest(const Json& json, LifetimeFit* fit) {
  if (Says(json, "standard_errors")) {
    absl::Status status = ReadParams(json, "standard_errors", fit->kind,
                                     &fit->standard_errors.emplace());
    if (!status.ok()) return status;
  }
  fit->log_likelihood = kUnknown;
  if (Says(json, "log_likelihood")) {
    if (!json["log_likelihood"].IsNumber()) {
      return Refuse(Reason::kWrongType, "log_likelihood must be a number");
    }
    fit->log_likelihood = json["log_likelihood"].GetDouble();
  }
  if (Says(json, "iterations")) {
    if (!json["iterations"].IsInt() || json["iterations"].GetInt() < 0) {
      return Refuse(Reason::kWrongType,
                    "iterations must be a whole number, 0 or more");
    }
    fit->iterations = json["iterations"].GetInt();
  }
  return absl::OkStatus();
}

absl::StatusOr<LifetimeFit> ReadFit(const Json& json) {
  const absl::StatusOr<LifetimeKind> kind = ReadKind(json);
  if (!kind.ok()) return kind.status();
  const absl::StatusOr<FitStatus> status = ReadStatus(json);
  if (!status.ok()) return status.status();
  LifetimeFit fit;
  fit.kind = *kind;
  fit.status = *status;
  if (!json.HasMember("params")) return Missing("params");
  const bool fitted = fit.status != FitStatus::kTooFewRepeaters;
  if (json["params"].IsNull() == fitted) {
    return Refuse(Reason::kBadValue,
                  std::string(LifetimeKindName(*kind)) +
                      (fitted ? " has no params, and its status is "
                              : " has params, although its status is ") +
                      std::string(FitStatusName(fit.status)));
  }
  absl::Status read;
  if (fitted) read = ReadParams(json, "params", *kind, &fit.params);
  if (read.ok()) read = ReadRest(json, &fit);
  if (!read.ok()) return read;
  return fit;
}

}  // namespace

absl::StatusOr<LifetimeFits> FitWithSpend(
    LifetimeKind kind, std::span<const LifetimeSummary> customers,
    bool has_money, const FitOptions& options) {
  const absl::StatusOr<LifetimeFit> fit = FitLifetime(kind, customers, options);
  if (!fit.ok()) return fit.status();
  LifetimeFits fits{*fit, std::nullopt};
  const bool purchases =
      kind != LifetimeKind::kGammaGamma && kind != LifetimeKind::kSbg;
  const bool worthless = std::any_of(
      customers.begin(), customers.end(), [](const LifetimeSummary& row) {
        return row.frequency > 0 && row.mean_spend == 0;
      });
  if (!purchases || !has_money || worthless) return fits;
  const absl::StatusOr<LifetimeFit> spend =
      FitLifetime(LifetimeKind::kGammaGamma, customers, options);
  if (!spend.ok()) return spend.status();
  fits.spend = *spend;
  return fits;
}

std::string FormatFits(const LifetimeFits& fits) {
  return FitWriter().Run(fits);
}

absl::StatusOr<LifetimeFits> ReadFits(std::string_view json) {
  if (json.size() > kFitsBytesMax) {
    return Refuse(Reason::kTooLarge,
                  std::to_string(json.size()) + " bytes; at most " +
                      std::to_string(kFitsBytesMax) + " are read");
  }
  rapidjson::Document document;
  document.Parse<kParseFlags>(json.data(), json.size());
  if (document.HasParseError()) {
    return Refuse(Reason::kSyntax,
                  "no JSON at byte " +
                      std::to_string(document.GetErrorOffset()) + ": " +
                      rapidjson::GetParseError_En(document.GetParseError()));
  }
  const absl::StatusOr<LifetimeFit> fit = ReadFit(document);
  if (!fit.ok()) return fit.status();
  LifetimeFits fits{*fit, std::nullopt};
  if (!Says(document, kSpend)) return fits;
  const absl::StatusOr<LifetimeFit> spend = ReadFit(document[kSpend]);
  if (!spend.ok()) return spend.status();
  if (spend->kind != LifetimeKind::kGammaGamma ||
      fit->kind == LifetimeKind::kGammaGamma) {
    return Refuse(Reason::kBadValue,
                  "gamma_gamma must be a gamma_gamma, beside another model");
  }
  fits.spend = *spend;
  return fits;
}

absl::StatusOr<LifetimeFit> GivenFit(LifetimeKind kind,
                                     std::span<const double> params) {
  LifetimeFit fit;
  fit.kind = kind;
  fit.status = FitStatus::kGiven;
  fit.log_likelihood = kUnknown;
  const size_t count = LifetimeParamNames(kind).size();
  if (params.size() != count) {
    return Refuse(Reason::kBadValue, std::string(LifetimeKindName(kind)) +
                                         " has " + std::to_string(count) +
                                         " parameters, not " +
                                         std::to_string(params.size()));
  }
  std::copy(params.begin(), params.end(), fit.params.begin());
  // Whether such a model can be.
  LifetimePredictor predictor;
  if (absl::Status status = predictor.Add(fit); !status.ok()) return status;
  return fit;
}

}  // namespace patron
