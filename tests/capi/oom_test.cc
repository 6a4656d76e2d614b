// Out of memory at every place: each call is repeated with the n-th allocation
// failing, for n = 1, 2, ... until it succeeds. A failed call says so, leaks
// nothing that a sanitizer would see, and has changed nothing: the store still
// verifies, and the same call then works.
//
// This program has its own operator new, which every library in the process
// uses: that is why it is a program of its own. Protobuf and yaml-cpp leave
// behind what they were building when an allocation fails inside them; leaks of
// our own are found.

#define PATRON_UNSTABLE
#include <patron/patron.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <string>

namespace {

// Allocations until one fails; 0 is never.
int64_t allocations_left = 0;
int64_t failed_allocations = 0;
int64_t allocations = 0;

void* Allocate(std::size_t size) {
  ++allocations;
  if (allocations_left > 0 && --allocations_left == 0) {
    // From here on there is no more memory, until the call returns.
    allocations_left = 1;
    ++failed_allocations;
    return nullptr;
  }
  return std::malloc(size == 0 ? 1 : size);
}

void* AllocateOrThrow(std::size_t size) {
  void* const memory = Allocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return AllocateOrThrow(size); }
void* operator new[](std::size_t size) { return AllocateOrThrow(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return Allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return Allocate(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}

// The leak detector asks for this.
extern "C" __attribute__((visibility("default"))) const char*
__lsan_default_suppressions();
const char* __lsan_default_suppressions() {
  return "leak:google::protobuf\nleak:YAML::\n";
}

namespace {

int failures = 0;

void Expect(bool holds, const char* what, const char* where, int64_t n) {
  if (holds) return;
  ++failures;
  std::printf("FAILED %s at allocation %lld: %s\n", where,
              static_cast<long long>(n), what);
}

using Call = std::function<patron_status(patron_error**)>;

// Runs `call` with ever more memory until it succeeds; after each failure
// `unchanged` says whether all is as before.
void UntilItWorks(const char* where, const Call& call,
                  const std::function<bool()>& unchanged) {
  int64_t n = 1;
  // The first thousand one by one, then in steps that grow.
  for (;; n += n < 1000 ? 1 : n / 50) {
    patron_error* error = nullptr;
    failed_allocations = 0;
    allocations_left = n;
    const patron_status status = call(&error);
    allocations_left = 0;
    patron_error_destroy(error);
    if (status == PATRON_OK) break;
    Expect(status == PATRON_RESOURCE_EXHAUSTED, patron_status_name(status),
           where, n);
    Expect(failed_allocations > 0, "it failed by itself", where, n);
    Expect(unchanged(), "something changed", where, n);
    if (failures > 20 || n > 1000000) break;
  }
  std::printf("%-10s %6lld allocations\n", where, static_cast<long long>(n));
}

bool Nothing() { return true; }

struct Shop {
  patron_environment* environment = nullptr;
  patron_program* program = nullptr;
  patron_engine* engine = nullptr;
  patron_basket* basket = nullptr;
  patron_result* result = nullptr;

  ~Shop() {
    patron_result_destroy(result);
    patron_basket_destroy(basket);
    patron_engine_close(engine);
    patron_program_release(program);
    patron_environment_destroy(environment);
  }
};

// The host's own function: how often it was declared and given back.
int64_t declared = 0;
int64_t given_back = 0;

patron_status SayIt(void* /*userdata*/, const patron_value* arguments,
                    size_t /*count*/, patron_value* result) {
  result->text = arguments[0].text;
  return PATRON_OK;
}

patron_status DeclareIt(patron_environment* environment, patron_error** error) {
  static const uint32_t kText = PATRON_TYPE_STRING;
  patron_function function = {};
  function.struct_size = sizeof(function);
  function.name = {"the.host.has.a.routine.with.a.long.name", 39};
  function.parameters = &kText;
  function.parameter_count = 1;
  function.call = SayIt;
  function.destroy = [](void* /*userdata*/) { ++given_back; };
  function.result = PATRON_TYPE_STRING;
  ++declared;
  return patron_environment_add_function(environment, &function, error);
}

const char kRule[] =
    "  - id: host\n"
    "    when: the.host.has.a.routine.with.a.long.name(member.id) == ''\n"
    "    then: [{amount_off: {amount: 1.00}}]\n";

const char kJson[] =
    R"({"source": "web", "id": "7", "time": "2026-03-02T12:00:00Z",
        "member": "a member whose id does not fit into a small string",
        "basket": {"lines": [{"sku": "latte", "amount": 2.50}]}})";

patron_str Str(const char* text) { return {text, std::strlen(text)}; }

// What the store holds, as one number that every change moves.
int64_t Content(const patron_engine* engine) {
  patron_verification found = {};
  found.struct_size = sizeof(found);
  if (patron_engine_verify(engine, &found, nullptr, nullptr) != PATRON_OK ||
      found.problems != 0) {
    return -1;
  }
  return ((found.accounts * 100 + found.orders) * 100 + found.entries) * 1000 +
         found.postings;
}

patron_status Fill(patron_basket* basket, const char* id,
                   patron_error** error) {
  patron_event event = {};
  event.struct_size = sizeof(event);
  event.source = Str("till-1");
  event.id = Str(id);
  event.member = Str("a member whose id does not fit into a small string");
  event.time_us = 1772439960000000;
  patron_line lines[2] = {};
  for (patron_line& line : lines) {
    line.sku = Str("latte");
    line.name = Str("a name that does not fit into a small string");
    line.quantity_milli = 1000;
    line.amount_minor = 260;
  }
  patron_status status = patron_basket_begin(basket, &event, error);
  if (status != PATRON_OK) return status;
  status = patron_basket_lines(basket, lines, 2, sizeof(lines[0]), error);
  if (status != PATRON_OK) return status;
  return patron_basket_set_line_str(basket, 1, 0, event.member, error);
}

void Open(Shop& shop, const std::string& yaml, const char* store) {
  const patron_bytes source = {reinterpret_cast<const uint8_t*>(yaml.data()),
                               yaml.size()};
  patron_engine_options options = {};
  options.struct_size = sizeof(options);
  options.store = Str(store);
  UntilItWorks(
      "environment",
      [&](patron_error** error) {
        return patron_environment_create(&shop.environment, error);
      },
      [&] { return shop.environment == nullptr; });
  UntilItWorks(
      "function",
      [&](patron_error** error) { return DeclareIt(shop.environment, error); },
      [] { return declared == given_back; });
  options.environment = shop.environment;
  const auto no_engine = [&] { return shop.engine == nullptr; };
  if (shop.program == nullptr) {
    UntilItWorks(
        "compile",
        [&](patron_error** error) {
          return patron_program_compile(shop.environment, PATRON_FORMAT_YAML,
                                        source, &shop.program, error);
        },
        [&] { return shop.program == nullptr; });
  }
  UntilItWorks(
      "open",
      [&](patron_error** error) {
        return patron_engine_open(&options, &shop.engine, error);
      },
      no_engine);
}

void Live(const std::string& yaml, const char* store) {
  std::printf("%s\n", store);
  Shop shop;
  Open(shop, yaml, store);
  const auto same_content = [&, before = int64_t{0}]() mutable {
    const int64_t now = Content(shop.engine);
    if (before == 0) before = now + 1;
    return now >= 0 && now + 1 == before;
  };
  const auto same = [&] { return std::function<bool()>(same_content); };
  UntilItWorks(
      "activate",
      [&](patron_error** error) {
        return patron_engine_activate(shop.engine, shop.program, error);
      },
      same());
  UntilItWorks(
      "basket",
      [&](patron_error** error) {
        return patron_basket_create(shop.program, &shop.basket, error);
      },
      [&] { return shop.basket == nullptr; });
  UntilItWorks(
      "result",
      [&](patron_error** error) {
        return patron_result_create(&shop.result, error);
      },
      [&] { return shop.result == nullptr; });
  UntilItWorks(
      "fill",
      [&](patron_error** error) { return Fill(shop.basket, "1", error); },
      Nothing);
  const int64_t before = allocations;
  const bool filled = Fill(shop.basket, "1", nullptr) == PATRON_OK;
  Expect(filled && allocations == before, "a warm basket needs memory", store,
         allocations - before);
  patron_result_want_reasons(shop.result, 1);
  UntilItWorks(
      "quote",
      [&](patron_error** error) {
        return patron_quote(shop.engine, shop.basket, shop.result, error);
      },
      same());
  UntilItWorks(
      "commit",
      [&](patron_error** error) {
        return patron_commit(shop.engine, shop.basket,
                             patron_result_fingerprint(shop.result),
                             shop.result, error);
      },
      same());
  const patron_bytes json = {reinterpret_cast<const uint8_t*>(kJson),
                             sizeof(kJson) - 1};
  UntilItWorks(
      "message",
      [&](patron_error** error) {
        return patron_commit_message(shop.engine, PATRON_FORMAT_JSON, json,
                                     shop.result, error);
      },
      same());
  patron_blob* blob = nullptr;
  UntilItWorks(
      "reasons",
      [&](patron_error** error) {
        return patron_result_reasons(shop.result, &blob, error);
      },
      [&] { return blob == nullptr; });
  patron_blob_destroy(blob);
  patron_verification found = {};
  found.struct_size = sizeof(found);
  UntilItWorks(
      "verify",
      [&](patron_error** error) {
        return patron_engine_verify(shop.engine, &found, nullptr, error);
      },
      Nothing);
  Expect(found.orders == 2 && found.problems == 0, "the content", store, 0);
}

// A model fitted, kept, read again and asked.
void FitAndAsk() {
  const double renewals[] = {0, 1, 2, 3, 4, 5, 6, 7};
  const double years[] = {7, 7, 7, 7, 7, 7, 7, 7};
  const double how_many[] = {369, 163, 86, 56, 37, 27, 21, 241};
  patron_customers customers = {};
  customers.struct_size = sizeof(customers);
  customers.count = 8;
  customers.frequency.data = renewals;
  customers.age.data = years;
  customers.weight.data = how_many;
  patron_fit_options options = {};
  options.struct_size = sizeof(options);
  options.model = PATRON_MODEL_SBG;
  patron_model* model = nullptr;
  UntilItWorks(
      "fit",
      [&](patron_error** error) {
        return patron_model_fit(&options, &customers, &model, error);
      },
      [&] { return model == nullptr; });
  patron_blob* json = nullptr;
  UntilItWorks(
      "save",
      [&](patron_error** error) {
        return patron_model_save(model, &json, error);
      },
      [&] { return json == nullptr; });
  patron_model* again = nullptr;
  UntilItWorks(
      "load",
      [&](patron_error** error) {
        return patron_model_load(patron_blob_bytes(json), &again, error);
      },
      [&] { return again == nullptr; });
  double alive[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
  patron_horizon horizon = {};
  horizon.struct_size = sizeof(horizon);
  horizon.horizon = 3;
  patron_predictions out = {};
  out.struct_size = sizeof(out);
  out.p_alive.data = alive;
  UntilItWorks(
      "predict",
      [&](patron_error** error) {
        return patron_model_predict(again, nullptr, &horizon, &customers, &out,
                                    error);
      },
      [&] { return alive[0] == -1 && alive[7] == -1; });
  Expect(alive[7] == 1, "the answer", "predict", 0);
  patron_model_destroy(again);
  patron_blob_destroy(json);
  patron_model_destroy(model);
}

void Remove(const std::string& path) {
  for (const char* end : {"", "-wal", "-shm"}) {
    std::remove((path + end).c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  // Seen even where a call ends the process.
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  std::string yaml(65536, '\0');
  std::FILE* const file = std::fopen(argv[1], "rb");
  if (file == nullptr) return 2;
  yaml.resize(std::fread(yaml.data(), 1, yaml.size(), file));
  std::fclose(file);
  yaml += kRule;
  Remove("capi_oom_test.db");
  Live(yaml, "memory");
  Live(yaml, "sqlite:capi_oom_test.db");
  Remove("capi_oom_test.db");
  FitAndAsk();
  Expect(declared > 2 && declared == given_back, "given back", "all", declared);
  std::printf("%d failed\n", failures);
  return failures == 0 ? 0 : 1;
}
