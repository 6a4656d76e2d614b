// Which event is committed when, by small files of letters.

#include "event_order.h"

#include "tests/pch.h"

namespace patron::cli {
namespace {

// Times are seconds; an arrival of 0 is the time itself.
struct Given {
  std::string id;
  int64_t time = 0;
  int64_t arrival = 0;
  bool returns = false;
  std::string order;  // that a receipt names
  std::string member = "ann";
  bool adjusts = false;
  bool hands_over = false;
  bool takes = false;  // points
};

EventKey Key(const Given& given) {
  EventKey key;
  key.kind = given.adjusts      ? EventKind::kAdjustment
             : given.hands_over ? EventKind::kFulfilment
             : given.returns    ? EventKind::kReturn
                                : EventKind::kPurchase;
  key.time = Instant{given.time * kMicrosPerSecond};
  key.arrival =
      given.arrival == 0 ? key.time : Instant{given.arrival * kMicrosPerSecond};
  key.source = "till";
  key.id = given.id;
  key.member = given.member;
  key.order_id = given.order;
  if (!given.order.empty()) key.order_source = "till";
  key.takes = given.takes;
  return key;
}

std::string Order(const std::vector<Given>& events) {
  std::vector<EventKey> keys;
  for (const Given& given : events) keys.push_back(Key(given));
  std::string ids;
  for (const uint32_t i : CommitOrder(keys)) ids += keys[i].id;
  return ids;
}

// Whatever stands above it in the file.
TEST(CommitOrder, AtOneInstantWhatBringsPointsComesFirst) {
  using Kind = EventKind;
  const std::pair<char, EventKey> keys[] = {
      {'l', {.kind = Kind::kLeave}},
      {'x', {.kind = Kind::kExchange}},
      {'v', {.kind = Kind::kVoid}},
      {'m', {.kind = Kind::kAdjustment, .takes = true}},
      {'r', {.kind = Kind::kReturn}},
      {'f', {.kind = Kind::kFulfilment}},
      {'p', {.kind = Kind::kPurchase, .takes = true}},
      {'c', {.kind = Kind::kRelease}},
      {'h', {.kind = Kind::kHold}},
      {'t', {.kind = Kind::kTransfer}},
      {'g', {.kind = Kind::kAdjustment}},
      {'j', {.kind = Kind::kJoin}},
      {'b', {.kind = Kind::kPurchase}},
  };
  std::vector<EventKey> given;
  for (const auto& [letter, key] : keys) given.push_back(key);
  std::string order;
  for (const uint32_t i : CommitOrder(given)) order += keys[i].first;
  EXPECT_EQ(order, "bjgthcpfrmvxl");
}

TEST(CommitOrder, KnowsWhatTakesPoints) {
  Event event;
  EXPECT_FALSE(KeyOf(event).takes);
  event.basket.tenders.push_back({.kind = TenderKind::kCash});
  EXPECT_FALSE(KeyOf(event).takes);
  Event pays;
  pays.basket.tenders.push_back({.kind = TenderKind::kPoints});
  EXPECT_TRUE(KeyOf(pays).takes);
  Event rewarded;
  rewarded.basket.rewards.push_back({"mug"});
  EXPECT_TRUE(KeyOf(rewarded).takes);
  Event held;
  held.hold = {"till", "T-9"};
  EXPECT_TRUE(KeyOf(held).takes);
}

TEST(CommitOrder, PutsAReturnBehindWhatItMayTakeBack) {
  struct Row {
    std::string what;
    std::vector<Given> events;
    std::string order;
  };
  const Row rows[] = {
      {"nothing", {}, ""},
      {"by time", {{"b", 2}, {"a", 1}, {"c", 3}}, "abc"},
      {"by arrival, not by time", {{"b", 1, 5}, {"a", 2}}, "ab"},
      {"equal ones stay", {{"b", 1}, {"a", 1}, {"c", 1}}, "bac"},
      {"at one instant purchases first",
       {{"r", 1, 0, true}, {"a", 1}, {"b", 1}, {"s", 1, 0, true}, {"c", 2}},
       "abrsc"},
      {"goods are handed over before they come back",
       {{"r", 1, 0, true, "a"},
        {"f", 1, 0, false, "a", "ann", false, true},
        {"a", 1}},
       "afr"},
      {"and not before they are bought",
       {{"f", 1, 0, false, "a", "ann", false, true}, {"a", 2}},
       "af"},
      {"and points are taken by hand last",
       {{.id = "h", .time = 1, .adjusts = true, .takes = true},
        {"r", 1, 0, true},
        {"a", 1}},
       "arh"},
      {"points are given by hand before some are taken",
       {{"r", 1, 0, true},
        {.id = "p", .time = 1, .takes = true},
        {.id = "h", .time = 1, .adjusts = true},
        {"a", 1}},
       "ahpr"},
      {"no return waits for an adjustment",
       {{"h", 1, 9, false, "", "ann", true}, {"r", 2, 0, true}},
       "rh"},
      {"a receipt from a slow clock",
       {{"r", 1, 0, true, "a"}, {"b", 2}, {"a", 3}, {"c", 3}, {"d", 4}},
       "bacrd"},
      {"a receipt of another file",
       {{"r", 1, 0, true, "z"}, {"a", 1}, {"b", 2}},
       "arb"},
      {"an order given twice counts with the later",
       {{"r", 1, 0, true, "a"}, {"a", 2}, {"a", 4}, {"b", 3}},
       "abar"},
      {"a purchase of before that came after it",
       {{"a", 1, 9}, {"b", 3}, {"r", 2, 0, true}, {"c", 10}},
       "barc"},
      {"what was bought later cannot be taken back",
       {{"a", 1}, {"r", 2, 0, true}, {"b", 3, 9}, {"c", 4}},
       "arcb"},
      {"another member's purchases do not count",
       {{"a", 1, 9, false, "", "bob"}, {"r", 2, 0, true}, {"c", 3}},
       "rca"},
      {"returns that wait for one purchase stay by arrival",
       {{"s", 3, 0, true}, {"r", 2, 0, true}, {"a", 1, 9}},
       "ars"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(Order(row.events), row.order);
  }
}

}  // namespace
}  // namespace patron::cli
