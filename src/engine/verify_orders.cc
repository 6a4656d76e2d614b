// Orders, their lines and the lots they earned.

#include <algorithm>

#include "engine/verifier.h"

namespace patron {

absl::Status Verifier::SeeOrder(const OrderSummary& summary) {
  ++result_.orders;
  Row row("orders");
  row.At("event", summary.event);
  const absl::StatusOr<OrderRecord> order = store_.LoadOrder(summary.event);
  if (ReasonOf(order.status()) == Reason::kCorrupt) {
    problems_.Add(row, MessageOf(order.status()));
    return absl::OkStatus();
  }
  if (!order.ok()) return order.status();
  const EventRecord& record = order->event;
  const auto seen = events_.find(summary.event);
  if (seen != events_.end()) seen->second.met = true;
  std::vector<StoredReturn> steps;
  if (auto node = steps_by_order_.extract(summary.event)) {
    steps = std::move(node.mapped());
  }
  HandedOver handed_over;
  if (auto node = handed_over_.extract(summary.event)) {
    handed_over = std::move(node.mapped());
  }
  const absl::StatusOr<Event> event = codec_.DecodeEvent(record.event);
  absl::StatusOr<Answer> answer = codec_.DecodeAnswer(record.answer);
  const Plan* plan = PlanOf(record.program, record.version);
  Row of("events");
  of.At("number", record.number);
  if (!answer.ok()) {
    problems_.Add(of, "answer: " + std::string(MessageOf(answer.status())));
  }
  // What is wrong with the others has been said.
  if (!event.ok() || !answer.ok() || plan == nullptr) return absl::OkStatus();
  problems_.Same(of, "program", record.program, answer->decision.program);
  problems_.Same(of, "version", record.version, answer->decision.version);
  CompareModels(of, answer->facts);
  TellCancelled(*event, handed_over, &steps);
  CompareSteps(record, *event, steps);
  CompareVoided(*order, steps);
  if (record.kind == EventKind::kExchange) CompareExchange(record, *answer);
  Event purchase = PurchaseOf(*event, answer->returned);
  const StoredOrder stored{std::move(purchase), *std::move(answer)};
  absl::Status status =
      ComparePayment(*plan, record, stored.purchase, stored.answer);
  if (!status.ok()) return status;
  const absl::StatusOr<DerivedOrder> derived =
      DeriveOrder(*plan, stored, steps, handed_over);
  if (!derived.ok()) {
    problems_.Add(of, MessageOf(derived.status()));
    return absl::OkStatus();
  }
  CompareOrder(summary, *order, *derived);
  CompareLines(*order, *derived);
  AddPostings(record.account, *derived);
  SeePaidBack(record, *derived);
  if (record.account == 0) return absl::OkStatus();
  Count(*order, *derived);
  return CompareLots(*order, *derived);
}

// Which steps were of open units: those of a fulfilment, and of a void as many
// as were open.
void Verifier::TellCancelled(const Event& event, const HandedOver& handed_over,
                             std::vector<StoredReturn>* steps) const {
  std::vector<int64_t> open;
  for (const Line& line : event.basket.lines) {
    const auto handed = handed_over.find(line.id);
    open.push_back(line.later ? line.quantity.units() : 0);
    if (handed != handed_over.end()) open.back() -= handed->second;
  }
  for (StoredReturn& step : *steps) {
    const auto cause = events_.find(step.event);
    if (cause == events_.end() || step.units.line >= open.size()) continue;
    int64_t& left = open[step.units.line];
    const EventKind kind = cause->second.kind;
    step.units.cancelled = kind == EventKind::kFulfilment ||
                           (kind == EventKind::kVoid && left > 0);
    if (step.units.cancelled) left -= step.units.units;
  }
}

void Verifier::CompareSteps(const EventRecord& record, const Event& event,
                            std::span<const StoredReturn> steps) {
  for (const StoredReturn& step : steps) {
    Row row("returned_units");
    row.At("event", step.event).At("step", step.step);
    const auto cause = events_.find(step.event);
    if (cause == events_.end() || !GivesBack(cause->second.kind)) {
      problems_.Add(row, "event is no return, exchange, void or fulfilment");
    } else {
      problems_.Equal(Row("events").At("number", step.event), "account",
                      cause->second.account, record.account);
    }
    const auto matched = matched_.find({step.event, step.step});
    if (matched == matched_.end()) continue;
    problems_.Same(row, "order_event's id", record.id,
                   matched->second.order_id);
    problems_.Same(row, "order_event's source", record.source,
                   matched->second.order_source);
    const std::vector<Line>& lines = event.basket.lines;
    problems_.Same(
        row, "line's id",
        step.units.line < lines.size() ? lines[step.units.line].id : "",
        matched->second.order_line);
  }
}

void Verifier::CompareVoided(const OrderRecord& order,
                             std::span<const StoredReturn> steps) {
  const bool voided =
      std::any_of(steps.begin(), steps.end(), [&](const StoredReturn& step) {
        const auto cause = events_.find(step.event);
        return cause != events_.end() && cause->second.kind == EventKind::kVoid;
      });
  problems_.Equal(Row("orders").At("event", order.event.number), "voided",
                  int64_t{order.voided}, int64_t{voided});
}

void Verifier::CompareExchange(const EventRecord& record,
                               const Answer& answer) {
  Row row("events");
  row.At("number", record.number);
  const absl::StatusOr<Event> event = codec_.DecodeEvent(record.event);
  if (!event.ok()) return;
  const auto balance = BalanceOfExchange(*event, answer);
  if (!balance.ok() || *balance != answer.exchanged) {
    problems_.Add(row, "its answer has another balance than its two halves");
  }
}

void Verifier::CompareOrder(const OrderSummary& summary,
                            const OrderRecord& order,
                            const DerivedOrder& derived) {
  Row row("orders");
  row.At("event", summary.event);
  const auto money = [&](std::string_view column, Money kept, Money should) {
    problems_.Equal(row, column, kept.minor, should.minor);
    problems_.Same(row, "currency", kept.currency.code(),
                   should.currency.code());
  };
  money("list_minor", order.list, derived.list);
  money("discount_minor", order.discount, derived.discount);
  money("paid_minor", order.paid, derived.paid);
  problems_.Equal(row, "refunded_minor", order.refunded.minor,
                  derived.refunded_minor);
  problems_.Equal(row, "units", summary.units, derived.units);
  problems_.Equal(row, "returned_units", summary.returned_units,
                  derived.returned_units);
  problems_.Equal(row, "returns", summary.returns, derived.returns);
  problems_.Equal(row, "voided", int64_t{summary.voided},
                  int64_t{order.voided});
  problems_.Equal(row, "account", summary.account, order.event.account);
  problems_.Equal(row, "time_us", summary.time.us, order.event.time.us);
  problems_.Same(row, "local_day", FormatDate(summary.local_day),
                 FormatDate(order.event.local_day));
}

void Verifier::CompareLines(const OrderRecord& order,
                            const DerivedOrder& derived) {
  const int64_t event = order.event.number;
  const auto row = [event](int64_t line) {
    Row of("order_lines");
    of.At("event", event).At("line", line);
    return of;
  };
  size_t next = 0;
  for (const OrderLine& should : derived.lines) {
    const Row of = row(should.line);
    // Lines come ascending; those before are of no line of the basket.
    while (next < order.lines.size() && order.lines[next].line < should.line) {
      problems_.Add(row(order.lines[next++].line),
                    "the event has no such line");
    }
    if (next == order.lines.size() || order.lines[next].line != should.line) {
      problems_.Add(of, "is missing");
      continue;
    }
    const OrderLine& line = order.lines[next++];
    problems_.Same(of, "id", line.id, should.id);
    problems_.Same(of, "sku", line.sku, should.sku);
    problems_.Same(
        of, "unit_price_micros",
        line.unit_price ? FormatUnitPrice(*line.unit_price) : "none",
        should.unit_price ? FormatUnitPrice(*should.unit_price) : "none");
    problems_.Same(of, "quantity_milli", FormatQuantity(line.quantity),
                   FormatQuantity(should.quantity));
    problems_.Equal(of, "units", line.units, should.units);
    problems_.Equal(of, "list_minor", line.list.minor, should.list.minor);
    problems_.Equal(of, "discount_minor", line.discount.minor,
                    should.discount.minor);
    problems_.Equal(of, "paid_minor", line.paid.minor, should.paid.minor);
    problems_.Equal(of, "returned_units", line.returned_units,
                    should.returned_units);
    problems_.Equal(of, "refunded_minor", line.refunded.minor,
                    should.refunded.minor);
    problems_.Equal(of, "open_units", line.open_units, should.open_units);
  }
  while (next < order.lines.size()) {
    problems_.Add(row(order.lines[next++].line), "the event has no such line");
  }
}

void Verifier::AddPostings(int64_t account, const DerivedOrder& derived) {
  for (const auto& [key, amount] : derived.postings) {
    by_rule_[{account, key}].derived += amount;
  }
  for (const auto& [key, given] : derived.uses) uses_[key].derived += given;
}

// Statistics as history has them, not by the steps in which they were kept.
void Verifier::Count(const OrderRecord& order, const DerivedOrder& derived) {
  if (order.voided) return;
  MemberStatistics& s = accounts_[order.event.account].statistics;
  const Instant time = order.event.time;
  s.first_order = s.orders == 0 ? time : std::min(s.first_order, time);
  s.last_order = s.orders == 0 ? time : std::max(s.last_order, time);
  ++s.orders;
  if (derived.returned_units < derived.units) ++s.orders_kept;
  s.units += derived.units - derived.returned_units;
  s.spend_minor += derived.paid.minor - derived.refunded_minor;
  s.returns += derived.returns;
  s.refunded_minor += derived.refunded_minor;
  if (derived.returned_units < derived.units) {
    accounts_[order.event.account].purchase_days[order.event.local_day] +=
        std::max(derived.paid.minor - derived.refunded_minor, int64_t{0});
  }
}

absl::Status Verifier::CompareLots(const OrderRecord& order,
                                   const DerivedOrder& derived) {
  const int64_t account = order.event.account;
  accounts_[account].lots += static_cast<int64_t>(derived.lots.size());
  const auto kept = store_.LotsOfOrder(account, order.event.number);
  if (!kept.ok()) return kept.status();
  std::vector<bool> used(kept->size(), false);
  for (const Lot& should : derived.lots) {
    const auto at = std::find_if(
        kept->begin(), kept->end(),
        [&](const Lot& lot) { return lot.effect == should.effect; });
    if (at == kept->end()) {
      problems_.Add(Row("lots")
                        .At("account", account)
                        .At("event", order.event.number)
                        .At("effect", int64_t{should.effect}),
                    "is missing");
      continue;
    }
    used[static_cast<size_t>(at - kept->begin())] = true;
    CompareLot(*at, account, should);
  }
  for (size_t i = 0; i < used.size(); ++i) {
    if (used[i]) continue;
    problems_.Add(LotRow(account, (*kept)[i].number),
                  "its event has no effect " +
                      std::to_string((*kept)[i].effect) + " that earns");
  }
  return absl::OkStatus();
}

void Verifier::CompareLot(const Lot& lot, int64_t account, const Lot& derived) {
  const Row row = LotRow(account, lot.number);
  const auto instant = [](const std::optional<Instant>& at) {
    return at ? FormatInstant(*at) : "never";
  };
  problems_.Same(row, "currency", lot.currency, derived.currency);
  problems_.Equal(row, "effect", lot.effect, derived.effect);
  problems_.Same(row, "rule", lot.rule, derived.rule);
  problems_.Same(row, "program", lot.program, derived.program);
  problems_.Same(row, "version", lot.version, derived.version);
  problems_.Equal(row, "earned_us", lot.earned.us, derived.earned.us);
  problems_.Same(row, "available_from_us", instant(lot.available_from),
                 instant(derived.available_from));
  problems_.Same(row, "expires_us", instant(lot.expires),
                 instant(derived.expires));
  problems_.Equal(row, "awaits_goods", lot.awaits_goods, derived.awaits_goods);
  problems_.Equal(row, "sliding", lot.sliding, derived.sliding);
  problems_.Equal(row, "amount", lot.amount, derived.amount);
  problems_.Equal(row, "taken_back", lot.taken_back, derived.taken_back);
}

}  // namespace patron
