// patron clv predict: what models say of each customer of a file or a database.

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "csv_scan.h"
#include "database_customers.h"
#include "json_text.h"
#include "patron/error.h"
#include "patron/lifetime_fits.h"
#include "patron/models.h"
#include "subcommands.h"
#include "summary_file.h"

namespace patron::cli {
namespace {

// A column of the answer; absent: the models do not say it.
struct Column {
  std::string_view name;
  std::optional<double> value;
};
using Prediction = std::vector<Column>;

// Who is told about, and over which horizon.
struct Question {
  const LifetimePredictor& models;
  const Discounting& discounting;
  const ClvPredictOptions& options;
  bool has_money = false;
};

void WarnUnlessConverged(const LifetimeFit& fit) {
  if (fit.status == FitStatus::kConverged || fit.status == FitStatus::kGiven) {
    return;
  }
  Say("patron: warning: " + std::string(LifetimeKindName(fit.kind)) + " is " +
      std::string(FitStatusName(fit.status)));
}

absl::Status AddFile(const std::string& path, LifetimePredictor* models) {
  const absl::StatusOr<std::string> text = ReadText(path, kFitsBytesMax);
  if (!text.ok()) return text.status();
  const absl::StatusOr<LifetimeFits> fits = ReadFits(*text);
  absl::Status status = fits.status();
  if (fits.ok()) {
    WarnUnlessConverged(fits->fit);
    if (fits->spend) WarnUnlessConverged(*fits->spend);
    status = models->AddFits(*fits);
  }
  if (status.ok()) return status;
  return Refuse(ReasonOf(status), path + ": " + std::string(MessageOf(status)));
}

absl::StatusOr<LifetimePredictor> LoadModels(
    const std::vector<std::string>& paths) {
  LifetimePredictor models;
  for (const std::string& path : paths) {
    if (absl::Status s = AddFile(path, &models); !s.ok()) return s;
  }
  return models;
}

absl::StatusOr<Discounting> MakeDiscounting(const ClvPredictOptions& options) {
  return Discounting::Make(
      {.timing = ParseDiscountTiming(options.discount_timing)
                     .value_or(Discount::Timing::kEndOfPeriod),
       .rate = options.discount_rate,
       .period = options.discount_period},
      *options.horizon);
}

// What is asked for by options.
void AddColumns(const Question& question, const LifetimeSummary& row,
                Prediction* prediction) {
  const ClvPredictOptions& options = question.options;
  const PurchaseModel* const model = question.models.purchases();
  const auto add = [&](std::string_view name, const auto& ask) {
    std::optional<double> value;
    if (model) value = ask(*model);
    prediction->push_back({name, value});
  };
  if (options.median_life) {
    add("median_residual_life",
        [&](const PurchaseModel& of) { return of.MedianResidualLife(row); });
  }
  if (options.discounted) {
    add("discounted_purchases", [&](const PurchaseModel& of) {
      return of.DiscountedPurchases(row, question.discounting);
    });
  }
  if (options.count) {
    add("probability", [&](const PurchaseModel& of) {
      return of.Probability(row, *options.count,
                            question.discounting.horizon());
    });
  }
}

Prediction Predict(const Question& question, const LifetimeSummary& row) {
  const LifetimePrediction said =
      question.models.Predict(row, question.discounting, question.has_money);
  Prediction prediction = {{"p_alive", said.p_alive},
                           {"expected_purchases", said.expected_purchases},
                           {"expected_value", said.expected_value},
                           {"clv", said.clv}};
  AddColumns(question, row, &prediction);
  return prediction;
}

std::string OrEmpty(std::optional<double> value) {
  return value && std::isfinite(*value) ? FormatDouble(*value) : "";
}

void PrintCsv(const SummaryFile& file, size_t row, const Prediction& p) {
  std::string line = file.texts[row];
  for (const Column& column : p) line += "," + OrEmpty(column.value);
  Print(line + "\n");
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
  for (const Column& column : p) {
    json.Number(column.name, OrEmpty(column.value));
  }
  json.Close();
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

void PrintHeader(const SummaryFile& file, const Prediction& any) {
  std::string header;
  for (const std::string& name : file.header) {
    header += (header.empty() ? "" : ",") + CsvField(name);
  }
  for (const Column& column : any) header += "," + std::string(column.name);
  Print(header + "\n");
}

// Members as rows of a file.
SummaryFile RowsOf(const LedgerCustomers& customers) {
  SummaryFile file;
  file.header = {"customer", "frequency", "recency", "T", "monetary_value"};
  for (size_t i = 0; i < 4; ++i) file.columns[i] = static_cast<int>(i) + 1;
  for (const AccountSummary& each : customers.log.Summaries(customers.until)) {
    const LifetimeSummary& row = each.summary;
    file.rows.push_back(row);
    file.texts.push_back(
        CsvField(customers.members.at(each.account)) + "," +
        std::to_string(row.frequency) + "," + FormatDouble(row.recency) + "," +
        FormatDouble(row.age) + "," + FormatDouble(row.mean_spend));
  }
  return file;
}

// The models in force of a database, with their terms where none are asked for.
absl::Status TakeStored(const Engine& engine, ClvPredictOptions* options,
                        LifetimePredictor* models, TimeUnit* unit) {
  const absl::StatusOr<std::vector<StoredModel>> stored = engine.Models();
  if (!stored.ok()) return stored.status();
  const absl::StatusOr<ModelsInForce> read = ModelsInForce::Read(*stored);
  if (!read.ok()) return read.status();
  const std::optional<LifetimeFits> fits = FitsInForce(*read);
  if (!fits) {
    return Refuse(Reason::kMissingField,
                  "no model of purchases is stored in " + options->db +
                      ": fit one with patron clv fit --db, or name a --model");
  }
  if (absl::Status s = models->AddFits(*fits); !s.ok()) return s;
  *unit = read->unit();
  if (options->horizon) return absl::OkStatus();
  const double days = *unit == TimeUnit::kWeek ? 7 : 1;
  const ClvTerms& terms = read->terms();
  options->horizon = terms.horizon_days / days;
  options->discount_rate = terms.discount_days.rate;
  options->discount_period = terms.discount_days.period / days;
  options->discount_timing = DiscountTimingName(terms.discount_days.timing);
  return absl::OkStatus();
}

int PredictRows(const LifetimePredictor& models, const SummaryFile& file,
                bool has_money, const ClvPredictOptions& options) {
  const absl::StatusOr<Discounting> discounting = MakeDiscounting(options);
  if (!discounting.ok()) return FailCall(discounting.status());
  if (models.purchases() != nullptr && models.spend() == nullptr) {
    Say("patron: note: without a gamma_gamma model there is no expected_value "
        "and no clv");
  }
  const Question question{models, *discounting, options, has_money};
  const bool json = options.format == Format::kJson;
  if (!json) PrintHeader(file, Predict(question, {}));
  for (size_t row = 0; row < file.rows.size(); ++row) {
    const Prediction prediction = Predict(question, file.rows[row]);
    json ? PrintJson(file, row, prediction) : PrintCsv(file, row, prediction);
  }
  if (json) Print(file.rows.empty() ? "[]\n" : "]\n");
  return FlushOutput(kExitOk);
}

int PredictDatabase(ClvPredictOptions options) {
  const auto engine = OpenDatabase(options.db, Access::kRead);
  if (!engine.ok()) return Fail(engine.status());
  TimeUnit unit = TimeUnit::kWeek;
  absl::StatusOr<LifetimePredictor> models = LoadModels(options.models);
  if (!models.ok()) return Fail(models.status());
  if (options.models.empty()) {
    const absl::Status status = TakeStored(**engine, &options, &*models, &unit);
    if (!status.ok()) return Fail(status);
  }
  if (!options.horizon) {
    return FailCall(Refuse(Reason::kMissingField,
                           "a --horizon is missing: a file has none"));
  }
  if (absl::Status s = CheckOfLedger(models->kind()); !s.ok()) return Fail(s);
  if (absl::Status s = models->CheckHorizon(*options.horizon); !s.ok()) {
    return FailCall(s);
  }
  const auto customers = ReadDatabase(**engine, unit, options.until);
  if (!customers.ok()) return Fail(customers.status());
  return PredictRows(*models, RowsOf(*customers), true, options);
}

}  // namespace

int ClvPredict(const ClvPredictOptions& options) {
  if (!options.db.empty()) return PredictDatabase(options);
  const absl::StatusOr<Discounting> discounting = MakeDiscounting(options);
  if (!discounting.ok()) return FailCall(discounting.status());
  const absl::StatusOr<LifetimePredictor> models = LoadModels(options.models);
  if (!models.ok()) return Fail(models.status());
  if (absl::Status s = models->CheckHorizon(*options.horizon); !s.ok()) {
    return FailCall(s);
  }
  const absl::StatusOr<SummaryFile> file =
      ReadSummaryFile(options.summary, models->kind(), true);
  if (!file.ok()) return Fail(file.status());
  return PredictRows(*models, *file, file->Has(SummaryColumn::kMeanSpend),
                     options);
}

}  // namespace patron::cli
