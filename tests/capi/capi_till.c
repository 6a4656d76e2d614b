/* What a till tells of tax, floors and payments, and what it is told of taxes,
 * gifts and rules that lost to others. */

#include "tests/capi/check.h"

static const char kProgram[] =
    "program: till\n"
    "version: \"1\"\n"
    "valid_from: 2026-01-01\n"
    "currency: EUR\n"
    "points: [{id: bean, pays: 0.02}]\n"
    "selections:\n"
    "  - {id: lattes, where: line.sku == \"latte\"}\n"
    "  - {id: cakes, where: line.sku == \"cake\"}\n"
    "products: [{sku: mug}]\n"
    "groups: [{id: offers, mode: best}]\n"
    "rules:\n"
    "  - id: beans\n"
    "    then: [{earn_points: {currency: bean, points: 1, per: 1.00}}]\n"
    "  - id: cakes\n"
    "    then: [{percent_off: {rate: 10%, of: cakes}}]\n"
    "  - id: large\n"
    "    group: offers\n"
    "    then: [{percent_off: {rate: 20%, of: lattes}}]\n"
    "  - id: mugs\n"
    "    text: Two mugs from us\n"
    "    then: [{message: {text: Hello}}, {gift: {sku: mug, count: 2}}]\n"
    "  - id: small\n"
    "    group: offers\n"
    "    then: [{percent_off: {rate: 10%, of: lattes}}]\n";

static shop open_till(void) {
  shop till = {NULL, NULL, NULL, NULL};
  const patron_bytes source = {(const uint8_t*)kProgram, sizeof kProgram - 1};
  const patron_engine_options options = {.struct_size = sizeof options,
                                         .store = PATRON_STR("memory")};
  CHECK_STATUS(patron_program_compile(NULL, PATRON_FORMAT_YAML, source,
                                      &till.program, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_engine_open(&options, &till.engine, NULL), PATRON_OK);
  CHECK_STATUS(patron_engine_activate(till.engine, till.program, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_create(till.program, &till.basket, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_create(&till.result, NULL), PATRON_OK);
  return till;
}

static int64_t pay_total(const shop* till) {
  patron_totals totals = {.struct_size = sizeof totals};
  CHECK_STATUS(patron_quote(till->engine, till->basket, till->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_totals(till->result, &totals), PATRON_OK);
  return totals.pay_minor;
}

static void check_taxes(const shop* till) {
  patron_tax taxes[2];
  fill(till, "t-1");
  CHECK(pay_total(till) == 767);
  CHECK(patron_result_tax_count(till->result) == 0);
  CHECK(patron_result_tax_minor(till->result) == 0);

  CHECK_STATUS(
      patron_basket_set_line_tax_rate(till->basket, 0, 190000000, NULL),
      PATRON_OK);
  CHECK_STATUS(patron_basket_set_line_tax_rate(till->basket, 1, 70000000, NULL),
               PATRON_OK);
  CHECK(pay_total(till) == 767);
  CHECK(patron_result_tax_minor(till->result) == 66 + 23);
  CHECK(patron_result_tax_count(till->result) == 2);
  CHECK_STATUS(patron_result_taxes(till->result, 0, taxes, 2, sizeof taxes[0]),
               PATRON_OK);
  CHECK(taxes[0].rate_billionths == 70000000);
  CHECK(taxes[0].net_minor == 328);
  CHECK(taxes[0].tax_minor == 23);
  CHECK(taxes[0].gross_minor == 351);
  CHECK(taxes[1].rate_billionths == 190000000);
  CHECK(taxes[1].gross_minor == 416);
  CHECK_STATUS(patron_result_taxes(till->result, 1, taxes, 2, sizeof taxes[0]),
               PATRON_OUT_OF_RANGE);
  CHECK_ERROR(patron_basket_set_line_tax_rate(till->basket, 2, 1, &error),
              PATRON_OUT_OF_RANGE, PATRON_REASON_OUT_OF_BOUNDS);

  /* The next purchase knows nothing of it. */
  fill(till, "t-2");
  CHECK(pay_total(till) == 767);
  CHECK(patron_result_tax_count(till->result) == 0);
}

static void check_floors(const shop* till) {
  fill(till, "t-3");
  CHECK_STATUS(patron_basket_set_line_floor(till->basket, 1, 380, NULL),
               PATRON_OK);
  CHECK(pay_total(till) == 416 + 380);
  CHECK_ERROR(patron_basket_set_line_floor(till->basket, 2, 1, &error),
              PATRON_OUT_OF_RANGE, PATRON_REASON_OUT_OF_BOUNDS);
  fill(till, "t-4");
  CHECK(pay_total(till) == 767);
}

static void check_tenders(const shop* till) {
  static patron_tender many[101];
  const patron_str bean = PATRON_STR("bean");
  patron_tender tenders[2] = {
      {PATRON_STR("voucher"), 367, PATRON_TENDER_PROMOTIONAL, 0, PATRON_STR(""),
       0},
      {PATRON_STR(""), 400, PATRON_TENDER_CASH, 0, PATRON_STR(""), 0}};
  size_t i = 0;
  fill(till, "t-5");
  CHECK(pay_total(till) == 767);
  CHECK(patron_result_points(till->result, bean) == 7);
  CHECK_STATUS(
      patron_basket_tenders(till->basket, tenders, 2, sizeof tenders[0], NULL),
      PATRON_OK);
  CHECK(pay_total(till) == 767);
  CHECK(patron_result_points(till->result, bean) == 4);

  /* The second is wrong, so the first is not added either. */
  fill(till, "t-6");
  tenders[1].kind = 7;
  CHECK_ERROR(patron_basket_tenders(till->basket, tenders, 2, sizeof tenders[0],
                                    &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  tenders[1].kind = 0;
  CHECK_ERROR(patron_basket_tenders(till->basket, tenders, 2, sizeof tenders[0],
                                    &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  tenders[1].kind = PATRON_TENDER_CARD;
  tenders[1].reserved = 1;
  CHECK_ERROR(patron_basket_tenders(till->basket, tenders, 2, sizeof tenders[0],
                                    &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  for (; i < 101; ++i) many[i] = tenders[0];
  CHECK_ERROR(
      patron_basket_tenders(till->basket, many, 101, sizeof many[0], &error),
      PATRON_RESOURCE_EXHAUSTED, PATRON_REASON_TOO_LARGE);
  CHECK(pay_total(till) == 767);
  CHECK(patron_result_points(till->result, bean) == 7);
}

static void check_gifts(const shop* till) {
  patron_gift gift;
  fill(till, "t-7");
  CHECK(pay_total(till) == 767);
  CHECK(patron_result_gift_count(till->result) == 1);
  CHECK_STATUS(patron_result_gifts(till->result, 0, &gift, 1, sizeof gift),
               PATRON_OK);
  CHECK(same(gift.rule, "mugs"));
  CHECK(same(gift.sku, "mug"));
  CHECK(same(gift.text, "Two mugs from us"));
  CHECK(gift.count == 2);
  CHECK_STATUS(patron_result_gifts(till->result, 1, &gift, 1, sizeof gift),
               PATRON_OUT_OF_RANGE);
}

static void check_losers(const shop* till) {
  patron_why_not why;
  fill(till, "t-8");
  patron_result_want_reasons(till->result, 1);
  CHECK(pay_total(till) == 767);
  patron_result_want_reasons(till->result, 0);
  CHECK(patron_result_why_not_count(till->result) == 1);
  CHECK_STATUS(patron_result_why_not(till->result, 0, &why, 1, sizeof why),
               PATRON_OK);
  CHECK(same(why.rule, "small"));
  CHECK(why.kind == PATRON_WHY_NOT_LOST);
  CHECK(same(why.lost_to, "large"));
  CHECK(same(why.group, "offers"));
}

static void check_points(const shop* till) {
  const patron_str bean = PATRON_STR("bean");
  const patron_str none = PATRON_STR("");
  patron_tender tender = {PATRON_STR(""),     0, PATRON_TENDER_POINTS, 0,
                          PATRON_STR("bean"), 5};
  fill(till, "p-1");
  CHECK_STATUS(
      patron_basket_tenders(till->basket, &tender, 1, sizeof tender, NULL),
      PATRON_OK);
  CHECK_ERROR(patron_quote(till->engine, till->basket, till->result, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_INSUFFICIENT_POINTS);
  fill(till, "p-2");
  CHECK_STATUS(
      patron_commit(till->engine, till->basket, none, till->result, NULL),
      PATRON_OK);
  CHECK(patron_result_points(till->result, bean) == 7);

  /* Five beans pay 0.10, which earns nothing. */
  fill(till, "p-3");
  CHECK_STATUS(
      patron_basket_tenders(till->basket, &tender, 1, sizeof tender, NULL),
      PATRON_OK);
  CHECK_STATUS(
      patron_commit(till->engine, till->basket, none, till->result, NULL),
      PATRON_OK);

  /* Two are left, and seven were earned. */
  fill(till, "p-4");
  tender.points = 10;
  CHECK_STATUS(
      patron_basket_tenders(till->basket, &tender, 1, sizeof tender, NULL),
      PATRON_OK);
  CHECK_ERROR(patron_quote(till->engine, till->basket, till->result, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_INSUFFICIENT_POINTS);
  fill(till, "p-5");
  tender.points = 9;
  tender.amount_minor = 17; /* is 18 */
  CHECK_STATUS(
      patron_basket_tenders(till->basket, &tender, 1, sizeof tender, NULL),
      PATRON_OK);
  CHECK_ERROR(patron_quote(till->engine, till->basket, till->result, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_VALUE);

  /* An older till's payments have no points. */
  fill(till, "p-6");
  tender.kind = PATRON_TENDER_CASH;
  CHECK_STATUS(
      patron_basket_tenders(till->basket, &tender, 1,
                            offsetof(patron_tender, points_currency), NULL),
      PATRON_OK);
  CHECK(pay_total(till) == 767);
}

static void check_nothing(const shop* till) {
  patron_tax tax;
  patron_gift gift;
  const patron_str none = {NULL, 3};
  patron_tender tender = {PATRON_STR(""), 1, PATRON_TENDER_CASH, 0,
                          PATRON_STR(""), 0};
  CHECK_ERROR(patron_basket_set_line_tax_rate(NULL, 0, 1, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_NULL_ARGUMENT);
  CHECK_ERROR(patron_basket_set_line_floor(NULL, 0, 1, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_NULL_ARGUMENT);
  CHECK_ERROR(patron_basket_tenders(NULL, &tender, 1, sizeof tender, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_NULL_ARGUMENT);
  fill(till, "t-9");
  CHECK_ERROR(
      patron_basket_tenders(till->basket, NULL, 1, sizeof tender, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_NULL_ARGUMENT);
  CHECK_ERROR(patron_basket_tenders(till->basket, &tender, 1, 0, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  tender.id = none;
  CHECK_ERROR(
      patron_basket_tenders(till->basket, &tender, 1, sizeof tender, &error),
      PATRON_INVALID_ARGUMENT, PATRON_REASON_NULL_ARGUMENT);
  CHECK(patron_result_tax_minor(NULL) == 0);
  CHECK(patron_result_tax_count(NULL) == 0);
  CHECK(patron_result_gift_count(NULL) == 0);
  CHECK_STATUS(patron_result_taxes(NULL, 0, &tax, 0, sizeof tax),
               PATRON_INVALID_ARGUMENT);
  CHECK_STATUS(patron_result_gifts(NULL, 0, &gift, 0, sizeof gift),
               PATRON_INVALID_ARGUMENT);
}

static void check_not_begun(const shop* till) {
  patron_basket* fresh = NULL;
  const patron_tender tender = {PATRON_STR(""), 1, PATRON_TENDER_CASH, 0,
                                PATRON_STR(""), 0};
  CHECK_STATUS(patron_basket_create(till->program, &fresh, NULL), PATRON_OK);
  CHECK_ERROR(patron_basket_set_line_tax_rate(fresh, 0, 1, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_NOT_BEGUN);
  CHECK_ERROR(patron_basket_set_line_floor(fresh, 0, 1, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_NOT_BEGUN);
  CHECK_ERROR(patron_basket_tenders(fresh, &tender, 1, sizeof tender, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_NOT_BEGUN);
  patron_basket_destroy(fresh);
}

void test_till(void) {
  shop till = open_till();
  check_taxes(&till);
  check_floors(&till);
  check_tenders(&till);
  check_gifts(&till);
  check_losers(&till);
  check_nothing(&till);
  check_points(&till);
  check_not_begun(&till);
  close_shop(&till);
}
