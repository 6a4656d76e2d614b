// docs/files.md and the calls of docs/language.md against the program: files
// are read, calls print what the page says, no section is missing.

#include "columns.h"
#include "tests/cli/page.h"
#include "tests/pch.h"
#include "wire/table.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::Page;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

const Page& FilesPage() {
  static const Page page("docs/files.md");
  return page;
}

TEST(FilesPage, FilesAndCallsAreTrue) {
  EXPECT_GE(FilesPage().calls().size(), 3u);
  FilesPage().ExpectTrue();
}

TEST(LanguagePage, CallsAreTrue) {
  const Page page("docs/language.md");
  EXPECT_GE(page.calls().size(), 4u);
  page.ExpectTrue();
}

// A section that the example lacks is one that nobody will find.
TEST(FilesPage, NamesEverySectionAndColumn) {
  for (const wire::FieldRow& field : wire::ProgramRow().fields) {
    EXPECT_THAT("\n" + FilesPage().files().front().second,
                HasSubstr("\n" + std::string(field.name) + ":"))
        << "show it in docs/files.md";
  }
  for (size_t role = 0; role < cli::kRoles; ++role) {
    EXPECT_THAT(
        FilesPage().text(),
        HasSubstr("`" +
                  std::string(cli::RoleName(static_cast<cli::Role>(role))) +
                  "`"));
  }
}

TEST(FilesPage, EventsOfThePageAreCommitted) {
  const TemporaryFolder folder;
  std::string lines;
  for (const auto& [name, content] : FilesPage().files()) {
    folder.Write(name, content);
    if (!name.ends_with(".json")) continue;
    std::string line = content;
    std::erase(line, '\n');
    lines += line + "\n";
  }
  const Ran ran = RunPatron({"run", folder.Path("bakery.yaml"), "--db",
                             folder.Path("bakery.db"),
                             folder.Write("events.jsonl", lines)});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("committed 16 + duplicate 0 + rejected 0"));
}

// As somebody does who reads the page from its top, in an empty folder.
TEST(FilesPage, EachEventOfThePageIsCommittedAsItStands) {
  EXPECT_THAT(FilesPage().text(), Not(HasSubstr("```json\n")))
      << "an example without a file's name is one that nobody runs";
  const TemporaryFolder folder;
  const std::string db = folder.Path("bakery.db");
  for (const auto& [name, content] : FilesPage().files()) {
    const std::string path = folder.Write(name, content);
    if (!name.ends_with(".json")) continue;
    const Ran quote =
        RunPatron({"quote", folder.Path("bakery.yaml"), "--db", db, path});
    EXPECT_TRUE(quote.exit_code == 0 || name == "order.json")
        << name << quote.err;  // that one makes the database
    const Ran ran =
        RunPatron({"run", folder.Path("bakery.yaml"), "--db", db, path});
    EXPECT_EQ(ran.exit_code, 0) << name << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("committed 1 + duplicate 0 + rejected 0"))
        << name;
  }
  EXPECT_EQ(RunPatron({"verify", "--db", db}).exit_code, 0);
}

TEST(FilesPage, SchemasAndHelpLeadHere) {
  const Ran schema = RunPatron({"quote", "--schema"});
  EXPECT_EQ(schema.exit_code, 0);
  EXPECT_THAT(schema.out, HasSubstr("\"unit_price\""));
  EXPECT_EQ(RunPatron({"quote"}).exit_code, 2);
  for (const std::string command : {"check", "quote", "run"}) {
    EXPECT_THAT(RunPatron({command, "--help"}).out, HasSubstr("docs/files.md"));
  }
}

}  // namespace
}  // namespace patron
