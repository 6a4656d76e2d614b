// A program built in code, with a function of the host's own, at a till.
//   c++ -std=c++20 till.cc $(pkg-config --cflags --libs patron-core) -o till
#include <patron/build.h>
#include <patron/engine.h>
#include <patron/protobuf_codec.h>
#include <patron/zoneinfo.h>

#include <cstdlib>
#include <iostream>

patron::build::Built Bakery() {
  using namespace patron::build;
  const auto rolls = Selection("rolls", Line().Category() == "rolls");
  const auto holiday = Call<bool>("shop.is_holiday", Event().Date());
  const auto deal =
      Rule("holiday", When(holiday).Then(PercentOff("10%").Of(rolls)));
  Program bakery("bakery");
  bakery.Version("1").ValidFrom("2026-01-01").Zone("Europe/Berlin");
  return bakery.Currency("EUR").Add(rolls, deal).Build();
}

using namespace patron;  // not above: both namespaces have a Line

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << MessageOf(status) << "\n";
  std::exit(1);
}

// A host function is pure: the same day is a holiday always or never.
absl::StatusOr<HostValue> IsHoliday(std::span<const HostValue> arguments) {
  return std::get<Date>(arguments[0]) == *ParseDate("2026-05-01");
}

int main() {
  HostFunctions host;
  HostFunction holiday{"shop.is_holiday", {HostType::kDate}, HostType::kBool};
  holiday.call = IsHoliday;
  Must(host.Add(holiday));
  build::Built built = Bakery();
  Must(ToStatus(built.diagnostics));
  const auto zones = ReadZones(*built.program, &built.diagnostics);
  const PlanResult compiled = Plan::Compile(*built.program, zones, host);
  Must(ToStatus(compiled.diagnostics));
  const auto engine = Engine::Open({OpenMemoryStore(), &ProtobufCodec(), host});
  Must(engine.status());
  Must((*engine)->Activate(compiled.plan));
  // Ten rolls for 4.50 on the first of May.
  Event order{.source = "till-1", .id = "4711", .member = "m-17"};
  order.time = order.arrival = *ParseInstant("2026-05-01T08:26:00+02:00");
  order.basket.lines = {{.id = "1", .category = "rolls"}};
  order.basket.lines[0].quantity = Quantity::Pieces(10);
  order.basket.lines[0].amount = *ParseMoney("4.50 EUR");
  Outcome sold;
  Must((*engine)->Commit(order, {}, &sold));
  for (const FiredEffect& did : sold.answer.decision.effects) {
    std::cout << did.rule << ": -" << FormatMoney(did.amount) << "\n";
  }
  std::cout << "to pay " << FormatMoney(sold.answer.decision.pay_total) << "\n";
}
