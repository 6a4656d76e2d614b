// The calls that decide: quote, commit, and the slower ways in.

#include <optional>
#include <string_view>
#include <utility>

#include "capi/convert.h"
#include "capi/errors.h"
#include "capi/guard.h"
#include "capi/result.h"
#include "capi/structs.h"
#include "model/points_of.h"
#include "patron/text.h"

namespace patron::capi {
namespace {

Refusal Quote(const Engine& engine, const Event& event, ResultHandle& result) {
  return Fill(result,
              engine.Quote(event, {result.want_reasons}, &result.outcome));
}

Refusal Commit(Engine& engine, const Event& event, patron_str expected,
               ResultHandle& result) {
  CommitOptions options;
  options.reasons = result.want_reasons;
  std::string_view hex;
  if (Refusal refused = ViewText(expected, "expected", &hex)) return refused;
  if (!hex.empty()) {
    options.expected = Fingerprint::FromHex(hex);
    if (!options.expected) {
      return Refuse(Reason::kBadValue,
                    "expected must be empty or a fingerprint: 64 hexadecimal "
                    "digits");
    }
  }
  return Fill(result, engine.Commit(event, options, &result.outcome));
}

Refusal NotBegun() {
  return Refuse(Reason::kNotBegun,
                "no purchase has begun: call patron_basket_begin first");
}

// The currency of amounts that name none: that of the program in force.
Currency CurrencyOf(const Engine& engine) {
  const std::shared_ptr<const Plan> plan = engine.NewestPlan();
  return plan == nullptr ? Currency() : plan->program().currency;
}

Refusal ReadReturnLine(const patron_return_line& in, size_t number,
                       bool receipt, Currency currency, ReturnLine* out) {
  if (Refusal refused = ReadLineId(in.id, number, &out->id)) return refused;
  if (Refusal refused =
          ReadText(in.order_line, "order_line", &out->order_line)) {
    return refused;
  }
  if (Refusal refused = ReadText(in.sku, "sku", &out->sku)) return refused;
  if (!receipt) out->unit_price = UnitPrice{in.unit_price_micros, currency};
  out->units = in.units;
  return {};
}

Refusal ReadReturn(const Engine& engine, const patron_event* event,
                   patron_str order_source, patron_str order_id,
                   const patron_return_line* lines, size_t count, size_t stride,
                   Event* out) {
  out->kind = EventKind::kReturn;
  if (Refusal refused = ReadEvent(event, CurrencyOf(engine), out)) {
    return refused;
  }
  const Currency currency = std::exchange(out->basket.currency, Currency());
  ReturnedGoods& goods = out->returned;
  if (Refusal refused =
          ReadText(order_source, "order_source", &goods.order_source)) {
    return refused;
  }
  if (Refusal refused = ReadText(order_id, "order_id", &goods.order_id)) {
    return refused;
  }
  if (count == 0) return {};
  if (Refusal missing = Missing({{lines, "lines"}})) return missing;
  if (Refusal refused = CheckSize(stride, "stride")) return refused;
  if (count > kEventLinesMax) {
    return Refuse(
        Reason::kTooLarge,
        "a return has at most " + std::to_string(kEventLinesMax) + " lines");
  }
  const bool receipt = !goods.order_id.empty();
  const auto* const bytes = reinterpret_cast<const std::byte*>(lines);
  for (size_t i = 0; i < count; ++i) {
    patron_return_line mine;
    if (Refusal refused = ReadElement(bytes + i * stride, stride,
                                      "patron_return_line", &mine)) {
      return refused;
    }
    if (Refusal refused = ReadReturnLine(mine, i + 1, receipt, currency,
                                         &goods.lines.emplace_back())) {
      return refused;
    }
  }
  return {};
}

// Points as a person would write them, so that the same adjustment as text is
// the same event. Where no program knows the currency, committing says so.
WrittenPoints WrittenBy(const Engine& engine, const Event& event,
                        int64_t units) {
  const auto plan = engine.PlanAt(event.time);
  const PointsCurrency* const points =
      plan.ok() ? FindPoints((*plan)->program(), event.adjustment.currency)
                : nullptr;
  const int32_t decimals = points == nullptr ? 0 : points->decimals;
  return {units, static_cast<uint8_t>(decimals)};
}

Refusal ReadAdjustment(const Engine& engine, const patron_event* event,
                       const patron_adjustment* adjustment, Event* out) {
  out->kind = EventKind::kAdjustment;
  if (Refusal refused = ReadEvent(event, Currency(), out)) return refused;
  out->basket = {};
  patron_adjustment mine;
  if (Refusal refused = ReadStruct(adjustment, "patron_adjustment", &mine)) {
    return refused;
  }
  if (Refusal refused = CheckReserved(mine.reserved, "patron_adjustment")) {
    return refused;
  }
  PointsAdjustment& to = out->adjustment;
  if (Refusal refused = ReadText(mine.currency, "currency", &to.currency)) {
    return refused;
  }
  if (Refusal refused = ReadText(mine.reason, "reason", &to.reason)) {
    return refused;
  }
  if (Refusal refused = ReadText(mine.by, "by", &to.by)) return refused;
  to.points = WrittenBy(engine, *out, mine.points);
  return {};
}

}  // namespace
}  // namespace patron::capi

using namespace patron;        // NOLINT(google-build-using-namespace)
using namespace patron::capi;  // NOLINT(google-build-using-namespace)

patron_status patron_quote(const patron_engine* engine,
                           const patron_basket* basket, patron_result* result,
                           patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (result != nullptr) Empty(*Behind(result));
    if (Refusal missing = Missing(
            {{engine, "engine"}, {basket, "basket"}, {result, "result"}})) {
      return missing;
    }
    if (!Behind(basket)->begun) return NotBegun();
    return Quote(*Behind(engine)->engine, Behind(basket)->event,
                 *Behind(result));
  });
}

patron_status patron_commit(patron_engine* engine, const patron_basket* basket,
                            patron_str expected, patron_result* result,
                            patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (result != nullptr) Empty(*Behind(result));
    if (Refusal missing = Missing(
            {{engine, "engine"}, {basket, "basket"}, {result, "result"}})) {
      return missing;
    }
    if (!Behind(basket)->begun) return NotBegun();
    return Commit(*Behind(engine)->engine, Behind(basket)->event, expected,
                  *Behind(result));
  });
}

patron_status patron_commit_message(patron_engine* engine, uint32_t format,
                                    patron_bytes event, patron_result* result,
                                    patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (result != nullptr) Empty(*Behind(result));
    if (Refusal missing = Missing({{engine, "engine"}, {result, "result"}})) {
      return missing;
    }
    TextFormat text_format;
    if (Refusal refused = ReadFormat(format, &text_format)) return refused;
    std::string_view text;
    if (Refusal refused = ViewBytes(event, "event", &text)) return refused;
    Engine& mine = *Behind(engine)->engine;
    EventSource source;
    source.currency = CurrencyOf(mine);
    const Loaded<Event> loaded = LoadEvent(text, text_format, source);
    if (!loaded.value) {
      return {ToStatus(loaded.diagnostics),
              ChainOf(loaded.diagnostics, nullptr)};
    }
    return Commit(mine, *loaded.value, {}, *Behind(result));
  });
}

patron_status patron_return(patron_engine* engine, const patron_event* event,
                            patron_str order_source, patron_str order_id,
                            const patron_return_line* lines, size_t count,
                            size_t stride, patron_result* result,
                            patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (result != nullptr) Empty(*Behind(result));
    if (Refusal missing = Missing(
            {{engine, "engine"}, {event, "event"}, {result, "result"}})) {
      return missing;
    }
    Engine& mine = *Behind(engine)->engine;
    Event back;
    if (Refusal refused = ReadReturn(mine, event, order_source, order_id, lines,
                                     count, stride, &back)) {
      return refused;
    }
    return Commit(mine, back, {}, *Behind(result));
  });
}

patron_status patron_adjust(patron_engine* engine, const patron_event* event,
                            const patron_adjustment* adjustment,
                            patron_result* result,
                            patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (result != nullptr) Empty(*Behind(result));
    if (Refusal missing = Missing({{engine, "engine"},
                                   {event, "event"},
                                   {adjustment, "adjustment"},
                                   {result, "result"}})) {
      return missing;
    }
    Engine& mine = *Behind(engine)->engine;
    Event by_hand;
    if (Refusal refused = ReadAdjustment(mine, event, adjustment, &by_hand)) {
      return refused;
    }
    return Commit(mine, by_hand, {}, *Behind(result));
  });
}
