/* The smallest test harness that C needs: a failed check is printed and
 * counted, and the test goes on.
 *
 *   CHECK(count == 3);
 *   CHECK_STATUS(patron_quote(NULL, ...), PATRON_INVALID_ARGUMENT);
 *
 * Threads: one. */
#ifndef PATRON_TESTS_CAPI_CHECK_H_
#define PATRON_TESTS_CAPI_CHECK_H_

#define PATRON_UNSTABLE
#include <patron/patron.h>
#include <stdio.h>
#include <string.h>

extern int failures;
extern int checks;

#define CHECK(condition)                                            \
  do {                                                              \
    ++checks;                                                       \
    if (!(condition)) {                                             \
      ++failures;                                                   \
      printf("FAILED %s:%d: %s\n", __FILE__, __LINE__, #condition); \
    }                                                               \
  } while (0)

#define CHECK_STATUS(call, wanted)                                          \
  do {                                                                      \
    const patron_status got_ = (call);                                      \
    ++checks;                                                               \
    if (got_ != (wanted)) {                                                 \
      ++failures;                                                           \
      printf("FAILED %s:%d: %s is %s, not %s\n", __FILE__, __LINE__, #call, \
             patron_status_name(got_), #wanted);                            \
    }                                                                       \
  } while (0)

/* A call that fails with this status and reason; its error is destroyed. */
#define CHECK_ERROR(call, wanted, wanted_reason)          \
  do {                                                    \
    patron_error* error = NULL;                           \
    CHECK_STATUS(call, wanted);                           \
    CHECK(error != NULL);                                 \
    CHECK(patron_error_status(error) == (wanted));        \
    CHECK(patron_error_reason(error) == (wanted_reason)); \
    CHECK(patron_error_message(error).size > 0);          \
    patron_error_destroy(error);                          \
  } while (0)

static inline int same(patron_str text, const char* wanted) {
  return text.size == strlen(wanted) &&
         memcmp(text.data, wanted, text.size) == 0;
}

static inline patron_str str(const char* text) {
  const patron_str view = {text, strlen(text)};
  return view;
}

/* Whether a text that may hold anything contains another. */
static inline int holds(patron_bytes text, const char* part) {
  const size_t size = strlen(part);
  size_t at = 0;
  for (; at + size <= text.size; ++at) {
    if (memcmp(text.data + at, part, size) == 0) return 1;
  }
  return 0;
}

/* What every test starts from. */
typedef struct shop {
  patron_program* program;
  patron_engine* engine;
  patron_basket* basket;
  patron_result* result;
} shop;

/* A cafe with its program in force, store "memory" where `store` is NULL. */
shop open_shop(const char* store);
void close_shop(shop* cafe);

/* Of member m-17 on 2 March 2026. */
patron_event an_event(const char* id);
patron_line a_line(const char* sku, int64_t pieces, int64_t amount_minor);
/* A basket of two lattes for 5.20 and a cake for 3.90. */
void fill(const shop* cafe, const char* id);

void test_life(void);
void test_nulls(void);
void test_structs(void);
void test_values(void);
void test_layout(void);
void test_host(void);
void test_till(void);
void test_models(void);
void test_orders(void);

#endif /* PATRON_TESTS_CAPI_CHECK_H_ */
