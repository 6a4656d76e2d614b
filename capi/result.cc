// What a decision says, in C's structs. Nothing is computed here; texts are
// lent from the decision itself.

#include "capi/result.h"

#include <algorithm>
#include <string_view>

#include "capi/convert.h"
#include "capi/guard.h"
#include "capi/structs.h"
#include "patron/text.h"

namespace patron::capi {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

void WriteHex(const Fingerprint& fingerprint, char* out) {
  for (const uint8_t byte : fingerprint.bytes) {
    *out++ = kDigits[byte >> 4U];
    *out++ = kDigits[byte & 15U];
  }
}

// The decision, or null for NULL and for an empty result.
const Decision* DecisionOf(const patron_result* result) {
  if (result == nullptr || !Behind(result)->filled) return nullptr;
  return &Behind(result)->outcome.answer.decision;
}

patron_effect ForC(const FiredEffect& from) {
  patron_effect effect = {};
  effect.rule = Lend(from.rule);
  effect.text = Lend(from.text);
  effect.points_currency = Lend(from.currency);
  effect.kind = static_cast<uint32_t>(from.kind);
  effect.index = from.index;
  effect.base_minor = from.base.minor;
  effect.amount_minor = from.amount.minor;
  effect.points = from.points.units;
  effect.rate_billionths = from.rate.billionths;
  return effect;
}

patron_line_result ForC(const LineResult& from) {
  patron_line_result line = {};
  line.id = Lend(from.id);
  line.list_minor = from.list.minor;
  line.discount_minor = from.discount.minor;
  line.pay_minor = from.pay.minor;
  return line;
}

patron_totals TotalsOf(const ResultHandle& result) {
  patron_totals totals = {};
  if (!result.filled) return totals;
  const Decision& decision = result.outcome.answer.decision;
  totals.currency =
      static_cast<uint32_t>(decision.pay_total.currency.numeric());
  totals.list_minor = decision.list_total.minor;
  totals.discount_minor = decision.discount_total.minor;
  totals.pay_minor = decision.pay_total.minor;
  if (result.outcome.duplicate) totals.flags |= PATRON_RESULT_DUPLICATE;
  if (!decision.failed.empty()) totals.flags |= PATRON_RESULT_RULES_FAILED;
  return totals;
}

// A reason has a row a part, and one without parts a row all the same.
size_t RowsOf(const WhyNot& why) {
  return std::max<size_t>(why.parts.size(), 1);
}

size_t WhyNotRows(const Decision* decision) {
  size_t rows = 0;
  if (decision == nullptr) return rows;
  for (const WhyNot& why : decision->why_not) rows += RowsOf(why);
  return rows;
}

// Requires: row < WhyNotRows(&decision).
patron_why_not WhyNotRow(const Decision& decision, size_t row) {
  size_t i = 0;
  while (row >= RowsOf(decision.why_not[i]))
    row -= RowsOf(decision.why_not[i++]);
  const WhyNot& from = decision.why_not[i];
  patron_why_not why = {};
  why.rule = Lend(from.rule);
  if (row < from.parts.size()) why.text = Lend(from.parts[row]);
  why.kind = static_cast<uint32_t>(from.kind);
  why.lost_to = Lend(from.lost_to);
  why.group = Lend(from.group);
  return why;
}

patron_tax TaxForC(const TaxTotal& from) {
  patron_tax tax = {};
  tax.rate_billionths = from.rate.billionths;
  tax.net_minor = from.net.minor;
  tax.tax_minor = from.tax.minor;
  tax.gross_minor = from.gross.minor;
  return tax;
}

bool IsGift(const FiredEffect& effect) { return !effect.sku.empty(); }

size_t GiftsOf(const Decision* decision) {
  size_t gifts = 0;
  if (decision == nullptr) return gifts;
  for (const FiredEffect& effect : decision->effects) {
    gifts += IsGift(effect) ? 1 : 0;
  }
  return gifts;
}

// Requires: number < GiftsOf(&decision).
patron_gift GiftOf(const Decision& decision, size_t number) {
  size_t i = 0;
  while (!IsGift(decision.effects[i]) || number-- > 0) ++i;
  const FiredEffect& from = decision.effects[i];
  patron_gift gift = {};
  gift.rule = Lend(from.rule);
  gift.text = Lend(from.text);
  gift.sku = Lend(from.sku);
  gift.count = from.units;
  return gift;
}

patron_failed_rule FailedForC(const FailedRule& from) {
  patron_failed_rule failed = {};
  failed.rule = Lend(from.rule);
  failed.message = Lend(from.message);
  failed.reason = static_cast<uint32_t>(from.reason);
  failed.code = from.code;
  return failed;
}

patron_reward_taken TakenForC(const RewardTaken& from) {
  patron_reward_taken taken = {};
  taken.reward = Lend(from.reward);
  taken.text = Lend(from.text);
  taken.points_currency = Lend(from.currency);
  taken.lost_to = Lend(from.lost_to);
  taken.count = from.count;
  taken.price = from.price;
  taken.points = from.points.units;
  taken.amount_minor = from.money.minor;
  return taken;
}

patron_reward_offer OfferForC(const RewardOffer& from) {
  patron_reward_offer offer = {};
  offer.reward = Lend(from.reward);
  offer.text = Lend(from.text);
  offer.points_currency = Lend(from.currency);
  offer.why = Lend(from.why);
  offer.price = from.price;
  offer.points = from.points.units;
  offer.pay_minor = from.pay.minor;
  offer.times = from.times;
  offer.missing = from.missing.units;
  return offer;
}

patron_fulfilled_line FulfilledForC(const FulfilledLine& from) {
  patron_fulfilled_line line = {};
  line.order_line = Lend(from.order_line);
  line.fulfilled = from.fulfilled;
  line.cancelled = from.cancelled;
  line.left = from.left;
  return line;
}

// The answer, or null for NULL and for an empty result.
const Answer* AnswerOf(const patron_result* result) {
  if (result == nullptr || !Behind(result)->filled) return nullptr;
  return &Behind(result)->outcome.answer;
}

// Points of a currency in a list of the answer; 0 where there are none.
int64_t PointsIn(const patron_result* result,
                 std::vector<PointsByLot> Answer::*list, patron_str currency) {
  const Answer* const answer = AnswerOf(result);
  std::string_view name;
  if (answer == nullptr || ViewText(currency, "currency", &name)) return 0;
  int64_t sum = 0;
  for (const PointsByLot& points : answer->*list) {
    if (points.currency == name) sum += points.points.units;
  }
  return sum;
}

}  // namespace

void Empty(ResultHandle& result) { result.filled = false; }

Refusal Fill(ResultHandle& result, absl::Status status) {
  const bool has_decision =
      status.ok() || ReasonOf(status) == Reason::kQuoteChanged;
  if (!has_decision) return status;
  WriteHex(result.outcome.answer.decision.fingerprint, result.fingerprint);
  result.filled = true;
  return status;
}

}  // namespace patron::capi

using namespace patron;        // NOLINT(google-build-using-namespace)
using namespace patron::capi;  // NOLINT(google-build-using-namespace)

patron_status patron_result_create(patron_result** out,
                                   patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    *out = InFront(new ResultHandle);
    return {};
  });
}

size_t patron_result_effect_count(const patron_result* result) noexcept {
  return GuardValue(size_t{0}, [&] {
    const Decision* decision = DecisionOf(result);
    return decision == nullptr ? 0 : decision->effects.size();
  });
}

patron_status patron_result_effects(const patron_result* result, size_t first,
                                    patron_effect* out, size_t count,
                                    size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const Decision* decision = DecisionOf(result);
    return WriteRange(decision == nullptr ? 0 : decision->effects.size(), first,
                      count, stride, out,
                      [&](size_t i) { return ForC(decision->effects[i]); });
  });
}

size_t patron_result_line_count(const patron_result* result) noexcept {
  return GuardValue(size_t{0}, [&] {
    const Decision* decision = DecisionOf(result);
    return decision == nullptr ? 0 : decision->lines.size();
  });
}

patron_status patron_result_lines(const patron_result* result, size_t first,
                                  patron_line_result* out, size_t count,
                                  size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const Decision* decision = DecisionOf(result);
    return WriteRange(decision == nullptr ? 0 : decision->lines.size(), first,
                      count, stride, out,
                      [&](size_t i) { return ForC(decision->lines[i]); });
  });
}

patron_status patron_result_totals(const patron_result* result,
                                   patron_totals* out) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}, {out, "out"}})) {
      return missing;
    }
    return WriteStruct(TotalsOf(*Behind(result)), out);
  });
}

int64_t patron_result_points(const patron_result* result,
                             patron_str currency) noexcept {
  return GuardValue(int64_t{0}, [&] {
    const Decision* decision = DecisionOf(result);
    std::string_view name;
    if (decision == nullptr || ViewText(currency, "currency", &name)) {
      return int64_t{0};
    }
    for (const PointsTotal& total : decision->points) {
      if (total.currency == name) return total.points.units;
    }
    return int64_t{0};
  });
}

patron_str patron_result_fingerprint(const patron_result* result) noexcept {
  return GuardValue(patron_str{}, [&] {
    if (DecisionOf(result) == nullptr) return patron_str{};
    const ResultHandle& mine = *Behind(result);
    return patron_str{mine.fingerprint, sizeof(mine.fingerprint)};
  });
}

void patron_result_destroy(patron_result* result) noexcept {
  GuardVoid([&] { delete Behind(result); });
}

int64_t patron_result_tax_minor(const patron_result* result) noexcept {
  return GuardValue(int64_t{0}, [&] {
    const Decision* decision = DecisionOf(result);
    return decision == nullptr ? int64_t{0} : decision->tax_total.minor;
  });
}

size_t patron_result_tax_count(const patron_result* result) noexcept {
  return GuardValue(size_t{0}, [&]() -> size_t {
    const Decision* decision = DecisionOf(result);
    return decision == nullptr ? 0 : decision->taxes.size();
  });
}

patron_status patron_result_taxes(const patron_result* result, size_t first,
                                  patron_tax* out, size_t count,
                                  size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const Decision* decision = DecisionOf(result);
    return WriteRange(decision == nullptr ? 0 : decision->taxes.size(), first,
                      count, stride, out,
                      [&](size_t i) { return TaxForC(decision->taxes[i]); });
  });
}

size_t patron_result_gift_count(const patron_result* result) noexcept {
  return GuardValue(size_t{0}, [&] { return GiftsOf(DecisionOf(result)); });
}

patron_status patron_result_gifts(const patron_result* result, size_t first,
                                  patron_gift* out, size_t count,
                                  size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const Decision* decision = DecisionOf(result);
    return WriteRange(GiftsOf(decision), first, count, stride, out,
                      [&](size_t i) { return GiftOf(*decision, i); });
  });
}

size_t patron_result_reward_count(const patron_result* result) noexcept {
  return GuardValue(size_t{0}, [&]() -> size_t {
    const Decision* decision = DecisionOf(result);
    return decision == nullptr ? 0 : decision->rewards.size();
  });
}

patron_status patron_result_rewards(const patron_result* result, size_t first,
                                    patron_reward_taken* out, size_t count,
                                    size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const Decision* decision = DecisionOf(result);
    return WriteRange(
        decision == nullptr ? 0 : decision->rewards.size(), first, count,
        stride, out, [&](size_t i) { return TakenForC(decision->rewards[i]); });
  });
}

size_t patron_result_offer_count(const patron_result* result) noexcept {
  return GuardValue(size_t{0}, [&]() -> size_t {
    const Decision* decision = DecisionOf(result);
    return decision == nullptr ? 0 : decision->offers.size();
  });
}

patron_status patron_result_offers(const patron_result* result, size_t first,
                                   patron_reward_offer* out, size_t count,
                                   size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const Decision* decision = DecisionOf(result);
    return WriteRange(decision == nullptr ? 0 : decision->offers.size(), first,
                      count, stride, out,
                      [&](size_t i) { return OfferForC(decision->offers[i]); });
  });
}

patron_status patron_result_exchange(const patron_result* result,
                                     patron_exchange* out) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}, {out, "out"}})) {
      return missing;
    }
    patron_exchange exchange = {};
    if (const Answer* const answer = AnswerOf(result)) {
      exchange.to_pay_minor = answer->exchanged.to_pay.minor;
      exchange.to_give_back_minor = answer->exchanged.to_give_back.minor;
      exchange.tendered_minor = answer->exchanged.tendered.minor;
      exchange.left_to_pay_minor = answer->exchanged.left_to_pay.minor;
    }
    return WriteStruct(exchange, out);
  });
}

size_t patron_result_fulfilled_count(const patron_result* result) noexcept {
  return GuardValue(size_t{0}, [&]() -> size_t {
    const Answer* const answer = AnswerOf(result);
    return answer == nullptr ? 0 : answer->fulfilled.lines.size();
  });
}

patron_status patron_result_fulfilled(const patron_result* result, size_t first,
                                      patron_fulfilled_line* out, size_t count,
                                      size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const Answer* const answer = AnswerOf(result);
    const size_t size = answer == nullptr ? 0 : answer->fulfilled.lines.size();
    return WriteRange(size, first, count, stride, out, [&](size_t i) {
      return FulfilledForC(answer->fulfilled.lines[i]);
    });
  });
}

int64_t patron_result_held(const patron_result* result,
                           patron_str currency) noexcept {
  return GuardValue(int64_t{0},
                    [&] { return -PointsIn(result, &Answer::held, currency); });
}

int64_t patron_result_released(const patron_result* result,
                               patron_str currency) noexcept {
  return GuardValue(int64_t{0}, [&] {
    return PointsIn(result, &Answer::released, currency);
  });
}

void patron_result_want_reasons(patron_result* result, uint32_t yes) noexcept {
  GuardVoid([&] {
    if (result != nullptr) Behind(result)->want_reasons = yes != 0;
  });
}

size_t patron_result_why_not_count(const patron_result* result) noexcept {
  return GuardValue(size_t{0}, [&] { return WhyNotRows(DecisionOf(result)); });
}

patron_status patron_result_why_not(const patron_result* result, size_t first,
                                    patron_why_not* out, size_t count,
                                    size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const Decision* decision = DecisionOf(result);
    return WriteRange(WhyNotRows(decision), first, count, stride, out,
                      [&](size_t i) { return WhyNotRow(*decision, i); });
  });
}

size_t patron_result_failed_count(const patron_result* result) noexcept {
  return GuardValue(size_t{0}, [&]() -> size_t {
    const Decision* decision = DecisionOf(result);
    return decision == nullptr ? 0 : decision->failed.size();
  });
}

patron_status patron_result_failed(const patron_result* result, size_t first,
                                   patron_failed_rule* out, size_t count,
                                   size_t stride) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const Decision* decision = DecisionOf(result);
    const size_t size = decision == nullptr ? 0 : decision->failed.size();
    return WriteRange(size, first, count, stride, out, [&](size_t i) {
      return FailedForC(decision->failed[i]);
    });
  });
}

patron_status patron_result_reasons(const patron_result* result,
                                    patron_blob** out,
                                    patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}})) return missing;
    const ResultHandle& mine = *Behind(result);
    auto blob = std::make_unique<BlobHandle>();
    blob->bytes = PrintAnswerJson(mine.filled ? mine.outcome.answer : Answer());
    *out = InFront(blob.release());
    return {};
  });
}

patron_status patron_result_balance(const patron_result* result,
                                    patron_str currency,
                                    patron_balance* out) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{result, "result"}, {out, "out"}})) {
      return missing;
    }
    std::string_view name;
    if (Refusal refused = ViewText(currency, "currency", &name)) return refused;
    patron_balance balance = {};
    if (Behind(result)->filled) {
      for (const Balance& each : Behind(result)->outcome.answer.balances) {
        if (each.currency == name) balance = BalanceForC(each);
      }
    }
    return WriteStruct(balance, out);
  });
}

int64_t patron_result_refund_minor(const patron_result* result) noexcept {
  return GuardValue(int64_t{0}, [&] {
    if (DecisionOf(result) == nullptr) return int64_t{0};
    return Behind(result)->outcome.answer.returned.refund.minor;
  });
}
