// The fixture of what is asked of each store, and its two instances.
#ifndef PATRON_TESTS_STORE_EACH_STORE_H_
#define PATRON_TESTS_STORE_EACH_STORE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patron/error.h"
#include "patron/store.h"
#include "tests/status_matchers.h"
#include "tests/store/store_testing.h"

namespace patron::testing {

enum class StoreKind { kMemory, kSqlite };

// Tests with this fixture run against an empty store of each kind.
class EachStore : public ::testing::TestWithParam<StoreKind> {
 protected:
  EachStore() {
    if (GetParam() == StoreKind::kMemory) {
      store_ = OpenMemoryStore();
    } else {
      absl::StatusOr<std::unique_ptr<Store>> opened =
          OpenSqliteStore(folder_.File("shop.db"), {});
      EXPECT_THAT(opened, IsOk());
      if (opened.ok()) store_ = *std::move(opened);
    }
  }

  Store& store() { return *store_; }

  template <typename T>
  static T Got(absl::StatusOr<T> result) {
    EXPECT_THAT(result, IsOk());
    return result.ok() ? *std::move(result) : T();
  }

  int64_t Applied(const Delta& delta) {
    absl::StatusOr<int64_t> number = store_->Apply(delta);
    EXPECT_THAT(number, IsOk());
    return number.ok() ? *number : 0;
  }

  // With the lots that have something remaining.
  AccountState Member(std::string_view id) {
    absl::StatusOr<std::optional<AccountState>> found =
        store_->FindMember(id, std::nullopt);
    EXPECT_THAT(found, IsOk());
    EXPECT_TRUE(found.ok() && found->has_value()) << id;
    if (!found.ok() || !found->has_value()) return {};
    return **found;
  }

  int64_t Used(const CounterKey& key) {
    absl::StatusOr<std::vector<Counter>> counters =
        store_->LoadCounters({&key, 1}, Instant(), 0);
    EXPECT_THAT(counters, IsOk());
    return counters.ok() ? counters->front().used : -1;
  }

  // `delta` is refused with `reason`, and leaves nothing.
  void ExpectRefused(const Delta& delta, Reason reason,
                     std::string_view words) {
    const std::string before = Dump(*store_, 20);
    absl::StatusOr<int64_t> number = store_->Apply(delta);
    ASSERT_FALSE(number.ok());
    EXPECT_EQ(ReasonOf(number.status()), reason) << number.status();
    EXPECT_THAT(std::string(MessageOf(number.status())),
                ::testing::HasSubstr(std::string(words)));
    EXPECT_EQ(Dump(*store_, 20), before);
  }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

inline std::string StoreKindName(
    const ::testing::TestParamInfo<StoreKind>& info) {
  return info.param == StoreKind::kMemory ? "Memory" : "Sqlite";
}

// Makes `name` a test suite that runs against each store.
#define PATRON_FOR_EACH_STORE(name)                             \
  class name : public ::patron::testing::EachStore {};          \
  INSTANTIATE_TEST_SUITE_P(                                     \
      Stores, name,                                             \
      ::testing::Values(::patron::testing::StoreKind::kMemory,  \
                        ::patron::testing::StoreKind::kSqlite), \
      ::patron::testing::StoreKindName)

}  // namespace patron::testing

#endif  // PATRON_TESTS_STORE_EACH_STORE_H_
