// A story as its text has it: who does what when, and what is expected.
//
//   story: Anna's third coffee
//   program: cafe.yaml
//
//   2026-03-02 10:15 at main: anna buys
//     2 x espresso  2.40 each  category coffee
//   expect
//     to pay 4.32
//     anna has 4 bean
//
//   const ParsedStory parsed = ParseStory(text, "third.story");
//   if (parsed.story) RunStory(*parsed.story, plan);     // story_run.h
//
// docs/stories.md is the language for those who write stories. Here nothing is
// known of a program: ids, amounts and points are words with a place. All
// errors are reported at once.
//
// A new line option, event or expectation is a row in story_grammar.h; an
// expectation also gets a name here and a check in story_check.cc.
//
// Threads: free functions and values, any thread. Limits: below; at most 100
// errors are listed.
#ifndef PATRON_EXAMPLES_CLI_STORY_TEXT_H_
#define PATRON_EXAMPLES_CLI_STORY_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "patron/calendar.h"
#include "patron/error.h"
#include "patron/event.h"
#include "story_form.h"

namespace patron::cli {

inline constexpr size_t kStoryBytesMax = size_t{1} << 20U;
inline constexpr size_t kStoryLinesMax = 10'000;
inline constexpr size_t kStoryLineBytesMax = 1000;
inline constexpr size_t kStoryStepsMax = 10'000;
inline constexpr size_t kStoryErrorsMax = 100;

struct TextPlace {
  int line = 0;
  int column = 0;

  friend bool operator==(const TextPlace&, const TextPlace&) = default;
};

struct PlacedText {
  std::string text;  // empty: not given
  TextPlace at;

  friend bool operator==(const PlacedText&, const PlacedText&) = default;
};

// A wall clock, in the zone of the step's store, or an instant.
struct StoryTime {
  std::variant<LocalTime, Instant> time;
  TextPlace at;
};

struct StoryAttribute {
  PlacedText name;
  PlacedText value;
};

// A line of a basket, or of goods coming back.
struct StoryLine {
  TextPlace at;
  PlacedText quantity;  // "2"; with `weighed` in kilograms
  bool weighed = false;
  PlacedText order_line;  // of the receipt's order
  PlacedText sku;
  PlacedText unit_price;
  bool per_kg = false;  // the unit price says so
  PlacedText amount;
  bool in_all = false;  // the amount says that it is for the whole quantity
  PlacedText id;
  PlacedText parent;
  PlacedText category;
  PlacedText name;
  LineKind kind = LineKind::kSale;
  bool on_sale = false;
  bool not_discountable = false;
  bool earns_nothing = false;
  bool later = false;
  bool cancelled = false;  // of a fulfilment: never to be handed over
  PlacedText tax_rate;
  PlacedText floor;
  std::vector<StoryAttribute> attributes;
};

// How a basket is paid.
struct StoryTender {
  PlacedText amount;  // of points none
  TenderKind kind = TenderKind::kCash;
  PlacedText points = {};
  PlacedText currency = {};
};

// A reward that a basket takes.
struct StoryReward {
  PlacedText id;
  PlacedText count = {};  // empty: once
  PlacedText price = {};  // empty: the only one
};

enum class ExpectationKind : uint8_t {
  kRefused,
  kToPay,
  kListTotal,
  kDiscount,
  kLinePays,
  kLineDiscount,
  kTakesOff,
  kGives,
  kFires,
  kDoesNotFire,
  kDoesNotFireBecause,
  kFailsBecause,
  kAdds,
  kSays,
  kCarries,
  kNear,
  kTax,
  kEarns,
  kRefund,
  kTakesBack,
  kPointsPay,
  kLeftToPay,
  kRefundInPoints,
  kRefundLeft,
  kRestores,
  kTenderBack,
  kRefuses,
  kBalanceToPay,
  kBalanceToGiveBack,
  kBalanceLeft,
  kCosts,
  kLosesTo,
  kOffered,
  kNotOffered,
  kRewardBack,
  kReleases,
  kHolds,
  kCollects,
  kAvailable,
  kPending,
  kHeld,
  kOwed,
  kPooled,
  kStamps,
  kStampsOwed,
  kTier,
  kTierIn,
  kNoTier,
  kNoTierIn,
};

struct Expectation {
  ExpectationKind kind = ExpectationKind::kToPay;
  TextPlace at;
  std::string text;  // as it is written
  std::vector<Slot> slots;
};

// Points given or taken by hand.
struct StoryAdjustment {
  PlacedText points;
  PlacedText currency;
  PlacedText reason;
  PlacedText by;
};

// A model that rules read from then on; see story_model.h.
struct StoryModel {
  PlacedText purpose;  // empty: the step brings none
  PlacedText text;
};

enum class StepKind : uint8_t {
  kPurchase,
  kReturn,
  kAdjustment,
  kVoid,
  kExchange,
  kFulfilment,
  kHold,
  kRelease,
  kTransfer,
  kJoin,
  kLeave,
  kLook,
};

// What happens at one time; a look only expects something.
struct StoryStep {
  TextPlace at;
  StepKind kind = StepKind::kLook;
  bool quote = false;  // nothing is written
  StoryTime time;
  std::optional<StoryTime> arrival;
  PlacedText store;
  PlacedText source;
  PlacedText member;
  PlacedText id;  // never empty, but of a look
  // Of a return or exchange: the receipt's; of a void, of a fulfilment.
  PlacedText order;
  std::optional<StoryTime> until;  // of a hold
  PlacedText hold;             // that it consumes, or that a release cancels
  StoryAdjustment adjustment;  // of a void its reason and author
  PlacedText to;               // of a transfer; its points are an adjustment's
  PlacedText household;        // of a join
  StoryModel model;            // of a look
  std::vector<StoryLine> lines;
  std::vector<StoryLine> back;  // of an exchange: what comes back
  std::vector<StoryTender> tenders;
  std::vector<StoryReward> rewards;
  std::vector<StoryAttribute> basket_attributes;
  std::vector<StoryAttribute> event_attributes;
  std::vector<Expectation> expectations;
};

struct Story {
  std::string file;
  std::string name;
  std::vector<PlacedText> programs;  // as they are written; later versions
  std::vector<StoryStep> steps;
};

struct ParsedStory {
  std::optional<Story> story;  // none where there are errors
  Diagnostics diagnostics;
};
[[nodiscard]] ParsedStory ParseStory(std::string_view text,
                                     const std::string& file);

// Every sentence of the language, as docs/stories.md lists them.
struct StoryForms {
  std::string_view what;  // "line option"
  std::vector<std::string> forms;
};
[[nodiscard]] std::vector<StoryForms> AllStoryForms();

// How a story calls tenders: "gift_card". The first where it is none of them.
[[nodiscard]] std::vector<std::string_view> TenderWords();
[[nodiscard]] TenderKind TenderOf(std::string_view word);

// An error of a story, without its excerpt.
[[nodiscard]] Diagnostic StoryError(Reason reason, const std::string& file,
                                    TextPlace at, std::string message);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_STORY_TEXT_H_
