#include "program/report.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/quote.h"
#include "patron/event.h"

namespace patron {
namespace {

// A hostile program of 20,000 typing errors is not printed as a whole.
constexpr size_t kDiagnosticsMax = 1000;

}  // namespace

std::string At(std::string_view list, size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

void Report::Add(Diagnostic diagnostic) {
  if (diagnostics_.size() < kDiagnosticsMax) {
    diagnostics_.push_back(std::move(diagnostic));
  } else {
    more_ = true;
  }
}

void Report::Fail(Reason reason, std::string path, std::string message) {
  Diagnostic diagnostic;
  diagnostic.reason = reason;
  diagnostic.path = std::move(path);
  diagnostic.message = std::move(message);
  Add(std::move(diagnostic));
}

void Report::Warn(std::string path, std::string message) {
  Diagnostic diagnostic;
  diagnostic.severity = Diagnostic::Severity::kWarning;
  diagnostic.reason = Reason::kBadValue;
  diagnostic.path = std::move(path);
  diagnostic.message = std::move(message);
  Add(std::move(diagnostic));
}

void Report::CheckId(std::string_view id, const std::string& path) {
  if (id.empty()) {
    Fail(Reason::kMissingField, path, "an id is missing here");
  } else if (id.size() > kTextBytesMax) {
    Fail(Reason::kTooLarge, path,
         "this id has " + std::to_string(id.size()) + " bytes; at most " +
             std::to_string(kTextBytesMax) + " are allowed");
  } else if (std::any_of(id.begin(), id.end(),
                         [](unsigned char c) { return c < 0x20; })) {
    Fail(Reason::kBadValue, path, "an id has no control characters");
  }
}

void Report::CheckMoney(Money money, Currency currency,
                        const std::string& path) {
  // Without a currency of the program's, that is the one mistake.
  if (!currency.valid()) return;
  if (money.currency != currency) {
    const std::string own(currency.code());
    Fail(Reason::kCurrencyMismatch, path,
         money.currency.valid()
             ? "this is in " + std::string(money.currency.code()) +
                   ", the program in " + own
             : "this names no currency; the program is in " + own);
  } else if (money.minor <= 0) {
    Fail(Reason::kBadValue, path,
         "expected more than 0, not " + FormatMoney(money));
  }
}

void Report::CheckFunders(const std::vector<Funder>& funders,
                          const std::string& path) {
  if (funders.size() > kEffectFundersMax) {
    return Fail(Reason::kTooLarge, path,
                "an effect has at most " + std::to_string(kEffectFundersMax) +
                    " funders");
  }
  std::set<std::string_view> seen;
  Rate sum;
  for (size_t i = 0; i < funders.size(); ++i) {
    const Funder& funder = funders[i];
    const std::string where = At(path, i);
    CheckId(funder.id, where + ".id");
    if (!seen.insert(funder.id).second) {
      Fail(Reason::kDuplicateId, where + ".id",
           Quote(funder.id) + " pays for this effect already");
    }
    if (funder.share <= Rate{} || funder.share > Rate::Percent(100)) {
      Fail(Reason::kBadValue, where + ".share",
           "expected a share above 0% and at most 100%, not " +
               FormatPercent(funder.share));
    } else {
      sum.billionths += funder.share.billionths;
    }
  }
  if (sum > Rate::Percent(100)) {
    Fail(Reason::kBadValue, path,
         "the shares add up to " + FormatPercent(sum) +
             "; at most 100% can be shared");
  }
}

Diagnostics Report::Take() {
  Diagnostics all = std::move(diagnostics_);
  if (more_) all.push_back(MoreErrors(""));
  diagnostics_.clear();
  more_ = false;
  return all;
}

}  // namespace patron
