// Wrong input, as a person meets it: a clear message, the right exit code,
// nothing half written, nothing crashes.

#include <sqlite3.h>

#include <filesystem>

#include "tests/cli/shop.h"

namespace patron {
namespace {

using testing::DumpDatabase;
using ::testing::HasSubstr;
using testing::kShopColumns;
using testing::kShopHeader;
using testing::kShopProgram;
using testing::Limits;
using ::testing::Not;
using testing::Ran;
using testing::RunPatron;
using testing::Shop;
using testing::TemporaryFolder;

std::string Repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string Replaced(std::string_view from, std::string_view to) {
  std::string text(kShopProgram);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(BadInput, ProgramsAreRefusedWithPlaceAndRemedy) {
  struct Row {
    std::string what;
    std::string program;
    std::vector<std::string> messages;  // parts of standard error
  };
  const Row rows[] = {
      {"an unknown field",
       Replaced("per:", "pr:"),
       {"shop.yaml:13:", "'pr'", "did you mean 'per'?"}},
      {"a wrong type",
       Replaced("rules:\n", "rules: yes\nx:\n"),
       {"shop.yaml:10:"}},
      {"an unknown name",
       Replaced("currency: bean", "currency: been"),
       {"shop.yaml:13:", "did you mean 'bean'?"}},
      {"an unknown name in an expression",
       Replaced("line.sku", "line.sk"),
       {"shop.yaml:9:25:", "line.sku"}},
      {"an impossible date",
       Replaced("2025-01-01", "2025-02-30"),
       {"shop.yaml:3:13:", "28"}},
      {"a rate of abc",
       Replaced("earn_points: {currency: bean, points: 1, per: 1.00}",
                "percent_off: {rate: abc}"),
       {"shop.yaml:13:", "abc"}},
      {"a YAML syntax error",
       Replaced("rules:", "rules: ]"),
       {"shop.yaml:10:"}},
      {"duplicate keys",
       Replaced("version: 1", "version: 1\nversion: 2"),
       {"shop.yaml:3:1:", "version"}},
      {"a second document",
       std::string(kShopProgram) + "---\na: b\n",
       {"shop.yaml:14:", "document"}},
      {"invalid UTF-8",
       Replaced("shop", "sh\xC3(p"),
       {"shop.yaml:1:", "UTF-8"}},
      {"10,000 nested brackets",
       Replaced("rules:", "rules: " + Repeat("[", 10'000)),
       {"shop.yaml:10:", "deep"}},
      {"10,000 nested brackets in an expression",
       Replaced("line.sku ==", Repeat("(", 10'000) + "line.sku =="),
       {"shop.yaml:9:"}},
      {"an unknown zone",
       Replaced("Europe/Berlin", "Europe/Berln"),
       {"shop.yaml:4:7:", "Europe/Berln"}},
      {"nothing", "", {"shop.yaml"}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const TemporaryFolder folder;
    const std::string path = folder.Write("shop.yaml", row.program);
    const Ran ran = RunPatron({"check", path});
    EXPECT_EQ(ran.exit_code, 1) << ran.err;
    EXPECT_EQ(ran.out, "");
    for (const std::string& message : row.messages) {
      EXPECT_THAT(ran.err, HasSubstr(message));
    }
    const std::string db = folder.Path("shop.db");
    folder.Write("columns.yaml", kShopColumns);
    folder.Write("sales.csv", kShopHeader);
    const Ran run =
        RunPatron({"run", path, "--db", db, folder.Path("sales.csv")});
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_FALSE(std::filesystem::exists(db));
  }
}

TEST(BadInput, ThatMoreErrorsFollowIsSaidLast) {
  std::string unknown(kShopProgram);
  for (int i = 0; i < 1500; ++i) unknown += "x" + std::to_string(i) + ": 1\n";
  const TemporaryFolder folder;
  const std::string path = folder.Write("shop.yaml", unknown);
  const Ran ran = RunPatron({"check", path});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_TRUE(
      ran.err.ends_with("shop.yaml: error: more errors follow: mend "
                        "these first\n"))
      << ran.err.substr(ran.err.size() - 300);
  EXPECT_THAT(ran.err.substr(0, 300), HasSubstr("shop.yaml:14:1: error: "));
}

TEST(BadInput, OrdersAreRefused) {
  const std::string rest =
      R"(", "time": "2026-01-14T12:00:00Z", "member": "ann", "basket": )";
  struct Row {
    std::string what;
    std::string basket;
    std::string message;
  };
  const Row rows[] = {
      {"a negative price",
       R"({"currency": "EUR", "lines": [{"sku": "a", "amount": "-1.00"}]})",
       "-1.00 EUR"},
      {"quantity 0",
       R"({"currency": "EUR", "lines": [{"quantity": "0", "amount": "1.00"}]})",
       "more than 0"},
      {"an unknown currency",
       R"({"currency": "EUX", "lines": [{"amount": "1.00"}]})", "EUX"},
      {"another currency",
       R"({"currency": "USD", "lines": [{"amount": "1.00"}]})", "USD"},
      {"an amount that overflows",
       R"({"currency": "EUR", "lines": [{"amount": "99999999999999999999.00"}]})",
       "99999999999999999999.00"},
      {"a total that overflows",
       R"({"currency": "EUR", "lines": [{"amount": "92233720368547758.07"},
           {"amount": "0.01"}]})",
       "64 bits"},
      {"two lines of one id",
       R"({"currency": "EUR", "lines": [{"id": "1", "amount": "1.00"},
           {"id": "1", "amount": "1.00"}]})",
       "two lines"},
      {"too many decimals",
       R"({"currency": "EUR", "lines": [{"amount": "1.005"}]})", "1.005"},
      {"an unknown field",
       R"({"currency": "EUR", "lines": [{"amont": "1.00"}]})",
       "did you mean 'amount'?"},
      {"no lines", R"({"currency": "EUR"})", "at least one line"},
      {"broken JSON", R"({"currency": )", "order:1:"},
  };
  const TemporaryFolder folder;
  const std::string program = folder.Write("shop.yaml", kShopProgram);
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const std::string order =
        R"({"source": "till", "id": "1)" + rest + row.basket + "}";
    const Ran ran = RunPatron({"quote", program}, order);
    EXPECT_EQ(ran.exit_code, 1) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr(row.message));
  }
}

TEST(BadInput, ControlCharactersReachNoTerminal) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("shop.yaml", kShopProgram);
  const std::string order =
      R"({"source": "till", "id": "1", "time": "2026-01-14T12:00:00Z",)"
      R"( "basket": {"lines": [{"sku": "a", "name": "a\u001b[2Jb\u009bc)"
      R"(\u0007\nd\u202ee", "amount": "1.00"}]}})";
  const Ran ran = RunPatron({"quote", program}, order);
  for (const unsigned char c : ran.out + ran.err) {
    EXPECT_TRUE(c == '\n' || (c >= 0x20 && c != 0x7f)) << int{c};
  }
  for (const std::string sign : {"\u009b", "\u202e"}) {
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr(sign)));
  }
  // Where such a name is taken at all, it is shown escaped.
  EXPECT_TRUE(ran.exit_code != 0 ||
              ran.out.find("a\\x1b[2Jb") != std::string::npos);
  // Nor does what a message repeats.
  const Ran failed =
      RunPatron({"quote", program}, R"({"a\u001b[2J": 1, "\u009b": 2})");
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.err, Not(HasSubstr("\x1b")));
  EXPECT_THAT(failed.err, Not(HasSubstr("\u009b")));
}

TEST(BadInput, BrokenLinesOfAFileAreRejectedAndCounted) {
  const std::string good = "1,2026-01-14 12:00,ann,latte,1,2.50\n";
  struct Row {
    std::string what;
    std::string lines;
    int read;
    int committed;
    std::string reason;  // in the rejects file
  };
  std::string nul = "2,2026-01-14 12:00,ann,la";
  nul += '\0';
  nul += "tte,1,2.50\n";
  const Row rows[] = {
      {"a broken quote", "2,2026-01-14 12:00,ann,\"la\"tte,1,2.50\n", 2, 1,
       "bad_csv"},
      {"a NUL byte", nul, 2, 1, "bad_csv"},
      {"64 MB on one line", Repeat("x", 64 << 20) + "\n", 2, 1,
       "line_too_long"},
      {"a negative price", "2,2026-01-14 12:00,ann,latte,1,-2.50\n", 2, 1,
       "negative_price"},
      {"quantity 0", "2,2026-01-14 12:00,ann,latte,0,2.50\n", 2, 1,
       "bad_quantity"},
      {"no number", "2,2026-01-14 12:00,ann,latte,1,two\n", 2, 1, "bad_number"},
      {"an impossible date", "2,2026-02-30 12:00,ann,latte,1,2.50\n", 2, 1,
       "bad_date"},
      {"an amount that overflows",
       "2,2026-01-14 12:00,ann,latte,999999999,9999999999999\n", 2, 1,
       "overflow"},
      {"a bad line takes its order along",
       "2,2026-01-14 12:00,ann,latte,1,2.50\n"
       "2,2026-01-14 12:00,ann,latte,1,two\n",
       3, 1, "bad_number"},
      {"too few fields", "2,2026-01-14 12:00,ann\n", 2, 1, "bad_csv"},
      {"before the program begins", "2,2020-01-14 12:00,ann,latte,1,2.50\n", 2,
       1, "no_program"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const TemporaryFolder folder;
    const std::string program = folder.Write("shop.yaml", kShopProgram);
    folder.Write("columns.yaml", kShopColumns);
    const std::string sales =
        folder.Write("sales.csv", std::string(kShopHeader) + good + row.lines);
    const std::string db = folder.Path("shop.db");
    const std::string rejects = folder.Path("rejects.csv");
    const Ran ran =
        RunPatron({"run", program, "--db", db, sales, "--rejects", rejects});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(
        ran.out,
        HasSubstr("lines read " + std::to_string(row.read) + " = committed " +
                  std::to_string(row.committed) + " + duplicate 0 + rejected " +
                  std::to_string(row.read - row.committed) + "\n"));
    EXPECT_THAT(ran.out, HasSubstr("rejected as " + row.reason + ": " +
                                   std::to_string(row.read - row.committed)));
    EXPECT_TRUE(std::filesystem::exists(rejects));
    const Ran strict = RunPatron({"run", program, "--db", db, sales,
                                  "--rejects", rejects, "--max-rejects", "0"});
    EXPECT_EQ(strict.exit_code, 1);
    EXPECT_EQ(RunPatron({"verify", "--db", db}).exit_code, 0);
  }
}

TEST(BadInput, AMissingColumnOrFileIsAnError) {
  const Shop shop;
  shop.folder.Write("sales.csv", "order,time,member,sku,qty,price\n");
  Ran ran = shop.Run();
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("quantity"));
  ran = RunPatron({"run", shop.program, "--db", shop.db, "/no/such.csv"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("/no/such.csv"));
  ran = RunPatron({"check", "/no/such.yaml"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("/no/such.yaml"));
}

TEST(BadInput, AWrongCallIsTwo) {
  EXPECT_EQ(RunPatron({}).exit_code, 2);
  EXPECT_EQ(RunPatron({"frobnicate"}).exit_code, 2);
  EXPECT_EQ(RunPatron({"quote"}).exit_code, 2);
  EXPECT_EQ(RunPatron({"run", "x.yaml"}).exit_code, 2);
  EXPECT_EQ(RunPatron({"verify", "--db", "x", "--format", "xml"}).exit_code, 2);
  EXPECT_EQ(RunPatron({"report", "--db", "x", "--until", "abc"}).exit_code, 2);
  EXPECT_EQ(
      RunPatron({"report", "--db", "x", "--until", "2026-02-30"}).exit_code, 2);
  EXPECT_EQ(
      RunPatron({"member", "--db", "x", "ann", "--at", "yesterday"}).exit_code,
      2);
  EXPECT_EQ(RunPatron({"--help"}).exit_code, 0);
  EXPECT_EQ(RunPatron({"--version"}).exit_code, 0);
}

void SetUserVersion(const std::string& path, int version) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  const std::string sql = "PRAGMA user_version = " + std::to_string(version);
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
}

TEST(BadInput, AnotherDatabaseIsLeftAlone) {
  const Shop shop;
  ASSERT_EQ(shop.Run().exit_code, 0);
  SetUserVersion(shop.db, 9999);
  const std::string before = DumpDatabase(shop.db);
  const Ran newer = shop.Run();
  EXPECT_EQ(newer.exit_code, 1);
  EXPECT_THAT(newer.err, HasSubstr("9999"));
  EXPECT_EQ(DumpDatabase(shop.db), before);

  const std::string text = shop.folder.Write("notes.db", "buy milk\n");
  for (const std::string command : {"verify", "report"}) {
    const Ran ran = RunPatron({command, "--db", text});
    EXPECT_EQ(ran.exit_code, 1) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("notes.db"));
  }
  EXPECT_EQ(std::filesystem::file_size(text), 9u);
  const Ran none = RunPatron({"verify", "--db", shop.folder.Path("none.db")});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_FALSE(std::filesystem::exists(shop.folder.Path("none.db")));
}

TEST(BadInput, AReadOnlyDirectoryIsSaidSo) {
  const Shop shop;
  std::filesystem::create_directory(shop.folder.Path("ro"));
  std::filesystem::permissions(shop.folder.Path("ro"),
                               std::filesystem::perms::owner_read |
                                   std::filesystem::perms::owner_exec |
                                   std::filesystem::perms::others_read |
                                   std::filesystem::perms::others_exec);
  const Ran ran = RunPatron(
      {"run", shop.program, "--db", shop.folder.Path("ro/shop.db"), shop.sales},
      "", {.unprivileged = true});
  EXPECT_EQ(ran.exit_code, 3) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("ro/shop.db"));
}

TEST(BadInput, AFullDiskLosesNothing) {
  const Shop shop;
  const Shop other;
  ASSERT_EQ(other.Run().exit_code, 0);
  bool failed = false;
  for (const int64_t kilobytes : {64, 200, 300, 400}) {
    const Ran ran =
        shop.Run({.file_bytes_max = kilobytes * 1024, .unprivileged = true});
    if (ran.exit_code == 0) continue;
    failed = true;
    EXPECT_EQ(ran.exit_code, 3) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("shop.db"));
  }
  EXPECT_TRUE(failed);
  // With room again the run goes on and comes to the same.
  const Ran ran = shop.Run({.unprivileged = true});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(DumpDatabase(shop.db), DumpDatabase(other.db));
  EXPECT_EQ(RunPatron({"verify", "--db", shop.db}).exit_code, 0);
}

}  // namespace
}  // namespace patron
