// What several of the calls convert alike.

#include "capi/convert.h"

#include <charconv>
#include <iterator>
#include <optional>
#include <string>

#include "capi/structs.h"

namespace patron::capi {
namespace {

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

}  // namespace

Refusal ReadFormat(uint32_t format, TextFormat* out) {
  switch (format) {
    case PATRON_FORMAT_YAML:
      *out = TextFormat::kYaml;
      return {};
    case PATRON_FORMAT_JSON:
      *out = TextFormat::kJson;
      return {};
    case PATRON_FORMAT_BYTES:
      *out = TextFormat::kBytes;
      return {};
    default:
      return Refuse(Reason::kUnimplemented,
                    "no format is number " + std::to_string(format) +
                        ": expected PATRON_FORMAT_YAML, _JSON or _BYTES");
  }
}

Refusal ReadEvent(const patron_event* in, Currency otherwise, Event* out) {
  patron_event mine;
  if (Refusal refused = ReadStruct(in, "patron_event", &mine)) return refused;
  if (Refusal refused = ReadText(mine.source, "source", &out->source)) {
    return refused;
  }
  if (Refusal refused = ReadText(mine.id, "id", &out->id)) return refused;
  if (Refusal refused = ReadText(mine.member, "member", &out->member)) {
    return refused;
  }
  if (Refusal refused = ReadText(mine.store, "store", &out->store)) {
    return refused;
  }
  out->time = Instant{mine.time_us};
  out->arrival = Instant{mine.arrival_us == 0 ? mine.time_us : mine.arrival_us};
  out->basket.currency = otherwise;
  if (mine.currency == 0) return {};
  std::optional<Currency> currency;
  if (mine.currency <= 999) {
    currency = Currency::FromNumeric(static_cast<int>(mine.currency));
  }
  if (!currency) {
    return Refuse(Reason::kUnknownCurrency, "ISO 4217 has no currency number " +
                                                std::to_string(mine.currency));
  }
  out->basket.currency = *currency;
  return {};
}

Refusal ReadEventAlone(const patron_event* in, Event* out) {
  Refusal refused = ReadEvent(in, Currency(), out);
  out->basket = {};
  return refused;
}

Refusal ReadLineId(patron_str id, size_t number, std::string* out) {
  if (Refusal refused = ReadText(id, "id", out)) return refused;
  if (!out->empty()) return {};
  char digits[24];
  const auto end =
      std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  out->assign(digits, end);
  return {};
}

Refusal ReadReturned(patron_str order_source, patron_str order_id,
                     const patron_return_line* lines, size_t count,
                     size_t stride, Currency currency, ReturnedGoods* out) {
  if (Refusal refused =
          ReadText(order_source, "order_source", &out->order_source)) {
    return refused;
  }
  if (Refusal refused = ReadText(order_id, "order_id", &out->order_id)) {
    return refused;
  }
  const bool receipt = !out->order_id.empty();
  return ReadElements(
      {"lines", "patron_return_line", "a return has at most", kEventLinesMax},
      lines, count, stride, [&](const patron_return_line& in, size_t i) {
        return ReadReturnLine(in, i + 1, receipt, currency,
                              &out->lines.emplace_back());
      });
}

Refusal ReadHoldKey(patron_str source, patron_str id, HoldKey* out) {
  if (Refusal refused = ReadText(source, "hold_source", &out->source)) {
    return refused;
  }
  return ReadText(id, "hold_id", &out->id);
}

patron_balance BalanceForC(const Balance& from) {
  patron_balance balance = {};
  balance.available = from.available.units;
  balance.pending = from.pending.units;
  balance.debt = from.debt.units;
  balance.held = from.held.units;
  return balance;
}

}  // namespace patron::capi
