// Of each store: models, and days on which something was bought and kept.

#include "tests/store/each_store.h"

namespace patron {
namespace {

using testing::IsOk;
using testing::kDay;
using testing::Ledgerish;
using testing::StoreKind;
using testing::Tea;

using StoreModels = testing::EachStore;
INSTANTIATE_TEST_SUITE_P(Each, StoreModels,
                         ::testing::Values(StoreKind::kMemory,
                                           StoreKind::kSqlite));

StoredModel SomeModel(std::string_view id, std::string_view version) {
  StoredModel model;
  model.id = id;
  model.version = version;
  model.kind = "mbgnbd";
  model.unit = "week";
  model.zone = "Europe/Berlin";
  model.until = kDay;
  model.customers = 2357;
  model.log_likelihood = "-9582.13571555375";
  model.params = {{"r", "0.5248431591063"}, {"alpha", "6.183085279576"}};
  model.fingerprint.bytes[31] = 0xff;
  return model;
}

TEST_P(StoreModels, ComeInTheOrderOfStoringAndAreNeverReplaced) {
  EXPECT_EQ(Got(store().ModelCount()), 0);
  EXPECT_TRUE(Got(store().Models()).empty());
  const std::vector<StoredModel> models = {SomeModel("spend", "2"),
                                           SomeModel("purchases", "9"),
                                           SomeModel("purchases", "1")};
  for (const StoredModel& model : models) {
    EXPECT_THAT(store().PutModel(model), IsOk());
  }
  EXPECT_EQ(ReasonOf(store().PutModel(SomeModel("purchases", "9"))),
            Reason::kConflict);
  EXPECT_EQ(Got(store().Models()), models);
  EXPECT_EQ(Got(store().ModelCount()), 3);
}

TEST_P(StoreModels, GoWithTheirBatch) {
  for (const bool keep : {false, true}) {
    ASSERT_THAT(store().BeginBatch(), IsOk());
    EXPECT_THAT(store().PutModel(SomeModel("rfm", "1")), IsOk());
    if (keep) {
      EXPECT_THAT(store().EndBatch(), IsOk());
    } else {
      store().AbandonBatch();
    }
    EXPECT_EQ(Got(store().ModelCount()), keep ? 1 : 0);
  }
}

TEST_P(StoreModels, ADayOfPurchasesIsFoundBothWays) {
  Ledgerish ledger(store());
  const auto buy = [&](std::string_view id, std::string_view member, int after,
                       int64_t units) {
    Delta delta = ledger.Purchase(id, member, Tea(units));
    delta.event.local_day = AddDays(kDay, after);
    return Applied(delta);
  };
  const int64_t first = buy("1", "ann", 0, 1);
  buy("2", "ann", 5, 2);
  buy("3", "ann", 5, 1);
  buy("4", "bob", 2, 1);
  buy("5", "", 3, 1);
  const auto near = [&](int64_t account, int after, DayOrder order) {
    return Got(
        store().NearestPurchaseDay(account, AddDays(kDay, after), order));
  };
  // A tenth off.
  const PurchaseDay zeroth{kDay, 1, 90};
  const PurchaseDay fifth{AddDays(kDay, 5), 2, 270};
  EXPECT_EQ(near(1, -9, DayOrder::kForward), zeroth);
  EXPECT_EQ(near(1, 0, DayOrder::kForward), zeroth);
  EXPECT_EQ(near(1, 1, DayOrder::kForward), fifth);
  EXPECT_EQ(near(1, 6, DayOrder::kForward), std::nullopt);
  EXPECT_EQ(near(1, 9, DayOrder::kBack), fifth);
  EXPECT_EQ(near(1, 5, DayOrder::kBack), fifth);
  EXPECT_EQ(near(1, 4, DayOrder::kBack), zeroth);
  EXPECT_EQ(near(1, -1, DayOrder::kBack), std::nullopt);
  // Nobody's orders are no purchases, and there is no account 7.
  EXPECT_EQ(near(0, 0, DayOrder::kForward), std::nullopt);
  EXPECT_EQ(near(7, 0, DayOrder::kForward), std::nullopt);
  // What came back whole is none, and part of one is worth less.
  Applied(ledger.Return("6", first, 0, 1));
  EXPECT_EQ(near(1, -9, DayOrder::kForward), fifth);
  Applied(ledger.Return("7", 2, 0, 1));
  EXPECT_EQ(near(1, -9, DayOrder::kForward),
            (PurchaseDay{AddDays(kDay, 5), 2, 180}));
}

}  // namespace
}  // namespace patron
