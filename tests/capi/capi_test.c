/* The C interface from C: what the other files of this program test. */

#include "tests/capi/check.h"

int failures = 0;
int checks = 0;

static const char kCafe[] =
    "{program: cafe, version: '1', valid_from: 2026-01-01,\n"
    " zone: Europe/Berlin, currency: EUR, points: [{id: bean}],\n"
    " attributes: [\n"
    "  {owner: line, name: roast, type: string},\n"
    "  {owner: line, name: grind, type: int},\n"
    "  {owner: basket, name: table, type: int},\n"
    "  {owner: basket, name: to_go, type: bool},\n"
    "  {owner: basket, name: tip, type: money},\n"
    "  {owner: event, name: weather, type: string},\n"
    "  {owner: event, name: opened, type: instant},\n"
    "  {owner: event, name: share, type: rate},\n"
    "  {owner: event, name: beans, type: quantity},\n"
    "  {owner: event, name: day, type: date}],\n"
    " selections: [\n"
    "  {id: lattes, where: 'line.sku == \"latte\"'},\n"
    "  {id: dark, where: 'line.roast == \"dark\"'}],\n"
    " rules: [\n"
    "  {id: two-cups, text: 10% off lattes,\n"
    "   when: 'quantity(\"lattes\") >= 2',\n"
    "   then: [{percent_off: {rate: 10%, of: lattes}}]},\n"
    "  {id: big-basket, when: 'basket.total >= money(\"20.00\")',\n"
    "   then: [{amount_off: {amount: '2.00'}}]},\n"
    "  {id: beans, text: a bean for each euro,\n"
    "   then: [{earn_points: {currency: bean, points: 1, per: '1.00'}}]}]}\n";

patron_event an_event(const char* id) {
  const patron_event event = {.struct_size = sizeof event,
                              .source = PATRON_STR("till-1"),
                              .id = str(id),
                              .member = PATRON_STR("m-17"),
                              .time_us = 1772439960000000};
  return event;
}

patron_line a_line(const char* sku, int64_t pieces, int64_t amount_minor) {
  const patron_line line = {.sku = str(sku),
                            .quantity_milli = 1000 * pieces,
                            .amount_minor = amount_minor};
  return line;
}

shop open_shop(const char* store) {
  shop cafe = {NULL, NULL, NULL, NULL};
  patron_error* error = NULL;
  const patron_bytes source = {(const uint8_t*)kCafe, sizeof kCafe - 1};
  const patron_engine_options options = {
      .struct_size = sizeof options,
      .store = str(store == NULL ? "memory" : store)};
  CHECK_STATUS(patron_program_compile(NULL, PATRON_FORMAT_YAML, source,
                                      &cafe.program, &error),
               PATRON_OK);
  if (error != NULL) {
    printf("%.*s\n", (int)patron_error_message(error).size,
           patron_error_message(error).data);
    patron_error_destroy(error);
  }
  CHECK_STATUS(patron_engine_open(&options, &cafe.engine, NULL), PATRON_OK);
  CHECK_STATUS(patron_engine_activate(cafe.engine, cafe.program, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_create(cafe.program, &cafe.basket, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_create(&cafe.result, NULL), PATRON_OK);
  return cafe;
}

void close_shop(shop* cafe) {
  patron_result_destroy(cafe->result);
  patron_basket_destroy(cafe->basket);
  patron_engine_close(cafe->engine);
  patron_program_release(cafe->program);
}

void fill(const shop* cafe, const char* id) {
  const patron_event event = an_event(id);
  const patron_line lines[] = {a_line("latte", 2, 520), a_line("cake", 1, 390)};
  CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);
  CHECK_STATUS(
      patron_basket_lines(cafe->basket, lines, 2, sizeof lines[0], NULL),
      PATRON_OK);
}

int main(void) {
  test_layout();
  test_life();
  test_nulls();
  test_structs();
  test_values();
  printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 && checks > 0 ? 0 : 1;
}
