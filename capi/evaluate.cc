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

Refusal ReadVoid(const patron_event* event, const patron_voided* voided,
                 Event* out) {
  out->kind = EventKind::kVoid;
  if (Refusal refused = ReadEventAlone(event, out)) return refused;
  patron_voided mine;
  if (Refusal refused = ReadStruct(voided, "patron_voided", &mine)) {
    return refused;
  }
  if (Refusal refused = CheckReserved(mine.reserved, "patron_voided")) {
    return refused;
  }
  VoidedOrder& to = out->voided;
  if (Refusal refused =
          ReadText(mine.order_source, "order_source", &to.order_source)) {
    return refused;
  }
  if (Refusal refused = ReadText(mine.order_id, "order_id", &to.order_id)) {
    return refused;
  }
  if (Refusal refused = ReadText(mine.reason, "reason", &to.reason)) {
    return refused;
  }
  return ReadText(mine.by, "by", &to.by);
}

Refusal ReadFulfilment(const patron_event* event, patron_str order_source,
                       patron_str order_id, const patron_fulfilment_line* lines,
                       size_t count, size_t stride, Event* out) {
  out->kind = EventKind::kFulfilment;
  if (Refusal refused = ReadEventAlone(event, out)) return refused;
  Fulfilment& to = out->fulfilment;
  if (Refusal refused =
          ReadText(order_source, "order_source", &to.order_source)) {
    return refused;
  }
  if (Refusal refused = ReadText(order_id, "order_id", &to.order_id)) {
    return refused;
  }
  return ReadElements({"lines", "patron_fulfilment_line",
                       "a fulfilment has at most", kEventLinesMax},
                      lines, count, stride,
                      [&](const patron_fulfilment_line& in, size_t /*i*/) {
                        FulfilmentLine& line = to.lines.emplace_back();
                        line.fulfilled = in.fulfilled;
                        line.cancelled = in.cancelled;
                        return ReadText(in.order_line, "order_line",
                                        &line.order_line);
                      });
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
  if (Refusal refused = ReadEventAlone(event, out)) return refused;
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
    back.kind = EventKind::kReturn;
    if (Refusal refused = ReadEventAlone(event, &back)) return refused;
    if (Refusal refused =
            ReadReturned(order_source, order_id, lines, count, stride,
                         CurrencyOf(mine), &back.returned)) {
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

patron_status patron_void(patron_engine* engine, const patron_event* event,
                          const patron_voided* voided, patron_result* result,
                          patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (result != nullptr) Empty(*Behind(result));
    if (Refusal missing = Missing({{engine, "engine"},
                                   {event, "event"},
                                   {voided, "voided"},
                                   {result, "result"}})) {
      return missing;
    }
    Event undone;
    if (Refusal refused = ReadVoid(event, voided, &undone)) return refused;
    return Commit(*Behind(engine)->engine, undone, {}, *Behind(result));
  });
}

patron_status patron_fulfil(patron_engine* engine, const patron_event* event,
                            patron_str order_source, patron_str order_id,
                            const patron_fulfilment_line* lines, size_t count,
                            size_t stride, patron_result* result,
                            patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (result != nullptr) Empty(*Behind(result));
    if (Refusal missing = Missing(
            {{engine, "engine"}, {event, "event"}, {result, "result"}})) {
      return missing;
    }
    Event handed_over;
    if (Refusal refused = ReadFulfilment(event, order_source, order_id, lines,
                                         count, stride, &handed_over)) {
      return refused;
    }
    return Commit(*Behind(engine)->engine, handed_over, {}, *Behind(result));
  });
}

patron_status patron_release(patron_engine* engine, const patron_event* event,
                             patron_str hold_source, patron_str hold_id,
                             patron_result* result,
                             patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (result != nullptr) Empty(*Behind(result));
    if (Refusal missing = Missing(
            {{engine, "engine"}, {event, "event"}, {result, "result"}})) {
      return missing;
    }
    Event release;
    release.kind = EventKind::kRelease;
    if (Refusal refused = ReadEventAlone(event, &release)) return refused;
    if (Refusal refused = ReadHoldKey(hold_source, hold_id, &release.hold)) {
      return refused;
    }
    return Commit(*Behind(engine)->engine, release, {}, *Behind(result));
  });
}
