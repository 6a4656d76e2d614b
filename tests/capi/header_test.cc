// patron.h read as text: each function tells who may call it and since when,
// each reason has the core's number and name, and the released headers of
// earlier versions are still there for the old clients.

#include <fstream>
#include <iterator>

#include "patron/error.h"
#include "tests/pch.h"

namespace patron {
namespace {

std::string ReadFile(const std::string& name) {
  std::ifstream file(std::string(PATRON_SOURCE_DIR) + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Header() { return ReadFile("capi/include/patron/patron.h"); }

// The comment right before `at`, or "".
std::string CommentBefore(const std::string& text, size_t at) {
  const size_t end = text.rfind("*/", at);
  const size_t begin = text.rfind("/*", at);
  if (end == std::string::npos || begin == std::string::npos || begin > end) {
    return "";
  }
  const std::string between = text.substr(end + 2, at - end - 2);
  if (between.find_first_not_of(" \n") != std::string::npos) return "";
  return text.substr(begin, end - begin);
}

TEST(Header, EachFunctionTellsItsThreadsAndItsAge) {
  const std::string text = Header();
  int functions = 0;
  for (size_t at = text.find("\nPATRON_API "); at != std::string::npos;
       at = text.find("\nPATRON_API ", at + 1)) {
    ++functions;
    const std::string comment = CommentBefore(text, at);
    const std::string name = text.substr(at + 1, 70);
    EXPECT_THAT(comment, ::testing::ContainsRegex("Since: 0\\.[0-9]")) << name;
    EXPECT_THAT(comment, ::testing::ContainsRegex("Thread: (any|exclusive)"))
        << name;
  }
  EXPECT_GE(functions, 30);
}

TEST(Header, EachTypeTellsItsAge) {
  const std::string text = Header();
  for (const char* const start : {"\ntypedef ", "\nenum {"}) {
    for (size_t at = text.find(start); at != std::string::npos;
         at = text.find(start, at + 1)) {
      const std::string what = text.substr(at + 1, 60);
      // The numbers of the statuses stand with their type.
      if (what.find("PATRON_OK") != std::string::npos) continue;
      EXPECT_THAT(CommentBefore(text, at), ::testing::HasSubstr("Since: 0."))
          << what;
    }
  }
}

// "PATRON_REASON_NOT_UTF8 = 206" of the header, as 206 -> "not_utf8".
std::map<uint32_t, std::string> ReasonsOfHeader() {
  const std::string text = Header();
  const std::string prefix = "PATRON_REASON_";
  std::map<uint32_t, std::string> reasons;
  for (size_t at = text.find("  " + prefix); at != std::string::npos;
       at = text.find("  " + prefix, at + 1)) {
    const size_t name = at + 2 + prefix.size();
    const size_t equals = text.find(" = ", name);
    std::string word = text.substr(name, equals - name);
    for (char& c : word) c = static_cast<char>(std::tolower(c));
    const auto number =
        static_cast<uint32_t>(std::stoul(text.substr(equals + 3, 10)));
    EXPECT_TRUE(reasons.emplace(number, word).second) << number;
  }
  return reasons;
}

TEST(Header, ReasonsAreTheCores) {
  const std::map<uint32_t, std::string> reasons = ReasonsOfHeader();
  for (uint32_t number = 0; number < 1000; ++number) {
    const auto reason = static_cast<Reason>(number);
    const std::string_view name = ReasonName(reason);
    const auto found = reasons.find(number);
    if (name == "unknown") {
      EXPECT_EQ(found, reasons.end()) << number << " is in patron.h only";
      continue;
    }
    ASSERT_NE(found, reasons.end())
        << "patron.h lacks reason " << number << ", " << name;
    EXPECT_EQ(found->second, name);
  }
}

TEST(Header, EveryReleasedVersionIsKept) {
  const std::string text = Header();
  const std::string define = "#define PATRON_ABI_MINOR ";
  const int minor = std::stoi(text.substr(text.find(define) + define.size()));
  for (int version = 1; version <= minor; ++version) {
    const std::string folder =
        "tests/capi/released/0." + std::to_string(version) + "/";
    EXPECT_NE(ReadFile(folder + "patron/patron.h"), "") << folder;
    EXPECT_NE(ReadFile(folder + "client.c"), "") << folder;
  }
}

}  // namespace
}  // namespace patron
