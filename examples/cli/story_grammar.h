// The language of stories: one table for each kind of sentence.
//
//   {"on sale", [](const Gaps&, StoryLine& l) { l.on_sale = true; }},
//
// A row is a form (story_form.h) and what becomes of the words in its slots. A
// new line option, event or expectation is a row here and nothing in the
// parser; a test finds that docs/stories.md lacks it.
//
// Threads: constants. For story_text.cc only.
#ifndef PATRON_EXAMPLES_CLI_STORY_GRAMMAR_H_
#define PATRON_EXAMPLES_CLI_STORY_GRAMMAR_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "story_form.h"
#include "story_text.h"

namespace patron::cli {

// What stands in the slots of a form, for those who fill a struct from it.
class Gaps {
 public:
  Gaps(const std::vector<Slot>& slots, int line, std::vector<WordError>* errors)
      : slots_(slots), line_(line), errors_(errors) {}

  [[nodiscard]] PlacedText Text(size_t i) const {
    return {slots_[i].text, {line_, slots_[i].column}};
  }
  [[nodiscard]] StoryTime When(size_t i) const;
  [[nodiscard]] Date Day(size_t i) const;
  [[nodiscard]] PeriodUnit Unit(size_t i) const;
  [[nodiscard]] LineKind Kind(size_t i) const;
  [[nodiscard]] TenderKind Tender(size_t i) const;
  [[nodiscard]] StoryAttribute Attribute() const { return {Text(0), Text(1)}; }

 private:
  void Wrong(size_t i, std::string message) const {
    errors_->push_back({slots_[i].column, std::move(message)});
  }
  template <typename T>
  [[nodiscard]] T Or(size_t i, const absl::StatusOr<T>& value) const {
    if (value.ok()) return *value;
    Wrong(i, std::string(MessageOf(value.status())));
    return T{};
  }

  const std::vector<Slot>& slots_;
  int line_;
  std::vector<WordError>* errors_;
};

template <typename T>
struct FormRow {
  std::string_view form;
  void (*fill)(const Gaps& gaps, T& to);
};

// A step while its lines are read.
struct StepDraft {
  StoryStep step;
  PeriodUnit every = PeriodUnit::kDay;
  std::optional<Date> until;  // of repetitions
  TextPlace until_at;
  bool has_receipt = false;
  bool has_expect = false;
  TextPlace expect_at;
};

// Between the time and the colon.
inline constexpr FormRow<StepDraft> kHeadOptions[] = {
    {"at STORE", [](const Gaps& g, StepDraft& d) { d.step.store = g.Text(0); }},
    {"source SOURCE",
     [](const Gaps& g, StepDraft& d) { d.step.source = g.Text(0); }},
    {"arriving WHEN",
     [](const Gaps& g, StepDraft& d) { d.step.arrival = g.When(0); }},
    {"every UNIT until DAY",
     [](const Gaps& g, StepDraft& d) {
       d.every = g.Unit(0);
       d.until = g.Day(1);
       d.until_at = g.Text(1).at;
     }},
};

inline void BeginEvent(const Gaps& gaps, StepKind kind, bool quote,
                       StepDraft& draft) {
  draft.step.kind = kind;
  draft.step.quote = quote;
  draft.step.member = gaps.Text(0);
}

inline void BeginAdjustment(const Gaps& gaps, bool quote, StepDraft& draft) {
  BeginEvent(gaps, StepKind::kAdjustment, quote, draft);
  draft.step.adjustment = {gaps.Text(1), gaps.Text(2), gaps.Text(3),
                           gaps.Text(4)};
}

// The order says whose it was.
inline void BeginVoid(const Gaps& gaps, bool quote, StepDraft& draft) {
  draft.step.kind = StepKind::kVoid;
  draft.step.quote = quote;
  draft.step.order = gaps.Text(0);
  draft.step.adjustment.reason = gaps.Text(1);
  draft.step.adjustment.by = gaps.Text(2);
}

inline void BeginFulfilment(const Gaps& gaps, bool quote, StepDraft& draft) {
  draft.step.kind = StepKind::kFulfilment;
  draft.step.quote = quote;
  draft.step.order = gaps.Text(0);
}

// What is held is a basket.
inline void BeginHold(const Gaps& gaps, bool quote, StepDraft& draft) {
  BeginEvent(gaps, StepKind::kHold, quote, draft);
  draft.step.until = gaps.When(1);
}

// The hold says whose it was.
inline void BeginRelease(const Gaps& gaps, bool quote, StepDraft& draft) {
  draft.step.kind = StepKind::kRelease;
  draft.step.quote = quote;
  draft.step.hold = gaps.Text(0);
}

inline void BeginTransfer(const Gaps& gaps, bool quote, StepDraft& draft) {
  BeginEvent(gaps, StepKind::kTransfer, quote, draft);
  draft.step.to = gaps.Text(1);
  draft.step.adjustment.points = gaps.Text(2);
  draft.step.adjustment.currency = gaps.Text(3);
}

inline void BeginJoin(const Gaps& gaps, bool quote, StepDraft& draft) {
  BeginEvent(gaps, StepKind::kJoin, quote, draft);
  draft.step.household = gaps.Text(1);
}

// Behind the colon.
inline constexpr FormRow<StepDraft> kActions[] = {
    {"MEMBER buys",
     [](const Gaps& g, StepDraft& d) {
       BeginEvent(g, StepKind::kPurchase, false, d);
     }},
    {"MEMBER would buy",
     [](const Gaps& g, StepDraft& d) {
       BeginEvent(g, StepKind::kPurchase, true, d);
     }},
    {"MEMBER returns",
     [](const Gaps& g, StepDraft& d) {
       BeginEvent(g, StepKind::kReturn, false, d);
     }},
    {"MEMBER would return",
     [](const Gaps& g, StepDraft& d) {
       BeginEvent(g, StepKind::kReturn, true, d);
     }},
    {"adjust MEMBER by POINTS CURRENCY for WHY by AUTHOR",
     [](const Gaps& g, StepDraft& d) { BeginAdjustment(g, false, d); }},
    {"would adjust MEMBER by POINTS CURRENCY for WHY by AUTHOR",
     [](const Gaps& g, StepDraft& d) { BeginAdjustment(g, true, d); }},
    {"MEMBER exchanges",
     [](const Gaps& g, StepDraft& d) {
       BeginEvent(g, StepKind::kExchange, false, d);
     }},
    {"MEMBER would exchange",
     [](const Gaps& g, StepDraft& d) {
       BeginEvent(g, StepKind::kExchange, true, d);
     }},
    {"void order ORDER for WHY by AUTHOR",
     [](const Gaps& g, StepDraft& d) { BeginVoid(g, false, d); }},
    {"would void order ORDER for WHY by AUTHOR",
     [](const Gaps& g, StepDraft& d) { BeginVoid(g, true, d); }},
    {"hand over order ORDER",
     [](const Gaps& g, StepDraft& d) { BeginFulfilment(g, false, d); }},
    {"would hand over order ORDER",
     [](const Gaps& g, StepDraft& d) { BeginFulfilment(g, true, d); }},
    {"MEMBER holds until WHEN",
     [](const Gaps& g, StepDraft& d) { BeginHold(g, false, d); }},
    {"MEMBER would hold until WHEN",
     [](const Gaps& g, StepDraft& d) { BeginHold(g, true, d); }},
    {"cancel hold ORDER",
     [](const Gaps& g, StepDraft& d) { BeginRelease(g, false, d); }},
    {"would cancel hold ORDER",
     [](const Gaps& g, StepDraft& d) { BeginRelease(g, true, d); }},
    {"MEMBER gives MEMBER POINTS CURRENCY",
     [](const Gaps& g, StepDraft& d) { BeginTransfer(g, false, d); }},
    {"MEMBER would give MEMBER POINTS CURRENCY",
     [](const Gaps& g, StepDraft& d) { BeginTransfer(g, true, d); }},
    {"MEMBER joins household NAME",
     [](const Gaps& g, StepDraft& d) { BeginJoin(g, false, d); }},
    {"MEMBER would join household NAME",
     [](const Gaps& g, StepDraft& d) { BeginJoin(g, true, d); }},
    {"MEMBER leaves the household",
     [](const Gaps& g, StepDraft& d) {
       BeginEvent(g, StepKind::kLeave, false, d);
     }},
    {"MEMBER would leave the household",
     [](const Gaps& g, StepDraft& d) {
       BeginEvent(g, StepKind::kLeave, true, d);
     }},
    {"model NAME TEXT",
     [](const Gaps& g, StepDraft& d) {
       d.step.model = {g.Text(0), g.Text(1)};
     }},
};

// What others may call it, and how stories say it.
struct OtherWords {
  std::string_view form;
  std::string_view write;
};
inline constexpr OtherWords kOtherActions[] = {
    {"MEMBER transfers", "MEMBER gives MEMBER POINTS CURRENCY"},
    {"MEMBER sends", "MEMBER gives MEMBER POINTS CURRENCY"},
    {"MEMBER purchases", "MEMBER buys"},
    {"MEMBER orders", "MEMBER buys"},
    {"MEMBER pays", "MONEY paid by TENDER, below 'MEMBER buys' and indented"},
    {"MEMBER takes", "takes REWARD, below 'MEMBER buys' and indented"},
    {"MEMBER redeems", "takes REWARD, below 'MEMBER buys' and indented"},
    {"release hold", "cancel hold ORDER"},
    {"cancel order", "void order ORDER for WHY by AUTHOR"},
    {"fulfil order", "hand over order ORDER"},
};

inline constexpr FormRow<StepDraft> kPurchaseOptions[] = {
    {"as order ORDER",
     [](const Gaps& g, StepDraft& d) { d.step.id = g.Text(0); }},
    {"from hold ORDER",
     [](const Gaps& g, StepDraft& d) { d.step.hold = g.Text(0); }},
};

inline constexpr FormRow<StepDraft> kHoldOptions[] = {
    {"as hold ORDER", kPurchaseOptions[0].fill},
    kPurchaseOptions[1],
};

inline constexpr FormRow<StepDraft> kReleaseOptions[] = {
    {"as release ORDER", kPurchaseOptions[0].fill},
};

inline constexpr FormRow<StepDraft> kReturnOptions[] = {
    {"from order ORDER",
     [](const Gaps& g, StepDraft& d) {
       d.step.order = g.Text(0);
       d.has_receipt = true;
     }},
    {"as return ORDER",
     [](const Gaps& g, StepDraft& d) { d.step.id = g.Text(0); }},
};

inline constexpr FormRow<StepDraft> kExchangeOptions[] = {
    kReturnOptions[0],
    {"as exchange ORDER", kReturnOptions[1].fill},
    kPurchaseOptions[1],
};

inline constexpr FormRow<StepDraft> kVoidOptions[] = {
    {"as void ORDER", kReturnOptions[1].fill},
};

inline constexpr FormRow<StepDraft> kAdjustmentOptions[] = {
    {"as adjustment ORDER",
     [](const Gaps& g, StepDraft& d) { d.step.id = g.Text(0); }},
};

inline constexpr FormRow<StepDraft> kTransferOptions[] = {
    {"as transfer ORDER", kAdjustmentOptions[0].fill},
};

inline constexpr FormRow<StepDraft> kFulfilmentOptions[] = {
    {"as fulfilment ORDER",
     [](const Gaps& g, StepDraft& d) { d.step.id = g.Text(0); }},
};

// The lines below an event, up to their options.
struct ItemDraft {
  StoryStep& step;
  StoryLine line;
  bool is_line = false;  // not an attribute
  bool is_back = false;  // a line of the receipt's order
};

inline void BeginLine(const Gaps& gaps, bool weighed, ItemDraft& item) {
  item.is_line = true;
  item.line.weighed = weighed;
  item.line.quantity = gaps.Text(0);
  item.line.sku = gaps.Text(1);
}

inline constexpr FormRow<ItemDraft> kBasketItems[] = {
    {"QUANTITY x SKU",
     [](const Gaps& g, ItemDraft& i) { BeginLine(g, false, i); }},
    {"QUANTITY kg x SKU",
     [](const Gaps& g, ItemDraft& i) { BeginLine(g, true, i); }},
    {"basket attribute NAME VALUE",
     [](const Gaps& g, ItemDraft& i) {
       i.step.basket_attributes.push_back(g.Attribute());
     }},
    {"event attribute NAME VALUE",
     [](const Gaps& g, ItemDraft& i) {
       i.step.event_attributes.push_back(g.Attribute());
     }},
    {"MONEY paid by TENDER",
     [](const Gaps& g, ItemDraft& i) {
       i.step.tenders.push_back({g.Text(0), g.Tender(1)});
     }},
    {"POINTS CURRENCY paid by points",
     [](const Gaps& g, ItemDraft& i) {
       i.step.tenders.push_back(
           {{}, TenderKind::kPoints, g.Text(0), g.Text(1)});
     }},
    {"takes REWARD",
     [](const Gaps& g, ItemDraft& i) {
       i.step.rewards.push_back({g.Text(0)});
     }},
    {"takes REWARD at price COUNT",
     [](const Gaps& g, ItemDraft& i) {
       i.step.rewards.push_back({g.Text(0), {}, g.Text(1)});
     }},
    {"takes REWARD COUNT times",
     [](const Gaps& g, ItemDraft& i) {
       i.step.rewards.push_back({g.Text(0), g.Text(1)});
     }},
    {"takes REWARD COUNT times at price COUNT",
     [](const Gaps& g, ItemDraft& i) {
       i.step.rewards.push_back({g.Text(0), g.Text(1), g.Text(2)});
     }},
};

inline constexpr FormRow<ItemDraft> kReceiptItems[] = {
    {"COUNT of line LINE",
     [](const Gaps& g, ItemDraft& i) {
       i.is_line = i.is_back = true;
       i.line.quantity = g.Text(0);
       i.line.order_line = g.Text(1);
     }},
    kBasketItems[3],
};

inline constexpr FormRow<ItemDraft> kReturnItems[] = {
    {"COUNT x SKU", kBasketItems[0].fill},
    kBasketItems[3],
};

inline constexpr FormRow<ItemDraft> kAdjustmentItems[] = {kBasketItems[3]};

inline constexpr FormRow<ItemDraft> kExchangeItems[] = {
    kReceiptItems[0], kBasketItems[0], kBasketItems[1], kBasketItems[2],
    kBasketItems[3],  kBasketItems[4], kBasketItems[5],
};

inline constexpr FormRow<ItemDraft> kFulfilmentItems[] = {
    kReceiptItems[0],
    {"COUNT of line LINE cancelled",
     [](const Gaps& g, ItemDraft& i) {
       kReceiptItems[0].fill(g, i);
       i.line.cancelled = true;
     }},
    kBasketItems[3],
};

// Behind "2 x espresso", in any order.
inline constexpr FormRow<StoryLine> kLineOptions[] = {
    {"MONEY each",
     [](const Gaps& g, StoryLine& l) { l.unit_price = g.Text(0); }},
    {"MONEY per kg",
     [](const Gaps& g, StoryLine& l) {
       l.unit_price = g.Text(0);
       l.per_kg = true;
     }},
    {"MONEY in all",
     [](const Gaps& g, StoryLine& l) {
       l.amount = g.Text(0);
       l.in_all = true;
     }},
    {"MONEY", [](const Gaps& g, StoryLine& l) { l.amount = g.Text(0); }},
    {"category NAME",
     [](const Gaps& g, StoryLine& l) { l.category = g.Text(0); }},
    {"name NAME", [](const Gaps& g, StoryLine& l) { l.name = g.Text(0); }},
    {"kind KIND", [](const Gaps& g, StoryLine& l) { l.kind = g.Kind(0); }},
    {"id LINE", [](const Gaps& g, StoryLine& l) { l.id = g.Text(0); }},
    {"parent LINE", [](const Gaps& g, StoryLine& l) { l.parent = g.Text(0); }},
    {"on sale", [](const Gaps&, StoryLine& l) { l.on_sale = true; }},
    {"not discountable",
     [](const Gaps&, StoryLine& l) { l.not_discountable = true; }},
    {"earns nothing",
     [](const Gaps&, StoryLine& l) { l.earns_nothing = true; }},
    {"later", [](const Gaps&, StoryLine& l) { l.later = true; }},
    {"tax RATE", [](const Gaps& g, StoryLine& l) { l.tax_rate = g.Text(0); }},
    {"floor MONEY", [](const Gaps& g, StoryLine& l) { l.floor = g.Text(0); }},
    {"attribute NAME VALUE",
     [](const Gaps& g, StoryLine& l) {
       l.attributes.push_back(g.Attribute());
     }},
};

inline constexpr FormRow<StoryLine> kReturnLineOptions[] = {kLineOptions[0],
                                                            kLineOptions[1]};

// Of which steps an expectation is.
inline constexpr uint8_t kOfPurchase = 1;
inline constexpr uint8_t kOfReturn = 2;
inline constexpr uint8_t kOfAdjustment = 4;
inline constexpr uint8_t kOfExchange = 16;
inline constexpr uint8_t kOfFulfilment = 32;
// Units that are cancelled give back as those that come back.
inline constexpr uint8_t kOfBack = kOfReturn | kOfFulfilment;
inline constexpr uint8_t kOfHold = 64;
// What ends a hold: a purchase may, too.
inline constexpr uint8_t kOfRelease = 128;
inline constexpr uint8_t kOfEvent = kOfPurchase | kOfReturn | kOfAdjustment |
                                    kOfExchange | kOfFulfilment | kOfHold |
                                    kOfRelease;
inline constexpr uint8_t kOfAll = kOfEvent | 8;

struct ExpectationRow {
  std::string_view form;
  ExpectationKind kind;
  uint8_t of;
};

inline constexpr ExpectationRow kExpectations[] = {
    {"to pay MONEY", ExpectationKind::kToPay, kOfPurchase},
    {"list total MONEY", ExpectationKind::kListTotal, kOfPurchase},
    {"discount MONEY", ExpectationKind::kDiscount, kOfPurchase},
    {"line LINE to pay MONEY", ExpectationKind::kLinePays, kOfPurchase},
    {"line LINE discount MONEY", ExpectationKind::kLineDiscount, kOfPurchase},
    {"earns POINTS CURRENCY", ExpectationKind::kEarns, kOfPurchase},
    {"RULE takes off MONEY", ExpectationKind::kTakesOff, kOfPurchase},
    {"RULE gives POINTS CURRENCY", ExpectationKind::kGives, kOfPurchase},
    {"RULE fires", ExpectationKind::kFires, kOfPurchase},
    {"RULE does not fire", ExpectationKind::kDoesNotFire, kOfPurchase},
    {"RULE does not fire: TEXT", ExpectationKind::kDoesNotFireBecause,
     kOfPurchase},
    {"RULE fails: TEXT", ExpectationKind::kFailsBecause, kOfPurchase},
    {"RULE adds COUNT of PRODUCT", ExpectationKind::kAdds, kOfPurchase},
    {"RULE says TEXT", ExpectationKind::kSays, kOfPurchase},
    {"RULE carries COUNT", ExpectationKind::kCarries, kOfPurchase},
    {"RULE is near: TEXT", ExpectationKind::kNear, kOfPurchase},
    {"tax MONEY", ExpectationKind::kTax, kOfPurchase},
    {"points pay MONEY", ExpectationKind::kPointsPay, kOfPurchase},
    {"left to pay MONEY", ExpectationKind::kLeftToPay, kOfPurchase},
    {"REWARD costs POINTS CURRENCY", ExpectationKind::kCosts, kOfPurchase},
    {"REWARD loses to RULE", ExpectationKind::kLosesTo, kOfPurchase},
    {"REWARD is offered: TEXT", ExpectationKind::kOffered, kOfPurchase},
    {"REWARD is not offered: TEXT", ExpectationKind::kNotOffered, kOfPurchase},
    {"pays a debt of POINTS CURRENCY", ExpectationKind::kCollects, kOfPurchase},
    {"refund MONEY", ExpectationKind::kRefund, kOfBack},
    {"takes back POINTS CURRENCY", ExpectationKind::kTakesBack, kOfBack},
    {"refund in points MONEY", ExpectationKind::kRefundInPoints, kOfBack},
    {"refund left MONEY", ExpectationKind::kRefundLeft, kOfBack},
    {"gives back POINTS CURRENCY", ExpectationKind::kRestores, kOfBack},
    {"gives back MONEY to TENDER", ExpectationKind::kTenderBack, kOfBack},
    {"gives back REWARD COUNT times", ExpectationKind::kRewardBack, kOfBack},
    {"releases POINTS CURRENCY", ExpectationKind::kReleases,
     kOfFulfilment | kOfPurchase | kOfRelease},
    {"holds POINTS CURRENCY", ExpectationKind::kHolds, kOfHold},
    {"refuses COUNT of line LINE", ExpectationKind::kRefuses, kOfReturn},
    {"balance to pay MONEY", ExpectationKind::kBalanceToPay, kOfExchange},
    {"balance to give back MONEY", ExpectationKind::kBalanceToGiveBack,
     kOfExchange},
    {"balance left to pay MONEY", ExpectationKind::kBalanceLeft, kOfExchange},
    {"refused: REASON", ExpectationKind::kRefused, kOfEvent},
    {"MEMBER has POINTS CURRENCY", ExpectationKind::kAvailable, kOfAll},
    {"MEMBER has POINTS CURRENCY pending", ExpectationKind::kPending, kOfAll},
    {"MEMBER has POINTS CURRENCY held", ExpectationKind::kHeld, kOfAll},
    {"MEMBER owes POINTS CURRENCY", ExpectationKind::kOwed, kOfAll},
    {"MEMBER has POINTS CURRENCY pooled", ExpectationKind::kPooled, kOfAll},
    {"MEMBER has COUNT stamps of RULE", ExpectationKind::kStamps, kOfAll},
    {"MEMBER owes COUNT stamps of RULE", ExpectationKind::kStampsOwed, kOfAll},
    {"MEMBER is LEVEL", ExpectationKind::kTier, kOfAll},
    {"MEMBER is LEVEL in LADDER", ExpectationKind::kTierIn, kOfAll},
    {"MEMBER has no tier", ExpectationKind::kNoTier, kOfAll},
    {"MEMBER has no tier in LADDER", ExpectationKind::kNoTierIn, kOfAll},
};

inline constexpr OtherWords kOtherExpectations[] = {
    {"MEMBER have", "MEMBER has POINTS CURRENCY"},
    {"MEMBER gets", "MEMBER has POINTS CURRENCY, or earns POINTS CURRENCY"},
    {"pays MONEY", "to pay MONEY"},
    {"costs MONEY", "to pay MONEY"},
    {"total MONEY", "to pay MONEY, or list total MONEY"},
};

// What is wrong with words that stand in `words`; no message where they don't.
[[nodiscard]] WordError OtherWord(std::span<const OtherWords> words,
                                  const CutLine& line, size_t at);

// "10.15", "9h30".
[[nodiscard]] bool IsTimeWithoutColon(std::string_view text);

inline constexpr std::string_view kTopForms[] = {"story: TEXT", "program: TEXT",
                                                 "expect", "WHEN"};
enum TopRow : uint8_t { kStoryRow, kProgramRow, kExpectRow, kWhenRow };

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_STORY_GRAMMAR_H_
