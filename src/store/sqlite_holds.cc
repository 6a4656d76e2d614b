#include "store/sqlite_holds.h"

#include <utility>

#include "patron/error.h"
#include "store/delta_check.h"
#include "store/sqlite_rows.h"

namespace patron {

HoldReader::HoldReader(Database& db)
    : hold_(db, "read a hold",
            "SELECT " PATRON_HOLD_COLUMNS
            " FROM holds h JOIN events e ON e.number = h.event"
            " WHERE h.event = ?1"),
      open_(db, "read the holds of a member",
            "SELECT " PATRON_HOLD_COLUMNS
            " FROM holds h JOIN events e ON e.number = h.event"
            " WHERE h.account = ?1 AND h.state = 'held'"
            " ORDER BY h.until_us, h.event"),
      points_(db, "read the points of a hold",
              "SELECT lot, currency, points FROM held_points"
              " WHERE event = ?1 ORDER BY lot"),
      uses_(db, "read the uses of a hold",
            "SELECT rule, scope, unit, period, uses FROM held_uses"
            " WHERE event = ?1 ORDER BY position"),
      kept_back_(db, "read what holds keep back of a counter",
                 "SELECT coalesce(sum(uses), 0) FROM held_uses"
                 " WHERE scope = ?1 AND unit = ?2 AND period = ?3"
                 " AND over = 0 AND until_us > ?4 AND event <> ?5") {}

absl::StatusOr<HoldRecord> HoldReader::Load(int64_t event) {
  Cursor rows = hold_.Query(event);
  if (!rows.Next()) {
    return rows.status().ok() ? NoSuchHold(event) : rows.status();
  }
  absl::StatusOr<HoldRecord> hold = ReadHold(rows);
  if (!hold.ok()) return hold.status();
  if (absl::Status status = LoadPoints(&*hold); !status.ok()) return status;
  auto uses = ReadHeldUses(uses_.Query(event));
  if (!uses.ok()) return uses.status();
  hold->uses = *std::move(uses);
  return hold;
}

absl::StatusOr<std::vector<HoldRecord>> HoldReader::OpenOf(int64_t account) {
  std::vector<HoldRecord> holds;
  Cursor rows = open_.Query(account);
  while (rows.Next()) {
    absl::StatusOr<HoldRecord> hold = ReadHold(rows);
    if (!hold.ok()) return hold.status();
    if (absl::Status status = LoadPoints(&*hold); !status.ok()) return status;
    holds.push_back(*std::move(hold));
  }
  if (!rows.status().ok()) return rows.status();
  return holds;
}

absl::StatusOr<int64_t> HoldReader::KeptBack(const CounterKey& key, Instant at,
                                             int64_t without) {
  Cursor rows =
      kept_back_.Query(key.scope, key.unit, key.period, at.us, without);
  const int64_t kept = rows.Next() ? rows.Int(0) : 0;
  if (!rows.status().ok()) return rows.status();
  return kept;
}

absl::Status HoldReader::LoadPoints(HoldRecord* hold) {
  auto points = ReadHeldPoints(points_.Query(hold->event));
  if (!points.ok()) return points.status();
  hold->points = *std::move(points);
  return absl::OkStatus();
}

}  // namespace patron
