#include "tests/store/store_testing.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "patron/error.h"

namespace patron::testing {
namespace {

constexpr char kPoints[] = "points";
constexpr char kLimit[] = "limit:tenth:0";

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

Fingerprint PrintOf(std::string_view text) {
  Hasher hasher("patron.test");
  hasher.AddText(text);
  return hasher.Finish();
}

}  // namespace

Currency Gbp() { return *Currency::FromCode("GBP"); }

// In memory where there is such a place: hundreds of commits are flushed here.
TempFolder::TempFolder() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code ignored;
  const std::filesystem::path parent =
      std::filesystem::is_directory(memory, ignored)
          ? memory
          : std::filesystem::temp_directory_path();
  std::string name = (parent / "patron-XXXXXX").string();
  const char* made = mkdtemp(name.data());
  EXPECT_NE(made, nullptr) << name;
  if (made != nullptr) path_ = made;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string InChild(bool unprivileged,
                    const std::function<std::string()>& body) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child < 0) return "no child";
  if (child == 0) {
    constexpr unsigned kNobody = 65534;
    if (unprivileged && geteuid() == 0 &&
        (setgid(kNobody) != 0 || setuid(kNobody) != 0)) {
      _exit(3);
    }
    const std::string text = body();
    const bool written =
        write(ends[1], text.data(), text.size()) >= 0 && close(ends[1]) == 0;
    _exit(written ? 0 : 4);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t size; (size = read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(size));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    return "signal " + std::to_string(WTERMSIG(status));
  }
  if (WEXITSTATUS(status) != 0) {
    return "exit " + std::to_string(WEXITSTATUS(status));
  }
  return text;
}

std::string Outcome(const absl::Status& status) {
  return status.ok() ? "ok" : std::string(ReasonName(ReasonOf(status)));
}

void Ledgerish::FillAccount(std::string_view member, Delta& delta) {
  if (member.empty()) return;
  absl::StatusOr<std::optional<AccountState>> found =
      store_.FindMember(member, Instant{});
  EXPECT_TRUE(found.ok()) << found.status().ToString();
  if (!found.ok()) return;
  if (!found->has_value()) {
    delta.enrols = true;
    return;
  }
  const AccountState& state = **found;
  delta.account = state.account;
  delta.expected_version = state.version;
  delta.next_lot = state.next_lot;
  delta.statistics = state.statistics;
}

Delta Ledgerish::Purchase(std::string_view id, std::string_view member,
                          const std::vector<Bought>& goods, Instant time) {
  Delta delta;
  FillAccount(member, delta);
  EventRecord& event = delta.event;
  event.source = "till";
  event.id = id;
  event.content = PrintOf(id);
  event.member = member;
  event.store = "High Street";
  event.time = time;
  event.arrival = Instant{time.us + 1};
  event.local_day = kDay;
  event.program = "shop";
  event.version = "1";
  event.event = "event " + event.id + std::string(1, '\0') + "\xff";
  event.answer = "answer " + event.id;
  delta.posted = event.arrival;

  OrderRecord& order = delta.order.emplace();
  int64_t sum = 0;
  for (size_t i = 0; i < goods.size(); ++i) {
    OrderLine line;
    line.line = static_cast<uint32_t>(i);
    line.id = std::to_string(i + 1);
    line.sku = goods[i].sku;
    line.unit_price = UnitPrice{goods[i].each_minor * 10'000, Gbp()};
    line.quantity = Quantity::Pieces(goods[i].units);
    line.units = goods[i].units;
    line.list = {goods[i].units * goods[i].each_minor, Gbp()};
    line.discount = {line.list.minor / 10, Gbp()};
    line.paid = {line.list.minor - line.discount.minor, Gbp()};
    sum += line.list.minor;
    order.discount.minor += line.discount.minor;
    order.lines.push_back(line);
    delta.statistics.units += line.units;
  }
  order.list = {sum, Gbp()};
  order.discount.currency = Gbp();
  order.paid = {sum - order.discount.minor, Gbp()};

  JournalEntry entry;
  entry.posted = delta.posted;
  entry.program = event.program;
  entry.version = event.version;
  const int64_t off = order.discount.minor;
  entry.postings.push_back(
      {"GBP", Bucket::kFunded, -off, 0, "", "", "brewery", "tenth"});
  entry.postings.push_back(
      {"GBP", Bucket::kDiscount, off, 0, "", "", "brewery", "tenth"});
  if (!member.empty()) {
    Lot lot;
    lot.number = delta.next_lot++;
    lot.currency = kPoints;
    lot.rule = "points";
    lot.program = event.program;
    lot.version = event.version;
    lot.earned = time;
    lot.amount = lot.remaining = order.paid.minor;
    delta.lots.push_back(lot);
    entry.postings.push_back(
        Post(kPoints, Bucket::kIssued, -lot.amount, lot.number, "points"));
    entry.postings.push_back(
        Post(kPoints, Bucket::kAvailable, lot.amount, lot.number, "points"));
    delta.statistics.orders += 1;
    delta.statistics.orders_kept += 1;
    delta.statistics.spend_minor += order.paid.minor;
    if (delta.statistics.orders == 1) delta.statistics.first_order = time;
    delta.statistics.last_order = time;
    delta.statistics.purchase_days = 1;
    delta.statistics.first_purchase = kDay;
    delta.statistics.last_purchase = kDay;
  }
  const CounterKey key{std::string(member), kLimit, "2026-11"};
  delta.draws.push_back({"tenth", key, 1, 1, 1'000});
  entry.postings.push_back(
      {kLimit, Bucket::kAllowance, -1, 0, key.scope, key.period, "", "tenth"});
  entry.postings.push_back(
      {kLimit, Bucket::kUsed, 1, 0, key.scope, key.period, "", "tenth"});
  delta.entries.push_back(std::move(entry));
  return delta;
}

Delta Ledgerish::Return(std::string_view id, int64_t order, uint32_t line,
                        int64_t units, Instant time) {
  absl::StatusOr<OrderRecord> record = store_.LoadOrder(order);
  EXPECT_TRUE(record.ok()) << record.status().ToString();
  if (!record.ok()) return {};
  Delta delta;
  FillAccount(record->event.member, delta);
  EventRecord& event = delta.event;
  event = record->event;
  event.number = 0;
  event.kind = EventKind::kReturn;
  event.id = id;
  event.content = PrintOf(id);
  event.time = time;
  event.arrival = time;
  delta.posted = time;
  const auto at =
      std::find_if(record->lines.begin(), record->lines.end(),
                   [&](const OrderLine& each) { return each.line == line; });
  const int64_t each = at == record->lines.end() || at->units == 0
                           ? 0
                           : at->paid.minor / at->units;
  const Money refund{each * units, record->paid.currency};
  int64_t back = 0;
  for (const OrderLine& each_line : record->lines) {
    back += each_line.returned_units;
  }
  delta.returned.push_back({order, line, "r1", units, refund, back});
  delta.statistics.returns += 1;
  delta.statistics.refunded_minor += refund.minor;
  delta.statistics.spend_minor -= refund.minor;

  absl::StatusOr<std::vector<Lot>> lots =
      store_.LotsOfOrder(delta.account, order);
  EXPECT_TRUE(lots.ok());
  if (!lots.ok() || delta.account == 0) return delta;
  JournalEntry entry;
  entry.kind = EntryKind::kReturn;
  entry.posted = time;
  entry.program = event.program;
  entry.version = event.version;
  for (Lot lot : *lots) {
    const int64_t taken = std::min(refund.minor, lot.remaining);
    if (taken == 0) continue;
    lot.remaining -= taken;
    lot.taken_back += taken;
    if (lot.remaining == 0) lot.state = LotState::kClosed;
    delta.lots.push_back(lot);
    entry.postings.push_back(
        Post(lot.currency, Bucket::kAvailable, -taken, lot.number, lot.rule));
    entry.postings.push_back(
        Post(lot.currency, Bucket::kTakenBack, taken, lot.number, lot.rule));
  }
  delta.entries.push_back(std::move(entry));
  return delta;
}

Delta Ledgerish::Adjust(std::string_view id, std::string_view member,
                        int64_t points, Instant time) {
  Delta delta;
  FillAccount(member, delta);
  EventRecord& event = delta.event;
  event.kind = EventKind::kAdjustment;
  event.source = "till";
  event.id = id;
  event.content = PrintOf(id);
  event.member = member;
  event.time = event.arrival = time;
  event.local_day = kDay;
  event.program = "shop";
  event.version = "1";
  event.event = "event " + event.id;
  event.answer = "answer " + event.id;
  delta.posted = time;
  delta.adjustment = {kPoints, Points{points}, "because", "eva"};
  JournalEntry entry;
  entry.kind = EntryKind::kAdjustment;
  entry.posted = time;
  entry.program = event.program;
  entry.version = event.version;
  const auto post = [&](const Lot& lot, Bucket from, Bucket to, int64_t by) {
    entry.postings.push_back(
        Post(lot.currency, from, -by, lot.number, lot.rule));
    entry.postings.push_back(Post(lot.currency, to, by, lot.number, lot.rule));
  };
  if (points > 0) {
    Lot& lot = delta.lots.emplace_back();
    lot.number = delta.next_lot++;
    lot.currency = kPoints;
    lot.origin = LotOrigin::kGoodwill;
    lot.program = event.program;
    lot.version = event.version;
    lot.earned = time;
    lot.amount = lot.remaining = points;
    post(lot, Bucket::kAdjustedUp, Bucket::kAvailable, points);
  } else {
    absl::StatusOr<std::vector<Lot>> lots =
        store_.LotsToSpend(delta.account, kPoints, time, Points{-points});
    EXPECT_TRUE(lots.ok()) << lots.status();
    if (!lots.ok()) return delta;
    for (Lot& lot : *lots) {
      const int64_t taken = std::min(-points, lot.remaining);
      points += taken;
      lot.remaining -= taken;
      lot.adjusted_down += taken;
      if (lot.remaining == 0) lot.state = LotState::kClosed;
      post(lot, Bucket::kAvailable, Bucket::kAdjustedDown, taken);
    }
    std::sort(lots->begin(), lots->end(),
              [](const Lot& a, const Lot& b) { return a.number < b.number; });
    delta.lots = *std::move(lots);
  }
  delta.entries.push_back(std::move(entry));
  return delta;
}

std::vector<Bought> Tea(int64_t units, int64_t each_minor) {
  return {{"tea", units, each_minor}};
}

StoredProgram SomeProgram(std::string_view id, std::string_view version,
                          int64_t valid_from_us) {
  StoredProgram program;
  program.id = id;
  program.version = version;
  program.valid_from = Instant{valid_from_us};
  program.content = "content of " + program.id + std::string(1, '\0');
  program.fingerprint = PrintOf(program.content);
  return program;
}

Delta NthPurchase(Store& store, int64_t n) {
  const std::string member = n % 6 == 0 ? "" : "m" + std::to_string(n % 6);
  return Ledgerish(store).Purchase(
      std::to_string(n), member,
      {{"sku" + std::to_string(n % 4), 1 + n % 3, 100},
       {"sku" + std::to_string(n % 3), 1, 200}},
      Instant{kNoon.us + n});
}

}  // namespace patron::testing
