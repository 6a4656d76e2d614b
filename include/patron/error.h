// How Patron says no.
//
// An error is an absl::Status whose message says what, where and how to mend
// it, and whose Reason is a stable number for programs: messages may change,
// reasons may not.
//
//   return Refuse(Reason::kCurrencyMismatch,
//                 "cannot add 3.00 EUR and 2.00 GBP: convert one of them");
//
// Threads: free functions, any thread.
#ifndef PATRON_ERROR_H_
#define PATRON_ERROR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace patron {

// Never renumber, never reuse; append in the hundreds of the module that
// refuses. The status code of each is fixed in src/base/error.cc.
enum class Reason : uint32_t {
  kNone = 0,

  // Numbers and time.
  kOverflow = 100,
  kBadNumber = 101,
  kTooManyDecimals = 102,
  kUnknownCurrency = 103,
  kCurrencyMismatch = 104,
  kBadDate = 105,
  kUnknownZone = 106,
  kDivisionByZero = 107,

  // Text of programs and events.
  kSyntax = 200,
  kUnknownField = 201,
  kWrongType = 202,
  kMissingField = 203,
  kDuplicateKey = 204,
  kSecondDocument = 205,
  kNotUtf8 = 206,
  kTooDeep = 207,
  kTooLarge = 208,
  kUnknownName = 209,
  kDuplicateId = 210,
  kCycle = 211,
  kBadValue = 212,
  kAlias = 213,
  kMoreErrors = 214,

  // Expressions.
  kExpressionSyntax = 300,
  kExpressionType = 301,
  kUnknownFact = 302,
  kUnknownFunction = 303,
  kExpressionTooLarge = 304,
  kExpressionBudget = 305,
  kExpressionFailed = 306,

  // Events and decisions.
  kNegativePrice = 400,
  kBadQuantity = 401,
  kDuplicateLine = 402,
  kNoLines = 403,
  kUnknownAttribute = 404,
  kNoProgram = 405,
  kQuoteChanged = 406,
  kRewardNotGiven = 407,

  // Ledger and store.
  kOtherContent = 500,
  kReturnWithoutPurchase = 501,
  kReturnTooMany = 502,
  kArrivalTooEarly = 503,
  kConflict = 504,
  kNewerSchema = 505,
  kNotADatabase = 506,
  kStoreFailed = 507,
  kReadOnly = 508,
  kDiskFull = 509,
  kOtherProgram = 510,
  kUnknownOrder = 511,
  kUnknownMember = 512,
  kCorrupt = 513,
  kInsufficientPoints = 514,
  kOrderNotWhole = 525,  // some of it has come back: it cannot be voided
  kFulfilmentTooMany = 535,
  kOtherModel = 545,
  kHoldOver = 555,  // consumed, cancelled or past its time
  kUnknownHold = 556,
  kOtherHousehold = 565,  // in another one than the event needs, or in none
  kHouseholdFull = 566,

  // Files that the command line reads.
  kMissingColumn = 600,
  kBadCsv = 601,
  kLineTooLong = 602,
  kUnreadable = 603,

  // The C interface.
  kNullArgument = 700,
  kBadStruct = 701,
  kOutOfMemory = 702,
  kInternal = 703,
  kUnimplemented = 704,
  kNotBegun = 705,
  kOutOfBounds = 706,
  kCallbackFailed = 707,  // of a host function in C++ too
  kReentered = 708,       // a host function writes to the engine that calls it
};

// The name of a reason in small letters ("unknown_field"), for JSON and logs.
[[nodiscard]] std::string_view ReasonName(Reason reason);

// A status with the code that belongs to `reason` and the reason attached.
[[nodiscard]] absl::Status Refuse(Reason reason, std::string_view message);

// The reason attached to `status`; kNone for OK, kInternal for a foreign one.
[[nodiscard]] Reason ReasonOf(const absl::Status& status);

// The message of `status` as text of the standard library.
[[nodiscard]] std::string_view MessageOf(const absl::Status& status);

// A place in a text that a person wrote. Lines and columns count from 1;
// columns count code points; 0 means not known.
struct SourcePlace {
  std::string file;
  int line = 0;
  int column = 0;

  friend bool operator==(const SourcePlace&, const SourcePlace&) = default;
};

// One thing wrong with a program or an event. Loading reports all at once.
struct Diagnostic {
  enum class Severity : uint8_t { kError, kWarning };

  Severity severity = Severity::kError;
  Reason reason = Reason::kNone;
  SourcePlace place;
  std::string path;     // "rules[2].then[0].percent_off.rate"
  std::string message;  // what is wrong, what was expected, a near name
  std::string excerpt;  // the line of an expression with a caret below, or ""

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

// "more errors follow: mend these first", at the end of a list that was cut. It
// has no line, and stays last whatever is sorted.
[[nodiscard]] Diagnostic MoreErrors(std::string file);

[[nodiscard]] bool HasErrors(const Diagnostics& diagnostics);

// "cafe.yaml:12:5: error: unknown field 'whn'; did you mean 'when'?
//  (rules[2])", the excerpt on lines of its own; one diagnostic, no newline at
// the end.
[[nodiscard]] std::string FormatDiagnostic(const Diagnostic& diagnostic);

// The first error as a status, with the number of the others; OK if none.
[[nodiscard]] absl::Status ToStatus(const Diagnostics& diagnostics);

// The candidate nearest to `name` that a person may have meant, or "".
// At most a third of the letters may differ; ties go to the first candidate.
[[nodiscard]] std::string_view NearName(
    std::string_view name, const std::vector<std::string_view>& candidates);

}  // namespace patron

#endif  // PATRON_ERROR_H_
