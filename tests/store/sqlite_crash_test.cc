// Kill it, fill the disk: what was kept stays, what was not leaves nothing.

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "patron/error.h"
#include "patron/store.h"
#include "store/schema.h"
#include "store/sqlite_store.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using testing::Between;
using testing::Dump;
using ::testing::HasSubstr;
using testing::InChild;
using testing::IsOk;
using testing::NthPurchase;
using testing::Outcome;
using testing::SeededRandom;
using testing::TempFolder;

std::unique_ptr<Store> Opened(const std::string& path) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
  EXPECT_THAT(store, IsOk());
  if (!store.ok()) return nullptr;
  return *std::move(store);
}

int64_t CountOrders(Store& store) {
  int64_t orders = 0;
  EXPECT_THAT(store.ForEachOrder([&](const OrderSummary&) {
    ++orders;
    return absl::OkStatus();
  }),
              IsOk());
  return orders;
}

// What a store answers that holds the first `count` purchases and nothing else.
std::string DumpOfFirst(int64_t count, int64_t ids_end) {
  const std::unique_ptr<Store> memory = OpenMemoryStore();
  for (int64_t i = 0; i < count; ++i) {
    EXPECT_THAT(memory->Apply(NthPurchase(*memory, i)), IsOk());
  }
  return Dump(*memory, ids_end);
}

// Batch after batch of three, until it is killed; writes a byte to `progress`
// after each.
[[noreturn]] void ImportForEver(const std::string& path, int progress) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
  if (!store.ok()) _exit(1);
  int64_t next = CountOrders(**store);
  while (true) {
    if (!(*store)->BeginBatch().ok()) _exit(2);
    for (int i = 0; i < 3; ++i) {
      if (!(*store)->Apply(NthPurchase(**store, next++)).ok()) _exit(3);
    }
    if (!(*store)->EndBatch().ok()) _exit(4);
    if (write(progress, "b", 1) != 1) _exit(5);
  }
}

// Lets a child make `batches` and kills it `later_us` after the last of them.
void ImportAndKill(const std::string& path, int64_t batches, int64_t later_us) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) ImportForEver(path, ends[1]);
  close(ends[1]);
  char byte = 0;
  for (; batches > 0; --batches) EXPECT_EQ(read(ends[0], &byte, 1), 1);
  usleep(static_cast<useconds_t>(later_us));
  ASSERT_EQ(kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
  close(ends[0]);
}

TEST(SqliteCrash, KilledAtAnyMomentItHoldsWholeBatches) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  std::mt19937_64 random = SeededRandom();
  int64_t before = 0;
  for (int round = 0; round < 20 && !HasFatalFailure(); ++round) {
    // Every other child dies early: while it makes the tables, or recovers.
    const int64_t batches = round % 2 == 0 ? 0 : Between(random, 1, 6);
    ImportAndKill(path, batches, Between(random, 0, 9'000));
    const std::unique_ptr<Store> store = Opened(path);
    ASSERT_NE(store, nullptr);
    const int64_t orders = CountOrders(*store);
    EXPECT_GE(orders, before + 3 * batches);
    EXPECT_EQ(orders % 3, 0);
    ASSERT_EQ(Dump(*store, orders + 3), DumpOfFirst(orders, orders + 3));
    before = orders;
  }
  EXPECT_GE(before, 30);
}

TEST(SqliteCrash, KilledWithinABatchItHoldsNothingOfIt) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  const std::string result = InChild(false, [&]() -> std::string {
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
    if (!store.ok()) return "open";
    if (!(*store)->Apply(NthPurchase(**store, 0)).ok()) return "apply";
    if (!(*store)->BeginBatch().ok()) return "begin";
    for (int64_t i = 1; i < 50; ++i) {
      if (!(*store)->Apply(NthPurchase(**store, i)).ok()) return "apply";
    }
    raise(SIGKILL);
    return "alive";
  });
  EXPECT_EQ(result, "signal 9");
  const std::unique_ptr<Store> store = Opened(path);
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(Dump(*store, 60), DumpOfFirst(1, 60));
}

// In a child that may write files of 600 kB at most: commits until that is too
// little. "outcome count"
std::string FillUp(const std::string& path, int64_t batch_size) {
  signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{600'000, 600'000};
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return "no limit";
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
  if (!store.ok()) return Outcome(store.status()) + " at opening";
  for (int64_t kept = 0; kept < 5'000; kept += batch_size) {
    absl::Status status = (*store)->BeginBatch();
    for (int64_t i = kept; status.ok() && i < kept + batch_size; ++i) {
      status = (*store)->Apply(NthPurchase(**store, i)).status();
    }
    if (status.ok()) {
      status = (*store)->EndBatch();
    } else {
      (*store)->AbandonBatch();
    }
    if (!status.ok()) return Outcome(status) + " " + std::to_string(kept);
  }
  return "never full";
}

TEST(SqliteCrash, AFullDiskKeepsWhatWasCommittedAndSaysSo) {
  for (const int64_t batch_size : {1, 7, 400}) {
    SCOPED_TRACE(batch_size);
    const TempFolder folder;
    ASSERT_EQ(chmod(folder.path().c_str(), 0777), 0);
    const std::string path = folder.File("shop.db");
    const std::string result =
        InChild(true, [&] { return FillUp(path, batch_size); });
    ASSERT_THAT(result, ::testing::StartsWith("disk_full "));
    const int64_t kept = std::stoll(result.substr(10));
    const std::unique_ptr<Store> store = Opened(path);
    ASSERT_NE(store, nullptr);
    // With room again it goes on where it was.
    EXPECT_EQ(CountOrders(*store), kept);
    EXPECT_EQ(Dump(*store, kept + 1), DumpOfFirst(kept, kept + 1));
    EXPECT_THAT(store->Apply(NthPurchase(*store, kept)), IsOk());
  }
}

TEST(SqliteCrash, AFullDiskFromTheStartMakesNoDatabase) {
  const TempFolder folder;
  ASSERT_EQ(chmod(folder.path().c_str(), 0777), 0);
  const std::string path = folder.File("shop.db");
  EXPECT_EQ(InChild(true,
                    [&]() -> std::string {
                      signal(SIGXFSZ, SIG_IGN);
                      const rlimit limit{40'000, 40'000};
                      if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return "limit";
                      return Outcome(OpenSqliteStore(path, {}).status());
                    }),
            "disk_full");
  const std::unique_ptr<Store> store = Opened(path);
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(CountOrders(*store), 0);
}

// A database that SQLite itself keeps from growing: it reports SQLITE_FULL from
// within a statement, where it may undo more than that statement.
TEST(SqliteCrash, AFullDatabaseWithinABatchIsToldToTheEnd) {
  const TempFolder folder;
  absl::StatusOr<std::unique_ptr<Database>> db =
      Database::Open(folder.File("shop.db"), {});
  ASSERT_THAT(db, IsOk());
  ASSERT_THAT(PrepareSchema(**db, {}), IsOk());
  ASSERT_THAT((*db)->Execute("limit", "PRAGMA max_page_count=60"), IsOk());
  const std::unique_ptr<Store> store = MakeSqliteStore(*std::move(db));
  ASSERT_THAT(store->Apply(NthPurchase(*store, 0)), IsOk());
  ASSERT_THAT(store->BeginBatch(), IsOk());
  int64_t next = 1;
  absl::Status status;
  while (status.ok() && next < 5'000) {
    status = store->Apply(NthPurchase(*store, next)).status();
    if (status.ok()) ++next;
  }
  EXPECT_EQ(ReasonOf(status), Reason::kDiskFull) << status;
  EXPECT_GT(next, 10);
  // Either the batch is as it was before that change, or it is lost as a whole.
  const bool lost = CountOrders(*store) == 1;
  EXPECT_EQ(CountOrders(*store), lost ? 1 : next);
  const absl::Status end = store->EndBatch();
  EXPECT_EQ(end.ok(), !lost) << end;
  const int64_t kept = lost ? 1 : next;
  EXPECT_EQ(Dump(*store, next + 1), DumpOfFirst(kept, next + 1));
  EXPECT_THAT(store->BeginBatch(), IsOk());
  store->AbandonBatch();
}

}  // namespace
}  // namespace patron
