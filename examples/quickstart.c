/* A cafe's till: what a basket costs and why, then the same booked.
 *   cc quickstart.c $(pkg-config --cflags --libs patron) -o quickstart
 *   ./quickstart < quickstart.yaml        (its paths: README, "Use it") */
#include <patron/patron.h>
#include <stdio.h>
#include <stdlib.h>

#define SHOW(text) (int)(text).size, (text).data
static patron_error* error;

static void must(patron_status status) {
  if (status == PATRON_OK) return;
  fprintf(stderr, "%.*s\n", SHOW(patron_error_message(error)));
  exit(1);
}

int main(void) {
  static uint8_t yaml[65536];
  const patron_bytes source = {yaml, fread(yaml, 1, sizeof yaml, stdin)};
  patron_engine_options kept = {sizeof kept, .store = PATRON_STR("memory")};
  patron_program* shop;
  patron_engine* engine;
  patron_basket* basket;
  patron_result* result;
  must(patron_program_compile(NULL, PATRON_FORMAT_YAML, source, &shop, &error));
  must(patron_engine_open(&kept, &engine, &error));
  must(patron_engine_activate(engine, shop, &error));
  must(patron_basket_create(shop, &basket, &error));
  must(patron_result_create(&result, &error));

  /* Two lattes for 5.20 and a cake for 3.90, on 2 March 2026. */
  const patron_event event = {
      sizeof event, .source = PATRON_STR("till-1"), .id = PATRON_STR("4711"),
      .member = PATRON_STR("m-17"), .time_us = 1772439960000000};
  const patron_line lines[] = {
      {.sku = PATRON_STR("latte"), .quantity_milli = 2000, .amount_minor = 520},
      {.sku = PATRON_STR("cake"), .quantity_milli = 1000, .amount_minor = 390},
  };
  must(patron_basket_begin(basket, &event, &error));
  must(patron_basket_lines(basket, lines, 2, sizeof lines[0], &error));
  must(patron_quote(engine, basket, result, &error));
  for (size_t i = 0; i < patron_result_effect_count(result); ++i) {
    patron_effect did;
    must(patron_result_effects(result, i, &did, 1, sizeof did));
    printf("%.*s: -%d cents, %d beans\n", SHOW(did.text), (int)did.amount_minor,
           (int)did.points);
  }
  const patron_str quoted = patron_result_fingerprint(result);
  must(patron_commit(engine, basket, quoted, result, &error));
  patron_totals totals = {.struct_size = sizeof totals};
  must(patron_result_totals(result, &totals));
  printf("to pay: %d cents; earned: %d beans\n", (int)totals.pay_minor,
         (int)patron_result_points(result, PATRON_STR("bean")));

  patron_result_destroy(result);
  patron_basket_destroy(basket);
  patron_engine_close(engine);
  patron_program_release(shop);
}
