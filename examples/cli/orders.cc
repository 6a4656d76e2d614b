// Reads every line once, keeps it as numbers and shared text, then groups.
//
// Events are made on demand from these rows: half a million lines as Events
// would take a gigabyte, as rows they take about a tenth of it.

#include "orders.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "base/hash_map.h"
#include "base/quote.h"
#include "row_test.h"
#include "sale_line.h"
#include "text_pool.h"

namespace patron::cli {
namespace {

constexpr int64_t kProgressLines = 4096;

struct Row {
  int64_t line = 0;
  std::string_view text;
  std::string_view sku;
  std::string_view category;
  std::string_view name;
  Quantity quantity;
  int64_t unit_price_micros = 0;
  int64_t amount_minor = 0;
  uint32_t order = 0;  // index in `orders`
  bool has_unit_price = false;
  bool dropped = false;  // equal to an earlier line of its order
};

struct Order {
  std::string_view id;
  std::string_view member;
  std::string_view store;
  Instant time;
  Currency currency;
  bool is_return = false;
  // The first bad line, 0: none, and what is wrong with it.
  int64_t bad_line = 0;
  Reason bad_reason = Reason::kNone;
  size_t rows_begin = 0;  // in `by_order`
  size_t rows_count = 0;
};

// A row that is wrong in itself.
struct Complaint {
  uint32_t row = 0;
  Reason reason = Reason::kNone;
  std::string message;
};

// A record that is not even a row.
struct BrokenLine {
  RejectedLine rejected;
  std::string order_guess;
};

// What stands in the order's column when the line is cut at every comma. Used
// only where it names an order that the file has.
std::string GuessOrder(const CsvRecord& record, int place) {
  const auto wanted = static_cast<size_t>(place);
  if (wanted < record.fields.size()) return std::string(record.fields[wanted]);
  std::string_view rest = record.text;
  for (size_t field = 0;; ++field) {
    const size_t comma = rest.find(',');
    if (field == wanted) {
      std::string guess(rest.substr(0, comma));
      std::erase(guess, '"');
      return guess;
    }
    if (comma == std::string_view::npos) return "";
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace

struct OrderFile::Data {
  ColumnMap map;
  ColumnPlaces places;
  ZoneTable zone;
  RowTest is_return;

  TextPool pool;
  std::vector<Row> rows;                     // ascending by line
  std::vector<std::string_view> attributes;  // of all rows, row by row
  std::vector<Order> orders;                 // ascending by first line
  absl::flat_hash_map<std::string_view, uint32_t, StringHash, StringEqual>
      order_of;                       // never walked
  std::vector<uint32_t> by_order;     // rows, order by order
  std::vector<uint32_t> good;         // orders by time
  std::vector<Complaint> complaints;  // ascending by row
  std::vector<BrokenLine> broken;
  std::vector<RejectedLine> rejects;
  int64_t lines_read = 0;
  int64_t lines_dropped = 0;

  absl::Status ReadAll(CsvReader& reader, const OrderFileOptions& options);
  void AddBroken(const CsvRecord& record);
  void AddRow(const CsvRecord& record);
  Order& OrderOf(const SaleLine& sale, bool is_return_line, uint32_t& index);
  void Complain(Order& order, Reason reason, std::string message);
  absl::Status CheckAttributes(const SaleLine& sale,
                               std::span<const std::string_view> fields) const;

  void Group();
  void DropIdentical();
  void CollectRejects();

  [[nodiscard]] AttributeValues AttributesOf(uint32_t row,
                                             Attribute::Owner owner) const;
  [[nodiscard]] Basket BasketOf(const Order& order) const;
  [[nodiscard]] ReturnedGoods ReturnedOf(const Order& order) const;
  [[nodiscard]] std::span<const uint32_t> RowsOf(const Order& order) const {
    return std::span(by_order).subspan(order.rows_begin, order.rows_count);
  }
};

absl::Status OrderFile::Data::ReadAll(CsvReader& reader,
                                      const OrderFileOptions& options) {
  CsvRecord record;
  for (;;) {
    const absl::StatusOr<bool> more = reader.Next(record);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (options.progress && lines_read % kProgressLines == 0) {
      options.progress(reader.bytes_done(), reader.bytes_total());
    }
    ++lines_read;
    if (record.status.ok()) {
      AddRow(record);
    } else {
      AddBroken(record);
    }
  }
  if (options.progress) {
    options.progress(reader.bytes_total(), reader.bytes_total());
  }
  return absl::OkStatus();
}

void OrderFile::Data::AddBroken(const CsvRecord& record) {
  BrokenLine line;
  line.rejected.line = record.line;
  line.rejected.reason = ReasonOf(record.status);
  line.rejected.message = std::string(MessageOf(record.status));
  line.rejected.text = pool.Copy(record.text);
  line.order_guess = GuessOrder(record, places.place(Role::kOrder));
  broken.push_back(std::move(line));
}

void OrderFile::Data::Complain(Order& order, Reason reason,
                               std::string message) {
  if (order.bad_line == 0) {
    order.bad_line = rows.back().line;
    order.bad_reason = reason;
  }
  complaints.push_back(
      {static_cast<uint32_t>(rows.size() - 1), reason, std::move(message)});
}

absl::Status OrderFile::Data::CheckAttributes(
    const SaleLine& sale, std::span<const std::string_view> fields) const {
  for (size_t i = 0; i < map.attributes.size(); ++i) {
    if (map.attributes[i].type == ScalarType::kString) continue;
    const absl::StatusOr<Scalar> value =
        cli::ReadAttribute(fields[static_cast<size_t>(places.attributes[i])],
                           map.attributes[i].type, sale.currency, zone);
    if (!value.ok()) {
      return Refuse(ReasonOf(value.status()),
                    map.attributes[i].column + ": " +
                        std::string(MessageOf(value.status())));
    }
  }
  return absl::OkStatus();
}

// The order of a line, made by its first line.
Order& OrderFile::Data::OrderOf(const SaleLine& sale, bool is_return_line,
                                uint32_t& index) {
  const auto known = order_of.find(sale.order);
  if (known != order_of.end()) {
    index = known->second;
    return orders[index];
  }
  index = static_cast<uint32_t>(orders.size());
  Order order;
  order.id = pool.Intern(sale.order);
  order.member = pool.Intern(sale.member);
  order.store = pool.Intern(sale.store);
  order.time = zone.ToInstant(sale.time);
  order.currency = sale.currency;
  order.is_return = is_return_line;
  order_of.emplace(order.id, index);
  orders.push_back(order);
  return orders.back();
}

namespace {

// What all lines of an order have to agree on. Times need not: tills write
// lines as they are scanned.
absl::Status CheckAgrees(const Order& order, const SaleLine& sale,
                         bool is_return) {
  const auto differs = [](std::string_view what, std::string_view here,
                          std::string_view first) {
    return Refuse(Reason::kBadValue, std::string(what) + " " + Quote(here) +
                                         " differs from the first line's " +
                                         Quote(first) + ": an order has one");
  };
  if (sale.member != order.member) {
    return differs("the member", sale.member, order.member);
  }
  if (sale.store != order.store) {
    return differs("the store", sale.store, order.store);
  }
  if (sale.currency != order.currency) {
    return differs("the currency", sale.currency.code(), order.currency.code());
  }
  if (is_return != order.is_return) {
    return Refuse(Reason::kBadValue,
                  "sales and returns are mixed in one order: give the goods "
                  "that come back an order id of their own");
  }
  return absl::OkStatus();
}

}  // namespace

void OrderFile::Data::AddRow(const CsvRecord& record) {
  const absl::StatusOr<bool> returned = is_return.Holds(record.fields);
  absl::StatusOr<SaleLine> read =
      returned.ok() ? ReadSaleLine(map, places, record.fields, *returned)
                    : returned.status();
  SaleLine sale = read.ok() ? *read : SaleLine();
  sale.order = record.fields[static_cast<size_t>(places.place(Role::kOrder))];
  if (sale.order.empty()) {
    AddBroken(record);
    broken.back().rejected.reason = ReasonOf(read.status());
    broken.back().rejected.message = std::string(MessageOf(read.status()));
    return;
  }
  Row row;
  row.line = record.line;
  row.text = pool.Copy(record.text);
  row.sku = pool.Intern(sale.sku);
  row.category = pool.Intern(sale.category);
  row.name = pool.Intern(sale.name);
  row.quantity = sale.quantity;
  row.has_unit_price = sale.has_unit_price;
  row.unit_price_micros = sale.unit_price_micros;
  row.amount_minor = sale.amount_minor;
  Order& order = OrderOf(sale, returned.ok() && *returned, row.order);
  ++order.rows_count;
  rows.push_back(row);
  for (const int place : places.attributes) {
    attributes.push_back(
        pool.Intern(record.fields[static_cast<size_t>(place)]));
  }
  absl::Status status = read.status();
  // The first line of a bad order may be the bad one: nothing to compare with.
  if (status.ok() && order.bad_line == 0) {
    status = CheckAgrees(order, sale, *returned);
  }
  if (status.ok()) status = CheckAttributes(sale, record.fields);
  if (!status.ok()) {
    Complain(order, ReasonOf(status), std::string(MessageOf(status)));
  }
}

void OrderFile::Data::Group() {
  for (BrokenLine& line : broken) {
    const auto found = order_of.find(std::string_view(line.order_guess));
    if (line.order_guess.empty() || found == order_of.end()) continue;
    Order& order = orders[found->second];
    line.rejected.order = order.id;
    if (order.bad_line == 0 || order.bad_line > line.rejected.line) {
      order.bad_line = line.rejected.line;
      order.bad_reason = line.rejected.reason;
    }
  }
  size_t begin = 0;
  for (Order& order : orders) {
    order.rows_begin = begin;
    begin += order.rows_count;
    order.rows_count = 0;  // counted again below
  }
  by_order.resize(rows.size());
  for (uint32_t i = 0; i < rows.size(); ++i) {
    Order& order = orders[rows[i].order];
    by_order[order.rows_begin + order.rows_count++] = i;
  }
  for (uint32_t i = 0; i < orders.size(); ++i) {
    if (orders[i].bad_line == 0) good.push_back(i);
  }
  // Orders stand by their first line already. A return follows what it may give
  // back, so that what it does not find now it finds in no later run either.
  std::stable_sort(good.begin(), good.end(), [&](uint32_t a, uint32_t b) {
    return std::pair(orders[a].time, orders[a].is_return) <
           std::pair(orders[b].time, orders[b].is_return);
  });
}

void OrderFile::Data::DropIdentical() {
  std::unordered_set<std::string_view> seen;
  for (const uint32_t i : good) {
    seen.clear();
    for (const uint32_t row : RowsOf(orders[i])) {
      rows[row].dropped = !seen.insert(rows[row].text).second;
      if (rows[row].dropped) ++lines_dropped;
    }
  }
}

void OrderFile::Data::CollectRejects() {
  for (BrokenLine& line : broken) rejects.push_back(std::move(line.rejected));
  broken.clear();
  auto complaint = complaints.begin();
  for (uint32_t i = 0; i < rows.size(); ++i) {
    const Order& order = orders[rows[i].order];
    if (order.bad_line == 0) continue;
    RejectedLine line;
    line.line = rows[i].line;
    line.order = order.id;
    line.text = rows[i].text;
    if (complaint != complaints.end() && complaint->row == i) {
      line.reason = complaint->reason;
      line.message = std::move(complaint->message);
      ++complaint;
    } else {
      line.reason = order.bad_reason;
      line.message = "rejected with line " + std::to_string(order.bad_line) +
                     " of its order";
    }
    rejects.push_back(std::move(line));
  }
  complaints.clear();
  std::sort(rejects.begin(), rejects.end(),
            [](const RejectedLine& a, const RejectedLine& b) {
              return a.line < b.line;
            });
}

AttributeValues OrderFile::Data::AttributesOf(uint32_t row,
                                              Attribute::Owner owner) const {
  AttributeValues values;
  for (size_t i = 0; i < map.attributes.size(); ++i) {
    if (map.attributes[i].owner != owner) continue;
    const std::string_view text = attributes[row * map.attributes.size() + i];
    absl::StatusOr<Scalar> value = cli::ReadAttribute(
        text, map.attributes[i].type, orders[rows[row].order].currency, zone);
    // It was read once before; one that is not known is left out.
    if (!value.ok() || std::holds_alternative<std::monostate>(*value)) {
      continue;
    }
    values.push_back({map.attributes[i].name, *std::move(value)});
  }
  return values;
}

Basket OrderFile::Data::BasketOf(const Order& order) const {
  Basket basket;
  basket.currency = order.currency;
  basket.attributes =
      AttributesOf(RowsOf(order).front(), Attribute::Owner::kBasket);
  for (const uint32_t i : RowsOf(order)) {
    const Row& row = rows[i];
    if (row.dropped) continue;
    Line line;
    line.id = std::to_string(basket.lines.size() + 1);
    line.sku = row.sku;
    line.category = row.category;
    line.name = row.name;
    line.quantity = row.quantity;
    line.amount = {row.amount_minor, order.currency};
    if (row.has_unit_price) {
      line.unit_price = UnitPrice{row.unit_price_micros, order.currency};
    }
    line.attributes = AttributesOf(i, Attribute::Owner::kLine);
    basket.lines.push_back(std::move(line));
  }
  return basket;
}

ReturnedGoods OrderFile::Data::ReturnedOf(const Order& order) const {
  ReturnedGoods returned;
  for (const uint32_t i : RowsOf(order)) {
    const Row& row = rows[i];
    if (row.dropped) continue;
    ReturnLine line;
    line.id = std::to_string(returned.lines.size() + 1);
    line.sku = row.sku;
    line.unit_price = UnitPrice{row.unit_price_micros, order.currency};
    line.units = row.quantity.units();
    returned.lines.push_back(std::move(line));
  }
  return returned;
}

OrderFile::OrderFile(std::unique_ptr<Data> data) : data_(std::move(data)) {}
OrderFile::OrderFile(OrderFile&&) noexcept = default;
OrderFile& OrderFile::operator=(OrderFile&&) noexcept = default;
OrderFile::~OrderFile() = default;

absl::StatusOr<OrderFile> OrderFile::Read(const std::string& path,
                                          const ColumnMap& map,
                                          const ZoneTable& zone,
                                          const OrderFileOptions& options) {
  absl::StatusOr<CsvReader> reader = CsvReader::Open(path, options.csv);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<ColumnPlaces> places = FindColumns(map, reader->header());
  if (!places.ok()) return places.status();
  auto data = std::make_unique<Data>();
  data->map = map;
  data->places = *std::move(places);
  data->zone = zone;
  if (!map.return_when.empty()) {
    absl::StatusOr<RowTest> test =
        RowTest::Compile(map.return_when, reader->header());
    if (!test.ok()) {
      return Refuse(ReasonOf(test.status()),
                    "return: " + std::string(MessageOf(test.status())));
    }
    data->is_return = *std::move(test);
  }
  absl::Status read = data->ReadAll(*reader, options);
  if (!read.ok()) return read;
  data->Group();
  if (map.drop_identical_lines) data->DropIdentical();
  data->CollectRejects();
  return OrderFile(std::move(data));
}

size_t OrderFile::size() const { return data_->good.size(); }

Event OrderFile::EventOf(size_t i) const {
  const Order& order = data_->orders[data_->good[i]];
  Event event;
  event.kind = order.is_return ? EventKind::kReturn : EventKind::kPurchase;
  event.source = data_->map.source;
  event.id = order.id;
  event.time = order.time;
  event.arrival = order.time;
  event.member = order.member;
  event.store = order.store;
  event.attributes = data_->AttributesOf(data_->RowsOf(order).front(),
                                         Attribute::Owner::kEvent);
  if (order.is_return) {
    event.returned = data_->ReturnedOf(order);
  } else {
    event.basket = data_->BasketOf(order);
  }
  return event;
}

std::string_view OrderFile::id(size_t i) const {
  return data_->orders[data_->good[i]].id;
}

int64_t OrderFile::lines(size_t i) const {
  return static_cast<int64_t>(data_->orders[data_->good[i]].rows_count);
}

void OrderFile::Reject(size_t i, Reason reason, std::string_view message,
                       std::vector<RejectedLine>& rejects) const {
  const Order& order = data_->orders[data_->good[i]];
  for (const uint32_t row : data_->RowsOf(order)) {
    rejects.push_back({data_->rows[row].line, std::string(order.id), reason,
                       std::string(message), data_->rows[row].text});
  }
}

void OrderFile::RejectLines(size_t i, Reason reason,
                            const std::map<std::string, std::string>& messages,
                            std::vector<RejectedLine>& rejects) const {
  if (messages.empty()) return;
  const Order& order = data_->orders[data_->good[i]];
  size_t number = 0;
  for (const uint32_t row : data_->RowsOf(order)) {
    if (data_->rows[row].dropped) continue;
    const auto message = messages.find(std::to_string(++number));
    if (message == messages.end()) continue;
    rejects.push_back({data_->rows[row].line, std::string(order.id), reason,
                       message->second, data_->rows[row].text});
  }
}

const std::vector<RejectedLine>& OrderFile::rejects() const {
  return data_->rejects;
}

int64_t OrderFile::lines_read() const { return data_->lines_read; }
int64_t OrderFile::lines_dropped() const { return data_->lines_dropped; }

}  // namespace patron::cli
