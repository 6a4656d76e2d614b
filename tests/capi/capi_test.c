/* The C interface from C: what the other files of this program test.
 *   capi_test PROGRAM.yaml */

#include "tests/capi/check.h"

int failures = 0;
int checks = 0;

static uint8_t text[65536];
static patron_bytes source;

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

int main(int argc, char** argv) {
  FILE* const file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return 2;
  source.data = text;
  source.size = fread(text, 1, sizeof text, file);
  fclose(file);
  test_layout();
  test_life();
  test_nulls();
  test_structs();
  test_values();
  test_host();
  test_till();
  test_models();
  test_orders();
  printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 && checks > 0 ? 0 : 1;
}
