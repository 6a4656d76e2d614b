// What the rules of a program share, written in C++: gifts, price lists, money
// to give away, and how rules stand together.
//
//   const auto mug = Product("mug").Name("A mug");
//   const auto members = PriceList("members").For(regulars)
//                            .Prices({{"A1", Eur("1.99")}});
//   const auto spring = Budget("spring", Eur("500.00"));
//   const auto cakes = Group("cakes").Best();
//   program.Add(mug, members, spring, cakes);
//
// Threads: values, any thread. Limits: those of program.h.
#ifndef PATRON_BUILD_SHARED_H_
#define PATRON_BUILD_SHARED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patron/build_effects.h"
#include "patron/program.h"

namespace patron::build {

namespace internal {
class Assembler;
}  // namespace internal

class Product : public ProductRef {
 public:
  explicit Product(std::string_view sku) : ProductRef(sku) {}

  // What a receipt prints.
  [[nodiscard]] Product Name(std::string_view name) const;
  [[nodiscard]] Product Value(const Amount& value) const;

 private:
  friend class internal::Assembler;

  std::string name_;
  std::optional<Amount> value_;
};

struct SkuPrice {
  std::string sku;
  Amount price;  // of a piece or a kilogram
};

class PriceList {
 public:
  explicit PriceList(std::string_view id) : id_(id) {}

  // What the customer reads.
  [[nodiscard]] PriceList Text(std::string_view text) const;
  // The members whose prices they are; everybody's where nothing is said.
  [[nodiscard]] PriceList For(const SegmentRef& segment) const;
  // Both inclusive.
  [[nodiscard]] PriceList FirstDay(const DateText& day) const;
  [[nodiscard]] PriceList LastDay(const DateText& day) const;
  // Who pays for the difference.
  [[nodiscard]] PriceList FundedBy(std::string_view id,
                                   const RateText& share) const;
  // All of them, in place of those before.
  [[nodiscard]] PriceList Prices(std::vector<SkuPrice> prices) const;

 private:
  friend class internal::Assembler;

  std::string id_;
  std::string text_;
  std::string segment_;
  std::optional<DateText> first_day_;
  std::optional<DateText> last_day_;
  std::vector<internal::FundedShare> funders_;
  std::vector<SkuPrice> prices_;
};

class Budget : public BudgetRef {
 public:
  Budget(std::string_view id, const Amount& amount)
      : BudgetRef(id), amount_(amount) {}

  // Anew in each such period; once for all time where nothing is said.
  [[nodiscard]] Budget Every(PeriodUnit period) const;
  // Gives what is left where that is less; else nothing then.
  [[nodiscard]] Budget Partial() const;

 private:
  friend class internal::Assembler;

  Amount amount_;
  std::optional<PeriodUnit> period_;
  bool partial_ = false;
};

namespace internal {

template <class Self>
class GroupOf : public GroupRef {
 public:
  // The group in which it is; the program's own where nothing is said.
  [[nodiscard]] Self In(const GroupRef& group) const {
    return Changed([&](patron::Group& value) { value.group = group.id(); });
  }
  // Smaller first; 0 where nothing is said.
  [[nodiscard]] Self Priority(int32_t priority) const {
    return Changed([&](patron::Group& value) { value.priority = priority; });
  }
  // Percentages are of the price before discounts.
  [[nodiscard]] Self OfOriginal() const {
    return Changed([](patron::Group& value) { value.of_original = true; });
  }
  [[nodiscard]] const patron::Group& definition() const { return value_; }

 protected:
  explicit GroupOf(patron::Group value)
      : GroupRef(value.id), value_(std::move(value)) {}

  template <class Change>
  [[nodiscard]] Self Changed(const Change& change) const {
    Self copy = static_cast<const Self&>(*this);
    change(copy.value_);
    return copy;
  }

  patron::Group value_;
};

}  // namespace internal

// A group that lets one of its members act, on the basket or on every unit.
class ChoosingGroup : public internal::GroupOf<ChoosingGroup> {
 public:
  explicit ChoosingGroup(patron::Group value) : GroupOf(std::move(value)) {}
  // Decided for every unit apart.
  [[nodiscard]] ChoosingGroup PerUnit() const;
};

// Group("cakes") stacks its members, one after the other.
class Group : public internal::GroupOf<Group> {
 public:
  explicit Group(std::string_view id) : GroupOf(Named(id)) {}

  // The first that has an effect; the one that takes most off; the one that
  // takes least off.
  [[nodiscard]] ChoosingGroup First() const;
  [[nodiscard]] ChoosingGroup Best() const;
  [[nodiscard]] ChoosingGroup Lowest() const;
  // Those that take most off together, each unit given to one of them.
  [[nodiscard]] Group BestCombination() const;

 private:
  static patron::Group Named(std::string_view id);
};

}  // namespace patron::build

#endif  // PATRON_BUILD_SHARED_H_
