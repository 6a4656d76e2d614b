// An engine whose programs call host functions: what it needs to open a store,
// and that nobody waits for a function.

#include "patron/host.h"

#include <atomic>
#include <thread>

#include "patron/engine.h"
#include "patron/protobuf_codec.h"
#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron {
namespace {

using testing::AllMessages;
using testing::Cafe;
using testing::Earn;
using ::testing::ElementsAre;
using testing::Eur;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::MakeRule;
using testing::Purchase;
using testing::Sale;

using Call =
    std::function<absl::StatusOr<HostValue>(std::span<const HostValue>)>;

HostFunctions Only(std::string name, Call call) {
  HostFunctions host;
  EXPECT_THAT(
      host.Add({std::move(name), {}, HostType::kBool, false, std::move(call)}),
      IsOk());
  return host;
}

absl::StatusOr<HostValue> Yes(std::span<const HostValue> /*arguments*/) {
  return HostValue(true);
}

// Beans where f() says so.
std::shared_ptr<const Plan> AskingPlan(const HostFunctions& host) {
  Program program = Cafe();
  program.rules.push_back(MakeRule("beans", Earn(1, 100), "f()"));
  const ZoneTable utc;
  PlanResult result = Plan::Compile(std::move(program), {&utc, 1}, host);
  EXPECT_NE(result.plan, nullptr) << AllMessages(result.diagnostics);
  return result.plan;
}

std::unique_ptr<Engine> OpenWith(const HostFunctions& host) {
  EngineOptions options;
  options.store = OpenMemoryStore();
  options.codec = &ProtobufCodec();
  options.host = host;
  auto engine = Engine::Open(std::move(options));
  EXPECT_THAT(engine, IsOk());
  EXPECT_THAT((*engine)->Activate(AskingPlan(host)), IsOk());
  return *std::move(engine);
}

// The programs of another store, in one that is new.
std::unique_ptr<Store> StoreWith(const Plan& plan) {
  auto store = OpenMemoryStore();
  StoredProgram stored;
  stored.id = plan.program().id;
  stored.version = plan.program().version;
  stored.valid_from = plan.valid_from();
  stored.fingerprint = plan.fingerprint();
  stored.content = ProtobufCodec().EncodeProgram(plan.program());
  stored.zones.assign(plan.zones().begin(), plan.zones().end());
  EXPECT_THAT(store->PutProgram(stored), IsOk());
  return store;
}

TEST(EngineHost, AStoreOpensOnlyWithWhatItsProgramsCall) {
  const HostFunctions host = Only("f", Yes);
  const auto plan = AskingPlan(host);
  EngineOptions with;
  with.store = StoreWith(*plan);
  with.codec = &ProtobufCodec();
  with.host = host;
  const auto engine = Engine::Open(std::move(with));
  ASSERT_THAT(engine, IsOk());
  EXPECT_EQ((*engine)->NewestPlan()->fingerprint(), plan->fingerprint());
  Outcome outcome;
  EXPECT_THAT((*engine)->Quote(Purchase({Sale("1", 450)}), {}, &outcome),
              IsOk());
  EXPECT_EQ(outcome.answer.decision.points[0].points.units, 4);

  EngineOptions without;
  without.store = StoreWith(*plan);
  without.codec = &ProtobufCodec();
  without.host = Only("g", Yes);
  const absl::Status status = Engine::Open(std::move(without)).status();
  EXPECT_EQ(ReasonOf(status), Reason::kUnknownFunction);
  EXPECT_THAT(std::string(MessageOf(status)),
              HasSubstr("the stored program 'cafe' version '1' does not "
                        "compile here: error: unknown function 'f' "
                        "(rules[0].when)"));
  EXPECT_THAT(std::string(MessageOf(status)),
              HasSubstr("open it with the host functions"));
}

// An auditor has the file and not the shop's own functions.
TEST(EngineHost, WhoOnlyReadsNeedsNoFunctions) {
  const auto plan = AskingPlan(Only("f", Yes));
  const auto engine =
      Engine::Open({StoreWith(*plan), &ProtobufCodec(), HostFunctions(), true});
  ASSERT_THAT(engine, IsOk());
  const auto newest = (*engine)->NewestPlan();
  ASSERT_NE(newest, nullptr);
  EXPECT_FALSE(newest->compiled());
  EXPECT_EQ(newest->program(), plan->program());
  EXPECT_EQ(newest->valid_from(), plan->valid_from());
  EXPECT_EQ(newest->fingerprint(), plan->fingerprint());
  EXPECT_THAT(newest->Print(), HasSubstr("unknown function 'f'"));
  const auto verified = (*engine)->Verify();
  ASSERT_THAT(verified, IsOk());
  EXPECT_EQ(verified->problem_count, 0);
  EXPECT_THAT(verified->not_compiled,
              ElementsAre("program 'cafe' version '1'"));

  // It decides nothing.
  Outcome outcome;
  EXPECT_EQ(
      ReasonOf((*engine)->Quote(Purchase({Sale("1", 450)}), {}, &outcome)),
      Reason::kUnknownFunction);
  const absl::Status status =
      (*engine)->Commit(Purchase({Sale("1", 450)}), {}, &outcome);
  EXPECT_EQ(ReasonOf(status), Reason::kUnknownFunction);
  EXPECT_THAT(std::string(MessageOf(status)),
              HasSubstr("open it with the host functions"));
}

// With the functions declared, it is compiled and compared as ever.
TEST(EngineHost, WhoReadsWithTheFunctionsComparesTheFingerprint) {
  const HostFunctions host = Only("f", Yes);
  const auto plan = AskingPlan(host);
  const auto engine =
      Engine::Open({StoreWith(*plan), &ProtobufCodec(), host, true});
  ASSERT_THAT(engine, IsOk());
  EXPECT_TRUE((*engine)->NewestPlan()->compiled());
  EXPECT_THAT((*engine)->Verify()->not_compiled, IsEmpty());
}

TEST(EngineHost, AnotherReasonNotToCompileIsAProblem) {
  const auto plan = AskingPlan(Only("f", Yes));
  Program broken = plan->program();
  broken.rules[0].when = "1 + 1";
  StoredProgram stored;
  stored.id = broken.id;
  stored.version = broken.version;
  stored.valid_from = plan->valid_from();
  stored.fingerprint = plan->fingerprint();
  stored.content = ProtobufCodec().EncodeProgram(broken);
  stored.zones.assign(plan->zones().begin(), plan->zones().end());
  auto store = OpenMemoryStore();
  ASSERT_THAT(store->PutProgram(stored), IsOk());
  const auto engine =
      Engine::Open({std::move(store), &ProtobufCodec(), HostFunctions(), true});
  ASSERT_THAT(engine, IsOk());
  const auto verified = (*engine)->Verify();
  ASSERT_THAT(verified, IsOk());
  EXPECT_THAT(verified->problems,
              ElementsAre(HasSubstr("does not compile here")));
}

TEST(EngineHost, WhatCouldNotBeOpenedAgainIsNotActivated) {
  const auto engine =
      Engine::Open({OpenMemoryStore(), &ProtobufCodec(), Only("g", Yes)});
  ASSERT_THAT(engine, IsOk());
  const absl::Status status = (*engine)->Activate(AskingPlan(Only("f", Yes)));
  EXPECT_EQ(ReasonOf(status), Reason::kUnknownFunction);
  EXPECT_THAT(std::string(MessageOf(status)), HasSubstr("f(): bool"));
  EXPECT_EQ((*engine)->NewestPlan(), nullptr);
}

// The function reads the engine that calls it: a lock would never be given.
TEST(EngineHost, FunctionsRunUnderNoLock) {
  const Engine* asked = nullptr;
  int64_t orders = -1;
  const auto engine = OpenWith(Only(
      "f", [&](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
        const auto view = asked->Member("ann", std::nullopt);
        orders = view.ok() ? view->statistics.orders : 0;
        return HostValue(true);
      }));
  asked = engine.get();
  Outcome outcome;
  EXPECT_THAT(engine->Commit(Purchase({Sale("1", 450)}, "1"), {}, &outcome),
              IsOk());
  EXPECT_EQ(orders, 0);
  EXPECT_THAT(engine->Quote(Purchase({Sale("1", 450)}, "2"), {}, &outcome),
              IsOk());
  EXPECT_EQ(orders, 1);
}

// It would wait for itself where the batch is its own.
TEST(EngineHost, FunctionsMayNotWriteToWhoeverCallsThem) {
  Engine* caller = nullptr;
  std::vector<Reason> found;
  const auto engine = OpenWith(Only(
      "f", [&](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
        Outcome outcome;
        found.push_back(ReasonOf(
            caller->Commit(Purchase({Sale("1", 300)}, "2"), {}, &outcome)));
        found.push_back(ReasonOf(caller->BeginBatch().status()));
        found.push_back(ReasonOf(caller->Activate(caller->NewestPlan())));
        return HostValue(true);
      }));
  caller = engine.get();
  Outcome outcome;
  EXPECT_THAT(engine->Commit(Purchase({Sale("1", 450)}, "1"), {}, &outcome),
              IsOk());
  auto batch = engine->BeginBatch();
  ASSERT_THAT(batch, IsOk());
  EXPECT_THAT(batch->Commit(Purchase({Sale("1", 450)}, "3"), {}, &outcome),
              IsOk());
  EXPECT_THAT(batch->Keep(), IsOk());
  EXPECT_THAT(engine->Commit(Purchase({Sale("1", 450)}, "4"), {}, &outcome),
              IsOk());
  EXPECT_THAT(found, ::testing::Each(Reason::kReentered));
  EXPECT_EQ(found.size(), 9U);
  const auto verified = engine->Verify();
  ASSERT_THAT(verified, IsOk());
  EXPECT_EQ(verified->orders, 3);
  EXPECT_THAT(verified->problems, IsEmpty());
}

// While f() runs, somebody else buys for the same member: the decision is made
// again on what is then known.
TEST(EngineHost, WhatMovedMeanwhileIsDecidedAgain) {
  Engine* other = nullptr;
  int calls = 0;
  const auto engine = OpenWith(Only(
      "f", [&](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
        if (++calls > 1) return HostValue(true);
        std::thread([&] {
          Outcome outcome;
          EXPECT_THAT(
              other->Commit(Purchase({Sale("1", 300)}, "2"), {}, &outcome),
              IsOk());
        }).join();
        return HostValue(true);
      }));
  other = engine.get();
  Outcome outcome;
  EXPECT_THAT(engine->Commit(Purchase({Sale("1", 450)}, "1"), {}, &outcome),
              IsOk());
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(outcome.answer.balances[0].available.units, 7);
  const auto found = engine->Verify();
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->orders, 2);
  EXPECT_THAT(found->problems, IsEmpty());
}

TEST(EngineHost, ManyThreadsOnOneMember) {
  constexpr int kThreads = 4;
  constexpr int kPurchases = 25;
  std::atomic<int> calls = 0;
  const auto engine = OpenWith(Only(
      "f", [&](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
        ++calls;
        std::this_thread::yield();
        return HostValue(true);
      }));
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      Outcome outcome;
      for (int i = 0; i < kPurchases; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        if (!engine->Commit(Purchase({Sale("1", 450)}, id), {}, &outcome)
                 .ok()) {
          ++failed;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GE(calls, kThreads * kPurchases);
  const auto view = engine->Member("ann", std::nullopt);
  ASSERT_THAT(view, IsOk());
  EXPECT_EQ(view->balances[0].available.units, kThreads * kPurchases * 4);
  const auto found = engine->Verify();
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(found->problems, IsEmpty());
}

// What failed is part of the answer, which is stored and given again.
TEST(EngineHost, AFailureIsStoredWithItsCode) {
  bool fails = true;
  const auto engine = OpenWith(Only(
      "f", [&](std::span<const HostValue> /*a*/) -> absl::StatusOr<HostValue> {
        if (fails) return absl::UnavailableError("not now");
        return HostValue(true);
      }));
  const Event event = Purchase({Sale("1", 450)});
  Outcome first, again;
  EXPECT_THAT(engine->Commit(event, {}, &first), IsOk());
  fails = false;
  EXPECT_THAT(engine->Commit(event, {}, &again), IsOk());
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.answer, first.answer);
  ASSERT_EQ(again.answer.decision.failed.size(), 1u);
  EXPECT_EQ(again.answer.decision.failed[0],
            (FailedRule{"beans", Reason::kCallbackFailed,
                        "f() failed: 'not now'", 14}));
}

}  // namespace
}  // namespace patron
