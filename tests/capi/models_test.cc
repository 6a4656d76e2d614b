// Lifetime models through C against the same through C++, to the bit: this
// program links both libpatron and the core.

#define PATRON_UNSTABLE
#include <patron/patron.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <random>

#include "patron/customers.h"
#include "patron/lifetime_fits.h"
#include "patron/lifetime_rows.h"
#include "patron/protobuf_codec.h"
#include "tests/engine/engine_testing.h"
#include "tests/fixtures.h"
#include "tests/pch.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::IsOk;

struct Destroy {
  void operator()(patron_model* model) const { patron_model_destroy(model); }
  void operator()(patron_blob* blob) const { patron_blob_destroy(blob); }
  void operator()(patron_engine* engine) const { patron_engine_close(engine); }
};
using Model = std::unique_ptr<patron_model, Destroy>;

// The reason of a failure, or none. `error` is a reference because the call,
// which sets it, may be evaluated after it.
uint32_t Take(patron_status status, patron_error* const& error,
              std::string* message) {
  if (status == PATRON_OK) return PATRON_REASON_NONE;
  const patron_str text = patron_error_message(error);
  *message = std::string(text.data, text.size);
  const uint32_t reason = patron_error_reason(error);
  patron_error_destroy(error);
  return reason;
}

// Who come and go, each with what a purchase is worth; what every model reads.
std::vector<LifetimeSummary> Customers() {
  std::mt19937_64 random(20260331);
  const auto one_in = [&](uint64_t n) { return random() % n; };
  std::vector<LifetimeSummary> rows;
  for (int i = 0; i < 400; ++i) {
    LifetimeSummary row;
    row.age = 20 + static_cast<double>(one_in(1900)) / 100;
    for (int visits = 0; visits < 30 && one_in(5) < 2 + one_in(2); ++visits) {
      ++row.frequency;
    }
    if (row.frequency > 0) {
      row.recency = row.age * static_cast<double>(1 + one_in(100)) / 100;
      row.mean_spend = 5 + static_cast<double>(one_in(4000)) / 100;
    }
    row.weight = 1 + static_cast<double>(one_in(3)) / 2;
    rows.push_back(row);
  }
  return rows;
}

// The same as plain columns, or within the rows themselves.
struct Columns {
  explicit Columns(const std::vector<LifetimeSummary>& rows) {
    for (const LifetimeSummary& row : rows) {
      frequency.push_back(static_cast<double>(row.frequency));
      recency.push_back(row.recency);
      age.push_back(row.age);
      mean_spend.push_back(row.mean_spend);
      weight.push_back(row.weight);
    }
  }

  [[nodiscard]] patron_customers ForC() const {
    patron_customers customers = {};
    customers.struct_size = sizeof(customers);
    customers.count = age.size();
    customers.frequency = {frequency.data(), 0};
    customers.recency = {recency.data(), sizeof(double)};
    customers.age = {age.data(), 0};
    customers.mean_spend = {mean_spend.data(), 0};
    customers.weight = {weight.data(), 0};
    return customers;
  }

  std::vector<double> frequency, recency, age, mean_spend, weight;
};

patron_fit_options Options(uint32_t model, double penalty = 0) {
  patron_fit_options options = {};
  options.struct_size = sizeof(options);
  options.model = model;
  options.penalty = penalty;
  return options;
}

bool SameBits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

void ExpectSame(const patron_model* model, const LifetimeFit& fit) {
  patron_model_view view = {};
  view.struct_size = sizeof(view);
  ASSERT_EQ(patron_model_get(model, &view), PATRON_OK);
  EXPECT_EQ(view.model, static_cast<uint32_t>(fit.kind) + 1);
  EXPECT_EQ(view.status, static_cast<uint32_t>(fit.status) + 1);
  EXPECT_EQ(view.iterations, fit.iterations);
  const bool fitted = fit.status != FitStatus::kTooFewRepeaters;
  EXPECT_TRUE(SameBits(
      view.log_likelihood,
      fitted ? fit.log_likelihood : std::numeric_limits<double>::quiet_NaN()));
  EXPECT_TRUE(SameBits(view.customers, fit.customers));
  const auto names = LifetimeParamNames(fit.kind);
  ASSERT_EQ(patron_model_param_count(model), fitted ? names.size() : 0);
  std::vector<patron_model_param> params(patron_model_param_count(model));
  ASSERT_EQ(patron_model_params(model, 0, params.data(), params.size(),
                                sizeof(patron_model_param)),
            PATRON_OK);
  for (size_t i = 0; i < params.size(); ++i) {
    EXPECT_EQ(std::string_view(params[i].name.data, params[i].name.size),
              names[i]);
    EXPECT_TRUE(SameBits(params[i].value, fit.params[i]));
    const double error = fit.standard_errors
                             ? (*fit.standard_errors)[i]
                             : std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(SameBits(params[i].standard_error, error));
  }
}

TEST(CModels, FitAsInCpp) {
  std::vector<LifetimeSummary> rows = Customers();
  for (int kind = 0; kind < 6; ++kind) {
    const auto of = static_cast<LifetimeKind>(kind);
    SCOPED_TRACE(LifetimeKindName(of));
    if (of == LifetimeKind::kBgBb || of == LifetimeKind::kSbg) {
      for (LifetimeSummary& row : rows) {
        row.age = std::floor(row.age);
        row.frequency = std::min<int64_t>(row.frequency, 18);
        row.recency = static_cast<double>(row.frequency);
      }
    }
    const Columns columns(rows);
    const patron_customers customers = columns.ForC();
    const patron_fit_options options =
        Options(static_cast<uint32_t>(kind) + 1, 0.001);
    patron_model* made = nullptr;
    ASSERT_EQ(patron_model_fit(&options, &customers, &made, nullptr),
              PATRON_OK);
    const Model model(made);
    const auto fits = FitWithSpend(of, rows, true, {.penalty = 0.001});
    ASSERT_THAT(fits, IsOk());
    ExpectSame(made, fits->fit);
    const patron_model* const spend = patron_model_spend(made);
    ASSERT_EQ(spend != nullptr, fits->spend.has_value());
    if (spend != nullptr) ExpectSame(spend, *fits->spend);

    // Kept as JSON, and read again: by C++, by C.
    patron_blob* blob = nullptr;
    ASSERT_EQ(patron_model_save(made, &blob, nullptr), PATRON_OK);
    const std::unique_ptr<patron_blob, Destroy> owner(blob);
    const patron_bytes json = patron_blob_bytes(blob);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(json.data), json.size),
              FormatFits(*fits));
    patron_model* again = nullptr;
    ASSERT_EQ(patron_model_load(json, &again, nullptr), PATRON_OK);
    const Model loaded(again);
    LifetimeFit kept = fits->fit;
    kept.customers = 0;
    ExpectSame(again, kept);
  }
}

// Answers a row, of which each column is one field.
struct Said {
  double values[7] = {};
};

TEST(CModels, PredictAsInCpp) {
  const std::vector<LifetimeSummary> rows = Customers();
  const Columns columns(rows);
  patron_customers customers = columns.ForC();
  const std::vector<double> params = {0.525, 6.183, 0.891, 1.614};
  const std::vector<double> worth = {6.25, 3.74, 15.44};
  const std::vector<uint32_t> kinds = {PATRON_MODEL_BGNBD, PATRON_MODEL_MBGNBD,
                                       PATRON_MODEL_PARETO_NBD, 0};
  for (const uint32_t kind : kinds) {
    patron_model* made = nullptr;
    patron_model* of_spend = nullptr;
    ASSERT_EQ(patron_model_create(PATRON_MODEL_GAMMA_GAMMA, worth.data(), 3,
                                  &of_spend, nullptr),
              PATRON_OK);
    const Model spend(of_spend);
    LifetimePredictor predictor;
    if (kind != 0) {
      ASSERT_EQ(patron_model_create(kind, params.data(), 4, &made, nullptr),
                PATRON_OK);
      const auto fit = GivenFit(static_cast<LifetimeKind>(kind - 1), params);
      ASSERT_THAT(predictor.Add(*fit), IsOk());
    }
    const Model model(made);
    ASSERT_THAT(predictor.Add(*GivenFit(LifetimeKind::kGammaGamma, worth)),
                IsOk());
    for (const bool has_money : {true, false}) {
      if (!has_money && kind == 0) continue;
      customers.mean_spend.data =
          has_money ? columns.mean_spend.data() : nullptr;
      patron_horizon horizon = {};
      horizon.struct_size = sizeof(horizon);
      horizon.horizon = 39;
      horizon.discount_rate = 0.01;
      horizon.discount_period = 4.345;
      horizon.discount_timing = PATRON_DISCOUNT_MIDDLE;
      horizon.purchases = 2;
      // Side by side in an array of structs, which is not aligned at that.
      std::vector<char> bytes(rows.size() * sizeof(Said) + 1);
      patron_predictions out = {};
      out.struct_size = sizeof(out);
      patron_out_column* const wanted[] = {
          &out.p_alive,    &out.expected_purchases,   &out.expected_value,
          &out.clv,        &out.discounted_purchases, &out.median_residual_life,
          &out.probability};
      for (size_t i = 0; i < 7; ++i) {
        *wanted[i] = {reinterpret_cast<double*>(bytes.data() + 1 + 8 * i),
                      sizeof(Said)};
      }
      ASSERT_EQ(patron_model_predict(kind == 0 ? of_spend : made,
                                     kind == 0 ? nullptr : of_spend, &horizon,
                                     &customers, &out, nullptr),
                PATRON_OK);
      const auto discounting = Discounting::Make(
          {Discount::Timing::kMiddleOfPeriod, 0.01, 4.345}, 39);
      for (size_t row = 0; row < rows.size(); ++row) {
        Said said;
        std::memcpy(&said, bytes.data() + 1 + row * sizeof(Said), sizeof(said));
        const LifetimePrediction wants =
            predictor.Predict(rows[row], *discounting, has_money);
        const PurchaseModel* const of = predictor.purchases();
        std::optional<double> more[3];
        if (of != nullptr) {
          more[0] = of->DiscountedPurchases(rows[row], *discounting);
          more[1] = of->MedianResidualLife(rows[row]);
          more[2] = of->Probability(rows[row], 2, 39);
        }
        const std::optional<double> all[] = {wants.p_alive,
                                             wants.expected_purchases,
                                             wants.expected_value,
                                             wants.clv,
                                             more[0],
                                             more[1],
                                             more[2]};
        for (size_t i = 0; i < 7; ++i) {
          EXPECT_TRUE(SameBits(
              said.values[i],
              all[i].value_or(std::numeric_limits<double>::quiet_NaN())))
              << row << " " << i;
        }
      }
    }
  }
}

TEST(CModels, RowsThatCannotBeAreNamed) {
  struct Row {
    double frequency, recency, age, mean_spend, weight;
    std::string message;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  const Row bad[] = {
      {0, 0, 0, 0, 1, "T must be above 0"},
      {1, 21, 20, 5, 1, "recency must not be above T"},
      {1, 0, 20, 5, 1, "recency is 0 although frequency is not"},
      {0, 1, 20, 5, 1, "recency is above 0 although frequency is 0"},
      {1e9, 1, 20, 5, 1, "frequency must not be above 1,000,000"},
      {inf, 1, 20, 5, 1, "frequency must not be above 1,000,000"},
      {nan, 1, 20, 5, 1, "frequency must be a whole number"},
      {1.5, 1, 20, 5, 1, "frequency must be a whole number"},
      {-1, 1, 20, 5, 1, "frequency must not be negative"},
      {1, nan, 20, 5, 1, "infinite or not a number"},
      {1, 1, nan, 5, 1, "infinite or not a number"},
      {1, 1, inf, 5, 1, "infinite or not a number"},
      {1, 1, 20, nan, 1, "infinite or not a number"},
      {1, 1, 20, -5, 1, "monetary_value must not be negative"},
      {1, 1, 20, 5, nan, "infinite or not a number"},
      {1, 1, 20, 5, -1, "weight must not be negative"},
  };
  const std::vector<double> params = {0.525, 6.183, 0.891, 1.614};
  patron_model* made = nullptr;
  ASSERT_EQ(patron_model_create(PATRON_MODEL_MBGNBD, params.data(), 4, &made,
                                nullptr),
            PATRON_OK);
  const Model model(made);
  for (const Row& row : bad) {
    Columns columns({{2, 10, 20, 7, 1}, {1, 4, 30, 9, 1}});
    columns.frequency.push_back(row.frequency);
    columns.recency.push_back(row.recency);
    columns.age.push_back(row.age);
    columns.mean_spend.push_back(row.mean_spend);
    columns.weight.push_back(row.weight);
    const patron_customers customers = columns.ForC();
    const patron_fit_options options = Options(PATRON_MODEL_MBGNBD);
    patron_model* none = nullptr;
    patron_error* error = nullptr;
    std::string message;
    EXPECT_EQ(Take(patron_model_fit(&options, &customers, &none, &error), error,
                   &message),
              PATRON_REASON_BAD_VALUE);
    EXPECT_EQ(none, nullptr);
    EXPECT_THAT(message, ::testing::StartsWith("customers[2]: "));
    EXPECT_THAT(message, ::testing::HasSubstr(row.message));

    // Of a prediction nothing is written.
    double alive[3] = {-1, -1, -1};
    patron_horizon horizon = {};
    horizon.struct_size = sizeof(horizon);
    horizon.horizon = 39;
    patron_predictions out = {};
    out.struct_size = sizeof(out);
    out.p_alive = {alive, 0};
    EXPECT_EQ(Take(patron_model_predict(made, nullptr, &horizon, &customers,
                                        &out, &error),
                   error, &message),
              PATRON_REASON_BAD_VALUE);
    EXPECT_THAT(message, ::testing::HasSubstr(row.message));
    EXPECT_EQ(alive[0], -1);
  }
}

constexpr char kShop[] =
    "program: shop\nversion: \"1\"\nvalid_from: 2025-01-01\ncurrency: EUR\n"
    "zone: Europe/Berlin\n"
    "rules: [{id: a, then: [{message: {text: a}}]}]\n";

// Sixty members who come every few days so many times, into a file.
void Sell(const std::string& path) {
  const patron_bytes source = {reinterpret_cast<const uint8_t*>(kShop),
                               sizeof(kShop) - 1};
  patron_program* program = nullptr;
  ASSERT_EQ(patron_program_compile(nullptr, PATRON_FORMAT_YAML, source,
                                   &program, nullptr),
            PATRON_OK);
  const std::string store = "sqlite:" + path;
  patron_engine_options options = {};
  options.struct_size = sizeof(options);
  options.store = {store.data(), store.size()};
  patron_engine* engine = nullptr;
  ASSERT_EQ(patron_engine_open(&options, &engine, nullptr), PATRON_OK);
  const std::unique_ptr<patron_engine, Destroy> owner(engine);
  ASSERT_EQ(patron_engine_activate(engine, program, nullptr), PATRON_OK);
  patron_basket* basket = nullptr;
  patron_result* result = nullptr;
  ASSERT_EQ(patron_basket_create(program, &basket, nullptr), PATRON_OK);
  ASSERT_EQ(patron_result_create(&result, nullptr), PATRON_OK);
  for (int i = 0; i < 60; ++i) {
    const std::string member = "m" + std::to_string(i);
    for (int visit = 0; visit < 1 + i * 7 % 6; ++visit) {
      const std::string id = member + "-" + std::to_string(visit);
      patron_event event = {};
      event.struct_size = sizeof(event);
      event.source = PATRON_STR("till");
      event.id = {id.data(), id.size()};
      event.member = {member.data(), member.size()};
      event.time_us = testing::At("2026-01-02T12:00:00Z").us +
                      (i % 5 + visit * (3 + i % 7)) * kMicrosPerDay;
      patron_line line = {};
      line.sku = PATRON_STR("latte");
      line.quantity_milli = 1000;
      line.amount_minor = 150 + i % 4 * 100;
      ASSERT_EQ(patron_basket_begin(basket, &event, nullptr), PATRON_OK);
      ASSERT_EQ(patron_basket_lines(basket, &line, 1, sizeof(line), nullptr),
                PATRON_OK);
      ASSERT_EQ(patron_commit(engine, basket, PATRON_STR(""), result, nullptr),
                PATRON_OK);
    }
  }
  patron_result_destroy(result);
  patron_basket_destroy(basket);
  patron_program_release(program);
}

std::unique_ptr<Engine> OpenInCpp(const std::string& path) {
  EngineOptions options;
  options.store = *OpenSqliteStore(path, {});
  options.codec = &ProtobufCodec();
  return *Engine::Open(std::move(options));
}

class CLedger : public ::testing::Test {
 protected:
  void SetUp() override {
    Sell(database_.path());
    store_ = "sqlite:" + database_.path();
    patron_engine_options options = {};
    options.struct_size = sizeof(options);
    options.store = {store_.data(), store_.size()};
    patron_engine* engine = nullptr;
    ASSERT_EQ(patron_engine_open(&options, &engine, nullptr), PATRON_OK);
    engine_.reset(engine);
  }

  [[nodiscard]] Model Fit(uint32_t unit, const char* until) const {
    const patron_fit_options options = Options(PATRON_MODEL_MBGNBD, 0.01);
    patron_model* model = nullptr;
    EXPECT_EQ(
        patron_engine_fit_model(engine_.get(), &options, unit,
                                {until, std::strlen(until)}, &model, nullptr),
        PATRON_OK);
    return Model(model);
  }

  // The reason why it is not stored.
  uint32_t Store(const patron_model* model, patron_model_storing storing) {
    storing.struct_size = sizeof(storing);
    patron_error* error = nullptr;
    return Take(
        patron_engine_store_model(engine_.get(), model, &storing, &error),
        error, &message_);
  }

  testing::TempFile database_;
  std::string store_;
  std::unique_ptr<patron_engine, Destroy> engine_;
  std::string message_;
};

TEST_F(CLedger, IsFittedAndStoredAsByTheCommandLine) {
  const Model model = Fit(PATRON_UNIT_WEEK, "2026-03-31");
  const std::unique_ptr<Engine> cpp = OpenInCpp(database_.path());
  const auto customers =
      ReadCustomers(*cpp, TimeUnit::kWeek, *ParseDate("2026-03-31"));
  ASSERT_THAT(customers, IsOk());
  const auto fits = FitWithSpend(LifetimeKind::kMbgNbd, KnownFor(*customers),
                                 true, {.penalty = 0.01});
  ASSERT_THAT(fits, IsOk());
  ASSERT_EQ(fits->fit.status, FitStatus::kConverged);
  ExpectSame(model.get(), fits->fit);
  ExpectSame(patron_model_spend(model.get()), *fits->spend);

  patron_model_storing storing = {};
  storing.horizon = 26;
  storing.discount_rate = 0.01;
  storing.discount_period = 4;
  storing.discount_timing = PATRON_DISCOUNT_START;
  ASSERT_EQ(Store(model.get(), storing), PATRON_REASON_NONE) << message_;
  const ClvTerms terms = {26 * 7,
                          {Discount::Timing::kStartOfPeriod, 0.01, 4 * 7}};
  auto wants =
      *StoreFits(*fits, terms,
                 BasisOf(*cpp, "", TimeUnit::kWeek, *ParseDate("2026-03-31")));
  const auto stored = *cpp->Models();
  ASSERT_EQ(stored.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    wants[i].fingerprint = stored[i].fingerprint;
    EXPECT_EQ(stored[i], wants[i]);
  }
  EXPECT_EQ(stored[0].version, "2026-03-31");
  EXPECT_EQ(stored[0].zone, "Europe/Berlin");

  // The same again is the same; other terms need another version.
  EXPECT_EQ(Store(model.get(), storing), PATRON_REASON_NONE);
  EXPECT_EQ(cpp->Models()->size(), 2u);
  storing.horizon = 52;
  EXPECT_EQ(Store(model.get(), storing), PATRON_REASON_OTHER_MODEL);
  storing.version = PATRON_STR("april");
  EXPECT_EQ(Store(model.get(), storing), PATRON_REASON_NONE);

  patron_model* in_force = nullptr;
  ASSERT_EQ(patron_engine_model(engine_.get(), &in_force, nullptr), PATRON_OK);
  const Model owner(in_force);
  const auto given = GivenFit(LifetimeKind::kMbgNbd, fits->fit.params);
  ExpectSame(in_force, *given);
  EXPECT_NE(patron_model_spend(in_force), nullptr);
}

// Two that go together are stored together.
TEST_F(CLedger, StoresAllOrNothing) {
  const Model model = Fit(PATRON_UNIT_DAY, "");
  patron_model_storing storing = {};
  EXPECT_EQ(Store(model.get(), storing), PATRON_REASON_BAD_VALUE);
  EXPECT_THAT(message_, ::testing::HasSubstr("PATRON_UNIT_DAY"));
  storing.unit = PATRON_UNIT_DAY;
  storing.version = PATRON_STR("1");
  // A model of spend of that version, with other terms.
  patron_model_storing of_spend = storing;
  of_spend.horizon = 7;
  of_spend.until = PATRON_STR("2026-03-31");
  patron_blob* blob = nullptr;
  ASSERT_EQ(patron_model_save(patron_model_spend(model.get()), &blob, nullptr),
            PATRON_OK);
  const std::unique_ptr<patron_blob, Destroy> owner(blob);
  patron_model* loaded = nullptr;
  ASSERT_EQ(patron_model_load(patron_blob_bytes(blob), &loaded, nullptr),
            PATRON_OK);
  const Model spend(loaded);
  ASSERT_EQ(Store(loaded, of_spend), PATRON_REASON_NONE) << message_;
  EXPECT_EQ(Store(model.get(), storing), PATRON_REASON_OTHER_MODEL);
  EXPECT_EQ(OpenInCpp(database_.path())->Models()->size(), 1u);

  of_spend.until = PATRON_STR("");
  EXPECT_EQ(Store(loaded, of_spend), PATRON_REASON_MISSING_FIELD);
  const double params[] = {1, 1, 1, 1};
  patron_model* made = nullptr;
  ASSERT_EQ(patron_model_create(PATRON_MODEL_MBGNBD, params, 4, &made, nullptr),
            PATRON_OK);
  const Model given(made);
  of_spend.until = PATRON_STR("2026-03-31");
  EXPECT_EQ(Store(made, of_spend), PATRON_REASON_BAD_VALUE);
  EXPECT_THAT(message_, ::testing::HasSubstr("fit that converged"));
}

TEST_F(CLedger, IsHeldAgainstWhatHappened) {
  const patron_fit_options options = Options(PATRON_MODEL_MBGNBD, 0.01);
  patron_holdout out = {};
  out.struct_size = sizeof(out);
  ASSERT_EQ(patron_engine_holdout(engine_.get(), &options, PATRON_UNIT_WEEK,
                                  PATRON_STR("2026-01-20"), PATRON_STR(""),
                                  &out, nullptr),
            PATRON_OK);
  const auto customers = ReadCustomers(*OpenInCpp(database_.path()),
                                       TimeUnit::kWeek, std::nullopt);
  const auto held = FitHoldout(*customers, *ParseDate("2026-01-20"),
                               LifetimeKind::kMbgNbd, {.penalty = 0.01});
  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(out.status, static_cast<uint32_t>(held->fit.status) + 1);
  EXPECT_EQ(out.customers, std::ssize(held->data.customers));
  EXPECT_GT(out.actual, 0);
  EXPECT_TRUE(SameBits(out.expected, held->report.expected));
  EXPECT_TRUE(
      SameBits(out.mean_absolute_error, held->report.mean_absolute_error));
  EXPECT_TRUE(SameBits(out.correlation, *held->report.correlation));
}

}  // namespace
}  // namespace patron
