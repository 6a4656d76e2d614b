// What no rule should ever see is refused before deciding: CheckEvent.

#include "decide/check_event.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/quote.h"
#include "decide/plan_impl.h"
#include "model/points_of.h"
#include "program/attributes.h"

namespace patron {
namespace {

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
    return WrongLine(Reason::kBadQuantity, line.id,
                     "expected 1 to " + std::to_string(kLineUnitsMax) +
                         " units coming back, not " +
                         std::to_string(line.units));
  }
  if (receipt && line.order_line.empty()) {
    return WrongLine(Reason::kMissingField, line.id,
                     "with a receipt a line names the order's line");
  }
  if (!receipt && (line.sku.empty() || !line.unit_price)) {
    return WrongLine(Reason::kMissingField, line.id,
                     "without a receipt a line has a sku and a unit price");
  }
  if (line.unit_price && line.unit_price->currency != program.currency) {
    return WrongLine(Reason::kCurrencyMismatch, line.id,
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
  return WrongLine(Reason::kDuplicateLine, *it, "two lines have this id");
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
    return WrongLine(Reason::kBadQuantity, line.order_line,
                     "expected 0 to " + std::to_string(kLineUnitsMax) +
                         " units handed over or cancelled, not " +
                         std::to_string(units));
  }
  if (line.fulfilled + line.cancelled > 0) return absl::OkStatus();
  return WrongLine(Reason::kBadQuantity, line.order_line,
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
  return WrongLine(
      Reason::kDuplicateLine, *it,
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

absl::Status WrongLine(Reason reason, std::string_view line,
                       const std::string& message) {
  return Refuse(reason, "line " + Quote(line) + ": " + message);
}

absl::Status WrongLine(std::string_view line, const absl::Status& status) {
  return WrongLine(ReasonOf(status), line, std::string(MessageOf(status)));
}

absl::Status CheckLength(std::string_view what, std::string_view text) {
  if (text.size() <= kTextBytesMax) return absl::OkStatus();
  return Refuse(Reason::kTooLarge,
                std::string(what) + " has " + std::to_string(text.size()) +
                    " bytes; at most " + std::to_string(kTextBytesMax) +
                    " are allowed");
}

absl::Status CheckText(std::string_view what, std::string_view text) {
  const auto control = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  if (control == text.end()) return CheckLength(what, text);
  return Refuse(Reason::kBadValue, std::string(what) + " " + Quote(text) +
                                       " has a control character");
}

absl::Status CheckTexts(std::initializer_list<NamedText> texts) {
  for (const auto& [what, text] : texts) {
    if (absl::Status status = CheckText(what, text); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAttributes(const Program& program, Attribute::Owner owner,
                             const AttributeValues& values) {
  for (const AttributeValue& value : values) {
    absl::Status status = CheckAttribute(program, owner, value);
    if (!status.ok()) return status;
  }
  return CheckTwice(values);
}

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
