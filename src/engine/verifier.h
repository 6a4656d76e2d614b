// Verify: one walk over each table, and what is remembered between them.
//
// Rows are walked in an order in which each can be told from what was walked
// before: models, returns, adjustments, redemptions, holds, transfers, events,
// entries, orders, accounts, counters. What is left over at the end had no row.
// verify.cc runs it; each of verify_models.cc, verify_events.cc,
// verify_adjustments.cc, verify_fulfilments.cc, verify_holds.cc,
// verify_journal.cc, verify_statements.cc, verify_orders.cc,
// verify_payments.cc, verify_transfers.cc and verify_accounts.cc has some of
// the walks.
//
// Threads: one at a time, as the store.
#ifndef PATRON_SRC_ENGINE_VERIFIER_H_
#define PATRON_SRC_ENGINE_VERIFIER_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/derived_order.h"
#include "engine/engine_impl.h"
#include "engine/problems.h"
#include "ledger/statements.h"
#include "patron/codec.h"
#include "patron/engine.h"
#include "patron/plan.h"
#include "patron/rounding.h"
#include "patron/store.h"

namespace patron {

using BalanceKey = std::tuple<int64_t, std::string, Bucket>;
using LotKey = std::pair<int64_t, int64_t>;  // account, number
using RuleKey = std::pair<std::string, CounterKey>;

struct Sums {
  int64_t posted = 0;
  int64_t derived = 0;
};

// Sums of postings that touch one lot.
struct LotFlow {
  std::string unit;
  std::string rule;
  int64_t issued = 0;  // or given, by hand or by another account
  int64_t pending = 0;
  int64_t available = 0;
  int64_t redeemed = 0;
  int64_t expired = 0;
  int64_t taken_back = 0;
  int64_t adjusted_down = 0;
  int64_t collected = 0;
  int64_t shortfall = 0;
  int64_t held = 0;
  int64_t transferred_out = 0;
  int64_t activation = 0;  // the journal entry, 0: none
  Instant activated;
  int64_t expiry = 0;
  Instant lapsed;
  bool idle = false;  // lapsed with a clock
  // The entry of the last late event that took of what had lapsed, 0: none; and
  // when the first and the last of them were.
  int64_t late = 0;
  Instant late_first;
  Instant late_last;
};

struct UseFlow {
  int64_t used = 0;
  int64_t allowance = 0;
  int64_t derived = 0;
};

// An event that was walked.
struct SeenEvent {
  EventKind kind = EventKind::kPurchase;
  int64_t account = 0;
  Instant time;
  Instant arrival;
  Instant before;  // the latest arrival of its account's events before it
  Date local_day;
  std::string program;
  std::string version;
  bool met = false;  // its order was walked
};

// An adjustment as its event and its answer have it.
struct SeenAdjustment {
  std::string currency;
  // By lot: what the answer says, less what the journal has.
  std::map<int64_t, int64_t> left;
};

// Points that paid, or that a return gave back, by unit and lot.
using PaidLots = std::map<std::pair<std::string, int64_t>, int64_t>;

// The source and id of an order, and one of its tenders.
using TenderKey = std::tuple<std::string, std::string, uint32_t>;

// What tenders did in one event as its orders have it, less what the journal
// has (postings) and what the answer of a return says.
struct SeenPayment {
  PaidLots journal;
  PaidLots answer;
  int64_t money_minor = 0;
  std::map<TenderKey, int64_t> tenders;
  std::map<std::string, int64_t> rewards;  // uses that came back
};

// Points in or out of kHeld: of a hold or of what ended one, by event; of those
// that lapsed by account and time.
using HeldKey = std::tuple<EntryKind, int64_t, Instant>;
// What the journal has of them less what holds have, by unit and lot.
using HeldFlows = std::map<HeldKey, PaidLots>;

// A transfer as its event has it.
struct SeenTransfer {
  Event event;
  const Plan* plan = nullptr;
  PaidLots lots;  // what its answer says, less what the journal has
};

// An account as its events have it.
struct SeenAccount {
  std::string member;
  int64_t events = 0;
  // Entries that no event caused, holds that lapsed, and statements that gave
  // nothing.
  int64_t due = 0;
  int64_t lots = 0;
  Instant last_posting;
  std::optional<Instant> next_due;
  std::vector<Clock> clocks;  // as the journal moved them so far
  int64_t next_lot = 1;       // as the journal gave lots so far
  Instant due_posted;         // the latest entry without an event so far
  MemberStatistics statistics;
  std::map<Date, int64_t> purchase_days;  // what each is worth
  // Of its events, by number; how many came before the entries walked so far,
  // when the last of all of those was posted, and the event whose entries are
  // being walked.
  std::vector<std::pair<int64_t, Instant>> arrivals;
  size_t arrived = 0;
  std::optional<Instant> posted;
  int64_t open_event = 0;
  std::string household;
};

// Whether goods come back in an event of this kind.
[[nodiscard]] inline bool GivesBack(EventKind kind) {
  return kind == EventKind::kReturn || kind == EventKind::kExchange ||
         kind == EventKind::kVoid || kind == EventKind::kFulfilment;
}
// Whether goods are bought in one.
[[nodiscard]] inline bool IsOrder(EventKind kind) {
  return kind == EventKind::kPurchase || kind == EventKind::kExchange;
}

// The row of a lot, for a problem.
[[nodiscard]] Row LotRow(int64_t account, int64_t number);

class Verifier {
 public:
  // `seen` may be empty; it is told now and then how many rows that were.
  Verifier(Store& store, const Codec& codec,
           std::span<const std::shared_ptr<const Plan>> plans,
           const std::function<void(int64_t)>& seen)
      : store_(store),
        codec_(codec),
        plans_(plans),
        seen_(seen),
        in_force_(InForce(plans)),
        problems_(&result_) {}

  [[nodiscard]] absl::StatusOr<Verification> Run();

 private:
  [[nodiscard]] absl::Status SeePrograms();
  [[nodiscard]] absl::Status SeeModels();
  [[nodiscard]] absl::Status SeeReturn(const StoredReturn& stored);
  [[nodiscard]] absl::Status SeeAdjustment(const StoredAdjustment& stored);
  [[nodiscard]] absl::Status SeeRedemption(const StoredRedemption& stored);
  [[nodiscard]] absl::Status SeeHold(const HoldRecord& hold);
  [[nodiscard]] absl::Status SeeTransfer(const TransferRecord& sent);
  [[nodiscard]] absl::Status SeeEvent(const EventRecord& record);
  [[nodiscard]] absl::Status SeeEntry(const StoredEntry& stored);
  [[nodiscard]] absl::Status SeeOrder(const OrderSummary& summary);
  [[nodiscard]] absl::Status SeeAccount(const AccountState& account);
  [[nodiscard]] absl::Status SeeCounter(const Counter& counter);
  void SeeLeftOvers();

  // Parts of those.
  void CompareModels(const Row& row, const Facts& facts);
  void CompareEvent(const Row& row, const EventRecord& record,
                    const Event& event);
  void CompareReturn(const Row& row, const EventRecord& record);
  void CompareAdjustment(const Row& row, const EventRecord& record,
                         const Event& event);
  void CompareAdjustmentRow(const EventRecord& record, const Event& event,
                            Points points);
  // The lot that points given by hand must be.
  void DeriveGoodwill(const Plan& plan, const EventRecord& record,
                      const Event& event, Points points);
  void SeeAdjustmentEntry(const StoredEntry& stored);
  void SeeAdjustmentLeftOvers();
  // Points that paid an order, and what of them its returns gave back.
  [[nodiscard]] absl::Status ComparePayment(const Plan& plan,
                                            const EventRecord& record,
                                            const Event& event,
                                            const Answer& answer);
  void CompareRewards(const Row& row, const Plan& plan, const Event& event,
                      const Decision& decision);
  void CompareRedemptions(const EventRecord& record, const Decision& decision);
  void SeePaidBack(const EventRecord& order, const DerivedOrder& derived);
  void SeeRestored(const Row& row, int64_t event, const ReturnResult& returned);
  void SeePaymentLeftOvers();
  [[nodiscard]] absl::Status CompareFulfilment(const Row& row,
                                               const EventRecord& record,
                                               const Event& event);
  void SeeFulfilmentLeftOvers();
  // A hold, and an event that names one.
  void CompareHold(const Row& row, const EventRecord& record,
                   const Event& event);
  void CompareHeld(const EventRecord& record, const Event& event,
                   const Answer& answer);
  [[nodiscard]] absl::Status CompareHoldEnd(const Row& row,
                                            const EventRecord& record,
                                            const Event& event);
  void SeeHoldLeftOvers();
  // Before and after its postings are added up: what it does to statements.
  void BeginEntry(const Row& row, const StoredEntry& stored);
  void EndEntry(const StoredEntry& stored);
  void EndEvent(int64_t account);
  void MoveStatements(int64_t account, const LastPosting& last);
  void SeeStatement(const Row& row, const StoredEntry& stored);
  void EndStatements(const AccountState& account);
  void SeeGivenLot(const Row& row, int64_t account, const Lot& lot);
  void SeeStatementLeftOvers();
  [[nodiscard]] int64_t Has(int64_t account, std::string_view unit,
                            std::initializer_list<Bucket> buckets) const;
  [[nodiscard]] int64_t SpendableOf(int64_t account,
                                    std::string_view unit) const;
  [[nodiscard]] int64_t RoomOf(int64_t account, std::string_view unit) const;
  [[nodiscard]] std::optional<DueStatement> StatementAt(int64_t account,
                                                        std::string_view unit,
                                                        Instant due) const;
  // A transfer, what its entry took, what arrived, and the lot of that.
  [[nodiscard]] absl::Status CompareTransfer(const Row& row,
                                             const EventRecord& record,
                                             const Event& event);
  [[nodiscard]] absl::Status SeeTransferEntry(const StoredEntry& stored);
  void SeeReceipt(const Row& row, const StoredEntry& stored);
  void CompareReceived(int64_t account, const Lot& lot);
  void SeeTransferLeftOvers();
  void CompareEntry(const Row& row, const StoredEntry& stored);
  void SeeDue(const Row& row, const StoredEntry& stored);
  // What an event's entry did to the account's clocks.
  void MoveClocks(const StoredEntry& stored);
  void SeePosting(const Row& row, const StoredEntry& stored,
                  const Posting& posting);
  void Flow(const Row& row, const StoredEntry& stored, const Posting& posting);
  void NoteLate(const StoredEntry& stored, LotFlow* flow) const;
  void CompareLines(const OrderRecord& order, const DerivedOrder& derived);
  void CompareOrder(const OrderSummary& summary, const OrderRecord& order,
                    const DerivedOrder& derived);
  void TellCancelled(const Event& event, const HandedOver& handed_over,
                     std::vector<StoredReturn>* steps) const;
  void CompareSteps(const EventRecord& record, const Event& event,
                    std::span<const StoredReturn> steps);
  void CompareVoided(const OrderRecord& order,
                     std::span<const StoredReturn> steps);
  void CompareExchange(const EventRecord& record, const Answer& answer);
  [[nodiscard]] absl::Status CompareLots(const OrderRecord& order,
                                         const DerivedOrder& derived);
  void CompareLot(const Lot& lot, int64_t account, const Lot& derived);
  void AddPostings(int64_t account, const DerivedOrder& derived);
  void Count(const OrderRecord& order, const DerivedOrder& derived);
  void SeeLot(const AccountState& account, const Lot& lot);
  void SeeCauseOf(const Row& row, int64_t account, const Lot& lot);
  // Whether late events took what had lapsed of a lot that they had seen.
  void CompareLate(const AccountState& account, const Lot& lot,
                   const LotFlow& flow);
  // What each point of a payment was worth, told from the lots that paid.
  [[nodiscard]] absl::StatusOr<std::vector<NumberOf>> WorthOf(
      const Plan& plan, int64_t account, const PointsByLot& redeemed);
  void CompareClocks(const AccountState& account);
  void CompareStatistics(const AccountState& account);
  void ComparePurchaseDays(const Row& row, const AccountState& account);
  void CompareDebts(const AccountState& account);
  [[nodiscard]] absl::Status CompareBalances(int64_t account);

  [[nodiscard]] const Plan* PlanOf(std::string_view id,
                                   std::string_view version) const;

  Store& store_;
  const Codec& codec_;
  std::span<const std::shared_ptr<const Plan>> plans_;
  const std::function<void(int64_t)>& seen_;
  std::vector<ProgramInForce> in_force_;
  int64_t rows_ = 0;
  Verification result_;
  Problems problems_;

  int64_t last_event_ = 0;
  int64_t last_entry_ = 0;
  std::set<std::pair<std::string, std::string>> models_;  // id, version
  std::map<int64_t, SeenEvent> events_;
  std::map<int64_t, SeenAccount> accounts_;
  std::map<int64_t, std::vector<StoredReturn>> steps_by_event_;
  std::map<int64_t, std::vector<StoredReturn>> steps_by_order_;
  // The order and line that the answer to a return names, by event and step.
  std::map<std::pair<int64_t, int64_t>, MatchedUnits> matched_;
  std::map<int64_t, StoredAdjustment> adjustment_rows_;           // by event
  std::map<int64_t, SeenAdjustment> adjustments_;                 // by event
  std::map<int64_t, Lot> goodwill_;                               // by event
  std::map<int64_t, std::vector<StoredRedemption>> redemptions_;  // by event
  std::map<int64_t, SeenPayment> payments_;                       // by event
  std::map<int64_t, HandedOver> handed_over_;                     // by order
  std::map<int64_t, HoldRecord> holds_;                           // by event
  std::map<int64_t, HoldState> ended_holds_;  // by event that held
  std::set<int64_t> held_events_;             // events that are holds
  HeldFlows held_;
  std::map<int64_t, std::vector<TransferRecord>> transfer_rows_;  // by event
  std::map<int64_t, SeenTransfer> transfers_;                     // by event
  std::map<LotKey, TransferRecord> received_;
  // Given, less what arrived and what is on its way; by currency.
  std::map<std::string, int64_t> on_the_way_;
  std::map<BalanceKey, int64_t> balances_;
  std::map<std::pair<int64_t, PostingKey>, Sums> by_rule_;
  std::map<RuleKey, UseFlow> uses_;
  std::map<CounterKey, int64_t> counters_;
  std::map<LotKey, LotFlow> lots_;
  std::map<LotKey, Lot> given_;  // by statements
};

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_VERIFIER_H_
