/* The whole life of an engine: programs, quotes, commits, the same again, a
 * quote that no longer holds, returns, a member's view, verifying. */

#include "tests/capi/check.h"

static void check_quote(const patron_result* result) {
  patron_totals totals = {.struct_size = sizeof totals};
  patron_effect effects[2];
  patron_line_result lines[2];
  CHECK_STATUS(patron_result_totals(result, &totals), PATRON_OK);
  CHECK(totals.currency == 978);
  CHECK(totals.list_minor == 910);
  CHECK(totals.discount_minor == 52);
  CHECK(totals.pay_minor == 858);
  CHECK(totals.flags == 0);

  CHECK(patron_result_effect_count(result) == 2);
  CHECK_STATUS(patron_result_effects(result, 0, effects, 2, sizeof effects[0]),
               PATRON_OK);
  CHECK(same(effects[0].rule, "two-cups"));
  CHECK(same(effects[0].text, "10% off lattes"));
  CHECK(effects[0].kind == PATRON_EFFECT_PERCENT_OFF);
  CHECK(effects[0].base_minor == 520);
  CHECK(effects[0].amount_minor == 52);
  CHECK(effects[0].rate_billionths == 100000000);
  CHECK(effects[0].points_currency.size == 0);
  CHECK(same(effects[1].rule, "beans"));
  CHECK(effects[1].kind == PATRON_EFFECT_EARN_POINTS);
  CHECK(same(effects[1].points_currency, "bean"));
  CHECK(effects[1].points == 8);
  CHECK(effects[1].amount_minor == 0);

  CHECK(patron_result_line_count(result) == 2);
  CHECK_STATUS(patron_result_lines(result, 0, lines, 2, sizeof lines[0]),
               PATRON_OK);
  CHECK(same(lines[0].id, "1"));
  CHECK(lines[0].list_minor == 520);
  CHECK(lines[0].discount_minor == 52);
  CHECK(lines[0].pay_minor == 468);
  CHECK(same(lines[1].id, "2"));
  CHECK(lines[1].pay_minor == 390);

  CHECK(patron_result_points(result, PATRON_STR("bean")) == 8);
  CHECK(patron_result_points(result, PATRON_STR("stamp")) == 0);
  CHECK(patron_result_fingerprint(result).size == 64);
}

static void check_reasons(const shop* cafe) {
  patron_why_not why;
  patron_blob* json = NULL;
  CHECK(patron_result_why_not_count(cafe->result) == 0);
  patron_result_want_reasons(cafe->result, 1);
  CHECK_STATUS(patron_quote(cafe->engine, cafe->basket, cafe->result, NULL),
               PATRON_OK);
  CHECK(patron_result_why_not_count(cafe->result) == 1);
  CHECK_STATUS(patron_result_why_not(cafe->result, 0, &why, 1, sizeof why),
               PATRON_OK);
  CHECK(same(why.rule, "big-basket"));
  CHECK(why.kind == PATRON_WHY_NOT_CONDITION);
  CHECK(why.text.size > 0);
  CHECK_STATUS(patron_result_reasons(cafe->result, &json, NULL), PATRON_OK);
  CHECK(holds(patron_blob_bytes(json), "two-cups"));
  CHECK(holds(patron_blob_bytes(json), "big-basket"));
  patron_blob_destroy(json);
  patron_result_want_reasons(cafe->result, 0);
}

/* The key is used once: the same again is the first answer again. */
static void check_repeats(const shop* cafe) {
  patron_totals totals = {.struct_size = sizeof totals};
  const patron_line more = a_line("tea", 1, 250);
  fill(cafe, "1");
  CHECK_STATUS(patron_commit(cafe->engine, cafe->basket, PATRON_STR(""),
                             cafe->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals), PATRON_OK);
  CHECK(totals.flags == PATRON_RESULT_DUPLICATE);
  CHECK(totals.pay_minor == 858);
  CHECK_STATUS(patron_basket_lines(cafe->basket, &more, 1, sizeof more, NULL),
               PATRON_OK);
  CHECK_ERROR(patron_commit(cafe->engine, cafe->basket, PATRON_STR(""),
                            cafe->result, &error),
              PATRON_ALREADY_EXISTS, PATRON_REASON_OTHER_CONTENT);
  CHECK(patron_result_line_count(cafe->result) == 0);
  CHECK(patron_result_fingerprint(cafe->result).size == 0);
}

/* A fingerprint that is another basket's: nothing is booked. */
static void check_changed_quote(const shop* cafe) {
  patron_totals totals = {.struct_size = sizeof totals};
  const patron_event event = an_event("2");
  const patron_line line = a_line("cake", 1, 390);
  fill(cafe, "2");
  CHECK_STATUS(patron_quote(cafe->engine, cafe->basket, cafe->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);
  CHECK_STATUS(patron_basket_lines(cafe->basket, &line, 1, sizeof line, NULL),
               PATRON_OK);
  CHECK_ERROR(patron_commit(cafe->engine, cafe->basket,
                            patron_result_fingerprint(cafe->result),
                            cafe->result, &error),
              PATRON_ABORTED, PATRON_REASON_QUOTE_CHANGED);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals), PATRON_OK);
  CHECK(totals.pay_minor == 390);
  CHECK_STATUS(patron_commit(cafe->engine, cafe->basket,
                             patron_result_fingerprint(cafe->result),
                             cafe->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals), PATRON_OK);
  CHECK(totals.flags == 0);
  CHECK_ERROR(patron_commit(cafe->engine, cafe->basket, PATRON_STR("12ab"),
                            cafe->result, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
}

static void check_member(const shop* cafe, int64_t orders, int64_t spend,
                         int64_t beans) {
  patron_member_view view = {.struct_size = sizeof view};
  patron_balance balance = {.struct_size = sizeof balance};
  const int64_t later = 1772539960000000;
  CHECK_STATUS(
      patron_member_get(cafe->engine, PATRON_STR("m-17"), later, &view, NULL),
      PATRON_OK);
  CHECK(view.orders == orders);
  CHECK(view.spend_minor == spend);
  /* 0 is the last posting; what was before that is not kept. */
  CHECK_STATUS(
      patron_member_get(cafe->engine, PATRON_STR("m-17"), 0, &view, NULL),
      PATRON_OK);
  CHECK(view.orders == orders);
  CHECK_ERROR(
      patron_member_get(cafe->engine, PATRON_STR("m-17"), 1, &view, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_DATE);
  CHECK_STATUS(patron_member_balance(cafe->engine, PATRON_STR("m-17"),
                                     PATRON_STR("bean"), later, &balance, NULL),
               PATRON_OK);
  CHECK(balance.available == beans);
  CHECK(balance.debt == 0);
  CHECK_ERROR(
      patron_member_balance(cafe->engine, PATRON_STR("m-17"),
                            PATRON_STR("stamp"), later, &balance, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_UNKNOWN_NAME);
  CHECK_ERROR(patron_member_get(cafe->engine, PATRON_STR("nobody"), later,
                                &view, &error),
              PATRON_NOT_FOUND, PATRON_REASON_UNKNOWN_MEMBER);
}

/* One of the two lattes comes back: half of what was paid for them. */
static void check_returns(const shop* cafe) {
  const char json[] =
      "{\"kind\": \"return\", \"source\": \"till-1\", \"id\": \"r-2\","
      " \"time\": \"2026-03-02T10:00:00Z\", \"member\": \"m-17\","
      " \"returned\": {\"order_source\": \"till-1\", \"order_id\": \"1\","
      " \"lines\": [{\"order_line\": \"2\", \"units\": 1}]}}";
  const patron_bytes message = {(const uint8_t*)json, sizeof json - 1};
  patron_event event = an_event("r-1");
  const patron_return_line line = {.order_line = PATRON_STR("1"), .units = 1};
  event.time_us += 60000000;
  CHECK_STATUS(
      patron_return(cafe->engine, &event, PATRON_STR("till-1"), PATRON_STR("1"),
                    &line, 1, sizeof line, cafe->result, NULL),
      PATRON_OK);
  CHECK(patron_result_refund_minor(cafe->result) == 234);
  CHECK_ERROR(
      patron_return(cafe->engine, &event, PATRON_STR("till-1"), PATRON_STR("9"),
                    &line, 1, sizeof line, cafe->result, &error),
      PATRON_ALREADY_EXISTS, PATRON_REASON_OTHER_CONTENT);
  event.id = PATRON_STR("r-9");
  CHECK_ERROR(
      patron_return(cafe->engine, &event, PATRON_STR("till-1"), PATRON_STR("9"),
                    &line, 1, sizeof line, cafe->result, &error),
      PATRON_NOT_FOUND, PATRON_REASON_UNKNOWN_ORDER);
  CHECK_STATUS(patron_commit_message(cafe->engine, PATRON_FORMAT_JSON, message,
                                     cafe->result, NULL),
               PATRON_OK);
  CHECK(patron_result_refund_minor(cafe->result) == 390);
}

static void check_message(const shop* cafe) {
  const char json[] =
      "{\"source\": \"web\", \"id\": \"7\", \"time\": \"2026-03-02T12:00:00Z\","
      " \"member\": \"m-18\","
      " \"basket\": {\"lines\": [{\"sku\": \"tea\", \"amount\": 2.50}]}}";
  const char wrong[] = "{\"source\": \"web\", \"idd\": 1, \"time\": \"noon\"}";
  const patron_bytes message = {(const uint8_t*)json, sizeof json - 1};
  const patron_bytes refused = {(const uint8_t*)wrong, sizeof wrong - 1};
  patron_totals totals = {.struct_size = sizeof totals};
  patron_error* error = NULL;
  CHECK_STATUS(patron_commit_message(cafe->engine, PATRON_FORMAT_JSON, message,
                                     cafe->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals), PATRON_OK);
  CHECK(totals.pay_minor == 250);
  CHECK_STATUS(patron_commit_message(cafe->engine, PATRON_FORMAT_JSON, refused,
                                     cafe->result, &error),
               PATRON_INVALID_ARGUMENT);
  CHECK(patron_error_next(error) != NULL);
  patron_error_destroy(error);
}

/* Points by hand, as a struct and as text: the same event. */
static void check_adjustments(const shop* cafe, int64_t beans) {
  const char json[] =
      "{\"kind\": \"adjustment\", \"source\": \"till-1\", \"id\": \"h-1\","
      " \"time\": \"2026-03-02T10:30:00Z\", \"member\": \"m-17\","
      " \"adjustment\": {\"currency\": \"bean\", \"points\": 50,"
      " \"reason\": \"broken\", \"by\": \"eva\"}}";
  const patron_bytes message = {(const uint8_t*)json, sizeof json - 1};
  patron_event event = an_event("h-1");
  patron_balance balance = {.struct_size = sizeof balance};
  patron_totals totals = {.struct_size = sizeof totals};
  patron_adjustment by_hand = {.struct_size = sizeof by_hand,
                               .currency = PATRON_STR("bean"),
                               .points = 50,
                               .reason = PATRON_STR("broken"),
                               .by = PATRON_STR("eva")};
  CHECK_STATUS(patron_commit_message(cafe->engine, PATRON_FORMAT_JSON, message,
                                     cafe->result, NULL),
               PATRON_OK);
  CHECK_STATUS(
      patron_result_balance(cafe->result, PATRON_STR("bean"), &balance),
      PATRON_OK);
  CHECK(balance.available == beans + 50);
  event.store = PATRON_STR("");
  event.time_us = INT64_C(1772447400000000);
  CHECK_STATUS(
      patron_adjust(cafe->engine, &event, &by_hand, cafe->result, NULL),
      PATRON_OK);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals), PATRON_OK);
  CHECK(totals.flags == PATRON_RESULT_DUPLICATE);

  event.id = PATRON_STR("h-2");
  by_hand.points = -(beans + 51);
  CHECK_ERROR(
      patron_adjust(cafe->engine, &event, &by_hand, cafe->result, &error),
      PATRON_FAILED_PRECONDITION, PATRON_REASON_INSUFFICIENT_POINTS);
  by_hand.points = -50;
  CHECK_STATUS(
      patron_adjust(cafe->engine, &event, &by_hand, cafe->result, NULL),
      PATRON_OK);
  CHECK_STATUS(
      patron_result_balance(cafe->result, PATRON_STR("bean"), &balance),
      PATRON_OK);
  CHECK(balance.available == beans);

  event.id = PATRON_STR("h-3");
  by_hand.reason = PATRON_STR("");
  CHECK_ERROR(
      patron_adjust(cafe->engine, &event, &by_hand, cafe->result, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_MISSING_FIELD);
  by_hand.reason = PATRON_STR("broken");
  by_hand.reserved = 1;
  CHECK_ERROR(
      patron_adjust(cafe->engine, &event, &by_hand, cafe->result, &error),
      PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  by_hand.reserved = 0;
  event.member = PATRON_STR("m-99");
  CHECK_ERROR(
      patron_adjust(cafe->engine, &event, &by_hand, cafe->result, &error),
      PATRON_NOT_FOUND, PATRON_REASON_UNKNOWN_MEMBER);
}

static void check_end_of_day(const shop* cafe) {
  patron_end_of_day due = {.struct_size = sizeof due};
  CHECK_STATUS(patron_engine_end_of_day(cafe->engine, INT64_MAX, &due, NULL),
               PATRON_OK);
  CHECK(due.accounts == 2);
  CHECK(due.activations == 0);
  CHECK(due.expiries >= 2);
  CHECK_STATUS(patron_engine_end_of_day(cafe->engine, INT64_MAX, &due, NULL),
               PATRON_OK);
  CHECK(due.accounts == 0);
}

static void check_verify(const shop* cafe) {
  patron_verification found = {.struct_size = sizeof found};
  patron_blob* problems = NULL;
  CHECK_STATUS(patron_engine_verify(cafe->engine, &found, &problems, NULL),
               PATRON_OK);
  CHECK(found.problems == 0);
  CHECK(found.orders == 3);
  CHECK(found.accounts == 2);
  CHECK(patron_blob_bytes(problems).size == 0);
  patron_blob_destroy(problems);
  CHECK_STATUS(patron_engine_verify(cafe->engine, &found, NULL, NULL),
               PATRON_OK);
}

static void live(const char* store) {
  shop cafe = open_shop(store);
  patron_balance balance = {.struct_size = sizeof balance};
  fill(&cafe, "1");
  CHECK_STATUS(patron_quote(cafe.engine, cafe.basket, cafe.result, NULL),
               PATRON_OK);
  check_quote(cafe.result);
  check_reasons(&cafe);
  CHECK_STATUS(
      patron_commit(cafe.engine, cafe.basket,
                    patron_result_fingerprint(cafe.result), cafe.result, NULL),
      PATRON_OK);
  check_quote(cafe.result);
  CHECK_STATUS(patron_result_balance(cafe.result, PATRON_STR("bean"), &balance),
               PATRON_OK);
  CHECK(balance.available == 8);
  CHECK(balance.struct_size == sizeof balance);
  check_repeats(&cafe);
  check_changed_quote(&cafe);
  check_member(&cafe, 2, 858 + 390, 8 + 3);
  check_returns(&cafe);
  check_member(&cafe, 2, 234 + 390, 2 + 3);
  check_message(&cafe);
  check_adjustments(&cafe, 2 + 3);
  check_verify(&cafe);

  /* Results and baskets survive the engine and the program. */
  fill(&cafe, "1");
  CHECK_STATUS(patron_quote(cafe.engine, cafe.basket, cafe.result, NULL),
               PATRON_OK);
  /* It posts years ahead: who opens the file again would come too late. */
  if (strcmp(store, "memory") == 0) check_end_of_day(&cafe);
  patron_engine_close(cafe.engine);
  cafe.engine = NULL;
  patron_program_release(cafe.program);
  cafe.program = NULL;
  fill(&cafe, "8");
  CHECK(patron_result_line_count(cafe.result) == 2);
  close_shop(&cafe);
}

static void check_programs(void) {
  const char text[] =
      "program: cafe\n"
      "version: '1'\n"
      "valid_from: 2026-01-01\n"
      "currency: EUR\n"
      "zone: Europe/Berlim\n"
      "rules:\n"
      "  - id: late\n"
      "    whn: 'true'\n"
      "    then: [{amount_off: {amount: '2.00'}}]\n"
      "  - id: dark\n"
      "    when: basket.totl >= money(\"2.00\")\n"
      "    then: [{amount_off: {amount: '2.00'}}]\n";
  const patron_bytes source = {(const uint8_t*)text, sizeof text - 1};
  const patron_error* link = NULL;
  patron_error* error = NULL;
  patron_program* program = NULL;
  int zone = 0;
  int field = 0;
  int fact = 0;
  int links = 0;
  CHECK_STATUS(patron_program_compile(NULL, PATRON_FORMAT_YAML, source,
                                      &program, &error),
               PATRON_INVALID_ARGUMENT);
  CHECK(program == NULL);
  for (link = error; link != NULL; link = patron_error_next(link)) {
    patron_location at = {.struct_size = sizeof at};
    CHECK_STATUS(patron_error_location(link, &at), PATRON_OK);
    ++links;
    if (patron_error_reason(link) == PATRON_REASON_UNKNOWN_ZONE) {
      ++zone;
      CHECK(at.line == 5);
      CHECK(same(at.path, "zone"));
      CHECK(at.rule.size == 0);
    }
    if (patron_error_reason(link) == PATRON_REASON_UNKNOWN_FIELD) {
      ++field;
      CHECK(at.line == 8);
      CHECK(at.column == 5);
    }
    if (patron_error_reason(link) == PATRON_REASON_UNKNOWN_FACT) {
      ++fact;
      CHECK(at.line == 11);
      CHECK(at.column == 11);
      CHECK(same(at.rule, "dark"));
      CHECK(same(at.path, "rules[1].when"));
      CHECK(at.excerpt.size > 0);
    }
  }
  CHECK(zone == 1);
  CHECK(field == 1);
  CHECK(fact == 1);
  CHECK(links == 3);
  patron_error_destroy(error);
}

static void check_program_handles(void) {
  shop cafe = open_shop(NULL);
  uint32_t slot = 99;
  CHECK(patron_program_fingerprint(cafe.program).size == 64);
  CHECK(patron_program_warnings(cafe.program) == NULL);
  CHECK(patron_program_retain(cafe.program) == cafe.program);
  patron_program_release(cafe.program);
  CHECK_STATUS(
      patron_program_slot(cafe.program, PATRON_STR("line.roast"), &slot, NULL),
      PATRON_OK);
  CHECK(slot == 0);
  CHECK_ERROR(patron_program_slot(cafe.program, PATRON_STR("line.toast"), &slot,
                                  &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_UNKNOWN_ATTRIBUTE);
  /* The same program again changes nothing. */
  CHECK_STATUS(patron_engine_activate(cafe.engine, cafe.program, NULL),
               PATRON_OK);
  close_shop(&cafe);
}

static void check_stores(void) {
  patron_engine* engine = NULL;
  patron_engine_options options = {.struct_size = sizeof options,
                                   .store = PATRON_STR("postgres:shop")};
  CHECK_ERROR(patron_engine_open(&options, &engine, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  options.store = PATRON_STR("sqlite:/nowhere/at/all.db");
  CHECK_ERROR(patron_engine_open(&options, &engine, &error), PATRON_NOT_FOUND,
              PATRON_REASON_UNREADABLE);
  options.store = PATRON_STR("sqlite:capi_test_absent.db");
  options.flags = PATRON_ENGINE_MUST_EXIST;
  CHECK_ERROR(patron_engine_open(&options, &engine, &error), PATRON_NOT_FOUND,
              PATRON_REASON_UNREADABLE);
  options.flags = 64;
  CHECK_ERROR(patron_engine_open(&options, &engine, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  options.flags = 0;
  options.busy_timeout_ms = -1;
  CHECK_ERROR(patron_engine_open(&options, &engine, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  CHECK(engine == NULL);
}

/* A database that was opened again knows its program; one that is only read
 * takes no commits. */
static void check_database(const char* path) {
  char store[256];
  patron_engine_options options = {.struct_size = sizeof options};
  patron_engine* engine = NULL;
  shop cafe;
  snprintf(store, sizeof store, "sqlite:%s", path);
  live(store);
  cafe = open_shop("memory");
  fill(&cafe, "1");
  options.store = str(store);
  options.flags = PATRON_ENGINE_READ_ONLY;
  CHECK_STATUS(patron_engine_open(&options, &engine, NULL), PATRON_OK);
  CHECK_STATUS(patron_quote(engine, cafe.basket, cafe.result, NULL), PATRON_OK);
  fill(&cafe, "99");
  CHECK_ERROR(
      patron_commit(engine, cafe.basket, PATRON_STR(""), cafe.result, &error),
      PATRON_FAILED_PRECONDITION, PATRON_REASON_READ_ONLY);
  patron_engine_close(engine);
  close_shop(&cafe);
}

static void remove_database(const char* path) {
  static const char* const kEnds[] = {"", "-wal", "-shm"};
  char name[256];
  size_t i = 0;
  for (; i < sizeof kEnds / sizeof kEnds[0]; ++i) {
    snprintf(name, sizeof name, "%s%s", path, kEnds[i]);
    remove(name);
  }
}

void test_life(void) {
  const char path[] = "capi_test.db";
  CHECK(patron_abi_version() >> 16 == PATRON_ABI_MAJOR);
  CHECK((patron_abi_version() & 0xffffu) == PATRON_ABI_MINOR);
  CHECK(strncmp(patron_version(), "0.", 2) == 0);
  CHECK(strcmp(patron_status_name(PATRON_OK), "OK") == 0);
  CHECK(strcmp(patron_status_name(PATRON_DATA_LOSS), "DATA_LOSS") == 0);
  CHECK(strcmp(patron_status_name(4711), "UNKNOWN") == 0);
  check_programs();
  check_program_handles();
  check_stores();
  live("memory");
  remove_database(path);
  check_database(path);
  remove_database(path);
}
