// Three real sales files through the sample shops' mappings. The expected
// numbers were counted apart from this code, by a script that reads the files
// with another CSV reader and exact decimals.

#include <fstream>
#include <set>
#include <sstream>

#include "orders.h"
#include "patron/zoneinfo.h"
#include "tests/pch.h"
#include "tests/shared_data.h"
#include "tests/status_matchers.h"

namespace patron::cli {
namespace {

using ::patron::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::Pair;

absl::StatusOr<OrderFile> ReadShop(const std::string& shop,
                                   const std::string& path) {
  std::ostringstream yaml;
  yaml << std::ifstream(std::string(PATRON_SOURCE_DIR) + "/examples/" + shop +
                        "/columns.yaml")
              .rdbuf();
  Diagnostics diagnostics;
  const auto map = ParseColumns(yaml.str(), shop, diagnostics);
  if (!map.has_value()) return ToStatus(diagnostics);
  const auto zone = ReadZone(map->zone);
  if (!zone.ok()) return zone.status();
  return OrderFile::Read(path, *map, *zone, {});
}

struct Totals {
  int64_t sales = 0;
  int64_t sale_lines = 0;
  int64_t returns = 0;
  int64_t return_lines = 0;
  int64_t units = 0;
  int64_t returned_units = 0;
  int64_t minor = 0;
  int64_t nobody = 0;                       // sales
  std::set<std::string> members;            // with a sale
  std::map<std::string, int64_t> rejected;  // lines by reason
};

Totals Count(const OrderFile& file) {
  Totals totals;
  Instant last;
  for (size_t i = 0; i < file.size(); ++i) {
    const Event event = file.EventOf(i);
    EXPECT_TRUE(i == 0 || last <= event.time) << event.id;
    last = event.time;
    if (event.kind == EventKind::kReturn) {
      ++totals.returns;
      totals.return_lines += file.lines(i);
      for (const ReturnLine& line : event.returned.lines) {
        totals.returned_units += line.units;
      }
      continue;
    }
    ++totals.sales;
    totals.sale_lines += file.lines(i);
    for (const Line& line : event.basket.lines) {
      totals.units += line.quantity.units();
      totals.minor += line.amount.minor;
    }
    if (event.member.empty()) {
      ++totals.nobody;
    } else {
      totals.members.insert(event.member);
    }
  }
  for (const RejectedLine& line : file.rejects()) {
    ++totals.rejected[std::string(ReasonName(line.reason))];
  }
  EXPECT_EQ(totals.sale_lines + totals.return_lines +
                static_cast<int64_t>(file.rejects().size()),
            file.lines_read());
  return totals;
}

TEST(RealFiles, Wholesaler) {
  PATRON_SHARED_DATA(path, "online_retail.csv.gz");
  const auto file = ReadShop("wholesaler", path);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->lines_read(), 541'909);
  EXPECT_EQ(file->lines_dropped(), 0);
  const Totals totals = Count(*file);
  EXPECT_EQ(totals.sales, 20'726);
  EXPECT_EQ(totals.sale_lines, 531'283);
  EXPECT_EQ(totals.returns, 3'836);
  EXPECT_EQ(totals.return_lines, 9'288);
  EXPECT_EQ(totals.units, 5'660'979);
  EXPECT_EQ(totals.returned_units, 277'574);
  EXPECT_EQ(totals.minor, 1'066'668'454);
  EXPECT_EQ(totals.members.size(), 4'339u);
  EXPECT_EQ(totals.nobody, 2'190);
  EXPECT_THAT(totals.rejected, ElementsAre(Pair("bad_quantity", 1'336),
                                           Pair("negative_price", 2)));
  const Event first = file->EventOf(0);
  EXPECT_EQ(first.id, "536365");
  EXPECT_EQ(FormatInstant(first.time), "2010-12-01T08:26:00Z");
  EXPECT_EQ(first.basket.lines.size(), 7u);
  EXPECT_EQ(first.basket.lines[0].name, "WHITE HANGING HEART T-LIGHT HOLDER");
  EXPECT_EQ(first.basket.lines[0].amount.minor, 1530);
  EXPECT_EQ(
      first.basket.attributes,
      (AttributeValues{{"country", Scalar(std::string("United Kingdom"))}}));
  EXPECT_EQ(file->id(file->size() - 1), "581587");
}

TEST(RealFiles, Music) {
  PATRON_SHARED_DATA(path, "cdnow_master.csv.gz");
  const auto file = ReadShop("music", path);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->lines_read(), 69'659);
  const Totals totals = Count(*file);
  EXPECT_EQ(totals.sales, 69'659);
  EXPECT_EQ(totals.sale_lines, 69'659);
  EXPECT_EQ(totals.units, 167'881);
  EXPECT_EQ(totals.minor, 250'031'563);
  EXPECT_EQ(totals.members.size(), 23'570u);
  EXPECT_EQ(totals.rejected.size(), 0u);
  // A day is the shop's: midnight in New York.
  EXPECT_EQ(FormatInstant(file->EventOf(0).time), "1997-01-01T05:00:00Z");
}

TEST(RealFiles, Grocer) {
  PATRON_SHARED_DATA(path, "completejourney_transactions_sample.csv.gz");
  const auto file = ReadShop("grocer", path);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->lines_read(), 75'000);
  const Totals totals = Count(*file);
  EXPECT_EQ(totals.sales, 46'831);
  EXPECT_EQ(totals.sale_lines, 74'138);
  EXPECT_EQ(totals.units, 7'784'117);
  EXPECT_EQ(totals.minor, 23'265'836);
  EXPECT_EQ(totals.members.size(), 2'373u);
  EXPECT_THAT(totals.rejected, ElementsAre(Pair("bad_quantity", 862)));
  EXPECT_EQ(file->EventOf(0).store, "319");
}

}  // namespace
}  // namespace patron::cli
