// Random changes. Members, SKUs, prices and times are few, so that they meet.

#include <algorithm>
#include <span>

#include "tests/store/store_testing.h"

namespace patron::testing {
namespace {

Posting Post(std::string_view unit, Bucket bucket, int64_t amount,
             int64_t lot = 0, std::string_view rule = "") {
  Posting posting;
  posting.unit = unit;
  posting.bucket = bucket;
  posting.amount = amount;
  posting.lot = lot;
  posting.rule = rule;
  return posting;
}

}  // namespace

int64_t RandomDeltas::Pick(int64_t least, int64_t most) {
  return std::uniform_int_distribution<int64_t>(least, most)(random_);
}

Delta RandomDeltas::Next() {
  const std::string id = std::to_string(made_++);
  // Few members, SKUs, prices and times, so that they meet.
  const Instant time{kNoon.us + Pick(-3, 3) * kMicrosPerDay};
  const int64_t orders_end = made_;
  Delta delta;
  bool returned = false;
  for (int tries = Pick(0, 2) == 0 ? 5 : 0; tries > 0 && !returned; --tries) {
    const int64_t order = Pick(1, orders_end);
    if (store_.LoadOrder(order).ok()) {
      delta = ledger_.Return(id, order, static_cast<uint32_t>(Pick(0, 3)),
                             Pick(0, 2), time);
      returned = true;
    }
  }
  if (!returned) {
    const int64_t who = Pick(0, 6);
    // Ids that differ in length, case and a byte above ASCII, for the order.
    const std::string member = who == 0 ? ""
                                        : std::string(who == 1  ? "\xc3\xa9"
                                                      : who % 2 ? "M"
                                                                : "m") +
                                              std::to_string(who * who * who);
    if (who != 0 && Pick(0, 3) == 0) {
      delta = ledger_.Adjust(id, member, Pick(0, 1) == 0 ? 300 : -250, time);
    } else {
      std::vector<Bought> goods(static_cast<size_t>(Pick(1, 5)));
      for (Bought& each : goods) {
        each = {"sku" + std::to_string(Pick(1, 4)), Pick(1, 3),
                100 * Pick(0, 2)};
      }
      delta = ledger_.Purchase(id, member, goods, time);
      delta.event.local_day = AddDays(kDay, Pick(-2, 2));
      delta.statistics.repeat_spend_minor = Pick(0, 9);
    }
  }
  if (delta.order && Pick(0, 1) == 0) {
    const bool reward = Pick(0, 1) == 0;
    delta.redemptions.push_back({reward ? "mug" : "", reward ? Pick(1, 3) : 0,
                                 "points", Points{Pick(0, 9)},
                                 Money{Pick(0, 99), {}}});
  }
  if (delta.order && Pick(0, 4) == 0) {
    // What was to be bought is held; nobody has points.
    HoldRecord& hold = delta.hold.emplace();
    hold.until = Instant{kNoon.us + Pick(-2, 2) * kMicrosPerDay};
    if (delta.account != 0) {
      for (int64_t lot = Pick(1, 3); lot <= Pick(0, 4); ++lot) {
        hold.points.push_back({lot, "points", Points{Pick(0, 9)}});
      }
    }
    delta.event.kind = EventKind::kHold;
    delta.order.reset();
    delta.redemptions.clear();
  }
  AddSharing(delta);
  if (const int64_t event = Pick(1, 2 * orders_end);
      store_.LoadHold(event).ok()) {
    delta.ended.push_back({event, static_cast<HoldState>(Pick(2, 4))});
  }
  if (Pick(0, 2) == 0) Distort(delta);
  return delta;
}

// Points are given to others, and what was given arrives, or has; members join
// and leave.
void RandomDeltas::AddSharing(Delta& delta) {
  if (delta.account == 0) return;
  if (Pick(0, 3) == 0) {
    for (int64_t rows = Pick(0, 2); rows >= 0; --rows) {
      TransferRecord& sent = delta.transfers.emplace_back();
      sent.to = 1 + delta.account % 5;
      // Only those that are there already.
      if (sent.to > accounts_) sent.to = 1;
      if (sent.to == delta.account) return delta.transfers.clear();
      sent.currency = "points";
      sent.points = Points{Pick(rows == 2 ? 0 : 1, 9)};
      sent.sent = Instant{kNoon.us + Pick(0, 20)};
      sent.earned = kNoon;
      if (Pick(0, 1) == 0) sent.expires = Instant{kNoon.us + Pick(0, 99)};
      if (Pick(0, 2) == 0) sent.idle_until = Instant{kNoon.us + Pick(0, 99)};
    }
    delta.event.kind = EventKind::kTransfer;
  }
  accounts_ = std::max(accounts_, delta.account);
  const int64_t wrong = Pick(0, 9) == 0 ? Pick(1, made_) : 0;
  const absl::Status status =
      store_.ForEachTransfer([&](const TransferRecord& sent) {
        // Of those that are not on their way to it, one at most: it is refused.
        const bool right = sent.to == delta.account && sent.lot == 0;
        if (right ? Pick(0, 1) == 0 : sent.event == wrong) {
          delta.received.push_back({sent.event, sent.position, Pick(1, 9)});
        }
        return absl::OkStatus();
      });
  if (!status.ok()) delta.received.clear();
  if (Pick(0, 4) == 0) {
    delta.household = Pick(0, 2) == 0 ? "" : Pick(0, 1) == 0 ? "H" : "h";
  }
}

// One thing that the usual change has not, or that must be refused.
void RandomDeltas::Distort(Delta& delta) {
  // The cases that can tell, by what is distorted.
  constexpr int kOfReturns[] = {0, 1, 3, 4, 5, 6, 7, 8, 12, 13, 14, 17, 18};
  constexpr int kOfPurchases[] = {0, 1, 2,  3,  5,  6,  7,
                                  8, 9, 10, 11, 14, 15, 16};
  const std::span<const int> cases = delta.returned.empty()
                                         ? std::span<const int>(kOfPurchases)
                                         : std::span<const int>(kOfReturns);
  const auto at = Pick(0, static_cast<int64_t>(cases.size()) - 1);
  switch (cases[static_cast<size_t>(at)]) {
    case 0:
      delta.expected_version += Pick(-1, 1);
      break;
    case 1:
      delta.event.id = std::to_string(Pick(0, made_ - 1));
      break;
    case 2:
      for (Draw& draw : delta.draws) {
        draw.given = Pick(-3, 3);
        draw.bound = Pick(0, 20);
        draw.key.period = Pick(0, 1) == 0 ? "" : "2026-11";
      }
      break;
    case 3:
      if (delta.account > 0 || delta.enrols) {
        delta.debts.push_back({"points", Pick(0, 3)});
        delta.debts.push_back({"beans", Pick(0, 3)});
      }
      break;
    case 4:
      for (ReturnedUnits& returned : delta.returned) {
        returned.order = Pick(0, 1) * (made_ + 1);
      }
      break;
    case 5:
      for (Lot& lot : delta.lots) {
        lot.available_from = Instant{kNoon.us + Pick(0, 9)};
        lot.expires = Instant{kNoon.us + Pick(10, 19)};
        lot.state = Pick(0, 1) == 0 ? LotState::kPending : LotState::kAvailable;
        lot.effect = 7;
      }
      break;
    case 6: {
      JournalEntry due;
      due.kind = Pick(0, 1) == 0 ? EntryKind::kExpiry : EntryKind::kActivation;
      due.posted = kNoon;
      due.postings.push_back(Post("points", Bucket::kAvailable, -1));
      due.postings.push_back(Post("points", Bucket::kExpired, 1));
      delta.entries.insert(delta.entries.begin(), due);
      break;
    }
    case 7:  // a sum that passes 64 bits the second time
      for (JournalEntry& entry : delta.entries) {
        entry.postings.push_back(
            Post("beans", Bucket::kIssued, -(INT64_MAX / 10 * 9)));
        entry.postings.push_back(
            Post("beans", Bucket::kPending, INT64_MAX / 10 * 9));
      }
      break;
    case 8:  // an entry that doesn't sum to zero
      for (JournalEntry& entry : delta.entries) {
        entry.postings.push_back(Post("beans", Bucket::kIssued, 1));
      }
      break;
    case 9:
      if (delta.order.has_value()) {
        delta.order->lines.back().paid.currency = *Currency::FromCode("EUR");
      }
      break;
    case 10:
      if (delta.order.has_value()) {
        OrderLine& line = delta.order->lines.front();
        line.unit_price.reset();
        line.quantity = {1'250, Quantity::Kind::kWeight};
      }
      break;
    case 11:
      delta.enrols = !delta.enrols;
      break;
    case 14:  // clocks run, stand still or are there for nobody
      for (const char* const currency : {"beans", "points"}) {
        if (Pick(0, 1) == 0) continue;
        Clock& clock = delta.clocks.emplace_back();
        clock.currency = currency;
        clock.kind = Pick(0, 1) == 0 ? ClockKind::kIdle : ClockKind::kStatement;
        if (Pick(0, 2) != 0) clock.due = Instant{kNoon.us + Pick(0, 20)};
        if (Pick(0, 1) == 0) clock.first_lot = Pick(1, 4);
      }
      break;
    case 15:  // lots that lapse with them, wait for goods, or paid a debt
      for (Lot& lot : delta.lots) {
        lot.sliding = Pick(0, 1) == 0;
        if (Pick(0, 2) == 0) {
          lot.state = LotState::kPending;
          lot.awaits_goods = true;
          lot.available_from = Instant{kNoon.us + Pick(0, 9)};
        }
        lot.collected = Pick(0, 1) * 100;
        lot.expired = Pick(0, 1) * 7;
        // No event gave it.
        if (Pick(0, 3) == 0) lot.origin = LotOrigin::kReward;
      }
      break;
    case 16:
      if (delta.order.has_value()) {
        for (OrderLine& line : delta.order->lines) {
          line.open_units = Pick(0, line.units);
        }
      }
      break;
    case 17:  // handed over or cancelled, where units are open or not
      for (ReturnedUnits& returned : delta.returned) {
        returned.cancelled = Pick(0, 1) == 0;
        delta.fulfilled.push_back({returned.order, returned.line, Pick(0, 2)});
      }
      break;
    case 12:
      for (ReturnedUnits& returned : delta.returned) {
        returned.refund.minor = INT64_MAX - Pick(0, 200);
      }
      break;
    case 18:
      delta.event.kind = EventKind::kVoid;
      delta.voids = delta.returned.front().order + Pick(0, 3) / 3;
      break;
    default:
      if (!delta.returned.empty()) {
        delta.returned.push_back(delta.returned.front());
        delta.returned.back().back_before +=
            Pick(0, 3) == 0 ? 0 : delta.returned.front().units;
      }
      break;
  }
}

}  // namespace patron::testing
