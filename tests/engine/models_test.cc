// Stored models and the facts that decisions read of them.

#include "patron/models.h"

#include <cmath>
#include <map>
#include <random>

#include "patron/lifetime_log.h"
#include "tests/engine/engine_testing.h"
#include "tests/pch.h"
#include "tests/seed.h"
#include "tests/shared_data.h"

namespace patron {
namespace {

using testing::At;
using testing::BeanCafe;
using testing::Between;
using testing::Commit;
using testing::ExpectSound;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::MakeRule;
using testing::OffAmount;
using testing::On;
using testing::Purchase;
using testing::Return;
using testing::Sale;
using testing::ViewOf;

LifetimeFit Fitted(LifetimeKind kind, const LifetimeParams& params) {
  LifetimeFit fit;
  fit.kind = kind;
  fit.status = FitStatus::kConverged;
  fit.params = params;
  fit.log_likelihood = -9582.13571555375;
  fit.customers = 2357;
  return fit;
}

ModelBasis Basis(std::string version = "1") {
  return {.version = std::move(version),
          .unit = TimeUnit::kWeek,
          .zone = "UTC",
          .until = On("2026-01-01")};
}

// The literature's fit of CDNOW.
StoredModel Purchases(std::string version = "1") {
  return *StorePurchases(
      Fitted(LifetimeKind::kMbgNbd, {0.525, 6.183, 0.891, 1.614}),
      Basis(std::move(version)));
}

StoredModel Spend(std::string version = "1") {
  return *StoreSpend(Fitted(LifetimeKind::kGammaGamma, {6.25, 3.74, 15.44, 0}),
                     {}, Basis(std::move(version)));
}

StoredModel Rfm() {
  return StoreRfm(
      *RfmBorders::Make({7, 14, 30, 60}, {1, 2, 3, 5}, {500, 1000, 2000, 5000}),
      40, Basis());
}

void StoreAll(Engine& engine) {
  for (const StoredModel& model : {Purchases(), Spend(), Rfm()}) {
    ASSERT_THAT(engine.StoreModel(model), IsOk());
  }
}

// Reads all there is.
Program MissYou() {
  Program program = BeanCafe();
  program.segments = {{"lapsing",
                       "member.stats.p_alive < rate(\"70%\") && "
                       "member.stats.orders_kept >= 1"}};
  program.rules.push_back(
      MakeRule("miss-you", OffAmount(100), "in_segment(\"lapsing\")"));
  program.rules.push_back(
      MakeRule("often", OffAmount(10),
               "member.stats.expected_orders(90) > rate(\"1\")"));
  program.rules.push_back(MakeRule("worth", OffAmount(1),
                                   "member.stats.clv >= money(\"0.01\") && "
                                   "member.stats.rfm >= 111"));
  return program;
}

Event Buy(std::string id, std::string_view day, int64_t minor = 1000) {
  Event event = Purchase({Sale("a", minor)}, std::move(id));
  event.time = event.arrival = At(std::string(day) + "T12:00:00Z");
  return event;
}

// What the store has of an account, told by its orders.
PurchaseLog LogOf(const Engine& engine) {
  PurchaseLog log({.unit = TimeUnit::kWeek, .minor_per_unit = 100});
  EXPECT_THAT(engine.ForEachOrder([&](const OrderSummary& order) {
    if (order.account == 0 || order.returned_units >= order.units) {
      return absl::OkStatus();
    }
    return log.Add(
        {order.account, order.local_day,
         std::max(order.paid.minor - order.refunded.minor, int64_t{0})});
  }),
              IsOk());
  return log;
}

int64_t Millionths(double value) { return std::llround(value * 1e6); }

// Facts of every member against predictions from the orders.
void ExpectPredicted(const Engine& engine, const StoredModel& purchases,
                     Instant at) {
  const auto models = ModelsInForce::Read(*engine.Models());
  ASSERT_THAT(models, IsOk());
  ASSERT_NE(models->purchases(), nullptr) << purchases.id;
  const PurchaseLog log = LogOf(engine);
  const Date today{static_cast<int32_t>(at.us / kMicrosPerDay)};
  int64_t members = 0;
  EXPECT_THAT(engine.ForEachMember([&](const AccountState& account) {
    const MemberStatistics& s = account.statistics;
    const auto summary = log.SummaryOf(account.account, today);
    EXPECT_EQ(s.purchase_days == 0, !summary.has_value());
    const LifetimeSummary row = summary.value_or(LifetimeSummary());
    EXPECT_EQ(SummaryOf(s, today, TimeUnit::kWeek, testing::EurCurrency()), row)
        << account.member;
    const LifetimeFacts facts = models->FactsOf(
        {.p_alive = true, .clv = true, .expected_orders_days = {90}}, s, today,
        testing::EurCurrency());
    const PurchaseModel& model = *models->purchases();
    EXPECT_EQ(facts.p_alive->billionths / 1000, Millionths(model.PAlive(row)));
    EXPECT_EQ(facts.expected_orders.at(0).orders->billionths / 1000,
              Millionths(model.ExpectedPurchases(row, 90.0 / 7)));
    if (models->spend() != nullptr) {
      EXPECT_EQ(
          facts.clv->minor,
          std::llround(100 * *models->spend()->ExpectedSpend(row) *
                       model.DiscountedPurchases(row, *models->discounting())));
    }
    ++members;
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_GT(members, 0);
}

TEST(Models, ARuleReadsWhatTheModelSays) {
  const auto engine = testing::Open(MissYou());
  StoreAll(*engine);
  // A newcomer counts as one who buys for the first time today.
  const Outcome first = Commit(*engine, Buy("1", "2026-01-01"));
  const LifetimeFacts& fresh = first.answer.facts.lifetime;
  EXPECT_EQ(fresh.p_alive, Rate{644'311'377 / 1000 * 1000});
  EXPECT_EQ(fresh.rfm, 0);
  EXPECT_EQ(fresh.models,
            (std::vector<ModelVersion>{
                {"purchases", "1"}, {"rfm", "1"}, {"spend", "1"}}));
  EXPECT_TRUE(first.answer.decision.failed.empty());
  Commit(*engine, Buy("2", "2026-01-08"));
  const Outcome later = Commit(*engine, Buy("3", "2026-03-19"));
  // Two purchases a week apart, ten weeks ago.
  const LifetimeFacts& facts = later.answer.facts.lifetime;
  const auto model = PurchaseModel::Make(
      LifetimeKind::kMbgNbd, std::vector<double>{0.525, 6.183, 0.891, 1.614});
  EXPECT_EQ(facts.p_alive->billionths / 1000,
            Millionths(model->PAlive({1, 1, 11, 9.0})));
  EXPECT_EQ(facts.rfm, 123);
  std::vector<std::string> fired;
  for (const FiredEffect& effect : later.answer.decision.effects) {
    fired.push_back(effect.rule);
  }
  EXPECT_THAT(fired, ::testing::Contains("miss-you"));
  EXPECT_THAT(fired, ::testing::Contains("worth"));
  EXPECT_THAT(fired, ::testing::Not(::testing::Contains("often")));
  const MemberView view = ViewOf(*engine, "ann", At("2026-03-19T12:00:00Z"));
  EXPECT_EQ(view.statistics.purchase_days, 3);
  EXPECT_TRUE(view.lifetime.p_alive.has_value());
  ExpectSound(*engine);
}

TEST(Models, WithoutOneARuleFailsAndTheTillGoesOn) {
  const auto engine = testing::Open(MissYou());
  Commit(*engine, Buy("1", "2026-01-01"));
  const Outcome outcome = Commit(*engine, Buy("2", "2026-01-02"));
  EXPECT_EQ(outcome.answer.decision.pay_total.minor, 1000);
  std::map<std::string, std::string> failed;
  for (const FailedRule& each : outcome.answer.decision.failed) {
    failed[each.rule] = each.message;
  }
  EXPECT_THAT(failed["lapsing"], HasSubstr("no model of purchases is stored"));
  EXPECT_THAT(failed["often"], HasSubstr("no model of purchases is stored"));
  EXPECT_THAT(failed["worth"],
              HasSubstr("no models of purchases and of spend"));
  EXPECT_TRUE(outcome.answer.facts.lifetime.models.empty());
  EXPECT_TRUE(ViewOf(*engine).lifetime.models.empty());
}

TEST(Models, NobodyHasNoFacts) {
  const auto engine = testing::Open(MissYou());
  StoreAll(*engine);
  Event event = Buy("1", "2026-01-01");
  event.member.clear();
  const Outcome outcome = Commit(*engine, event);
  EXPECT_EQ(outcome.answer.facts.lifetime, LifetimeFacts());
  EXPECT_EQ(outcome.answer.decision.pay_total.minor, 1000);
}

TEST(Models, ADecisionKeepsTheVersionThatItRead) {
  const testing::TempFile file;
  const auto open = [&] {
    return testing::OpenOn(*OpenSqliteStore(file.path(), {}), MissYou());
  };
  const auto engine = open();
  StoreAll(*engine);
  Commit(*engine, Buy("1", "2026-01-01"));
  const Event second = Buy("2", "2026-02-01");
  const Outcome before = Commit(*engine, second);
  // Another office stores a model that finds everybody alive.
  LifetimeFit sure = Fitted(LifetimeKind::kMbgNbd, {1, 5, 0.001, 50});
  ASSERT_THAT(open()->StoreModel(*StorePurchases(sure, Basis("2"))), IsOk());
  Outcome again;
  ASSERT_THAT(engine->Commit(second, {}, &again), IsOk());
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.answer.facts, before.answer.facts);
  EXPECT_EQ(again.answer.decision, before.answer.decision);
  // Decided again on the stored facts: the same, byte for byte.
  const auto record = engine->FindEvent("till", "2");
  ASSERT_TRUE(record.ok() && record->has_value());
  const auto answer = ProtobufCodec().DecodeAnswer((*record)->answer);
  ASSERT_THAT(answer, IsOk());
  Deciding deciding;
  Answer replayed = *answer;
  ASSERT_THAT(Decide(*engine->NewestPlan(), second, answer->facts, {}, deciding,
                     &replayed.decision),
              IsOk());
  EXPECT_EQ(ProtobufCodec().EncodeAnswer(replayed), (*record)->answer);
  // The next one reads the new version, also through the first engine.
  const Outcome next = Commit(*engine, Buy("3", "2026-03-01"));
  EXPECT_EQ(next.answer.facts.lifetime.models[0],
            (ModelVersion{"purchases", "2"}));
  EXPECT_GT(*next.answer.facts.lifetime.p_alive, Rate::Percent(99));
  EXPECT_EQ(engine->Models()->size(), 4U);
  ExpectSound(*engine);
}

TEST(Models, RefusesWhatDecisionsCannotRead) {
  const auto engine = testing::Open(MissYou());
  const auto refused = [&](StoredModel model) {
    return ReasonOf(engine->StoreModel(model));
  };
  ASSERT_THAT(engine->StoreModel(Purchases()), IsOk());
  ASSERT_THAT(engine->StoreModel(Purchases()), IsOk());
  EXPECT_EQ(engine->Models()->size(), 1U);
  StoredModel other = Purchases();
  other.customers = 7;
  EXPECT_EQ(refused(other), Reason::kOtherModel);
  other = Purchases("2");
  other.params[0].value = "0.5x";
  EXPECT_EQ(refused(other), Reason::kMissingField);
  other = Purchases("2");
  other.params[0].value = "-1";
  EXPECT_EQ(refused(other), Reason::kBadValue);
  other = Purchases("2");
  other.params.pop_back();
  EXPECT_EQ(refused(other), Reason::kMissingField);
  other = Purchases("2");
  other.params.push_back({"c", "1"});
  EXPECT_EQ(refused(other), Reason::kUnknownField);
  other = Purchases("2");
  other.kind = "gamma_gamma";
  EXPECT_EQ(refused(other), Reason::kBadValue);
  other = Purchases("2");
  other.id = "churn";
  EXPECT_EQ(refused(other), Reason::kUnknownName);
  other = Purchases("");
  EXPECT_EQ(refused(other), Reason::kBadValue);
  other = Spend("2");
  other.params.back().value = "sometimes";
  EXPECT_EQ(refused(other), Reason::kUnknownName);
  other = Spend("2");
  other.params[3].value = "-5";  // the horizon
  EXPECT_EQ(refused(other), Reason::kBadValue);
  other = Rfm();
  other.params[0].value = "99";  // above the next border
  EXPECT_EQ(refused(other), Reason::kBadValue);
  LifetimeFit fit = Fitted(LifetimeKind::kMbgNbd, {1, 1, 1, 1});
  fit.status = FitStatus::kOnBoundary;
  EXPECT_EQ(ReasonOf(StorePurchases(fit, Basis()).status()), Reason::kBadValue);
  EXPECT_EQ(
      ReasonOf(StorePurchases(Fitted(LifetimeKind::kSbg, {1, 1, 0, 0}), Basis())
                   .status()),
      Reason::kBadValue);
  EXPECT_EQ(engine->Models()->size(), 1U);
}

TEST(Models, AModelReadsBackAsItWas) {
  const LifetimeFit fit = Fitted(
      LifetimeKind::kParetoNbd,
      {0.55327704685318, 10.577683463302, 0.60623998912783, 11.668735288855});
  const StoredModel stored = *StorePurchases(fit, Basis());
  const auto read = ModelsInForce::Read({&stored, 1});
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->purchases()->params(), fit.params);
  EXPECT_EQ(stored.log_likelihood, "-9582.13571555375");
}

// Late orders, returns of parts and of all, with and without receipts: what is
// kept equals what the orders say, which Verify and the predictions ask.
void RunHistory(std::unique_ptr<Store> store, std::mt19937_64& random,
                int steps) {
  const auto engine = testing::OpenOn(std::move(store), MissYou());
  StoreAll(*engine);
  int64_t now = At("2026-01-01T00:00:00Z").us;
  struct Bought {
    std::string order;
    int64_t left = 0;
  };
  std::vector<Bought> bought;
  for (int step = 0; step < steps && !::testing::Test::HasFailure(); ++step) {
    now += Between(random, 0, 5) * kMicrosPerDay / 2;
    const std::string id = std::to_string(step);
    if (bought.empty() || Between(random, 0, 2) > 0) {
      Event event = Purchase({}, id);
      event.member = Between(random, 0, 1) == 0 ? "ann" : "bob";
      const int64_t units = Between(random, 1, 3);
      event.basket.lines = {testing::Priced("a", units)};
      if (Between(random, 0, 5) == 0) {
        event.basket.lines.push_back(Sale("b", -400));
        event.basket.lines.back().kind = LineKind::kTradeIn;
      }
      // Many come late, some before the first of all.
      event.time = Instant{now - Between(random, 0, 8) * kMicrosPerDay};
      event.arrival = Instant{now};
      const Outcome outcome = Commit(*engine, event);
      bought.push_back({id, units});
    } else if (Between(random, 0, 3) == 0) {
      Event event = testing::ReturnLoose(id, "latte", Between(random, 1, 9));
      event.member = Between(random, 0, 1) == 0 ? "ann" : "bob";
      event.time = event.arrival = Instant{now};
      Outcome outcome;
      const absl::Status status = engine->Commit(event, {}, &outcome);
      if (ReasonOf(status) == Reason::kReturnWithoutPurchase) continue;
      ASSERT_THAT(status, IsOk());
      for (const MatchedUnits& units : outcome.answer.returned.matched) {
        for (Bought& each : bought) {
          if (each.order == units.order_id) each.left -= units.units;
        }
      }
    } else {
      Bought& of = bought[static_cast<size_t>(
          Between(random, 0, static_cast<int64_t>(bought.size()) - 1))];
      if (of.left == 0) continue;
      const int64_t units = Between(random, 1, of.left);
      Event event = Return(id, of.order, "a", units);
      event.time = event.arrival = Instant{now};
      Commit(*engine, event);
      of.left -= units;
    }
    if (step % 8 == 0) ExpectSound(*engine);
  }
  ExpectSound(*engine);
  ExpectPredicted(*engine, Purchases(), Instant{now});
}

TEST(Models, RandomHistoriesAreCountedAsTheirOrdersAre) {
  std::mt19937_64 random = testing::SeededRandom();
  for (int round = 0; round < 40 && !HasFailure(); ++round) {
    RunHistory(OpenMemoryStore(), random, 40);
  }
}

TEST(Models, AlsoInAFile) {
  std::mt19937_64 random = testing::SeededRandom();
  for (int round = 0; round < 6 && !HasFailure(); ++round) {
    const testing::TempFile file;
    RunHistory(*OpenSqliteStore(file.path(), {}), random, 40);
  }
}

// The sample of 2,357 customers through the engine: the summaries that the
// literature has, and facts as predicted from the log.
TEST(Models, CdnowThroughTheEngine) {
  PATRON_SHARED_DATA(path, "cdnow_sample.csv.gz");
  const auto engine = testing::Open(MissYou());
  StoreAll(*engine);
  std::istringstream in(testing::ReadGzip(path));
  std::string line;
  std::getline(in, line);
  int64_t number = 0;
  auto batch = engine->BeginBatch();
  ASSERT_THAT(batch, IsOk());
  Instant last;
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::vector<std::string> row;
    for (std::string field; std::getline(fields, field, ',');) {
      row.push_back(field);
    }
    const Date day = *ParseDate(row[3]);
    if (day > On("1997-09-30")) continue;
    Event event = Purchase({Sale("a", *ParseDecimal(row[5], 2))},
                           std::to_string(++number));
    event.member = row[0];
    // As of the old program: nothing here is judged by a day before it.
    event.time = event.arrival =
        Instant{(int64_t{day.days} + 12'000) * kMicrosPerDay};
    last = std::max(last, event.time);
    Outcome outcome;
    ASSERT_THAT(batch->Commit(event, {}, &outcome), IsOk()) << line;
  }
  ASSERT_THAT(batch->Keep(), IsOk());
  EXPECT_GT(number, 4000);
  ExpectPredicted(*engine, Purchases(), last);
  int64_t members = 0;
  int64_t repeats = 0;
  EXPECT_THAT(engine->ForEachMember([&](const AccountState& account) {
    ++members;
    repeats += account.statistics.purchase_days - 1;
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_EQ(members, 2357);
  EXPECT_EQ(repeats, 2457);
}

}  // namespace
}  // namespace patron
