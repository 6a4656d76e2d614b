// Which programs may follow one another, and which one judges.

#include <string>

#include "tests/engine/engine_testing.h"

namespace patron {
namespace {

using testing::BeanCafe;
using testing::MakePlan;
using testing::On;
using testing::Open;

TEST(Programs, AVersionKeepsWhatTheLedgerIsCountedIn) {
  struct Row {
    std::string what;
    void (*change)(Program&);
    Reason reason;
    std::string words;  // of the message
  };
  const Row rows[] = {
      {"another currency",
       [](Program& p) {
         p.currency = *Currency::FromCode("GBP");
         p.rules.clear();
       },
       Reason::kOtherProgram, "EUR"},
      {"other decimals of its points",
       [](Program& p) { p.points[0].decimals = 2; }, Reason::kOtherProgram,
       "'bean' has 0 decimals"},
      {"new points",
       [](Program& p) { p.points.push_back({.id = "star", .decimals = 2}); },
       Reason::kNone, ""},
      {"points that are no longer given",
       [](Program& p) {
         p.points.clear();
         p.rules.clear();
       },
       Reason::kNone, ""},
      {"another name and expiry of its points",
       [](Program& p) {
         p.points[0].name = "Beans";
         p.points[0].expires = Expiry{{1, PeriodUnit::kYear}, {}};
       },
       Reason::kNone, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const auto engine = Open(BeanCafe());
    Program program = BeanCafe();
    program.version = "2";
    program.valid_from = On("2026-02-01");
    row.change(program);
    const absl::Status status = engine->Activate(MakePlan(program));
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(std::string(MessageOf(status)),
                ::testing::HasSubstr(row.words));
  }
}

TEST(Programs, PointsThatWereOnceGivenKeepTheirDecimals) {
  const auto engine = Open(BeanCafe());
  Program without = BeanCafe();
  without.version = "2";
  without.valid_from = On("2026-02-01");
  without.points.clear();
  without.rules.clear();
  ASSERT_THAT(engine->Activate(MakePlan(without)), testing::IsOk());
  Program again = BeanCafe();
  again.version = "3";
  again.valid_from = On("2026-03-01");
  again.points[0].decimals = 1;
  EXPECT_EQ(ReasonOf(engine->Activate(MakePlan(again))), Reason::kOtherProgram);
}

}  // namespace
}  // namespace patron
