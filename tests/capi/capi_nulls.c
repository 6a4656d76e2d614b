/* NULL for every pointer of every function: a refusal or an empty answer, never
 * a crash, and every out-handle is NULL afterwards. */

#include "tests/capi/check.h"

#define NULL_ARGUMENT(call) \
  CHECK_ERROR(call, PATRON_INVALID_ARGUMENT, PATRON_REASON_NULL_ARGUMENT)

/* What an out-handle must not keep. */
static char junk;

static void check_creators(const shop* cafe) {
  const patron_bytes nothing = {NULL, 5};
  const patron_bytes empty = {NULL, 0};
  patron_program* program = (patron_program*)(void*)&junk;
  patron_engine* engine = (patron_engine*)(void*)&junk;
  patron_basket* basket = (patron_basket*)(void*)&junk;
  patron_blob* blob = (patron_blob*)(void*)&junk;
  const patron_engine_options unnamed = {.struct_size = sizeof unnamed};
  NULL_ARGUMENT(patron_program_compile(NULL, PATRON_FORMAT_YAML, nothing,
                                       &program, &error));
  CHECK(program == NULL);
  program = (patron_program*)(void*)&junk;
  CHECK_STATUS(
      patron_program_compile(NULL, PATRON_FORMAT_YAML, empty, &program, NULL),
      PATRON_INVALID_ARGUMENT);
  CHECK(program == NULL);
  NULL_ARGUMENT(
      patron_program_compile(NULL, PATRON_FORMAT_YAML, empty, NULL, &error));
  CHECK_ERROR(patron_program_compile(NULL, 77, empty, &program, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  NULL_ARGUMENT(patron_engine_open(NULL, &engine, &error));
  CHECK(engine == NULL);
  NULL_ARGUMENT(patron_engine_open(&unnamed, NULL, &error));
  CHECK_ERROR(patron_engine_open(&unnamed, &engine, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  NULL_ARGUMENT(patron_basket_create(NULL, &basket, &error));
  CHECK(basket == NULL);
  NULL_ARGUMENT(patron_basket_create(cafe->program, NULL, &error));
  NULL_ARGUMENT(patron_result_create(NULL, &error));
  NULL_ARGUMENT(patron_result_reasons(NULL, &blob, &error));
  CHECK(blob == NULL);
  NULL_ARGUMENT(patron_result_reasons(cafe->result, NULL, &error));
}

static void check_engine_calls(const shop* cafe) {
  uint32_t slot = 0;
  patron_member_view view = {.struct_size = sizeof view};
  patron_balance balance = {.struct_size = sizeof balance};
  patron_verification found = {.struct_size = sizeof found};
  patron_end_of_day due = {.struct_size = sizeof due};
  const patron_str none = {NULL, 3};
  const patron_str bean = PATRON_STR("bean");
  NULL_ARGUMENT(patron_engine_activate(NULL, cafe->program, &error));
  NULL_ARGUMENT(patron_engine_activate(cafe->engine, NULL, &error));
  NULL_ARGUMENT(patron_program_slot(NULL, bean, &slot, &error));
  NULL_ARGUMENT(patron_program_slot(cafe->program, none, &slot, &error));
  NULL_ARGUMENT(patron_program_slot(cafe->program, bean, NULL, &error));
  NULL_ARGUMENT(patron_member_get(NULL, bean, 0, &view, &error));
  NULL_ARGUMENT(patron_member_get(cafe->engine, none, 0, &view, &error));
  NULL_ARGUMENT(patron_member_get(cafe->engine, bean, 0, NULL, &error));
  NULL_ARGUMENT(patron_member_balance(NULL, bean, bean, 0, &balance, &error));
  NULL_ARGUMENT(
      patron_member_balance(cafe->engine, bean, none, 0, &balance, &error));
  NULL_ARGUMENT(
      patron_member_balance(cafe->engine, bean, bean, 0, NULL, &error));
  NULL_ARGUMENT(patron_engine_end_of_day(NULL, 0, &due, &error));
  NULL_ARGUMENT(patron_engine_end_of_day(cafe->engine, 0, NULL, &error));
  NULL_ARGUMENT(patron_engine_verify(NULL, &found, NULL, &error));
  NULL_ARGUMENT(patron_engine_verify(cafe->engine, NULL, NULL, &error));
}

static void check_basket_calls(const shop* cafe) {
  const patron_event event = an_event("1");
  const patron_line line = a_line("latte", 1, 260);
  const patron_str none = {NULL, 3};
  patron_line bad = line;
  NULL_ARGUMENT(patron_basket_begin(NULL, &event, &error));
  NULL_ARGUMENT(patron_basket_begin(cafe->basket, NULL, &error));
  CHECK_ERROR(patron_basket_lines(cafe->basket, &line, 1, sizeof line, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_NOT_BEGUN);
  CHECK_ERROR(patron_basket_set_i64(cafe->basket, 2, 1, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_NOT_BEGUN);
  CHECK_ERROR(patron_quote(cafe->engine, cafe->basket, cafe->result, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_NOT_BEGUN);
  CHECK_ERROR(patron_commit(cafe->engine, cafe->basket, PATRON_STR(""),
                            cafe->result, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_NOT_BEGUN);
  CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);
  NULL_ARGUMENT(patron_basket_lines(NULL, &line, 1, sizeof line, &error));
  NULL_ARGUMENT(patron_basket_lines(cafe->basket, NULL, 1, 8, &error));
  CHECK_STATUS(patron_basket_lines(cafe->basket, NULL, 0, 0, NULL), PATRON_OK);
  bad.sku = none;
  NULL_ARGUMENT(patron_basket_lines(cafe->basket, &bad, 1, sizeof bad, &error));
  NULL_ARGUMENT(patron_basket_set_i64(NULL, 2, 1, &error));
  NULL_ARGUMENT(patron_basket_set_str(NULL, 5, PATRON_STR("x"), &error));
  NULL_ARGUMENT(patron_basket_set_str(cafe->basket, 5, none, &error));
  NULL_ARGUMENT(patron_basket_set_line_i64(NULL, 0, 1, 1, &error));
  NULL_ARGUMENT(
      patron_basket_set_line_str(NULL, 0, 0, PATRON_STR("x"), &error));
  CHECK_ERROR(patron_basket_set_line_i64(cafe->basket, 0, 1, 1, &error),
              PATRON_OUT_OF_RANGE, PATRON_REASON_OUT_OF_BOUNDS);
  /* A basket without lines is refused by the rules' own check. */
  CHECK_ERROR(patron_quote(cafe->engine, cafe->basket, cafe->result, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_NO_LINES);
}

static void check_deciding(const shop* cafe) {
  const patron_bytes nothing = {NULL, 5};
  const patron_event event = an_event("1");
  const patron_str none = {NULL, 3};
  const patron_adjustment adjustment = {.struct_size = sizeof adjustment};
  fill(cafe, "1");
  NULL_ARGUMENT(patron_quote(NULL, cafe->basket, cafe->result, &error));
  NULL_ARGUMENT(patron_quote(cafe->engine, NULL, cafe->result, &error));
  NULL_ARGUMENT(patron_quote(cafe->engine, cafe->basket, NULL, &error));
  NULL_ARGUMENT(
      patron_commit(NULL, cafe->basket, PATRON_STR(""), cafe->result, &error));
  NULL_ARGUMENT(
      patron_commit(cafe->engine, NULL, PATRON_STR(""), cafe->result, &error));
  NULL_ARGUMENT(
      patron_commit(cafe->engine, cafe->basket, PATRON_STR(""), NULL, &error));
  NULL_ARGUMENT(
      patron_commit(cafe->engine, cafe->basket, none, cafe->result, &error));
  NULL_ARGUMENT(patron_commit_message(NULL, PATRON_FORMAT_JSON, nothing,
                                      cafe->result, &error));
  NULL_ARGUMENT(patron_commit_message(cafe->engine, PATRON_FORMAT_JSON, nothing,
                                      NULL, &error));
  NULL_ARGUMENT(patron_commit_message(cafe->engine, PATRON_FORMAT_JSON, nothing,
                                      cafe->result, &error));
  NULL_ARGUMENT(patron_return(NULL, &event, none, none, NULL, 0, 0,
                              cafe->result, &error));
  NULL_ARGUMENT(patron_return(cafe->engine, NULL, none, none, NULL, 0, 0,
                              cafe->result, &error));
  NULL_ARGUMENT(patron_return(cafe->engine, &event, none, none, NULL, 0, 0,
                              NULL, &error));
  NULL_ARGUMENT(patron_return(cafe->engine, &event, PATRON_STR("a"),
                              PATRON_STR("1"), NULL, 1, 8, cafe->result,
                              &error));
  NULL_ARGUMENT(patron_adjust(NULL, &event, &adjustment, cafe->result, &error));
  NULL_ARGUMENT(
      patron_adjust(cafe->engine, NULL, &adjustment, cafe->result, &error));
  NULL_ARGUMENT(
      patron_adjust(cafe->engine, &event, NULL, cafe->result, &error));
  NULL_ARGUMENT(patron_adjust(cafe->engine, &event, &adjustment, NULL, &error));
  /* Without an error to fill, the status is the same. */
  CHECK_STATUS(patron_quote(NULL, NULL, NULL, NULL), PATRON_INVALID_ARGUMENT);
}

static void check_results(const shop* cafe) {
  patron_effect effect;
  patron_line_result line;
  patron_why_not why;
  patron_failed_rule failed;
  patron_totals totals = {.struct_size = sizeof totals};
  patron_balance balance = {.struct_size = sizeof balance};
  patron_location location = {.struct_size = sizeof location};
  const patron_str none = {NULL, 3};
  CHECK(patron_result_effect_count(NULL) == 0);
  CHECK(patron_result_line_count(NULL) == 0);
  CHECK(patron_result_why_not_count(NULL) == 0);
  CHECK_STATUS(patron_result_effects(NULL, 0, &effect, 0, sizeof effect),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_lines(NULL, 0, &line, 0, sizeof line),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_why_not(NULL, 0, &why, 0, sizeof why),
               PATRON_INVALID_ARGUMENT);
  CHECK(patron_result_failed_count(NULL) == 0);
  CHECK_STATUS(patron_result_failed(NULL, 0, &failed, 0, sizeof failed),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_failed(cafe->result, 0, NULL, 1, sizeof failed),
               PATRON_OUT_OF_RANGE);
  CHECK_STATUS(patron_result_totals(NULL, &totals), PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_totals(cafe->result, NULL),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_balance(NULL, PATRON_STR("bean"), &balance),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_balance(cafe->result, PATRON_STR("bean"), NULL),
               PATRON_INVALID_ARGUMENT);
  CHECK(patron_result_points(NULL, PATRON_STR("bean")) == 0);
  CHECK(patron_result_points(cafe->result, none) == 0);
  CHECK(patron_result_fingerprint(NULL).size == 0);
  CHECK(patron_result_refund_minor(NULL) == 0);
  patron_result_want_reasons(NULL, 1);

  CHECK(patron_error_status(NULL) == PATRON_OK);
  CHECK(patron_error_reason(NULL) == PATRON_REASON_NONE);
  CHECK(patron_error_message(NULL).size == 0);
  CHECK(patron_error_next(NULL) == NULL);
  CHECK_STATUS(patron_error_location(NULL, &location), PATRON_INVALID_ARGUMENT);
  CHECK(patron_program_fingerprint(NULL).size == 0);
  CHECK(patron_program_retain(NULL) == NULL);
  CHECK(patron_program_warnings(NULL) == NULL);
  CHECK(patron_blob_bytes(NULL).size == 0);
}

void test_nulls(void) {
  shop cafe = open_shop(NULL);
  check_creators(&cafe);
  check_engine_calls(&cafe);
  check_basket_calls(&cafe);
  check_deciding(&cafe);
  check_results(&cafe);
  close_shop(&cafe);

  patron_error_destroy(NULL);
  patron_program_release(NULL);
  patron_engine_close(NULL);
  patron_basket_destroy(NULL);
  patron_result_destroy(NULL);
  patron_blob_destroy(NULL);
}
