// One of two units that include both headers, twice: patron.hpp from C++, used
// as a host would.

#define PATRON_UNSTABLE
#include <patron/patron.h>

#include <patron/patron.hpp>
// Again, for the guards.
#include <patron/patron.h>

#include <patron/patron.hpp>
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

}  // namespace

void TestWrapper(const std::string& yaml) {
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
}
