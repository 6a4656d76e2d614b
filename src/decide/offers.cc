// Which rewards a member could take now, and what is missing for the others.
//
// What is said is what deciding again has shown, as of near misses: with the
// reward taken at a price, beside what the basket takes already. So an offer is
// kept when it is taken, and the reason is the refusal that taking it would
// meet.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "decide/deciding_impl.h"
#include "decide/purse.h"
#include "decide/rewards.h"
#include "patron/error.h"

namespace patron {
namespace {

// How often the event is decided again for all offers together, and how many
// lines that may be: what is not found by then is not said.
constexpr int64_t kDecisionsMax = 1000;
constexpr int64_t kLinesDecidedMax = 100'000;

class Offering {
 public:
  Offering(const Plan& plan, Work& work)
      : plan_(plan),
        work_(work),
        purse_(work.plan.program(), work.facts),
        changed_(work.event) {
    const int64_t lines =
        std::max<int64_t>(1, static_cast<int64_t>(work.line_count()));
    decisions_left_ = std::min(kDecisionsMax, kLinesDecidedMax / lines);
    // They are there, or the decision would have been refused; only points
    // that pay may not be, which is seen when they are posted.
    for (const RewardTaken& taken : work.decision.rewards) {
      (void)purse_.Take(taken.currency, taken.points.units);
    }
    for (const PointsPaid& paid : work.decision.paid_by_points) {
      (void)purse_.Take(paid.currency, paid.points.units);
    }
  }

  void Run() {
    const std::vector<Reward>& rewards = work_.plan.program().rewards;
    for (size_t r = 0; r < rewards.size(); ++r) {
      const auto rule =
          static_cast<uint32_t>(work_.plan.program().rules.size() + r);
      if (rewards[r].automatic || FindTaken(work_, rule) != nullptr) continue;
      RewardOffer offer = OfferOf(rewards[r]);
      if (decisions_left_ < 0) return;
      work_.decision.offers.Add() = std::move(offer);
    }
  }

 private:
  RewardOffer OfferOf(const Reward& reward) {
    const int64_t most = purse_.Most(reward.currency);
    RewardOffer offer;
    offer.reward = reward.id;
    offer.text = reward.text;
    offer.currency = reward.currency;
    const auto take = [&](size_t price) {
      offer.price = static_cast<int64_t>(price) + 1;
      offer.points = reward.prices[price].points;
      offer.pay = reward.prices[price].pay.value_or(Money());
      offer.missing.units = std::max<int64_t>(0, offer.points.units - most);
    };
    size_t least = 0;
    for (size_t p = 0; p < reward.prices.size(); ++p) {
      const int64_t points = reward.prices[p].points.units;
      if (points < reward.prices[least].points.units) least = p;
      if (points > most) continue;
      take(p);
      offer.times = TimesOf(reward, offer.price,
                            std::min(reward.times_max, most / points));
      if (offer.times > 0) {
        offer.why.clear();
        return offer;
      }
    }
    take(least);
    (void)IsGiven(reward, offer.price, 1, &offer.why);
    return offer;
  }

  // As often as can be, at most `limit`.
  int64_t TimesOf(const Reward& reward, int64_t price, int64_t limit) {
    std::string why;
    if (!IsGiven(reward, price, 1, &why)) return 0;
    int64_t given = 1;
    if (limit > 1 && IsGiven(reward, price, limit, &why)) return limit;
    while (limit - given > 1 && decisions_left_ > 0) {
      const int64_t middle = given + (limit - given) / 2;
      (IsGiven(reward, price, middle, &why) ? given : limit) = middle;
    }
    return given;
  }

  // Says in `why` why not, but for points that are missing.
  bool IsGiven(const Reward& reward, int64_t price, int64_t count,
               std::string* why) {
    why->clear();
    if (--decisions_left_ < 0) return false;
    changed_.basket.rewards = work_.event.basket.rewards;
    changed_.basket.rewards.push_back({reward.id, count, price});
    const absl::Status status =
        Decide(plan_, changed_, work_.facts, {false, work_.options.without},
               again_, &decision_);
    if (!status.ok()) {
      if (ReasonOf(status) != Reason::kInsufficientPoints) {
        *why = MessageOf(status);
        const std::string head =
            "reward " + Quote(reward.id) + " cannot be given: ";
        if (why->starts_with(head)) why->erase(0, head.size());
      }
      return false;
    }
    for (const RewardTaken& taken : decision_.rewards) {
      if (taken.reward != reward.id) continue;
      if (taken.lost_to.empty()) return true;
      *why = Quote(taken.lost_to) + " takes its place";
    }
    return false;
  }

  const Plan& plan_;
  Work& work_;
  Purse purse_;
  int64_t decisions_left_ = 0;
  Deciding again_;
  Decision decision_;
  Event changed_;
};

}  // namespace

void FindOffers(const Plan& plan, Work& work) {
  if (work.event.member.empty() || !HasOffers(work)) return;
  Offering(plan, work).Run();
}

}  // namespace patron
