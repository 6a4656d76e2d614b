#include <patron/error.h>
#include <patron/money.h>
#include <patron/patron.h>

#include <cstdio>

int main() {
  const auto price = patron::ParseMoney("4.50 EUR");
  const auto refused = patron::ParseMoney("4.505 EUR");
  if (!price.ok() || price->minor != 450 || refused.ok()) return 1;
  std::printf("%s\n", std::string(patron::MessageOf(refused.status())).c_str());
  return patron_abi_version() >> 16 == PATRON_ABI_MAJOR ? 0 : 1;
}
