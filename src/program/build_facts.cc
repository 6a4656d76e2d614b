// The names come from the catalogue, so that a fact is spelt once; that each
// has the type that the catalogue says is a test.
#include "patron/build_facts.h"

#include "program/facts.h"

namespace patron::build {
namespace {

template <class T>
Fact<T, OfLine> Ask(LineFact fact) {
  return Fact<T, OfLine>(internal::NameTerm(InfoOf(fact).name));
}

template <class T>
Fact<T, OfOrder> Ask(OrderFact fact) {
  return Fact<T, OfOrder>(internal::NameTerm(InfoOf(fact).name));
}

template <class T>
Fact<T, OfMember> AskMember(OrderFact fact) {
  return Fact<T, OfMember>(internal::NameTerm(InfoOf(fact).name));
}

// function("id")
template <class E>
E Named(std::string_view function, const internal::Id& object) {
  return E(internal::CallTerm(function, {internal::TextTerm(object.id())}));
}

using Text = std::string;

}  // namespace

Fact<Text, OfLine> LineFacts::Id() { return Ask<Text>(LineFact::kId); }
Fact<Text, OfLine> LineFacts::Sku() { return Ask<Text>(LineFact::kSku); }
Fact<Text, OfLine> LineFacts::Category() {
  return Ask<Text>(LineFact::kCategory);
}
Fact<Text, OfLine> LineFacts::Name() { return Ask<Text>(LineFact::kName); }
Fact<Text, OfLine> LineFacts::ParentSku() {
  return Ask<Text>(LineFact::kParentSku);
}
Fact<Text, OfLine> LineFacts::ParentCategory() {
  return Ask<Text>(LineFact::kParentCategory);
}
Fact<LineKind, OfLine> LineFacts::Kind() {
  return Ask<LineKind>(LineFact::kKind);
}
Fact<patron::Quantity, OfLine> LineFacts::Quantity() {
  return Ask<patron::Quantity>(LineFact::kQuantity);
}
Fact<int64_t, OfLine> LineFacts::Units() {
  return Ask<int64_t>(LineFact::kUnits);
}
Fact<Money, OfLine> LineFacts::Amount() {
  return Ask<Money>(LineFact::kAmount);
}
Fact<Money, OfLine> LineFacts::UnitPrice() {
  return Ask<Money>(LineFact::kUnitPrice);
}
Fact<bool, OfLine> LineFacts::OnSale() { return Ask<bool>(LineFact::kOnSale); }

Fact<int64_t, OfMember> StatsFacts::Orders() {
  return AskMember<int64_t>(OrderFact::kStatsOrders);
}
Fact<int64_t, OfMember> StatsFacts::OrdersKept() {
  return AskMember<int64_t>(OrderFact::kStatsOrdersKept);
}
Fact<int64_t, OfMember> StatsFacts::Units() {
  return AskMember<int64_t>(OrderFact::kStatsUnits);
}
Fact<Money, OfMember> StatsFacts::Spend() {
  return AskMember<Money>(OrderFact::kStatsSpend);
}
Fact<int64_t, OfMember> StatsFacts::Returns() {
  return AskMember<int64_t>(OrderFact::kStatsReturns);
}
Fact<Money, OfMember> StatsFacts::Refunded() {
  return AskMember<Money>(OrderFact::kStatsRefunded);
}
Fact<Instant, OfMember> StatsFacts::FirstOrder() {
  return AskMember<Instant>(OrderFact::kStatsFirstOrder);
}
Fact<Instant, OfMember> StatsFacts::LastOrder() {
  return AskMember<Instant>(OrderFact::kStatsLastOrder);
}
Fact<int64_t, OfMember> StatsFacts::DaysSinceFirst() {
  return AskMember<int64_t>(OrderFact::kStatsDaysSinceFirst);
}
Fact<int64_t, OfMember> StatsFacts::DaysSinceLast() {
  return AskMember<int64_t>(OrderFact::kStatsDaysSinceLast);
}

Fact<Rate, OfMember> StatsFacts::PAlive() {
  return AskMember<Rate>(OrderFact::kStatsPAlive);
}
MemberExpr<Rate> StatsFacts::ExpectedOrders(int64_t days) {
  return MemberExpr<Rate>(
      internal::CallTerm(kExpectedOrders, {internal::IntTerm(days)}));
}
Fact<Money, OfMember> StatsFacts::Clv() {
  return AskMember<Money>(OrderFact::kStatsClv);
}
Fact<int64_t, OfMember> StatsFacts::Rfm() {
  return AskMember<int64_t>(OrderFact::kStatsRfm);
}

Fact<Text, OfMember> MemberFacts::Id() {
  return AskMember<Text>(OrderFact::kMemberId);
}
Fact<bool, OfMember> MemberFacts::Enrolled() {
  return AskMember<bool>(OrderFact::kMemberEnrolled);
}

Fact<Money, OfOrder> BasketFacts::Total() {
  return Ask<Money>(OrderFact::kBasketTotal);
}
Fact<Money, OfOrder> BasketFacts::ListTotal() {
  return Ask<Money>(OrderFact::kBasketListTotal);
}
Fact<int64_t, OfOrder> BasketFacts::Units() {
  return Ask<int64_t>(OrderFact::kBasketUnits);
}
Fact<int64_t, OfOrder> BasketFacts::Lines() {
  return Ask<int64_t>(OrderFact::kBasketLines);
}

Fact<Instant, OfOrder> EventFacts::Time() {
  return Ask<Instant>(OrderFact::kEventTime);
}
Fact<Date, OfOrder> EventFacts::Date() {
  return Ask<patron::Date>(OrderFact::kEventDate);
}
Fact<Text, OfOrder> EventFacts::Source() {
  return Ask<Text>(OrderFact::kEventSource);
}

Fact<Text, OfOrder> StoreFacts::Id() { return Ask<Text>(OrderFact::kStoreId); }

OrderExpr<patron::Quantity> Quantity(const SelectionRef& of) {
  return Named<OrderExpr<patron::Quantity>>("quantity", of);
}
OrderExpr<Money> Total(const SelectionRef& of) {
  return Named<OrderExpr<Money>>("total", of);
}
OrderExpr<int64_t> Count(const SelectionRef& of) {
  return Named<OrderExpr<int64_t>>("count", of);
}
LineExpr<bool> InSelection(const SelectionRef& selection) {
  return Named<LineExpr<bool>>("in_selection", selection);
}
MemberExpr<bool> InSegment(const SegmentRef& segment) {
  return Named<MemberExpr<bool>>("in_segment", segment);
}
MemberExpr<patron::Points> Points(const PointsRef& currency) {
  return Named<MemberExpr<patron::Points>>("points", currency);
}
OrderExpr<std::string> Tier(const TierRef& ladder) {
  return Named<OrderExpr<std::string>>("tier", ladder);
}

}  // namespace patron::build
