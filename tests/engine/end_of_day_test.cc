// What falls due by itself: whoever applies it, in however many steps, comes to
// the same.

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/engine/engine_testing.h"
#include "tests/engine/forwarding_store.h"
#include "tests/seed.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Between;
using testing::Commit;
using ::testing::ElementsAre;
using testing::ExpectSound;
using testing::ForwardingStore;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::Open;
using testing::OpenOn;
using testing::Purchase;
using testing::Return;
using testing::Sale;
using testing::TempFile;
using testing::ViewOf;

// Beans come after five days and live for thirty.
Program SlowCafe() {
  Program program = BeanCafe();
  program.points[0].pending = Span{5, PeriodUnit::kDay};
  program.points[0].expires = Expiry{{30, PeriodUnit::kDay}, {}};
  return program;
}

Event PurchaseOf(std::string member, std::string id, Instant at,
                 int64_t minor = 450) {
  Event event = Purchase({Sale("1", minor)}, std::move(id));
  event.member = std::move(member);
  event.time = event.arrival = at;
  return event;
}

EndOfDayTotals Ended(Engine& engine, std::string_view until) {
  const auto totals = engine.EndOfDay(At(until));
  EXPECT_THAT(totals, IsOk());
  return totals.ok() ? *totals : EndOfDayTotals();
}

TEST(EndOfDay, AppliesWhatIsDueAndTellsWhat) {
  const auto engine = Open(SlowCafe());
  Commit(*engine, PurchaseOf("ann", "1", At("2026-01-01T10:00:00Z")));
  Commit(*engine, PurchaseOf("bob", "2", At("2026-01-03T10:00:00Z"), 700));
  EXPECT_EQ(Ended(*engine, "2026-01-05T23:00:00Z"), EndOfDayTotals());

  EndOfDayTotals first;
  first.accounts = first.activations = 1;
  first.activated = {{"bean", Points{4}}};
  EXPECT_EQ(Ended(*engine, "2026-01-06T23:00:00Z"), first);
  EXPECT_EQ(Available(*engine), 4);
  EXPECT_EQ(ViewOf(*engine, "bob").balances[0].pending.units, 7);
  // Nothing is due twice.
  EXPECT_EQ(Ended(*engine, "2026-01-06T23:00:00Z"), EndOfDayTotals());

  const EndOfDayTotals rest = Ended(*engine, "2026-12-31T00:00:00Z");
  EXPECT_EQ(rest.accounts, 2);
  EXPECT_EQ(rest.activations, 1);
  EXPECT_EQ(rest.expiries, 2);
  EXPECT_THAT(rest.activated, ElementsAre(PointsTotal{"bean", Points{7}}));
  EXPECT_THAT(rest.expired, ElementsAre(PointsTotal{"bean", Points{11}}));
  EXPECT_EQ(Available(*engine), 0);
  EXPECT_THAT(ViewOf(*engine, "bob").lots, IsEmpty());
  ExpectSound(*engine);
}

// A lot's last posting is when it was due, not when somebody saw to it: events
// of the time between arrive as if nobody had.
TEST(EndOfDay, PostsWhenItWasDue) {
  const auto engine = Open(SlowCafe());
  Commit(*engine, PurchaseOf("ann", "1", At("2026-01-01T10:00:00Z")));
  Ended(*engine, "2026-06-30T00:00:00Z");
  EXPECT_EQ(ViewOf(*engine).as_of, At("2026-02-01T00:00:00Z"));
  Commit(*engine, PurchaseOf("ann", "2", At("2026-02-01T10:00:00Z")));
  ExpectSound(*engine);
}

TEST(EndOfDay, GoesThroughManyAccounts) {
  const TempFile file;
  auto store = OpenSqliteStore(file.path(), {});
  ASSERT_THAT(store, IsOk());
  const auto engine = OpenOn(*std::move(store), SlowCafe());
  for (int i = 0; i < 250; ++i) {
    Commit(*engine, PurchaseOf("m" + std::to_string(i), std::to_string(i),
                               At("2026-01-01T10:00:00Z")));
  }
  std::vector<int64_t> seen;
  const auto totals =
      engine->EndOfDay(At("2026-01-10T00:00:00Z"),
                       [&](int64_t accounts) { seen.push_back(accounts); });
  ASSERT_THAT(totals, IsOk());
  EXPECT_EQ(totals->activations, 250);
  EXPECT_THAT(seen, ElementsAre(100, 200, 250));
  ExpectSound(*engine);
}

// The pages before a failure stay, and the next call goes on.
TEST(EndOfDay, GoesOnWhereItEnded) {
  const std::unique_ptr<Store> kept = OpenMemoryStore();
  auto forwarding = std::make_unique<ForwardingStore>(*kept);
  ForwardingStore* const hooks = forwarding.get();
  const auto engine = OpenOn(std::move(forwarding), SlowCafe());
  for (int i = 0; i < 150; ++i) {
    Commit(*engine, PurchaseOf("m" + std::to_string(i), std::to_string(i),
                               At("2026-01-01T10:00:00Z")));
  }
  struct PowerCut {};
  int pages = 0;
  EXPECT_THROW((void)engine->EndOfDay(At("2026-01-10T00:00:00Z"),
                                      [&](int64_t /*accounts*/) {
                                        ++pages;
                                        hooks->before_apply = [] {
                                          throw PowerCut();
                                        };
                                      }),
               PowerCut);
  EXPECT_EQ(pages, 1);
  EXPECT_EQ(Ended(*engine, "2026-01-10T00:00:00Z").accounts, 50);
  ExpectSound(*engine);
}

TEST(EndOfDay, WaitsForNobodysBatch) {
  const auto engine = Open(SlowCafe());
  auto batch = engine->BeginBatch();
  ASSERT_THAT(batch, IsOk());
  Outcome outcome;
  EXPECT_THAT(batch->Commit(PurchaseOf("ann", "1", At("2026-01-01T10:00:00Z")),
                            {}, &outcome),
              IsOk());
  EXPECT_THAT(batch->Keep(), IsOk());
  EXPECT_EQ(Ended(*engine, "2026-01-10T00:00:00Z").accounts, 1);
}

// The journal of each account, as text.
std::map<int64_t, std::string> JournalsOf(Store& store) {
  std::map<int64_t, std::string> journals;
  EXPECT_THAT(store.ForEachEntry([&](const StoredEntry& stored) {
    std::string& text = journals[stored.account];
    text += std::string(EntryKindName(stored.entry.kind)) + " " +
            FormatInstant(stored.entry.posted) + ":";
    for (const Posting& posting : stored.entry.postings) {
      text += " " + posting.unit + " " +
              std::string(BucketName(posting.bucket)) + " " +
              std::to_string(posting.amount) + " of lot " +
              std::to_string(posting.lot);
    }
    text += "\n";
    return absl::OkStatus();
  }),
              IsOk());
  return journals;
}

// Beans become stars each week, and stars live for some days.
void AddStatements(std::mt19937_64& random, Program* program) {
  program->points.push_back({.id = "star"});
  program->points[1].expires = Expiry{
      {static_cast<int32_t>(Between(random, 3, 20)), PeriodUnit::kDay}, {}};
  Reward& stars = program->rewards.emplace_back();
  stars.id = "stars";
  stars.currency = "bean";
  stars.prices = {{Points{3}, {}}};
  stars.then.emplace_back().what = FixedPoints{"star", Points{2}};
  stars.automatic = Automatic{PeriodUnit::kIsoWeek, Points{12}};
}

// One that nobody looks after, one that is looked after now and then, and one
// every day.
TEST(EndOfDay, NoResultDependsOnIt) {
  std::mt19937_64 random = testing::SeededRandom();
  for (int round = 0; round < 40; ++round) {
    Program program = SlowCafe();
    program.rules.push_back(testing::MakeRule(
        "thanks", testing::OffPercent("10%"), "points(\"bean\") >= 10"));
    if (round % 2 == 1) AddStatements(random, &program);
    std::vector<std::unique_ptr<Store>> stores;
    std::vector<std::unique_ptr<Engine>> engines;
    for (int i = 0; i < 3; ++i) {
      stores.push_back(OpenMemoryStore());
      engines.push_back(
          OpenOn(std::make_unique<ForwardingStore>(*stores.back()), program));
    }
    int64_t day = 0;
    const int64_t first = At("2026-01-01T00:00:00Z").us;
    std::vector<std::string> bought;
    for (int e = 0; e < 25; ++e) {
      const int64_t next = day + Between(random, 0, 12);
      for (; day < next; ++day) {
        const Instant midnight{first + day * kMicrosPerDay};
        ASSERT_THAT(engines[2]->EndOfDay(midnight), IsOk());
        if (Between(random, 0, 6) == 0) {
          ASSERT_THAT(engines[1]->EndOfDay(midnight), IsOk());
        }
      }
      const Instant at{first + day * kMicrosPerDay +
                       Between(random, 0, 80'000) * kMicrosPerSecond};
      const std::string id = "e" + std::to_string(e);
      Event event = PurchaseOf(Between(random, 0, 1) ? "ann" : "bob", id, at,
                               Between(random, 100, 2000));
      if (!bought.empty() && Between(random, 0, 3) == 0) {
        event = Return(id, bought.back(), "1", 1);
        event.time = event.arrival = at;
        bought.pop_back();
      } else {
        bought.push_back(id);
      }
      const Outcome expected = Commit(*engines[0], event);
      for (int i = 1; i < 3; ++i) {
        ASSERT_EQ(Commit(*engines[static_cast<size_t>(i)], event).answer,
                  expected.answer);
      }
      ++day;
    }
    const Instant end{first + (day + 60) * kMicrosPerDay};
    for (const auto& engine : engines) {
      ASSERT_THAT(engine->EndOfDay(end), IsOk());
      ExpectSound(*engine);
    }
    EXPECT_EQ(JournalsOf(*stores[1]), JournalsOf(*stores[0]));
    EXPECT_EQ(JournalsOf(*stores[2]), JournalsOf(*stores[0]));
  }
}

}  // namespace
}  // namespace patron
