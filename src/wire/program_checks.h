// What the checks of a program's parts share: saying what is wrong, once a
// path, and the refusals that many fields have in common.
//
// Threads: one a check.
#ifndef PATRON_WIRE_PROGRAM_CHECKS_H_
#define PATRON_WIRE_PROGRAM_CHECKS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "patron/effect.h"
#include "patron/money.h"
#include "patron/program.h"
#include "wire/problems.h"

namespace patron::wire {

// The ids of one kind of object, and where each was seen first.
using Ids = std::map<std::string, std::string, std::less<>>;

class ProgramChecks {
 public:
  ProgramChecks(const Program& program, Problems& problems)
      : program_(program), problems_(problems) {}

 protected:
  void Say(Reason reason, const Path& path, std::string message) {
    std::string text = path.ToString();
    if (problems_.Has(text)) return;
    problems_.Add(reason, std::move(text), std::move(message));
  }

  void Missing(const Path& path, std::string_view expected) {
    problems_.AddMissing(path.ToString(), expected);
  }

  void Need(std::string_view value, const Path& path) {
    if (value.empty()) Missing(path, "");
  }

  void Unique(const std::string& id, const Path& path, Ids& ids) {
    if (id.empty()) return Missing(path, "");
    const auto [first, added] = ids.emplace(id, path.ToString());
    if (added) return;
    Say(Reason::kDuplicateId, path,
        Quote(id) + " is taken already by " + first->second +
            ": each needs an id of its own");
  }

  void Percentage(Rate rate, const Path& path) {
    if (rate >= Rate() && rate <= Rate::Whole(1)) return;
    Say(Reason::kBadValue, path,
        FormatPercent(rate) + " cannot be: expected 0% to 100%" +
            (rate > Rate::Whole(2) && rate <= Rate::Whole(100) &&
                     rate.billionths % Rate::kOne == 0
                 ? "; did you mean " +
                       FormatPercent(Rate{rate.billionths / 100}) + "?"
                 : ""));
  }

  void NotNegative(int64_t value, const Path& path, const std::string& text) {
    if (value >= 0) return;
    Say(Reason::kBadValue, path, text + " is negative: expected 0 or more");
  }
  void NotNegative(Money value, const Path& path) {
    if (value.minor < 0) NotNegative(value.minor, path, FormatMoney(value));
  }

  // Of an effect, or of a price list.
  void CheckFunders(const std::vector<Funder>& funders, const Path& path) {
    Ids ids;
    int64_t billionths = 0;
    for (size_t i = 0; i < funders.size(); ++i) {
      const Path at = path.At("funders", i);
      Unique(funders[i].id, at.At("id"), ids);
      Percentage(funders[i].share, at.At("share"));
      // No share adds more than there are billionths in one, so no overflow.
      if (funders[i].share > Rate() && funders[i].share <= Rate::Whole(1)) {
        billionths += funders[i].share.billionths;
      }
    }
    if (billionths > Rate::kOne) {
      Say(Reason::kBadValue, path.At("funders"),
          "the shares sum to " + FormatPercent(Rate{billionths}) +
              ": expected at most 100%");
    }
  }

  const Program& program_;
  Problems& problems_;
};

// What an effect must hold beyond readable values.
void CheckEffect(const Program& program, const Effect& effect, const Path& path,
                 Problems& problems);

}  // namespace patron::wire

#endif  // PATRON_WIRE_PROGRAM_CHECKS_H_
