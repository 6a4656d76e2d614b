// Reasons, messages and near names.
#include "patron/error.h"

#include <cctype>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/status_matchers.h"

namespace patron {
namespace {

using ::patron::testing::IsOk;
using ::patron::testing::StatusIs;

struct Enumerator {
  std::string name;  // "kBadDate"
  uint32_t number = 0;
};

// The enumerators of Reason as the header spells them: C++ cannot list them.
std::vector<Enumerator> ReasonsInHeader() {
  std::ifstream file(PATRON_SOURCE_DIR "/include/patron/error.h");
  std::stringstream text;
  text << file.rdbuf();
  std::string line;
  bool inside = false;
  std::vector<Enumerator> found;
  while (std::getline(text, line)) {
    if (line.find("enum class Reason") == 0) inside = true;
    if (inside && line.find("};") == 0) break;
    const size_t equals = line.find(" = ");
    if (!inside || line.find("  k") != 0 || equals == std::string::npos) {
      continue;
    }
    found.push_back(
        {line.substr(2, equals - 2),
         static_cast<uint32_t>(std::stoul(line.substr(equals + 3)))});
  }
  return found;
}

// "kBadDate" -> "bad_date".
std::string SmallLetters(const std::string& enumerator) {
  std::string name;
  for (const char c : enumerator.substr(1)) {
    const bool capital = std::isupper(static_cast<unsigned char>(c)) != 0;
    if (capital && !name.empty()) name += '_';
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return name;
}

TEST(Reason, EachHasItsRowOnThePage) {
  std::ifstream file(PATRON_SOURCE_DIR "/docs/reasons.md");
  std::set<std::string> rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `")) continue;
    const size_t sentence = line.find(" | ", line.find(" | ") + 3);
    ASSERT_NE(sentence, std::string::npos) << line;
    EXPECT_TRUE(rows.insert(line.substr(0, sentence)).second) << line;
    EXPECT_GT(line.size() - sentence, 20u) << line;
  }
  for (const Enumerator& row : ReasonsInHeader()) {
    if (row.number == 0) continue;
    std::string on_page = "| `" + SmallLetters(row.name) + "` | ";
    on_page += std::to_string(row.number);
    EXPECT_EQ(rows.erase(on_page), 1u) << "not in docs/reasons.md: " << on_page;
  }
  for (const std::string& row : rows) ADD_FAILURE() << "no reason: " << row;
}

TEST(Reason, EveryEnumeratorHasItsRow) {
  const std::vector<Enumerator> reasons = ReasonsInHeader();
  ASSERT_GE(reasons.size(), 60u);
  std::set<uint32_t> numbers;
  std::set<std::string> names;
  for (const Enumerator& row : reasons) {
    SCOPED_TRACE(row.name);
    const auto reason = static_cast<Reason>(row.number);
    EXPECT_EQ(ReasonName(reason), SmallLetters(row.name));
    EXPECT_TRUE(numbers.insert(row.number).second);
    EXPECT_TRUE(names.insert(std::string(ReasonName(reason))).second);
    if (reason == Reason::kNone) continue;
    const absl::Status status = Refuse(reason, "message");
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(ReasonOf(status), reason);
    EXPECT_EQ(MessageOf(status), "message");
  }
}

struct CodeRow {
  Reason reason;
  absl::StatusCode code;
};

TEST(Reason, CodesThatCallersRelyOn) {
  const CodeRow rows[] = {
      {Reason::kOverflow, absl::StatusCode::kOutOfRange},
      {Reason::kUnknownName, absl::StatusCode::kInvalidArgument},
      {Reason::kOtherContent, absl::StatusCode::kAlreadyExists},
      {Reason::kConflict, absl::StatusCode::kAborted},
      {Reason::kQuoteChanged, absl::StatusCode::kAborted},
      {Reason::kExpressionBudget, absl::StatusCode::kResourceExhausted},
      {Reason::kTooLarge, absl::StatusCode::kResourceExhausted},
      {Reason::kOutOfMemory, absl::StatusCode::kResourceExhausted},
      {Reason::kDiskFull, absl::StatusCode::kResourceExhausted},
      {Reason::kNewerSchema, absl::StatusCode::kFailedPrecondition},
      {Reason::kReadOnly, absl::StatusCode::kFailedPrecondition},
      {Reason::kNoProgram, absl::StatusCode::kFailedPrecondition},
      {Reason::kUnknownOrder, absl::StatusCode::kNotFound},
      {Reason::kUnknownMember, absl::StatusCode::kNotFound},
      {Reason::kUnimplemented, absl::StatusCode::kUnimplemented},
      {Reason::kCorrupt, absl::StatusCode::kDataLoss},
      {Reason::kInternal, absl::StatusCode::kInternal},
  };
  for (const CodeRow& row : rows) {
    EXPECT_THAT(Refuse(row.reason, ""), StatusIs(row.code))
        << ReasonName(row.reason);
  }
}

TEST(Reason, NumbersThatNobodyGaveAreInternal) {
  EXPECT_EQ(ReasonName(static_cast<Reason>(99)), "unknown");
  EXPECT_EQ(ReasonName(static_cast<Reason>(99'999)), "unknown");
  const absl::Status status = Refuse(static_cast<Reason>(99), "odd");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(ReasonOf(status), Reason::kInternal);
  EXPECT_EQ(ReasonOf(Refuse(Reason::kNone, "no reason")), Reason::kInternal);
}

TEST(Reason, OfForeignStatuses) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), Reason::kNone);
  EXPECT_EQ(ReasonOf(absl::NotFoundError("elsewhere")), Reason::kInternal);
  for (const char* payload : {"", "abc", "-1", "99", "99999999999"}) {
    absl::Status status = absl::NotFoundError("forged");
    status.SetPayload("patron.reason", absl::Cord(payload));
    EXPECT_EQ(ReasonOf(status), Reason::kInternal) << payload;
  }
}

TEST(Reason, SurvivesACopyOfTheStatus) {
  const absl::Status first = Refuse(Reason::kBadDate, "no such day");
  const absl::StatusOr<int> second = first;
  EXPECT_EQ(ReasonOf(second.status()), Reason::kBadDate);
}

struct DiagnosticRow {
  Diagnostic diagnostic;
  const char* text;
};

TEST(FormatDiagnostic, SaysWhereAndWhat) {
  const auto error = Diagnostic::Severity::kError;
  const auto warning = Diagnostic::Severity::kWarning;
  const DiagnosticRow rows[] = {
      {{error,
        Reason::kUnknownField,
        {"cafe.yaml", 12, 5},
        "rules[2]",
        "unknown field 'whn'; did you mean 'when'?",
        ""},
       "cafe.yaml:12:5: error: unknown field 'whn'; did you mean 'when'? "
       "(rules[2])"},
      {{warning, Reason::kNone, {"cafe.yaml", 3, 0}, "", "never used", ""},
       "cafe.yaml:3: warning: never used"},
      {{error, Reason::kNone, {"cafe.yaml", 0, 0}, "", "empty", ""},
       "cafe.yaml: error: empty"},
      {{error, Reason::kNone, {"", 1, 2}, "", "here", ""}, "1:2: error: here"},
      {{error, Reason::kNone, {}, "", "nowhere", ""}, "error: nowhere"},
      {{error,
        Reason::kUnknownFact,
        {"a.yaml", 7, 11},
        "rules[0].when",
        "unknown fact",
        "basket.totl\n       ^"},
       "a.yaml:7:11: error: unknown fact (rules[0].when)\n"
       "basket.totl\n       ^"},
  };
  for (const DiagnosticRow& row : rows) {
    EXPECT_EQ(FormatDiagnostic(row.diagnostic), row.text);
  }
}

Diagnostic Say(Diagnostic::Severity severity, Reason reason,
               std::string message) {
  return {severity, reason, {"p.yaml", 1, 1}, "", std::move(message), "caret"};
}

TEST(ToStatus, NamesTheFirstErrorAndCountsTheOthers) {
  const Diagnostic warning =
      Say(Diagnostic::Severity::kWarning, Reason::kNone, "odd");
  const Diagnostic first =
      Say(Diagnostic::Severity::kError, Reason::kCycle, "a cycle");
  const Diagnostic second =
      Say(Diagnostic::Severity::kError, Reason::kBadDate, "no such day");

  EXPECT_FALSE(HasErrors({}));
  EXPECT_THAT(ToStatus({}), IsOk());
  EXPECT_FALSE(HasErrors({warning}));
  EXPECT_THAT(ToStatus({warning}), IsOk());

  EXPECT_TRUE(HasErrors({warning, first}));
  const absl::Status one = ToStatus({warning, first});
  EXPECT_EQ(ReasonOf(one), Reason::kCycle);
  EXPECT_EQ(MessageOf(one), "p.yaml:1:1: error: a cycle");
  EXPECT_EQ(MessageOf(ToStatus({first, warning, second})),
            "p.yaml:1:1: error: a cycle; and 1 more error");
  EXPECT_EQ(MessageOf(ToStatus({second, first, first})),
            "p.yaml:1:1: error: no such day; and 2 more errors");
}

struct NearRow {
  std::string_view name;
  std::vector<std::string_view> candidates;
  std::string_view nearest;
};

TEST(NearName, IsWhatAPersonMeant) {
  const std::string long_name(65, 'a');
  const NearRow rows[] = {
      {"whn", {"then", "when"}, "when"},  // a letter left out
      {"basket.totl", {"basket.total"}, "basket.total"},
      {"wehn", {"then", "when"}, "when"},       // two letters swapped
      {"prioritty", {"priority"}, "priority"},  // one too many
      {"percent_of", {"amount_off", "percent_off"}, "percent_off"},
      {"Percent_Off", {"percent_off"}, "percent_off"},  // case is free
      {"eur", {"EUR", "EUX"}, "EUR"},
      {"EUX", {"AUD", "EUR", "EUS"}, "EUR"},  // ties: the first
      {"abc", {"xyz"}, ""},
      {"abcdef", {"abcdxy"}, "abcdxy"},  // two of six letters
      {"abcdef", {"abcxyz"}, ""},        // three of six
      {"cofe", {"coffee"}, "coffee"},    // two that are left out
      {"asket.totl", {"basket.total"}, "basket.total"},  // the first, too
      {"holt", {"hold"}, "hold"},
      {"ohld", {"hold"}, "hold"},  // the first two swapped
      {"fuy", {"buy"}, "buy"},     // one of three
      {"dances", {"cancel"}, ""},  // two of six, the first among them
      {"gadget", {"budget"}, ""},
      {"dance", {"cancel"}, ""},
      {"tender", {"member"}, ""},
      {"selector", {"election"}, ""},  // three of eight
      {"ab", {"ax"}, ""},              // no third of two letters
      {"abc", {"abcdefghi"}, ""},      // too long to be meant
      {"", {"a", "abc"}, ""},
      {"when", {}, ""},
      {"when", {"when"}, "when"},
      {long_name, {long_name}, ""},  // bounded work
      {"aaaa", {long_name, "aaab"}, "aaab"},
      {"ca", {"abc"}, ""},
      {"stammgaste", {"stammg\xC3\xA4ste"}, "stammg\xC3\xA4ste"},
  };
  for (const NearRow& row : rows) {
    EXPECT_EQ(NearName(row.name, row.candidates), row.nearest) << row.name;
  }
}

}  // namespace
}  // namespace patron
