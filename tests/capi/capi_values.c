/* What goes into a basket: texts, attributes by slot, wrong values, and that a
 * call that fails has changed nothing. */

#include "tests/capi/check.h"

static uint32_t slot_of(const shop* cafe, const char* name) {
  uint32_t slot = UINT32_MAX;
  CHECK_STATUS(patron_program_slot(cafe->program, str(name), &slot, NULL),
               PATRON_OK);
  return slot;
}

static int64_t list_total(const shop* cafe) {
  patron_totals totals = {.struct_size = sizeof totals};
  CHECK_STATUS(patron_quote(cafe->engine, cafe->basket, cafe->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals), PATRON_OK);
  return totals.list_minor;
}

static void check_attributes(const shop* cafe) {
  patron_basket* const basket = cafe->basket;
  const uint32_t roast = slot_of(cafe, "line.roast");
  const uint32_t grind = slot_of(cafe, "line.grind");
  const uint32_t to_go = slot_of(cafe, "basket.to_go");
  const uint32_t day = slot_of(cafe, "event.day");
  fill(cafe, "v-1");
  CHECK_STATUS(
      patron_basket_set_line_str(basket, 0, roast, PATRON_STR("dark"), NULL),
      PATRON_OK);
  CHECK_STATUS(patron_basket_set_line_i64(basket, 1, grind, 3, NULL),
               PATRON_OK);
  CHECK_STATUS(
      patron_basket_set_i64(basket, slot_of(cafe, "basket.table"), 12, NULL),
      PATRON_OK);
  CHECK_STATUS(patron_basket_set_i64(basket, to_go, 1, NULL), PATRON_OK);
  CHECK_STATUS(
      patron_basket_set_i64(basket, slot_of(cafe, "basket.tip"), 100, NULL),
      PATRON_OK);
  CHECK_STATUS(patron_basket_set_i64(basket, slot_of(cafe, "event.opened"),
                                     1772439960000000, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_set_str(basket, slot_of(cafe, "event.weather"),
                                     PATRON_STR("rain"), NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_set_str(basket, slot_of(cafe, "event.weather"),
                                     PATRON_STR("sun"), NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_set_str(basket, slot_of(cafe, "event.share"),
                                     PATRON_STR("12.5%"), NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_set_str(basket, slot_of(cafe, "event.beans"),
                                     PATRON_STR("1.25 kg"), NULL),
               PATRON_OK);
  CHECK_STATUS(
      patron_basket_set_str(basket, day, PATRON_STR("2026-03-02"), NULL),
      PATRON_OK);
  CHECK(list_total(cafe) == 910);

  CHECK_ERROR(patron_basket_set_i64(basket, to_go, 2, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);
  CHECK_ERROR(patron_basket_set_i64(basket, day, 2, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_WRONG_TYPE);
  CHECK_ERROR(patron_basket_set_str(basket, to_go, PATRON_STR("true"), &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_WRONG_TYPE);
  CHECK_ERROR(
      patron_basket_set_str(basket, day, PATRON_STR("2026-02-30"), &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_DATE);
  CHECK_ERROR(patron_basket_set_str(basket, roast, PATRON_STR("dark"), &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_WRONG_TYPE);
  CHECK_ERROR(patron_basket_set_line_i64(basket, 0, to_go, 1, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_WRONG_TYPE);
  CHECK_ERROR(patron_basket_set_i64(basket, 10, 1, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_UNKNOWN_ATTRIBUTE);
  CHECK_ERROR(patron_basket_set_line_i64(basket, 2, grind, 1, &error),
              PATRON_OUT_OF_RANGE, PATRON_REASON_OUT_OF_BOUNDS);
  CHECK(list_total(cafe) == 910);
}

/* The attributes of one purchase are not the next one's. */
static void check_reuse(const shop* cafe) {
  const uint32_t roast = slot_of(cafe, "line.roast");
  char first[65];
  char again[65];
  int round = 0;
  fill(cafe, "v-2");
  CHECK(list_total(cafe) == 910);
  memcpy(first, patron_result_fingerprint(cafe->result).data, 64);
  for (; round < 3; ++round) {
    const patron_event event = an_event("v-3");
    const patron_line line = {.id = PATRON_STR("only"),
                              .sku = PATRON_STR("a sku that is longer than one"
                                                " that fits into a string"),
                              .kind = PATRON_LINE_DEPOSIT,
                              .quantity_kind = PATRON_QUANTITY_WEIGHT,
                              .quantity_milli = 1250,
                              .unit_price_micros = 2550000,
                              .amount_minor = 319,
                              .flags = PATRON_LINE_HAS_UNIT_PRICE |
                                       PATRON_LINE_ON_SALE |
                                       PATRON_LINE_EARNS_NOTHING};
    CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);
    CHECK_STATUS(patron_basket_lines(cafe->basket, &line, 1, sizeof line, NULL),
                 PATRON_OK);
    CHECK_STATUS(patron_basket_set_line_str(cafe->basket, 0, roast,
                                            PATRON_STR("dark"), NULL),
                 PATRON_OK);
    CHECK(list_total(cafe) == 319);
    fill(cafe, "v-2");
    CHECK(list_total(cafe) == 910);
    memcpy(again, patron_result_fingerprint(cafe->result).data, 64);
    CHECK(memcmp(first, again, 64) == 0);
  }
}

static void check_wrong_texts(const shop* cafe) {
  static char huge[4097];
  patron_event event = an_event("v-4");
  patron_line lines[2] = {a_line("latte", 2, 520), a_line("cake", 1, 390)};
  const patron_str broken = PATRON_STR("caf\xe9");
  const patron_str long_text = {huge, sizeof huge};
  memset(huge, 'x', sizeof huge);
  event.member = broken;
  CHECK_ERROR(patron_basket_begin(cafe->basket, &event, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_NOT_UTF8);
  event.member = long_text;
  CHECK_ERROR(patron_basket_begin(cafe->basket, &event, &error),
              PATRON_RESOURCE_EXHAUSTED, PATRON_REASON_TOO_LARGE);
  event.member = PATRON_STR("m\xc3\xbcller, with a long name");
  event.currency = 1;
  CHECK_ERROR(patron_basket_begin(cafe->basket, &event, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_UNKNOWN_CURRENCY);
  event.currency = 978;
  CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);

  /* The second line is wrong, so the first is not added either. */
  lines[1].name = broken;
  CHECK_ERROR(
      patron_basket_lines(cafe->basket, lines, 2, sizeof lines[0], &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_NOT_UTF8);
  lines[1].name = PATRON_STR("");
  CHECK_STATUS(
      patron_basket_lines(cafe->basket, lines, 2, sizeof lines[0], NULL),
      PATRON_OK);
  CHECK(list_total(cafe) == 910);
  CHECK_ERROR(
      patron_basket_lines(cafe->basket, lines, 20000, sizeof lines[0], &error),
      PATRON_RESOURCE_EXHAUSTED, PATRON_REASON_TOO_LARGE);
}

/* What no rule should see, refused by the quote. */
static void check_wrong_lines(const shop* cafe) {
  static const struct {
    int64_t quantity_milli;
    int64_t amount_minor;
    uint32_t reason;
    patron_status status;
  } kRows[] = {
      {0, 260, PATRON_REASON_BAD_QUANTITY, PATRON_INVALID_ARGUMENT},
      {-1000, 260, PATRON_REASON_BAD_QUANTITY, PATRON_INVALID_ARGUMENT},
      {1500, 260, PATRON_REASON_BAD_QUANTITY, PATRON_INVALID_ARGUMENT},
      {1000, -260, PATRON_REASON_NEGATIVE_PRICE, PATRON_INVALID_ARGUMENT},
  };
  size_t i = 0;
  patron_event event = an_event("v-5");
  for (; i < sizeof kRows / sizeof kRows[0]; ++i) {
    patron_line line = a_line("latte", 1, kRows[i].amount_minor);
    line.quantity_milli = kRows[i].quantity_milli;
    CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);
    CHECK_STATUS(patron_basket_lines(cafe->basket, &line, 1, sizeof line, NULL),
                 PATRON_OK);
    CHECK_ERROR(patron_quote(cafe->engine, cafe->basket, cafe->result, &error),
                kRows[i].status, kRows[i].reason);
    CHECK_ERROR(patron_commit(cafe->engine, cafe->basket, PATRON_STR(""),
                              cafe->result, &error),
                kRows[i].status, kRows[i].reason);
  }
  event.currency = 826;
  {
    const patron_line line = a_line("latte", 1, 260);
    CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);
    CHECK_STATUS(patron_basket_lines(cafe->basket, &line, 1, sizeof line, NULL),
                 PATRON_OK);
    CHECK_ERROR(patron_quote(cafe->engine, cafe->basket, cafe->result, &error),
                PATRON_INVALID_ARGUMENT, PATRON_REASON_CURRENCY_MISMATCH);
  }
  event = an_event("v-6");
  event.time_us = 1700000000000000;
  fill(cafe, "v-6");
  CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);
  CHECK_ERROR(patron_quote(cafe->engine, cafe->basket, cafe->result, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_NO_PROGRAM);
}

void test_values(void) {
  shop cafe = open_shop(NULL);
  check_attributes(&cafe);
  check_reuse(&cafe);
  check_wrong_texts(&cafe);
  check_wrong_lines(&cafe);
  close_shop(&cafe);
}
