// Filling a basket from a till's structs. From the second purchase on this
// needs no memory: lines and attributes that a smaller basket does not use are
// kept with their texts' memory.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "capi/convert.h"
#include "capi/guard.h"
#include "capi/structs.h"
#include "model/points_of.h"
#include "patron/calendar.h"
#include "patron/scalar.h"

namespace patron::capi {
namespace {

constexpr uint32_t kLineFlags =
    PATRON_LINE_ON_SALE | PATRON_LINE_NOT_DISCOUNTABLE |
    PATRON_LINE_EARNS_NOTHING | PATRON_LINE_HAS_UNIT_PRICE;

// Takes off a list what was added to it, unless told to keep it: a call that
// fails, also for want of memory, has changed nothing.
template <typename T>
class Rollback {
 public:
  Rollback(Spares<T>& spares, std::vector<T>& list)
      : spares_(spares), list_(list), size_(list.size()) {}
  ~Rollback() { spares_.Truncate(list_, std::min(size_, list_.size())); }
  Rollback(const Rollback&) = delete;
  Rollback& operator=(const Rollback&) = delete;

  void Keep() { size_ = list_.size(); }

 private:
  Spares<T>& spares_;
  std::vector<T>& list_;
  size_t size_;
};

Refusal NotBegun() {
  return Refuse(Reason::kNotBegun,
                "no purchase has begun: call patron_basket_begin first");
}

void Forget(BasketHandle& basket) {
  basket.begun = false;
  Event& event = basket.event;
  for (Line& line : event.basket.lines) {
    basket.spare_values.Truncate(line.attributes, 0);
  }
  basket.spare_lines.Truncate(event.basket.lines, 0);
  basket.spare_tenders.Truncate(event.basket.tenders, 0);
  basket.spare_rewards.Truncate(event.basket.rewards, 0);
  event.returned.order_source.clear();
  event.returned.order_id.clear();
  event.returned.lines.clear();
  event.until.reset();
  event.hold.source.clear();
  event.hold.id.clear();
  basket.spare_values.Truncate(event.basket.attributes, 0);
  basket.spare_values.Truncate(event.attributes, 0);
}

Refusal ReadLineTexts(const patron_line& in, size_t number, Line* out) {
  if (Refusal refused = ReadLineId(in.id, number + 1, &out->id)) {
    return refused;
  }
  if (Refusal refused = ReadText(in.parent, "parent", &out->parent)) {
    return refused;
  }
  if (Refusal refused = ReadText(in.sku, "sku", &out->sku)) return refused;
  if (Refusal refused = ReadText(in.category, "category", &out->category)) {
    return refused;
  }
  return ReadText(in.name, "name", &out->name);
}

Refusal ReadLine(const patron_line& in, size_t number, Currency currency,
                 Line* out) {
  if (Refusal refused = ReadLineTexts(in, number, out)) return refused;
  if (in.kind > PATRON_LINE_TRADE_IN) {
    return Refuse(Reason::kUnimplemented,
                  "no kind of line is number " + std::to_string(in.kind));
  }
  if (in.quantity_kind > PATRON_QUANTITY_WEIGHT) {
    return Refuse(Reason::kUnimplemented, "no kind of quantity is number " +
                                              std::to_string(in.quantity_kind));
  }
  if (Refusal refused = CheckFlags(in.flags, kLineFlags, "patron_line")) {
    return refused;
  }
  if (Refusal refused = CheckReserved(in.reserved, "patron_line")) {
    return refused;
  }
  out->kind = in.kind == 0 ? LineKind::kSale : static_cast<LineKind>(in.kind);
  out->quantity = {in.quantity_milli,
                   static_cast<Quantity::Kind>(in.quantity_kind)};
  out->amount = {in.amount_minor, currency};
  out->unit_price.reset();
  if ((in.flags & PATRON_LINE_HAS_UNIT_PRICE) != 0) {
    out->unit_price = UnitPrice{in.unit_price_micros, currency};
  }
  out->on_sale = (in.flags & PATRON_LINE_ON_SALE) != 0;
  out->not_discountable = (in.flags & PATRON_LINE_NOT_DISCOUNTABLE) != 0;
  out->earns_nothing = (in.flags & PATRON_LINE_EARNS_NOTHING) != 0;
  out->adjustments.clear();
  out->tax_rate.reset();
  out->floor.reset();
  out->later = false;
  return {};
}

// Adds what `read(element, i, out)` makes of each, or nothing where one of them
// is wrong.
template <typename In, typename Out, typename Read>
Refusal AddAll(ElementsOf array, const In* in, size_t count, size_t stride,
               Spares<Out>& spares, std::vector<Out>& all, const Read& read) {
  array.max -= all.size();
  Rollback rollback(spares, all);
  Refusal refused =
      ReadElements(array, in, count, stride, [&](const In& element, size_t i) {
        return read(element, i, &spares.Append(all));
      });
  if (!refused) rollback.Keep();
  return refused;
}

Refusal AddLines(BasketHandle& basket, const patron_line* lines, size_t count,
                 size_t stride) {
  if (!basket.begun) return NotBegun();
  std::vector<Line>& all = basket.event.basket.lines;
  const size_t before = all.size();
  return AddAll({"lines", "patron_line", "there is room for", kEventLinesMax},
                lines, count, stride, basket.spare_lines, all,
                [&](const patron_line& in, size_t i, Line* out) {
                  return ReadLine(in, before + i, basket.event.basket.currency,
                                  out);
                });
}

// Points have the decimals of their currency; whether the program has it is
// asked by quote and commit.
Refusal ReadPaidPoints(const patron_tender& in, const Program& program,
                       Tender* out) {
  out->points = {};
  if (Refusal refused =
          ReadText(in.points_currency, "points_currency", &out->currency)) {
    return refused;
  }
  if (in.points == 0) return {};
  const PointsCurrency* const currency = FindPoints(program, out->currency);
  const int decimals = currency == nullptr ? 0 : currency->decimals;
  out->points = {in.points, static_cast<uint8_t>(decimals)};
  return {};
}

Refusal ReadTender(const patron_tender& in, const Program& program,
                   Currency currency, Tender* out) {
  if (in.kind < PATRON_TENDER_CASH || in.kind > PATRON_TENDER_POINTS) {
    return Refuse(Reason::kUnimplemented, "no kind of payment is number " +
                                              std::to_string(in.kind) +
                                              ": expected a PATRON_TENDER_...");
  }
  if (Refusal refused = CheckReserved(in.reserved, "patron_tender")) {
    return refused;
  }
  out->kind = static_cast<TenderKind>(in.kind);
  out->amount = {in.amount_minor, currency};
  if (in.kind == PATRON_TENDER_POINTS && in.amount_minor == 0) {
    out->amount = {};
  }
  if (Refusal refused = ReadPaidPoints(in, program, out)) return refused;
  return ReadText(in.id, "id", &out->id);
}

Refusal AddTenders(BasketHandle& basket, const patron_tender* tenders,
                   size_t count, size_t stride) {
  if (!basket.begun) return NotBegun();
  return AddAll({"tenders", "patron_tender", "there is room for", kTendersMax},
                tenders, count, stride, basket.spare_tenders,
                basket.event.basket.tenders,
                [&](const patron_tender& in, size_t /*i*/, Tender* out) {
                  return ReadTender(in, basket.program->plan->program(),
                                    basket.event.basket.currency, out);
                });
}

Refusal AddRewards(BasketHandle& basket, const patron_basket_reward* rewards,
                   size_t count, size_t stride) {
  if (!basket.begun) return NotBegun();
  return AddAll(
      {"rewards", "patron_basket_reward", "there is room for",
       kBasketRewardsMax},
      rewards, count, stride, basket.spare_rewards, basket.event.basket.rewards,
      [](const patron_basket_reward& in, size_t /*i*/, BasketReward* out) {
        out->count = in.count == 0 ? 1 : in.count;
        out->price = in.price;
        return ReadText(in.id, "id", &out->id);
      });
}

// Makes another kind of event of a purchase.
Refusal TurnInto(BasketHandle& basket, EventKind kind) {
  if (!basket.begun) return NotBegun();
  if (basket.event.kind == EventKind::kPurchase || basket.event.kind == kind) {
    basket.event.kind = kind;
    return {};
  }
  return Refuse(Reason::kBadValue,
                "a basket is held, or exchanged for what comes back, not "
                "both: hold it, and let the exchange consume the hold");
}

// The attribute of a slot, which must (not) be a line's.
Refusal FindSlot(const BasketHandle& basket, uint32_t slot, bool of_line,
                 const Attribute** out) {
  const auto& attributes = basket.program->plan->program().attributes;
  if (slot >= attributes.size()) {
    return Refuse(Reason::kUnknownAttribute,
                  "the program has no slot " + std::to_string(slot) +
                      ": patron_program_slot gives the slot of an attribute");
  }
  const Attribute& attribute = attributes[slot];
  if (attribute.owner == Attribute::Owner::kStore) {
    return Refuse(Reason::kWrongType, "the attribute '" + attribute.name +
                                          "' belongs to the program's stores");
  }
  if ((attribute.owner == Attribute::Owner::kLine) != of_line) {
    return Refuse(Reason::kWrongType,
                  "the attribute '" + attribute.name + "' belongs to " +
                      (of_line ? "the basket: set it without a line"
                               : "a line: say which"));
  }
  *out = &attribute;
  return {};
}

Refusal WrongType(const Attribute& attribute, const char* other) {
  return Refuse(Reason::kWrongType, "the attribute '" + attribute.name +
                                        "' takes another type: set it with " +
                                        other);
}

// Puts a number into a scalar of the attribute's type.
Refusal Store64(const Attribute& attribute, int64_t value, Currency currency,
                Scalar* out) {
  switch (attribute.type) {
    case ScalarType::kBool:
      if (value != 0 && value != 1) {
        return Refuse(Reason::kBadValue, "the attribute '" + attribute.name +
                                             "' is 0 or 1, not " +
                                             std::to_string(value));
      }
      *out = value == 1;
      return {};
    case ScalarType::kInt:
      *out = value;
      return {};
    case ScalarType::kMoney:
      *out = Money{value, currency};
      return {};
    case ScalarType::kInstant:
      *out = Instant{value};
      return {};
    default:
      return WrongType(attribute, "text");
  }
}

template <typename T>
Refusal StoreParsed(const absl::StatusOr<T>& value, Scalar* out) {
  if (!value.ok()) return value.status();
  *out = *value;
  return {};
}

// Puts a text, or what it says, into a scalar of the attribute's type.
Refusal StoreText(const Attribute& attribute, std::string_view text,
                  Scalar* out) {
  switch (attribute.type) {
    case ScalarType::kString:
      if (auto* held = std::get_if<std::string>(out)) {
        held->assign(text);
      } else {
        *out = std::string(text);
      }
      return {};
    case ScalarType::kQuantity:
      return StoreParsed(ParseQuantity(text), out);
    case ScalarType::kRate:
      return StoreParsed(ParseRate(text), out);
    case ScalarType::kDate:
      return StoreParsed(ParseDate(text), out);
    default:
      return WrongType(attribute, "a number");
  }
}

// Where a slot's value goes; `line` is null for the basket and the event.
AttributeValues& ValuesOf(Event& event, const Attribute& attribute,
                          Line* line) {
  if (line != nullptr) return line->attributes;
  return attribute.owner == Attribute::Owner::kEvent ? event.attributes
                                                     : event.basket.attributes;
}

// Sets one attribute: `store` turns the caller's value into a scalar.
template <typename StoreValue>
Refusal SetSlot(BasketHandle& basket, Line* line, uint32_t slot,
                const StoreValue& store) {
  const Attribute* attribute = nullptr;
  if (Refusal refused = FindSlot(basket, slot, line != nullptr, &attribute)) {
    return refused;
  }
  AttributeValues& values = ValuesOf(basket.event, *attribute, line);
  const auto found = std::find_if(
      values.begin(), values.end(),
      [&](const AttributeValue& v) { return v.name == attribute->name; });
  if (found != values.end()) return store(*attribute, &found->value);
  Rollback rollback(basket.spare_values, values);
  AttributeValue& value = basket.spare_values.Append(values);
  value.name = attribute->name;
  Refusal refused = store(*attribute, &value.value);
  if (!refused) rollback.Keep();
  return refused;
}

template <typename StoreValue>
Refusal SetOfBasket(patron_basket* handle, uint32_t slot,
                    const StoreValue& store) {
  if (Refusal missing = Missing({{handle, "basket"}})) return missing;
  BasketHandle& basket = *Behind(handle);
  if (!basket.begun) return NotBegun();
  return SetSlot(basket, nullptr, slot, store);
}

Refusal FindLine(patron_basket* handle, uint32_t line, Line** out) {
  if (Refusal missing = Missing({{handle, "basket"}})) return missing;
  BasketHandle& basket = *Behind(handle);
  if (!basket.begun) return NotBegun();
  std::vector<Line>& lines = basket.event.basket.lines;
  if (line >= lines.size()) {
    return Refuse(Reason::kOutOfBounds,
                  "there is no line " + std::to_string(line) +
                      ": the basket has " + std::to_string(lines.size()));
  }
  *out = &lines[line];
  return {};
}

template <typename StoreValue>
Refusal SetOfLine(patron_basket* handle, uint32_t line, uint32_t slot,
                  const StoreValue& store) {
  Line* found = nullptr;
  if (Refusal refused = FindLine(handle, line, &found)) return refused;
  return SetSlot(*Behind(handle), found, slot, store);
}

}  // namespace

}  // namespace patron::capi

using namespace patron;        // NOLINT(google-build-using-namespace)
using namespace patron::capi;  // NOLINT(google-build-using-namespace)

patron_status patron_basket_create(const patron_program* program,
                                   patron_basket** out,
                                   patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    if (Refusal missing = Missing({{program, "program"}})) return missing;
    // Being kept by one more owner changes nothing that a caller can see.
    *out =
        InFront(new BasketHandle(const_cast<ProgramHandle*>(Behind(program))));
    return {};
  });
}

patron_status patron_basket_begin(patron_basket* basket,
                                  const patron_event* event,
                                  patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{basket, "basket"}})) return missing;
    BasketHandle& mine = *Behind(basket);
    Forget(mine);
    if (Refusal missing = Missing({{event, "event"}})) return missing;
    const Currency currency = mine.program->plan->program().currency;
    if (Refusal refused = ReadEvent(event, currency, &mine.event)) {
      return refused;
    }
    mine.event.kind = EventKind::kPurchase;
    mine.begun = true;
    return {};
  });
}

patron_status patron_basket_lines(patron_basket* basket,
                                  const patron_line* lines, size_t count,
                                  size_t stride,
                                  patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{basket, "basket"}})) return missing;
    return AddLines(*Behind(basket), lines, count, stride);
  });
}

patron_status patron_basket_set_i64(patron_basket* basket, uint32_t slot,
                                    int64_t value,
                                    patron_error** error) noexcept {
  return Guard(error, [&] {
    return SetOfBasket(basket, slot, [&](const Attribute& a, Scalar* out) {
      return Store64(a, value, Behind(basket)->event.basket.currency, out);
    });
  });
}

patron_status patron_basket_set_str(patron_basket* basket, uint32_t slot,
                                    patron_str value,
                                    patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    std::string_view text;
    if (Refusal refused = ViewText(value, "value", &text)) return refused;
    return SetOfBasket(basket, slot, [&](const Attribute& a, Scalar* out) {
      return StoreText(a, text, out);
    });
  });
}

patron_status patron_basket_set_line_i64(patron_basket* basket, uint32_t line,
                                         uint32_t slot, int64_t value,
                                         patron_error** error) noexcept {
  return Guard(error, [&] {
    return SetOfLine(basket, line, slot, [&](const Attribute& a, Scalar* out) {
      return Store64(a, value, Behind(basket)->event.basket.currency, out);
    });
  });
}

patron_status patron_basket_set_line_str(patron_basket* basket, uint32_t line,
                                         uint32_t slot, patron_str value,
                                         patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    std::string_view text;
    if (Refusal refused = ViewText(value, "value", &text)) return refused;
    return SetOfLine(basket, line, slot, [&](const Attribute& a, Scalar* out) {
      return StoreText(a, text, out);
    });
  });
}

patron_status patron_basket_set_line_tax_rate(patron_basket* basket,
                                              uint32_t line,
                                              int64_t rate_billionths,
                                              patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    Line* found = nullptr;
    if (Refusal refused = FindLine(basket, line, &found)) return refused;
    found->tax_rate = Rate{rate_billionths};
    return {};
  });
}

patron_status patron_basket_set_line_floor(patron_basket* basket, uint32_t line,
                                           int64_t floor_minor,
                                           patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    Line* found = nullptr;
    if (Refusal refused = FindLine(basket, line, &found)) return refused;
    found->floor = Money{floor_minor, Behind(basket)->event.basket.currency};
    return {};
  });
}

patron_status patron_basket_tenders(patron_basket* basket,
                                    const patron_tender* tenders, size_t count,
                                    size_t stride,
                                    patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{basket, "basket"}})) return missing;
    return AddTenders(*Behind(basket), tenders, count, stride);
  });
}

patron_status patron_basket_set_line_later(patron_basket* basket, uint32_t line,
                                           uint32_t yes,
                                           patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    Line* found = nullptr;
    if (Refusal refused = FindLine(basket, line, &found)) return refused;
    found->later = yes != 0;
    return {};
  });
}

patron_status patron_basket_rewards(patron_basket* basket,
                                    const patron_basket_reward* rewards,
                                    size_t count, size_t stride,
                                    patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{basket, "basket"}})) return missing;
    return AddRewards(*Behind(basket), rewards, count, stride);
  });
}

patron_status patron_basket_exchange(patron_basket* basket,
                                     patron_str order_source,
                                     patron_str order_id,
                                     const patron_return_line* lines,
                                     size_t count, size_t stride,
                                     patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{basket, "basket"}})) return missing;
    BasketHandle& mine = *Behind(basket);
    if (!mine.begun) return NotBegun();
    ReturnedGoods goods;
    if (Refusal refused =
            ReadReturned(order_source, order_id, lines, count, stride,
                         mine.event.basket.currency, &goods)) {
      return refused;
    }
    if (Refusal refused = TurnInto(mine, EventKind::kExchange)) return refused;
    mine.event.returned = std::move(goods);
    return {};
  });
}

patron_status patron_basket_hold(patron_basket* basket, int64_t until_us,
                                 patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{basket, "basket"}})) return missing;
    if (Refusal refused = TurnInto(*Behind(basket), EventKind::kHold)) {
      return refused;
    }
    Behind(basket)->event.until = Instant{until_us};
    return {};
  });
}

patron_status patron_basket_consume(patron_basket* basket,
                                    patron_str hold_source, patron_str hold_id,
                                    patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{basket, "basket"}})) return missing;
    BasketHandle& mine = *Behind(basket);
    if (!mine.begun) return NotBegun();
    HoldKey hold;
    if (Refusal refused = ReadHoldKey(hold_source, hold_id, &hold)) {
      return refused;
    }
    mine.event.hold = std::move(hold);
    return {};
  });
}

void patron_basket_destroy(patron_basket* basket) noexcept {
  GuardVoid([&] { delete Behind(basket); });
}
