// Receipts for people: fixed width, one line a fact.

#include "receipt.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "ledger/ledger.h"
#include "ledger/spend.h"
#include "model/points_of.h"
#include "patron/calendar.h"
#include "patron/money.h"
#include "patron/points.h"
#include "patron/quantity.h"
#include "patron/receipt.h"

namespace patron::cli {
namespace {

constexpr size_t kWidth = 64;

// Code points, since names are not ASCII.
size_t WidthOf(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Names and ids come from tills: what a terminal would obey is escaped, a line
// end too, so that no name makes a row of its own.
void Row(std::string_view given_left, std::string_view given_right,
         std::string* out) {
  const std::string left = Shown(given_left);
  const std::string right = Shown(given_right);
  const size_t width = WidthOf(left) + WidthOf(right);
  *out += left;
  if (!right.empty()) {
    out->append(width < kWidth ? kWidth - width : 1, ' ');
    *out += right;
  }
  *out += "\n";
}

void Rule(std::string* out) {
  out->append(kWidth, '-');
  out->push_back('\n');
}

std::string NameOf(const Program& program) {
  return program.name.empty() ? program.id : program.name;
}

std::string NameOf(const Program& program, std::string_view id) {
  const PointsCurrency* points = FindPoints(program, id);
  return points != nullptr && !points->name.empty() ? points->name
                                                    : std::string(id);
}

std::string PointsText(const Program& program, std::string_view id,
                       Points value) {
  const PointsCurrency* points = FindPoints(program, id);
  return FormatPoints(value, points != nullptr ? points->decimals : 0);
}

void Lines(const Event& event, const Decision& decision, std::string* out) {
  for (size_t i = 0; i < decision.lines.size(); ++i) {
    const Line& line = event.basket.lines[i];
    const std::string& name = line.name.empty() ? line.sku : line.name;
    Row(FormatQuantity(line.quantity) + " x " +
            (name.empty() ? "line " + line.id : name),
        FormatAmount(decision.lines[i].list), out);
  }
}

// The block of patron/receipt.h in the words of a receipt on paper.
const Phrases& Words() {
  static const Phrases words = [] {
    Phrases own;
    const absl::Status points =
        own.Set("receipt.points", "You earned {points}");
    const absl::Status balance = own.Set("receipt.balance", "Your {points}");
    const absl::Status left = own.Set("receipt.left", "Left to pay");
    assert(points.ok() && balance.ok() && left.ok());
    return own;
  }();
  return words;
}

bool StandsWithLines(ReceiptLineKind kind) {
  return kind == ReceiptLineKind::kSaving || kind == ReceiptLineKind::kGift;
}

// Which rules gave the points, and on what.
void Earned(const Program& program, const Decision& decision,
            const PointsTotal& total, std::string* out) {
  for (const FiredEffect& effect : decision.effects) {
    if (effect.currency != total.currency) continue;
    // Points by unit count on no money.
    const std::string base =
        effect.base.minor == 0 ? "" : ", on " + FormatMoney(effect.base);
    Row("  " + (effect.text.empty() ? effect.rule : effect.text) + base,
        "+" + PointsText(program, effect.currency, effect.points), out);
  }
}

// What stands below the total.
void Block(const Program& program, const Decision& decision,
           const std::vector<ReceiptLine>& lines, std::string* out) {
  size_t points = 0;
  for (const ReceiptLine& line : lines) {
    if (StandsWithLines(line.kind)) continue;
    Row(line.label, line.value, out);
    if (line.kind == ReceiptLineKind::kPoints) {
      Earned(program, decision, decision.points[points++], out);
    }
  }
}

// What of the points that were earned is not the customer's to spend.
void Collected(const Program& program, const Answer& answer, std::string* out) {
  for (const PointsTotal& collected : answer.collected) {
    Row("  paid what you owed: " + NameOf(program, collected.currency),
        "-" + PointsText(program, collected.currency, collected.points), out);
  }
}

void HandedOver(const FulfilmentResult& fulfilled, std::string* out) {
  for (const FulfilledLine& line : fulfilled.lines) {
    if (line.fulfilled == 0) continue;
    Row(std::to_string(line.fulfilled) + " of line " + line.order_line +
            " handed over",
        line.left == 0 ? "" : std::to_string(line.left) + " to follow", out);
  }
}

// Below each reason what would mend it; what more is to be bought stands on the
// receipt already.
void Reasons(const Program& program, const Decision& decision,
             std::string* out) {
  if (!decision.why_not.empty() || !decision.failed.empty()) {
    *out += "Why not?\n";
  }
  for (const WhyNot& why : decision.why_not) {
    std::string parts;
    for (const std::string& part : why.parts) {
      parts += (parts.empty() ? "" : "; ") + part;
    }
    *out += Shown("  " + why.rule + ": " + parts) + "\n";
    for (const NearMiss& near : why.near) {
      if (near.kind == NearMissKind::kTime ||
          near.kind == NearMissKind::kPromotion) {
        *out += Shown("    " + Words().Say(program, why, near)) + "\n";
      }
    }
  }
  for (const FailedRule& failed : decision.failed) {
    *out += Shown("  " + failed.rule +
                  " could not be evaluated: " + failed.message) +
            "\n";
  }
}

// What is missing for the rewards that cannot be taken yet.
void NotYet(const Program& program, const Decision& decision,
            std::string* out) {
  bool any = false;
  for (const RewardOffer& offer : decision.offers) {
    if (offer.times > 0) continue;
    if (!std::exchange(any, true)) *out += "Rewards, not yet\n";
    *out += Shown("  " + Words().Say(program, offer)) + "\n";
  }
}

// What the points of a member could buy, if its conditions hold.
void WithinReach(const Plan& plan, const MemberView& view, std::string* out) {
  AccountState account;
  account.lots = view.lots;
  const std::vector<PointsTotal> apart =
      ApartOf(plan.program(), plan.zone(), account, view.as_of);
  const auto has = [&](const std::string& currency) {
    const PointsCurrency* const points = FindPoints(plan.program(), currency);
    int64_t most = 0;
    if (points != nullptr && points->apart) {
      for (const PointsTotal& period : apart) {
        if (period.currency == currency) {
          most = std::max(most, period.points.units);
        }
      }
      return most;
    }
    for (const Balance& balance : view.balances) {
      if (balance.currency == currency) most = balance.available.units;
    }
    for (const PointsTotal& pooled : view.pooled) {
      if (pooled.currency == currency) most = pooled.points.units;
    }
    return most;
  };
  for (const Reward& reward : plan.program().rewards) {
    if (reward.automatic) continue;
    const int64_t most = has(reward.currency);
    for (size_t p = 0; p < reward.prices.size(); ++p) {
      const RewardPrice& price = reward.prices[p];
      if (price.points.units > most) continue;
      RewardOffer offer;
      offer.reward = reward.id;
      offer.currency = reward.currency;
      offer.points = price.points;
      offer.pay = price.pay.value_or(Money());
      offer.times = std::min(reward.times_max, most / price.points.units);
      Row("  within reach: " + Words().Say(plan.program(), offer), "", out);
      break;
    }
  }
}

// What a household has to spend together.
void Pooled(const Program& program, std::string_view household,
            const std::vector<PointsTotal>& pooled, std::string* out) {
  for (const PointsTotal& total : pooled) {
    Row("  " + NameOf(program, total.currency) + " of your household" +
            (household.empty() ? "" : " " + std::string(household)),
        PointsText(program, total.currency, total.points), out);
  }
}

void Household(const MemberView& view, std::string* out) {
  if (view.household.empty()) return;
  std::string members;
  for (const std::string& member : view.household_members) {
    members += (members.empty() ? "" : ", ") + member;
  }
  Row("Household " + view.household + ": " + members, "", out);
}

// What is kept back, and how long.
void Held(const Program& program, const Event& event, const Answer& answer,
          std::string* out) {
  Row("Held until", FormatInstant(*event.until), out);
  for (const PointsByLot& held : answer.held) {
    Row("  of your " + NameOf(program, held.currency),
        PointsText(program, held.currency, Points{-held.points.units}), out);
  }
}

// "2026-01-02 14:30" on the program's clocks.
std::string LocalText(const Plan& plan, Instant instant) {
  const LocalTime local = plan.zone().ToLocal(instant);
  constexpr int64_t kMinuteUs = 60 * kMicrosPerSecond;
  return FormatDate(local.date) + " " +
         FormatTimeOfDay(local.us_of_day - local.us_of_day % kMinuteUs);
}

// Points are there until the end of this day.
std::string LastDay(const Plan& plan, Instant expires) {
  return FormatDate(plan.zone().ToLocal(Instant{expires.us - 1}).date);
}

// While points of it are there.
void Clocks(const Plan& plan, const Program& named, const MemberView& view,
            std::string* out) {
  for (const Clock& clock : view.clocks) {
    if (clock.kind == ClockKind::kStatement) {
      if (!clock.due) continue;
      Row("  next statement of " + NameOf(named, clock.currency),
          LocalText(plan, *clock.due), out);
      continue;
    }
    const bool any =
        std::any_of(view.lots.begin(), view.lots.end(), [&](const Lot& lot) {
          return lot.sliding && lot.currency == clock.currency;
        });
    if (!any || !clock.due) continue;
    Row("  " + NameOf(named, clock.currency) +
            " that are not used lapse after " + LastDay(plan, *clock.due),
        "", out);
  }
}

std::string Head(const Plan& plan, const Program& program,
                 const MemberView& view) {
  std::string out;
  Row("Member " + view.member, "as of " + LocalText(plan, view.as_of), &out);
  Rule(&out);
  for (const Balance& balance : view.balances) {
    const auto row = [&](const std::string& left, Points points,
                         std::string_view what) {
      Row(left,
          PointsText(program, balance.currency, points) + std::string(what),
          &out);
    };
    row(NameOf(program, balance.currency), balance.available, " available");
    if (balance.pending.units != 0) row("", balance.pending, " pending");
    if (balance.held.units != 0) row("", balance.held, " held");
    if (balance.debt.units != 0) row("", balance.debt, " owed");
  }
  Household(view, &out);
  Pooled(program, view.household, view.pooled, &out);
  Clocks(plan, program, view, &out);
  return out;
}

// "45 of 60 beans": of which points, where there are several.
std::string OfCurrency(const Program& program, std::string_view id) {
  return program.points.size() < 2 ? "" : " " + NameOf(program, id);
}

void AppendStatistics(const Plan& plan, const MemberStatistics& stats,
                      std::string* out) {
  const Currency currency = plan.program().currency;
  Row("Orders", std::to_string(stats.orders), out);
  Row("  of which something was kept", std::to_string(stats.orders_kept), out);
  Row("Spend", FormatMoney({stats.spend_minor, currency}), out);
  if (stats.returns != 0) {
    Row("Returns", std::to_string(stats.returns), out);
    Row("  refunded", FormatMoney({stats.refunded_minor, currency}), out);
  }
  if (stats.orders != 0) {
    Row("First order", LocalText(plan, stats.first_order), out);
    Row("Last order", LocalText(plan, stats.last_order), out);
  }
}

std::string NameOf(TenderKind kind) {
  switch (kind) {
    case TenderKind::kCash:
      return "cash";
    case TenderKind::kCard:
      return "the card";
    case TenderKind::kGiftCard:
      return "the gift card";
    case TenderKind::kPromotional:
      return "promotional value";
    case TenderKind::kOther:
      return "another tender";
    case TenderKind::kPoints:
      return "points";
  }
  return "";
}

// What of the refund comes back to which tender, but points.
void Tenders(const ReturnResult& returned, std::string* out) {
  for (const TenderBack& back : returned.tenders) {
    if (back.kind == TenderKind::kPoints) continue;
    Row("  to " + NameOf(back.kind) + (back.id.empty() ? "" : " " + back.id),
        FormatMoney(back.amount), out);
  }
}

void ComesBack(const Program& program, const ReturnResult& returned,
               std::string* out) {
  for (const MatchedUnits& matched : returned.matched) {
    Row(std::to_string(matched.units) + " of line " + matched.order_line +
            ", order " + matched.order_id,
        FormatAmount(matched.refund), out);
  }
  for (const RefusedUnits& refused : returned.refused) {
    Row(std::to_string(refused.units) + " of line " + refused.return_line,
        "not bought at this price", out);
  }
  Rule(out);
  Row("Refund", FormatMoney(returned.refund), out);
  for (const RewardBack& back : returned.rewards_back) {
    Row("  given back: " + back.reward, std::to_string(back.count), out);
  }
  for (const PointsByLot& restored : returned.restored) {
    Row("  given back: " + NameOf(program, restored.currency),
        PointsText(program, restored.currency, restored.points), out);
  }
  if (returned.refund_in_points.currency.valid()) {
    Row("  as points", FormatMoney(returned.refund_in_points), out);
    Row("Left to refund", FormatMoney(returned.refund_left), out);
  }
  Tenders(returned, out);
  for (const PointsTotal& taken : returned.taken_back) {
    Row("Taken back: " + NameOf(program, taken.currency),
        PointsText(program, taken.currency, taken.points), out);
  }
}

// What an event changes that neither sells goods nor takes them back.
void WithoutGoods(const Program& program, const Event& event,
                  const Answer& answer, std::string* out) {
  switch (event.kind) {
    case EventKind::kAdjustment: {
      const PointsTotal adjusted = {answer.adjusted.currency,
                                    answer.adjusted.points};
      const bool given = adjusted.points.units > 0;
      Row((given ? "Given by hand: " : "Taken by hand: ") +
              NameOf(program, adjusted.currency),
          PointsText(program, adjusted.currency,
                     given ? adjusted.points : Points{-adjusted.points.units}),
          out);
      break;
    }
    case EventKind::kTransfer:
      Row("Given to " + event.transfer.to + ": " +
              NameOf(program, answer.given.currency),
          PointsText(program, answer.given.currency,
                     Points{-answer.given.points.units}),
          out);
      break;
    case EventKind::kRelease:
      Row("Cancels hold " + event.hold.id + " of " + event.hold.source, "",
          out);
      break;
    case EventKind::kJoin:
      Row(event.member + " joins household " + event.household, "", out);
      break;
    case EventKind::kLeave:
      Row(event.member + " leaves their household", "", out);
      break;
    default:
      break;
  }
}

// The points that an event without goods is about, or "".
std::string_view CurrencyOf(const Event& event) {
  return event.kind == EventKind::kAdjustment ? event.adjustment.currency
         : event.kind == EventKind::kTransfer ? event.transfer.currency
                                              : std::string_view();
}

// Nothing where no model is stored.
void AppendLifetime(const LifetimeFacts& facts, std::string* out) {
  if (facts.p_alive) {
    Row("Still a customer", FormatPercent(*facts.p_alive), out);
  }
  for (const ExpectedOrders& expected : facts.expected_orders) {
    if (!expected.orders) continue;
    Row("Orders expected in " + std::to_string(expected.days) + " days",
        FormatRate(*expected.orders), out);
  }
  if (facts.clv) Row("Worth from now on", FormatMoney(*facts.clv), out);
  if (facts.rfm) Row("RFM", std::to_string(*facts.rfm), out);
  for (const ModelVersion& model : facts.models) {
    Row("  model of " + model.id, model.version, out);
  }
}

}  // namespace

std::string FormatReceipt(const Program& program, const Event& event,
                          const Answer& answer) {
  const Decision& decision = answer.decision;
  std::string out;
  const bool hold = event.kind == EventKind::kHold;
  Row(NameOf(program), (hold ? "hold " : "order ") + event.id, &out);
  Rule(&out);
  Lines(event, decision, &out);
  const std::vector<ReceiptLine> lines =
      ReceiptOf(program, decision, answer.balances, Words());
  for (const ReceiptLine& line : lines) {
    if (StandsWithLines(line.kind)) Row("  " + line.label, line.value, &out);
  }
  Rule(&out);
  Row("To pay", FormatMoney(decision.pay_total), &out);
  if (decision.discount_total.minor != 0) {
    Row("You saved", FormatMoney(decision.discount_total), &out);
  }
  Block(program, decision, lines, &out);
  Collected(program, answer, &out);
  Pooled(program, "", answer.pooled, &out);
  if (hold) Held(program, event, answer, &out);
  Reasons(program, decision, &out);
  NotYet(program, decision, &out);
  return out;
}

std::string FormatChange(const Program& program, const Event& event,
                         const Answer& answer) {
  std::string out;
  Row(NameOf(program), std::string(EventKindName(event.kind)) + " " + event.id,
      &out);
  Rule(&out);
  HandedOver(answer.fulfilled, &out);
  const bool back =
      event.kind == EventKind::kReturn || event.kind == EventKind::kVoid;
  WithoutGoods(program, event, answer, &out);
  if (back || !answer.returned.matched.empty()) {
    ComesBack(program, answer.returned, &out);
  }
  for (const PointsByLot& released : answer.released) {
    Row("Held no more: " + NameOf(program, released.currency),
        PointsText(program, released.currency, released.points), &out);
  }
  for (const PointsTotal& released : answer.fulfilled.released) {
    Row("Wait for no goods any more: " + NameOf(program, released.currency),
        PointsText(program, released.currency, released.points), &out);
  }
  const bool of_goods = back || event.kind == EventKind::kFulfilment;
  for (const Balance& balance : answer.balances) {
    if (!of_goods && balance.available.units == 0 &&
        balance.currency != CurrencyOf(event)) {
      continue;
    }
    Row("Your " + NameOf(program, balance.currency),
        PointsText(program, balance.currency, balance.available), &out);
  }
  Pooled(program, "", answer.pooled, &out);
  return out;
}

std::string FormatExchange(const Program& program, const Event& event,
                           const Answer& answer) {
  std::string out;
  Row(NameOf(program), "exchange " + event.id, &out);
  Rule(&out);
  ComesBack(program, answer.returned, &out);
  Rule(&out);
  out += FormatReceipt(program, event, answer);
  Rule(&out);
  const ExchangeResult& balance = answer.exchanged;
  if (balance.to_give_back.minor != 0) {
    Row("To give back", FormatMoney(balance.to_give_back), &out);
  } else {
    Row("To pay after the return", FormatMoney(balance.to_pay), &out);
  }
  if (balance.left_to_pay != balance.to_pay) {
    Row("  left to pay", FormatMoney(balance.left_to_pay), &out);
  }
  return out;
}

std::string FormatMember(const Plan& plan, const Program& named,
                         const MemberView& view) {
  std::string out = Head(plan, named, view);
  for (const Lot& lot : view.lots) {
    Row("  lot " + std::to_string(lot.number) + " of " +
            LocalText(plan, lot.earned) + ", " +
            (lot.origin == LotOrigin::kPurchase
                 ? lot.rule
                 : std::string(LotOriginName(lot.origin))),
        PointsText(named, lot.currency, Points{lot.remaining}) + " of " +
            PointsText(named, lot.currency, Points{lot.amount}) +
            OfCurrency(named, lot.currency) +
            (lot.expires ? ", until " + LastDay(plan, *lot.expires) : "") +
            (lot.awaits_goods ? ", waits for goods" : ""),
        &out);
  }
  for (const HoldRecord& hold : view.holds) {
    std::string points;
    for (const PointsByLot& total : PointsOf(hold)) {
      points += (points.empty() ? "" : ", ") +
                PointsText(named, total.currency, total.points) +
                OfCurrency(named, total.currency);
    }
    Row("Held until " + LocalText(plan, hold.until) + ": " + hold.source + " " +
            hold.id,
        points, &out);
  }
  for (const CardView& card : view.cards) {
    Row("Stamps: " + (card.text.empty() ? card.rule : card.text),
        std::to_string(card.stamps) + " of " + std::to_string(card.pay), &out);
  }
  WithinReach(plan, view, &out);
  AppendStatistics(plan, view.statistics, &out);
  AppendLifetime(view.lifetime, &out);
  return out;
}

std::string FormatBrief(const Plan& plan, const MemberView& view) {
  std::string out = Head(plan, plan.program(), view);
  std::map<std::pair<std::string, Instant>, int64_t> expiring;
  for (const Lot& lot : view.lots) {
    if (lot.expires) expiring[{lot.currency, *lot.expires}] += lot.remaining;
  }
  for (const auto& [key, amount] : expiring) {
    Row("  until " + LastDay(plan, key.second),
        PointsText(plan.program(), key.first, Points{amount}) +
            OfCurrency(plan.program(), key.first),
        &out);
  }
  AppendStatistics(plan, view.statistics, &out);
  return out;
}

}  // namespace patron::cli
