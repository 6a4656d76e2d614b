// Points given to another member, and who belongs to which household.
//
// A transfer is the giver's change alone. What arrives is due for the other
// account from that instant on: delivered at once after the commit (Keep), or,
// if that did not come to pass, by whatever touches the other account next.

#include <limits>
#include <string>
#include <utility>

#include "engine/engine_impl.h"
#include "engine/load_lots.h"
#include "engine/pool.h"
#include "ledger/ledger.h"
#include "ledger/lots.h"
#include "model/points_of.h"

namespace patron {
namespace {

absl::Status UnknownMember(const std::string& member, EventKind kind) {
  const std::string name(EventKindName(kind));
  return Refuse(Reason::kUnknownMember,
                "nobody is known as '" + member + "', and a " + name +
                    " enrols nobody: write them as in their first purchase");
}

// Beside what is on its way to them already.
absl::Status CheckFits(const AccountState& to, std::string_view currency,
                       Points points) {
  if (absl::Status s = CheckRoom(currency, points.units, to); !s.ok()) return s;
  for (const TransferRecord& sent : to.incoming) {
    if (sent.currency == currency) points.units += sent.points.units;
  }
  return CheckRoom(currency, points.units, to);
}

}  // namespace

absl::Status Engine::Impl::MakeTransfer(const Event& event,
                                        const Making& making) {
  const PointsTransfer& transfer = event.transfer;
  if (making.delta->enrols) return UnknownMember(event.member, event.kind);
  const absl::StatusOr<Points> points =
      PointsOf(making.plan.program(), transfer);
  if (!points.ok()) return points.status();
  // With none of their lots.
  constexpr Instant kNever{std::numeric_limits<int64_t>::min()};
  const auto to = store->FindMember(transfer.to, kNever);
  if (!to.ok()) return to.status();
  if (!to->has_value()) return UnknownMember(transfer.to, event.kind);
  if (event.arrival.us < (*to)->last_posting.us - kArrivalToleranceUs) {
    return Refuse(Reason::kArrivalTooEarly,
                  "the transfer arrives at " + FormatInstant(event.arrival) +
                      ", more than 24 hours before the last posting to '" +
                      transfer.to + "' at " +
                      FormatInstant((*to)->last_posting) +
                      ": send it with a later arrival");
  }
  const PointsCurrency& currency =
      *FindPoints(making.plan.program(), transfer.currency);
  const bool together = !making.account->household.empty() &&
                        making.account->household == (*to)->household;
  if (currency.transfers->within_household && !together) {
    return Refuse(
        Reason::kOtherHousehold,
        "'" + currency.id + "' can be given within a household, and '" +
            event.member + "' and '" + transfer.to + "' are not of the same");
  }
  // What a basket needs is spent at once.
  absl::Status status =
      IsPull(event) ? absl::OkStatus() : CheckFits(**to, currency.id, *points);
  if (status.ok()) {
    status = LoadToSpend(currency.id, *points, event.arrival, *store,
                         making.account);
  }
  if (!status.ok()) return status;
  absl::StatusOr<PointsByLot> given = PostTransfer(
      {making.plan.program(), making.plan.zone(), event, (*to)->account},
      making.account, making.delta);
  if (!given.ok()) return given.status();
  making.answer->given = *std::move(given);
  return absl::OkStatus();
}

absl::Status Engine::Impl::MakeJoin(const Event& event, const Making& making) {
  if (making.delta->enrols) return UnknownMember(event.member, event.kind);
  if (!making.account->household.empty()) {
    return Refuse(Reason::kOtherHousehold,
                  "'" + event.member + "' is in household '" +
                      making.account->household +
                      "', and a member is in one at most: let them leave it "
                      "first");
  }
  const auto others = store->HouseholdAccounts(event.household);
  if (!others.ok()) return others.status();
  if (others->size() >= kHouseholdMembersMax) {
    return Refuse(Reason::kHouseholdFull,
                  "household '" + event.household + "' has " +
                      std::to_string(others->size()) +
                      " members, and there are at most so many: name another "
                      "household");
  }
  making.account->household = event.household;
  making.delta->household = event.household;
  return absl::OkStatus();
}

absl::Status Engine::Impl::MakeLeave(const Event& event, const Making& making) {
  if (making.delta->enrols) return UnknownMember(event.member, event.kind);
  if (making.account->household.empty()) {
    return Refuse(Reason::kOtherHousehold,
                  "'" + event.member + "' is in no household to leave");
  }
  making.account->household.clear();
  making.delta->household = "";
  return absl::OkStatus();
}

}  // namespace patron
