// CSV as RFC 4180 has it, and files that are broken in every way a shop finds.

#include "csv_reader.h"

#include <sys/resource.h>

#include <fstream>

#include "patron/error.h"
#include "tests/cli/scratch_file.h"
#include "tests/pch.h"
#include "tests/seed.h"
#include "tests/status_matchers.h"

namespace patron::cli {
namespace {

using ::patron::testing::Between;
using ::patron::testing::IsOk;
using ::patron::testing::ScratchFolder;
using ::patron::testing::SeededRandom;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "2: a|b|c" for a record, "3! reason: first|fields" for a broken one.
std::vector<std::string> ReadAll(const std::string& path,
                                 CsvOptions options = {}) {
  std::vector<std::string> out;
  absl::StatusOr<CsvReader> reader = CsvReader::Open(path, options);
  if (!reader.ok()) {
    return {"open: " + std::string(ReasonName(ReasonOf(reader.status())))};
  }
  CsvRecord record;
  for (;;) {
    const absl::StatusOr<bool> more = reader->Next(record);
    if (!more.ok()) {
      out.push_back("end: " + std::string(ReasonName(ReasonOf(more.status()))));
      return out;
    }
    if (!*more) return out;
    std::string text = std::to_string(record.line);
    text += record.status.ok()
                ? ":"
                : "! " + std::string(ReasonName(ReasonOf(record.status))) + ":";
    char separator = ' ';
    for (const std::string_view field : record.fields) {
      text += separator + std::string(field);
      separator = '|';
    }
    out.push_back(text);
  }
}

TEST(CsvReader, Table) {
  struct Case {
    std::string name;
    std::string below_header;          // of a file with the columns a,b,c
    std::vector<std::string> records;  // as ReadAll prints them
  };
  const std::vector<Case> cases = {
      {"plain", "1,2,3\n4,5,6\n", {"2: 1|2|3", "3: 4|5|6"}},
      {"no line end at the end", "1,2,3", {"2: 1|2|3"}},
      {"CR LF", "1,2,3\r\n4,5,6\r\n", {"2: 1|2|3", "3: 4|5|6"}},
      {"CR at the end of the file", "1,2,3\r", {"2: 1|2|3"}},
      {"blank lines", "\n1,2,3\n\r\n\n4,5,6\n\n", {"3: 1|2|3", "6: 4|5|6"}},
      {"empty fields", ",,\n\"\",,\"\"\n", {"2: ||", "3: ||"}},
      {"quotes", "\"a,b\",\"c\"\"d\",\"\"\"\"\n", {"2: a,b|c\"d|\""}},
      {"a line end in quotes",
       "1,\"x\ny\",3\n4,5,6\n",
       {"2: 1|x\ny|3", "4: 4|5|6"}},
      {"CR LF in quotes stays",
       "1,\"x\r\n\r\ny\",3\r\n4,5,6\n",
       {"2: 1|x\r\n\r\ny|3", "5: 4|5|6"}},
      {"too few and too many",
       "1,2\n1,2,3,4\n5,6,7\n",
       {"2! bad_csv: 1|2", "3! bad_csv: 1|2|3|4", "4: 5|6|7"}},
      {"a quote in a plain field",
       "1,2\"x,3\n4,5,6\n",
       {"2! bad_csv: 1", "3: 4|5|6"}},
      {"text behind a quote",
       "1,\"2\"x,3\n4,5,6\n",
       {"2! bad_csv: 1", "3: 4|5|6"}},
      {"a blank before a quote",
       "1, \"2\",3\n4,5,6\n",
       {"2! bad_csv: 1", "3: 4|5|6"}},
      {"a quote that never closes",
       "1,2,\"3\n4,5,6\n7,8,9\n",
       {"2! bad_csv: 1|2", "3: 4|5|6", "4: 7|8|9"}},
      {"one that the next quote closes",
       "1,2,\"3\n4,\"5\",6\n7,8,9\n",
       {"2! bad_csv: 1|2", "3: 4|5|6", "4: 7|8|9"}},
      {"a lone carriage return",
       "1,2\r3,4\n4,5,6\n",
       {"2! bad_csv: 1", "3: 4|5|6"}},
      {"a NUL byte",
       std::string("1,\0,3\n4,5,6\n", 12),
       {"2! bad_csv: 1|" + std::string(1, '\0') + "|3", "3: 4|5|6"}},
      {"UTF-8",
       "\xC3\xA9,\xE2\x82\xAC,\xF0\x9F\x98\x80\n",
       {"2: \xC3\xA9|\xE2\x82\xAC|\xF0\x9F\x98\x80"}},
      {"Latin-1",
       "caf\xE9,2,3\n4,5,6\n",
       {"2! not_utf8: caf\xE9|2|3", "3: 4|5|6"}},
      {"UTF-8 cut by the line",
       "1,2,3\xC3\n4,5,6\n",
       {"2! not_utf8: 1|2|3\xC3", "3: 4|5|6"}},
      {"far past eight bytes",
       "abcdefghijklmno,2,\xFF\n",
       {"2! not_utf8: abcdefghijklmno|2|\xFF"}},
  };
  const ScratchFolder folder;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string text = "a,b,c\n" + c.below_header;
    EXPECT_EQ(ReadAll(folder.Write("a.csv", text)), c.records);
    EXPECT_EQ(ReadAll(folder.WriteGzip("a.csv.gz", text)), c.records);
  }
}

TEST(CsvReader, Header) {
  const ScratchFolder folder;
  const auto reader = CsvReader::Open(
      folder.Write("a.csv", "\xEF\xBB\xBF\"a\",\"b \"\"c\"\"\"\r\n"), {});
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT(reader->header(), ElementsAre("a", "b \"c\""));

  struct Case {
    std::string text;
    std::string message;
  };
  const std::vector<Case> cases = {
      {"", "is empty"},
      {"\n\n", "is empty"},
      {"\xEF\xBB\xBF", "is empty"},
      {"a,\"b\n", "does not close"},
      {std::string("\xFF\xFE"
                   "a\0,\0",
                   6),
       "NUL byte"},
      {"caf\xE9,b\n", "not UTF-8"},
  };
  for (const Case& c : cases) {
    const auto broken = CsvReader::Open(folder.Write("b.csv", c.text), {});
    ASSERT_FALSE(broken.ok());
    EXPECT_THAT(MessageOf(broken.status()), HasSubstr(c.message));
    EXPECT_THAT(MessageOf(broken.status()), HasSubstr("b.csv"));
  }
}

TEST(CsvReader, FilesThatCannotBeRead) {
  const ScratchFolder folder;
  EXPECT_THAT(ReadAll(folder.Path("none.csv")),
              ElementsAre("open: unreadable"));
  EXPECT_THAT(ReadAll(folder.Path("")), ElementsAre("open: unreadable"));

  // A copy that broke off: what came is read, and then it is said.
  std::mt19937_64 random = SeededRandom();
  std::string text = "a,b\n";
  for (int i = 0; i < 20'000; ++i) {
    text += std::to_string(random()) + "," + std::to_string(i) + "\n";
  }
  const std::string path = folder.WriteGzip("cut.csv.gz", text);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  const std::vector<std::string> records = ReadAll(path);
  EXPECT_EQ(records.back(), "end: unreadable");
  EXPECT_GT(records.size(), 5'000u);

  // Only the checksum at the end is missing.
  const std::string tail = folder.WriteGzip("tail.csv.gz", text);
  std::filesystem::resize_file(tail, std::filesystem::file_size(tail) - 4);
  EXPECT_EQ(ReadAll(tail).back(), "end: unreadable");

  // A bit that flipped.
  const std::string bad = folder.WriteGzip("bad.csv.gz", text);
  std::fstream file(bad, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(bad) / 2));
  file.write("\xFF\x00\xFF\x00", 4);
  file.close();
  // zlib decodes a quarter of a megabyte at a time and gives none of it.
  EXPECT_THAT(ReadAll(bad).back(), HasSubstr("unreadable"));
}

TEST(CsvReader, LinesThatAreTooLong) {
  const ScratchFolder folder;
  const CsvOptions small{.record_bytes_max = 20};
  const std::string at_limit(16, 'x');  // and "1,2," is 20
  const std::string over(17, 'x');
  EXPECT_THAT(
      ReadAll(folder.Write("a.csv", "a,b,c\n1,2," + at_limit + "\n1,2," + over +
                                        "\n4,5,6\n"),
              small),
      ElementsAre("2: 1|2|" + at_limit, "3! line_too_long: 1|2", "4: 4|5|6"));
  EXPECT_THAT(ReadAll(folder.Write("b.csv", "a,b,c\n1,2," + over), small),
              ElementsAre("2! line_too_long: 1|2"));
  // In quotes the limit is the record's, and only its first line goes.
  EXPECT_THAT(
      ReadAll(folder.Write("c.csv", "a,b,c\n1,2,\"x\n4,5,6\n7,8,9\n0,0,0\n"),
              small),
      ElementsAre("2! bad_csv: 1|2", "3: 4|5|6", "4: 7|8|9", "5: 0|0|0"));
  EXPECT_THAT(ReadAll(folder.Write("d.csv", over + "," + over + "\n"), small),
              ElementsAre("open: line_too_long"));
}

int64_t PeakKilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(CsvReader, SixtyFourMegabytesOnOneLineCostLittleMemory) {
  const ScratchFolder folder;
  const std::string path = folder.Path("long.csv");
  {
    std::ofstream out(path, std::ios::binary);
    out << "a,b,c\n1,";
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 64; ++i) out << block;
    out << ",3\n4,5,6\n";
  }
  const int64_t before = PeakKilobytes();
  EXPECT_THAT(ReadAll(path), ElementsAre("2! line_too_long: 1", "3: 4|5|6"));
  // With the sanitizer's shadow and quarantine; the line itself is 64 MB.
  EXPECT_LT(PeakKilobytes() - before, 24 * 1024);
}

// Every text that the reader takes for whole comes back field by field.
TEST(CsvReader, WhatIsQuotedIsReadBack) {
  std::mt19937_64 random = SeededRandom();
  const ScratchFolder folder;
  constexpr std::string_view kAlphabet = "ab,\"\n\r\xC3\xA9 ";
  for (int round = 0; round < 50; ++round) {
    std::string text = "a,b,c\n";
    std::vector<std::string> expected;
    int64_t line = 2;
    for (int row = 0; row < 30; ++row) {
      std::string record;
      std::string print;
      int64_t lines = 1;
      for (int field = 0; field < 3; ++field) {
        std::string value;
        for (int64_t n = Between(random, 0, 6); n > 0; --n) {
          const auto at = static_cast<size_t>(
              Between(random, 0, static_cast<int64_t>(kAlphabet.size()) - 1));
          // The two bytes of a letter stay together.
          if (kAlphabet[at] == '\xC3' || kAlphabet[at] == '\xA9') {
            value += "\xC3\xA9";
          } else {
            value += kAlphabet[at];
          }
        }
        if (field > 0) record += ',';
        record += '"';
        for (const char c : value) {
          if (c == '"') record += '"';
          if (c == '\n') ++lines;
          record += c;
        }
        record += '"';
        print += (field == 0 ? " " : "|") + value;
      }
      expected.push_back(std::to_string(line) + ":" + print);
      text += record + (Between(random, 0, 1) == 0 ? "\n" : "\r\n");
      line += lines;
    }
    ASSERT_EQ(ReadAll(folder.Write("a.csv", text)), expected);
  }
}

// Any bytes: every line below the header is in some record, none is read
// twice, and reading ends.
TEST(CsvReader, AnyBytesAreReadToTheEnd) {
  std::mt19937_64 random = SeededRandom();
  const ScratchFolder folder;
  constexpr std::string_view kAlphabet = "a,,\"\"\n\n\r\xFF";
  for (int round = 0; round < 400; ++round) {
    std::string text = "a,b\n";
    for (int64_t n = Between(random, 0, 120); n > 0; --n) {
      text += kAlphabet[static_cast<size_t>(
          Between(random, 0, static_cast<int64_t>(kAlphabet.size()) - 1))];
    }
    absl::StatusOr<CsvReader> reader =
        CsvReader::Open(folder.Write("a.csv", text), {.record_bytes_max = 40});
    ASSERT_THAT(reader, IsOk());
    CsvRecord record;
    size_t at = 4;
    int64_t line = 2;
    const auto skip_line_end = [&] {
      if (at < text.size() && text[at] == '\r') ++at;
      if (at == text.size()) return;
      ASSERT_EQ(text[at], '\n') << text;
      ++at;
      ++line;
    };
    const auto at_blank_line = [&] {
      const std::string_view rest = std::string_view(text).substr(at);
      return rest.starts_with('\n') || rest.starts_with("\r\n") || rest == "\r";
    };
    for (;;) {
      const absl::StatusOr<bool> more = reader->Next(record);
      ASSERT_THAT(more, IsOk());
      while (at_blank_line()) skip_line_end();
      if (!*more) break;
      ASSERT_EQ(record.line, line) << text;
      ASSERT_EQ(text.substr(at, record.text.size()), record.text) << text;
      for (const char c : record.text) {
        if (c == '\n') ++line;
      }
      at += record.text.size();
      skip_line_end();
    }
    ASSERT_EQ(at, text.size()) << text;
  }
}

}  // namespace
}  // namespace patron::cli
