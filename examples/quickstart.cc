// A cafe's till: what a basket costs and why, then the same booked.
//   c++ -std=c++20 quickstart.cc $(pkg-config --cflags --libs patron)
//   ./a.out < quickstart.yaml          (its paths: README, "Use it")
#define PATRON_UNSTABLE  // for why a rule did nothing
#include <iostream>
#include <iterator>
#include <patron/patron.hpp>

namespace shop = patron::abi;

int main() try {
  const std::string yaml(std::istreambuf_iterator<char>(std::cin), {});
  const shop::Program program(PATRON_FORMAT_YAML, yaml);
  shop::Engine engine("memory");
  engine.Activate(program);
  shop::Basket basket(program);
  shop::Result result;
  result.WantReasons();

  // Two lattes for 5.20 and a cake for 3.90, on 2 March 2026.
  basket.Begin({.source = PATRON_STR("till-1"),
                .id = PATRON_STR("4711"),
                .member = PATRON_STR("m-17"),
                .time_us = 1772439960000000});
  basket.Add({
      {.sku = PATRON_STR("latte"), .quantity_milli = 2000, .amount_minor = 520},
      {.sku = PATRON_STR("cake"), .quantity_milli = 1000, .amount_minor = 390},
  });
  engine.Quote(basket, result);
  for (const patron_effect& did : result.Effects()) {
    std::cout << shop::ToString(did.text) << ": -" << did.amount_minor
              << " cents, " << did.points << " beans\n";
  }
  for (const patron_why_not& why : result.WhyNot()) {
    std::cout << "no " << shop::ToString(why.rule) << ": "
              << shop::ToString(why.text) << "\n";
  }

  engine.Commit(basket, result.Fingerprint(), result);
  std::cout << "to pay: " << result.Totals().pay_minor
            << " cents; earned: " << result.Points("bean") << " beans\n";
} catch (const shop::Error& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
