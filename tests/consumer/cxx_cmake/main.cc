#include <patron/build.h>
#include <patron/error.h>
#include <patron/money.h>
#include <patron/patron.h>

#include <cstdio>

namespace {

bool BuildsAProgram() {
  using namespace patron::build;
  const Built built =
      Program("shop")
          .Version("1")
          .ValidFrom("2025-01-01")
          .Currency("EUR")
          .Add(Rule("deal",
                    When(Total() >= Eur("20.00")).Then(PercentOff("10%"))))
          .Build();
  return built.program &&
         built.program->rules[0].when == "basket.total >= money(\"20.00\")";
}

}  // namespace

int main() {
  const auto price = patron::ParseMoney("4.50 EUR");
  const auto refused = patron::ParseMoney("4.505 EUR");
  if (!price.ok() || price->minor != 450 || refused.ok()) return 1;
  if (!BuildsAProgram()) return 1;
  std::printf("%s\n", std::string(patron::MessageOf(refused.status())).c_str());
  return patron_abi_version() >> 16 == PATRON_ABI_MAJOR ? 0 : 1;
}
