// One table gives each reason its name and its status code, so that neither can
// be forgotten: a test compares the table with the enumerators in the header.
#include "patron/error.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "base/absl_strings.h"

namespace patron {
namespace {

using absl::StatusCode;

struct ReasonRow {
  Reason reason;
  std::string_view name;
  StatusCode code;
};

// By number, for the binary search.
constexpr ReasonRow kReasons[] = {
    // An OK status never goes through Refuse; if it does, that is our fault.
    {Reason::kNone, "none", StatusCode::kInternal},

    {Reason::kOverflow, "overflow", StatusCode::kOutOfRange},
    {Reason::kBadNumber, "bad_number", StatusCode::kInvalidArgument},
    {Reason::kTooManyDecimals, "too_many_decimals",
     StatusCode::kInvalidArgument},
    {Reason::kUnknownCurrency, "unknown_currency",
     StatusCode::kInvalidArgument},
    {Reason::kCurrencyMismatch, "currency_mismatch",
     StatusCode::kInvalidArgument},
    {Reason::kBadDate, "bad_date", StatusCode::kInvalidArgument},
    {Reason::kUnknownZone, "unknown_zone", StatusCode::kInvalidArgument},
    {Reason::kDivisionByZero, "division_by_zero", StatusCode::kInvalidArgument},

    {Reason::kSyntax, "syntax", StatusCode::kInvalidArgument},
    {Reason::kUnknownField, "unknown_field", StatusCode::kInvalidArgument},
    {Reason::kWrongType, "wrong_type", StatusCode::kInvalidArgument},
    {Reason::kMissingField, "missing_field", StatusCode::kInvalidArgument},
    {Reason::kDuplicateKey, "duplicate_key", StatusCode::kInvalidArgument},
    {Reason::kSecondDocument, "second_document", StatusCode::kInvalidArgument},
    {Reason::kNotUtf8, "not_utf8", StatusCode::kInvalidArgument},
    {Reason::kTooDeep, "too_deep", StatusCode::kInvalidArgument},
    {Reason::kTooLarge, "too_large", StatusCode::kResourceExhausted},
    {Reason::kUnknownName, "unknown_name", StatusCode::kInvalidArgument},
    {Reason::kDuplicateId, "duplicate_id", StatusCode::kInvalidArgument},
    {Reason::kCycle, "cycle", StatusCode::kInvalidArgument},
    {Reason::kBadValue, "bad_value", StatusCode::kInvalidArgument},
    {Reason::kAlias, "alias", StatusCode::kInvalidArgument},
    {Reason::kMoreErrors, "more_errors", StatusCode::kInvalidArgument},

    {Reason::kExpressionSyntax, "expression_syntax",
     StatusCode::kInvalidArgument},
    {Reason::kExpressionType, "expression_type", StatusCode::kInvalidArgument},
    {Reason::kUnknownFact, "unknown_fact", StatusCode::kInvalidArgument},
    {Reason::kUnknownFunction, "unknown_function",
     StatusCode::kInvalidArgument},
    {Reason::kExpressionTooLarge, "expression_too_large",
     StatusCode::kInvalidArgument},
    {Reason::kExpressionBudget, "expression_budget",
     StatusCode::kResourceExhausted},
    {Reason::kExpressionFailed, "expression_failed",
     StatusCode::kInvalidArgument},

    {Reason::kNegativePrice, "negative_price", StatusCode::kInvalidArgument},
    {Reason::kBadQuantity, "bad_quantity", StatusCode::kInvalidArgument},
    {Reason::kDuplicateLine, "duplicate_line", StatusCode::kInvalidArgument},
    {Reason::kNoLines, "no_lines", StatusCode::kInvalidArgument},
    {Reason::kUnknownAttribute, "unknown_attribute",
     StatusCode::kInvalidArgument},
    {Reason::kNoProgram, "no_program", StatusCode::kFailedPrecondition},
    {Reason::kQuoteChanged, "quote_changed", StatusCode::kAborted},
    {Reason::kRewardNotGiven, "reward_not_given",
     StatusCode::kFailedPrecondition},

    {Reason::kOtherContent, "other_content", StatusCode::kAlreadyExists},
    {Reason::kReturnWithoutPurchase, "return_without_purchase",
     StatusCode::kFailedPrecondition},
    {Reason::kReturnTooMany, "return_too_many",
     StatusCode::kFailedPrecondition},
    {Reason::kArrivalTooEarly, "arrival_too_early",
     StatusCode::kFailedPrecondition},
    {Reason::kConflict, "conflict", StatusCode::kAborted},
    {Reason::kNewerSchema, "newer_schema", StatusCode::kFailedPrecondition},
    {Reason::kNotADatabase, "not_a_database", StatusCode::kInvalidArgument},
    {Reason::kStoreFailed, "store_failed", StatusCode::kUnavailable},
    {Reason::kReadOnly, "read_only", StatusCode::kFailedPrecondition},
    {Reason::kDiskFull, "disk_full", StatusCode::kResourceExhausted},
    {Reason::kOtherProgram, "other_program", StatusCode::kFailedPrecondition},
    {Reason::kUnknownOrder, "unknown_order", StatusCode::kNotFound},
    {Reason::kUnknownMember, "unknown_member", StatusCode::kNotFound},
    {Reason::kCorrupt, "corrupt", StatusCode::kDataLoss},
    {Reason::kInsufficientPoints, "insufficient_points",
     StatusCode::kFailedPrecondition},
    {Reason::kOrderNotWhole, "order_not_whole",
     StatusCode::kFailedPrecondition},
    {Reason::kFulfilmentTooMany, "fulfilment_too_many",
     StatusCode::kFailedPrecondition},
    {Reason::kOtherModel, "other_model", StatusCode::kAlreadyExists},
    {Reason::kHoldOver, "hold_over", StatusCode::kFailedPrecondition},
    {Reason::kUnknownHold, "unknown_hold", StatusCode::kNotFound},
    {Reason::kOtherHousehold, "other_household",
     StatusCode::kFailedPrecondition},
    {Reason::kHouseholdFull, "household_full", StatusCode::kFailedPrecondition},

    {Reason::kMissingColumn, "missing_column", StatusCode::kInvalidArgument},
    {Reason::kBadCsv, "bad_csv", StatusCode::kInvalidArgument},
    {Reason::kLineTooLong, "line_too_long", StatusCode::kInvalidArgument},
    {Reason::kUnreadable, "unreadable", StatusCode::kNotFound},

    {Reason::kNullArgument, "null_argument", StatusCode::kInvalidArgument},
    {Reason::kBadStruct, "bad_struct", StatusCode::kInvalidArgument},
    {Reason::kOutOfMemory, "out_of_memory", StatusCode::kResourceExhausted},
    {Reason::kInternal, "internal", StatusCode::kInternal},
    {Reason::kUnimplemented, "unimplemented", StatusCode::kUnimplemented},
    {Reason::kNotBegun, "not_begun", StatusCode::kFailedPrecondition},
    {Reason::kOutOfBounds, "out_of_bounds", StatusCode::kOutOfRange},
    {Reason::kCallbackFailed, "callback_failed", StatusCode::kUnknown},
    {Reason::kReentered, "reentered", StatusCode::kFailedPrecondition},
};

static_assert(std::is_sorted(std::begin(kReasons), std::end(kReasons),
                             [](const ReasonRow& a, const ReasonRow& b) {
                               return a.reason < b.reason;
                             }));

// Where a status carries its reason, as decimal digits.
constexpr char kPayloadUrl[] = "patron.reason";

const ReasonRow* FindRow(Reason reason) {
  const ReasonRow* row = std::lower_bound(
      std::begin(kReasons), std::end(kReasons), reason,
      [](const ReasonRow& r, Reason wanted) { return r.reason < wanted; });
  if (row == std::end(kReasons) || row->reason != reason) return nullptr;
  return row;
}

// The first line of FormatDiagnostic, without the excerpt.
std::string FormatHead(const Diagnostic& diagnostic) {
  std::string head = diagnostic.place.file;
  if (diagnostic.place.line > 0) {
    if (!head.empty()) head += ':';
    head += std::to_string(diagnostic.place.line);
    if (diagnostic.place.column > 0) {
      head += ':';
      head += std::to_string(diagnostic.place.column);
    }
  }
  if (!head.empty()) head += ": ";
  head += diagnostic.severity == Diagnostic::Severity::kError ? "error: "
                                                              : "warning: ";
  head += diagnostic.message;
  if (!diagnostic.path.empty()) head += " (" + diagnostic.path + ")";
  return head;
}

// Nobody means a name so long, and it bounds the work on hostile text.
constexpr size_t kNearNameMax = 64;

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Damerau-Levenshtein with each letter moved once at most: what a typist does.
// Letters that differ only in case count as equal. Bytes stand for letters:
// names are nearly all ASCII, and elsewhere a letter costs a little more.
size_t Distance(std::string_view a, std::string_view b) {
  using Row = std::array<size_t, kNearNameMax + 1>;
  Row before_last{};
  Row last{};
  Row row{};
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before_last = last;
    last = row;
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool equal = Lower(a[i - 1]) == Lower(b[j - 1]);
      const size_t replaced = last[j - 1] + (equal ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) &&
          Lower(a[i - 2]) == Lower(b[j - 1])) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

// A third of them. Hardly anybody mistypes the first letter: where it differs,
// a quarter, and one of three, so that "cancel" is not what "dances" meant.
size_t LettersThatMayDiffer(std::string_view a, std::string_view b) {
  const size_t longer = std::max(a.size(), b.size());
  if (longer < 3) return 0;
  const bool same_first =
      !a.empty() && !b.empty() && Lower(a[0]) == Lower(b[0]);
  return same_first ? longer / 3 : std::max<size_t>(1, longer / 4);
}

}  // namespace

std::string_view ReasonName(Reason reason) {
  const ReasonRow* row = FindRow(reason);
  return row == nullptr ? "unknown" : row->name;
}

absl::Status Refuse(Reason reason, std::string_view message) {
  const ReasonRow* row = FindRow(reason);
  if (row == nullptr || reason == Reason::kNone) {
    row = FindRow(Reason::kInternal);
  }
  absl::Status status(row->code, ToAbsl(message));
  status.SetPayload(
      kPayloadUrl,
      absl::Cord(std::to_string(static_cast<uint32_t>(row->reason))));
  return status;
}

Reason ReasonOf(const absl::Status& status) {
  if (status.ok()) return Reason::kNone;
  const auto payload = status.GetPayload(kPayloadUrl);
  uint32_t number = 0;
  if (!payload.has_value() ||
      !absl::SimpleAtoi(std::string(*payload), &number) ||
      FindRow(static_cast<Reason>(number)) == nullptr) {
    return Reason::kInternal;
  }
  return static_cast<Reason>(number);
}

std::string_view MessageOf(const absl::Status& status) {
  return FromAbsl(status.message());
}

Diagnostic MoreErrors(std::string file) {
  Diagnostic diagnostic;
  diagnostic.reason = Reason::kMoreErrors;
  diagnostic.place.file = std::move(file);
  diagnostic.message = "more errors follow: mend these first";
  return diagnostic;
}

bool HasErrors(const Diagnostics& diagnostics) {
  return std::any_of(
      diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Diagnostic::Severity::kError;
      });
}

std::string FormatDiagnostic(const Diagnostic& diagnostic) {
  std::string text = FormatHead(diagnostic);
  if (!diagnostic.excerpt.empty()) text += "\n" + diagnostic.excerpt;
  return text;
}

absl::Status ToStatus(const Diagnostics& diagnostics) {
  const Diagnostic* first = nullptr;
  size_t others = 0;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != Diagnostic::Severity::kError) continue;
    if (first == nullptr) {
      first = &diagnostic;
    } else {
      ++others;
    }
  }
  if (first == nullptr) return absl::OkStatus();
  std::string message = FormatHead(*first);
  if (others > 0) {
    message += "; and " + std::to_string(others) +
               (others == 1 ? " more error" : " more errors");
  }
  return Refuse(first->reason, message);
}

std::string_view NearName(std::string_view name,
                          const std::vector<std::string_view>& candidates) {
  if (name.size() > kNearNameMax) return {};
  std::string_view nearest;
  size_t nearest_distance = kNearNameMax;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kNearNameMax) continue;
    const size_t longer = std::max(name.size(), candidate.size());
    const size_t shorter = std::min(name.size(), candidate.size());
    const size_t allowed = LettersThatMayDiffer(name, candidate);
    if (longer - shorter > allowed) continue;
    const size_t distance = Distance(name, candidate);
    if (distance <= allowed && distance < nearest_distance) {
      nearest = candidate;
      nearest_distance = distance;
    }
  }
  return nearest;
}

}  // namespace patron
