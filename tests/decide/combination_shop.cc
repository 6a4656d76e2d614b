#include "tests/decide/combination_shop.h"

#include <algorithm>
#include <array>
#include <random>

namespace patron::testing {
namespace {

constexpr size_t kCategories = 9;
constexpr size_t kBrands = 5;

// One product on the shelf, and the same in the basket once or more.
struct Product {
  int64_t price = 0;
  size_t category = 0;
  size_t brand = 0;
};

// The ends of ranges in which a category's prices are, in cents.
constexpr std::array<std::pair<int64_t, int64_t>, kCategories> kPrices = {{
    {190, 420},    // coffee
    {150, 380},    // pastry
    {450, 890},    // sandwich
    {99, 299},     // drink
    {50, 349},     // snack
    {199, 899},    // dairy
    {599, 2'490},  // wine
    {129, 1'290},  // care
    {990, 8'000},  // household
}};

class Maker {
 public:
  Maker(uint64_t number, ShopSize size)
      : random_(0x9E3779B97F4A7C15U ^ number), size_(size) {}

  OwnedProblem Make() {
    FillBasket();
    for (const Product& product : bought_) {
      basket_.values.push_back(product.price);
    }
    // Every shop has some of each; the rest is as it comes.
    constexpr std::array<int, 12> kFirst = {0, 1, 2, 0, 1, 3, 0, 2, 1, 0, 3, 2};
    for (size_t i = 0; i < size_.rules; ++i) {
      switch (i < kFirst.size() ? kFirst[i] : static_cast<int>(Below(4))) {
        case 0:
          AddCheapest();
          break;
        case 1:
          AddParts();
          break;
        case 2:
          AddPercent();
          break;
        default:
          AddFixedPrice();
      }
    }
    return std::move(basket_);
  }

 private:
  // Not std::uniform_int_distribution, which differs between libraries.
  uint64_t Below(uint64_t bound) { return random_() % bound; }

  // 2.49, 3.20, 4.99: what prices end in.
  int64_t PriceIn(size_t category) {
    constexpr std::array<int64_t, 5> kEnds = {9, 0, 5, 9, 0};
    const auto [least, most] = kPrices[category];
    const auto span = static_cast<uint64_t>(most - least + 1);
    const int64_t raw = least + static_cast<int64_t>(Below(span));
    return std::clamp(raw / 10 * 10 + kEnds[Below(kEnds.size())], int64_t{50},
                      int64_t{8'000});
  }

  void FillBasket() {
    // A few price points a category: a shelf repeats itself.
    std::array<std::array<int64_t, 5>, kCategories> points = {};
    for (size_t c = 0; c < kCategories; ++c) {
      for (int64_t& point : points[c]) point = PriceIn(c);
    }
    while (bought_.size() < size_.units) {
      Product product;
      product.category = Below(kCategories);
      product.brand = Below(kBrands);
      product.price = points[product.category][Below(5)];
      const size_t times = 1 + (Below(2) == 0 ? Below(5) : 0);
      for (size_t i = 0; i < times && bought_.size() < size_.units; ++i) {
        bought_.push_back(product);
      }
    }
    std::stable_sort(
        bought_.begin(), bought_.end(),
        [](const Product& a, const Product& b) { return a.price > b.price; });
  }

  template <typename Takes, typename Gain>
  std::span<const UnitGain> Units(const Takes& takes, const Gain& gain) {
    std::vector<UnitGain>& units = basket_.units.emplace_back();
    for (uint32_t u = 0; u < bought_.size(); ++u) {
      if (takes(bought_[u])) units.push_back({u, gain(bought_[u].price)});
    }
    return units;
  }

  // A category or two, a brand, or all up to a price.
  std::span<const UnitGain> Selection(int64_t percent) {
    const auto gain = [percent](int64_t price) {
      return (price * percent + 50) / 100;
    };
    const size_t a = Below(kCategories);
    const size_t b = Below(kCategories);
    const size_t brand = Below(kBrands);
    switch (Below(4)) {
      case 0:
        return Units([&](const Product& p) { return p.category == a; }, gain);
      case 1:
        return Units([&](const Product& p) { return p.brand == brand; }, gain);
      default:
        return Units(
            [&](const Product& p) {
              return p.category == a || p.category == b;
            },
            gain);
    }
  }

  // Three for two, the second at half price, four for three.
  void AddCheapest() {
    CombinationRule& rule = basket_.rules.emplace_back();
    rule.kind = CombinationKind::kCheapest;
    const uint64_t shape = Below(4);
    rule.buy = shape == 1 ? 1 : shape == 3 ? 3 : 2;
    rule.units = Selection(shape == 1 ? 50 : 100);
    if (Below(5) == 0) rule.sets_max = 1 + static_cast<int64_t>(Below(3));
  }

  // A menu of two to four parts for some 20 percent less, or a unit of one
  // category for less with one of another.
  void AddParts() {
    CombinationRule& rule = basket_.rules.emplace_back();
    rule.kind = CombinationKind::kParts;
    std::vector<CombinationPart>& parts = basket_.parts.emplace_back();
    const bool menu = Below(3) != 0;
    const size_t count = menu ? 2 + Below(3) : 2;
    int64_t typical = 0;
    for (size_t i = 0; i < count; ++i) {
      const size_t a = Below(kCategories);
      const size_t b = Below(3) == 0 ? Below(kCategories) : a;
      const int64_t units = Below(5) == 0 ? 2 : 1;
      const int64_t percent = menu ? 100 : i == 0 ? 0 : 50;
      parts.push_back(
          {units, Units(
                      [&](const Product& p) {
                        return p.category == a || p.category == b;
                      },
                      [&](int64_t price) { return price * percent / 100; })});
      typical += units * (kPrices[a].first + kPrices[a].second) / 2;
    }
    rule.parts = parts;
    if (menu) rule.bonus_minor = -(typical * 4 / 5 / 100 * 100 + 90);
  }

  void AddPercent() {
    constexpr std::array<int64_t, 4> kPercents = {5, 10, 15, 20};
    CombinationRule& rule = basket_.rules.emplace_back();
    rule.units = Selection(kPercents[Below(kPercents.size())]);
  }

  void AddFixedPrice() {
    CombinationRule& rule = basket_.rules.emplace_back();
    const size_t category = Below(kCategories);
    const int64_t fixed = PriceIn(category);
    rule.units = Units(
        [&](const Product& p) { return p.category == category; },
        [&](int64_t price) { return std::max<int64_t>(price - fixed, 0); });
  }

  std::mt19937_64 random_;
  ShopSize size_;
  std::vector<Product> bought_;
  OwnedProblem basket_;
};

}  // namespace

OwnedProblem MakeShopBasket(uint64_t number, ShopSize size) {
  return Maker(number, size).Make();
}

}  // namespace patron::testing
