#include "program/check_automatic.h"

#include <map>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/quote.h"
#include "model/points_of.h"
#include "model/span.h"

namespace patron {
namespace {

// What an automatic reward gives, where it gives points at all.
const FixedPoints* GivenBy(const Reward& reward) {
  return reward.then.size() == 1
             ? std::get_if<FixedPoints>(&reward.then[0].what)
             : nullptr;
}

class AutomaticChecker {
 public:
  AutomaticChecker(const Program& program, const Reward& reward,
                   const std::string& path, Report* report)
      : program_(program), reward_(reward), path_(path), report_(*report) {}

  void Run() {
    if (!IsCalendarPeriod(reward_.automatic->every)) {
      Fail(".automatic.every", "expected day, week, month, quarter or year");
    }
    CheckTaken();
    CheckFrom();
    CheckGiven();
    CheckLeftOut();
  }

 private:
  void Fail(const std::string& field, std::string message) {
    report_.Fail(Reason::kBadValue, path_ + field, std::move(message));
  }

  // Points that cannot be taken together, or not at all.
  void CheckTaken() {
    if (reward_.prices.size() > 1) {
      Fail(".prices",
           "nobody is there to choose when it is given by itself: an automatic "
           "reward has one price");
    }
    const PointsCurrency* const points = FindPoints(program_, reward_.currency);
    if (points == nullptr) return;
    if (points->status) {
      Fail(".currency", "status points are never spent: take others");
    }
    if (points->apart) {
      Fail(".currency", "points of " + Quote(points->id) +
                            " do not combine (apart: " +
                            std::string(PeriodUnitName(*points->apart)) +
                            "), and a statement takes all together: leave out "
                            "'apart'");
    }
  }

  void CheckFrom() {
    if (!reward_.automatic->from || reward_.prices.size() != 1) return;
    const Points price = reward_.prices[0].points;
    if (*reward_.automatic->from >= price) return;
    const PointsCurrency* const points = FindPoints(program_, reward_.currency);
    const int decimals = points == nullptr ? 0 : points->decimals;
    Fail(".automatic.from", FormatPoints(*reward_.automatic->from, decimals) +
                                " points do not suffice for the price of " +
                                FormatPoints(price, decimals) +
                                ": write as many or more, or leave 'from' out");
  }

  void CheckGiven() {
    if (GivenBy(reward_) == nullptr) {
      return Fail(".then",
                  "a statement has no basket to act on: an automatic reward "
                  "gives points of another currency, one effect 'fixed_points'"
                  ", and nothing else");
    }
    Effect bare;
    bare.what = *GivenBy(reward_);
    if (reward_.then[0] == bare) return;
    Fail(".then[0]",
         "a statement has no basket: leave out funders, caps, floors and what "
         "else is about one");
  }

  void CheckLeftOut() {
    const std::pair<bool, std::string_view> fields[] = {
        {!reward_.unit.empty(), "unit"},
        {!reward_.when.empty(), "when"},
        {reward_.schedule != Schedule(), "schedule"},
        {!reward_.limits.empty(), "limits"},
        {reward_.stock.has_value(), "stock"},
        {reward_.times_max != 1, "times_max"},
        {reward_.priority != 0, "priority"},
        {!reward_.group.empty(), "group"},
        {!reward_.budget.empty(), "budget"},
    };
    for (const auto& [is, field] : fields) {
      if (!is) continue;
      Fail("." + std::string(field),
           "an automatic reward is given at a statement, as often as the "
           "points suffice, and no basket takes it: leave " +
               Quote(field) + " out");
    }
  }

  const Program& program_;
  const Reward& reward_;
  const std::string& path_;
  Report& report_;
};

}  // namespace

void CheckAutomatic(const Program& program, const Reward& reward,
                    const std::string& path, Report* report) {
  AutomaticChecker(program, reward, path, report).Run();
}

void CheckChains(const Program& program, Report* report) {
  // By currency, what its points become.
  std::map<std::string_view, size_t> rewards;
  for (size_t i = 0; i < program.rewards.size(); ++i) {
    const Reward& reward = program.rewards[i];
    if (!reward.automatic) continue;
    const auto [first, is_new] = rewards.emplace(reward.currency, i);
    if (is_new) continue;
    report->Fail(Reason::kBadValue, At("rewards", i) + ".currency",
                 "points of " + Quote(reward.currency) + " are taken for " +
                     Quote(program.rewards[first->second].id) +
                     " already: a currency has one automatic reward");
  }
  std::vector<bool> seen(program.rewards.size(), false);
  for (const auto& [start, first] : rewards) {
    std::vector<size_t> way;
    auto at = rewards.find(start);
    while (at != rewards.end() && !seen[at->second]) {
      seen[at->second] = true;
      way.push_back(at->second);
      const FixedPoints* const given = GivenBy(program.rewards[at->second]);
      at = given == nullptr ? rewards.end() : rewards.find(given->currency);
    }
    if (at == rewards.end()) continue;
    // Where the way meets itself there is a cycle; else it was seen before.
    std::string cycle;
    for (const size_t reward : way) {
      if (cycle.empty() && reward != at->second) continue;
      cycle += program.rewards[reward].currency + " -> ";
    }
    if (cycle.empty()) continue;
    report->Fail(Reason::kBadValue,
                 At("rewards", at->second) + ".then[0].fixed_points.currency",
                 "points would go round for ever: " + cycle +
                     program.rewards[at->second].currency);
  }
}

}  // namespace patron
