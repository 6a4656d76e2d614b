// What is taken and yet said: stores that the program does not list, and times
// at which it is not in force.

#include "tests/cli/patron_process.h"
#include "tests/pch.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

std::string ProgramOf(std::string_view version, std::string_view from,
                      std::string_view stores) {
  return "program: shop\nversion: " + std::string(version) +
         "\nvalid_from: " + std::string(from) + "\ncurrency: EUR\n" +
         std::string(stores) +
         "rules:\n"
         "  - {id: off, then: [{percent_off: {rate: 10%}}]}\n";
}

constexpr std::string_view kStores = "stores: [{id: mitte}, {id: nord}]\n";

std::string Order(std::string_view id, std::string_view time,
                  std::string_view store) {
  return R"({"source": "till", "id": ")" + std::string(id) + R"(", "time": ")" +
         std::string(time) + R"(", "store": ")" + std::string(store) +
         R"(", "basket": {"lines": [{"amount": 1}]}})" + "\n";
}

constexpr std::string_view kNoon = "2026-01-14T12:00:00Z";

TEST(Warnings, QuoteSaysWhichStoreIsNotListed) {
  struct Row {
    std::string_view stores;
    std::string_view store;
    std::string err;
  };
  const Row rows[] = {
      {kStores, "mitte", ""},
      {kStores, "", ""},
      {"", "anywhere", ""},
      {kStores, "mittte",
       "patron: warning: the program lists no store 'mittte': rules see no "
       "attributes of it; did you mean 'mitte'?\n"},
      {kStores, "x",
       "patron: warning: the program lists no store 'x': rules see no "
       "attributes of it\n"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.store);
    const TemporaryFolder folder;
    const Ran ran = RunPatron(
        {"quote",
         folder.Write("p.yaml", ProgramOf("1", "2025-01-01", row.stores))},
        Order("1", kNoon, row.store));
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_THAT(ran.out, HasSubstr("0.90"));
    EXPECT_EQ(ran.err, row.err);
  }
}

TEST(Warnings, RunCountsThemAtItsEnd) {
  const TemporaryFolder folder;
  const std::string program =
      folder.Write("p.yaml", ProgramOf("1", "2025-01-01", kStores));
  const std::string events = folder.Write(
      "e.jsonl", Order("1", kNoon, "mittte") + Order("2", kNoon, "nowhere") +
                     Order("3", kNoon, "nord") + Order("4", kNoon, "nowhere"));
  const std::string db = folder.Path("shop.db");
  Ran ran = RunPatron({"run", program, "--db", db, events});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("committed 4"));
  EXPECT_EQ(ran.err,
            "patron: warning: orders name stores that the program does not "
            "list, so that rules saw no attributes of them: 'mittte' (1; did "
            "you mean 'mitte'?), 'nowhere' (2)\n");
  ran = RunPatron({"run", program, "--db", folder.Path("json.db"), events,
                   "--format", "json"});
  EXPECT_THAT(ran.out, HasSubstr("\"nowhere\": 2"));

  // A file of nothing else is told by a few.
  std::string many;
  for (int i = 0; i < 50; ++i) {
    const std::string id = std::to_string(i);
    many += Order("m" + id, kNoon, "store " + id);
  }
  ran = RunPatron({"run", program, "--db", db, folder.Write("m.jsonl", many)});
  EXPECT_THAT(ran.err, HasSubstr(" and others (30)\n"));
}

TEST(Warnings, QuoteSaysWhenAnotherProgramJudges) {
  const TemporaryFolder folder;
  const std::string first =
      folder.Write("1.yaml", ProgramOf("1", "2025-01-01", ""));
  const std::string second =
      folder.Write("2.yaml", ProgramOf("2", "2026-01-01", ""));
  const std::string db = folder.Path("shop.db");
  const std::string order = Order("1", "2025-03-02T08:00:00Z", "");
  Ran ran = RunPatron({"quote", second}, order);
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.err,
            "patron: warning: program 'shop' version '2' begins on 2026-01-01 "
            "and is not in force on 2025-03-02: a till would not answer "
            "this\n");
  EXPECT_EQ(RunPatron({"quote", first}, order).err, "");
  for (const std::string& program : {first, second}) {
    ASSERT_EQ(RunPatron({"run", program, "--db", db, "-"},
                        Order(program == first ? "a" : "b", kNoon, ""))
                  .exit_code,
              0);
  }
  EXPECT_EQ(RunPatron({"quote", first, "--db", db}, order).err, "");
  ran = RunPatron({"quote", first, "--db", db}, Order("2", kNoon, ""));
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.err,
            "patron: warning: in this database program 'shop' version '2' is "
            "in force at that time: a till would answer by it\n");
}

}  // namespace
}  // namespace patron
