// Which programs may follow one another, and which one judges.

#include <string>

#include "tests/engine/engine_testing.h"
#include "tests/engine/forwarding_store.h"

namespace patron {
namespace {

using testing::At;
using testing::Available;
using testing::BeanCafe;
using testing::Cafe;
using testing::Commit;
using testing::Earn;
using testing::IsOk;
using testing::MakePlan;
using testing::MakeRule;
using testing::On;
using testing::Open;
using testing::Purchase;
using testing::Sale;
using testing::ViewOf;

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

// What members have is told by the version in force, and nothing of it is left
// out where that has the currency no more.
TEST(Programs, AMemberIsShownByTheVersionInForce) {
  Program first = Cafe();
  first.points = {{.id = "star"}, {.id = "bean"}};
  first.rules = {
      MakeRule("stars",
               {EarnPoints{"star", Points{2}, testing::Eur(100), ""}, {}}),
      MakeRule("beans", Earn(1, 100))};
  Program later = Cafe();
  later.points = {{.id = "bean"}, {.id = "chip"}};
  later.version = "2";
  later.valid_from = On("2026-03-01");
  const auto engine = Open(first);
  ASSERT_THAT(engine->Activate(MakePlan(later)), IsOk());
  EXPECT_EQ(engine->Plans().size(), 2u);
  Commit(*engine, Purchase({Sale("a", 500)}));
  const auto shown = [&](std::string_view at) {
    std::string text;
    for (const Balance& each : ViewOf(*engine, "ann", At(at)).balances) {
      text += each.currency + " " + std::to_string(each.available.units) + " ";
    }
    return text;
  };
  EXPECT_EQ(shown("2026-02-28T23:59:59Z"), "star 10 bean 5 ");
  EXPECT_EQ(shown("2026-03-01T00:00:00Z"), "bean 5 chip 0 star 10 ");
}

// Two engines on one file.
struct Shop {
  testing::TempFile file;

  std::unique_ptr<Engine> Open() {
    auto store = OpenSqliteStore(file.path(), {});
    EXPECT_THAT(store, IsOk());
    auto engine = Engine::Open({*std::move(store), &ProtobufCodec()});
    EXPECT_THAT(engine, IsOk());
    return *std::move(engine);
  }
};

Program Version(std::string version, std::string valid_from, int64_t points) {
  Program program = Cafe();
  program.version = std::move(version);
  program.valid_from = On(valid_from);
  program.rules.push_back(MakeRule("beans", Earn(points, 100)));
  return program;
}

TEST(Programs, WhatAnotherProcessActivatesJudgesHere) {
  Shop shop;
  const auto till = shop.Open();
  const auto office = shop.Open();
  EXPECT_EQ(till->NewestPlan(), nullptr);
  ASSERT_THAT(office->Activate(MakePlan(Version("1", "2025-01-01", 1))),
              IsOk());
  Commit(*till, Purchase({Sale("1", 100)}, "1"));
  EXPECT_EQ(Available(*till), 1);
  ASSERT_THAT(office->Activate(MakePlan(Version("2", "2026-01-01", 10))),
              IsOk());
  Outcome quote;
  ASSERT_THAT(till->Quote(Purchase({Sale("1", 100)}, "2"), {}, &quote), IsOk());
  EXPECT_EQ(quote.answer.decision.version, "2");
  const auto plan = till->PlanAt(At("2026-01-01T00:00:00Z"));
  ASSERT_THAT(plan, IsOk());
  EXPECT_EQ((*plan)->program().version, "2");
  Commit(*till, Purchase({Sale("1", 100)}, "2"));
  EXPECT_EQ(Available(*till), 11);
  EXPECT_EQ(till->NewestPlan()->program().version, "2");
}

TEST(Programs, TwoOfficesThatActivateAtOnceCannotDisagree) {
  struct Row {
    std::string what;
    Program other;
    Reason reason;
  };
  Program elsewhere = Version("1", "2025-01-01", 1);
  elsewhere.id = "bar";
  const Row rows[] = {
      {"another program", elsewhere, Reason::kOtherProgram},
      {"the same beginning", Version("2", "2025-01-01", 1),
       Reason::kOtherProgram},
      {"the same version", Version("1", "2025-02-01", 1),
       Reason::kOtherProgram},
      {"the same", Version("1", "2025-01-01", 1), Reason::kNone},
      {"another version", Version("2", "2025-02-01", 1), Reason::kNone},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const auto memory = OpenMemoryStore();
    auto hooked = std::make_unique<testing::ForwardingStore>(*memory);
    testing::ForwardingStore& hooks = *hooked;
    auto first = Engine::Open({std::move(hooked), &ProtobufCodec()});
    auto second =
        Engine::Open({std::make_unique<testing::ForwardingStore>(*memory),
                      &ProtobufCodec()});
    ASSERT_THAT(first, IsOk());
    ASSERT_THAT(second, IsOk());
    hooks.before_batch = [&] {
      EXPECT_THAT((*second)->Activate(MakePlan(Version("1", "2025-01-01", 1))),
                  IsOk());
    };
    const absl::Status status = (*first)->Activate(MakePlan(row.other));
    EXPECT_EQ(ReasonOf(status), row.reason) << status;
    EXPECT_THAT(
        memory->ProgramCount(),
        testing::IsOkAndHolds(status.ok() && row.other.version == "2" ? 2 : 1));
  }
}

}  // namespace
}  // namespace patron
