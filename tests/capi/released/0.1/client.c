/* A till as it was written for Patron 0.1: the ten functions of the stable set
 * with what belongs to them, compiled against that version's header and run
 * with today's library. It is never changed.
 *   client PROGRAM.yaml */
#include <patron/patron.h>
#include <stdio.h>
#include <string.h>

#define EXPECT(condition)                                   \
  do {                                                      \
    if (!(condition)) {                                     \
      printf("FAILED line %d: %s\n", __LINE__, #condition); \
      failed = 1;                                           \
    }                                                       \
  } while (0)

static int failed = 0;

static patron_str str(const char* text) {
  patron_str view;
  view.data = text;
  view.size = strlen(text);
  return view;
}

/* What lies behind the structs of this version must stay as it was. */
static void check_result(const patron_result* result) {
  struct {
    patron_totals totals;
    int64_t behind;
  } whole;
  struct {
    patron_effect effects[2];
    int64_t behind;
  } list;
  patron_line_result line;
  memset(&whole, 0, sizeof whole);
  whole.totals.struct_size = sizeof whole.totals;
  whole.behind = list.behind = 4711;
  EXPECT(patron_result_totals(result, &whole.totals) == PATRON_OK);
  EXPECT(whole.totals.currency == 978);
  EXPECT(whole.totals.list_minor == 910);
  EXPECT(whole.totals.discount_minor == 52);
  EXPECT(whole.totals.pay_minor == 858);
  EXPECT(whole.behind == 4711);
  EXPECT(patron_result_effect_count(result) == 2);
  EXPECT(patron_result_effects(result, 0, list.effects, 2,
                               sizeof list.effects[0]) == PATRON_OK);
  EXPECT(list.effects[0].amount_minor == 52);
  EXPECT(list.effects[0].rate_billionths == 100000000);
  EXPECT(list.effects[1].points == 8);
  EXPECT(list.effects[1].kind == PATRON_EFFECT_EARN_POINTS);
  EXPECT(list.behind == 4711);
  EXPECT(patron_result_line_count(result) == 2);
  EXPECT(patron_result_lines(result, 1, &line, 1, sizeof line) == PATRON_OK);
  EXPECT(line.pay_minor == 390);
  EXPECT(patron_result_points(result, str("bean")) == 8);
}

static void check_error(const patron_engine* engine,
                        const patron_basket* basket) {
  patron_error* error = NULL;
  patron_location at;
  memset(&at, 0, sizeof at);
  at.struct_size = sizeof at;
  EXPECT(patron_quote(engine, basket, NULL, &error) == PATRON_INVALID_ARGUMENT);
  EXPECT(patron_error_status(error) == PATRON_INVALID_ARGUMENT);
  EXPECT(patron_error_reason(error) == PATRON_REASON_NULL_ARGUMENT);
  EXPECT(patron_error_message(error).size > 0);
  EXPECT(patron_error_location(error, &at) == PATRON_OK && at.line == 0);
  EXPECT(patron_error_next(error) == NULL);
  patron_error_destroy(error);
}

static void buy(patron_bytes source) {
  patron_program* program = NULL;
  patron_engine* engine = NULL;
  patron_basket* basket = NULL;
  patron_result* result = NULL;
  patron_engine_options options;
  patron_event event;
  patron_line lines[2];
  uint32_t slot = 0;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.store = str("memory");
  memset(&event, 0, sizeof event);
  event.struct_size = sizeof event;
  event.source = str("till-1");
  event.id = str("1");
  event.member = str("m-17");
  event.time_us = 1772439960000000;
  memset(lines, 0, sizeof lines);
  lines[0].sku = str("latte");
  lines[0].quantity_milli = 2000;
  lines[0].amount_minor = 520;
  lines[1].sku = str("cake");
  lines[1].quantity_milli = 1000;
  lines[1].amount_minor = 390;
  EXPECT(patron_program_compile(NULL, PATRON_FORMAT_YAML, source, &program,
                                NULL) == PATRON_OK);
  EXPECT(patron_program_fingerprint(program).size == 64);
  EXPECT(patron_program_slot(program, str("line.roast"), &slot, NULL) ==
         PATRON_OK);
  EXPECT(patron_engine_open(&options, &engine, NULL) == PATRON_OK);
  EXPECT(patron_engine_activate(engine, program, NULL) == PATRON_OK);
  EXPECT(patron_basket_create(program, &basket, NULL) == PATRON_OK);
  EXPECT(patron_result_create(&result, NULL) == PATRON_OK);
  EXPECT(patron_basket_begin(basket, &event, NULL) == PATRON_OK);
  EXPECT(patron_basket_lines(basket, lines, 2, sizeof lines[0], NULL) ==
         PATRON_OK);
  EXPECT(patron_basket_set_line_str(basket, 0, slot, str("dark"), NULL) ==
         PATRON_OK);
  EXPECT(patron_quote(engine, basket, result, NULL) == PATRON_OK);
  check_result(result);
  EXPECT(patron_commit(engine, basket, patron_result_fingerprint(result),
                       result, NULL) == PATRON_OK);
  check_result(result);
  check_error(engine, basket);
  patron_result_destroy(result);
  patron_basket_destroy(basket);
  patron_engine_close(engine);
  patron_program_release(program);
}

int main(int argc, char** argv) {
  static uint8_t text[65536];
  patron_bytes source;
  FILE* file = NULL;
  if (argc != 2) return 2;
  file = fopen(argv[1], "rb");
  if (file == NULL) return 2;
  source.data = text;
  source.size = fread(text, 1, sizeof text, file);
  fclose(file);
  EXPECT(patron_abi_version() >> 16 == PATRON_ABI_MAJOR);
  EXPECT((patron_abi_version() & 0xffffu) >= PATRON_ABI_MINOR);
  buy(source);
  printf("%s with %s: %s\n", "a client of 0.1", patron_version(),
         failed ? "failed" : "passed");
  return failed;
}
