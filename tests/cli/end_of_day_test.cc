// `patron endofday`, as the night job calls it.

#include "tests/cli/shop.h"

namespace patron {
namespace {

using testing::DumpDatabase;
using ::testing::HasSubstr;
using testing::Ran;
using testing::RunPatron;
using testing::Shop;

Ran EndOfDay(const Shop& shop, const std::string& to,
             std::vector<std::string> more = {}) {
  std::vector<std::string> call = {"endofday", "--db", shop.db, "--to", to};
  call.insert(call.end(), more.begin(), more.end());
  return RunPatron(call);
}

// Seven members, beans from the day after on, a week long: the last day is
// 21 January in Berlin.
void BuyIn(Shop* shop) {
  std::string program(testing::kShopProgram);
  const std::string bean = "{id: bean}";
  program.replace(program.find(bean), bean.size(),
                  "{id: bean, pending: 1 day, expires: {after: 7 days}}");
  shop->program = shop->folder.Write("shop.yaml", program);
  ASSERT_EQ(shop->Run().exit_code, 0);
}

TEST(EndOfDay, TellsWhatCameAndWent) {
  Shop shop;
  BuyIn(&shop);
  const Ran came = EndOfDay(shop, "2026-01-14");
  EXPECT_EQ(came.exit_code, 0) << came.err;
  EXPECT_EQ(came.out,
            "7 accounts had something due by 2026-01-14T23:00:00Z\n"
            "became available: 2500 bean\n"
            "lapsed: nothing\n");
  EXPECT_EQ(EndOfDay(shop, "2026-01-20").out,
            "0 accounts had something due by 2026-01-20T23:00:00Z\n"
            "became available: nothing\n"
            "lapsed: nothing\n");
  const Ran went = EndOfDay(shop, "2026-01-21", {"--format", "json"});
  EXPECT_EQ(went.exit_code, 0);
  EXPECT_THAT(went.out, HasSubstr("\"until\": \"2026-01-21T23:00:00Z\""));
  EXPECT_THAT(went.out, HasSubstr("\"expiries\": 500"));
  EXPECT_THAT(went.out, HasSubstr("\"points\": 2500"));
  EXPECT_EQ(RunPatron({"verify", "--db", shop.db}).exit_code, 0);
}

// A statement of a month: 250 beans of each member and more.
TEST(EndOfDay, TellsWhatStatementsGave) {
  Shop shop;
  std::string program(testing::kShopProgram);
  const std::string bean = "{id: bean}";
  program.replace(program.find(bean), bean.size(),
                  "{id: bean}\n  - {id: voucher, decimals: 2}");
  program +=
      "rewards:\n"
      "  - id: vouchers\n"
      "    currency: bean\n"
      "    prices: [{points: 100}]\n"
      "    automatic: {every: month}\n"
      "    then:\n"
      "      - fixed_points: {currency: voucher, points: 1.50}\n";
  shop.program = shop.folder.Write("shop.yaml", program);
  ASSERT_EQ(shop.Run().exit_code, 0);
  const Ran before = RunPatron({"member", "--db", shop.db, "m0"});
  EXPECT_THAT(before.out, HasSubstr("next statement of bean"));
  EXPECT_THAT(before.out, HasSubstr("2026-02-01 00:00"));
  EXPECT_THAT(
      RunPatron({"member", "--db", shop.db, "m0", "--format", "json"}).out,
      HasSubstr("\"kind\": \"statement\""));
  const Ran ran = EndOfDay(shop, "2026-01-31");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "7 accounts had something due by 2026-01-31T23:00:00Z\n"
            "became available: nothing\n"
            "lapsed: nothing\n"
            "7 statements gave: 31.50 voucher\n");
  EXPECT_THAT(EndOfDay(shop, "2026-02-28", {"--format", "json"}).out,
              HasSubstr("\"statements\": 0"));
  EXPECT_EQ(RunPatron({"verify", "--db", shop.db}).exit_code, 0);
}

// A night job that failed for a week is made up for by the next.
TEST(EndOfDay, OneStepComesToWhatManyDo) {
  Shop daily;
  BuyIn(&daily);
  for (int day = 14; day <= 22; ++day) {
    ASSERT_EQ(EndOfDay(daily, "2026-01-" + std::to_string(day)).exit_code, 0);
  }
  Shop once;
  BuyIn(&once);
  const Ran ran = EndOfDay(once, "2026-01-22");
  EXPECT_THAT(ran.out, HasSubstr("became available: 2500 bean\n"
                                 "lapsed: 2500 bean\n"));
  for (const std::string member : {"m0", "m6"}) {
    EXPECT_EQ(RunPatron({"member", "--db", once.db, member}).out,
              RunPatron({"member", "--db", daily.db, member}).out);
  }
}

// 2062 for 2026 would take everybody's points for good.
TEST(EndOfDay, TomorrowIsTheLastDayThatIsTaken) {
  Shop shop;
  BuyIn(&shop);
  const std::string before = DumpDatabase(shop.db);
  const Ran far = RunPatron({"endofday", "--db", shop.db, "--to", "9998-01-01"},
                            "", {.own_clock = true});
  EXPECT_EQ(far.exit_code, 2);
  EXPECT_EQ(far.out, "");
  EXPECT_THAT(far.err, HasSubstr("9998-01-01 is after tomorrow, "));
  EXPECT_THAT(far.err, HasSubstr("--now"));
  const std::string to = "2026-01-21";
  EXPECT_EQ(EndOfDay(shop, to, {"--now=2026-01-19T22:59:59Z"}).exit_code, 2);
  EXPECT_EQ(DumpDatabase(shop.db), before);
  // In Berlin it is the 20th already.
  const Ran next = EndOfDay(shop, to, {"--now=2026-01-19T23:00:00Z"});
  EXPECT_EQ(next.exit_code, 0) << next.err;
  EXPECT_EQ(EndOfDay(shop, "2026-01-22", {"--now=yesterday"}).exit_code, 2);
}

TEST(EndOfDay, RefusesWhatItCannotDo) {
  Shop shop;
  EXPECT_EQ(EndOfDay(shop, "2026-01-14").exit_code, 1);  // no such file
  BuyIn(&shop);
  const std::string before = DumpDatabase(shop.db);
  const Ran bad = EndOfDay(shop, "14.1.2026");
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("14.1.2026"));
  EXPECT_EQ(RunPatron({"endofday", "--db", shop.db}).exit_code, 2);
  EXPECT_EQ(DumpDatabase(shop.db), before);
}

}  // namespace
}  // namespace patron
