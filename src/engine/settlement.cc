// Who paid what, as sums over the journal.
//
// What is given and what goes back stand apart, since a month in which more
// came back than was given is no mistake. Money off stands on the funders' side
// of its postings; points on that of issuing and of taking back.
//
// What a statement gives is not in it: whoever paid for the points that are
// taken for it has paid.

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/engine_impl.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// "2026-05": a day of it, in the text of dates, without the day.
constexpr size_t kMonthBytes = 7;

using Key = std::tuple<std::string, std::string, std::string, std::string>;
using Rows = std::map<Key, SettlementRow>;

// Where and when an event was, an entry for each number from 1.
struct EventPlace {
  int32_t store = 0;  // index of its name
  int32_t day = 0;
};

absl::Status CheckMonth(std::string_view month) {
  if (month.empty() || (month.size() == kMonthBytes &&
                        ParseDate(std::string(month) + "-01").ok())) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kBadDate, "expected a month such as 2026-05, not '" +
                                      std::string(month) + "'");
}

std::string MonthOf(int32_t day) {
  return FormatDate(Date{day}).substr(0, kMonthBytes);
}

absl::Status Add(int64_t amount, int64_t* sum) {
  const absl::StatusOr<int64_t> both = AddExact(*sum, amount);
  if (!both.ok()) return both.status();
  *sum = *both;
  return absl::OkStatus();
}

absl::Status AddPosting(const Posting& posting, const std::string& month,
                        const std::string& store, Rows* rows) {
  const bool given =
      posting.bucket == Bucket::kFunded || posting.bucket == Bucket::kIssued;
  if (!given && posting.bucket != Bucket::kTakenBack) return absl::OkStatus();
  SettlementRow& row = (*rows)[{month, store, posting.funder, posting.unit}];
  row.month = month;
  row.store = store;
  row.funder = posting.funder;
  row.unit = posting.unit;
  // Funded and issued are below zero; a return posts discounts above it.
  if (given && posting.amount < 0) return Add(-posting.amount, &row.given);
  return Add(posting.amount, &row.taken_back);
}

}  // namespace

absl::StatusOr<std::vector<SettlementRow>> Engine::Settlement(
    std::string_view month) const {
  if (absl::Status s = CheckMonth(month); !s.ok()) return s;
  const std::lock_guard lock(impl_->mutex);
  std::vector<std::string> stores;
  std::map<std::string, int32_t> numbers;
  std::vector<EventPlace> places(1);
  absl::Status status =
      impl_->store->ForEachEvent([&](const EventRecord& event) {
        const auto [at, is_new] =
            numbers.emplace(event.store, static_cast<int32_t>(stores.size()));
        if (is_new) stores.push_back(event.store);
        places.resize(static_cast<size_t>(event.number) + 1);
        places.back() = {at->second, event.local_day.days};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  Rows rows;
  status = impl_->store->ForEachEntry([&](const StoredEntry& entry) {
    const auto event = static_cast<size_t>(entry.event);
    if (event == 0 || event >= places.size()) return absl::OkStatus();
    const std::string own = MonthOf(places[event].day);
    if (!month.empty() && own != month) return absl::OkStatus();
    const std::string& store = stores[static_cast<size_t>(places[event].store)];
    for (const Posting& posting : entry.entry.postings) {
      absl::Status added = AddPosting(posting, own, store, &rows);
      if (!added.ok()) return added;
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  std::vector<SettlementRow> result;
  for (auto& [key, row] : rows) result.push_back(std::move(row));
  return result;
}

}  // namespace patron
