/* Who comes back: a model of seven customers' visits, what it says of each, and
 * the model as the file that `patron clv predict` reads.
 *   cc lifetime.c $(pkg-config --cflags --libs patron) -o lifetime
 *   ./lifetime 2> model.json */
#define PATRON_UNSTABLE
#include <patron/patron.h>
#include <stdio.h>
#include <stdlib.h>

static patron_error* error;

static void must(patron_status status) {
  if (status == PATRON_OK) return;
  fprintf(stderr, "%.*s\n", (int)patron_error_message(error).size,
          patron_error_message(error).data);
  exit(1);
}

/* A row of the host's own, which Patron reads in place. Times are in weeks. */
typedef struct customer {
  const char* name;
  double visits_again;
  double first_to_last;
  double first_to_today;
  double mean_spend;
  double p_alive;
  double visits_expected;
} customer;

static customer customers[] = {
    {"ann", 2, 30.43, 38.86, 22.35, 0, 0},
    {"bob", 1, 1.71, 38.86, 11.77, 0, 0},
    {"cid", 0, 0, 38.86, 0, 0, 0},
    {"dee", 7, 29.43, 38.86, 73.74, 0, 0},
    {"eve", 4, 37.71, 37.71, 13.79, 0, 0},
    {"fay", 3, 2.14, 27, 15, 0, 0},
    {"gus", 0, 0, 27, 0, 0, 0},
};

int main(void) {
  const size_t count = sizeof customers / sizeof customers[0];
  const size_t stride = sizeof customers[0];
  const patron_customers rows = {
      sizeof rows,
      .count = count,
      .frequency = {&customers[0].visits_again, stride},
      .recency = {&customers[0].first_to_last, stride},
      .age = {&customers[0].first_to_today, stride},
      .mean_spend = {&customers[0].mean_spend, stride}};
  /* Seven are few: the penalty keeps the parameters from running away. */
  const patron_fit_options how = {sizeof how, .model = PATRON_MODEL_MBGNBD,
                                  .penalty = 0.01};
  patron_model* model;
  must(patron_model_fit(&how, &rows, &model, &error));
  patron_model_view fit = {.struct_size = sizeof fit};
  must(patron_model_get(model, &fit));
  if (fit.status != PATRON_FIT_CONVERGED) return 1;
  for (size_t i = 0; i < patron_model_param_count(model); ++i) {
    patron_model_param param;
    must(patron_model_params(model, i, &param, 1, sizeof param));
    printf("%-6.*s %.4f\n", (int)param.name.size, param.name.data, param.value);
  }

  const patron_horizon year = {sizeof year, .horizon = 52};
  const patron_predictions out = {
      sizeof out, .p_alive = {&customers[0].p_alive, stride},
      .expected_purchases = {&customers[0].visits_expected, stride}};
  must(patron_model_predict(model, NULL, &year, &rows, &out, &error));
  for (size_t i = 0; i < count; ++i) {
    printf("%s: %.0f%% still a customer, %.1f visits in a year\n",
           customers[i].name, 100 * customers[i].p_alive,
           customers[i].visits_expected);
  }
  patron_blob* json;
  must(patron_model_save(model, &json, &error));
  const patron_bytes text = patron_blob_bytes(json);
  fwrite(text.data, 1, text.size, stderr);
  patron_blob_destroy(json);
  patron_model_destroy(model);
}
