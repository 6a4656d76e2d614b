#include "tests/engine/history_run.h"

#include <iostream>
#include <utility>

#include "patron/text.h"

namespace patron::testing {
namespace {

std::vector<const Plan*> PointersTo(const Plans& plans) {
  std::vector<const Plan*> pointers;
  for (const auto& plan : plans) pointers.push_back(plan.get());
  return pointers;
}

void Tell(int64_t number, const Step& step) {
  std::cerr << "step " << number << ": ";
  if (step.kind == Step::Kind::kEndOfDay) {
    std::cerr << "end of day " << FormatInstant(step.until) << "\n";
  } else {
    std::cerr << PrintEventJson(step.event, JsonStyle::kLine) << "\n";
  }
}

}  // namespace

Shop OpenShop(const Plans& plans, std::unique_ptr<Store> store,
              std::unique_ptr<KeepingCodec> codec) {
  Shop shop;
  shop.inner = std::move(store);
  shop.codec = std::move(codec);
  auto forwarding = std::make_unique<ForwardingStore>(*shop.inner);
  shop.store = forwarding.get();
  const Codec& used = shop.codec ? *shop.codec : ProtobufCodec();
  auto engine = Engine::Open({std::move(forwarding), &used});
  EXPECT_THAT(engine, IsOk());
  shop.engine = *std::move(engine);
  for (const auto& plan : plans) {
    EXPECT_THAT(shop.engine->Activate(plan), IsOk());
  }
  return shop;
}

void CloseShop(Shop& shop) {
  shop.engine.reset();
  shop.inner.reset();
}

absl::Status Do(const Step& step, Engine& engine) {
  if (step.kind == Step::Kind::kEndOfDay) {
    return engine.EndOfDay(step.until).status();
  }
  Outcome outcome;
  return engine.Commit(step.event, {}, &outcome);
}

void DoAll(std::span<const Step> steps, Engine& engine) {
  for (const Step& step : steps) ASSERT_THAT(Do(step, engine), IsOk());
}

Step CommitOf(const Event& event) {
  Step step;
  step.event = event;
  return step;
}

Step EndOf(Instant until) {
  Step step;
  step.kind = Step::Kind::kEndOfDay;
  step.until = until;
  return step;
}

Played::Played(const Plans& plans, const HistoryOptions& options,
               std::mt19937_64& random, Shop shop, bool told)
    : shop_(std::move(shop)),
      slow_(PointersTo(plans)),
      history_(random, plans[0]->program(), options),
      told_(told) {
  if (!told_) return;
  for (const auto& plan : plans) {
    std::cerr << PrintProgram(plan->program(), TextFormat::kYaml) << "\n";
  }
}

void Played::Play(int64_t steps) {
  for (int64_t i = 0; i < steps; ++i) {
    const Step step = history_.Next(slow_);
    if (told_) Tell(i, step);
    Take(step);
    slow_.Compare(*shop_.store);
    ASSERT_THAT(slow_.problems(), ::testing::IsEmpty()) << "after step " << i;
  }
}

void Played::AddTo(Tally* tally) const {
  tally->steps += std::ssize(done_);
  tally->refused += refused_;
  tally->late += slow_.late();
  tally->mixed += slow_.mixed();
  tally->transferred += slow_.transferred();
  tally->pulled += slow_.pulled();
  for (const SlowOrder& order : slow_.orders()) {
    tally->paid += !order.redeemed.empty();
    tally->restored += !order.redeemed.empty() && order.returns > 0;
    tally->voided += order.voided;
    tally->exchanged += order.bought.kind == EventKind::kExchange;
    tally->took_rewards += !order.decision.rewards.empty();
    tally->rewards_back += !order.decision.rewards.empty() && order.returns > 0;
    tally->open += order.AnyOpen();
    for (const FiredEffect& effect : order.decision.effects) {
      tally->stamped += !effect.stamps.empty();
    }
  }
  for (const SlowHold& hold : slow_.holds()) {
    tally->held_points += !hold.points.empty();
    tally->held_uses += !hold.uses.empty();
    tally->consumed += hold.state == HoldState::kConsumed;
    tally->cancelled += hold.state == HoldState::kCancelled;
    tally->lapsed_holds += hold.state == HoldState::kLapsed;
  }
  EXPECT_THAT(shop_.store->ForEachAccount([&](const AccountState& account) {
    for (const Lot& lot : account.lots) {
      tally->owing += lot.shortfall > 0;
      tally->lapsed += lot.expired > 0;
      tally->lapsed_idle += lot.expired > 0 && lot.sliding;
      tally->collected += lot.collected > 0;
      tally->given += lot.origin == LotOrigin::kReward;
    }
    return absl::OkStatus();
  }),
              IsOk());
}

void Played::Take(const Step& step) {
  if (step.kind == Step::Kind::kEndOfDay) {
    ASSERT_THAT(Do(step, *shop_.engine), IsOk());
    slow_.EndOfDay(step.until);
    done_.push_back(step);
    return;
  }
  Outcome quoted;
  const absl::Status quote = shop_.engine->Quote(step.event, {}, &quoted);
  Outcome outcome;
  const absl::Status status = shop_.engine->Commit(step.event, {}, &outcome);
  if (!outcome.duplicate && ReasonOf(status) != Reason::kOtherContent) {
    EXPECT_EQ(quote, status);
    EXPECT_EQ(quoted.answer, outcome.answer);
  }
  if (step.kind == Step::Kind::kAgain && status.ok() && outcome.duplicate) {
    EXPECT_EQ(outcome.answer, answers_[outcome.event]);
    return;
  }
  if (status.ok()) {
    answers_[outcome.event] = outcome.answer;
    slow_.Take(step.event, outcome);
    done_.push_back(step);
    return;
  }
  ++refused_;
  Event event = step.event;
  if (ReasonOf(status) == Reason::kBadValue &&
      slow_.NamesHoldOfAnother(event)) {
    return;
  }
  const bool pays = !event.basket.tenders.empty();
  if (ReasonOf(status) != Reason::kBadValue || !pays) {
    slow_.TakeRefused(event, ReasonOf(status));
    return;
  }
  // More than there is to pay: without points it can be bought.
  event.basket.tenders.clear();
  const absl::Status without = shop_.engine->Quote(event, {}, &outcome);
  if (ReasonOf(without) == Reason::kRewardNotGiven ||
      ReasonOf(without) == Reason::kInsufficientPoints) {
    EXPECT_FALSE(event.basket.rewards.empty());
    return;
  }
  ASSERT_THAT(without, IsOk());
  EXPECT_GT(slow_.WorthOf(step.event), outcome.answer.decision.pay_total.minor)
      << status;
}

}  // namespace patron::testing
