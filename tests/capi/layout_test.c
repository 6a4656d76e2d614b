/* What a program was compiled with for ever: sizes, offsets and numbers of the
 * interface as 0.1 had them. A row may be added, never changed. */

#include "tests/capi/check.h"

#define SAME(what, wanted) _Static_assert((what) == (wanted), #what)
#define AT(type, field, wanted) SAME(offsetof(type, field), wanted)

#if UINTPTR_MAX == UINT64_MAX
SAME(sizeof(patron_str), 16);
AT(patron_str, size, 8);
SAME(sizeof(patron_bytes), 16);
AT(patron_bytes, size, 8);

SAME(sizeof(patron_location), 64);
AT(patron_location, line, 4);
AT(patron_location, column, 8);
AT(patron_location, rule, 16);
AT(patron_location, path, 32);
AT(patron_location, excerpt, 48);

SAME(sizeof(patron_engine_options), 40); /* 32 in 0.1 */
AT(patron_engine_options, flags, 4);
AT(patron_engine_options, store, 8);
AT(patron_engine_options, busy_timeout_ms, 24);
AT(patron_engine_options, environment, 32);

SAME(sizeof(patron_event), 88);
AT(patron_event, currency, 4);
AT(patron_event, source, 8);
AT(patron_event, id, 24);
AT(patron_event, member, 40);
AT(patron_event, store, 56);
AT(patron_event, time_us, 72);
AT(patron_event, arrival_us, 80);

SAME(sizeof(patron_adjustment), 64);
AT(patron_adjustment, currency, 8);
AT(patron_adjustment, points, 24);
AT(patron_adjustment, reason, 32);
AT(patron_adjustment, by, 48);

SAME(sizeof(patron_line), 120);
AT(patron_line, parent, 16);
AT(patron_line, sku, 32);
AT(patron_line, category, 48);
AT(patron_line, name, 64);
AT(patron_line, kind, 80);
AT(patron_line, quantity_kind, 84);
AT(patron_line, quantity_milli, 88);
AT(patron_line, amount_minor, 96);
AT(patron_line, unit_price_micros, 104);
AT(patron_line, flags, 112);

SAME(sizeof(patron_effect), 88);
AT(patron_effect, text, 16);
AT(patron_effect, points_currency, 32);
AT(patron_effect, kind, 48);
AT(patron_effect, index, 52);
AT(patron_effect, base_minor, 56);
AT(patron_effect, amount_minor, 64);
AT(patron_effect, points, 72);
AT(patron_effect, rate_billionths, 80);

SAME(sizeof(patron_line_result), 40);
AT(patron_line_result, list_minor, 16);
AT(patron_line_result, discount_minor, 24);
AT(patron_line_result, pay_minor, 32);

SAME(sizeof(patron_totals), 40);
AT(patron_totals, currency, 4);
AT(patron_totals, list_minor, 8);
AT(patron_totals, discount_minor, 16);
AT(patron_totals, pay_minor, 24);
AT(patron_totals, flags, 32);

/* Not settled, but arrays of it are indexed by hosts. */
SAME(sizeof(patron_value), 32);
AT(patron_value, detail, 4);
AT(patron_value, number, 8);
AT(patron_value, text, 16);
#endif

SAME(sizeof(patron_status), 4);
SAME((patron_status)-1 < 0, 1);

/* Statuses. */
SAME(PATRON_OK, 0);
SAME(PATRON_UNKNOWN, 2);
SAME(PATRON_INVALID_ARGUMENT, 3);
SAME(PATRON_NOT_FOUND, 5);
SAME(PATRON_ALREADY_EXISTS, 6);
SAME(PATRON_RESOURCE_EXHAUSTED, 8);
SAME(PATRON_FAILED_PRECONDITION, 9);
SAME(PATRON_ABORTED, 10);
SAME(PATRON_OUT_OF_RANGE, 11);
SAME(PATRON_UNIMPLEMENTED, 12);
SAME(PATRON_INTERNAL, 13);
SAME(PATRON_UNAVAILABLE, 14);
SAME(PATRON_DATA_LOSS, 15);

/* Kinds and flags; the reasons are compared with the core's by header_test. */
SAME(PATRON_FORMAT_YAML, 1);
SAME(PATRON_FORMAT_JSON, 2);
SAME(PATRON_FORMAT_BYTES, 3);
SAME(PATRON_ENGINE_READ_ONLY, 1);
SAME(PATRON_ENGINE_MUST_EXIST, 2);
SAME(PATRON_LINE_SALE, 1);
SAME(PATRON_LINE_DEPOSIT, 2);
SAME(PATRON_LINE_FEE, 3);
SAME(PATRON_LINE_GIFT_CARD, 4);
SAME(PATRON_LINE_DELIVERY, 5);
SAME(PATRON_LINE_DONATION, 6);
SAME(PATRON_LINE_TRADE_IN, 7);
SAME(PATRON_QUANTITY_PIECES, 0);
SAME(PATRON_QUANTITY_WEIGHT, 1);
SAME(PATRON_LINE_ON_SALE, 1);
SAME(PATRON_LINE_NOT_DISCOUNTABLE, 2);
SAME(PATRON_LINE_EARNS_NOTHING, 4);
SAME(PATRON_LINE_HAS_UNIT_PRICE, 8);
SAME(PATRON_EFFECT_PERCENT_OFF, 1);
SAME(PATRON_EFFECT_AMOUNT_OFF, 2);
SAME(PATRON_EFFECT_EARN_POINTS, 3);
SAME(PATRON_EFFECT_MULTIPLY_POINTS, 4);
SAME(PATRON_RESULT_DUPLICATE, 1);
SAME(PATRON_RESULT_RULES_FAILED, 2);

/* The rest is checked while compiling. */
void test_layout(void) {
  CHECK(sizeof(patron_str) == 2 * sizeof(void*));
  CHECK(same(PATRON_STR("till"), "till"));
  CHECK(PATRON_STR("").size == 0);
}
