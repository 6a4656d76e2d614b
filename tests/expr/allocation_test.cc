// Evaluation at the till asks for no memory once it is warm. This file replaces
// operator new for its whole binary to count.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "tests/expr/shop.h"

namespace {

size_t allocations = 0;

void* CountedAllocation(size_t bytes) {
  ++allocations;
  void* memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(size_t bytes) { return CountedAllocation(bytes); }
void* operator new[](size_t bytes) { return CountedAllocation(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t /*bytes*/) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, size_t /*bytes*/) noexcept {
  std::free(memory);
}

namespace patron::expr {
namespace {

TEST(Allocation, WarmEvaluationAsksForNone) {
  const Shop shop;
  for (const std::string_view source :
       {"basket.total >= money('20.00') && in_segment('regulars')",
        "quantity('coffee') >= 10 || member.vip || member.name == 'Ann'",
        "basket.lines * 3 + 4 > 10 ? basket.total : basket.total * 2",
        "member.name in ['Bo', 'Ann'] && 'new' in tags",
        "prices.exists(p, p > 7) && prices.all(p, p > 1)",
        "member.name + 'a' == 'Anna' && has(attributes.age)",
        "prices.map(p, p * 2).filter(p, p > 6).size() == 2",
        "1 / (basket.lines - 3) > 0 || true",
        "member.name.lowerAscii().substring(1).indexOf('n', 1) == 1",
        "'a, b'.split(', ').join('+').replace('+', ' and ').reverse().trim() "
        "== 'b dna a'",
        "math.greatest(basket.lines, 2, 1.5) == 3 && math.abs(-1) == 1",
        "base64.decode(base64.encode(b'a')) == b'a'",
        "sold_at < timestamp('2026-11-21T00:00:00Z')"}) {
    const std::optional<Expression> made = shop.Make(source);
    ASSERT_TRUE(made.has_value());
    Scratch scratch;
    const Value first = made->Evaluate(shop.facts, scratch);
    EXPECT_FALSE(first.is_error()) << source;
    const std::string before = FormatValue(first);
    size_t taken = allocations;
    const Value second = made->Evaluate(shop.facts, scratch);
    taken = allocations - taken;
    EXPECT_EQ(taken, 0U) << source;
    EXPECT_EQ(FormatValue(second), before);
  }
}

TEST(Allocation, TheCounterCounts) {
  const size_t before = allocations;
  const auto memory = std::make_unique<int>(1);
  EXPECT_EQ(allocations, before + 1);
}

}  // namespace
}  // namespace patron::expr
