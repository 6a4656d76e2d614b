// Two stores that are given the same changes answer the same, refusals
// included. The memory store is the obvious one, SQLite's the one that matters.

#include "patron/error.h"
#include "patron/store.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using testing::Dump;
using testing::IsOk;
using testing::RandomDeltas;
using testing::SeededRandom;
using testing::TempFolder;

TEST(StoreDifferential, AnswersEqualAfterEveryRandomChange) {
  const TempFolder folder;
  const std::unique_ptr<Store> memory = OpenMemoryStore();
  absl::StatusOr<std::unique_ptr<Store>> sqlite =
      OpenSqliteStore(folder.File("shop.db"), {});
  ASSERT_THAT(sqlite, IsOk());
  std::mt19937_64 random = SeededRandom();
  RandomDeltas deltas(*memory, random);
  constexpr int64_t kChanges = 700;
  std::map<Reason, int> refused;
  for (int64_t i = 0; i < kChanges; ++i) {
    const Delta delta = deltas.Next();
    absl::StatusOr<int64_t> in_memory = memory->Apply(delta);
    absl::StatusOr<int64_t> in_file = (*sqlite)->Apply(delta);
    ASSERT_EQ(in_memory.ok(), in_file.ok())
        << i << ": " << in_memory.status() << " / " << in_file.status();
    if (in_memory.ok()) {
      ASSERT_EQ(*in_memory, *in_file);
    } else {
      ASSERT_EQ(ReasonOf(in_memory.status()), ReasonOf(in_file.status()))
          << i << ": " << in_memory.status() << " / " << in_file.status();
      ++refused[ReasonOf(in_memory.status())];
    }
    if (i % 100 == 99) {
      ASSERT_EQ(Dump(*memory, i + 1), Dump(**sqlite, i + 1)) << "after " << i;
    }
  }
  // The changes did reach what they were made to reach.
  for (const Reason reason :
       {Reason::kConflict, Reason::kInternal, Reason::kUnknownOrder,
        Reason::kCurrencyMismatch, Reason::kOverflow}) {
    EXPECT_GT(refused[reason], 0) << ReasonName(reason);
  }
  EXPECT_GT(Dump(*memory, kChanges).size(), 50'000u);
}

TEST(StoreDifferential, BatchesKeptAndAbandonedLeaveEqualContent) {
  const TempFolder folder;
  const std::unique_ptr<Store> memory = OpenMemoryStore();
  absl::StatusOr<std::unique_ptr<Store>> sqlite =
      OpenSqliteStore(folder.File("shop.db"), {});
  ASSERT_THAT(sqlite, IsOk());
  std::mt19937_64 random = SeededRandom();
  RandomDeltas deltas(*memory, random);
  int64_t made = 0;
  for (int batch = 0; batch < 40; ++batch) {
    const std::string before = Dump(*memory, made);
    ASSERT_THAT(memory->BeginBatch(), IsOk());
    ASSERT_THAT((*sqlite)->BeginBatch(), IsOk());
    for (int64_t i = testing::Between(random, 0, 12); i > 0; --i, ++made) {
      const Delta delta = deltas.Next();
      absl::StatusOr<int64_t> in_memory = memory->Apply(delta);
      absl::StatusOr<int64_t> in_file = (*sqlite)->Apply(delta);
      ASSERT_EQ(ReasonOf(in_memory.status()), ReasonOf(in_file.status()))
          << in_memory.status() << " / " << in_file.status();
    }
    if (testing::Between(random, 0, 2) == 0) {
      memory->AbandonBatch();
      (*sqlite)->AbandonBatch();
      ASSERT_EQ(Dump(*memory, made), before);
    } else {
      ASSERT_THAT(memory->EndBatch(), IsOk());
      ASSERT_THAT((*sqlite)->EndBatch(), IsOk());
    }
    ASSERT_EQ(Dump(*memory, made), Dump(**sqlite, made)) << "batch " << batch;
  }
}

}  // namespace
}  // namespace patron
