// What a person reads of a decision: a sentence for each reason, and the block
// that a receipt prints below its total.
//
//   const Phrases english;                          // or a host's own
//   for (const WhyNot& why : decision.why_not)
//     Show(english.Say(program, why));  // basket.total is 46.80 EUR, needs ...
//   for (const ReceiptLine& line : ReceiptOf(program, decision,
//                                            balances, english))
//     Print(line.label, line.value);    // "Happy hour"  "-1.20"
//
// Nothing is decided here: all of it stands in the decision. A host translates
// by giving templates of its own; the names in braces are filled in.
//
// Threads: a Phrases is a value; const calls from any thread.
#ifndef PATRON_RECEIPT_H_
#define PATRON_RECEIPT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "patron/decision.h"
#include "patron/program.h"

namespace patron {

// Templates by key, such as
//
//   why_not.relation    "{fact} is {is}, needs {relation} {needs}"
//   near.money          "{money} to go for {text}"
//
// The built-in ones are English; Keys() lists them all.
class Phrases {
 public:
  Phrases();

  // kUnknownName for a key, or a name in braces, that there is not; it says
  // which there are.
  [[nodiscard]] absl::Status Set(std::string_view key, std::string_view text);

  [[nodiscard]] std::vector<std::string> Keys() const;
  [[nodiscard]] const std::string& Text(std::string_view key) const;

  // Why a rule did not fire, in one line, without the rule's name.
  [[nodiscard]] std::string Say(const Program& program,
                                const WhyNot& why) const;
  // What would make it fire: "3.20 EUR to go for Happy hour".
  [[nodiscard]] std::string Say(const Program& program, const WhyNot& why,
                                const NearMiss& near) const;
  // Which reward could be taken, or what is missing: "A suitcase for 500 points
  // and 30.00 EUR".
  [[nodiscard]] std::string Say(const Program& program,
                                const RewardOffer& offer) const;

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

enum class ReceiptLineKind : uint8_t {
  kSaving = 1,   // what a rule or a price list took off
  kGift = 2,     // what goes along
  kTax = 3,      // of one rate
  kPaid = 4,     // by points of one currency
  kLeft = 5,     // what is then left to pay
  kPoints = 6,   // earned, of one currency
  kBalance = 7,  // what the member then has
  kStamps = 8,   // towards the next free one
  kMessage = 9,  // what a rule tells
  kToGo = 10,    // a near miss, of money or units
  kReward = 11,  // what a reward that was taken costs
  kOffer = 12,   // a reward that could be taken
};

struct ReceiptLine {
  ReceiptLineKind kind = ReceiptLineKind::kSaving;
  // Or price list, or reward; empty where no single one is meant.
  std::string rule;
  std::string label;  // "Happy hour", "beans"
  std::string value;  // "-1.20", "+13"; empty for a message
  Money money;        // of a saving, a tax, a payment, a near miss
  Points points;      // of points, payments and balances
  int64_t units = 0;  // of gifts, stamps and near misses

  friend bool operator==(const ReceiptLine&, const ReceiptLine&) = default;
};

// In the order of the kinds above. `balances` are those after the order; empty
// where they are not known.
[[nodiscard]] std::vector<ReceiptLine> ReceiptOf(
    const Program& program, const Decision& decision,
    const std::vector<Balance>& balances, const Phrases& phrases);

}  // namespace patron

#endif  // PATRON_RECEIPT_H_
