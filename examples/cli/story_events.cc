// Steps as events. Whatever a name could be mistaken for is looked up here,
// before anything runs.

#include "story_events.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "base/quote.h"
#include "model/points_of.h"
#include "sale_line.h"
#include "story_model.h"

namespace patron::cli {
namespace {

constexpr size_t kNamesListedMax = 10;
constexpr std::string_view kSource = "story";

using Names = std::vector<std::string_view>;

Names ReasonNames() {
  constexpr uint32_t kLast = 1000;
  const std::string_view unknown = ReasonName(static_cast<Reason>(kLast));
  Names names;
  for (uint32_t number = 1; number < kLast; ++number) {
    const std::string_view name = ReasonName(static_cast<Reason>(number));
    if (name != unknown) names.push_back(name);
  }
  return names;
}

// Those that an event of a story may be refused with; the others are of texts,
// of stores and of the C interface.
constexpr Reason kRefusals[] = {
    Reason::kInsufficientPoints,
    Reason::kRewardNotGiven,
    Reason::kReturnTooMany,
    Reason::kReturnWithoutPurchase,
    Reason::kUnknownOrder,
    Reason::kUnknownMember,
    Reason::kUnknownName,
    Reason::kUnknownHold,
    Reason::kHoldOver,
    Reason::kOrderNotWhole,
    Reason::kFulfilmentTooMany,
    Reason::kOtherHousehold,
    Reason::kHouseholdFull,
    Reason::kOtherContent,
    Reason::kArrivalTooEarly,
    Reason::kNoProgram,
    Reason::kNoLines,
    Reason::kDuplicateLine,
    Reason::kDuplicateKey,
    Reason::kBadQuantity,
    Reason::kNegativePrice,
    Reason::kBadValue,
    Reason::kBadDate,
    Reason::kMissingField,
    Reason::kTooManyDecimals,
    Reason::kOverflow,
};

// The name of which a part is nearly the word: "insuficient".
std::string_view NearPart(std::string_view word, const Names& names) {
  for (const std::string_view name : names) {
    for (size_t begin = 0; begin < name.size();) {
      const size_t end = std::min(name.find('_', begin), name.size());
      const std::string_view part = name.substr(begin, end - begin);
      if (part == word || !NearName(word, {part}).empty()) return name;
      begin = end + 1;
    }
  }
  return "";
}

// "unknown rule 'hapy-hour'; did you mean 'happy-hour'?"
std::string UnknownName(std::string_view what, std::string_view name,
                        const Names& names,
                        size_t listed_max = kNamesListedMax) {
  std::string message = "unknown " + std::string(what) + " " + Quote(name);
  const std::string_view near = NearName(name, names);
  if (!near.empty()) {
    return message + "; did you mean '" + std::string(near) + "'?";
  }
  if (names.empty()) return message + ": there is none";
  message += "; known are ";
  for (size_t i = 0; i < names.size() && i < listed_max; ++i) {
    message += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  return message + (names.size() > listed_max ? ", ..." : "");
}

std::string UnknownReason(std::string_view reason) {
  Names names;
  for (const Reason each : kRefusals) names.push_back(ReasonName(each));
  const std::string_view near = NearPart(reason, names);
  if (near.empty()) return UnknownName("reason", reason, names, names.size());
  return "unknown reason " + Quote(reason) + "; did you mean " + Quote(near) +
         "?";
}

bool Enrols(const StoryStep& step) {
  return !step.quote &&
         (step.kind == StepKind::kPurchase ||
          step.kind == StepKind::kExchange || step.kind == StepKind::kReturn);
}

// Whether somebody has to be known for it.
bool NeedsMember(StepKind kind) {
  return kind == StepKind::kAdjustment || kind == StepKind::kTransfer ||
         kind == StepKind::kHold || kind == StepKind::kJoin ||
         kind == StepKind::kLeave;
}

bool DifferInCapitals(std::string_view a, std::string_view b) {
  const auto small = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return small(x) == small(y); });
}

bool IsOfMember(const Expectation& expectation) {
  return FindSlot(expectation, SlotKind::kMember) != nullptr;
}

template <typename T>
Names IdsOf(const std::vector<T>& items) {
  Names names;
  for (const T& item : items) names.push_back(item.id);
  return names;
}

class Resolver {
 public:
  Resolver(const Story& story, const Versions& versions, Diagnostics* wrong)
      : story_(story), versions_(versions), wrong_(*wrong) {
    for (const StoryStep& step : story.steps) {
      AddMember(step.member);
      AddMember(step.to);
      if (Enrols(step)) enrolled_.insert(step.member.text);
    }
  }

  std::vector<Event> Run() {
    std::vector<Event> events;
    for (const StoryStep& step : story_.steps) {
      UseVersionOf(step);
      events.push_back(EventOf(step));
      for (const Expectation& expectation : step.expectations) {
        CheckSlots(expectation, step);
      }
    }
    const auto place = [](const Diagnostic& d) {
      return std::pair(d.place.line, d.place.column);
    };
    std::stable_sort(wrong_.begin(), wrong_.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) {
                       return place(a) < place(b);
                     });
    return events;
  }

 private:
  void Wrong(TextPlace at, std::string message, Reason reason) {
    wrong_.push_back(StoryError(reason, story_.file, at, std::move(message)));
  }
  // The value, or a default and an error.
  template <typename T>
  T Or(TextPlace at, const absl::StatusOr<T>& value) {
    if (value.ok()) return *value;
    Wrong(at, std::string(MessageOf(value.status())), ReasonOf(value.status()));
    return T{};
  }
  void CheckName(std::string_view what, const std::string& name, TextPlace at,
                 const Names& names) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    std::string message = UnknownName(what, name, names);
    if (versions_.size() > 1) {
      message += (message.ends_with('?') ? " In" : "; in") +
                 std::string(" force is version ") + Quote(program_->version);
    }
    Wrong(at, std::move(message), Reason::kUnknownName);
  }
  // Two who differ in capitals only are a slip, and one of them would begin
  // anew.
  void AddMember(const PlacedText& member) {
    if (member.text.empty()) return;
    for (const std::string_view known : members_) {
      if (known == member.text) return;
      if (!DifferInCapitals(known, member.text)) continue;
      Wrong(member.at,
            "two members differ in capitals only, " + Quote(member.text) +
                " and " + Quote(known) + ": write the same name",
            Reason::kUnknownName);
    }
    members_.push_back(member.text);
  }
  void CheckReason(const std::string& name, TextPlace at) {
    const Names names = ReasonNames();
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const std::string_view near = NearName(name, names);
    Wrong(at,
          near.empty() ? UnknownReason(name)
                       : UnknownName("reason", name, {near}),
          Reason::kUnknownName);
  }
  // Only goods that are bought or come back make somebody known.
  void CheckEnrolled(const PlacedText& member, const StoryStep& step) {
    if (member.text.empty() || enrolled_.contains(member.text) ||
        ExpectsRefusal(step)) {
      return;
    }
    const std::string_view near =
        NearName(member.text, {enrolled_.begin(), enrolled_.end()});
    Wrong(member.at,
          near.empty()
              ? "nobody knows " + Quote(member.text) +
                    ", who has bought nothing in this story: only a purchase "
                    "enrols a member"
              : UnknownName("member", member.text, {near}),
          Reason::kUnknownName);
  }
  void CheckPooled(const Expectation& expectation, const std::string& currency,
                   TextPlace at) {
    const PointsCurrency* const points =
        FindPoints(*members_program_, currency);
    if (expectation.kind != ExpectationKind::kPooled || points == nullptr ||
        points->pooled) {
      return;
    }
    Wrong(
        at,
        "points " + Quote(currency) +
            " are not pooled: expect them without 'pooled', or write 'pooled: "
            "true' in the program",
        Reason::kBadValue);
  }
  void CheckCurrency(const std::string& name, TextPlace at) {
    CheckName("points currency", name, at, IdsOf(program_->points));
  }
  // What members have is told by the version in force when they are asked.
  void CheckMembersCurrency(const std::string& name, TextPlace at) {
    const Program& told = *members_program_;
    if (FindPoints(told, name) == nullptr &&
        FindPoints(versions_, name) != nullptr) {
      return Wrong(at,
                   "version " + Quote(told.version) +
                       ", which is in force then, has no points " +
                       Quote(name) + ": leave this out",
                   Reason::kUnknownName);
    }
    CheckName("points currency", name, at, IdsOf(told.points));
  }

  void UseVersionOf(const StoryStep& step);
  Event EventOf(const StoryStep& step);
  // Fills an event of a kind that has no basket and names no hold, or false.
  bool FillPlain(const StoryStep& step, Event* event);
  Instant InstantOf(const StoryTime& time, const ZoneTable& zone);
  AttributeValues AttributesOf(const std::vector<StoryAttribute>& attributes,
                               Attribute::Owner owner, const ZoneTable& zone);
  Line LineOf(const StoryLine& line, const ZoneTable& zone);
  Tender TenderOf(const StoryTender& told);
  BasketReward RewardOf(const StoryReward& told, const StoryStep& step);
  void AddReturn(const StoryStep& step, Event* event);
  void AddAdjustment(const StoryStep& step, Event* event);
  void AddTransfer(const StoryStep& step, Event* event);
  void AddFulfilment(const StoryStep& step, Event* event);
  std::string SourceOfOrder(const StoryStep& step);
  HoldKey HoldOf(const StoryStep& step);
  void CheckSlots(const Expectation& expectation, const StoryStep& step);
  // A price list takes off like a rule, and so does a reward.
  [[nodiscard]] Names RulesAndLists() const {
    Names names = IdsOf(program_->rules);
    for (const PriceList& list : program_->price_lists) {
      names.push_back(list.id);
    }
    for (const Reward& reward : program_->rewards) names.push_back(reward.id);
    return names;
  }
  [[nodiscard]] Names Products() const {
    Names names;
    for (const Product& product : program_->products) {
      names.push_back(product.sku);
    }
    return names;
  }
  void CheckPoints(const Expectation& expectation, const Slot& slot,
                   TextPlace at);
  void CheckLevel(const Expectation& expectation, const Slot& slot,
                  TextPlace at);

  const Story& story_;
  const Versions& versions_;
  const Plan* plan_ = nullptr;  // in force at the step's time
  const Program* program_ = nullptr;
  Instant latest_;                            // arrival so far
  const Program* members_program_ = nullptr;  // the version in force then
  Diagnostics& wrong_;
  Names members_;
  std::set<std::string_view> enrolled_;
  std::map<std::string_view, std::string> sources_;  // of orders so far
  std::map<std::string_view, std::string> holds_;    // the same of holds
};

bool Resolver::FillPlain(const StoryStep& step, Event* event) {
  switch (step.kind) {
    case StepKind::kReturn:
      event->kind = EventKind::kReturn;
      AddReturn(step, event);
      return true;
    case StepKind::kAdjustment:
      event->kind = EventKind::kAdjustment;
      AddAdjustment(step, event);
      return true;
    case StepKind::kVoid:
      event->kind = EventKind::kVoid;
      event->voided = {SourceOfOrder(step), step.order.text,
                       step.adjustment.reason.text, step.adjustment.by.text};
      return true;
    case StepKind::kTransfer:
      event->kind = EventKind::kTransfer;
      AddTransfer(step, event);
      return true;
    case StepKind::kJoin:
      event->kind = EventKind::kJoin;
      event->household = step.household.text;
      return true;
    case StepKind::kLeave:
      event->kind = EventKind::kLeave;
      return true;
    default:
      return false;
  }
}

void Resolver::UseVersionOf(const StoryStep& step) {
  const ZoneTable& zone = versions_.back()->ZoneOf(step.store.text);
  const auto instant = [&](const StoryTime& time) {
    const auto* const local = std::get_if<LocalTime>(&time.time);
    return local != nullptr ? zone.ToInstant(*local)
                            : std::get<Instant>(time.time);
  };
  plan_ = &VersionAt(versions_, instant(step.time));
  program_ = &plan_->program();
  latest_ = std::max(latest_, instant(step.arrival.value_or(step.time)));
  members_program_ = &VersionAt(versions_, latest_).program();
}

Event Resolver::EventOf(const StoryStep& step) {
  if (!step.store.text.empty() && !program_->stores.empty()) {
    CheckName("store", step.store.text, step.store.at, IdsOf(program_->stores));
  }
  const ZoneTable& zone = plan_->ZoneOf(step.store.text);
  Event event;
  event.time = InstantOf(step.time, zone);
  event.arrival = step.arrival ? InstantOf(*step.arrival, zone) : event.time;
  if (!step.model.purpose.text.empty()) {
    (void)Or(step.model.text.at, ModelOf(step.model));
  }
  if (step.kind == StepKind::kLook) return event;
  if (NeedsMember(step.kind)) {
    CheckEnrolled(step.member, step);
    CheckEnrolled(step.to, step);
  }
  event.source = step.source.text.empty() ? kSource : step.source.text;
  event.id = step.id.text;
  event.member = step.member.text;
  event.store = step.store.text;
  event.attributes =
      AttributesOf(step.event_attributes, Attribute::Owner::kEvent, zone);
  if (FillPlain(step, &event)) return event;
  event.hold = HoldOf(step);
  if (step.kind == StepKind::kRelease) {
    event.kind = EventKind::kRelease;
    return event;
  }
  if (step.kind == StepKind::kHold) {
    event.kind = EventKind::kHold;
    event.until = InstantOf(*step.until, zone);
  }
  if (step.kind == StepKind::kExchange) {
    event.kind = EventKind::kExchange;
    AddReturn(step, &event);
  }
  if (step.kind == StepKind::kFulfilment) {
    event.kind = EventKind::kFulfilment;
    AddFulfilment(step, &event);
    return event;
  }
  event.basket.attributes =
      AttributesOf(step.basket_attributes, Attribute::Owner::kBasket, zone);
  for (const StoryLine& line : step.lines) {
    event.basket.lines.push_back(LineOf(line, zone));
  }
  for (const StoryTender& tender : step.tenders) {
    event.basket.tenders.push_back(TenderOf(tender));
  }
  for (const StoryReward& reward : step.rewards) {
    event.basket.rewards.push_back(RewardOf(reward, step));
  }
  if (!step.quote) {
    (step.kind == StepKind::kHold ? holds_ : sources_)[step.id.text] =
        event.source;
  }
  return event;
}

// A time that the clocks skip would quietly become another one.
Instant Resolver::InstantOf(const StoryTime& time, const ZoneTable& zone) {
  if (const auto* const instant = std::get_if<Instant>(&time.time)) {
    return *instant;
  }
  const LocalTime local = std::get<LocalTime>(time.time);
  const Instant instant = zone.ToInstant(local);
  const LocalTime read = zone.ToLocal(instant);
  if (read != local) {
    Wrong(time.at,
          FormatDate(local.date) + " has no " +
              FormatTimeOfDay(local.us_of_day) + " in " + zone.name() +
              ": the clocks are put forward; write " + FormatDate(read.date) +
              " " + FormatTimeOfDay(read.us_of_day),
          Reason::kBadDate);
  }
  return instant;
}

AttributeValues Resolver::AttributesOf(
    const std::vector<StoryAttribute>& attributes, Attribute::Owner owner,
    const ZoneTable& zone) {
  AttributeValues values;
  Names names;
  for (const Attribute& attribute : program_->attributes) {
    if (attribute.owner == owner) names.push_back(attribute.name);
  }
  for (const StoryAttribute& given : attributes) {
    CheckName(std::string(OwnerName(owner)) + " attribute", given.name.text,
              given.name.at, names);
    for (const Attribute& attribute : program_->attributes) {
      if (attribute.owner != owner || attribute.name != given.name.text) {
        continue;
      }
      values.push_back(
          {attribute.name,
           Or(given.value.at, ReadAttribute(given.value.text, attribute.type,
                                            program_->currency, zone))});
    }
  }
  return values;
}

Line Resolver::LineOf(const StoryLine& line, const ZoneTable& zone) {
  Line made;
  made.id = line.id.text;
  made.parent = line.parent.text;
  made.kind = line.kind;
  made.sku = line.sku.text;
  made.category = line.category.text;
  made.name = line.name.text;
  made.quantity =
      Or(line.quantity.at,
         ParseQuantity(line.quantity.text + (line.weighed ? " kg" : "")));
  made.on_sale = line.on_sale;
  made.not_discountable = line.not_discountable;
  made.earns_nothing = line.earns_nothing;
  made.later = line.later;
  if (!line.tax_rate.text.empty()) {
    made.tax_rate = Or(line.tax_rate.at, ParseRate(line.tax_rate.text));
  }
  if (!line.floor.text.empty()) {
    made.floor =
        Or(line.floor.at, ParseMoney(line.floor.text, program_->currency));
  }
  if (!line.unit_price.text.empty()) {
    made.unit_price =
        Or(line.unit_price.at,
           ParseUnitPrice(line.unit_price.text, program_->currency));
  }
  made.amount =
      line.amount.text.empty()
          ? Or(line.unit_price.at, Multiply(*made.unit_price, made.quantity,
                                            program_->money_rounding))
          : Or(line.amount.at,
               ParseMoney(line.amount.text, program_->currency));
  made.attributes =
      AttributesOf(line.attributes, Attribute::Owner::kLine, zone);
  return made;
}

void Resolver::AddReturn(const StoryStep& step, Event* event) {
  event->returned.order_id = step.order.text;
  if (!step.order.text.empty()) {
    event->returned.order_source = SourceOfOrder(step);
  }
  const bool exchange = step.kind == StepKind::kExchange;
  for (const StoryLine& line : exchange ? step.back : step.lines) {
    ReturnLine made;
    made.id = line.id.text;
    made.order_line = line.order_line.text;
    made.sku = line.sku.text;
    made.units = Or(line.quantity.at, ParseCount(line.quantity.text));
    if (!line.unit_price.text.empty()) {
      made.unit_price =
          Or(line.unit_price.at,
             ParseUnitPrice(line.unit_price.text, program_->currency));
    }
    event->returned.lines.push_back(std::move(made));
  }
}

Tender Resolver::TenderOf(const StoryTender& told) {
  Tender tender;
  tender.kind = told.kind;
  if (told.kind == TenderKind::kPoints) {
    tender.currency = told.currency.text;
    tender.points = Or(told.points.at, ParseWrittenPoints(told.points.text));
  } else {
    tender.amount =
        Or(told.amount.at, ParseMoney(told.amount.text, program_->currency));
  }
  return tender;
}

// What is refused may name a reward that there is not.
BasketReward Resolver::RewardOf(const StoryReward& told,
                                const StoryStep& step) {
  if (!ExpectsRefusal(step)) {
    CheckName("reward", told.id.text, told.id.at, IdsOf(program_->rewards));
  }
  BasketReward reward{told.id.text};
  if (!told.count.text.empty()) {
    reward.count = Or(told.count.at, ParseCount(told.count.text));
  }
  if (!told.price.text.empty()) {
    reward.price = Or(told.price.at, ParseCount(told.price.text));
  }
  return reward;
}

// What is refused may name a currency that there is not.
void Resolver::AddAdjustment(const StoryStep& step, Event* event) {
  const StoryAdjustment& told = step.adjustment;
  if (!ExpectsRefusal(step)) {
    CheckCurrency(told.currency.text, told.currency.at);
  }
  event->adjustment = {told.currency.text,
                       Or(told.points.at, ParseWrittenPoints(told.points.text)),
                       told.reason.text, told.by.text};
}

// The same.
void Resolver::AddTransfer(const StoryStep& step, Event* event) {
  const StoryAdjustment& told = step.adjustment;
  if (!ExpectsRefusal(step)) {
    CheckCurrency(told.currency.text, told.currency.at);
  }
  event->transfer = {step.to.text, told.currency.text,
                     Or(told.points.at, ParseWrittenPoints(told.points.text))};
}

// What is said of a line twice, handed over and cancelled, is one of the event.
void Resolver::AddFulfilment(const StoryStep& step, Event* event) {
  Fulfilment& to = event->fulfilment;
  to.order_id = step.order.text;
  to.order_source = SourceOfOrder(step);
  for (const StoryLine& line : step.lines) {
    auto made = std::find_if(to.lines.begin(), to.lines.end(),
                             [&](const FulfilmentLine& each) {
                               return each.order_line == line.order_line.text;
                             });
    if (made == to.lines.end()) {
      made = to.lines.insert(made, {line.order_line.text, 0, 0});
    }
    const int64_t units = Or(line.quantity.at, ParseCount(line.quantity.text));
    (line.cancelled ? made->cancelled : made->fulfilled) += units;
  }
}

// A receipt of an order that the story does not tell is a slip of the pen,
// unless it is expected to be refused.
std::string Resolver::SourceOfOrder(const StoryStep& step) {
  const auto found = sources_.find(step.order.text);
  if (found != sources_.end()) return found->second;
  if (!ExpectsRefusal(step)) {
    Names orders;
    for (const auto& [id, source] : sources_) orders.push_back(id);
    CheckName("order", step.order.text, step.order.at, orders);
  }
  return std::string(kSource);
}

// A hold is known by its number in the story, "hold-1" or 1, or by its own id.
HoldKey Resolver::HoldOf(const StoryStep& step) {
  const std::string& named = step.hold.text;
  if (named.empty()) return {};
  for (const std::string& id : {named, "hold-" + named}) {
    const auto found = holds_.find(id);
    if (found != holds_.end()) return {found->second, id};
  }
  if (!ExpectsRefusal(step)) {
    Names holds;
    for (const auto& [id, source] : holds_) holds.push_back(id);
    CheckName("hold", named, step.hold.at, holds);
  }
  return {std::string(kSource), named};
}

void Resolver::CheckSlots(const Expectation& expectation,
                          const StoryStep& step) {
  for (const Slot& slot : expectation.slots) {
    const TextPlace at{expectation.at.line, slot.column};
    switch (slot.kind) {
      case SlotKind::kMoney:
        (void)Or(at, ParseMoney(slot.text, program_->currency));
        break;
      case SlotKind::kCount:
        (void)Or(at, ParseCount(slot.text));
        break;
      case SlotKind::kProduct:
        CheckName("product", slot.text, at, Products());
        break;
      case SlotKind::kTender:
        CheckName("tender", slot.text, at, TenderWords());
        break;
      case SlotKind::kReward:
        CheckName("reward", slot.text, at, IdsOf(program_->rewards));
        break;
      case SlotKind::kPoints:
        CheckPoints(expectation, slot, at);
        break;
      case SlotKind::kRule:
        CheckName("rule", slot.text, at, RulesAndLists());
        break;
      case SlotKind::kCurrency:
        IsOfMember(expectation) ? CheckMembersCurrency(slot.text, at)
                                : CheckCurrency(slot.text, at);
        CheckPooled(expectation, slot.text, at);
        break;
      case SlotKind::kMember:
        CheckName("member", slot.text, at, members_);
        break;
      case SlotKind::kLadder:
        CheckName("tier", slot.text, at, IdsOf(program_->tiers));
        break;
      case SlotKind::kLevel:
        CheckLevel(expectation, slot, at);
        break;
      case SlotKind::kReason:
        CheckReason(slot.text, at);
        break;
      case SlotKind::kLine: {
        Names ids;
        for (const StoryLine& line : step.lines) ids.push_back(line.id.text);
        CheckName("line", slot.text, at, ids);
        break;
      }
      default:
        break;
    }
  }
}

void Resolver::CheckPoints(const Expectation& expectation, const Slot& slot,
                           TextPlace at) {
  const Slot* const currency = FindSlot(expectation, SlotKind::kCurrency);
  const PointsCurrency* const points =
      currency == nullptr ? nullptr : FindPoints(versions_, currency->text);
  // An unknown currency is an error of its own.
  if (points != nullptr) (void)Or(at, ParsePoints(slot.text, points->decimals));
}

void Resolver::CheckLevel(const Expectation& expectation, const Slot& slot,
                          TextPlace at) {
  const Slot* const in = FindSlot(expectation, SlotKind::kLadder);
  Names levels;
  for (const TierLadder& ladder : program_->tiers) {
    if (in != nullptr && ladder.id != in->text) continue;
    for (const TierLevel& level : ladder.levels) levels.push_back(level.id);
  }
  // An unknown tier is an error of its own.
  if (in == nullptr || !levels.empty()) {
    CheckName("level", slot.text, at, levels);
  }
  if (std::count(levels.begin(), levels.end(), slot.text) < 2) return;
  Wrong(at,
        "several tiers have a level " + Quote(slot.text) +
            ": say which, as in "
            "'is " +
            slot.text + " in " + program_->tiers[0].id + "'",
        Reason::kBadValue);
}

}  // namespace

const Plan& VersionAt(const Versions& versions, Instant time) {
  const auto next = std::find_if(
      versions.begin(), versions.end(),
      [&](const auto& version) { return time < version->valid_from(); });
  return next == versions.begin() ? **next : **std::prev(next);
}

const PointsCurrency* FindPoints(const Versions& versions,
                                 std::string_view id) {
  const PointsCurrency* found = nullptr;
  for (const auto& version : versions) {
    const PointsCurrency* const points = FindPoints(version->program(), id);
    if (points != nullptr) found = points;
  }
  return found;
}

std::vector<Event> ResolveStory(const Story& story, const Versions& versions,
                                Diagnostics* wrong) {
  return Resolver(story, versions, wrong).Run();
}

bool ExpectsRefusal(const StoryStep& step) {
  return std::any_of(
      step.expectations.begin(), step.expectations.end(),
      [](const Expectation& e) { return e.kind == ExpectationKind::kRefused; });
}

const Slot* FindSlot(const Expectation& expectation, SlotKind kind) {
  const auto it =
      std::find_if(expectation.slots.begin(), expectation.slots.end(),
                   [&](const Slot& slot) { return slot.kind == kind; });
  return it == expectation.slots.end() ? nullptr : &*it;
}

absl::StatusOr<int64_t> ParseCount(std::string_view text) {
  int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, count);
  if (read.ec == std::errc() && read.ptr == end) return count;
  return Refuse(Reason::kBadNumber,
                "expected a whole number such as 2, not " + Quote(text));
}

}  // namespace patron::cli
