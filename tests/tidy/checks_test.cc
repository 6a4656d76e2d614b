// Each tidy check on a snippet that it must refuse and on a near one that it
// must take.

#include "tests/tidy/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace patron::tidy {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Row {
  std::string path;
  std::string text;
  // A part of the message, or "" when the snippet is fine.
  std::string expected;
};

void Expect(const Findings& findings, const Row& row) {
  const std::string where = row.path + ":\n" + row.text;
  if (row.expected.empty()) {
    for (const Finding& finding : findings) {
      ADD_FAILURE() << ToString(finding) << "\n" << where;
    }
    return;
  }
  ASSERT_FALSE(findings.empty()) << "no finding in " << where;
  EXPECT_THAT(ToString(findings[0]), HasSubstr(row.expected)) << where;
}

template <typename Check>
void ExpectEach(Check check, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    Expect(check(MakeFile(row.path, row.text)), row);
  }
}

std::string Repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(SourceTest, BlanksCommentsAndLiterals) {
  const File file = MakeFile(
      "a.cc", "f(\"a\\\"b\", 'c', 1'000); // d\n/* e\n*/ R\"x(g\")x\" h\n");
  EXPECT_EQ(file.code.size(), file.text.size());
  EXPECT_THAT(file.code, HasSubstr("1'000"));
  EXPECT_THAT(file.code, HasSubstr(" h\n"));
  for (char gone : std::string("abcdeg")) {
    EXPECT_EQ(file.code.find(gone), std::string::npos) << gone;
  }
  EXPECT_THAT(file.bare, HasSubstr("// d"));
}

TEST(SourceTest, FindsFunctions) {
  const File file = MakeFile("a.cc",
                             "#define BEGIN {\n"
                             "namespace a {\n"
                             "struct S : B<int> {\n"
                             "  S() : x_{1}, y_(2) {\n"
                             "    g();\n"
                             "  }\n"
                             "  int x_ = 0;\n"
                             "};\n"
                             "const int kRows[] = {\n"
                             "  1,\n"
                             "};\n"
                             "int h(struct T* t)\n"
                             "{ if (t) { return 1; } return '}'; }\n"
                             "TEST(A, B) {\n"
                             "}\n"
                             "}  // namespace a\n");
  std::vector<std::string> found;
  for (const FunctionSpan& function : FunctionsOf(file)) {
    found.push_back(function.head + " " + std::to_string(function.first_line) +
                    "-" + std::to_string(function.last_line));
  }
  EXPECT_THAT(found, ::testing::Contains("int h(struct T* t) 12-13"));
  EXPECT_THAT(found, ::testing::Contains("TEST(A, B) 14-15"));
  EXPECT_THAT(found, ::testing::Contains(", y_(2) 4-6"));
}

TEST(ChecksTest, IncludeDirection) {
  ExpectEach(
      CheckIncludeDirection,
      {
          {"src/ledger/a.cc", "#include \"decide/plan.h\"\n",
           "ledger may not see decide"},
          {"src/decide/a.cc", "#include \"store/store.h\"\n",
           "decide may not see store"},
          {"src/engine/a.cc", "#include \"patron/text.h\"\n",
           "engine may not see wire"},
          {"include/patron/money.h", "#include \"patron/event.h\"\n",
           "base may not see model"},
          {"src/base/a.cc", "#include \"patron/nowhere.h\"\n", "has no row"},
          {"src/base/a.cc", "#include \"a.h\"\n", "name the module"},
          {"src/decide/a.cc",
           "#include \"expr/type.h\"\n#include \"base/a.h\"\n", ""},
          {"src/ledger/a.cc", "#include \"patron/decision.h\"\n", ""},
          {"src/engine/a.cc", "#include \"patron/store.h\"\n", ""},
          {"capi/a.cc", "#include \"decide/plan.h\"\n", ""},
          {"tests/ledger/a.cc", "#include \"decide/plan.h\"\n", ""},
      });
}

TEST(ChecksTest, GeneratedIncludes) {
  ExpectEach(CheckGeneratedIncludes,
             {
                 {"src/model/a.cc", "#include \"patron/v1/event.pb.h\"\n",
                  "only src/wire"},
                 {"src/wire/a.cc", "#include \"patron/v1/event.pb.h\"\n", ""},
             });
}

TEST(ChecksTest, BannedWords) {
  const char* const banned[] = {
      "abort();",
      "std::exit(1);",
      "std::cout << 1;",
      "std::cerr << 1;",
      "printf(\"x\");",
      "std::puts(\"x\");",
      "fprintf(stderr, \"x\");",
      "thread_local int x;",
      "absl::Mutex m;",
      "auto t = std::chrono::system_clock::now();",
      "auto t = absl::Now();",
      "time(nullptr);",
      "int x = rand();",
      "std::random_device d;",
      "getenv(\"HOME\");",
      "setlocale(LC_ALL, \"\");",
      "std::regex r;",
      "#include <iostream>",
      "ABSL_CHECK(x);",
      "// TODO: later",
      "/* FIXME */",
  };
  for (const char* text : banned) {
    const std::string line = std::string(text) + "\n";
    ExpectEach(CheckBannedWords, {{"src/base/a.cc", line, "banned-word"},
                                  {"capi/a.cc", line, "banned-word"},
                                  {"include/patron/a.h", line, "banned-word"},
                                  {"tests/base/a.cc", line, ""}});
  }
  ExpectEach(CheckBannedWords,
             {{"include/patron/a.h", "f(absl::string_view s);\n", "banned"},
              {"src/base/a.cc", "f(absl::string_view s);\n", ""}});
  ExpectEach(CheckBannedWords,
             {{"src/base/a.cc", "ParseMoney(t).value();\n", "throwing-value"},
              {"src/base/a.cc", "result->value();\n", "throwing-value"}});
  const char* const fine[] = {
      "// abort() is refused here",
      "Fail(\"abort() and rand()\");",
      "std::snprintf(b, n, \"x\");",
      "int runtime(0);",
      "operand();",
      "on_exit_(1);",
      "x.value;",
      "x.value_or(1);",
      "int64_t brand(int x);",
  };
  for (const char* text : fine) {
    ExpectEach(CheckBannedWords,
               {{"src/base/a.cc", std::string(text) + "\n", ""}});
  }
}

TEST(ChecksTest, FloatingPoint) {
  ExpectEach(CheckFloatingPoint,
             {
                 {"src/ledger/a.cc", "double x = 0;\n", "exact"},
                 {"include/patron/money.h", "float f();\n", "exact"},
                 {"include/patron/metric.h", "double f();\n", ""},
                 {"src/ledger/a.cc", "// double points\nint doubled;\n", ""},
                 {"src/retention/a.cc", "double rate = 0;\n", ""},
             });
}

TEST(ChecksTest, GuardedEntries) {
  ExpectEach(
      CheckGuardedEntries,
      {
          {"capi/a.cc",
           "patron_status patron_open(int x) noexcept {\n  return "
           "Open(x);\n}\n",
           "patron_open has no Guard"},
          {"capi/a.cc",
           "int patron_open(int x) {\n  return Guard([&] { return 1; });\n}\n",
           "patron_open is not noexcept"},
          {"capi/a.cc",
           "extern \"C\" {\nvoid patron_close(P* p) noexcept { delete p; "
           "}\n}\n",
           "patron_close has no Guard"},
          {"capi/a.cc",
           "int patron_open(int x) noexcept {\n  return Guard([&] { f(); "
           "});\n}\n",
           ""},
          {"capi/a.cc",
           "int patron_abi_version(void) noexcept { return 1 << 16 | 2; }\n",
           ""},
          {"capi/a.cc", "int Helper(patron_engine* e) { return f(e); }\n", ""},
      });
}

TEST(ChecksTest, FileLength) {
  ExpectEach(CheckFileLength,
             {
                 {"src/base/a.cc", Repeat("int x;\n", 801), "801 lines"},
                 {"src/base/a.cc", Repeat("int x;\n", 800), ""},
             });
}

TEST(ChecksTest, FunctionLength) {
  const std::string head = "namespace a {\nclass B {\n  int f() {\n";
  const std::string tail = "  }\n};\n}\n";
  const std::string line = "    if (x) { g(\"{\"); }  // {\n";
  const std::string table =
      "const int k[] = {\n" + Repeat("    1,\n", 90) + "};\n";
  ExpectEach(CheckFunctionLength,
             {
                 {"src/a/a.cc", head + Repeat(line, 69) + tail, "71 lines"},
                 {"src/a/a.cc", head + Repeat(line, 68) + tail, ""},
                 {"tests/a.cc", head + Repeat(line, 68) + tail, ""},
                 {"tests/a.cc", head + Repeat(line, 199) + tail, "201 lines"},
                 {"src/a/a.cc", table, ""},
             });
}

TEST(ChecksTest, LineLength) {
  const std::string word(79, 'x');
  const std::string umlauts = Repeat("\xC3\xA4", 78);
  ExpectEach(CheckLineLength, {
                                  {"a.cc", "a " + word + " b\n", "83 columns"},
                                  {"a.md", "a " + word + " b\n", "83 columns"},
                                  {"a.cc", word + "x\n", ""},
                                  {"a.cc", "// " + word + "\n", ""},
                                  {"a.md", "a " + umlauts + "\n", ""},
                                  {"a.cc", "  f(\"a " + word + " b\");\n", ""},
                                  {"a.md", "| a " + word + " b |\n", ""},
                              });
}

TEST(ChecksTest, Blanks) {
  ExpectEach(CheckBlanks, {
                              {"a.cc", "int\tx;\n", "a tab"},
                              {"a.cc", "int x; \n", "a trailing blank"},
                              {"a.cc", "int x;\r\n", "a carriage return"},
                              {"a.cc", "int x;", "no newline"},
                              {"a.cc", "int x;\n", ""},
                              {"a.csv", "a\tb\r\n", ""},
                          });
}

TEST(ChecksTest, Ascii) {
  ExpectEach(CheckAscii, {
                             {"a.cc", "// \xC3\xA4\n", "beyond ASCII"},
                             {"a.cc", "f(\"\xC3\xA4\");\n", ""},
                             {"a.md", "\xC3\xA4\n", ""},
                         });
  ExpectEach(CheckLiteralAscii,
             {
                 {"a.cc", "f(\"\xC3\xA4\");\n", "write \\u or \\x"},
                 {"a.cc", "f(\"\\u00e4\");\n", ""},
             });
}

TEST(ChecksTest, HeaderGuard) {
  const std::string good =
      "// A.\n#ifndef PATRON_A_H_\n#define PATRON_A_H_\n\n"
      "#endif  // PATRON_A_H_\n";
  ExpectEach(
      CheckHeaderGuard,
      {
          {"src/a.h", good, ""},
          {"src/b.h", good, "PATRON_...B_H_"},
          {"src/a.h", "#pragma once\n", "PATRON_...A_H_"},
          {"src/a.h", "#ifndef PATRON_A_H_\n#define PATRON_B_H_\n#endif\n",
           "PATRON_...A_H_"},
          {"src/a.h", good + "int late;\n", "PATRON_...A_H_"},
          {"src/a.h", "#include <b>\n" + good, "PATRON_...A_H_"},
      });
  EXPECT_THAT(
      CheckSameGuard({MakeFile("x/a.h", good), MakeFile("y/a.h", good)}),
      ::testing::SizeIs(1));
}

TEST(ChecksTest, Blob) {
  ExpectEach(CheckBlob, {
                            {"a.bin", std::string("a\0b", 3), "binary"},
                            {"a.csv", std::string(300'000, 'x'), "300000"},
                            {"a.csv", std::string(200'000, 'x'), ""},
                        });
}

TEST(ChecksTest, TopLevel) {
  ExpectEach(CheckTopLevel, {
                                {"notes.txt", "", "top level"},
                                {"scripts/a.sh", "", "top level"},
                                {".github/a.yaml", "", "top level"},
                                {"dev", "", ""},
                                {".clang-tidy", "", ""},
                                {"src/base/a.cc", "", ""},
                            });
}

TEST(ChecksTest, Modules) {
  EXPECT_THAT(CheckModules({MakeFile("src/money/a.cc", "")}),
              ::testing::SizeIs(1));
  EXPECT_THAT(CheckModules({MakeFile("include/patron/unheard.h", "")}),
              ::testing::SizeIs(1));
  EXPECT_THAT(CheckModules({MakeFile("include/patron/money.h", ""),
                            MakeFile("src/base/a.cc", "")}),
              IsEmpty());
}

TEST(ChecksTest, Orphans) {
  const File list = MakeFile("src/CMakeLists.txt", "f(x\n  a.cc\n)\n");
  const File a = MakeFile("src/base/a.cc", "#include \"base/a.h\"\n");
  EXPECT_THAT(CheckOrphans({list, a, MakeFile("src/base/a.h", "")}), IsEmpty());
  for (const char* path : {"src/base/b.h", "src/base/b.cc", "tests/x/b.sh",
                           "include/patron/v1/b.proto", "cmake/B.cmake"}) {
    EXPECT_THAT(CheckOrphans({list, a, MakeFile(path, "")}),
                ::testing::SizeIs(1))
        << path;
  }
}

TEST(ChecksTest, Packages) {
  const File list =
      MakeFile("cmake/packages.txt", "# x\ng++  build  compiles\n");
  const auto check = [&](const std::string& readme) {
    return CheckPackages({list, MakeFile("README.md", readme)});
  };
  EXPECT_THAT(check("- `g++`: compiles\n- other\n"), IsEmpty());
  EXPECT_THAT(check("- `g++`: links\n"), ::testing::SizeIs(1));
  EXPECT_THAT(check("- `g++`: compiles\n- `gcc`: too\n"), ::testing::SizeIs(1));
  EXPECT_THAT(check(""), ::testing::SizeIs(1));
}

TEST(ChecksTest, Picture) {
  const std::string page =
      "    base       exact numbers     -> nothing\n"
      "    expr       expressions       -> base\n"
      "    program    checks            -> model\n";
  const Findings findings = CheckPicture({MakeFile("ARCHITECTURE.md", page)});
  const auto names = [&](const std::string& module) {
    for (const Finding& finding : findings) {
      if (finding.message.find("row: " + module + " ") != std::string::npos) {
        return true;
      }
    }
    return false;
  };
  EXPECT_FALSE(names("base"));
  EXPECT_FALSE(names("expr"));
  EXPECT_TRUE(names("program"));
  EXPECT_TRUE(names("ledger"));
}

}  // namespace
}  // namespace patron::tidy
