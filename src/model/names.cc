// The names of the vocabulary, as tables, JSON and messages print them.

#include <string_view>

#include "patron/decision.h"
#include "patron/event.h"
#include "patron/ledger.h"
#include "patron/program.h"
#include "patron/scalar.h"

namespace patron {

std::string_view EffectKindName(EffectKind kind) {
  switch (kind) {
    case EffectKind::kPercentOff:
      return "percent_off";
    case EffectKind::kAmountOff:
      return "amount_off";
    case EffectKind::kEarnPoints:
      return "earn_points";
    case EffectKind::kMultiplyPoints:
      return "multiply_points";
    case EffectKind::kFixedPrice:
      return "fixed_price";
    case EffectKind::kCheapestOff:
      return "cheapest_off";
    case EffectKind::kBuyGet:
      return "buy_get";
    case EffectKind::kStampCard:
      return "stamp_card";
    case EffectKind::kBundlePrice:
      return "bundle_price";
    case EffectKind::kBracketOff:
      return "bracket_off";
    case EffectKind::kDeliveryOff:
      return "delivery_off";
    case EffectKind::kUnitPoints:
      return "unit_points";
    case EffectKind::kFixedPoints:
      return "fixed_points";
    case EffectKind::kBracketPoints:
      return "bracket_points";
    case EffectKind::kGift:
      return "gift";
    case EffectKind::kMessage:
      return "message";
    case EffectKind::kCustom:
      return "custom";
    case EffectKind::kPriceList:
      return "price_list";
  }
  return "unknown";
}

std::string_view WhyNotKindName(WhyNotKind kind) {
  switch (kind) {
    case WhyNotKind::kCondition:
      return "condition";
    case WhyNotKind::kSchedule:
      return "schedule";
    case WhyNotKind::kLimit:
      return "limit";
    case WhyNotKind::kNoMember:
      return "no_member";
    case WhyNotKind::kNothing:
      return "nothing";
    case WhyNotKind::kLost:
      return "lost";
    case WhyNotKind::kExclusive:
      return "exclusive";
    case WhyNotKind::kBudget:
      return "budget";
  }
  return "unknown";
}

std::string_view OwnerName(Attribute::Owner owner) {
  switch (owner) {
    case Attribute::Owner::kLine:
      return "line";
    case Attribute::Owner::kBasket:
      return "basket";
    case Attribute::Owner::kEvent:
      return "event";
    case Attribute::Owner::kStore:
      return "store";
  }
  return "unknown";
}

std::string_view ScalarTypeName(ScalarType type) {
  switch (type) {
    case ScalarType::kBool:
      return "bool";
    case ScalarType::kInt:
      return "int";
    case ScalarType::kString:
      return "string";
    case ScalarType::kMoney:
      return "money";
    case ScalarType::kQuantity:
      return "quantity";
    case ScalarType::kRate:
      return "rate";
    case ScalarType::kDate:
      return "date";
    case ScalarType::kInstant:
      return "instant";
  }
  return "nothing";
}

std::string_view EventKindName(EventKind kind) {
  switch (kind) {
    case EventKind::kPurchase:
      return "purchase";
    case EventKind::kReturn:
      return "return";
    case EventKind::kAdjustment:
      return "adjustment";
    case EventKind::kVoid:
      return "void";
    case EventKind::kExchange:
      return "exchange";
    case EventKind::kFulfilment:
      return "fulfilment";
    case EventKind::kHold:
      return "hold";
    case EventKind::kRelease:
      return "release";
    case EventKind::kTransfer:
      return "transfer";
    case EventKind::kJoin:
      return "join";
    case EventKind::kLeave:
      return "leave";
  }
  return "unknown";
}

std::string_view BucketName(Bucket bucket) {
  switch (bucket) {
    case Bucket::kIssued:
      return "issued";
    case Bucket::kAvailable:
      return "available";
    case Bucket::kPending:
      return "pending";
    case Bucket::kRedeemed:
      return "redeemed";
    case Bucket::kExpired:
      return "expired";
    case Bucket::kTakenBack:
      return "taken_back";
    case Bucket::kDebt:
      return "debt";
    case Bucket::kFunded:
      return "funded";
    case Bucket::kDiscount:
      return "discount";
    case Bucket::kUsed:
      return "used";
    case Bucket::kAllowance:
      return "allowance";
    case Bucket::kAdjustedUp:
      return "adjusted_up";
    case Bucket::kAdjustedDown:
      return "adjusted_down";
    case Bucket::kHeld:
      return "held";
    case Bucket::kTransferredIn:
      return "transferred_in";
    case Bucket::kTransferredOut:
      return "transferred_out";
  }
  return "unknown";
}

std::string_view LotStateName(LotState state) {
  switch (state) {
    case LotState::kPending:
      return "pending";
    case LotState::kAvailable:
      return "available";
    case LotState::kClosed:
      return "closed";
  }
  return "unknown";
}

std::string_view LotOriginName(LotOrigin origin) {
  switch (origin) {
    case LotOrigin::kPurchase:
      return "purchase";
    case LotOrigin::kGoodwill:
      return "goodwill";
    case LotOrigin::kTransfer:
      return "transfer";
    case LotOrigin::kReward:
      return "reward";
  }
  return "unknown";
}

std::string_view ClockKindName(ClockKind kind) {
  switch (kind) {
    case ClockKind::kIdle:
      return "idle";
    case ClockKind::kStatement:
      return "statement";
  }
  return "unknown";
}

std::string_view EntryKindName(EntryKind kind) {
  switch (kind) {
    case EntryKind::kPurchase:
      return "purchase";
    case EntryKind::kReturn:
      return "return";
    case EntryKind::kActivation:
      return "activation";
    case EntryKind::kExpiry:
      return "expiry";
    case EntryKind::kAdjustment:
      return "adjustment";
    case EntryKind::kVoid:
      return "void";
    case EntryKind::kFulfilment:
      return "fulfilment";
    case EntryKind::kIdleExpiry:
      return "idle_expiry";
    case EntryKind::kHold:
      return "hold";
    case EntryKind::kRelease:
      return "release";
    case EntryKind::kLapse:
      return "lapse";
    case EntryKind::kStatement:
      return "statement";
    case EntryKind::kTransfer:
      return "transfer";
    case EntryKind::kReceipt:
      return "receipt";
  }
  return "unknown";
}

std::string_view HoldStateName(HoldState state) {
  switch (state) {
    case HoldState::kHeld:
      return "held";
    case HoldState::kConsumed:
      return "consumed";
    case HoldState::kCancelled:
      return "cancelled";
    case HoldState::kLapsed:
      return "lapsed";
  }
  return "unknown";
}

void Decision::Clear() {
  program.clear();
  version.clear();
  list_total = {};
  discount_total = {};
  pay_total = {};
  tax_total = {};
  taxes.Clear();
  lines.Clear();
  effects.Clear();
  points.Clear();
  paid_by_points.Clear();
  rewards.Clear();
  draws.Clear();
  failed.Clear();
  why_not.Clear();
  offers.Clear();
  optimal = true;
  fingerprint = {};
}

}  // namespace patron
