// `patron run`, as a person meets it: what ends in the database and in the
// rejects file, the same again, killed in the middle, and what it must not
// overwrite.

#include <sqlite3.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/cli/shop.h"

namespace patron {
namespace {

namespace fs = std::filesystem;

using testing::DumpDatabase;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Ran;
using testing::RunPatron;
using testing::Shop;

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

int Occurrences(std::string_view text, std::string_view part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

// Events committed so far, seen from beside the running program; -1 where the
// database is not there yet.
int64_t EventsIn(const std::string& path) {
  sqlite3* db = nullptr;
  sqlite3_stmt* statement = nullptr;
  int64_t count = -1;
  if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) ==
          SQLITE_OK &&
      sqlite3_prepare_v2(db, "SELECT count(*) FROM events", -1, &statement,
                         nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    count = sqlite3_column_int64(statement, 0);
  }
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return count;
}

TEST(Run, TheSameFileAgainChangesNothing) {
  const Shop shop;
  const Ran first = shop.Run();
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("lines read 500 = committed 500 + "));
  const std::string before = DumpDatabase(shop.db);
  const Ran again = shop.Run();
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.out,
              HasSubstr("lines read 500 = committed 0 + duplicate 500 + "
                        "rejected 0\n"));
  EXPECT_EQ(DumpDatabase(shop.db), before);
}

TEST(Run, AFileMayGoBackBehindWhatIsThere) {
  const Shop shop;
  ASSERT_EQ(shop.Run().exit_code, 0);
  // Another till's orders, of weeks before.
  const std::string other = shop.Sales("other.csv",
                                       "o1,2025-12-01 09:00,m1,latte,2,2.50\n"
                                       "o2,2025-12-02 09:00,m1,scone,1,3.00\n");
  const Ran late = shop.RunFiles({other});
  EXPECT_EQ(late.exit_code, 0) << late.err;
  EXPECT_THAT(late.out, HasSubstr("lines read 2 = committed 2 + "));
  const std::string before = DumpDatabase(shop.db);
  EXPECT_EQ(shop.RunFiles({other}).exit_code, 0);
  EXPECT_EQ(DumpDatabase(shop.db), before);
  EXPECT_EQ(RunPatron({"verify", "--db", shop.db}).exit_code, 0);
}

TEST(Run, TheRejectsOfAllFilesAreKept) {
  const Shop shop;
  const std::string a = shop.Sales("a.csv",
                                   "1,2026-01-14 12:00,ann,latte,0,2.50\n"
                                   "2,2026-01-14 12:00,ann,latte,1,2.50\n");
  const std::string b = shop.Sales("b.csv",
                                   "3,2026-01-14 12:00,ann,latte,1,2.50\n"
                                   "4,2026-01-14 12:00,ann,latte,x,2.50\n");
  const std::string rejects = shop.folder.Path("r.csv");
  const Ran ran = shop.RunFiles({a, b, "--rejects", rejects});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("+ rejected 2\n"));
  EXPECT_EQ(Occurrences(ran.out, "rejects are in "), 1) << ran.out;
  const std::string text = ReadFile(rejects);
  EXPECT_TRUE(text.starts_with("file,line,order,reason,message,text\n"));
  EXPECT_THAT(text, HasSubstr("\n" + a + ",2,1,bad_quantity,"));
  EXPECT_THAT(text, HasSubstr("\n" + b + ",3,4,bad_number,"));
}

TEST(Run, FilesOfOneNameShareTheirRejectsFile) {
  const Shop shop;
  std::vector<std::string> files;
  for (const std::string name : {"a", "b"}) {
    fs::create_directory(shop.folder.Path(name));
    files.push_back(shop.Sales(name + "/till.csv",
                               name + ",2026-01-14 12:00,ann,latte,0,2.50\n"));
  }
  files.push_back(shop.Sales("alone.csv", "9,2026-01-14,ann,latte,0,2.50\n"));
  const Ran ran = shop.RunFiles(files);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(Occurrences(ran.out, "rejects are in "), 2) << ran.out;
  const std::string text = ReadFile(shop.db + ".till.csv.rejects.csv");
  EXPECT_THAT(text, HasSubstr("\n" + files[0] + ",2,a,bad_quantity,"));
  EXPECT_THAT(text, HasSubstr("\n" + files[1] + ",2,b,bad_quantity,"));
  EXPECT_THAT(ReadFile(shop.db + ".alone.csv.rejects.csv"),
              HasSubstr("text\n2,9,bad_quantity,"));
}

TEST(Run, RejectsAreWrittenWhenTheRunFails) {
  const Shop shop;
  const std::string a =
      shop.Sales("a.csv", "1,2026-01-14 12:00,ann,latte,0,2.50\n");
  const std::string broken = shop.folder.Write("b.csv", "no,such,columns\n");
  const std::string rejects = shop.folder.Path("r.csv");
  const Ran ran = shop.RunFiles({a, broken, "--rejects", rejects});
  EXPECT_EQ(ran.exit_code, 1) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("+ rejected 1\n"));
  EXPECT_THAT(ran.out, HasSubstr("rejects are in " + rejects));
  EXPECT_THAT(ReadFile(rejects), HasSubstr(a + ",2,1,bad_quantity,"));
}

TEST(Run, RejectsOverwriteNothingElse) {
  struct Row {
    std::string what;
    std::string rejects;  // in the shop's folder
    bool db_exists;
  };
  const Row rows[] = {
      {"the database", "shop.db", true},
      {"a database still to be made", "shop.db", false},
      {"the database by another way", "other/../shop.db", true},
      {"a link to the database", "link.db", true},
      {"what belongs to the database", "shop.db-wal", true},
      {"the sales", "sales.csv", true},
      {"the program", "shop.yaml", true},
      {"the mapping of columns", "columns.yaml", true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const Shop shop;
    fs::create_directory(shop.folder.Path("other"));
    if (row.db_exists) {
      ASSERT_EQ(shop.Run().exit_code, 0);
      fs::create_hard_link(shop.db, shop.folder.Path("link.db"));
    }
    const std::string bad =
        shop.Sales("bad.csv", "x,2026-01-14 12:00,ann,latte,0,2.50\n");
    const std::string before = row.db_exists ? DumpDatabase(shop.db) : "";
    const std::string program = ReadFile(shop.program);
    const std::string sales = ReadFile(shop.sales);
    const std::string columns = ReadFile(shop.folder.Path("columns.yaml"));
    const Ran ran = shop.RunFiles(
        {shop.sales, bad, "--rejects", shop.folder.Path(row.rejects)});
    EXPECT_EQ(ran.exit_code, 2) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("--rejects"));
    if (row.db_exists) {
      EXPECT_EQ(DumpDatabase(shop.db), before);
    } else {
      EXPECT_FALSE(fs::exists(shop.db));
    }
    EXPECT_EQ(ReadFile(shop.program), program);
    EXPECT_EQ(ReadFile(shop.sales), sales);
    EXPECT_EQ(ReadFile(shop.folder.Path("columns.yaml")), columns);
  }
}

TEST(Run, RejectsThatCannotBeWrittenAreSaidBeforeAnythingIsCommitted) {
  const Shop shop;
  const Ran none =
      shop.RunFiles({shop.sales, "--rejects", shop.folder.Path("no/r.csv")});
  EXPECT_EQ(none.exit_code, 2) << none.err;
  EXPECT_THAT(none.err, HasSubstr("no/r.csv"));
  EXPECT_FALSE(fs::exists(shop.db));
  // A device is no place for a file that is renamed into it.
  const Ran device = shop.RunFiles({shop.sales, "--rejects", "/dev/null"});
  EXPECT_EQ(device.exit_code, 2) << device.err;
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_FALSE(fs::exists(shop.db));
  // The usual place, taken by a folder.
  fs::create_directory(shop.db + ".sales.csv.rejects.csv");
  EXPECT_EQ(shop.Run().exit_code, 2);
}

TEST(Run, NothingRejectedLeavesNoFile) {
  const Shop shop;
  const Ran ran = shop.Run();
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, Not(HasSubstr("rejects are in")));
  for (const auto& entry : fs::directory_iterator(shop.folder.Path())) {
    EXPECT_THAT(entry.path().string(), Not(HasSubstr("rejects")));
  }
}

// The end of a file's name says what it is.
TEST(Run, PointsAreAdjustedByHand) {
  const Shop shop;
  EXPECT_EQ(shop.Run().exit_code, 0);
  const auto line = [](const std::string& id, const std::string& member,
                       const std::string& points) {
    return R"({"kind": "adjustment", "source": "desk", "id": ")" + id +
           R"(", "time": "2026-01-15T12:00:00Z", "member": ")" + member +
           R"(", "adjustment": {"currency": "bean", "points": )" + points +
           R"(, "reason": "machine broken", "by": "eva"}})" + "\n";
  };
  const std::string file = shop.folder.Write(
      "hand.jsonl", line("1", "m1", "50") + line("2", "m1", "-3") +
                        line("3", "m2", "-99999") + line("4", "carl", "5"));
  Ran ran = shop.RunFiles({file});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("committed 2 + duplicate 0 + rejected 2"));
  EXPECT_THAT(ran.out,
              HasSubstr("committed now: 0 orders, 0 returns, 2 adjustments"));
  EXPECT_THAT(ran.out, HasSubstr("rejected as insufficient_points: 1"));
  EXPECT_THAT(ran.out, HasSubstr("rejected as unknown_member: 1"));
  ran = shop.RunFiles({file, "--format", "json"});
  EXPECT_THAT(ran.out, HasSubstr("\"duplicate\": 2"));
  EXPECT_THAT(ran.out, HasSubstr("\"adjustments\": 0"));
  ran = RunPatron({"member", "--db", shop.db, "m1"});
  EXPECT_THAT(ran.out, HasSubstr(", goodwill"));
  EXPECT_THAT(ran.out, HasSubstr("50 of 50"));
  ran = RunPatron({"member", "--db", shop.db, "m1", "--format", "json"});
  EXPECT_THAT(ran.out, HasSubstr("\"origin\": \"goodwill\""));
  EXPECT_EQ(RunPatron({"verify", "--db", shop.db}).exit_code, 0);
  ran = RunPatron({"quote", shop.program, "--db", shop.db},
                  line("9", "m1", "-1"));
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Taken by hand: bean"));
}

TEST(Run, FilesAreReadByTheirNames) {
  const std::string csv =
      std::string(testing::kShopHeader) + "1,2026-01-14,ann,latte,1,2.50\n";
  const std::string json =
      R"({"source": "till", "id": "1", "time": "2026-01-14T12:00:00Z",)"
      R"( "basket": {"lines": [{"sku": "latte", "amount": "2.50"}]}})"
      "\n";
  struct Row {
    std::string name;
    bool zipped;
    std::string content;
    int exit_code;
  };
  const Row rows[] = {
      {"sales.csv", false, csv, 0},     {"SALES.CSV", false, csv, 0},
      {"sales.csv.gz", true, csv, 0},   {"Sales.Csv.GZ", true, csv, 0},
      {"events.jsonl", false, json, 0}, {"events.ndjson", false, json, 0},
      {"EVENTS.JSONL", false, json, 0}, {"events.jsonl.gz", true, json, 0},
      {"sales.txt", false, csv, 2},     {"sales", false, csv, 2},
      {"sales.tsv", false, csv, 2},     {"sales.csv.zip", false, csv, 2},
      {"event.json", false, json, 0},   {"event.json.gz", true, json, 0},
      {"events.yaml", false, json, 2},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Shop shop;
    const std::string path = shop.folder.Path(row.name);
    if (row.zipped) {
      gzFile file = gzopen(path.c_str(), "wb1");
      gzwrite(file, row.content.data(),
              static_cast<unsigned>(row.content.size()));
      gzclose(file);
    } else {
      shop.folder.Write(row.name, row.content);
    }
    const Ran ran = shop.RunFiles({path});
    EXPECT_EQ(ran.exit_code, row.exit_code) << ran.err << ran.out;
    if (row.exit_code == 0) {
      EXPECT_THAT(ran.out, HasSubstr("lines read 1 = committed 1 +"));
    } else {
      EXPECT_THAT(ran.err, HasSubstr(".jsonl"));
      EXPECT_FALSE(fs::exists(shop.db));
    }
  }
}

TEST(Run, ACutFileOfEventsIsAnError) {
  const Shop shop;
  const std::string path = shop.folder.Path("events.jsonl.gz");
  gzFile file = gzopen(path.c_str(), "wb1");
  for (int i = 0; i < 1000; ++i) gzprintf(file, "{\"id\": \"%d\"}\n", i * i);
  gzclose(file);
  fs::resize_file(path, fs::file_size(path) / 2);
  const Ran ran = shop.RunFiles({path});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("it ends in the middle"));
}

TEST(Run, EventsComeFromAPipeToo) {
  const Shop shop;
  const Ran ran = RunPatron(
      {"run", shop.program, "--db", shop.db, "-"},
      R"({"source": "till", "id": "1", "time": "2026-01-14T12:00:00Z",)"
      R"( "basket": {"lines": [{"sku": "latte", "amount": "2.50"}]}})");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("lines read 1 = committed 1 +"));
}

// Sales and returns in an order in which tills do write them: a return stands
// before what it gives back.
std::string CsvWithReturns(int orders) {
  std::string lines(testing::kShopHeader);
  for (int i = 0; i < orders; ++i) {
    const std::string id = std::to_string(i);
    const std::string rest = ",2026-01-14 12:00,m" + std::to_string(i % 7) +
                             ",sku" + std::to_string(i);
    lines += "C" + id + rest + ",-1,2.50\n";
    lines += id + rest + ",2,2.50\n";
    // Never bought: refused, today and tomorrow.
    if (i % 10 == 0) lines += "Cx" + id + rest + "x,-1,2.50\n";
  }
  return lines;
}

std::string JsonEvent(const std::string& id, std::string_view rest) {
  return R"({"source": "till", "id": ")" + id + R"(", )" + std::string(rest) +
         "}\n";
}

std::string JsonWithReturns(int orders) {
  std::string lines;
  for (int i = 0; i < orders; ++i) {
    const std::string id = std::to_string(i);
    const std::string member = R"("member": "m)" + std::to_string(i % 7) + "\"";
    const std::string noon = R"(, "time": "2026-01-14T12:00:00Z", )";
    const std::string sale =
        R"("basket": {"lines": [{"sku": "s)" + id +
        R"(", "quantity": "3", "amount": "7.50", "unit_price": "2.50"}]})";
    // With a receipt, from a till whose clock is slow.
    lines += JsonEvent(
        "r" + id, member + R"(, "time": "2026-01-14T11:00:00Z", )" +
                      R"("kind": "return", "returned": {"order_source": )" +
                      R"("till", "order_id": ")" + id + R"(", "lines": )" +
                      R"([{"order_line": "1", "units": 1}]})");
    // Without one.
    lines += JsonEvent(
        "w" + id, member + noon +
                      R"("kind": "return", "returned": {"lines": [{"sku": "s)" +
                      id + R"(", "unit_price": "2.50", "units": 1}]})");
    // Offline for an hour: it happened before its return and came after it.
    const std::string late =
        i % 3 == 0 ? R"("arrival": "2026-01-14T13:00:00Z", )" : "";
    lines += JsonEvent(id, member + noon + late + sale);
    if (i % 10 == 0) {
      lines += JsonEvent(
          "x" + id, member + noon +
                        R"("kind": "return", "returned": {"order_source": )" +
                        R"("till", "order_id": "none", "lines": )" +
                        R"([{"order_line": "1", "units": 1}]})");
    }
  }
  return lines;
}

struct Returns {
  std::string file;
  std::string content;
  int64_t events;
  std::string counts;
};

std::vector<Returns> FilesWithReturns() {
  return {{"returns.csv", CsvWithReturns(300), 600,
           "lines read 630 = committed 600 + duplicate 0 + rejected 30\n"},
          {"returns.jsonl", JsonWithReturns(200), 600,
           "lines read 620 = committed 600 + duplicate 0 + rejected 20\n"}};
}

TEST(Run, WhatWasRefusedOnceIsRefusedAgain) {
  for (const Returns& returns : FilesWithReturns()) {
    SCOPED_TRACE(returns.file);
    const Shop shop;
    const std::string path = shop.folder.Write(returns.file, returns.content);
    const Ran first = shop.RunFiles({path});
    EXPECT_EQ(first.exit_code, 0) << first.err;
    EXPECT_THAT(first.out, HasSubstr(returns.counts));
    const std::string before = DumpDatabase(shop.db);
    const Ran again = shop.RunFiles({path});
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_THAT(again.out, HasSubstr("= committed 0 + duplicate 600 +"));
    EXPECT_TRUE(DumpDatabase(shop.db) == before);
    EXPECT_EQ(RunPatron({"verify", "--db", shop.db}).exit_code, 0);
  }
}

// Kills it when so many events are there, and looks that it was in the middle.
bool KilledWithin(const Shop& shop, const std::vector<std::string>& files,
                  int64_t events, int64_t of) {
  const Ran ran = shop.RunFiles(
      files, {.kill_when = [&] { return EventsIn(shop.db) >= events; }});
  const int64_t there = EventsIn(shop.db);
  return ran.exit_code == -1 && there >= events && there < of;
}

TEST(Run, KilledAndRunAgainComesToTheSame) {
  const Shop whole;
  ASSERT_EQ(whole.Run().exit_code, 0);
  const std::string expected = DumpDatabase(whole.db);
  int within = 0;
  for (const int64_t events : {0, 1, 100, 250, 400}) {
    const Shop shop;
    within +=
        KilledWithin(shop, {shop.sales, "--batch", "10"}, events, Shop::kOrders)
            ? 1
            : 0;
    const Ran again = shop.Run();
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_TRUE(DumpDatabase(shop.db) == expected) << events;
  }
  // A slow machine may miss some of them, never nearly all.
  EXPECT_GE(within, 3);
}

TEST(Run, KilledBetweenReturnsComesToTheSame) {
  for (const Returns& returns : FilesWithReturns()) {
    SCOPED_TRACE(returns.file);
    const Shop whole;
    ASSERT_EQ(whole
                  .RunFiles({whole.folder.Write(returns.file, returns.content),
                             "--batch", "5"})
                  .exit_code,
              0);
    const std::string expected = DumpDatabase(whole.db);
    int within = 0;
    for (const int64_t events : {1, 150, 300, 450}) {
      const Shop shop;
      const std::string path = shop.folder.Write(returns.file, returns.content);
      within +=
          KilledWithin(shop, {path, "--batch", "5"}, events, returns.events)
              ? 1
              : 0;
      ASSERT_EQ(shop.RunFiles({path, "--batch", "5"}).exit_code, 0);
      EXPECT_TRUE(DumpDatabase(shop.db) == expected) << events;
    }
    EXPECT_GE(within, 2);
  }
}

TEST(Run, AReturnOfManyLinesTakesNoTime) {
  // 20,000 lines, one of them bought: each of the others is a line of the
  // rejects.
  const Shop shop;
  std::string lines = "1,2026-01-14 12:00,ann,latte,1,2.50\n";
  for (int i = 0; i < 19'999; ++i) {
    lines += "C1,2026-01-14 13:00,ann,x" + std::to_string(i) + ",-1,2.50\n";
  }
  lines += "C1,2026-01-14 13:00,ann,latte,-3,2.50\n";
  const std::string path = shop.Sales("many.csv", lines);
  const Ran ran = shop.RunFiles({path});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("lines read 20001 = committed 2 + duplicate "
                                 "0 + rejected 19999\n"));
  EXPECT_THAT(ran.out, HasSubstr("lines returned in part, the rest in the "
                                 "rejects file: 1\n"));
  const std::string rejects = ReadFile(shop.db + ".many.csv.rejects.csv");
  EXPECT_EQ(Occurrences(rejects, "\n"), 1 + 20'000);
  const std::string last =
      rejects.substr(rejects.rfind('\n', rejects.size() - 2));
  EXPECT_THAT(last, HasSubstr("\n20002,C1,return_without_purchase,\"2 units "
                              "were not bought"));
}

TEST(Run, RemediesFitWhatHappened) {
  const Shop shop;
  const std::string semicolons = shop.folder.Write(
      "excel.csv",
      "order;time;member;sku;quantity;price\n1;2026-01-14;ann;latte;1;2,50\n");
  const Ran ran = shop.RunFiles({semicolons});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("separated by semicolons"));
  EXPECT_THAT(ran.err, Not(HasSubstr("columns.yaml")));
  // Nothing was committed: there is nothing to go on with.
  EXPECT_THAT(ran.err, Not(HasSubstr("what was committed stays")));
  const std::string tabs =
      shop.folder.Write("tabs.csv", "order\ttime\tmember\tsku\n");
  EXPECT_THAT(shop.RunFiles({tabs}).err, HasSubstr("separated by tabs"));

  const Ran later = shop.RunFiles({shop.sales, tabs});
  EXPECT_EQ(later.exit_code, 1);
  EXPECT_THAT(later.err, HasSubstr("what was committed stays"));

  const Ran call = shop.RunFiles({shop.sales, "--max-rejects", "x"});
  EXPECT_EQ(call.exit_code, 2);
  EXPECT_THAT(call.err, HasSubstr("a whole number"));
  EXPECT_THAT(call.err, Not(HasSubstr("00000000")));
  EXPECT_EQ(shop.RunFiles({shop.sales, "--max-rejects", "-1"}).exit_code, 2);
}

TEST(Demo, KeepOverwritesNothing) {
  for (const std::string name :
       {"cafe.db", "cafe.db-wal", "cafe.yaml", "columns.yaml", "sales.csv"}) {
    SCOPED_TRACE(name);
    const testing::TemporaryFolder folder;
    fs::create_directory(folder.Path("mine"));
    const std::string mine = folder.Write("mine/" + name, "my work\n");
    const Ran ran = RunPatron({"demo", "--keep", folder.Path("mine")});
    EXPECT_EQ(ran.exit_code, 2) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(name));
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ReadFile(mine), "my work\n");
    size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder.Path("mine"))) {
      (void)entry;
      ++files;
    }
    EXPECT_EQ(files, 1u);
  }
}

TEST(Database, EveryNameIsAFile) {
  const Shop shop;
  for (const std::string name :
       {":memory:", "file:zz.db?mode=memory", "file:shop.db", "plain.db"}) {
    SCOPED_TRACE(name);
    const Ran ran = RunPatron({"run", shop.program, "--db", name, shop.sales},
                              "", {.folder = shop.folder.Path()});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_TRUE(fs::exists(shop.folder.Path(name)));
    const Ran verify =
        RunPatron({"verify", "--db", name}, "", {.folder = shop.folder.Path()});
    EXPECT_EQ(verify.exit_code, 0) << verify.err;
    EXPECT_THAT(verify.out, HasSubstr(" 500 orders"));
  }
}

}  // namespace
}  // namespace patron
