/* Old headers with new libraries and the other way round: structs that are
 * shorter or longer than the library's, arrays with another stride. */

#include <stdlib.h>

#include "tests/capi/check.h"

/* A struct of a newer header: ours, and a field that it does not know. */
typedef struct long_event {
  patron_event known;
  int64_t newer;
} long_event;

static void check_input(const shop* cafe) {
  const patron_line line = a_line("latte", 1, 260);
  long_event event = {an_event("s-1"), 0};
  patron_totals totals = {.struct_size = sizeof totals};

  event.known.struct_size = 0;
  CHECK_ERROR(patron_basket_begin(cafe->basket, &event.known, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  event.known.struct_size = 4;
  CHECK_ERROR(patron_basket_begin(cafe->basket, &event.known, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  event.known.struct_size = 0xdeadbeefu;
  CHECK_ERROR(patron_basket_begin(cafe->basket, &event.known, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);

  /* Longer: what we do not know must be 0. */
  event.known.struct_size = sizeof event;
  CHECK_STATUS(patron_basket_begin(cafe->basket, &event.known, NULL),
               PATRON_OK);
  event.newer = 1;
  CHECK_ERROR(patron_basket_begin(cafe->basket, &event.known, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  CHECK_ERROR(patron_basket_lines(cafe->basket, &line, 1, sizeof line, &error),
              PATRON_FAILED_PRECONDITION, PATRON_REASON_NOT_BEGUN);

  /* Shorter: what is missing has its default, whatever lies behind. */
  event.known.arrival_us = -1;
  event.known.struct_size = offsetof(patron_event, arrival_us);
  CHECK_STATUS(patron_basket_begin(cafe->basket, &event.known, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_basket_lines(cafe->basket, &line, 1, sizeof line, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_quote(cafe->engine, cafe->basket, cafe->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals), PATRON_OK);
  CHECK(totals.pay_minor == 260);
}

/* Three lines laid out `stride` bytes apart, the bytes between them `filler`.
 */
static patron_line* spread(size_t stride, int filler) {
  const patron_line lines[3] = {a_line("latte", 1, 260), a_line("cake", 1, 390),
                                a_line("tea", 1, 250)};
  unsigned char* bytes = (unsigned char*)malloc(3 * stride + sizeof lines[0]);
  size_t i = 0;
  memset(bytes, filler, 3 * stride + sizeof lines[0]);
  for (; i < 3; ++i) {
    memcpy(bytes + i * stride, &lines[i],
           stride < sizeof lines[0] ? stride : sizeof lines[0]);
  }
  return (patron_line*)(void*)bytes;
}

static void check_strides(const shop* cafe) {
  const patron_event event = an_event("s-2");
  const size_t longer = sizeof(patron_line) + 16;
  const size_t shorter = offsetof(patron_line, unit_price_micros);
  patron_totals totals = {.struct_size = sizeof totals};
  patron_line* lines = spread(longer, 0);
  CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);
  CHECK_STATUS(patron_basket_lines(cafe->basket, lines, 3, longer, NULL),
               PATRON_OK);
  free(lines);
  CHECK_STATUS(patron_quote(cafe->engine, cafe->basket, cafe->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals), PATRON_OK);
  CHECK(totals.list_minor == 900);

  lines = spread(shorter, 0xff);
  CHECK_STATUS(patron_basket_begin(cafe->basket, &event, NULL), PATRON_OK);
  CHECK_STATUS(patron_basket_lines(cafe->basket, lines, 3, shorter, NULL),
               PATRON_OK);
  free(lines);
  CHECK_STATUS(patron_quote(cafe->engine, cafe->basket, cafe->result, NULL),
               PATRON_OK);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals), PATRON_OK);
  CHECK(totals.list_minor == 900);

  lines = spread(longer, 1);
  CHECK_ERROR(patron_basket_lines(cafe->basket, lines, 3, longer, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  CHECK_ERROR(patron_basket_lines(cafe->basket, lines, 3, 0, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  CHECK_ERROR(patron_basket_lines(cafe->basket, lines, 3, 1u << 20, &error),
              PATRON_INVALID_ARGUMENT, PATRON_REASON_BAD_STRUCT);
  free(lines);
}

static void check_output(const shop* cafe) {
  struct {
    patron_totals known;
    int64_t newer;
  } totals = {{.struct_size = 0}, -1};
  struct {
    patron_effect known;
    int64_t newer;
  } effects[2];
  unsigned char bytes[2][16];
  memset(effects, 0xff, sizeof effects);
  memset(bytes, 0xee, sizeof bytes);
  fill(cafe, "s-3");
  CHECK_STATUS(patron_quote(cafe->engine, cafe->basket, cafe->result, NULL),
               PATRON_OK);

  CHECK_STATUS(patron_result_totals(cafe->result, &totals.known),
               PATRON_INVALID_ARGUMENT);
  totals.known.struct_size = sizeof totals;
  CHECK_STATUS(patron_result_totals(cafe->result, &totals.known), PATRON_OK);
  CHECK(totals.known.struct_size == sizeof totals);
  CHECK(totals.known.pay_minor == 858);
  CHECK(totals.newer == 0);
  totals.known.pay_minor = -1;
  totals.known.struct_size = offsetof(patron_totals, pay_minor);
  CHECK_STATUS(patron_result_totals(cafe->result, &totals.known), PATRON_OK);
  CHECK(totals.known.discount_minor == 52);
  CHECK(totals.known.pay_minor == -1);

  CHECK_STATUS(patron_result_effects(cafe->result, 0, &effects[0].known, 2,
                                     sizeof effects[0]),
               PATRON_OK);
  CHECK(same(effects[1].known.rule, "beans"));
  CHECK(effects[0].newer == 0 && effects[1].newer == 0);
  /* An element of 16 bytes has room for the rule's id and no more. */
  CHECK_STATUS(patron_result_effects(cafe->result, 0,
                                     (patron_effect*)(void*)bytes[0], 1, 16),
               PATRON_OK);
  CHECK(bytes[0][0] != 0xee || bytes[0][15] != 0xee);
  CHECK(bytes[1][0] == 0xee);
  CHECK_STATUS(patron_result_effects(cafe->result, 0, &effects[0].known, 1, 0),
               PATRON_INVALID_ARGUMENT);
}

static void check_ranges(const shop* cafe) {
  patron_effect effects[2];
  const size_t stride = sizeof effects[0];
  CHECK_STATUS(patron_result_effects(cafe->result, 1, effects, 1, stride),
               PATRON_OK);
  CHECK(same(effects[0].rule, "beans"));
  CHECK_STATUS(patron_result_effects(cafe->result, 2, NULL, 0, stride),
               PATRON_OK);
  CHECK_STATUS(patron_result_effects(cafe->result, 1, effects, 2, stride),
               PATRON_OUT_OF_RANGE);
  CHECK_STATUS(patron_result_effects(cafe->result, 3, effects, 0, stride),
               PATRON_OUT_OF_RANGE);
  CHECK_STATUS(
      patron_result_effects(cafe->result, 1, effects, SIZE_MAX, stride),
      PATRON_OUT_OF_RANGE);
  CHECK_STATUS(patron_result_effects(cafe->result, 0, NULL, 1, stride),
               PATRON_INVALID_ARGUMENT);
}

/* What is reserved is 0, flags and kinds are known. */
static void check_reserved(const shop* cafe) {
  patron_line line = a_line("latte", 1, 260);
  patron_engine_options options = {.struct_size = sizeof options,
                                   .store = PATRON_STR("memory"),
                                   .reserved = 1};
  patron_engine* engine = NULL;
  CHECK_ERROR(patron_engine_open(&options, &engine, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  line.reserved = 1;
  CHECK_ERROR(patron_basket_lines(cafe->basket, &line, 1, sizeof line, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  line.reserved = 0;
  line.flags = 16;
  CHECK_ERROR(patron_basket_lines(cafe->basket, &line, 1, sizeof line, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  line.flags = 0;
  line.kind = 8;
  CHECK_ERROR(patron_basket_lines(cafe->basket, &line, 1, sizeof line, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
  line.kind = 0;
  line.quantity_kind = 2;
  CHECK_ERROR(patron_basket_lines(cafe->basket, &line, 1, sizeof line, &error),
              PATRON_UNIMPLEMENTED, PATRON_REASON_UNIMPLEMENTED);
}

void test_structs(void) {
  shop cafe = open_shop(NULL);
  check_input(&cafe);
  check_strides(&cafe);
  check_output(&cafe);
  check_ranges(&cafe);
  check_reserved(&cafe);
  close_shop(&cafe);
}
