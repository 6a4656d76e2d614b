// Transfers: what was given is what arrived or is on its way.
//
// What is on its way is told from the lots that the journal took it from, as
// the ledger tells it; what arrived, from that. Which lots those were cannot be
// told again: the answer, which names them, is held against the journal.

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "engine/verifier.h"
#include "ledger/clocks.h"
#include "ledger/ledger.h"
#include "model/points_of.h"

namespace patron {
namespace {

Row TransferRow(const TransferRecord& sent) {
  return Row("transfers").At("event", sent.event).At("position", sent.position);
}

std::string TextOf(std::optional<Instant> instant) {
  return instant ? std::to_string(instant->us) : "none";
}

}  // namespace

absl::Status Verifier::SeeTransfer(const TransferRecord& sent) {
  transfer_rows_[sent.event].push_back(sent);
  if (sent.lot == 0) {
    on_the_way_[sent.currency] -= sent.points.units;
    return absl::OkStatus();
  }
  ++accounts_[sent.to].lots;
  if (!received_.emplace(LotKey(sent.to, sent.lot), sent).second) {
    problems_.Add(TransferRow(sent), "its lot is that of another row");
  }
  return absl::OkStatus();
}

absl::Status Verifier::CompareTransfer(const Row& row,
                                       const EventRecord& record,
                                       const Event& event) {
  SeenTransfer& seen = transfers_[record.number];
  seen.event = event;
  seen.plan = PlanOf(record.program, record.version);
  // That it is missing has been said.
  if (seen.plan == nullptr) return absl::OkStatus();
  const absl::StatusOr<Points> points =
      PointsOf(seen.plan->program(), event.transfer);
  if (!points.ok()) {
    problems_.Add(row, MessageOf(points.status()));
    return absl::OkStatus();
  }
  // With none of their lots.
  constexpr Instant kNever{std::numeric_limits<int64_t>::min()};
  const auto to = store_.FindMember(event.transfer.to, kNever);
  if (!to.ok()) return to.status();
  int64_t sum = 0;
  for (const TransferRecord& sent : transfer_rows_[record.number]) {
    sum += sent.points.units;
    problems_.Equal(TransferRow(sent), "to_account", sent.to,
                    to->has_value() ? (*to)->account : 0);
  }
  problems_.Equal(row, "the sum of its transfers", sum, points->units);
  const absl::StatusOr<Answer> answer = codec_.DecodeAnswer(record.answer);
  if (!answer.ok()) {
    problems_.Add(row, "answer: " + std::string(MessageOf(answer.status())));
    return absl::OkStatus();
  }
  const PointsByLot& given = answer->given;
  problems_.Same(row, "answer's currency", given.currency,
                 event.transfer.currency);
  problems_.Equal(row, "answer's points", given.points.units, -points->units);
  for (const LotPart& part : given.lots) {
    seen.lots[{given.currency, part.lot}] -= part.points.units;
  }
  return absl::OkStatus();
}

absl::Status Verifier::SeeTransferEntry(const StoredEntry& stored) {
  const auto found = transfers_.find(stored.event);
  // What it is of, then, has been said.
  if (found == transfers_.end() || found->second.plan == nullptr) {
    return absl::OkStatus();
  }
  SeenTransfer& seen = found->second;
  std::vector<LotPart> parts;
  std::vector<int64_t> numbers;
  for (const Posting& posting : stored.entry.postings) {
    if (posting.bucket != Bucket::kTransferredOut) continue;
    seen.lots[{posting.unit, posting.lot}] -= posting.amount;
    parts.push_back({posting.lot, Points{-posting.amount}});
    numbers.push_back(posting.lot);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  const auto lots = store_.LotsByNumber(stored.account, numbers);
  if (!lots.ok()) return lots.status();
  const std::string& currency = seen.event.transfer.currency;
  const PointsCurrency* const points =
      FindPoints(seen.plan->program(), currency);
  if (points == nullptr || !points->transfers) return absl::OkStatus();
  const std::vector<TransferRecord> should =
      Sent({seen.plan->program(), seen.plan->zone(), seen.event}, parts, *lots,
           accounts_[stored.account].clocks);
  const std::vector<TransferRecord>& kept = transfer_rows_[stored.event];
  problems_.Equal(Row("transfers").At("event", stored.event),
                  "the number of rows", static_cast<int64_t>(kept.size()),
                  static_cast<int64_t>(should.size()));
  for (size_t i = 0; i < std::min(kept.size(), should.size()); ++i) {
    const Row row = TransferRow(kept[i]);
    problems_.Equal(row, "position", kept[i].position, should[i].position);
    problems_.Equal(row, "from_account", kept[i].from, stored.account);
    problems_.Same(row, "currency", kept[i].currency, should[i].currency);
    problems_.Equal(row, "points", kept[i].points.units,
                    should[i].points.units);
    problems_.Equal(row, "sent_us", kept[i].sent.us, should[i].sent.us);
    problems_.Equal(row, "earned_us", kept[i].earned.us, should[i].earned.us);
    problems_.Same(row, "expires_us", TextOf(kept[i].expires),
                   TextOf(should[i].expires));
    problems_.Same(row, "idle_until_us", TextOf(kept[i].idle_until),
                   TextOf(should[i].idle_until));
  }
  return absl::OkStatus();
}

void Verifier::SeeReceipt(const Row& row, const StoredEntry& stored) {
  const Posting& in = stored.entry.postings[0];
  const auto found = received_.find({stored.account, in.lot});
  if (found == received_.end()) {
    problems_.Add(
        row, "nothing was given that became lot " + std::to_string(in.lot));
    return;
  }
  const TransferRecord& sent = found->second;
  problems_.Equal(row, "posted_us", stored.entry.posted.us, sent.sent.us);
  SeenAccount& account = accounts_[stored.account];
  account.next_lot = std::max(account.next_lot, in.lot + 1);
  // What has posted nothing before it was sent counts, too.
  for (; account.arrived < account.arrivals.size() &&
         account.arrivals[account.arrived].first < sent.event;
       ++account.arrived) {
    const Instant arrival = account.arrivals[account.arrived].second;
    account.posted = std::max(account.posted.value_or(arrival), arrival);
  }
  if (!sent.idle_until) return;
  const Instant posted = std::max(stored.entry.posted,
                                  account.posted.value_or(stored.entry.posted));
  (void)RunIdleClock({sent.currency, in.lot, *sent.idle_until, posted},
                     &account.clocks);
}

void Verifier::CompareReceived(int64_t account, const Lot& lot) {
  const Row row = LotRow(account, lot.number);
  auto node = received_.extract(LotKey(account, lot.number));
  if (node.empty()) {
    problems_.Add(row, "no transfer became it");
    return;
  }
  const TransferRecord& sent = node.mapped();
  Lot derived;
  derived.currency = sent.currency;
  derived.program = sent.program;
  derived.version = sent.version;
  derived.earned = sent.earned;
  derived.expires = sent.expires;
  derived.sliding = sent.idle_until.has_value();
  derived.amount = sent.points.units;
  problems_.Equal(row, "event", lot.event, sent.event);
  CompareLot(lot, account, derived);
}

void Verifier::SeeTransferLeftOvers() {
  for (const auto& [event, rows] : transfer_rows_) {
    if (rows.empty() || transfers_.contains(event)) continue;
    problems_.Add(Row("transfers").At("event", event), "event is no transfer");
  }
  for (const auto& [event, seen] : transfers_) {
    for (const auto& [lot, left] : seen.lots) {
      if (left == 0) continue;
      problems_.Add(Row("events").At("number", event),
                    "its answer and the journal differ by " +
                        std::to_string(left) + " '" + lot.first + "' of lot " +
                        std::to_string(lot.second));
    }
  }
  for (const auto& [key, sent] : received_) {
    problems_.Add(TransferRow(sent), "the lot that it became is missing");
  }
  for (const auto& [currency, left] : on_the_way_) {
    problems_.Equal(Row("balances").At("unit", currency),
                    "what all gave, less what arrived or is on its way", left,
                    0);
  }
}

}  // namespace patron
