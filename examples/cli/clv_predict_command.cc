// patron clv predict: what models say of each customer of a file.

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "csv_scan.h"
#include "json_text.h"
#include "model_file.h"
#include "patron/error.h"
#include "subcommands.h"
#include "summary_file.h"

namespace patron::cli {
namespace {

constexpr size_t kModelBytesMax = size_t{1} << 20U;

struct Models {
  LifetimeKind kind = LifetimeKind::kGammaGamma;  // whose rows are read
  std::optional<PurchaseModel> purchases;
  std::optional<ContractModel> contracts;
  std::optional<SpendModel> spend;
};

struct Prediction {
  std::optional<double> p_alive;
  std::optional<double> expected_purchases;
  std::optional<double> expected_value;
  std::optional<double> clv;
};

absl::Status Twice() {
  return Refuse(Reason::kBadValue,
                "give one model of purchases and one gamma_gamma at most");
}

absl::Status AddModel(const StoredModel& stored, Models* models) {
  if (!stored.status.empty() && stored.status != "converged") {
    Say("patron: warning: " + std::string(LifetimeKindName(stored.kind)) +
        " is " + stored.status);
  }
  if (stored.kind == LifetimeKind::kGammaGamma) {
    if (models->spend) return Twice();
    absl::StatusOr<SpendModel> made = SpendModel::Make(stored.params);
    if (!made.ok()) return made.status();
    models->spend = *made;
    return absl::OkStatus();
  }
  if (models->purchases || models->contracts) return Twice();
  models->kind = stored.kind;
  if (stored.kind == LifetimeKind::kSbg) {
    absl::StatusOr<ContractModel> made = ContractModel::Make(stored.params);
    if (!made.ok()) return made.status();
    models->contracts = *made;
    return absl::OkStatus();
  }
  absl::StatusOr<PurchaseModel> made =
      PurchaseModel::Make(stored.kind, stored.params);
  if (!made.ok()) return made.status();
  models->purchases = *made;
  return absl::OkStatus();
}

absl::StatusOr<Models> LoadModels(const std::vector<std::string>& paths) {
  Models models;
  for (const std::string& path : paths) {
    const absl::StatusOr<std::string> text = ReadText(path, kModelBytesMax);
    if (!text.ok()) return text.status();
    const auto read = ReadModels(*text);
    absl::Status status = read.status();
    if (read.ok()) {
      for (const StoredModel& stored : *read) {
        status.Update(AddModel(stored, &models));
      }
    }
    if (!status.ok()) {
      return Refuse(ReasonOf(status),
                    path + ": " + std::string(MessageOf(status)));
    }
  }
  return models;
}

absl::StatusOr<Discounting> MakeDiscounting(const ClvPredictOptions& options) {
  static const std::map<std::string_view, Discount::Timing> kTimings = {
      {"end", Discount::Timing::kEndOfPeriod},
      {"start", Discount::Timing::kStartOfPeriod},
      {"middle", Discount::Timing::kMiddleOfPeriod},
      {"continuous", Discount::Timing::kContinuous}};
  return Discounting::Make({.timing = kTimings.at(options.discount_timing),
                            .rate = options.discount_rate,
                            .period = options.discount_period},
                           options.horizon);
}

// A contract that runs is alive, one that was not renewed is not.
void PredictContract(const ContractModel& model, const LifetimeSummary& row,
                     double horizon, Prediction* prediction) {
  const bool running = static_cast<double>(row.frequency) == row.age;
  prediction->p_alive = running ? 1 : 0;
  prediction->expected_purchases =
      running
          ? model.ExpectedRenewals(row.frequency, static_cast<int64_t>(horizon))
          : 0;
}

Prediction Predict(const Models& models, const Discounting& discounting,
                   bool has_money, const LifetimeSummary& row) {
  Prediction prediction;
  const double horizon = discounting.horizon();
  if (models.contracts) {
    PredictContract(*models.contracts, row, horizon, &prediction);
  }
  // Without money only the mean of all is known, of those who never returned.
  if (models.spend && (has_money || row.frequency == 0)) {
    prediction.expected_value = models.spend->ExpectedSpend(row);
  }
  if (models.purchases) {
    prediction.p_alive = models.purchases->PAlive(row);
    prediction.expected_purchases =
        models.purchases->ExpectedPurchases(row, horizon);
    if (prediction.expected_value) {
      prediction.clv = *prediction.expected_value *
                       models.purchases->DiscountedPurchases(row, discounting);
    }
  }
  return prediction;
}

std::string OrEmpty(std::optional<double> value) {
  return value && std::isfinite(*value) ? FormatDouble(*value) : "";
}

void PrintCsv(const SummaryFile& file, size_t row, const Prediction& p) {
  Print(file.texts[row] + "," + OrEmpty(p.p_alive) + "," +
        OrEmpty(p.expected_purchases) + "," + OrEmpty(p.expected_value) + "," +
        OrEmpty(p.clv) + "\n");
}

// What the model read of a column; absent: it is none of its columns.
std::optional<double> ValueOf(const SummaryFile& file, size_t row,
                              size_t column) {
  const LifetimeSummary& read = file.rows[row];
  const double values[kSummaryColumns] = {static_cast<double>(read.frequency),
                                          read.recency, read.age,
                                          read.mean_spend, read.weight};
  for (size_t i = 0; i < kSummaryColumns; ++i) {
    if (file.columns[i] == static_cast<int>(column)) return values[i];
  }
  return std::nullopt;
}

void PrintJson(const SummaryFile& file, size_t row, const Prediction& p) {
  std::vector<std::string_view> fields;
  CsvScan scan;
  scan.Start();
  (void)scan.Feed(file.texts[row]);  // read once before: it is whole
  scan.Fields(file.texts[row], file.texts[row].size(), fields);
  JsonLine json;
  json.Open();
  for (size_t i = 0; i < file.header.size(); ++i) {
    if (const std::optional<double> value = ValueOf(file, row, i)) {
      json.Number(file.header[i], FormatDouble(*value));
    } else {
      json.Field(file.header[i], fields[i]);
    }
  }
  json.Number("p_alive", OrEmpty(p.p_alive))
      .Number("expected_purchases", OrEmpty(p.expected_purchases))
      .Number("expected_value", OrEmpty(p.expected_value))
      .Number("clv", OrEmpty(p.clv))
      .Close();
  const std::string line = json.Take();
  Print((row == 0 ? "[" : ",\n") + line.substr(0, line.size() - 1));
}

// In quotes where it needs them.
std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += c;
    quoted += c;
  }
  return quoted + "\"";
}

void PrintHeader(const SummaryFile& file) {
  std::string header;
  for (const std::string& name : file.header) header += CsvField(name) + ",";
  Print(header + "p_alive,expected_purchases,expected_value,clv\n");
}

absl::Status CheckHorizon(const Models& models, double horizon) {
  const bool whole =
      models.kind == LifetimeKind::kBgBb || models.kind == LifetimeKind::kSbg;
  if (whole && horizon != std::floor(horizon)) {
    return Refuse(Reason::kBadValue,
                  "--horizon must be a whole number of opportunities");
  }
  const double most =
      whole ? LifetimeSummary::kOpportunitiesMax : LifetimeSummary::kTimeMax;
  if (horizon > most) {
    return Refuse(Reason::kBadValue, "--horizon must not be above " +
                                         std::to_string(std::llround(most)));
  }
  return absl::OkStatus();
}

}  // namespace

int ClvPredict(const ClvPredictOptions& options) {
  const absl::StatusOr<Discounting> discounting = MakeDiscounting(options);
  if (!discounting.ok()) return FailCall(discounting.status());
  const absl::StatusOr<Models> models = LoadModels(options.models);
  if (!models.ok()) return Fail(models.status());
  if (absl::Status status = CheckHorizon(*models, options.horizon);
      !status.ok()) {
    return FailCall(status);
  }
  const absl::StatusOr<SummaryFile> file =
      ReadSummaryFile(options.summary, models->kind, true);
  if (!file.ok()) return Fail(file.status());
  const bool has_money = file->Has(SummaryColumn::kMeanSpend);
  if (models->purchases && !models->spend) {
    Say("patron: note: without a gamma_gamma model there is no expected_value "
        "and no clv");
  }
  const bool json = options.format == Format::kJson;
  if (!json) PrintHeader(*file);
  for (size_t row = 0; row < file->rows.size(); ++row) {
    const Prediction prediction =
        Predict(*models, *discounting, has_money, file->rows[row]);
    json ? PrintJson(*file, row, prediction) : PrintCsv(*file, row, prediction);
  }
  if (json) Print("]\n");
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
