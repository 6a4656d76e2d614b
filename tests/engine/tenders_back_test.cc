// What comes back to which tender of an order.

#include <string>
#include <utility>
#include <vector>

#include "tests/engine/engine_testing.h"
#include "tests/seed.h"

namespace patron {
namespace {

using testing::Between;
using testing::Cafe;
using testing::Commit;
using ::testing::ElementsAre;
using testing::Eur;
using testing::ExpectSound;
using ::testing::IsEmpty;
using testing::Open;
using testing::Priced;
using testing::Purchase;
using testing::Return;
using testing::ReturnLoose;
using testing::Sale;

Tender Pay(TenderKind kind, int64_t minor, std::string id = "") {
  Tender tender;
  tender.kind = kind;
  tender.amount = Eur(minor);
  tender.id = std::move(id);
  return tender;
}

using Backs = std::vector<std::pair<uint32_t, int64_t>>;

Backs BacksOf(const Outcome& outcome) {
  Backs backs;
  for (const TenderBack& back : outcome.answer.returned.tenders) {
    backs.emplace_back(back.tender, back.amount.minor);
  }
  return backs;
}

TEST(TendersBack, ComeByTheStoredSplit) {
  constexpr TenderKind kCash = TenderKind::kCash;
  constexpr TenderKind kCard = TenderKind::kCard;
  constexpr TenderKind kGift = TenderKind::kGiftCard;
  struct Row {
    std::string what;
    std::vector<Tender> tenders;
    std::vector<Backs> steps;  // of three units of 10.00 each
  };
  const Row rows[] = {
      {"nobody has told", {}, {{}, {}, {}}},
      {"one", {Pay(kCard, 3000)}, {{{0, 1000}}, {{0, 1000}}, {{0, 1000}}}},
      {"change is given in cash",
       {Pay(kCash, 5000)},
       {{{0, 1000}}, {{0, 1000}}, {{0, 1000}}}},
      {"change is of cash first",
       {Pay(kCash, 2000), Pay(kCard, 2000)},
       {{{0, 333}, {1, 667}}, {{0, 333}, {1, 667}}, {{0, 334}, {1, 666}}}},
      {"to the cent, and all when all is back",
       {Pay(kGift, 1), Pay(kCard, 1000), Pay(kCash, 1999)},
       {{{1, 333}, {2, 667}},
        {{1, 333}, {2, 667}},
        {{0, 1}, {1, 334}, {2, 665}}}},
      {"a part that nobody has told stays with the host",
       {Pay(kGift, 1500)},
       {{{0, 500}}, {{0, 500}}, {{0, 500}}}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const auto engine = Open(Cafe());
    Event event = Purchase({Sale("a", 3000, "coffee", 3)});
    event.basket.tenders = row.tenders;
    Commit(*engine, event);
    for (size_t s = 0; s < row.steps.size(); ++s) {
      const Outcome back =
          Commit(*engine, Return("r" + std::to_string(s), "1", "a", 1));
      EXPECT_EQ(BacksOf(back), row.steps[s]) << s;
      ExpectSound(*engine);
    }
  }
}

TEST(TendersBack, SayOfWhichOrderAndWhichTender) {
  const auto engine = Open(Cafe());
  for (const char* const id : {"1", "2"}) {
    Event event = Purchase({Priced("a", 2)}, id);
    event.time.us = event.arrival.us += event.id == "2" ? 1 : 0;
    event.basket.tenders = {Pay(TenderKind::kGiftCard, 300, "G-" + event.id),
                            Pay(TenderKind::kOther, 200)};
    Commit(*engine, event);
  }
  const Outcome back = Commit(*engine, ReturnLoose("r", "latte", 3));
  const auto told = [](std::string order, uint32_t tender, TenderKind kind,
                       std::string id, int64_t minor) {
    return TenderBack{"till", std::move(order), tender, kind, std::move(id),
                      "",     Eur(minor)};
  };
  EXPECT_THAT(back.answer.returned.tenders,
              ElementsAre(told("1", 0, TenderKind::kGiftCard, "G-1", 150),
                          told("1", 1, TenderKind::kOther, "", 100),
                          told("2", 0, TenderKind::kGiftCard, "G-2", 300),
                          told("2", 1, TenderKind::kOther, "", 200)));
  ExpectSound(*engine);
}

TEST(TendersBack, NeverTakeACentBackAndSumToTheRefund) {
  std::mt19937_64 random = testing::SeededRandom();
  for (int round = 0; round < 50; ++round) {
    const auto engine = Open(Cafe());
    const int64_t units = Between(random, 1, 12);
    const int64_t price = Between(random, units, 2000);
    Event event = Purchase({Sale("a", price, "coffee", units)});
    int64_t left = price;
    for (int t = 0; t < 4 && left > 0; ++t) {
      const int64_t part = t == 3 ? left : Between(random, 1, left);
      left -= part;
      event.basket.tenders.push_back(
          Pay(static_cast<TenderKind>(Between(random, 1, 5)), part));
    }
    Commit(*engine, event);
    std::vector<int64_t> all(event.basket.tenders.size());
    for (int64_t u = 0; u < units; ++u) {
      const Outcome back =
          Commit(*engine, Return("r" + std::to_string(u), "1", "a", 1));
      int64_t sum = 0;
      for (const auto& [tender, minor] : BacksOf(back)) {
        EXPECT_GT(minor, 0);
        all[tender] += minor;
        sum += minor;
      }
      EXPECT_EQ(sum, back.answer.returned.refund.minor);
    }
    for (size_t t = 0; t < all.size(); ++t) {
      EXPECT_EQ(all[t], event.basket.tenders[t].amount.minor) << t;
    }
    ExpectSound(*engine);
  }
}

}  // namespace
}  // namespace patron
