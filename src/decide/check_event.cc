// What no rule should ever see is refused before deciding: CheckEvent.

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "base/quote.h"
#include "decide/plan_impl.h"
#include "model/points_of.h"
#include "patron/rounding.h"
#include "program/attributes.h"

namespace patron {
namespace {

// Up to here lines are compared pairwise, which needs no memory.
constexpr size_t kPairwiseLinesMax = 48;
// Baskets of so many lines are checked without allocating.
constexpr size_t kLinesInPlace = 256;

absl::Status Wrong(Reason reason, std::string_view line,
                   const std::string& message) {
  return Refuse(reason, "line " + Quote(line) + ": " + message);
}

absl::Status Wrong(std::string_view line, const absl::Status& status) {
  return Wrong(ReasonOf(status), line, std::string(MessageOf(status)));
}

absl::Status CheckLength(std::string_view what, std::string_view text) {
  if (text.size() <= kTextBytesMax) return absl::OkStatus();
  return Refuse(Reason::kTooLarge,
                std::string(what) + " has " + std::to_string(text.size()) +
                    " bytes; at most " + std::to_string(kTextBytesMax) +
                    " are allowed");
}

// Names stand in tables, receipts and file names: on one line.
absl::Status CheckText(std::string_view what, std::string_view text) {
  const auto control = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  if (control == text.end()) return CheckLength(what, text);
  return Refuse(Reason::kBadValue, std::string(what) + " " + Quote(text) +
                                       " has a control character");
}

struct NamedText {
  std::string_view what;
  std::string_view text;
};

absl::Status CheckTexts(std::initializer_list<NamedText> texts) {
  for (const auto& [what, text] : texts) {
    if (absl::Status status = CheckText(what, text); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status CheckKey(const Event& event) {
  if (event.source.empty()) {
    return Refuse(Reason::kMissingField,
                  "an event names its source, such as the till");
  }
  if (event.id.empty()) {
    return Refuse(Reason::kMissingField,
                  "an event has an id that is unique in its source");
  }
  absl::Status status = CheckTexts({{"the source", event.source},
                                    {"the id", event.id},
                                    {"the member", event.member},
                                    {"the store", event.store}});
  if (!status.ok()) return status;
  if (!InRange(event.time) || !InRange(event.arrival)) {
    return Refuse(Reason::kBadDate,
                  "an event's time and arrival are within the years 1 to "
                  "9999, in microseconds since 1970");
  }
  return absl::OkStatus();
}

absl::Status CheckTwice(const AttributeValues& values) {
  std::vector<std::string_view> names;
  if (values.size() < 2) return absl::OkStatus();
  names.reserve(values.size());
  for (const AttributeValue& value : values) names.push_back(value.name);
  std::sort(names.begin(), names.end());
  const auto it = std::adjacent_find(names.begin(), names.end());
  if (it == names.end()) return absl::OkStatus();
  return Refuse(Reason::kDuplicateKey,
                "the attribute '" + std::string(*it) + "' is given twice");
}

absl::Status CheckAttributes(const Program& program, Attribute::Owner owner,
                             const AttributeValues& values) {
  for (const AttributeValue& value : values) {
    absl::Status status = CheckAttribute(program, owner, value);
    if (!status.ok()) return status;
  }
  return CheckTwice(values);
}

absl::Status CheckQuantity(const Line& line) {
  const Quantity quantity = line.quantity;
  if (quantity.milli <= 0) {
    return Wrong(Reason::kBadQuantity, line.id,
                 "a quantity is more than 0, not " + FormatQuantity(quantity) +
                     "; goods that come back are a return");
  }
  if (quantity.kind == Quantity::Kind::kPiece &&
      quantity.milli % Quantity::kOne != 0) {
    return Wrong(Reason::kBadQuantity, line.id,
                 "pieces are whole; sell parts of one by weight");
  }
  if (quantity.units() > kLineUnitsMax) {
    return Wrong(
        Reason::kBadQuantity, line.id,
        "a line has at most " + std::to_string(kLineUnitsMax) + " units");
  }
  return absl::OkStatus();
}

// What is printed and matched by, and must be in the program's currency.
absl::Status CheckPrices(const Program& program, const Line& line) {
  const auto other = [&](std::string_view what, Currency currency) {
    return Wrong(Reason::kCurrencyMismatch, line.id,
                 std::string(what) + " is in '" + std::string(currency.code()) +
                     "', the program in " +
                     std::string(program.currency.code()));
  };
  if (line.amount.currency != program.currency) {
    return other("its amount", line.amount.currency);
  }
  if (line.kind == LineKind::kSale && line.amount.minor < 0) {
    return Wrong(Reason::kNegativePrice, line.id,
                 "a sale is not negative, this is " + FormatMoney(line.amount) +
                     "; goods that come back are a return");
  }
  if (line.unit_price && line.unit_price->currency != program.currency) {
    return other("its unit price", line.unit_price->currency);
  }
  if (line.unit_price && line.kind == LineKind::kSale &&
      line.unit_price->micros < 0) {
    return Wrong(Reason::kNegativePrice, line.id,
                 "the unit price of a sale is not negative, this is " +
                     FormatUnitPrice(*line.unit_price));
  }
  for (const Adjustment& adjustment : line.adjustments) {
    if (adjustment.amount.currency != program.currency) {
      return other("an adjustment", adjustment.amount.currency);
    }
    absl::Status status =
        CheckLength("the reason of an adjustment", adjustment.reason);
    if (status.ok()) {
      status = CheckLength("who made an adjustment", adjustment.by);
    }
    if (!status.ok()) return Wrong(line.id, status);
  }
  return absl::OkStatus();
}

// The tax and the floor that the host gives.
absl::Status CheckBounds(const Program& program, const Line& line) {
  if (line.tax_rate &&
      (*line.tax_rate < Rate() || *line.tax_rate > Rate::Percent(100))) {
    return Wrong(Reason::kBadValue, line.id,
                 "expected a tax rate of 0% to 100%, not " +
                     FormatPercent(*line.tax_rate));
  }
  if (!line.floor) return absl::OkStatus();
  if (line.floor->currency != program.currency) {
    return Wrong(
        Reason::kCurrencyMismatch, line.id,
        "its floor is in '" + std::string(line.floor->currency.code()) +
            "', the program in " + std::string(program.currency.code()));
  }
  if (line.floor->minor >= 0) return absl::OkStatus();
  return Wrong(Reason::kNegativePrice, line.id,
               "a floor is not negative, this is " + FormatMoney(*line.floor));
}

absl::Status CheckLine(const Program& program, const Line& line) {
  if (line.id.empty()) {
    return Refuse(Reason::kMissingField, "every line of a basket has an id");
  }
  absl::Status status = CheckTexts({{"a line's id", line.id},
                                    {"a line's sku", line.sku},
                                    {"a line's category", line.category},
                                    {"a line's name", line.name}});
  if (status.ok()) status = CheckQuantity(line);
  if (status.ok()) status = CheckPrices(program, line);
  if (status.ok()) status = CheckBounds(program, line);
  if (!status.ok()) return status;
  status = CheckAttributes(program, Attribute::Owner::kLine, line.attributes);
  return status.ok() ? status : Wrong(line.id, status);
}

absl::Status CheckIds(const std::vector<Line>& lines) {
  const auto twice = [](std::string_view id) {
    return Wrong(Reason::kDuplicateLine, id,
                 "two lines have this id; one that names none has its place "
                 "in the basket, from 1");
  };
  if (lines.size() <= kPairwiseLinesMax) {
    for (size_t i = 0; i < lines.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (lines[i].id == lines[j].id) return twice(lines[i].id);
      }
    }
    return absl::OkStatus();
  }
  absl::InlinedVector<std::string_view, kLinesInPlace> ids;
  ids.reserve(lines.size());
  for (const Line& line : lines) ids.push_back(line.id);
  std::sort(ids.begin(), ids.end());
  const auto it = std::adjacent_find(ids.begin(), ids.end());
  return it == ids.end() ? absl::OkStatus() : twice(*it);
}

absl::Status CheckParents(const std::vector<Line>& lines) {
  std::vector<std::string_view> ids;
  for (const Line& line : lines) {
    if (line.parent.empty()) continue;
    if (ids.empty()) {
      for (const Line& each : lines) ids.push_back(each.id);
      std::sort(ids.begin(), ids.end());
    }
    if (line.parent == line.id ||
        !std::binary_search(ids.begin(), ids.end(), line.parent)) {
      return Wrong(Reason::kBadValue, line.id,
                   "its parent '" + line.parent + "' is no other line");
    }
  }
  return absl::OkStatus();
}

// A tender of points. What they are worth against what is to pay is seen when
// the basket is decided, what the member has when it is posted.
absl::Status CheckPoints(const Program& program, const Event& event,
                         const Tender& tender) {
  if (event.member.empty()) {
    return Refuse(Reason::kMissingField,
                  "points are a member's: name the 'member' who pays");
  }
  if (absl::Status s = CheckText("its currency", tender.currency); !s.ok()) {
    return s;
  }
  const PointsCurrency* const points = FindPoints(program, tender.currency);
  // What grandfathered ones are worth depends on which they are.
  return points != nullptr && points->grandfathered
             ? PointsOf(program, tender).status()
             : PaidBy(program, tender).status();
}

// A tender of anything else.
absl::Status CheckAmount(const Program& program, const Tender& tender) {
  if (!tender.currency.empty() || tender.points != WrittenPoints()) {
    return Refuse(Reason::kBadValue,
                  "only a tender of kind points has 'currency' and 'points'");
  }
  if (tender.amount.currency != program.currency) {
    return Refuse(Reason::kCurrencyMismatch,
                  "it is in '" + std::string(tender.amount.currency.code()) +
                      "', the program in " +
                      std::string(program.currency.code()));
  }
  if (tender.amount.minor > 0) return absl::OkStatus();
  return Refuse(Reason::kBadValue,
                "expected more than 0, not " + FormatMoney(tender.amount));
}

absl::Status CheckTender(const Program& program, const Event& event,
                         size_t index) {
  const std::vector<Tender>& tenders = event.basket.tenders;
  const Tender& tender = tenders[index];
  if (tender.kind != TenderKind::kPoints) return CheckAmount(program, tender);
  if (absl::Status s = CheckPoints(program, event, tender); !s.ok()) return s;
  for (size_t i = 0; i < index; ++i) {
    if (tenders[i].kind != TenderKind::kPoints ||
        tenders[i].currency != tender.currency) {
      continue;
    }
    return Refuse(Reason::kDuplicateKey,
                  "tender " + std::to_string(i + 1) + " is of '" +
                      tender.currency + "' as well: write all of it in one");
  }
  return absl::OkStatus();
}

absl::Status CheckTenders(const Program& program, const Event& event) {
  const std::vector<Tender>& tenders = event.basket.tenders;
  if (tenders.size() > kTendersMax) {
    return Refuse(Reason::kTooLarge, "a basket has at most " +
                                         std::to_string(kTendersMax) +
                                         " tenders, this one has " +
                                         std::to_string(tenders.size()));
  }
  for (size_t i = 0; i < tenders.size(); ++i) {
    absl::Status status = CheckTender(program, event, i);
    if (!status.ok()) {
      return Refuse(ReasonOf(status), "tender " + std::to_string(i + 1) + ": " +
                                          std::string(MessageOf(status)));
    }
    status = CheckText("a tender's id", tenders[i].id);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::string PricesOf(const Program& program, const Reward& reward) {
  const PointsCurrency* const points = FindPoints(program, reward.currency);
  std::string text;
  for (size_t i = 0; i < reward.prices.size(); ++i) {
    const RewardPrice& price = reward.prices[i];
    text +=
        (i == 0 ? "" : ", ") + std::to_string(i + 1) + " is " +
        FormatPoints(price.points, points == nullptr ? 0 : points->decimals) +
        " '" + reward.currency + "'" +
        (price.pay ? " and " + FormatMoney(*price.pay) : "");
  }
  return text;
}

absl::Status CheckReward(const Program& program, const BasketReward& asked) {
  std::vector<std::string_view> ids;
  const Reward* reward = nullptr;
  for (const Reward& other : program.rewards) {
    ids.push_back(other.id);
    if (other.id == asked.id) reward = &other;
  }
  const std::string name = "reward " + Quote(asked.id);
  if (reward == nullptr) {
    const std::string_view near = NearName(asked.id, ids);
    return Refuse(
        Reason::kUnknownName,
        "unknown " + name +
            (near.empty() ? ids.empty() ? "; the program declares none" : ""
                          : "; did you mean " + Quote(near) + "?"));
  }
  if (reward->automatic) {
    return Refuse(Reason::kRewardNotGiven,
                  name + " is given by itself at the end of each " +
                      std::string(PeriodUnitName(reward->automatic->every)) +
                      ", and no basket takes it: leave it out");
  }
  if (asked.count < 1 || asked.count > reward->times_max) {
    return Refuse(Reason::kBadValue,
                  name + " is taken 1 to " + std::to_string(reward->times_max) +
                      " times in a basket, not " + std::to_string(asked.count));
  }
  const auto prices = static_cast<int64_t>(reward->prices.size());
  if (asked.price == 0 && prices == 1) return absl::OkStatus();
  if (asked.price >= 1 && asked.price <= prices) return absl::OkStatus();
  return Refuse(
      Reason::kBadValue,
      (asked.price == 0
           ? name + " has " + std::to_string(prices) + " prices: say which; "
           : name + " has no price " + std::to_string(asked.price) + "; ") +
          PricesOf(program, *reward));
}

absl::Status CheckRewards(const Program& program, const Event& event) {
  const std::vector<BasketReward>& rewards = event.basket.rewards;
  if (rewards.empty()) return absl::OkStatus();
  if (event.member.empty()) {
    return Refuse(Reason::kMissingField,
                  "rewards are a member's: name the 'member' who takes them");
  }
  if (rewards.size() > kBasketRewardsMax) {
    return Refuse(Reason::kTooLarge, "a basket takes at most " +
                                         std::to_string(kBasketRewardsMax) +
                                         " rewards, this one takes " +
                                         std::to_string(rewards.size()));
  }
  for (size_t i = 0; i < rewards.size(); ++i) {
    absl::Status status = CheckText("a reward", rewards[i].id);
    if (status.ok()) status = CheckReward(program, rewards[i]);
    if (!status.ok()) return status;
    for (size_t j = 0; j < i; ++j) {
      if (rewards[j].id != rewards[i].id) continue;
      return Refuse(Reason::kDuplicateKey,
                    "reward " + Quote(rewards[i].id) +
                        " stands here twice: write its count");
    }
  }
  return absl::OkStatus();
}

// Tax comes on top, and sums of both must fit.
absl::Status CheckTotal(const Basket& basket, int64_t total) {
  const bool taxed =
      std::any_of(basket.lines.begin(), basket.lines.end(),
                  [](const Line& line) { return line.tax_rate.has_value(); });
  if (!taxed || total <= std::numeric_limits<int64_t>::max() / 4) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kOverflow,
                "the basket's total with its tax does not fit 64 bits");
}

absl::Status CheckBasket(const Program& program, const Event& event) {
  const Basket& basket = event.basket;
  if (basket.lines.empty()) {
    return Refuse(Reason::kNoLines, "a basket has at least one line");
  }
  if (basket.lines.size() > kEventLinesMax) {
    return Refuse(Reason::kTooLarge, "a basket has at most " +
                                         std::to_string(kEventLinesMax) +
                                         " lines, this one has " +
                                         std::to_string(basket.lines.size()));
  }
  if (basket.currency.valid() && basket.currency != program.currency) {
    return Refuse(Reason::kCurrencyMismatch,
                  "the basket is in " + std::string(basket.currency.code()) +
                      ", the program in " +
                      std::string(program.currency.code()));
  }
  int64_t total = 0;
  for (const Line& line : basket.lines) {
    if (absl::Status status = CheckLine(program, line); !status.ok()) {
      return status;
    }
    // Magnitudes, so that no part of the sum overflows either.
    const int64_t minor = line.amount.minor;
    const absl::StatusOr<int64_t> magnitude =
        minor < 0 ? SubtractExact(0, minor) : absl::StatusOr<int64_t>(minor);
    const absl::StatusOr<int64_t> sum =
        magnitude.ok() ? AddExact(total, *magnitude) : magnitude;
    if (!sum.ok()) {
      return Refuse(
          Reason::kOverflow,
          "the basket's total does not fit 64 bits at line '" + line.id + "'");
    }
    total = *sum;
  }
  if (absl::Status status = CheckIds(basket.lines); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckParents(basket.lines); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckTotal(basket, total); !status.ok()) {
    return status;
  }
  absl::Status status = CheckTenders(program, event);
  if (status.ok()) status = CheckRewards(program, event);
  if (!status.ok()) return status;
  return CheckAttributes(program, Attribute::Owner::kBasket, basket.attributes);
}

absl::Status CheckReturnLine(const Program& program, bool receipt,
                             const ReturnLine& line) {
  if (line.id.empty()) {
    return Refuse(Reason::kMissingField, "every line of a return has an id");
  }
  absl::Status status = CheckTexts({{"a line's id", line.id},
                                    {"an order's line", line.order_line},
                                    {"a line's sku", line.sku}});
  if (!status.ok()) return status;
  if (line.units < 1 || line.units > kLineUnitsMax) {
    return Wrong(Reason::kBadQuantity, line.id,
                 "expected 1 to " + std::to_string(kLineUnitsMax) +
                     " units coming back, not " + std::to_string(line.units));
  }
  if (receipt && line.order_line.empty()) {
    return Wrong(Reason::kMissingField, line.id,
                 "with a receipt a line names the order's line");
  }
  if (!receipt && (line.sku.empty() || !line.unit_price)) {
    return Wrong(Reason::kMissingField, line.id,
                 "without a receipt a line has a sku and a unit price");
  }
  if (line.unit_price && line.unit_price->currency != program.currency) {
    return Wrong(Reason::kCurrencyMismatch, line.id,
                 "its unit price is in '" +
                     std::string(line.unit_price->currency.code()) +
                     "', the program in " +
                     std::string(program.currency.code()));
  }
  return absl::OkStatus();
}

absl::Status CheckReturn(const Program& program,
                         const ReturnedGoods& returned) {
  if (returned.lines.empty()) {
    return Refuse(Reason::kNoLines, "a return has at least one line");
  }
  if (returned.lines.size() > kEventLinesMax) {
    return Refuse(
        Reason::kTooLarge,
        "a return has at most " + std::to_string(kEventLinesMax) + " lines");
  }
  const bool receipt = !returned.order_id.empty();
  if (receipt != !returned.order_source.empty()) {
    return Refuse(Reason::kMissingField,
                  "a return with a receipt names the order's source and id; "
                  "one without names neither");
  }
  absl::Status status =
      CheckTexts({{"the order's source", returned.order_source},
                  {"the order's id", returned.order_id}});
  if (!status.ok()) return status;
  std::vector<std::string_view> ids;
  for (const ReturnLine& line : returned.lines) {
    ids.push_back(line.id);
    status = CheckReturnLine(program, receipt, line);
    if (!status.ok()) return status;
  }
  std::sort(ids.begin(), ids.end());
  const auto it = std::adjacent_find(ids.begin(), ids.end());
  if (it == ids.end()) return absl::OkStatus();
  return Wrong(Reason::kDuplicateLine, *it, "two lines have this id");
}

absl::Status CheckVoid(const Event& event) {
  const VoidedOrder& voided = event.voided;
  for (const auto& [what, text] :
       {std::pair{"the source of the order that it undoes",
                  &voided.order_source},
        {"the id of the order that it undoes", &voided.order_id},
        {"its reason", &voided.reason},
        {"who made it (by)", &voided.by}}) {
    if (!text->empty()) continue;
    return Refuse(Reason::kMissingField, std::string("a void names ") + what);
  }
  if (!event.basket.lines.empty() || !event.returned.lines.empty()) {
    return Refuse(Reason::kBadValue,
                  "a void undoes a whole order and names no goods: a purchase "
                  "or a return is an event of its own");
  }
  return CheckTexts({{"the order's source", voided.order_source},
                     {"the order's id", voided.order_id},
                     {"the reason", voided.reason},
                     {"who made it", voided.by}});
}

absl::Status CheckExchange(const Program& program, const Event& event) {
  absl::Status status = CheckReturn(program, event.returned);
  return status.ok() ? CheckBasket(program, event) : status;
}

absl::Status CheckAdjustment(const Program& program, const Event& event) {
  const PointsAdjustment& adjust = event.adjustment;
  for (const auto& [what, text] :
       {std::pair{"the member whose points change", &event.member},
        {"the currency of its points", &adjust.currency},
        {"its reason", &adjust.reason},
        {"who made it (by)", &adjust.by}}) {
    if (!text->empty()) continue;
    return Refuse(Reason::kMissingField,
                  std::string("an adjustment names ") + what);
  }
  if (!event.basket.lines.empty() || !event.returned.lines.empty()) {
    return Refuse(Reason::kBadValue,
                  "an adjustment has no goods: a purchase or a return is an "
                  "event of its own");
  }
  absl::Status status =
      CheckTexts({{"the reason", adjust.reason}, {"who made it", adjust.by}});
  return status.ok() ? PointsOf(program, adjust).status() : status;
}

// Whether so many units are open is seen when the order is loaded.
absl::Status CheckFulfilmentLine(const FulfilmentLine& line) {
  if (line.order_line.empty()) {
    return Refuse(Reason::kMissingField,
                  "every line of a fulfilment names the order's line");
  }
  absl::Status status = CheckText("an order's line", line.order_line);
  if (!status.ok()) return status;
  for (const int64_t units : {line.fulfilled, line.cancelled}) {
    if (units >= 0 && units <= kLineUnitsMax) continue;
    return Wrong(Reason::kBadQuantity, line.order_line,
                 "expected 0 to " + std::to_string(kLineUnitsMax) +
                     " units handed over or cancelled, not " +
                     std::to_string(units));
  }
  if (line.fulfilled + line.cancelled > 0) return absl::OkStatus();
  return Wrong(Reason::kBadQuantity, line.order_line,
               "nothing of it is handed over or cancelled: write how many "
               "units, or leave the line out");
}

absl::Status CheckFulfilment(const Event& event) {
  const Fulfilment& fulfilment = event.fulfilment;
  if (fulfilment.order_source.empty() || fulfilment.order_id.empty()) {
    return Refuse(Reason::kMissingField,
                  "a fulfilment names the order's source and id");
  }
  if (fulfilment.lines.empty()) {
    return Refuse(Reason::kNoLines, "a fulfilment has at least one line");
  }
  if (fulfilment.lines.size() > kEventLinesMax) {
    return Refuse(Reason::kTooLarge, "a fulfilment has at most " +
                                         std::to_string(kEventLinesMax) +
                                         " lines");
  }
  if (!event.basket.lines.empty() || !event.returned.lines.empty()) {
    return Refuse(Reason::kBadValue,
                  "a fulfilment is of goods that were bought: a purchase or a "
                  "return is an event of its own");
  }
  absl::Status status =
      CheckTexts({{"the order's source", fulfilment.order_source},
                  {"the order's id", fulfilment.order_id}});
  if (!status.ok()) return status;
  std::vector<std::string_view> lines;
  for (const FulfilmentLine& line : fulfilment.lines) {
    lines.push_back(line.order_line);
    status = CheckFulfilmentLine(line);
    if (!status.ok()) return status;
  }
  std::sort(lines.begin(), lines.end());
  const auto it = std::adjacent_find(lines.begin(), lines.end());
  if (it == lines.end()) return absl::OkStatus();
  return Wrong(Reason::kDuplicateLine, *it,
               "two lines of the fulfilment are of it: write all of it in one");
}

absl::Status CheckHold(const Program& program, const Event& event) {
  if (!event.until) {
    return Refuse(Reason::kMissingField,
                  "a hold names the time 'until' which it keeps back");
  }
  if (!InRange(*event.until)) {
    return Refuse(Reason::kBadDate,
                  "a hold's 'until' is within the years 1 to 9999, in "
                  "microseconds since 1970");
  }
  if (*event.until <= event.time) {
    return Refuse(Reason::kBadDate,
                  "the hold is until " + FormatInstant(*event.until) +
                      ", which is not after its time, " +
                      FormatInstant(event.time) + ": write a later 'until'");
  }
  if (*event.until <= event.arrival) {
    return Refuse(Reason::kHoldOver,
                  "the hold arrives at " + FormatInstant(event.arrival) +
                      ", and is until " + FormatInstant(*event.until) +
                      ": hold it again with a later 'until'");
  }
  return CheckBasket(program, event);
}

absl::Status CheckRelease(const Event& event) {
  if (event.hold.id.empty()) {
    return Refuse(Reason::kMissingField,
                  "a release names the source and id of the hold that it "
                  "cancels");
  }
  if (event.basket.lines.empty() && event.returned.lines.empty()) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kBadValue,
                "a release cancels a hold and names no goods: a purchase or a "
                "return is an event of its own");
}

absl::Status CheckTransfer(const Program& program, const Event& event) {
  const PointsTransfer& transfer = event.transfer;
  if (event.member.empty() || transfer.to.empty()) {
    return Refuse(Reason::kMissingField,
                  "a transfer names the member who gives the points and the "
                  "one who gets them");
  }
  if (event.member == transfer.to) {
    return Refuse(Reason::kBadValue,
                  "'" + event.member +
                      "' cannot give points to themselves: name another "
                      "member");
  }
  absl::Status status = CheckTexts({{"the receiving member", transfer.to},
                                    {"points currency", transfer.currency}});
  return status.ok() ? PointsOf(program, transfer).status() : status;
}

absl::Status CheckJoin(const Event& event) {
  if (event.member.empty() || event.household.empty()) {
    return Refuse(Reason::kMissingField,
                  "a join names the member and the household");
  }
  return CheckTexts({{"the household", event.household}});
}

// What a transfer, a join and a leave have, and no other event.
absl::Status CheckSharing(const Event& event) {
  const std::string name(EventKindName(event.kind));
  if (event.kind != EventKind::kTransfer &&
      event.transfer != PointsTransfer()) {
    return Refuse(Reason::kBadValue, "an event of kind '" + name +
                                         "' gives no points to another "
                                         "member: leave 'transfer' out");
  }
  if (event.kind != EventKind::kJoin && !event.household.empty()) {
    return Refuse(Reason::kBadValue, "an event of kind '" + name +
                                         "' joins no household: leave "
                                         "'household' out");
  }
  if (event.kind != EventKind::kTransfer && event.kind != EventKind::kJoin &&
      event.kind != EventKind::kLeave) {
    return absl::OkStatus();
  }
  if (event.basket.lines.empty() && event.returned.lines.empty()) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kBadValue,
                "an event of kind '" + name +
                    "' names no goods: a purchase or a return is an event of "
                    "its own");
}

// Which hold an event names, and whether one of its kind may.
absl::Status CheckNamedHold(const Event& event) {
  const HoldKey& hold = event.hold;
  if (hold.source.empty() != hold.id.empty()) {
    return Refuse(Reason::kMissingField,
                  "a hold is named by the source and the id of its event");
  }
  const bool basket = event.kind == EventKind::kPurchase ||
                      event.kind == EventKind::kExchange ||
                      event.kind == EventKind::kHold;
  const std::string name(EventKindName(event.kind));
  if (!hold.id.empty() && !basket && event.kind != EventKind::kRelease) {
    return Refuse(
        Reason::kBadValue,
        "an event of kind '" + name + "' consumes no hold: leave 'hold' out");
  }
  if (event.until && event.kind != EventKind::kHold) {
    return Refuse(Reason::kBadValue,
                  "only a hold has 'until', and this is an event of kind '" +
                      name + "': leave it out");
  }
  return CheckTexts(
      {{"the hold's source", hold.source}, {"the hold's id", hold.id}});
}

}  // namespace

absl::Status Plan::CheckEvent(const Event& event) const {
  if (!compiled()) return impl().why_not_compiled;
  if (absl::Status status = CheckKey(event); !status.ok()) return status;
  absl::Status status =
      CheckAttributes(program(), Attribute::Owner::kEvent, event.attributes);
  if (status.ok()) status = CheckNamedHold(event);
  if (status.ok()) status = CheckSharing(event);
  if (!status.ok()) return status;
  switch (event.kind) {
    case EventKind::kPurchase:
      return CheckBasket(program(), event);
    case EventKind::kReturn:
      return CheckReturn(program(), event.returned);
    case EventKind::kAdjustment:
      return CheckAdjustment(program(), event);
    case EventKind::kVoid:
      return CheckVoid(event);
    case EventKind::kExchange:
      return CheckExchange(program(), event);
    case EventKind::kFulfilment:
      return CheckFulfilment(event);
    case EventKind::kHold:
      return CheckHold(program(), event);
    case EventKind::kRelease:
      return CheckRelease(event);
    case EventKind::kTransfer:
      return CheckTransfer(program(), event);
    case EventKind::kJoin:
      return CheckJoin(event);
    case EventKind::kLeave:
      if (!event.member.empty()) return absl::OkStatus();
      return Refuse(Reason::kMissingField, "a leave names the member");
  }
  return Refuse(Reason::kBadValue,
                "an event is a purchase, a return, an exchange, a void, a "
                "fulfilment, an adjustment, a hold, a release, a transfer, a "
                "join or a leave");
}

}  // namespace patron
