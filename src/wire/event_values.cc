// Events: structs to protobuf and back.
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "patron/v1/event.pb.h"
#include "wire/attribute_values.h"
#include "wire/exact_text.h"
#include "wire/source_text.h"
#include "wire/value_reader.h"
#include "wire/values.h"

namespace patron::wire {
namespace {

void WriteLine(const Line& from, Currency own, v1::Line* to) {
  to->set_id(ToUtf8(from.id));
  to->set_parent(ToUtf8(from.parent));
  if (from.kind != LineKind::kSale) {
    to->set_kind(static_cast<v1::LineKind>(from.kind));
  }
  to->set_sku(ToUtf8(from.sku));
  to->set_category(ToUtf8(from.category));
  to->set_name(ToUtf8(from.name));
  if (from.quantity != Quantity::Pieces(1)) {
    to->set_quantity(FormatQuantity(from.quantity));
  }
  to->set_amount(MoneyText(from.amount, own));
  if (from.unit_price) {
    to->set_unit_price(UnitPriceText(*from.unit_price, own));
  }
  to->set_on_sale(from.on_sale);
  to->set_not_discountable(from.not_discountable);
  to->set_earns_nothing(from.earns_nothing);
  for (const Adjustment& adjustment : from.adjustments) {
    v1::Adjustment* added = to->add_adjustments();
    added->set_amount(MoneyText(adjustment.amount, own));
    added->set_reason(ToUtf8(adjustment.reason));
    added->set_by(ToUtf8(adjustment.by));
  }
  WriteAttributes(from.attributes, to);
  if (from.tax_rate) to->set_tax_rate(FormatPercent(*from.tax_rate));
  if (from.floor) to->set_floor(MoneyText(*from.floor, own));
  to->set_later(from.later);
}

void WriteBasket(const Basket& from, v1::Basket* to) {
  const Currency own = from.currency;
  to->set_currency(std::string(own.code()));
  for (const Line& line : from.lines) WriteLine(line, own, to->add_lines());
  WriteAttributes(from.attributes, to);
  for (const Tender& tender : from.tenders) {
    v1::Tender* added = to->add_tenders();
    added->set_kind(static_cast<v1::TenderKind>(tender.kind));
    const bool points = tender.kind == TenderKind::kPoints;
    if (!points || tender.amount != Money()) {
      added->set_amount(MoneyText(tender.amount, own));
    }
    added->set_id(ToUtf8(tender.id));
    added->set_currency(ToUtf8(tender.currency));
    if (points || tender.points != WrittenPoints()) {
      added->set_points(FormatWrittenPoints(tender.points));
    }
  }
  for (const BasketReward& reward : from.rewards) {
    v1::BasketReward* added = to->add_rewards();
    added->set_id(ToUtf8(reward.id));
    if (reward.count != 1) added->set_count(reward.count);
    added->set_price(reward.price);
  }
}

void WriteReturned(const ReturnedGoods& from, v1::ReturnedGoods* to) {
  to->set_order_source(ToUtf8(from.order_source));
  to->set_order_id(ToUtf8(from.order_id));
  for (const ReturnLine& line : from.lines) {
    v1::ReturnLine* added = to->add_lines();
    added->set_id(ToUtf8(line.id));
    added->set_order_line(ToUtf8(line.order_line));
    added->set_sku(ToUtf8(line.sku));
    if (line.unit_price) {
      added->set_unit_price(UnitPriceText(*line.unit_price, Currency()));
    }
    added->set_units(line.units);
  }
}

void WriteAdjustment(const PointsAdjustment& from, v1::PointsAdjustment* to) {
  to->set_currency(ToUtf8(from.currency));
  to->set_points(FormatWrittenPoints(from.points));
  to->set_reason(ToUtf8(from.reason));
  to->set_by(ToUtf8(from.by));
}

void WriteVoided(const VoidedOrder& from, v1::VoidedOrder* to) {
  to->set_order_source(ToUtf8(from.order_source));
  to->set_order_id(ToUtf8(from.order_id));
  to->set_reason(ToUtf8(from.reason));
  to->set_by(ToUtf8(from.by));
}

void WriteFulfilment(const Fulfilment& from, v1::Fulfilment* to) {
  to->set_order_source(ToUtf8(from.order_source));
  to->set_order_id(ToUtf8(from.order_id));
  for (const FulfilmentLine& line : from.lines) {
    v1::FulfilmentLine* added = to->add_lines();
    added->set_order_line(ToUtf8(line.order_line));
    added->set_fulfilled(line.fulfilled);
    added->set_cancelled(line.cancelled);
  }
}

void WriteTransfer(const PointsTransfer& from, v1::PointsTransfer* to) {
  to->set_to(ToUtf8(from.to));
  to->set_currency(ToUtf8(from.currency));
  to->set_points(FormatWrittenPoints(from.points));
}

class EventReader : public ValueReader {
 public:
  EventReader(Reading reading, Currency currency, Problems& problems)
      : ValueReader(problems), reading_(reading), own_(currency) {}

  Event Read(const v1::Event& from) {
    const Path root;
    Event to;
    if (from.kind() != v1::EVENT_KIND_UNSPECIFIED) {
      to.kind = static_cast<EventKind>(from.kind());
    }
    to.source = Named(from.source(), root.At("source"));
    to.id = Named(from.id(), root.At("id"));
    to.time = Required(from.time(), root.At("time"), ParseInstant);
    to.arrival = Optional(from.arrival(), root.At("arrival"), ParseInstant)
                     .value_or(Persons() ? to.time : Instant());
    to.member = from.member();
    to.store = from.store();
    ReadBasket(from.basket(), root.At("basket"), to.basket);
    ReadAttributes(from.attributes(), root, to.attributes);
    ReadReturned(from.returned(), root.At("returned"), to.returned);
    if (from.has_adjustment()) {
      ReadAdjustment(from.adjustment(), root.At("adjustment"), to.adjustment);
    }
    if (from.has_voided()) {
      ReadVoided(from.voided(), root.At("voided"), to.voided);
    }
    if (from.has_fulfilment()) {
      ReadFulfilment(from.fulfilment(), root.At("fulfilment"), to.fulfilment);
    }
    to.until = Optional(from.until(), root.At("until"), ParseInstant);
    if (from.has_hold()) {
      const Path at = root.At("hold");
      to.hold = {Named(from.hold().source(), at.At("source")),
                 Named(from.hold().id(), at.At("id"))};
    }
    if (from.has_transfer()) {
      ReadTransfer(from.transfer(), root.At("transfer"), to.transfer);
    }
    to.household = from.household();
    if (!Persons()) return to;
    // What an event of an unknown kind should have is not known either.
    if (!problems_.Has("kind") && !problems_.IsMisspelt("kind")) {
      CheckKind(from, to.kind);
      CheckHold(from, to.kind);
      CheckTransfer(from, to.kind);
      if (!IsAboutMoney(to.kind)) to.basket = {};
    }
    return to;
  }

 private:
  [[nodiscard]] bool Persons() const { return reading_ == Reading::kPersons; }

  // Else the currency in which it was read says nothing about it.
  static bool IsAboutMoney(EventKind kind) {
    return kind == EventKind::kPurchase || kind == EventKind::kReturn ||
           kind == EventKind::kExchange || kind == EventKind::kHold;
  }

  const std::string& Named(const std::string& text, const Path& path) {
    if (Persons() && text.empty()) Missing(path, "");
    return text;
  }

  // What an event of that kind has, and no other part. A return without its
  // kind would be a purchase of nothing.
  void CheckKind(const v1::Event& from, EventKind kind) {
    const bool vowel =
        kind == EventKind::kAdjustment || kind == EventKind::kExchange;
    const std::string article = vowel ? "an " : "a ";
    const std::string name = article + std::string(EventKindName(kind));
    const auto no = [&](std::string_view field, const std::string& message) {
      problems_.Add(Reason::kBadValue, Path().At(field), name + message);
    };
    const bool exchange = kind == EventKind::kExchange;
    if (kind == EventKind::kPurchase || exchange || kind == EventKind::kHold) {
      if (!from.has_basket()) {
        Missing(Path().At("basket"),
                kind == EventKind::kHold ? "what is held" : "what is bought");
      }
    } else if (from.has_basket() &&
               (kind != EventKind::kReturn || !OnlyCurrency(from.basket()))) {
      no("basket", " has no basket: write an event of its own");
    }
    if (kind == EventKind::kReturn || exchange) {
      if (!from.has_returned()) {
        Missing(Path().At("returned"), "what comes back");
      }
    } else if (from.has_returned()) {
      no("returned",
         " has no goods coming back: write 'kind' as 'return', or as "
         "'exchange' where it has both, or an event of its own");
    }
    if (kind == EventKind::kAdjustment) {
      if (!from.has_adjustment()) {
        Missing(Path().At("adjustment"), "which points are given or taken");
      }
      if (from.member().empty()) {
        Missing(Path().At("member"), "whose points change");
      }
    } else if (from.has_adjustment()) {
      no("adjustment",
         " adjusts no points: write 'kind' as 'adjustment', or an event of its "
         "own");
    }
    if (kind == EventKind::kVoid) {
      if (!from.has_voided()) {
        Missing(Path().At("voided"), "which order is undone");
      }
    } else if (from.has_voided()) {
      no("voided",
         " undoes no order: write 'kind' as 'void', or an event of its own");
    }
    if (kind == EventKind::kFulfilment) {
      if (!from.has_fulfilment()) {
        Missing(Path().At("fulfilment"), "which goods are handed over");
      }
    } else if (from.has_fulfilment()) {
      no("fulfilment",
         " hands over no goods: write 'kind' as 'fulfilment', or an event of "
         "its own");
    }
  }

  // Only a hold has a time until which it keeps back, and a release the hold
  // that it cancels. Whether an event may consume one is checked with the rest.
  void CheckHold(const v1::Event& from, EventKind kind) {
    if (kind == EventKind::kHold && from.until().empty()) {
      Missing(Path().At("until"), "how long it is held");
    } else if (kind != EventKind::kHold && !from.until().empty()) {
      problems_.Add(Reason::kBadValue, Path().At("until"),
                    "only a hold has it: write 'kind' as 'hold', or leave it "
                    "out");
    }
    if (kind == EventKind::kRelease && !from.has_hold()) {
      Missing(Path().At("hold"), "which hold is cancelled");
    }
  }

  // Who gives which points to whom, or belongs to which household.
  void CheckTransfer(const v1::Event& from, EventKind kind) {
    const bool transfer = kind == EventKind::kTransfer;
    const bool join = kind == EventKind::kJoin;
    if (transfer && !from.has_transfer()) {
      Missing(Path().At("transfer"), "which points are given to whom");
    } else if (!transfer && from.has_transfer()) {
      problems_.Add(Reason::kBadValue, Path().At("transfer"),
                    "only a transfer gives points: write 'kind' as "
                    "'transfer', or an event of its own");
    }
    if (join && from.household().empty()) {
      Missing(Path().At("household"), "which household the member joins");
    } else if (!join && !from.household().empty()) {
      problems_.Add(Reason::kBadValue, Path().At("household"),
                    "only a join names one: write 'kind' as 'join', or leave "
                    "it out");
    }
    if ((transfer || join || kind == EventKind::kLeave) &&
        from.member().empty()) {
      Missing(Path().At("member"),
              transfer ? "who gives the points" : "who joins or leaves");
    }
  }

  void ReadTransfer(const v1::PointsTransfer& from, const Path& path,
                    PointsTransfer& to) {
    to.to = Named(from.to(), path.At("to"));
    to.currency = Named(from.currency(), path.At("currency"));
    to.points = Required(from.points(), path.At("points"), ParseWrittenPoints);
  }

  void ReadVoided(const v1::VoidedOrder& from, const Path& path,
                  VoidedOrder& to) {
    to.order_source = Named(from.order_source(), path.At("order_source"));
    to.order_id = Named(from.order_id(), path.At("order_id"));
    to.reason = Named(from.reason(), path.At("reason"));
    to.by = Named(from.by(), path.At("by"));
  }

  // A basket may name the currency of what comes back, as printing does.
  static bool OnlyCurrency(const v1::Basket& basket) {
    return !basket.currency().empty() && basket.lines_size() == 0 &&
           basket.attributes_size() == 0 && basket.tenders_size() == 0 &&
           basket.rewards_size() == 0;
  }

  void ReadAdjustment(const v1::PointsAdjustment& from, const Path& path,
                      PointsAdjustment& to) {
    to.currency = Named(from.currency(), path.At("currency"));
    to.points = Required(from.points(), path.At("points"), ParseWrittenPoints);
    to.reason = Named(from.reason(), path.At("reason"));
    to.by = Named(from.by(), path.At("by"));
  }

  void ReadFulfilment(const v1::Fulfilment& from, const Path& path,
                      Fulfilment& to) {
    to.order_source = Named(from.order_source(), path.At("order_source"));
    to.order_id = Named(from.order_id(), path.At("order_id"));
    for (int i = 0; i < from.lines_size(); ++i) {
      const v1::FulfilmentLine& line = from.lines(i);
      const Path at = path.At("lines", static_cast<size_t>(i));
      to.lines.push_back({Named(line.order_line(), at.At("order_line")),
                          line.fulfilled(), line.cancelled()});
    }
  }

  void ReadBasket(const v1::Basket& from, const Path& path, Basket& to) {
    if (!from.currency().empty()) {
      const absl::StatusOr<Currency> currency = ParseCurrency(from.currency());
      if (currency.ok()) {
        own_ = *currency;
      } else {
        problems_.Add(currency.status(), path.At("currency"));
        currency_is_wrong_ = true;
      }
      to.currency = own_;
    } else if (Persons()) {
      to.currency = own_;
    } else {
      own_ = Currency();
    }
    for (int i = 0; i < from.lines_size(); ++i) {
      ReadLine(from.lines(i), path.At("lines", static_cast<size_t>(i)),
               to.lines.emplace_back());
    }
    NumberLines(to.lines);
    ReadAttributes(from.attributes(), path, to.attributes);
    for (int i = 0; i < from.tenders_size(); ++i) {
      ReadTender(from.tenders(i), path.At("tenders", static_cast<size_t>(i)),
                 to.tenders.emplace_back());
    }
    for (int i = 0; i < from.rewards_size(); ++i) {
      const v1::BasketReward& reward = from.rewards(i);
      const Path at = path.At("rewards", static_cast<size_t>(i));
      to.rewards.push_back({Named(reward.id(), at.At("id")),
                            reward.has_count() ? reward.count() : 1,
                            reward.price()});
    }
  }

  void ReadTender(const v1::Tender& from, const Path& path, Tender& to) {
    if (from.kind() != v1::TENDER_KIND_UNSPECIFIED) {
      to.kind = static_cast<TenderKind>(from.kind());
    } else {
      Missing(path.At("kind"), "such as cash or card");
    }
    const bool points = to.kind == TenderKind::kPoints;
    if (!points || !from.amount().empty()) {
      to.amount = Amount(from.amount(), path.At("amount"));
    }
    to.id = from.id();
    to.currency =
        points ? Named(from.currency(), path.At("currency")) : from.currency();
    if (points) {
      to.points =
          Required(from.points(), path.At("points"), ParseWrittenPoints);
    } else {
      to.points = Optional(from.points(), path.At("points"), ParseWrittenPoints)
                      .value_or(WrittenPoints());
    }
  }

  template <typename Lines>
  void NumberLines(Lines& lines) const {
    if (!Persons()) return;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].id.empty()) lines[i].id = std::to_string(i + 1);
    }
  }

  void ReadLine(const v1::Line& from, const Path& path, Line& to) {
    to.id = from.id();
    to.parent = from.parent();
    if (from.kind() != v1::LINE_KIND_UNSPECIFIED) {
      to.kind = static_cast<LineKind>(from.kind());
    }
    to.sku = from.sku();
    to.category = from.category();
    to.name = from.name();
    to.quantity = Optional(from.quantity(), path.At("quantity"), ParseQuantity)
                      .value_or(Quantity::Pieces(1));
    to.amount = Amount(from.amount(), path.At("amount"));
    to.unit_price = Price(from.unit_price(), path.At("unit_price"));
    to.on_sale = from.on_sale();
    to.not_discountable = from.not_discountable();
    to.earns_nothing = from.earns_nothing();
    for (int i = 0; i < from.adjustments_size(); ++i) {
      const v1::Adjustment& adjustment = from.adjustments(i);
      const Path at = path.At("adjustments", static_cast<size_t>(i));
      to.adjustments.push_back({Amount(adjustment.amount(), at.At("amount")),
                                adjustment.reason(), adjustment.by()});
    }
    ReadAttributes(from.attributes(), path, to.attributes);
    to.tax_rate = Optional(from.tax_rate(), path.At("tax_rate"), ParseRate);
    if (!from.floor().empty())
      to.floor = Amount(from.floor(), path.At("floor"));
    to.later = from.later();
  }

  void ReadReturned(const v1::ReturnedGoods& from, const Path& path,
                    ReturnedGoods& to) {
    to.order_source = from.order_source();
    to.order_id = from.order_id();
    for (int i = 0; i < from.lines_size(); ++i) {
      const v1::ReturnLine& line = from.lines(i);
      const Path at = path.At("lines", static_cast<size_t>(i));
      ReturnLine& added = to.lines.emplace_back();
      added.id = line.id();
      added.order_line = line.order_line();
      added.sku = line.sku();
      added.unit_price = Price(line.unit_price(), at.At("unit_price"));
      added.units = line.units();
      if (Persons() && !line.has_units()) {
        Missing(at.At("units"), "how many come back");
      }
    }
    NumberLines(to.lines);
  }

  template <typename List>
  void ReadAttributes(const List& from, const Path& path, AttributeValues& to) {
    AttributeReader(Persons(), problems_)
        .Read(
            from, path, "attributes",
            [this](const std::string& text, const Path& at) {
              return Amount(text, at);
            },
            to);
  }

  // Where the basket's currency is wrong, that is the one problem.
  Money Amount(const std::string& text, const Path& path) {
    if (currency_is_wrong_ && !text.empty()) return {};
    return Required(text, path, [this](std::string_view amount) {
      return ReadMoney(amount, own_);
    });
  }

  std::optional<UnitPrice> Price(const std::string& text, const Path& path) {
    if (currency_is_wrong_) return std::nullopt;
    return Optional(text, path, [this](std::string_view price) {
      return ReadUnitPrice(price, own_);
    });
  }

  const Reading reading_;
  Currency own_;
  bool currency_is_wrong_ = false;
};

}  // namespace

std::string EventToBytes(const Event& event) {
  v1::Event to;
  if (event.kind != EventKind::kPurchase) {
    to.set_kind(static_cast<v1::EventKind>(event.kind));
  }
  to.set_source(ToUtf8(event.source));
  to.set_id(ToUtf8(event.id));
  to.set_time(FormatInstant(event.time));
  if (event.arrival != Instant()) {
    to.set_arrival(FormatInstant(event.arrival));
  }
  to.set_member(ToUtf8(event.member));
  to.set_store(ToUtf8(event.store));
  WriteAttributes(event.attributes, &to);
  if (event.basket != Basket()) {
    WriteBasket(event.basket, to.mutable_basket());
  }
  if (event.returned != ReturnedGoods()) {
    WriteReturned(event.returned, to.mutable_returned());
  }
  if (event.adjustment != PointsAdjustment()) {
    WriteAdjustment(event.adjustment, to.mutable_adjustment());
  }
  if (event.voided != VoidedOrder()) {
    WriteVoided(event.voided, to.mutable_voided());
  }
  if (event.fulfilment != Fulfilment()) {
    WriteFulfilment(event.fulfilment, to.mutable_fulfilment());
  }
  if (event.until) to.set_until(FormatInstant(*event.until));
  if (event.hold != HoldKey()) {
    to.mutable_hold()->set_source(ToUtf8(event.hold.source));
    to.mutable_hold()->set_id(ToUtf8(event.hold.id));
  }
  if (event.transfer != PointsTransfer()) {
    WriteTransfer(event.transfer, to.mutable_transfer());
  }
  to.set_household(ToUtf8(event.household));
  return to.SerializeAsString();
}

Event EventFromBytes(std::string_view bytes, Reading reading, Currency currency,
                     Problems& problems) {
  v1::Event from;
  if (!ParseBytes(bytes, from, problems)) return {};
  return EventReader(reading, currency, problems).Read(from);
}

}  // namespace patron::wire
