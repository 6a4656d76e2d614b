/* A host that loads the library and lets it go, 200 times, each time working in
 * several threads; and one that has two copies of it at once.
 *   capi_load_test LIBRARY COPY PROGRAM.yaml */

#define PATRON_UNSTABLE
#include <dlfcn.h>
#include <patron/patron.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kLoads = 200, kThreads = 4 };

static patron_bytes program_source;
static int failures = 0;

#define EXPECT(condition)                                   \
  do {                                                      \
    if (!(condition)) {                                     \
      printf("FAILED line %d: %s\n", __LINE__, #condition); \
      __atomic_fetch_add(&failures, 1, __ATOMIC_RELAXED);   \
    }                                                       \
  } while (0)

/* What a host of dlopen needs: the functions by their names. */
#define FUNCTIONS(X)           \
  X(patron_abi_version)        \
  X(patron_program_compile)    \
  X(patron_program_release)    \
  X(patron_engine_open)        \
  X(patron_engine_activate)    \
  X(patron_engine_close)       \
  X(patron_basket_create)      \
  X(patron_basket_begin)       \
  X(patron_basket_lines)       \
  X(patron_basket_destroy)     \
  X(patron_result_create)      \
  X(patron_result_fingerprint) \
  X(patron_result_destroy)     \
  X(patron_quote)              \
  X(patron_commit)

typedef struct library {
  void* handle;
#define MEMBER(name) __typeof__(&name) name;
  FUNCTIONS(MEMBER)
#undef MEMBER
} library;

static library load(const char* path) {
  library lib;
  memset(&lib, 0, sizeof lib);
  lib.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (lib.handle == NULL) {
    printf("FAILED: %s\n", dlerror());
    exit(1);
  }
  {
    void* found = NULL;
#define LOOK_UP(name)               \
  found = dlsym(lib.handle, #name); \
  EXPECT(found != NULL);            \
  memcpy(&lib.name, &found, sizeof found);
    FUNCTIONS(LOOK_UP)
#undef LOOK_UP
  }
  return lib;
}

static patron_str str(const char* text) {
  const patron_str view = {text, strlen(text)};
  return view;
}

/* One purchase from nothing; its fingerprint goes to `print`. */
static void buy(const library* lib, char print[64]) {
  patron_program* program = NULL;
  patron_engine* engine = NULL;
  patron_basket* basket = NULL;
  patron_result* result = NULL;
  const patron_engine_options options = {.struct_size = sizeof options,
                                         .store = str("memory")};
  const patron_event event = {.struct_size = sizeof event,
                              .source = str("till-1"),
                              .id = str("1"),
                              .member = str("m-17"),
                              .time_us = 1772439960000000};
  const patron_line line = {
      .sku = str("latte"), .quantity_milli = 2000, .amount_minor = 520};
  EXPECT(lib->patron_program_compile(NULL, PATRON_FORMAT_YAML, program_source,
                                     &program, NULL) == PATRON_OK);
  EXPECT(lib->patron_engine_open(&options, &engine, NULL) == PATRON_OK);
  EXPECT(lib->patron_engine_activate(engine, program, NULL) == PATRON_OK);
  EXPECT(lib->patron_basket_create(program, &basket, NULL) == PATRON_OK);
  EXPECT(lib->patron_result_create(&result, NULL) == PATRON_OK);
  EXPECT(lib->patron_basket_begin(basket, &event, NULL) == PATRON_OK);
  EXPECT(lib->patron_basket_lines(basket, &line, 1, sizeof line, NULL) ==
         PATRON_OK);
  EXPECT(lib->patron_quote(engine, basket, result, NULL) == PATRON_OK);
  EXPECT(lib->patron_commit(engine, basket,
                            lib->patron_result_fingerprint(result), result,
                            NULL) == PATRON_OK);
  {
    const patron_str made = lib->patron_result_fingerprint(result);
    EXPECT(made.size == 64);
    if (made.size == 64) memcpy(print, made.data, 64);
  }
  lib->patron_result_destroy(result);
  lib->patron_basket_destroy(basket);
  lib->patron_engine_close(engine);
  lib->patron_program_release(program);
}

typedef struct work {
  const library* lib;
  char print[64];
} work;

static void* run(void* argument) {
  work* const mine = (work*)argument;
  buy(mine->lib, mine->print);
  return NULL;
}

static void load_and_let_go(const char* path, const char print[64]) {
  const library lib = load(path);
  pthread_t threads[kThreads];
  work works[kThreads];
  int i = 0;
  for (i = 0; i < kThreads; ++i) {
    works[i].lib = &lib;
    EXPECT(pthread_create(&threads[i], NULL, run, &works[i]) == 0);
  }
  for (i = 0; i < kThreads; ++i) {
    pthread_join(threads[i], NULL);
    EXPECT(memcmp(works[i].print, print, 64) == 0);
  }
  EXPECT(dlclose(lib.handle) == 0);
  /* Nothing keeps it in the process. */
  EXPECT(dlopen(path, RTLD_NOW | RTLD_NOLOAD) == NULL);
}

int main(int argc, char** argv) {
  static uint8_t text[65536];
  char first[64];
  char second[64];
  FILE* file = NULL;
  int i = 0;
  if (argc != 4) return 2;
  file = fopen(argv[3], "rb");
  if (file == NULL) return 2;
  program_source.data = text;
  program_source.size = fread(text, 1, sizeof text, file);
  fclose(file);
  {
    const library one = load(argv[1]);
    const library two = load(argv[2]);
    EXPECT(one.patron_quote != two.patron_quote);
    EXPECT(one.patron_abi_version() == two.patron_abi_version());
    buy(&one, first);
    buy(&two, second);
    EXPECT(memcmp(first, second, 64) == 0);
    EXPECT(dlclose(one.handle) == 0);
    buy(&two, second);
    EXPECT(memcmp(first, second, 64) == 0);
    EXPECT(dlclose(two.handle) == 0);
  }
  for (i = 0; i < kLoads; ++i) load_and_let_go(argv[1], first);
  printf("%d loads, %d failed\n", kLoads, failures);
  return failures == 0 ? 0 : 1;
}
