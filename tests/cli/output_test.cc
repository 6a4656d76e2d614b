// What the command line writes beside its results: rejects and progress.

#include <sys/stat.h>

#include "csv_reader.h"
#include "patron/error.h"
#include "progress.h"
#include "rejects.h"
#include "tests/cli/scratch_file.h"
#include "tests/pch.h"
#include "tests/status_matchers.h"

namespace patron::cli {
namespace {

using ::patron::testing::IsOk;
using ::patron::testing::ScratchFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

RejectedLine Rejected(int64_t line, std::string_view text) {
  return {line, "A,1", Reason::kBadQuantity, "is \"0\"", text};
}

TEST(RejectsFile, AppearsWholeOrNotAtAll) {
  const ScratchFolder folder;
  const std::string path = folder.Write("rejects.csv", "of the last run\n");
  {
    auto file = RejectsFile::Create(path, false);
    ASSERT_THAT(file, IsOk());
    file->Add(Rejected(3, "x"), "sales.csv");
    EXPECT_EQ(folder.Read("rejects.csv"), "of the last run\n");
  }  // given up
  EXPECT_EQ(folder.Read("rejects.csv"), "of the last run\n");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));

  auto file = RejectsFile::Create(path, false);
  ASSERT_THAT(file, IsOk());
  file->Add(Rejected(3, "1,\"2\"\n,x"), "sales.csv");
  file->Add(Rejected(10, "plain"), "sales.csv");
  EXPECT_EQ(file->lines(), 2);
  ASSERT_THAT(file->Commit(), IsOk());
  EXPECT_EQ(folder.Read("rejects.csv"),
            "line,order,reason,message,text\n"
            "3,\"A,1\",bad_quantity,\"is \"\"0\"\"\",\"1,\"\"2\"\"\n,x\"\n"
            "10,\"A,1\",bad_quantity,\"is \"\"0\"\"\",plain\n");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
}

TEST(RejectsFile, CanBeReadBack) {
  const ScratchFolder folder;
  auto file = RejectsFile::Create(folder.Path("r.csv"), false);
  ASSERT_THAT(file, IsOk());
  file->Add(Rejected(3, "1,\"two\r\nlines\",\"\""), "sales.csv");
  ASSERT_THAT(file->Commit(), IsOk());
  auto reader = CsvReader::Open(folder.Path("r.csv"), {});
  ASSERT_THAT(reader, IsOk());
  CsvRecord record;
  ASSERT_THAT(reader->Next(record), testing::IsOkAndHolds(true));
  ASSERT_THAT(record.status, IsOk());
  EXPECT_THAT(record.fields, ElementsAre("3", "A,1", "bad_quantity", "is \"0\"",
                                         "1,\"two\r\nlines\",\"\""));
}

TEST(RejectsFile, PlacesThatCannotBeWritten) {
  const ScratchFolder folder;
  const auto nowhere = RejectsFile::Create(folder.Path("none/r.csv"), false);
  EXPECT_THAT(MessageOf(nowhere.status()), HasSubstr("none/r.csv.part"));
  // A folder stands in the file's place: nothing is left beside it.
  const std::string path = folder.Path("taken");
  std::filesystem::create_directories(path + "/inside");
  auto file = RejectsFile::Create(path, false);
  ASSERT_THAT(file, IsOk());
  EXPECT_FALSE(file->Commit().ok());
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  EXPECT_TRUE(std::filesystem::exists(path + "/inside"));
}

TEST(RejectsFile, AFullDiskIsSaid) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  const ScratchFolder folder;
  const std::string path = folder.Path("r.csv");
  std::filesystem::create_symlink("/dev/full", path + ".part");
  auto file = RejectsFile::Create(path, false);
  ASSERT_THAT(file, IsOk());
  const std::string text(10'000, 'x');
  for (int i = 0; i < 10; ++i) file->Add(Rejected(i, text), "sales.csv");
  EXPECT_EQ(ReasonOf(file->Commit()), Reason::kDiskFull);
  EXPECT_FALSE(std::filesystem::exists(path));
}

std::string Shown(bool terminal) {
  std::FILE* out = std::tmpfile();
  {
    Progress progress(out, "reading", terminal);
    progress.Show(0, 0);
    for (int64_t done = 0; done <= 3000; ++done) progress.Show(done, 3000);
    progress.Show(4000, 3000);
  }
  std::string text(static_cast<size_t>(std::ftell(out)), '\0');
  std::rewind(out);
  EXPECT_EQ(std::fread(text.data(), 1, text.size(), out), text.size());
  std::fclose(out);
  return text;
}

TEST(Progress, OnATerminalAndNowhereElse) {
  EXPECT_EQ(Shown(false), "");
  const std::string shown = Shown(true);
  EXPECT_THAT(shown, HasSubstr("reading  [               "));
  EXPECT_THAT(shown, HasSubstr(" 42%"));
  EXPECT_THAT(shown, HasSubstr("] 100%"));
  // One drawing a percent, and the line is clean at the end.
  EXPECT_EQ(std::count(shown.begin(), shown.end(), '%'), 101);
  EXPECT_TRUE(shown.ends_with("\r\x1b[K"));
  std::FILE* file = std::tmpfile();
  EXPECT_FALSE(Progress::IsTerminal(file));
  std::fclose(file);
}

TEST(Progress, CountsWhereNobodyKnowsTheEnd) {
  for (const bool terminal : {true, false}) {
    std::FILE* out = std::tmpfile();
    {
      Progress progress(out, "verifying rows", terminal);
      for (int64_t done = 0; done <= 3500; done += 500) progress.Count(done);
    }
    std::string text(static_cast<size_t>(std::ftell(out)), '\0');
    std::rewind(out);
    EXPECT_EQ(std::fread(text.data(), 1, text.size(), out), text.size());
    std::fclose(out);
    const std::string line = "\r\x1b[K";
    EXPECT_EQ(text, terminal ? line + "verifying rows  0" + line +
                                   "verifying rows  1000" + line +
                                   "verifying rows  2000" + line +
                                   "verifying rows  3000" + line
                             : "");
  }
}

TEST(Progress, EveryBarIsAsWide) {
  EXPECT_EQ(FormatProgress("x", 50),
            "x  [###############               ]  50%");
  for (int percent = 0; percent <= 100; ++percent) {
    EXPECT_EQ(FormatProgress("x", percent).size(),
              FormatProgress("x", 100).size());
  }
}

}  // namespace
}  // namespace patron::cli
