// One of two units that include both headers, twice: patron.hpp from C++, used
// as a host would.

#define PATRON_UNSTABLE
#include <patron/patron.h>

#include <patron/patron.hpp>
// Again, for the guards.
#include <patron/patron.h>

#include <memory>
#include <new>
#include <patron/patron.hpp>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "tests/capi/units.h"

namespace {

using namespace patron::abi;  // NOLINT(google-build-using-namespace)

static_assert(!std::is_copy_constructible<Engine>::value, "one owner");
static_assert(std::is_nothrow_move_constructible<Engine>::value, "moves");
static_assert(!std::is_copy_constructible<Basket>::value, "one owner");
static_assert(std::is_copy_constructible<Program>::value, "many owners");
static_assert(std::is_nothrow_copy_constructible<Error>::value, "thrown");

patron_event AnEvent(const char* id) {
  patron_event event = patron_event();
  event.source = PATRON_STR("till-1");
  event.id = Text(id);
  event.member = PATRON_STR("m-17");
  event.time_us = 1772439960000000;
  return event;
}

patron_line ALine(const char* sku, int64_t pieces, int64_t amount_minor) {
  patron_line line = patron_line();
  line.sku = Text(sku);
  line.quantity_milli = 1000 * pieces;
  line.amount_minor = amount_minor;
  return line;
}

// The status that `call` throws, or PATRON_OK.
template <typename Call>
patron_status Thrown(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    const Error copy = error;
    EXPECT(copy.get() == error.get() && copy.what()[0] != '\0');
    return error.status();
  }
  return PATRON_OK;
}

// Functions that answer, fail and throw; the rules that call them stand behind
// those of the cafe.
void TestEnvironment(const std::string& yaml) {
  Environment environment;
  int left = 0;
  {
    const std::shared_ptr<void> held(nullptr, [&left](void*) { ++left; });
    environment.Add("shop.half", {PATRON_TYPE_MONEY}, PATRON_TYPE_MONEY,
                    [held](const patron_value* arguments, size_t /*count*/,
                           patron_value* result) -> patron_status {
                      *result = arguments[0];
                      result->number /= 2;
                      return PATRON_OK;
                    });
  }
  environment.Add(
      "thrown", {PATRON_TYPE_INT}, PATRON_TYPE_INT,
      [](const patron_value* arguments, size_t /*count*/,
         patron_value* result) -> patron_status {
        if (arguments[0].number == 1) throw std::runtime_error("no such thing");
        if (arguments[0].number == 2) throw 4711;
        if (arguments[0].number == 3) throw std::bad_alloc();
        result->number = arguments[0].number;
        return PATRON_OK;
      },
      PATRON_FUNCTION_MEMBER);
  EXPECT(Thrown([&] {
           environment.Add("size", {PATRON_TYPE_INT}, PATRON_TYPE_INT, nullptr);
         }) == PATRON_INVALID_ARGUMENT);
  const std::string off = "\n    then: [{amount_off: {amount: 0.50}}]\n";
  const Program program(
      PATRON_FORMAT_YAML,
      yaml +
          "  - id: half\n    when: shop.half(basket.total) == money('4.29')" +
          off + "  - id: throws\n    when: basket.lines.thrown() > 0" + off +
          "  - id: throws-a-number\n    when: (basket.lines + 1).thrown() > 0" +
          off,
      environment.get());
  patron_engine_options options = patron_engine_options();
  options.store = PATRON_STR("memory");
  options.environment = environment.get();
  Engine engine(options);
  engine.Activate(program);
  Basket basket(program);
  Result result;
  basket.Begin(AnEvent("1"));
  basket.Add({ALine("latte", 2, 520)});
  engine.Quote(basket, result);
  EXPECT(result.Totals().pay_minor == 468);
  EXPECT(result.Failed().size() == 2);
  EXPECT(ToString(result.Failed()[0].rule) == "throws");
  EXPECT(result.Failed()[0].reason == PATRON_REASON_CALLBACK_FAILED);
  EXPECT(result.Failed()[0].code == 0);
  EXPECT(ToString(result.Failed()[0].message) ==
         "thrown() failed: 'it threw an exception'");
  basket.Add({ALine("cake", 1, 390)});
  // Two lines: thrown() now throws a number, and for want of memory.
  EXPECT(Thrown([&] { engine.Quote(basket, result); }) ==
         PATRON_RESOURCE_EXHAUSTED);
  EXPECT(result.Effects().empty());
  basket.Add({ALine("tea", 1, 0), ALine("tea", 1, 0)});
  engine.Quote(basket, result);
  EXPECT(result.Failed().empty());
  // 8.58, and three times 0.50 off.
  EXPECT(result.Totals().pay_minor == 708);
  EXPECT(left == 0);
  environment = Environment();
  EXPECT(left == 0);
}

// A thousand contracts, fitted, kept and asked about.
void TestModels() {
  Customers contracts;
  contracts.frequency = {0, 1, 2, 3, 4, 5, 6, 7};
  contracts.age.assign(8, 7);
  contracts.weight = {369, 163, 86, 56, 37, 27, 21, 241};
  patron_fit_options options = patron_fit_options();
  options.model = PATRON_MODEL_SBG;
  const Model fitted = Model::Fit(options, contracts);
  EXPECT(fitted.View().status == PATRON_FIT_CONVERGED);
  EXPECT(fitted.Params().size() == 2);
  const Model model = Model::Load(fitted.Save());
  EXPECT(model.Params()[0].value == fitted.Params()[0].value);
  patron_horizon horizon = patron_horizon();
  horizon.horizon = 1;
  const Predictions said = model.Predict(horizon, contracts);
  EXPECT(said.p_alive.front() == 0 && said.p_alive.back() == 1);
  EXPECT(said.expected_purchases.back() > 0.5);
  EXPECT(said.clv.back() != said.clv.back());
  EXPECT(Thrown([] { Model::Load("{"); }) == PATRON_INVALID_ARGUMENT);
  EXPECT(Thrown([] {
           Model::Of(PATRON_MODEL_SBG, {1, -1});
         }) == PATRON_INVALID_ARGUMENT);
}

// Orders after they were made.
void TestOrders(Engine& engine, Basket& basket, Result& result) {
  basket.Begin(AnEvent("o-1"));
  basket.Add({ALine("latte", 2, 520), ALine("beans", 1, 900)});
  basket.SetLater(1);
  engine.Commit(basket, "", result);
  std::vector<patron_fulfilment_line> parts(1);
  parts[0].order_line = PATRON_STR("2");
  parts[0].fulfilled = 1;
  engine.Fulfil(AnEvent("o-2"), "till-1", "o-1", parts, result);
  EXPECT(result.Fulfilled()[0].left == 0);
  std::vector<patron_return_line> back(1);
  back[0].order_line = PATRON_STR("1");
  back[0].units = 1;
  basket.Begin(AnEvent("o-3"));
  basket.Add({ALine("tea", 1, 300)});
  basket.Exchange("till-1", "o-1", back);
  engine.Commit(basket, "", result);
  EXPECT(result.Exchanged().to_pay_minor == 66);
  engine.Return(AnEvent("o-4"), "till-1", "o-1", back, result);
  EXPECT(result.RefundMinor() == 234);
  basket.Begin(AnEvent("o-twice"));
  basket.Add({ALine("tea", 1, 300)});
  engine.Commit(basket, "", result);
  patron_voided voided = patron_voided();
  voided.order_source = PATRON_STR("till-1");
  voided.order_id = PATRON_STR("o-twice");
  voided.reason = PATRON_STR("a mistake");
  voided.by = PATRON_STR("eva");
  engine.Void(AnEvent("o-5"), voided, result);
  EXPECT(result.RefundMinor() == 300);
  basket.Begin(AnEvent("o-6"));
  basket.Add({ALine("tea", 1, 300)});
  basket.Hold(1772450000000000);
  engine.Commit(basket, "", result);
  EXPECT(result.Held("bean") == 0);
  engine.Release(AnEvent("o-7"), "till-1", "o-6", result);
  basket.Begin(AnEvent("o-8"));
  basket.Add({ALine("tea", 1, 300)});
  basket.Consume("till-1", "o-6");
  EXPECT(Thrown([&] { engine.Commit(basket, "", result); }) ==
         PATRON_FAILED_PRECONDITION);
  basket.Begin(AnEvent("o-9"));
  basket.Add({ALine("tea", 1, 300)});
  patron_basket_reward reward = patron_basket_reward();
  reward.id = PATRON_STR("none");
  basket.Take({reward});
  EXPECT(Thrown([&] { engine.Quote(basket, result); }) ==
         PATRON_INVALID_ARGUMENT);
  EXPECT(result.Rewards().empty() && result.Offers().empty());
}

}  // namespace

void TestWrapper(const std::string& yaml) {
  TestEnvironment(yaml);
  TestModels();
  const Program program(PATRON_FORMAT_YAML, yaml);
  const Program other_owner = program;
  EXPECT(program.Fingerprint().size() == 64);
  EXPECT(other_owner.Fingerprint() == ProgramPrint(yaml));
  Engine opened("memory");
  Engine engine = std::move(opened);
  engine.Activate(program);
  Basket basket(program);
  Result result;
  result.WantReasons();
  basket.Begin(AnEvent("1"));
  basket.Add({ALine("latte", 2, 520), ALine("cake", 1, 390)});
  basket.Set(program.Slot("basket.table"), 12);
  basket.SetLine(0, program.Slot("line.roast"), "dark");
  engine.Quote(basket, result);
  EXPECT(result.Totals().pay_minor == 858);
  EXPECT(result.Effects().size() == 2);
  EXPECT(result.Lines().size() == 2);
  EXPECT(result.WhyNot().size() == 1);
  EXPECT(ToString(result.WhyNot()[0].rule) == "big-basket");
  EXPECT(result.Reasons().find("two-cups") != std::string::npos);
  engine.Commit(basket, result.Fingerprint(), result);
  EXPECT(result.Points("bean") == 8);
  EXPECT(result.Balance(std::string("bean")).available == 8);

  EXPECT(Thrown([] { const Engine none("nowhere"); }) ==
         PATRON_INVALID_ARGUMENT);
  EXPECT(Thrown([] { const Program none(PATRON_FORMAT_YAML, "a: b"); }) ==
         PATRON_INVALID_ARGUMENT);
  EXPECT(Thrown([&] { engine.Commit(basket, "12ab", result); }) ==
         PATRON_INVALID_ARGUMENT);
  EXPECT(Thrown([&] { program.Slot("line.toast"); }) ==
         PATRON_INVALID_ARGUMENT);
  basket.Begin(AnEvent("2"));
  EXPECT(Thrown([&] { engine.Quote(basket, result); }) ==
         PATRON_INVALID_ARGUMENT);
  EXPECT(result.Effects().empty());
  TestOrders(engine, basket, result);
}
