// Each write and flush fails once, then for good: a call that returned an error
// has kept nothing, one that returned OK has kept all, and the store goes on
// when the disk does.

#include "patron/error.h"
#include "patron/store.h"
#include "sqlite3.h"
#include "tests/status_matchers.h"
#include "tests/store/fault_vfs.h"
#include "tests/store/store_testing.h"

namespace patron {
namespace {

using testing::Dump;
using testing::FaultDisk;
using testing::IsOk;
using testing::Ledgerish;
using testing::NthPurchase;
using testing::SomeProgram;
using testing::TempFolder;

constexpr int64_t kIdsEnd = 20;

// Makes the same calls on a store whose disk may fail and, where they were
// kept, on one in memory.
class Twin {
 public:
  explicit Twin(Store& store) : store_(store), memory_(OpenMemoryStore()) {}

  void Apply(const Delta& delta) {
    const absl::StatusOr<int64_t> number = store_.Apply(delta);
    Note(number.status());
    if (number.ok()) kept_.push_back(delta);
  }

  void PutProgram(const StoredProgram& program) {
    const absl::Status status = store_.PutProgram(program);
    Note(status);
    if (!status.ok()) return;
    EXPECT_THAT(memory_->PutProgram(program), IsOk());
  }

  // Purchases 10, 11 and 12 as one batch.
  void Batch() {
    absl::Status status = store_.BeginBatch();
    Note(status);
    if (!status.ok()) return;
    const std::vector<Delta> before = kept_;
    for (int64_t i = 10; i < 13; ++i) Apply(NthPurchase(store_, i));
    status = store_.EndBatch();
    Note(status);
    if (!status.ok()) kept_ = before;
  }

  // What the calls that were kept make in memory.
  std::string Expected() {
    for (const Delta& delta : kept_) {
      EXPECT_THAT(memory_->Apply(delta), IsOk());
    }
    kept_.clear();
    return Dump(*memory_, kIdsEnd);
  }

  [[nodiscard]] int refused() const { return refused_; }

 private:
  void Note(const absl::Status& status) {
    if (status.ok()) return;
    ++refused_;
    const Reason reason = ReasonOf(status);
    EXPECT_TRUE(reason == Reason::kDiskFull || reason == Reason::kStoreFailed)
        << status;
  }

  Store& store_;
  std::unique_ptr<Store> memory_;
  std::vector<Delta> kept_;
  int refused_ = 0;
};

struct Outcome {
  bool reached = false;  // the operation that was to fail
  int refused = 0;
};

// A shop with three purchases, then everything that writes, once, with the
// n-th operation failing.
Outcome RunWithFault(int64_t n, int code, bool for_good) {
  const TempFolder folder;
  const std::string path = folder.File("shop.db");
  FaultDisk disk;
  Outcome outcome;
  std::string expected;
  {
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
    EXPECT_THAT(store, IsOk());
    if (!store.ok()) return outcome;
    Twin twin(**store);
    for (int64_t i = 0; i < 3; ++i) twin.Apply(NthPurchase(**store, i));
    disk.FailAt(n, code, for_good);
    twin.PutProgram(SomeProgram("shop", "1", 1));
    twin.Apply(NthPurchase(**store, 3));
    twin.Apply(Ledgerish(**store).Return("4", 2, 0, 1));
    twin.Batch();
    outcome.reached = disk.failed();
    disk.Heal();
    // The same connection goes on.
    twin.Apply(NthPurchase(**store, 15));
    outcome.refused = twin.refused();
    expected = twin.Expected();
    EXPECT_EQ(Dump(**store, kIdsEnd), expected);
  }
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
  EXPECT_THAT(store, IsOk());
  EXPECT_EQ(store.ok() ? Dump(**store, kIdsEnd) : "", expected);
  return outcome;
}

void FailEach(int code, bool for_good) {
  int refused = 0;
  int64_t n = 1;
  for (; !::testing::Test::HasFailure(); ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    const Outcome outcome = RunWithFault(n, code, for_good);
    if (!outcome.reached) break;
    // A flush that fails once may be made good by a later one; a write not.
    refused += outcome.refused;
  }
  EXPECT_GT(n, 60);
  EXPECT_GT(refused, n / 2);
}

TEST(SqliteFault, AWriteThatFailsOnceLosesOneCallAtMost) {
  FailEach(SQLITE_IOERR_WRITE, /*for_good=*/false);
}

TEST(SqliteFault, ADiskThatIsFullOnceLosesOneCallAtMost) {
  FailEach(SQLITE_FULL, /*for_good=*/false);
}

TEST(SqliteFault, ADiskThatFailsForGoodKeepsWhatWasCommitted) {
  FailEach(SQLITE_IOERR_WRITE, /*for_good=*/true);
}

TEST(SqliteFault, OpeningANewFileOnAFailingDiskIsAllOrNothing) {
  bool reached = true;
  int64_t refused = 0;
  for (int64_t n = 1; reached && !::testing::Test::HasFailure(); ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    const TempFolder folder;
    const std::string path = folder.File("shop.db");
    FaultDisk disk;
    disk.FailAt(n, SQLITE_FULL, /*for_good=*/true);
    {
      absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
      reached = disk.failed();
      disk.Heal();
      if (!store.ok()) ++refused;
      // It may open well and fail at the close, where the log is folded in.
    }
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(path, {});
    ASSERT_THAT(store, IsOk());
    EXPECT_THAT((*store)->Apply(NthPurchase(**store, 0)), IsOk());
  }
  EXPECT_GT(refused, 5);
}

TEST(SqliteFault, ACommitIsFlushed) {
  const TempFolder folder;
  FaultDisk disk;
  absl::StatusOr<std::unique_ptr<Store>> store =
      OpenSqliteStore(folder.File("shop.db"), {});
  ASSERT_THAT(store, IsOk());
  ASSERT_THAT((*store)->Apply(NthPurchase(**store, 0)), IsOk());
  disk.Heal();
  ASSERT_THAT((*store)->Apply(NthPurchase(**store, 1)), IsOk());
  EXPECT_EQ(disk.flushes(), 1);
  disk.Heal();
  ASSERT_THAT((*store)->BeginBatch(), IsOk());
  ASSERT_THAT((*store)->Apply(NthPurchase(**store, 2)), IsOk());
  ASSERT_THAT((*store)->Apply(NthPurchase(**store, 3)), IsOk());
  EXPECT_EQ(disk.flushes(), 0);
  ASSERT_THAT((*store)->EndBatch(), IsOk());
  EXPECT_EQ(disk.flushes(), 1);
}

}  // namespace
}  // namespace patron
