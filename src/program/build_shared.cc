// What the rules of a program share, from builders.
#include "patron/build_shared.h"

#include <string>
#include <utility>

namespace patron::build {
namespace {

// A copy with one thing changed.
template <class T, class Change>
T With(const T& value, Change change) {
  T copy = value;
  change(copy);
  return copy;
}

ChoosingGroup Choosing(patron::Group value, GroupMode mode) {
  value.mode = mode;
  return ChoosingGroup(std::move(value));
}

}  // namespace

Product Product::Name(std::string_view name) const {
  return With(*this, [&](auto& copy) { copy.name_ = name; });
}
Product Product::Value(const Amount& value) const {
  return With(*this, [&](auto& copy) { copy.value_ = value; });
}

PriceList PriceList::Text(std::string_view text) const {
  return With(*this, [&](auto& copy) { copy.text_ = text; });
}
PriceList PriceList::For(const SegmentRef& segment) const {
  return With(*this, [&](auto& copy) { copy.segment_ = segment.id(); });
}
PriceList PriceList::FirstDay(const DateText& day) const {
  return With(*this, [&](auto& copy) { copy.first_day_ = day; });
}
PriceList PriceList::LastDay(const DateText& day) const {
  return With(*this, [&](auto& copy) { copy.last_day_ = day; });
}
PriceList PriceList::FundedBy(std::string_view id,
                              const RateText& share) const {
  return With(*this, [&](auto& copy) {
    copy.funders_.push_back({std::string(id), share});
  });
}
PriceList PriceList::Prices(std::vector<SkuPrice> prices) const {
  return With(*this, [&](auto& copy) { copy.prices_ = std::move(prices); });
}

Budget Budget::Every(PeriodUnit period) const {
  return With(*this, [&](auto& copy) { copy.period_ = period; });
}
Budget Budget::Partial() const {
  return With(*this, [](auto& copy) { copy.partial_ = true; });
}

ChoosingGroup ChoosingGroup::PerUnit() const {
  return Changed([](patron::Group& value) { value.scope = GroupScope::kUnit; });
}

patron::Group Group::Named(std::string_view id) {
  patron::Group value;
  value.id = id;
  return value;
}
ChoosingGroup Group::First() const {
  return Choosing(value_, GroupMode::kFirst);
}
ChoosingGroup Group::Best() const { return Choosing(value_, GroupMode::kBest); }
ChoosingGroup Group::Lowest() const {
  return Choosing(value_, GroupMode::kLowest);
}
Group Group::BestCombination() const {
  return Changed(
      [](patron::Group& value) { value.mode = GroupMode::kBestCombination; });
}

}  // namespace patron::build
