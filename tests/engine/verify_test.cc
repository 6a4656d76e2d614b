// A database is damaged by SQL, in each way that there is, and verify says
// where: the auditor's side of a shop's file.

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "patron/models.h"
#include "store/sqlite_db.h"
#include "tests/engine/engine_testing.h"

namespace patron {
namespace {

using testing::At;
using testing::Cafe;
using testing::Commit;
using ::testing::Contains;
using testing::Earn;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::MakeRule;
using testing::OffAmount;
using testing::OffPercent;
using testing::Priced;
using testing::Purchase;
using testing::Return;
using testing::ReturnLoose;
using testing::Sale;
using testing::Times;

std::shared_ptr<const Plan> ShopPlan() {
  Program program = Cafe();
  program.zone = "Europe/Berlin";
  program.points[0].pending = Span{14, PeriodUnit::kDay};
  program.points[0].expires = Expiry{{60, PeriodUnit::kDay}, {}};
  program.rules.push_back(MakeRule("beans", Earn(1, 100)));
  program.rules[0].then[0].funders = {{"mill", Rate::Percent(40)}};
  program.rules.push_back(MakeRule("double", Times("2", "coffee")));
  Rule deal = MakeRule("deal", OffPercent("15%", "coffee"));
  deal.then[0].funders = {{"roaster", Rate::Percent(30)}};
  deal.limits = {{5, Limit::Per::kMember, PeriodUnit::kMonth}};
  program.rules.push_back(deal);
  Rule all = MakeRule("all", OffAmount(20));
  all.limits = {{9, Limit::Per::kProgram, {}}};
  program.rules.push_back(all);
  program.rules.push_back(MakeRule("rare", OffAmount(1),
                                   "member.stats.p_alive < rate(\"1%\") && "
                                   "member.stats.rfm == 111"));
  const auto berlin = ZoneTable::Make("Europe/Berlin", 3600,
                                      {{1774746000, 7200}, {1792890000, 3600}});
  EXPECT_THAT(berlin, IsOk());
  PlanResult result = Plan::Compile(program, {&*berlin, 1});
  EXPECT_NE(result.plan, nullptr);
  return result.plan;
}

// Two that its orders read.
void StoreModels(Engine& engine) {
  LifetimeFit fit;
  fit.kind = LifetimeKind::kMbgNbd;
  fit.status = FitStatus::kConverged;
  fit.params = {0.525, 6.183, 0.891, 1.614};
  const ModelBasis basis{.version = "1", .zone = "UTC", .until = {20'000}};
  EXPECT_THAT(engine.StoreModel(*StorePurchases(fit, basis)), IsOk());
  const auto borders =
      RfmBorders::Make({1, 2, 3, 4}, {1, 2, 3, 4}, {1, 2, 3, 4});
  EXPECT_THAT(engine.StoreModel(StoreRfm(*borders, 5, basis)), IsOk());
}

// A file with some of everything that is kept.
class Shop {
 public:
  Shop() {
    const auto engine = OpenFile(file_.path());
    EXPECT_THAT(engine->Activate(ShopPlan()), IsOk());
    StoreModels(*engine);
    const auto buy = [&](std::string id, std::string member, std::string day) {
      Event event = Purchase(
          {Priced("a", 3), Sale("b", 990, "cake"), Priced("c", 2, "mocha")},
          std::move(id));
      event.member = std::move(member);
      event.store = "s1";
      event.time = event.arrival = At(day + "T23:30:00Z");
      Commit(*engine, event);
    };
    buy("1", "ann", "2026-01-14");
    buy("2", "", "2026-01-14");
    buy("3", "bob", "2026-01-15");
    buy("4", "ann", "2026-01-16");
    Event back = Return("r1", "1", "a", 2);
    back.returned.lines.push_back({"2", "b", "", {}, 1});
    Commit(*engine, back);
    Commit(*engine, Return("r2", "2", "a", 1));
    Commit(*engine, ReturnLoose("r3", "mocha", 3));  // of orders 4 and 1
    buy("5", "ann", "2026-04-15");  // the first points have lapsed
    const auto adjust = [&](std::string id, std::string member,
                            std::string_view points, std::string day) {
      Event event;
      event.kind = EventKind::kAdjustment;
      event.source = "desk";
      event.id = std::move(id);
      event.member = std::move(member);
      event.time = event.arrival = At(day + "T12:00:00Z");
      event.adjustment = {"bean", *ParseWrittenPoints(points), "a slip", "eva"};
      Commit(*engine, event);
    };
    adjust("a1", "ann", "8", "2026-04-16");
    adjust("a2", "ann", "-3", "2026-04-16");
    adjust("a3", "bob", "2", "2026-01-20");
    const absl::StatusOr<Verification> found = engine->Verify();
    EXPECT_THAT(found, IsOk());
    EXPECT_THAT(found->problems, IsEmpty());
  }

  static std::unique_ptr<Engine> OpenFile(const std::string& path) {
    auto store = OpenSqliteStore(path, {});
    EXPECT_THAT(store, IsOk());
    auto engine = Engine::Open({*std::move(store), &ProtobufCodec()});
    return engine.ok() ? *std::move(engine) : nullptr;
  }

  // What verify says of a copy in which `sql` was done; why it could not be
  // read, where that is so.
  std::vector<std::string> After(const std::string& sql) {
    const std::string copy = file_.path() + ".copy";
    std::filesystem::copy_file(
        file_.path(), copy, std::filesystem::copy_options::overwrite_existing);
    {
      auto db = Database::Open(copy, {});
      EXPECT_THAT(db, IsOk());
      EXPECT_THAT((*db)->Execute("damage", sql), IsOk()) << sql;
    }
    auto store = OpenSqliteStore(copy, {});
    if (!store.ok()) return {store.status().ToString()};
    const auto engine = Engine::Open({*std::move(store), &ProtobufCodec()});
    if (!engine.ok()) return {engine.status().ToString()};
    const absl::StatusOr<Verification> found = (*engine)->Verify();
    if (!found.ok()) return {found.status().ToString()};
    EXPECT_EQ(found->problem_count == 0, found->problems.empty());
    return found->problems;
  }

  std::vector<std::vector<std::string>> Rows(const char* sql, int columns) {
    std::vector<std::vector<std::string>> rows;
    auto db = Database::Open(file_.path(), {});
    EXPECT_THAT(db, IsOk());
    Statement statement(**db, "look", sql);
    Cursor cursor = statement.Query();
    while (cursor.Next()) {
      auto& row = rows.emplace_back();
      for (int i = 0; i < columns; ++i) row.push_back(cursor.Text(i));
    }
    EXPECT_THAT(cursor.status(), IsOk());
    return rows;
  }

 private:
  testing::TempFile file_;
};

TEST(Verify, SaysWhichRowOfWhichTableIsDamaged) {
  Shop shop;
  struct Row {
    std::string damage;
    std::string problem;  // a part of one
  };
  const Row rows[] = {
      {"DELETE FROM lots WHERE account = 2 AND number = 1",
       "lots (account 2, event 3, effect 2): is missing"},
      {"DELETE FROM lots WHERE account = 2",
       "lots (account 2, number 2): is missing"},
      {"UPDATE lots SET effect = 9 WHERE account = 2 AND number = 1",
       "lots (account 2, number 1): its event has no effect 9 that earns"},
      {"UPDATE lots SET event = 4 WHERE account = 2 AND number = 1",
       "lots (account 2, number 1): event is 4, which is no order of the "
       "account"},
      {"UPDATE lots SET expires_us = NULL WHERE account = 2 AND number = 1",
       "lots (account 2, number 1): expires_us is 'never', derived "
       "'2026-03-17T23:00:00Z'"},
      {"UPDATE lots SET state = 'available' WHERE account = 2 AND number = 1",
       "lots (account 2, number 1): state is 'available', derived 'pending'"},
      {"UPDATE lots SET rule = 'x' WHERE account = 2 AND number = 1",
       "lots (account 2, number 1): rule is 'x', derived 'beans'"},
      {"DELETE FROM returned_units WHERE order_event = 2;"
       "DELETE FROM order_lines WHERE event = 2; DELETE FROM orders WHERE "
       "event = 2",
       "orders (event 2): is missing"},
      {"DELETE FROM events WHERE number = 2", "events (number 2): is missing"},
      {"DELETE FROM returned_units WHERE event = 6",
       "returned_units (event 6): 0 rows, its answer has 1"},
      {"UPDATE returned_units SET units = 2 WHERE event = 6",
       "returned_units (event 6, step 0): units is 2, derived 1"},
      {"UPDATE returned_units SET refund_minor = 1 WHERE event = 6",
       "returned_units (event 6, step 0): refund_minor is 1, derived "},
      {"UPDATE returned_units SET order_event = 3 WHERE event = 6",
       "returned_units (event 6, step 0): order_event's id is '3', derived "
       "'2'"},
      {"UPDATE returned_units SET line = 2 WHERE event = 6",
       "returned_units (event 6, step 0): line's id is 'c', derived 'a'"},
      {"UPDATE orders SET local_day = '2026-01-14' WHERE event = 1",
       "orders (event 1): local_day is '2026-01-14', derived '2026-01-15'"},
      {"UPDATE orders SET units = 7 WHERE event = 2",
       "orders (event 2): units is 7, derived 6"},
      {"UPDATE orders SET list_minor = list_minor + 1 WHERE event = 2",
       "orders (event 2): list_minor is 2241, derived 2240"},
      {"UPDATE orders SET discount_minor = 0 WHERE event = 2",
       "orders (event 2): discount_minor is 0, derived "},
      {"UPDATE orders SET returns = 2 WHERE event = 2",
       "orders (event 2): returns is 2, derived 1"},
      {"UPDATE order_lines SET line = 1000000 WHERE event = 2 AND line = 1",
       "order_lines (event 2, line 1): is missing"},
      {"UPDATE order_lines SET line = 1000000 WHERE event = 2 AND line = 1",
       "order_lines (event 2, line 1000000): the event has no such line"},
      {"UPDATE order_lines SET line = line + 1000000 WHERE event = 4",
       "order_lines (event 4, line 0): is missing"},
      {"UPDATE order_lines SET sku = 'tea' WHERE event = 2 AND line = 1",
       "order_lines (event 2, line 1): sku is 'tea', derived 'sku-b'"},
      {"UPDATE events SET event = (SELECT event FROM events WHERE number = 3)"
       " WHERE number = 2",
       "events (number 2): id is '2', derived '3'"},
      {"UPDATE events SET event = x'00ff' WHERE number = 2",
       "events (number 2): event: "},
      {"UPDATE events SET answer = x'00ff' WHERE number = 2",
       "events (number 2): answer: "},
      {"UPDATE events SET answer = x'00ff' WHERE number = 6",
       "events (number 6): answer: "},
      {"UPDATE events SET answer = (SELECT answer FROM events"
       " WHERE number = 4) WHERE number = 1",
       "events (number 1): the answer is not the one that was signed"},
      {"UPDATE events SET content_print = zeroblob(32) WHERE number = 2",
       "events (number 2): content_print is '0000"},
      {"UPDATE events SET member = 'bob' WHERE number = 1",
       "events (number 1): member is 'bob', derived 'ann'"},
      {"UPDATE events SET member = 'bob', account = 2 WHERE number = 5",
       "events (number 5): member is 'bob', derived 'ann'"},
      {"UPDATE events SET version = '9' WHERE number = 1",
       "events (number 1): program 'cafe' version '9' is not stored"},
      {"UPDATE postings SET rule = 'x' WHERE entry = 2 AND bucket = 'funded'",
       "postings (account 0, unit 'EUR', bucket 'funded', rule 'x', funder "},
      {"UPDATE postings SET funder = 'x' WHERE entry = 1 AND funder = 'mill'",
       "postings (account 1, unit 'bean', bucket 'issued', rule 'beans', "
       "funder 'x'): the sum is -"},
      {"UPDATE postings SET rule = 'x' WHERE bucket = 'pending' AND entry = 1",
       "postings (entry 1, position "},
      {"UPDATE postings SET rule = 'x' WHERE bucket = 'used' AND entry = 1",
       "postings (scope 'ann', unit 'limit:deal:member:month', period "
       "'2026-01', rule 'deal'): the sum of used is "},
      {"UPDATE postings SET amount = amount + 1 WHERE entry = 1 AND position"
       " = 0",
       "postings (entry 1, unit 'EUR'): the sum is 1, derived 0"},
      {"DELETE FROM postings WHERE entry = 1; DELETE FROM entries WHERE number"
       " = 1",
       "entries (number 1): is missing"},
      {"UPDATE entries SET posted_us = 1 WHERE number = 1",
       "entries (number 1): posted_us is 1, derived "},
      {"UPDATE accounts SET next_lot = 99 WHERE number = 1",
       "accounts (number 1): next_lot is 99, derived 8"},
      {"UPDATE accounts SET version = 99 WHERE number = 1",
       "accounts (number 1): version is 99, derived 7"},
      {"UPDATE accounts SET last_posting_us = 99 WHERE number = 2",
       "accounts (number 2): last_posting_us is 99, derived "},
      {"DELETE FROM members WHERE id = 'bob'", "accounts (number 2): is"},
      {"DELETE FROM statistics WHERE account = 2", "accounts (number 2): is"},
      {"UPDATE statistics SET returns = 9 WHERE account = 1",
       "statistics (account 1): returns is 9, derived 3"},
      {"UPDATE statistics SET purchase_days = 9 WHERE account = 1",
       "statistics (account 1): purchase_days is 9, derived 3"},
      {"UPDATE statistics SET first_purchase_day = '2020-01-01' WHERE account"
       " = 1",
       "first_purchase_day is '2020-01-01', derived '2026-01-1"},
      {"UPDATE statistics SET repeat_spend_minor = 1 WHERE account = 1",
       "statistics (account 1): repeat_spend_minor is 1, derived "},
      {"UPDATE model_params SET value = '0.526' WHERE name = 'r'",
       "models (id 'purchases', version '1'): fingerprint is '"},
      {"UPDATE models SET number = number + 9 WHERE id = 'purchases'",
       "models (id 'purchases', version '1'): fingerprint is '"},
      {"UPDATE models SET version = '2' WHERE id = 'rfm'",
       "has read model 'rfm' version '1', which is not stored"},
      {"INSERT INTO debts VALUES (1, 'bean', 5)",
       "debts (account 1, currency 'bean'): owed is 5, derived 0"},
      {"UPDATE balances SET amount = 7 WHERE account = 0 AND bucket = 'funded'",
       "balances (account 0, unit 'EUR', bucket 'funded'): amount is 7"},
      {"DELETE FROM balances WHERE account = 2",
       "balances (account 2, unit 'bean', bucket 'issued'): amount is 0"},
      {"UPDATE counters SET used = used - 1 WHERE scope = 'bob'",
       "counters (scope 'bob', unit 'limit:deal:member:month', period "
       "'2026-01'): used is 0, derived 1"},
      {"DELETE FROM counters WHERE scope = 'bob'",
       "counters (scope 'bob', unit 'limit:deal:member:month', period "
       "'2026-01'): used is 0, derived 1"},
      {"DELETE FROM adjustments WHERE event = 9",
       "adjustments (event 9): is missing"},
      {"UPDATE adjustments SET event = 1 WHERE event = 9",
       "adjustments (event 1): event is no adjustment"},
      {"UPDATE adjustments SET amount = 9 WHERE event = 9",
       "adjustments (event 9): amount is 9, derived 8"},
      {"UPDATE adjustments SET reason = 'theft' WHERE event = 9",
       "adjustments (event 9): reason is 'theft', derived 'a slip'"},
      {"UPDATE adjustments SET author = 'bob' WHERE event = 9",
       "adjustments (event 9): author is 'bob', derived 'eva'"},
      {"UPDATE lots SET origin = 'purchase' WHERE origin = 'goodwill'",
       ": event is 9, which is no order of the account"},
      {"UPDATE lots SET origin = 'goodwill' WHERE event = 1",
       ": event is 1, which is no adjustment of the account"},
      {"UPDATE lots SET adjusted_down = 0 WHERE adjusted_down > 0",
       "adjusted_down is 0, derived 3"},
      {"UPDATE lots SET expires_us = expires_us + 1 WHERE event = 9",
       "expires_us is '2026-06-15T22:00:00.000001Z', derived "
       "'2026-06-15T22:00:00Z'"},
      {"DELETE FROM lots WHERE event = 9", "lots (event 9): is missing"},
      {"UPDATE events SET answer = (SELECT answer FROM events WHERE number ="
       " 11) WHERE number = 9",
       "events (number 9): answer's points is 2, derived 8"},
      {"UPDATE postings SET bucket = 'redeemed' WHERE bucket ="
       " 'adjusted_down'",
       "events (number 10): its answer and the journal differ by -3 'bean'"},
      {"UPDATE programs SET fingerprint = zeroblob(32)",
       "programs (id 'cafe', version '1'): fingerprint is '0000"},
  };
  EXPECT_THAT(shop.After("SELECT 1"), IsEmpty());
  for (const Row& row : rows) {
    EXPECT_THAT(shop.After(row.damage), Contains(HasSubstr(row.problem)))
        << row.damage;
  }
}

// Every column of every table, in its first and its last row.
TEST(Verify, NothingCanBeChangedUnseen) {
  Shop shop;
  // What nothing else tells.
  const std::set<std::string> free = {
      "members.enrolled_event", "postings.position", "model_params.position"};
  const auto columns = shop.Rows(
      "SELECT m.name, c.name, c.type FROM sqlite_schema m,"
      " pragma_table_info(m.name) c WHERE m.type = 'table'"
      " ORDER BY 1, c.cid",
      3);
  EXPECT_GT(columns.size(), 120u);
  size_t damaged = 0;
  for (const auto& column : columns) {
    const std::string name = column[0] + "." + column[1];
    if (free.contains(name)) continue;
    const std::string count = "SELECT count(*) FROM " + column[0];
    const int rows = std::stoi(shop.Rows(count.c_str(), 1)[0][0]);
    std::set<int> at = {0, rows - 1};
    for (const int row : at) {
      // Account 0 is nobody's, and there to be joined with.
      if (rows == 0 || (row == 0 && column[0] == "accounts")) continue;
      const std::string where = " WHERE (SELECT count(*) FROM " + column[0] +
                                ") > 0 AND " + column[1] + " IS (SELECT " +
                                column[1] + " FROM " + column[0] +
                                " LIMIT 1 OFFSET " + std::to_string(row) + ")";
      const std::string changed =
          column[2] == "INTEGER" ? "coalesce(" + column[1] + ", 0) + 1000"
          : column[2] == "TEXT"  ? column[1] + " || 'x'"
                                 : "CAST(x'00' || " + column[1] + " AS BLOB)";
      const std::string sql =
          "UPDATE " + column[0] + " SET " + column[1] + " = " + changed + where;
      EXPECT_FALSE(shop.After(sql).empty()) << sql;
      ++damaged;
    }
  }
  EXPECT_GT(damaged, 200u);
}

TEST(Verify, NoRowCanBeLostUnseen) {
  Shop shop;
  for (const auto& table :
       shop.Rows("SELECT name FROM sqlite_schema WHERE type = 'table'", 1)) {
    const auto keys =
        shop.Rows(("SELECT group_concat(name, ', ') FROM (SELECT name FROM "
                   "pragma_table_info('" +
                   table[0] + "') WHERE pk > 0 ORDER BY pk)")
                      .c_str(),
                  1);
    const std::string count = "SELECT count(*) FROM " + table[0];
    const int rows = std::stoi(shop.Rows(count.c_str(), 1)[0][0]);
    for (int row = 0; row < std::min(rows, 40); ++row) {
      const std::string sql = "DELETE FROM " + table[0] + " WHERE (" +
                              keys[0][0] + ") IN (SELECT " + keys[0][0] +
                              " FROM " + table[0] + " LIMIT 1 OFFSET " +
                              std::to_string(row) + ")" + "";
      // Account 0 is there to be joined with, and a balance of 0 is as good as
      // none.
      if (table[0] == "accounts" && row == 0) continue;
      if (table[0] == "balances" &&
          shop.Rows(("SELECT amount FROM balances LIMIT 1 OFFSET " +
                     std::to_string(row))
                        .c_str(),
                    1)[0][0] == "0") {
        continue;
      }
      EXPECT_FALSE(shop.After(sql).empty()) << sql;
    }
  }
}

// Found by fuzzing stories: a till whose clock is far behind.
TEST(Verify, AnArrivalBefore1970IsSound) {
  const auto engine = testing::Open(testing::BeanCafe());
  Event event = Purchase({Sale("a", 990)});
  event.arrival = At("1969-07-20T20:17:00Z");
  Commit(*engine, event);
  testing::ExpectSound(*engine);
}

}  // namespace
}  // namespace patron
