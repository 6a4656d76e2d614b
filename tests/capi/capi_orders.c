/* Rewards, holds, exchanges, voids and goods that follow, each said by calls in
 * one shop and as text in another: both shops give the same answers. */

#include "tests/capi/check.h"

static const char kProgram[] =
    "program: orders\n"
    "version: \"1\"\n"
    "valid_from: 2026-01-01\n"
    "currency: EUR\n"
    "points: [{id: bean, decimals: 1, pays: 0.02}]\n"
    "selections: [{id: lattes, where: line.sku == \"latte\"}]\n"
    "budgets: [{id: treats, amount: 4.00}]\n"
    "rules:\n"
    "  - id: beans\n"
    "    then: [{earn_points: {currency: bean, points: 1, per: 1.00}}]\n"
    "rewards:\n"
    "  - id: coffee\n"
    "    text: A latte\n"
    "    currency: bean\n"
    "    prices: [{points: 5}, {points: 2, pay: 1.00}]\n"
    "    unit: lattes\n"
    "    times_max: 3\n"
    "  - id: treat\n"
    "    currency: bean\n"
    "    prices: [{points: 1}]\n"
    "    times_max: 5\n"
    "    budget: treats\n"
    "    then: [{amount_off: {amount: 1.50}}]\n";

static shop open_orders(void) {
  shop made = {NULL, NULL, NULL, NULL};
  const patron_bytes source = {(const uint8_t*)kProgram, sizeof kProgram - 1};
  const patron_engine_options options = {.struct_size = sizeof options,
                                         .store = PATRON_STR("memory")};
  patron_error* error = NULL;
  CHECK_STATUS(patron_program_compile(NULL, PATRON_FORMAT_YAML, source,
                                      &made.program, &error),
               PATRON_OK);
  if (error != NULL) {
    printf("%.*s\n", (int)patron_error_message(error).size,
           patron_error_message(error).data);
    patron_error_destroy(error);
  }
  CHECK_STATUS(patron_engine_open(&options, &made.engine, NULL), PATRON_OK);
  CHECK_STATUS(patron_engine_activate(made.engine, made.program, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_create(made.program, &made.basket, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_create(&made.result, NULL), PATRON_OK);
  return made;
}

/* One that is called, and one that is sent text. */
typedef struct pair {
  shop called;
  shop sent;
} pair;

/* The answer of the last call is that of the same event as JSON. */
static void check_same(const pair* shops, const char* json) {
  static char text[2048];
  patron_bytes event;
  patron_blob* one = NULL;
  patron_blob* other = NULL;
  patron_error* error = NULL;
  const int size = snprintf(text, sizeof text,
                            "{\"source\": \"till-1\", \"member\": \"m-17\", "
                            "\"time\": \"2026-03-02T08:26:00Z\", %s}",
                            json);
  event.data = (const uint8_t*)text;
  event.size = (size_t)size;
  CHECK_STATUS(patron_commit_message(shops->sent.engine, PATRON_FORMAT_JSON,
                                     event, shops->sent.result, &error),
               PATRON_OK);
  if (error != NULL) {
    printf("%.*s\n", (int)patron_error_message(error).size,
           patron_error_message(error).data);
    patron_error_destroy(error);
  }
  CHECK_STATUS(patron_result_reasons(shops->called.result, &one, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_reasons(shops->sent.result, &other, NULL),
               PATRON_OK);
  {
    const patron_bytes a = patron_blob_bytes(one);
    const patron_bytes b = patron_blob_bytes(other);
    CHECK(a.size == b.size && memcmp(a.data, b.data, a.size) == 0);
    if (a.size != b.size || memcmp(a.data, b.data, a.size) != 0) {
      printf("%.*s\n%.*s\n", (int)a.size, (const char*)a.data, (int)b.size,
             (const char*)b.data);
    }
  }
  /* The same event again: by the call's key, the text's content. */
  CHECK_STATUS(patron_commit_message(shops->called.engine, PATRON_FORMAT_JSON,
                                     event, shops->called.result, NULL),
               PATRON_OK);
  {
    patron_totals totals = {.struct_size = sizeof totals};
    CHECK_STATUS(patron_result_totals(shops->called.result, &totals),
                 PATRON_OK);
    CHECK((totals.flags & PATRON_RESULT_DUPLICATE) != 0);
  }
  patron_blob_destroy(one);
  patron_blob_destroy(other);
}

static void begin(const shop* at, const char* id, const patron_line* lines,
                  size_t count) {
  const patron_event event = an_event(id);
  CHECK_STATUS(patron_basket_begin(at->basket, &event, NULL), PATRON_OK);
  CHECK_STATUS(
      patron_basket_lines(at->basket, lines, count, sizeof lines[0], NULL),
      PATRON_OK);
}

static void commit(const shop* at) {
  patron_error* error = NULL;
  CHECK_STATUS(
      patron_commit(at->engine, at->basket, PATRON_STR(""), at->result, &error),
      PATRON_OK);
  if (error != NULL) {
    printf("%.*s\n", (int)patron_error_message(error).size,
           patron_error_message(error).data);
    patron_error_destroy(error);
  }
}

static int64_t beans(const shop* at) {
  patron_balance balance = {.struct_size = sizeof balance};
  CHECK_STATUS(patron_member_balance(at->engine, PATRON_STR("m-17"),
                                     PATRON_STR("bean"), 0, &balance, NULL),
               PATRON_OK);
  return balance.available;
}

static void check_later(const pair* shops) {
  const shop* const at = &shops->called;
  const patron_line lines[] = {a_line("latte", 2, 520),
                               a_line("machine", 2, 10000)};
  const patron_event event = an_event("f-1");
  patron_fulfilment_line parts = {
      .order_line = PATRON_STR("2"), .fulfilled = 1, .cancelled = 1};
  patron_fulfilled_line told;
  begin(at, "o-1", lines, 2);
  CHECK_STATUS(patron_basket_set_line_later(at->basket, 1, 1, NULL), PATRON_OK);
  CHECK_ERROR(patron_basket_set_line_later(at->basket, 2, 1, &error),
              PATRON_OUT_OF_RANGE, PATRON_REASON_OUT_OF_BOUNDS);
  commit(at);
  CHECK(patron_result_fulfilled_count(at->result) == 0);
  check_same(shops,
             "\"id\": \"o-1\", \"basket\": {\"lines\": ["
             "{\"sku\": \"latte\", \"quantity\": 2, \"amount\": 5.20}, "
             "{\"sku\": \"machine\", \"quantity\": 2, \"amount\": 100.00, "
             "\"later\": true}]}");
  CHECK_STATUS(
      patron_fulfil(at->engine, &event, PATRON_STR("till-1"), PATRON_STR("o-1"),
                    &parts, 1, sizeof parts, at->result, NULL),
      PATRON_OK);
  CHECK(patron_result_refund_minor(at->result) == 5000);
  CHECK(patron_result_fulfilled_count(at->result) == 1);
  CHECK_STATUS(patron_result_fulfilled(at->result, 0, &told, 1, sizeof told),
               PATRON_OK);
  CHECK(same(told.order_line, "2"));
  CHECK(told.fulfilled == 1 && told.cancelled == 1 && told.left == 0);
  CHECK_STATUS(patron_result_fulfilled(at->result, 1, &told, 1, sizeof told),
               PATRON_OUT_OF_RANGE);
  check_same(shops,
             "\"id\": \"f-1\", \"kind\": \"fulfilment\", \"fulfilment\": "
             "{\"order_source\": \"till-1\", \"order_id\": \"o-1\", \"lines\": "
             "[{\"order_line\": \"2\", \"fulfilled\": 1, \"cancelled\": 1}]}");
  {
    const patron_event more = an_event("f-2");
    CHECK_ERROR(patron_fulfil(at->engine, &more, PATRON_STR("till-1"),
                              PATRON_STR("o-1"), &parts, 1, sizeof parts,
                              at->result, &error),
                PATRON_FAILED_PRECONDITION, PATRON_REASON_FULFILMENT_TOO_MANY);
    CHECK_ERROR(patron_fulfil(at->engine, &more, PATRON_STR("till-1"),
                              PATRON_STR("none"), &parts, 1, sizeof parts,
                              at->result, &error),
                PATRON_NOT_FOUND, PATRON_REASON_UNKNOWN_ORDER);
  }
}

static void check_offers(const shop* at) {
  const patron_line line = a_line("latte", 2, 520);
  patron_reward_offer offers[2];
  begin(at, "q-1", &line, 1);
  CHECK_STATUS(patron_quote(at->engine, at->basket, at->result, NULL),
               PATRON_OK);
  CHECK(patron_result_offer_count(at->result) == 0);
  patron_result_want_reasons(at->result, 1);
  CHECK_STATUS(patron_quote(at->engine, at->basket, at->result, NULL),
               PATRON_OK);
  patron_result_want_reasons(at->result, 0);
  CHECK(patron_result_offer_count(at->result) == 2);
  CHECK_STATUS(patron_result_offers(at->result, 0, offers, 2, sizeof offers[0]),
               PATRON_OK);
  CHECK(same(offers[0].reward, "coffee"));
  CHECK(same(offers[0].text, "A latte"));
  CHECK(same(offers[0].points_currency, "bean"));
  CHECK(offers[0].price == 1 && offers[0].points == 50);
  CHECK(offers[0].times == 2 && offers[0].missing == 0);
  /* The budget has 4.00, which is enough for two. */
  CHECK(same(offers[1].reward, "treat"));
  CHECK(offers[1].times == 2);
  CHECK_STATUS(patron_result_offers(at->result, 1, offers, 2, sizeof offers[0]),
               PATRON_OUT_OF_RANGE);
}

static void check_rewards(const pair* shops) {
  static patron_basket_reward many[101];
  const shop* const at = &shops->called;
  const patron_line line = a_line("latte", 3, 780);
  const int64_t before = beans(at);
  patron_basket_reward rewards[] = {
      {.id = PATRON_STR("coffee"), .count = 2, .price = 2},
      {.id = PATRON_STR("treat")}};
  patron_reward_taken taken[2];
  patron_totals totals = {.struct_size = sizeof totals};
  begin(at, "o-2", &line, 1);
  CHECK_STATUS(
      patron_basket_rewards(at->basket, rewards, 2, sizeof rewards[0], NULL),
      PATRON_OK);
  commit(at);
  CHECK_STATUS(patron_result_totals(at->result, &totals), PATRON_OK);
  CHECK(totals.pay_minor == 780 - 320 - 150);
  CHECK(patron_result_reward_count(at->result) == 2);
  CHECK_STATUS(patron_result_rewards(at->result, 0, taken, 2, sizeof taken[0]),
               PATRON_OK);
  CHECK(same(taken[0].reward, "coffee"));
  CHECK(same(taken[0].text, "A latte"));
  CHECK(same(taken[0].points_currency, "bean"));
  CHECK(taken[0].lost_to.size == 0);
  CHECK(taken[0].count == 2 && taken[0].price == 2);
  CHECK(taken[0].points == 40 && taken[0].amount_minor == 320);
  CHECK(same(taken[1].reward, "treat"));
  CHECK(taken[1].count == 1 && taken[1].points == 10);
  CHECK_STATUS(patron_result_rewards(at->result, 2, taken, 1, sizeof taken[0]),
               PATRON_OUT_OF_RANGE);
  CHECK(beans(at) == before - 50 + 31);
  check_same(shops,
             "\"id\": \"o-2\", \"basket\": {\"lines\": ["
             "{\"sku\": \"latte\", \"quantity\": 3, \"amount\": 7.80}], "
             "\"rewards\": [{\"id\": \"coffee\", \"count\": 2, \"price\": 2}, "
             "{\"id\": \"treat\"}]}");

  /* Refused when it is decided, and nothing is booked. */
  begin(at, "o-3", &line, 1);
  rewards[1].count = 2;
  CHECK_STATUS(patron_basket_rewards(at->basket, rewards + 1, 1,
                                     sizeof rewards[0], NULL),
               PATRON_OK);
  CHECK_ERROR(
      patron_commit(at->engine, at->basket, PATRON_STR(""), at->result, &error),
      PATRON_FAILED_PRECONDITION, PATRON_REASON_REWARD_NOT_GIVEN);
  CHECK(patron_result_reward_count(at->result) == 0);

  /* The second is wrong, so the first is not added either. */
  begin(at, "o-3", &line, 1);
  rewards[1].id = PATRON_STR("\xff");
  CHECK_ERROR(
      patron_basket_rewards(at->basket, rewards, 2, sizeof rewards[0], &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_NOT_UTF8);
  CHECK_ERROR(
      patron_basket_rewards(at->basket, many, 101, sizeof many[0], &error),
      PATRON_RESOURCE_EXHAUSTED, PATRON_REASON_TOO_LARGE);
  CHECK_ERROR(patron_basket_rewards(at->basket, rewards, 1, 0, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  CHECK_STATUS(patron_quote(at->engine, at->basket, at->result, NULL),
               PATRON_OK);
  CHECK(patron_result_reward_count(at->result) == 0);
}

static void check_holds(const pair* shops) {
  const shop* const at = &shops->called;
  const patron_str bean = PATRON_STR("bean");
  const patron_str till = PATRON_STR("till-1");
  const patron_line line = a_line("latte", 1, 260);
  const patron_basket_reward reward = {.id = PATRON_STR("coffee"), .price = 1};
  const int64_t until = 1772439960000000 + INT64_C(3600000000);
  const int64_t before = beans(at);
  const patron_event event = an_event("r-1");
  patron_balance balance = {.struct_size = sizeof balance};
  begin(at, "h-1", &line, 1);
  CHECK_STATUS(
      patron_basket_rewards(at->basket, &reward, 1, sizeof reward, NULL),
      PATRON_OK);
  CHECK_STATUS(patron_basket_hold(at->basket, until, NULL), PATRON_OK);
  CHECK_ERROR(patron_basket_exchange(at->basket, till, PATRON_STR("o-1"), NULL,
                                     0, 0, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  CHECK_STATUS(patron_quote(at->engine, at->basket, at->result, NULL),
               PATRON_OK);
  CHECK(beans(at) == before);
  commit(at);
  CHECK(patron_result_held(at->result, bean) == 50);
  CHECK(patron_result_released(at->result, bean) == 0);
  CHECK_STATUS(patron_result_balance(at->result, bean, &balance), PATRON_OK);
  CHECK(balance.held == 50 && balance.available == before - 50);
  check_same(shops,
             "\"id\": \"h-1\", \"kind\": \"hold\", \"until\": "
             "\"2026-03-02T09:26:00Z\", \"basket\": {\"lines\": [{\"sku\": "
             "\"latte\", \"amount\": 2.60}], \"rewards\": [{\"id\": "
             "\"coffee\", \"price\": 1}]}");
  CHECK_STATUS(patron_release(at->engine, &event, till, PATRON_STR("h-1"),
                              at->result, NULL),
               PATRON_OK);
  CHECK(patron_result_released(at->result, bean) == 50);
  check_same(shops,
             "\"id\": \"r-1\", \"kind\": \"release\", \"hold\": {\"source\": "
             "\"till-1\", \"id\": \"h-1\"}");
  {
    const patron_event again = an_event("r-2");
    CHECK_ERROR(patron_release(at->engine, &again, till, PATRON_STR("h-1"),
                               at->result, &error),
                PATRON_FAILED_PRECONDITION, PATRON_REASON_HOLD_OVER);
    CHECK_ERROR(patron_release(at->engine, &again, till, PATRON_STR("h-9"),
                               at->result, &error),
                PATRON_NOT_FOUND, PATRON_REASON_UNKNOWN_HOLD);
  }

  /* Held again, and bought. */
  begin(at, "h-2", &line, 1);
  CHECK_STATUS(
      patron_basket_rewards(at->basket, &reward, 1, sizeof reward, NULL),
      PATRON_OK);
  CHECK_STATUS(patron_basket_hold(at->basket, until, NULL), PATRON_OK);
  commit(at);
  check_same(shops,
             "\"id\": \"h-2\", \"kind\": \"hold\", \"until\": "
             "\"2026-03-02T09:26:00Z\", \"basket\": {\"lines\": [{\"sku\": "
             "\"latte\", \"amount\": 2.60}], \"rewards\": [{\"id\": "
             "\"coffee\", \"price\": 1}]}");
  begin(at, "o-4", &line, 1);
  CHECK_STATUS(
      patron_basket_rewards(at->basket, &reward, 1, sizeof reward, NULL),
      PATRON_OK);
  CHECK_STATUS(patron_basket_consume(at->basket, till, PATRON_STR("h-2"), NULL),
               PATRON_OK);
  commit(at);
  CHECK(patron_result_released(at->result, bean) == 50);
  CHECK(beans(at) == before - 50);
  check_same(shops,
             "\"id\": \"o-4\", \"hold\": {\"source\": \"till-1\", \"id\": "
             "\"h-2\"}, \"basket\": {\"lines\": [{\"sku\": \"latte\", "
             "\"amount\": 2.60}], \"rewards\": [{\"id\": \"coffee\", "
             "\"price\": 1}]}");
  /* The next purchase knows nothing of it. */
  begin(at, "o-5", &line, 1);
  commit(at);
  check_same(shops,
             "\"id\": \"o-5\", \"basket\": {\"lines\": [{\"sku\": \"latte\", "
             "\"amount\": 2.60}]}");
  begin(at, "h-3", &line, 1);
  CHECK_STATUS(patron_basket_hold(at->basket, 0, NULL), PATRON_OK);
  CHECK_ERROR(
      patron_commit(at->engine, at->basket, PATRON_STR(""), at->result, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_DATE);
}

static void check_exchange(const pair* shops) {
  const shop* const at = &shops->called;
  const patron_line line = a_line("tea", 1, 300);
  const patron_tender cash = {.kind = PATRON_TENDER_CASH, .amount_minor = 40};
  patron_return_line back = {.order_line = PATRON_STR("1"), .units = 1};
  patron_exchange told = {.struct_size = sizeof told};
  begin(at, "x-1", &line, 1);
  CHECK_STATUS(
      patron_basket_exchange(at->basket, PATRON_STR("till-1"),
                             PATRON_STR("o-1"), &back, 1, sizeof back, NULL),
      PATRON_OK);
  CHECK_ERROR(patron_basket_hold(at->basket, 1772450000000000, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  CHECK_STATUS(patron_basket_tenders(at->basket, &cash, 1, sizeof cash, NULL),
               PATRON_OK);
  commit(at);
  CHECK_STATUS(patron_result_exchange(at->result, &told), PATRON_OK);
  CHECK(told.to_pay_minor == 40 && told.to_give_back_minor == 0);
  CHECK(told.tendered_minor == 40 && told.left_to_pay_minor == 0);
  check_same(shops,
             "\"id\": \"x-1\", \"kind\": \"exchange\", \"basket\": {\"lines\": "
             "[{\"sku\": \"tea\", \"amount\": 3.00}], \"tenders\": [{\"kind\": "
             "\"cash\", \"amount\": 0.40}]}, \"returned\": {\"order_source\": "
             "\"till-1\", \"order_id\": \"o-1\", \"lines\": [{\"order_line\": "
             "\"1\", \"units\": 1}]}");
  begin(at, "x-2", &line, 1);
  back.units = 9;
  CHECK_STATUS(
      patron_basket_exchange(at->basket, PATRON_STR("till-1"),
                             PATRON_STR("o-1"), &back, 1, sizeof back, NULL),
      PATRON_OK);
  CHECK_ERROR(
      patron_commit(at->engine, at->basket, PATRON_STR(""), at->result, &error),
      PATRON_FAILED_PRECONDITION, PATRON_REASON_RETURN_TOO_MANY);
  CHECK_STATUS(patron_result_exchange(at->result, &told), PATRON_OK);
  CHECK(told.to_pay_minor == 0);
}

static void check_void(const pair* shops) {
  const shop* const at = &shops->called;
  patron_event event = an_event("v-1");
  patron_voided voided = {.struct_size = sizeof voided,
                          .order_source = PATRON_STR("till-1"),
                          .order_id = PATRON_STR("o-5"),
                          .reason = PATRON_STR("twice"),
                          .by = PATRON_STR("eva")};
  const int64_t before = beans(at);
  CHECK_STATUS(patron_void(at->engine, &event, &voided, at->result, NULL),
               PATRON_OK);
  CHECK(patron_result_refund_minor(at->result) == 260);
  CHECK(beans(at) == before - 26);
  check_same(shops,
             "\"id\": \"v-1\", \"kind\": \"void\", \"voided\": "
             "{\"order_source\": \"till-1\", \"order_id\": \"o-5\", "
             "\"reason\": \"twice\", \"by\": \"eva\"}");
  event.id = PATRON_STR("v-2");
  voided.order_id = PATRON_STR("o-1");
  CHECK_ERROR(patron_void(at->engine, &event, &voided, at->result, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_ORDER_NOT_WHOLE);
  voided.by = PATRON_STR("");
  CHECK_ERROR(patron_void(at->engine, &event, &voided, at->result, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_MISSING_FIELD);
  voided.reserved = 1;
  CHECK_ERROR(patron_void(at->engine, &event, &voided, at->result, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  voided.struct_size = 4;
  CHECK_ERROR(patron_void(at->engine, &event, &voided, at->result, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
}

#define NULL_ARGUMENT(call) \
  CHECK_ERROR(call, PATRON_INVALID_ARGUMENT, PATRON_REASON_NULL_ARGUMENT)
#define NOT_BEGUN(call) \
  CHECK_ERROR(call, PATRON_FAILED_PRECONDITION, PATRON_REASON_NOT_BEGUN)

static void check_nothing(const shop* at) {
  const patron_event event = an_event("n-1");
  const patron_str till = PATRON_STR("till-1");
  const patron_str none = {NULL, 3};
  const patron_basket_reward reward = {.id = PATRON_STR("coffee")};
  const patron_fulfilment_line part = {.order_line = PATRON_STR("1")};
  const patron_return_line back = {.order_line = PATRON_STR("1")};
  const patron_voided voided = {.struct_size = sizeof voided};
  patron_exchange exchange = {.struct_size = sizeof exchange};
  patron_basket* fresh = NULL;
  patron_reward_taken taken;
  patron_reward_offer offer;
  patron_fulfilled_line line;
  NULL_ARGUMENT(patron_basket_set_line_later(NULL, 0, 1, &error));
  NULL_ARGUMENT(patron_basket_rewards(NULL, &reward, 1, sizeof reward, &error));
  NULL_ARGUMENT(
      patron_basket_exchange(NULL, till, till, &back, 1, sizeof back, &error));
  NULL_ARGUMENT(patron_basket_hold(NULL, 1, &error));
  NULL_ARGUMENT(patron_basket_consume(NULL, till, till, &error));
  CHECK_STATUS(patron_basket_create(at->program, &fresh, NULL), PATRON_OK);
  NOT_BEGUN(patron_basket_set_line_later(fresh, 0, 1, &error));
  NOT_BEGUN(patron_basket_rewards(fresh, &reward, 1, sizeof reward, &error));
  NOT_BEGUN(
      patron_basket_exchange(fresh, till, till, &back, 1, sizeof back, &error));
  NOT_BEGUN(patron_basket_hold(fresh, 1, &error));
  NOT_BEGUN(patron_basket_consume(fresh, till, till, &error));
  CHECK_STATUS(patron_basket_begin(fresh, &event, NULL), PATRON_OK);
  NULL_ARGUMENT(patron_basket_rewards(fresh, NULL, 1, sizeof reward, &error));
  NULL_ARGUMENT(
      patron_basket_exchange(fresh, till, till, NULL, 1, sizeof back, &error));
  NULL_ARGUMENT(patron_basket_consume(fresh, none, till, &error));
  patron_basket_destroy(fresh);
  NULL_ARGUMENT(patron_void(NULL, &event, &voided, at->result, &error));
  NULL_ARGUMENT(patron_void(at->engine, NULL, &voided, at->result, &error));
  NULL_ARGUMENT(patron_void(at->engine, &event, NULL, at->result, &error));
  NULL_ARGUMENT(patron_void(at->engine, &event, &voided, NULL, &error));
  NULL_ARGUMENT(patron_fulfil(NULL, &event, till, till, &part, 1, sizeof part,
                              at->result, &error));
  NULL_ARGUMENT(patron_fulfil(at->engine, NULL, till, till, &part, 1,
                              sizeof part, at->result, &error));
  NULL_ARGUMENT(patron_fulfil(at->engine, &event, till, till, NULL, 1,
                              sizeof part, at->result, &error));
  NULL_ARGUMENT(patron_fulfil(at->engine, &event, till, till, &part, 1,
                              sizeof part, NULL, &error));
  NULL_ARGUMENT(patron_release(NULL, &event, till, till, at->result, &error));
  NULL_ARGUMENT(
      patron_release(at->engine, NULL, till, till, at->result, &error));
  NULL_ARGUMENT(
      patron_release(at->engine, &event, none, till, at->result, &error));
  NULL_ARGUMENT(patron_release(at->engine, &event, till, till, NULL, &error));
  CHECK(patron_result_reward_count(NULL) == 0);
  CHECK(patron_result_offer_count(NULL) == 0);
  CHECK(patron_result_fulfilled_count(NULL) == 0);
  CHECK(patron_result_held(NULL, till) == 0);
  CHECK(patron_result_released(at->result, none) == 0);
  CHECK_STATUS(patron_result_rewards(NULL, 0, &taken, 0, sizeof taken),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_offers(NULL, 0, &offer, 0, sizeof offer),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_fulfilled(NULL, 0, &line, 0, sizeof line),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_exchange(NULL, &exchange),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_exchange(at->result, NULL),
               PATRON_INVALID_ARGUMENT);
}

static void check_verifies(const shop* at) {
  patron_verification found = {.struct_size = sizeof found};
  CHECK_STATUS(patron_engine_verify(at->engine, &found, NULL, NULL), PATRON_OK);
  CHECK(found.problems == 0);
}

void test_orders(void) {
  pair shops;
  shops.called = open_orders();
  shops.sent = open_orders();
  check_later(&shops);
  check_offers(&shops.called);
  check_rewards(&shops);
  check_holds(&shops);
  check_exchange(&shops);
  check_void(&shops);
  check_nothing(&shops.called);
  check_verifies(&shops.called);
  check_verifies(&shops.sent);
  close_shop(&shops.called);
  close_shop(&shops.sent);
}
