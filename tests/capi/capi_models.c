/* Lifetime models as C meets them: NULL for every pointer, structs of other
 * sizes, what cannot be. That answers are the C++ interface's is
 * models_test.cc's. */

#include "tests/capi/check.h"

#define NULL_ARGUMENT(call) \
  CHECK_ERROR(call, PATRON_INVALID_ARGUMENT, PATRON_REASON_NULL_ARGUMENT)

/* A thousand contracts, by how often they were renewed. */
static const double kRenewals[] = {0, 1, 2, 3, 4, 5, 6, 7};
static const double kSevenYears[] = {7, 7, 7, 7, 7, 7, 7, 7};
static const double kHowMany[] = {369, 163, 86, 56, 37, 27, 21, 241};

static patron_customers contracts(void) {
  patron_customers customers = {.struct_size = sizeof customers, .count = 8};
  customers.frequency.data = kRenewals;
  customers.age.data = kSevenYears;
  customers.weight.data = kHowMany;
  return customers;
}

static int near(double a, double b) { return a - b < 1e-9 && b - a < 1e-9; }

static void check_contracts(void) {
  const patron_fit_options options = {.struct_size = sizeof options,
                                      .model = PATRON_MODEL_SBG};
  const patron_customers customers = contracts();
  patron_model* model = NULL;
  patron_model_view view = {.struct_size = sizeof view};
  patron_model_param params[2];
  patron_horizon horizon = {.struct_size = sizeof horizon, .horizon = 2};
  double alive[8];
  double renewals[8];
  double worth[8];
  patron_predictions out = {.struct_size = sizeof out};
  CHECK_STATUS(patron_model_fit(&options, &customers, &model, NULL), PATRON_OK);
  CHECK_STATUS(patron_model_get(model, &view), PATRON_OK);
  CHECK(view.model == PATRON_MODEL_SBG);
  CHECK(view.status == PATRON_FIT_CONVERGED);
  CHECK(view.customers == 1000);
  CHECK(near(view.log_likelihood, -1680.265188463287));
  CHECK(patron_model_param_count(model) == 2);
  CHECK_STATUS(patron_model_params(model, 0, params, 2, sizeof params[0]),
               PATRON_OK);
  CHECK(same(params[0].name, "alpha"));
  CHECK(near(params[0].value, 0.70407729847352));
  CHECK(params[0].standard_error > 0.06 && params[0].standard_error < 0.07);
  CHECK(same(params[1].name, "beta"));
  CHECK(near(params[1].value, 1.1820430262095));
  CHECK(patron_model_spend(model) == NULL);

  out.p_alive.data = alive;
  out.expected_purchases.data = renewals;
  out.clv.data = worth;
  CHECK_STATUS(
      patron_model_predict(model, NULL, &horizon, &customers, &out, NULL),
      PATRON_OK);
  CHECK(alive[0] == 0 && alive[7] == 1);
  CHECK(renewals[0] == 0 && renewals[7] > 1 && renewals[7] < 2);
  CHECK(worth[7] != worth[7]);
  horizon.horizon = 1.5;
  CHECK_ERROR(
      patron_model_predict(model, NULL, &horizon, &customers, &out, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  patron_model_destroy(model);
}

static void check_nulls(const shop* cafe, patron_model* model) {
  const patron_fit_options options = {.struct_size = sizeof options,
                                      .model = PATRON_MODEL_SBG};
  const patron_customers customers = contracts();
  const patron_horizon horizon = {.struct_size = sizeof horizon};
  const patron_predictions out = {.struct_size = sizeof out};
  const patron_model_storing storing = {.struct_size = sizeof storing};
  patron_model_view view = {.struct_size = sizeof view};
  patron_holdout held = {.struct_size = sizeof held};
  patron_model_param param;
  const double params[] = {1, 1};
  const patron_bytes nothing = {NULL, 5};
  const patron_str none = {NULL, 3};
  const patron_str day = PATRON_STR("2026-01-01");
  patron_blob* blob = NULL;
  patron_model* made = model;
  NULL_ARGUMENT(patron_model_fit(NULL, &customers, &made, &error));
  CHECK(made == NULL);
  NULL_ARGUMENT(patron_model_fit(&options, NULL, &made, &error));
  NULL_ARGUMENT(patron_model_fit(&options, &customers, NULL, &error));
  NULL_ARGUMENT(patron_engine_fit_model(NULL, &options, 0, day, &made, &error));
  NULL_ARGUMENT(
      patron_engine_fit_model(cafe->engine, NULL, 0, day, &made, &error));
  NULL_ARGUMENT(
      patron_engine_fit_model(cafe->engine, &options, 0, day, NULL, &error));
  NULL_ARGUMENT(patron_model_create(PATRON_MODEL_SBG, NULL, 2, &made, &error));
  NULL_ARGUMENT(patron_model_create(PATRON_MODEL_SBG, params, 2, NULL, &error));
  NULL_ARGUMENT(patron_model_load(nothing, &made, &error));
  NULL_ARGUMENT(patron_model_load(nothing, NULL, &error));
  NULL_ARGUMENT(patron_model_save(NULL, &blob, &error));
  NULL_ARGUMENT(patron_model_save(model, NULL, &error));
  CHECK_STATUS(patron_model_get(NULL, &view), PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_model_get(model, NULL), PATRON_INVALID_ARGUMENT);
  CHECK(patron_model_param_count(NULL) == 0);
  CHECK_STATUS(patron_model_params(NULL, 0, &param, 0, sizeof param),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_model_params(model, 0, NULL, 1, sizeof param),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_model_params(model, 1, &param, 2, sizeof param),
               PATRON_OUT_OF_RANGE);
  CHECK(patron_model_spend(NULL) == NULL);
  NULL_ARGUMENT(
      patron_model_predict(NULL, NULL, &horizon, &customers, &out, &error));
  NULL_ARGUMENT(
      patron_model_predict(model, NULL, NULL, &customers, &out, &error));
  NULL_ARGUMENT(
      patron_model_predict(model, NULL, &horizon, NULL, &out, &error));
  NULL_ARGUMENT(
      patron_model_predict(model, NULL, &horizon, &customers, NULL, &error));
  NULL_ARGUMENT(patron_engine_store_model(NULL, model, &storing, &error));
  NULL_ARGUMENT(
      patron_engine_store_model(cafe->engine, NULL, &storing, &error));
  NULL_ARGUMENT(patron_engine_store_model(cafe->engine, model, NULL, &error));
  NULL_ARGUMENT(patron_engine_model(NULL, &made, &error));
  NULL_ARGUMENT(patron_engine_model(cafe->engine, NULL, &error));
  NULL_ARGUMENT(
      patron_engine_holdout(NULL, &options, 0, day, day, &held, &error));
  patron_model_destroy(NULL);
  {
    patron_fit_options of_ledger = options;
    of_ledger.model = PATRON_MODEL_MBGNBD;
    NULL_ARGUMENT(patron_engine_fit_model(cafe->engine, &of_ledger, 0, none,
                                          &made, &error));
    NULL_ARGUMENT(patron_engine_holdout(cafe->engine, &of_ledger, 0, day, day,
                                        NULL, &error));
  }
}

static void check_structs(patron_model* model) {
  patron_fit_options options = {.struct_size = sizeof options,
                                .model = PATRON_MODEL_SBG};
  patron_customers customers = contracts();
  patron_horizon horizon = {.struct_size = sizeof horizon};
  patron_predictions out = {.struct_size = sizeof out};
  patron_model_view view = {.struct_size = 4};
  struct {
    patron_model_view known;
    int64_t newer;
  } newer = {{.struct_size = sizeof newer}, -1};
  patron_model* made = NULL;
  options.struct_size = 4;
  CHECK_ERROR(patron_model_fit(&options, &customers, &made, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  /* An older header's, without what stands behind the model. */
  options.struct_size = 8;
  options.penalty = -1;
  CHECK_STATUS(patron_model_fit(&options, &customers, &made, NULL), PATRON_OK);
  patron_model_destroy(made);
  options.struct_size = sizeof options;
  CHECK_ERROR(patron_model_fit(&options, &customers, &made, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  options.penalty = 0;
  options.reserved = 1;
  CHECK_ERROR(patron_model_fit(&options, &customers, &made, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  options.reserved = 0;
  options.model = 0;
  CHECK_ERROR(patron_model_fit(&options, &customers, &made, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  options.model = 7;
  CHECK_ERROR(patron_model_fit(&options, &customers, &made, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  options.model = PATRON_MODEL_SBG;
  customers.struct_size = 0;
  CHECK_ERROR(patron_model_fit(&options, &customers, &made, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  customers = contracts();
  customers.age.stride = 7;
  CHECK_ERROR(patron_model_fit(&options, &customers, &made, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  customers = contracts();
  customers.age.data = NULL;
  CHECK_ERROR(patron_model_fit(&options, &customers, &made, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_MISSING_FIELD);
  customers = contracts();
  customers.count = 0;
  CHECK_ERROR(patron_model_fit(&options, &customers, &made, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  customers = contracts();
  horizon.struct_size = 2;
  CHECK_ERROR(
      patron_model_predict(model, NULL, &horizon, &customers, &out, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  horizon.struct_size = sizeof horizon;
  horizon.discount_timing = 4;
  CHECK_ERROR(
      patron_model_predict(model, NULL, &horizon, &customers, &out, &error),
      PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  horizon.discount_timing = 0;
  horizon.discount_rate = -1;
  CHECK_ERROR(
      patron_model_predict(model, NULL, &horizon, &customers, &out, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  horizon.discount_rate = 0;
  horizon.purchases = -1;
  CHECK_ERROR(
      patron_model_predict(model, NULL, &horizon, &customers, &out, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  horizon.purchases = 0;
  out.clv.stride = 4;
  CHECK_ERROR(
      patron_model_predict(model, NULL, &horizon, &customers, &out, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  out.clv.stride = 0;
  CHECK_ERROR(
      patron_model_predict(model, model, &horizon, &customers, &out, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  CHECK_STATUS(patron_model_get(model, &view), PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_model_get(model, &newer.known), PATRON_OK);
  CHECK(newer.known.status == PATRON_FIT_GIVEN && newer.newer == 0);
  CHECK(newer.known.log_likelihood != newer.known.log_likelihood);
}

static patron_bytes bytes_of(const char* text) {
  const patron_bytes bytes = {(const uint8_t*)text, strlen(text)};
  return bytes;
}

static void check_texts(const shop* cafe) {
  static const struct {
    const char* json;
    uint32_t reason;
  } kRows[] = {
      {"", PATRON_REASON_SYNTAX},
      {"{", PATRON_REASON_SYNTAX},
      {"{\"model\": \"sbg\"} {}", PATRON_REASON_SYNTAX},
      {"[]", PATRON_REASON_WRONG_TYPE},
      {"{}", PATRON_REASON_MISSING_FIELD},
      {"{\"model\": \"sgb\"}", PATRON_REASON_UNKNOWN_NAME},
      {"{\"model\": \"sbg\"}", PATRON_REASON_MISSING_FIELD},
      {"{\"model\": \"sbg\", \"params\": null}", PATRON_REASON_BAD_VALUE},
      {"{\"model\": \"sbg\", \"params\": {\"alpha\": 1}}",
       PATRON_REASON_MISSING_FIELD},
      {"{\"model\": \"sbg\", \"params\": {\"alpha\": 1, \"beta\": 1, "
       "\"gamma\": 1}}",
       PATRON_REASON_UNKNOWN_FIELD},
      {"{\"model\": \"sbg\", \"params\": {\"alpha\": 1, \"beta\": 1}, "
       "\"status\": \"fine\"}",
       PATRON_REASON_UNKNOWN_NAME},
      {"{\"model\": \"sbg\", \"params\": {\"alpha\": 1, \"beta\": 1}, "
       "\"iterations\": -1}",
       PATRON_REASON_WRONG_TYPE},
      {"{\"model\": \"sbg\", \"params\": {\"alpha\": 1, \"beta\": 1}, "
       "\"gamma_gamma\": {\"model\": \"sbg\", \"params\": {\"alpha\": 1, "
       "\"beta\": 1}}}",
       PATRON_REASON_BAD_VALUE},
  };
  const patron_fit_options options = {.struct_size = sizeof options,
                                      .model = PATRON_MODEL_MBGNBD};
  patron_fit_options of_contracts = options;
  const patron_customers customers = contracts();
  const patron_horizon horizon = {.struct_size = sizeof horizon};
  const patron_predictions out = {.struct_size = sizeof out};
  const double params[] = {1, -1};
  patron_model* model = NULL;
  size_t i = 0;
  for (; i < sizeof kRows / sizeof kRows[0]; ++i) {
    CHECK_ERROR(patron_model_load(bytes_of(kRows[i].json), &model, &error),
                PATRON_INVALID_ARGUMENT, kRows[i].reason);
    CHECK(model == NULL);
  }
  /* What was not fitted is kept and says nothing. */
  CHECK_STATUS(
      patron_model_load(bytes_of("{\"model\": \"sbg\", \"params\": null, "
                                 "\"status\": \"too_few_repeaters\"}"),
                        &model, NULL),
      PATRON_OK);
  CHECK(patron_model_param_count(model) == 0);
  CHECK_ERROR(
      patron_model_predict(model, NULL, &horizon, &customers, &out, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  patron_model_destroy(model);
  CHECK_ERROR(patron_model_create(PATRON_MODEL_SBG, params, 2, &model, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  CHECK_ERROR(patron_model_create(PATRON_MODEL_SBG, params, 1, &model, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  CHECK_ERROR(patron_engine_fit_model(cafe->engine, &options, 0,
                                      PATRON_STR("2026-02-30"), &model, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_DATE);
  CHECK_ERROR(patron_engine_fit_model(cafe->engine, &options, 2, PATRON_STR(""),
                                      &model, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  of_contracts.model = PATRON_MODEL_SBG;
  CHECK_ERROR(patron_engine_fit_model(cafe->engine, &of_contracts, 0,
                                      PATRON_STR(""), &model, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  /* Nobody has bought anything. */
  CHECK_ERROR(patron_engine_fit_model(cafe->engine, &options, 0, PATRON_STR(""),
                                      &model, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  CHECK_ERROR(patron_engine_model(cafe->engine, &model, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_MISSING_FIELD);
}

void test_models(void) {
  shop cafe = open_shop(NULL);
  const double params[] = {0.7, 1.2};
  patron_model* model = NULL;
  CHECK_STATUS(patron_model_create(PATRON_MODEL_SBG, params, 2, &model, NULL),
               PATRON_OK);
  check_contracts();
  check_nulls(&cafe, model);
  check_structs(model);
  check_texts(&cafe);
  patron_model_destroy(model);
  close_shop(&cafe);
}
