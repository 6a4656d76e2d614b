// Calls that are nearly right, and what the help says.

#include "tests/cli/patron_process.h"
#include "tests/cli/shop.h"
#include "tests/pch.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::kShopProgram;
using ::testing::Not;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

TEST(Calls, NearNamesOfCommandsAndOptions) {
  struct Row {
    std::vector<std::string> call;
    std::string message;
  };
  const Row rows[] = {
      {{"chek", "p.yaml"},
       "patron: unknown command 'chek'; did you mean 'check'?\n"},
      {{"frobnicate"},
       "patron: unknown command 'frobnicate'; --help lists "
       "them\n"},
      {{"check", "p.yaml", "--verbos"},
       "patron: unknown option '--verbos'; did you mean '--verbose'?\n"},
      {{"run", "p.yaml", "--db=x", "--max-reject=0", "s.csv"},
       "patron: unknown option '--max-reject'; did you mean "
       "'--max-rejects'?\n"},
  };
  for (const Row& row : rows) {
    const Ran ran = RunPatron(row.call);
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.err, row.message);
  }
  // Other mistakes are told as they were.
  const Ran ran = RunPatron({"member", "--db", "x"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("ID is required"));
}

TEST(Calls, HelpIsForPeople) {
  for (const std::string command : {"check", "report", "member", "run"}) {
    const std::string help = RunPatron({command, "--help"}).out;
    EXPECT_THAT(help, HasSubstr("text|json [text]"));
    EXPECT_THAT(help, Not(HasSubstr("ENUM")));
    EXPECT_THAT(help, Not(HasSubstr("TEXT:{")));
  }
  EXPECT_THAT(RunPatron({"report", "--help"}).out,
              HasSubstr("week|month|quarter|year [month]"));
  EXPECT_THAT(RunPatron({"member", "--help"}).out,
              HasSubstr("not before the account's last posting"));
  EXPECT_THAT(RunPatron({"--help"}).out, HasSubstr("--max-rejects 0"));
}

TEST(Calls, CheckReadsStandardInputAsQuoteDoes) {
  for (const std::vector<std::string>& call :
       {std::vector<std::string>{"check"}, {"check", "-"}}) {
    const Ran ran = RunPatron(call, kShopProgram);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("program 'shop' version '1' is sound"));
  }
}

TEST(Calls, OneIsNotSeveral) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("p.yaml", kShopProgram);
  const std::string order =
      R"({"source": "s", "id": "1", "time": "2026-01-14T12:00:00Z",)"
      R"( "member": "m", "basket": {"lines": [{"amount": 1}]}})";
  const std::string db = folder.Path("x.db");
  const Ran ran = RunPatron({"run", program, "--db", db, "-"}, order);
  EXPECT_THAT(ran.out, HasSubstr("committed now: 1 order, 0 returns"));
  EXPECT_THAT(RunPatron({"verify", "--db", db}).out,
              HasSubstr("1 journal entry with 2 postings, 1 lot, 0 counters, "
                        "1 order, "));
}

TEST(Calls, AnAttributesMistakeHasItsPlace) {
  const TemporaryFolder folder;
  const std::string program = folder.Write(
      "p.yaml", std::string(kShopProgram) +
                    "attributes:\n"
                    "  - {owner: line, name: tip, type: money}\n"
                    "  - {owner: basket, name: table, type: int}\n"
                    "  - {owner: event, name: channel, type: string}\n");
  const std::string head = R"({"source": "s", "id": "1", )"
                           R"("time": "2026-01-14T12:00:00Z", )";
  struct Row {
    std::string rest;
    std::string message;
  };
  const Row rows[] = {
      {R"("basket": {"lines": [{"amount": 1},
  {"amount": 2, "attributes": {"tip": "1.00"}}]}})",
       "order:2:39: error: "},
      {R"("basket": {"lines": [{"amount": 1}],
  "attributes": {"table": "four"}}})",
       "order:2:27: error: "},
      {R"("basket": {"lines": [{"amount": 1}]},
  "attributes": {"chanel": "web"}})",
       "order:2:28: error: "},
      {R"("basket": {"lines": [{"amount": 1},
  {"amount": -2}]}})",
       "order:2:3: error: "},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.rest);
    const Ran ran = RunPatron({"quote", program}, head + row.rest);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr(row.message));
  }
}

TEST(Calls, RemediesOfCommonSlips) {
  struct Row {
    std::string from;
    std::string to;
    std::string message;
  };
  const std::string rule =
      "  - id: off\n"
      "    when: basket.units > 1 && basket.lines > 1 && store.id == \"x\"\n"
      "    schedule: {days: [mon]}\n"
      "    then: [{percent_off: {rate: 10%}}, {amount_off: {amount: 1.00}}]\n";
  const Row rows[] = {
      {"&&", "and", "but found 'and': write '&&'"},
      {"&&", "or", "write '||'"},
      {"\"x\"", "\u201cx\u201d", "write straight quotes"},
      {"rate: 10%", "rate: 10", "did you mean 10%?"},
      {"[mon]", "mon-fri", "found a single value: write it in brackets"},
      {"amount: 1.00", "amount: 1,00", "the decimal sign is a point"},
  };
  const TemporaryFolder folder;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.to);
    std::string text = std::string(kShopProgram) + rule;
    text.replace(text.find(row.from), row.from.size(), row.to);
    const Ran ran = RunPatron({"check", folder.Write("p.yaml", text)});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr(row.message));
  }
}

TEST(Calls, EvalSaysWhichNameHasNoValue) {
  const TemporaryFolder folder;
  const std::string types = folder.Write("t.json", R"({"tags": "string"})");
  Ran ran = RunPatron({"eval", "tags.size()", "--types", types});
  EXPECT_EQ(ran.err,
            "patron: error: 'tags' has a type and no value: add it to the "
            "bindings\n");
  ran = RunPatron({"eval", "tags", "--types", types, "--bindings",
                   folder.Write("b.json", R"({"tags": 3})")});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err,
              HasSubstr("'tags' is bound to int, and its type is string"));
}

TEST(Calls, TheDemoMakesOneFolderOnly) {
  const TemporaryFolder folder;
  const Ran ran = RunPatron({"demo", "--keep", folder.Path("a/b/c")});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder.Path("a")));
}

}  // namespace
}  // namespace patron
