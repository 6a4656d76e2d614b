/* Functions of the host's own: called in both styles with every type, failing
 * in every way that C can, and given back once. */

#include "tests/capi/check.h"

static const char kProgram[] =
    "program: town\n"
    "version: '1'\n"
    "valid_from: 2026-01-01\n"
    "currency: EUR\n"
    "points: [{id: bean}]\n"
    "attributes:\n"
    "  - {owner: store, name: town, type: string}\n"
    "  - {owner: basket, name: town, type: string}\n"
    "stores:\n"
    "  - {id: mitte, attributes: {town: Berlin}}\n"
    "rules:\n"
    "  - id: near\n"
    "    when: shop.distance(store.town, basket.town) < 10\n"
    "    then: [{amount_off: {amount: 1.00}}]\n"
    "  - id: gold\n"
    "    when: member.id.gold() == 'gold'\n"
    "    then: [{percent_off: {rate: 10%}}]\n";

/* What a function was given, and how often it was given back. */
typedef struct seen {
  int calls;
  int destroyed;
  patron_status answer;
} seen;

static void count_destroy(void* userdata) { ++((seen*)userdata)->destroyed; }

static patron_status distance(void* userdata, const patron_value* arguments,
                              size_t count, patron_value* result) {
  seen* const mine = (seen*)userdata;
  ++mine->calls;
  CHECK(count == 2);
  CHECK(arguments[0].type == PATRON_TYPE_STRING);
  CHECK(arguments[0].detail == 0 && arguments[0].number == 0);
  CHECK(result->type == PATRON_TYPE_INT && result->number == 0);
  result->number =
      same(arguments[0].text, "Berlin") && same(arguments[1].text, "Potsdam")
          ? 27
          : 3;
  return mine->answer;
}

static patron_status gold(void* userdata, const patron_value* arguments,
                          size_t count, patron_value* result) {
  ++((seen*)userdata)->calls;
  CHECK(count == 1);
  result->text =
      same(arguments[0].text, "m-17") ? PATRON_STR("gold") : PATRON_STR("none");
  return PATRON_OK;
}

static const uint32_t kTexts[] = {PATRON_TYPE_STRING, PATRON_TYPE_STRING};

static patron_function distance_function(seen* userdata) {
  const patron_function function = {.struct_size = sizeof function,
                                    .name = PATRON_STR("shop.distance"),
                                    .parameters = kTexts,
                                    .parameter_count = 2,
                                    .call = distance,
                                    .userdata = userdata,
                                    .destroy = count_destroy,
                                    .result = PATRON_TYPE_INT};
  return function;
}

static patron_function gold_function(seen* userdata) {
  const patron_function function = {.struct_size = sizeof function,
                                    .flags = PATRON_FUNCTION_MEMBER,
                                    .name = PATRON_STR("gold"),
                                    .parameters = kTexts,
                                    .parameter_count = 1,
                                    .call = gold,
                                    .userdata = userdata,
                                    .destroy = count_destroy,
                                    .result = PATRON_TYPE_STRING};
  return function;
}

static patron_environment* town(seen* first, seen* second) {
  patron_environment* environment = NULL;
  const patron_function functions[] = {distance_function(first),
                                       gold_function(second)};
  size_t i = 0;
  CHECK_STATUS(patron_environment_create(&environment, NULL), PATRON_OK);
  for (; i < 2; ++i) {
    CHECK_STATUS(
        patron_environment_add_function(environment, &functions[i], NULL),
        PATRON_OK);
  }
  return environment;
}

static patron_bytes bytes_of(const char* text) {
  const patron_bytes bytes = {(const uint8_t*)text, strlen(text)};
  return bytes;
}

/* A shop whose program calls what the environment has. */
static shop open_town(const patron_environment* environment, const char* text) {
  shop open = {NULL, NULL, NULL, NULL};
  const patron_engine_options options = {.struct_size = sizeof options,
                                         .store = PATRON_STR("memory"),
                                         .environment = environment};
  CHECK_STATUS(patron_program_compile(environment, PATRON_FORMAT_YAML,
                                      bytes_of(text), &open.program, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_engine_open(&options, &open.engine, NULL), PATRON_OK);
  CHECK_STATUS(patron_engine_activate(open.engine, open.program, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_create(open.program, &open.basket, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_create(&open.result, NULL), PATRON_OK);
  return open;
}

/* What two lattes and a cake for 9.10 cost in Mitte. */
static int64_t pays(const shop* open, const char* town_of_basket) {
  patron_totals totals = {.struct_size = sizeof totals};
  patron_event event = an_event("1");
  const patron_line lines[] = {a_line("latte", 2, 520), a_line("cake", 1, 390)};
  uint32_t slot = 0;
  event.store = PATRON_STR("mitte");
  CHECK_STATUS(patron_basket_begin(open->basket, &event, NULL), PATRON_OK);
  CHECK_STATUS(
      patron_basket_lines(open->basket, lines, 2, sizeof lines[0], NULL),
      PATRON_OK);
  if (town_of_basket != NULL) {
    CHECK_STATUS(patron_program_slot(open->program, PATRON_STR("basket.town"),
                                     &slot, NULL),
                 PATRON_OK);
    CHECK_STATUS(
        patron_basket_set_str(open->basket, slot, str(town_of_basket), NULL),
        PATRON_OK);
  }
  CHECK_STATUS(patron_quote(open->engine, open->basket, open->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_totals(open->result, &totals), PATRON_OK);
  return totals.pay_minor;
}

static void check_both_styles(void) {
  seen first = {0, 0, PATRON_OK};
  seen second = {0, 0, PATRON_OK};
  patron_environment* const environment = town(&first, &second);
  shop open = open_town(environment, kProgram);
  patron_environment_destroy(environment);
  CHECK(first.destroyed == 0 && second.destroyed == 0);
  /* 10% off 9.10 by the name of gold; then 1.00 off where it is near. */
  CHECK(pays(&open, "Potsdam") == 819);
  CHECK(pays(&open, "Berlin") == 719);
  CHECK(first.calls == 2 && second.calls == 2);
  CHECK(patron_result_failed_count(open.result) == 0);
  CHECK_STATUS(
      patron_commit(open.engine, open.basket,
                    patron_result_fingerprint(open.result), open.result, NULL),
      PATRON_OK);
  /* The program and the engine keep what they need, each by itself. */
  patron_engine_close(open.engine);
  open.engine = NULL;
  CHECK(first.destroyed == 0);
  close_shop(&open);
  CHECK(first.destroyed == 1 && second.destroyed == 1);
}

/* The rule fails, with the host's own number; the till goes on. */
static void check_failures(void) {
  seen first = {0, 0, 4711};
  seen second = {0, 0, PATRON_OK};
  patron_environment* const environment = town(&first, &second);
  shop open = open_town(environment, kProgram);
  patron_totals totals = {.struct_size = sizeof totals};
  patron_failed_rule failed;
  CHECK(pays(&open, "Berlin") == 819);
  CHECK_STATUS(patron_result_totals(open.result, &totals), PATRON_OK);
  CHECK(totals.flags == PATRON_RESULT_RULES_FAILED);
  CHECK(patron_result_failed_count(open.result) == 1);
  CHECK_STATUS(patron_result_failed(open.result, 0, &failed, 1, sizeof failed),
               PATRON_OK);
  CHECK(same(failed.rule, "near"));
  CHECK(failed.reason == PATRON_REASON_CALLBACK_FAILED);
  CHECK(failed.code == 4711);
  CHECK(same(failed.message, "shop.distance() failed: 'it returned 4711'"));
  first.answer = -5;
  CHECK(pays(&open, "Berlin") == 819);
  CHECK_STATUS(patron_result_failed(open.result, 0, &failed, 1, sizeof failed),
               PATRON_OK);
  CHECK(failed.code == -5);
  patron_environment_destroy(environment);
  close_shop(&open);
  CHECK(first.destroyed == 1);
}

/* A result as the test wants it. */
static patron_status give(void* userdata, const patron_value* arguments,
                          size_t count, patron_value* result) {
  if (count == 1) CHECK(arguments[0].type == result->type);
  *result = *(const patron_value*)userdata;
  return PATRON_OK;
}

static patron_status echo(void* userdata, const patron_value* arguments,
                          size_t count, patron_value* result) {
  patron_value* const seen_value = (patron_value*)userdata;
  CHECK(count == 1);
  *seen_value = arguments[0];
  *result = arguments[0];
  return PATRON_OK;
}

/* Quotes `f(ARGUMENT) == ARGUMENT`, or f() == f() where it is NULL, and tells
 * whether the rule fired; 2 where it failed. */
static int try_function(uint32_t type, const char* argument,
                        patron_function_call call, void* userdata) {
  char text[1024];
  patron_environment* environment = NULL;
  patron_function function = {.struct_size = sizeof function,
                              .name = PATRON_STR("f"),
                              .parameters = &type,
                              .parameter_count = argument == NULL ? 0 : 1,
                              .call = call,
                              .userdata = userdata,
                              .result = type};
  shop open;
  int outcome = 0;
  const char* const what = argument == NULL ? "f()" : argument;
  snprintf(text, sizeof text,
           "program: p\nversion: '1'\nvalid_from: 2026-01-01\ncurrency: EUR\n"
           "points: [{id: bean}]\n"
           "selections: [{id: all, where: 'true'}]\n"
           "rules:\n  - id: r\n    when: f(%s) == %s\n"
           "    then: [{amount_off: {amount: 1.00}}]\n",
           argument == NULL ? "" : argument, what);
  CHECK_STATUS(patron_environment_create(&environment, NULL), PATRON_OK);
  CHECK_STATUS(patron_environment_add_function(environment, &function, NULL),
               PATRON_OK);
  open = open_town(environment, text);
  patron_environment_destroy(environment);
  outcome = pays(&open, NULL) == 810;
  if (patron_result_failed_count(open.result) == 1) {
    patron_failed_rule failed;
    CHECK_STATUS(
        patron_result_failed(open.result, 0, &failed, 1, sizeof failed),
        PATRON_OK);
    CHECK(failed.reason == PATRON_REASON_CALLBACK_FAILED);
    CHECK(failed.code == 0);
    CHECK(failed.message.size > 0);
    outcome = 2;
  }
  close_shop(&open);
  return outcome;
}

static void check_types(void) {
  static const struct {
    uint32_t type;
    uint32_t detail;
    int64_t number;
    const char* argument;
  } kRows[] = {
      {PATRON_TYPE_BOOL, 0, 1, "(basket.lines == 2)"},
      {PATRON_TYPE_INT, 0, -3, "(basket.lines - 5)"},
      {PATRON_TYPE_MONEY, 978, 910, "basket.total"},
      {PATRON_TYPE_QUANTITY, PATRON_QUANTITY_PIECES, 3000, "quantity('all')"},
      {PATRON_TYPE_RATE, 0, 100000000, "rate('10%')"},
      {PATRON_TYPE_DATE, 0, 20514, "event.date"},
      {PATRON_TYPE_TIMESTAMP, 0, 1772439960000000, "event.time"},
      {PATRON_TYPE_POINTS, 0, 0, "points('bean')"},
      {PATRON_TYPE_DURATION, 0, -1500000, "duration('-1.5s')"},
  };
  patron_value value;
  size_t i = 0;
  for (; i < sizeof kRows / sizeof kRows[0]; ++i) {
    memset(&value, 0, sizeof value);
    CHECK(try_function(kRows[i].type, kRows[i].argument, echo, &value) == 1);
    CHECK(value.type == kRows[i].type);
    CHECK(value.detail == kRows[i].detail);
    CHECK(value.number == kRows[i].number);
    CHECK(value.text.size == 0);
  }
  CHECK(try_function(PATRON_TYPE_STRING, "''", echo, &value) == 1);
  CHECK(try_function(PATRON_TYPE_STRING, "event.source", echo, &value) == 1);
}

static void check_wrong_results(void) {
  static const patron_value kRows[] = {
      {PATRON_TYPE_BOOL, 0, 2, {NULL, 0}},
      {PATRON_TYPE_BOOL, 1, 1, {NULL, 0}},
      {PATRON_TYPE_INT, 1, 5, {NULL, 0}},
      {PATRON_TYPE_INT, 0, 5, {"x", 1}},
      {PATRON_TYPE_STRING, 0, 0, {NULL, 5}},
      {PATRON_TYPE_STRING, 0, 0, {"\xff", 1}},
      {PATRON_TYPE_STRING, 0, 0, {"x", SIZE_MAX}},
      {PATRON_TYPE_MONEY, 0, 5, {NULL, 0}},
      {PATRON_TYPE_MONEY, 4711, 5, {NULL, 0}},
      {PATRON_TYPE_QUANTITY, 2, 5, {NULL, 0}},
      {PATRON_TYPE_DATE, 0, INT64_MAX, {NULL, 0}},
      {PATRON_TYPE_DATE, 0, INT32_MAX, {NULL, 0}},
      {PATRON_TYPE_TIMESTAMP, 0, INT64_MAX, {NULL, 0}},
      {PATRON_TYPE_POINTS, 7, 5, {NULL, 0}},
      {PATRON_TYPE_POINTS, UINT32_MAX, 5, {NULL, 0}},
      {PATRON_TYPE_DURATION, 0, INT64_MIN, {NULL, 0}},
  };
  static const patron_value kOther = {PATRON_TYPE_BOOL, 0, 1, {NULL, 0}};
  size_t i = 0;
  for (; i < sizeof kRows / sizeof kRows[0]; ++i) {
    CHECK(try_function(kRows[i].type, NULL, give,
                       (void*)(uintptr_t)&kRows[i]) == 2);
  }
  CHECK(try_function(PATRON_TYPE_INT, NULL, give, (void*)(uintptr_t)&kOther) ==
        2);
}

/* A declaration that is refused is given back all the same, once. */
static void check_refused(patron_environment* environment,
                          const patron_function* function, patron_status status,
                          uint32_t reason) {
  seen* const userdata = (seen*)function->userdata;
  userdata->destroyed = 0;
  CHECK_ERROR(patron_environment_add_function(environment, function, &error),
              status, reason);
  CHECK(userdata->destroyed == 1);
  CHECK(userdata->calls == 0);
}

static void check_bad_declarations(void) {
  static const uint32_t kMany[17] = {1, 1, 1, 1, 1, 1, 1, 1, 1,
                                     1, 1, 1, 1, 1, 1, 1, 1};
  static const uint32_t kUnknown[] = {PATRON_TYPE_INT, 11};
  static const char* const kTaken[] = {"size", "money", "has", "quantity"};
  seen used = {0, 0, PATRON_OK};
  seen userdata = {0, 0, PATRON_OK};
  patron_environment* const environment = town(&used, &used);
  const patron_function good = distance_function(&userdata);
  patron_function bad = good;
  size_t i = 0;
  check_refused(environment, &good, PATRON_INVALID_ARGUMENT,
                PATRON_REASON_DUPLICATE_ID);
  for (; i < sizeof kTaken / sizeof kTaken[0]; ++i) {
    bad = good;
    bad.name = str(kTaken[i]);
    check_refused(environment, &bad, PATRON_INVALID_ARGUMENT,
                  PATRON_REASON_DUPLICATE_ID);
  }
  bad = good;
  bad.name = PATRON_STR("two words");
  check_refused(environment, &bad, PATRON_INVALID_ARGUMENT,
                PATRON_REASON_BAD_VALUE);
  bad.name = PATRON_STR("");
  check_refused(environment, &bad, PATRON_INVALID_ARGUMENT,
                PATRON_REASON_BAD_VALUE);
  bad.name.size = 3;
  bad.name.data = NULL;
  check_refused(environment, &bad, PATRON_INVALID_ARGUMENT,
                PATRON_REASON_NULL_ARGUMENT);
  bad = good;
  bad.call = NULL;
  check_refused(environment, &bad, PATRON_INVALID_ARGUMENT,
                PATRON_REASON_NULL_ARGUMENT);
  bad = good;
  bad.parameters = NULL;
  check_refused(environment, &bad, PATRON_INVALID_ARGUMENT,
                PATRON_REASON_NULL_ARGUMENT);
  bad.parameters = kMany;
  bad.parameter_count = 17;
  check_refused(environment, &bad, PATRON_RESOURCE_EXHAUSTED,
                PATRON_REASON_TOO_LARGE);
  bad.parameters = kUnknown;
  bad.parameter_count = 2;
  check_refused(environment, &bad, PATRON_UNIMPLEMENTED,
                PATRON_REASON_UNIMPLEMENTED);
  bad = good;
  bad.result = 0;
  check_refused(environment, &bad, PATRON_UNIMPLEMENTED,
                PATRON_REASON_UNIMPLEMENTED);
  bad.result = 257; /* 1 in eight bits */
  check_refused(environment, &bad, PATRON_UNIMPLEMENTED,
                PATRON_REASON_UNIMPLEMENTED);
  bad = good;
  bad.flags = 2;
  check_refused(environment, &bad, PATRON_UNIMPLEMENTED,
                PATRON_REASON_UNIMPLEMENTED);
  bad = good;
  bad.reserved = 1;
  check_refused(environment, &bad, PATRON_UNIMPLEMENTED,
                PATRON_REASON_UNIMPLEMENTED);
  bad = good;
  bad.flags = PATRON_FUNCTION_MEMBER;
  bad.name = PATRON_STR("f");
  bad.parameter_count = 0;
  check_refused(environment, &bad, PATRON_INVALID_ARGUMENT,
                PATRON_REASON_BAD_VALUE);
  check_refused(NULL, &good, PATRON_INVALID_ARGUMENT,
                PATRON_REASON_NULL_ARGUMENT);
  patron_environment_destroy(environment);
  CHECK(used.destroyed == 2);
}

/* Structs of other headers, and what cannot be given back. */
static void check_sizes(void) {
  struct {
    patron_function known;
    int64_t newer;
  } longer;
  seen userdata = {0, 0, PATRON_OK};
  patron_environment* environment = NULL;
  CHECK_STATUS(patron_environment_create(&environment, NULL), PATRON_OK);
  memset(&longer, 0, sizeof longer);
  longer.known = distance_function(&userdata);
  longer.known.struct_size = sizeof longer;
  longer.newer = 1;
  check_refused(environment, &longer.known, PATRON_UNIMPLEMENTED,
                PATRON_REASON_UNIMPLEMENTED);
  longer.known.struct_size = 0;
  userdata.destroyed = 0;
  CHECK_ERROR(
      patron_environment_add_function(environment, &longer.known, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  CHECK(userdata.destroyed == 0);
  CHECK_ERROR(patron_environment_add_function(environment, NULL, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_NULL_ARGUMENT);
  longer.known.struct_size = sizeof longer;
  longer.newer = 0;
  CHECK_STATUS(
      patron_environment_add_function(environment, &longer.known, NULL),
      PATRON_OK);
  patron_environment_destroy(environment);
  CHECK(userdata.destroyed == 1);
  CHECK_ERROR(patron_environment_create(NULL, &error), PATRON_INVALID_ARGUMENT,
              PATRON_REASON_NULL_ARGUMENT);
  patron_environment_destroy(NULL);
}

/* Wrong calls are errors of the program, with their place. */
static void check_type_errors(void) {
  seen first = {0, 0, PATRON_OK};
  seen second = {0, 0, PATRON_OK};
  patron_environment* const environment = town(&first, &second);
  static const char kWrong[] =
      "program: town\nversion: '1'\nvalid_from: 2026-01-01\ncurrency: EUR\n"
      "rules:\n"
      "  - id: near\n"
      "    when: shop.distence('a', 'b') < 10\n"
      "    then: [{amount_off: {amount: 1.00}}]\n"
      "  - id: gold\n"
      "    when: member.id.gold(1) == 'gold'\n"
      "    then: [{amount_off: {amount: 1.00}}]\n";
  patron_error* found = NULL;
  patron_location at = {.struct_size = sizeof at};
  patron_program* program = NULL;
  CHECK_STATUS(patron_program_compile(environment, PATRON_FORMAT_YAML,
                                      bytes_of(kWrong), &program, &found),
               PATRON_INVALID_ARGUMENT);
  CHECK(patron_error_reason(found) == PATRON_REASON_UNKNOWN_FUNCTION);
  CHECK_STATUS(patron_error_location(found, &at), PATRON_OK);
  CHECK(at.line == 7 && at.column > 10);
  CHECK(same(at.rule, "near"));
  CHECK(patron_error_reason(patron_error_next(found)) ==
        PATRON_REASON_EXPRESSION_TYPE);
  patron_error_destroy(found);
  /* Without the environment the function is not known at all. */
  CHECK_ERROR(patron_program_compile(NULL, PATRON_FORMAT_YAML,
                                     bytes_of(kProgram), &program, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_UNKNOWN_FUNCTION);
  CHECK(program == NULL);
  patron_environment_destroy(environment);
}

/* Each engine on a database needs what its programs call. */
static void check_engines(void) {
  const char path[] = "capi_host_test.db";
  seen first = {0, 0, PATRON_OK};
  seen second = {0, 0, PATRON_OK};
  patron_environment* const environment = town(&first, &second);
  patron_engine_options options = {
      .struct_size = sizeof options,
      .store = PATRON_STR("sqlite:capi_host_test.db")};
  patron_engine* engine = NULL;
  patron_program* program = NULL;
  remove(path);
  CHECK_STATUS(patron_program_compile(environment, PATRON_FORMAT_YAML,
                                      bytes_of(kProgram), &program, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_engine_open(&options, &engine, NULL), PATRON_OK);
  CHECK_ERROR(patron_engine_activate(engine, program, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_UNKNOWN_FUNCTION);
  patron_engine_close(engine);
  options.environment = environment;
  CHECK_STATUS(patron_engine_open(&options, &engine, NULL), PATRON_OK);
  CHECK_STATUS(patron_engine_activate(engine, program, NULL), PATRON_OK);
  patron_engine_close(engine);
  options.environment = NULL;
  CHECK_ERROR(patron_engine_open(&options, &engine, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_UNKNOWN_FUNCTION);
  CHECK(engine == NULL);
  /* A client of an older header has no such field. */
  options.environment = environment;
  options.struct_size = (uint32_t)offsetof(patron_engine_options, environment);
  CHECK_ERROR(patron_engine_open(&options, &engine, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_UNKNOWN_FUNCTION);
  options.struct_size = sizeof options;
  CHECK_STATUS(patron_engine_open(&options, &engine, NULL), PATRON_OK);
  patron_engine_close(engine);
  patron_program_release(program);
  patron_environment_destroy(environment);
  CHECK(first.destroyed == 1 && second.destroyed == 1);
  remove(path);
  remove("capi_host_test.db-wal");
  remove("capi_host_test.db-shm");
}

/* What a function may ask of the engine that calls it: no lock is held. */
static patron_status ask_engine(void* userdata, const patron_value* arguments,
                                size_t count, patron_value* result) {
  const shop* const open = (const shop*)userdata;
  patron_member_view view = {.struct_size = sizeof view};
  const patron_status status = patron_member_get(
      open->engine, PATRON_STR("m-17"), 1772439960000000, &view, NULL);
  (void)arguments;
  (void)count;
  result->number = status == PATRON_OK ? view.orders : 0;
  return PATRON_OK;
}

static void check_no_lock(void) {
  shop open = {NULL, NULL, NULL, NULL};
  patron_environment* environment = NULL;
  const patron_function function = {.struct_size = sizeof function,
                                    .name = PATRON_STR("orders"),
                                    .call = ask_engine,
                                    .userdata = &open,
                                    .result = PATRON_TYPE_INT};
  CHECK_STATUS(patron_environment_create(&environment, NULL), PATRON_OK);
  CHECK_STATUS(patron_environment_add_function(environment, &function, NULL),
               PATRON_OK);
  open = open_town(
      environment,
      "program: p\nversion: '1'\nvalid_from: 2026-01-01\ncurrency: EUR\n"
      "rules:\n  - {id: r, when: orders() == 0, "
      "then: [{amount_off: {amount: 1.00}}]}\n");
  CHECK(pays(&open, NULL) == 810);
  CHECK_STATUS(patron_commit(open.engine, open.basket, PATRON_STR(""),
                             open.result, NULL),
               PATRON_OK);
  CHECK(pays(&open, NULL) == 910);
  close_shop(&open);
  patron_environment_destroy(environment);
}

/* Values of a store's attributes are the program's, not a basket's. */
static void check_store_attributes(void) {
  seen first = {0, 0, PATRON_OK};
  seen second = {0, 0, PATRON_OK};
  patron_environment* const environment = town(&first, &second);
  shop open = open_town(environment, kProgram);
  const patron_event event = an_event("1");
  uint32_t slot = 0;
  CHECK_ERROR(patron_program_slot(open.program, PATRON_STR("store.town"), &slot,
                                  &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_UNKNOWN_ATTRIBUTE);
  CHECK_STATUS(patron_basket_begin(open.basket, &event, NULL), PATRON_OK);
  CHECK_ERROR(patron_basket_set_str(open.basket, 0, PATRON_STR("Bonn"), &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_WRONG_TYPE);
  close_shop(&open);
  patron_environment_destroy(environment);
}

void test_host(void) {
  check_both_styles();
  check_failures();
  check_types();
  check_wrong_results();
  check_bad_declarations();
  check_sizes();
  check_type_errors();
  check_engines();
  check_no_lock();
  check_store_attributes();
}
