#include "decide/purse.h"

#include <algorithm>

namespace patron {
namespace {

int64_t LapsedOf(std::string_view currency, const Facts& facts) {
  for (const PointsTotal& lapsed : facts.lapsed) {
    if (lapsed.currency == currency) return lapsed.points.units;
  }
  return 0;
}

}  // namespace

Purse::Purse(const Program& program, const Facts& facts) {
  // Where the runs are there, they are all of it.
  std::string_view currency;
  int64_t part = 0;
  for (const PointsRun& run : facts.runs) {
    if (run.currency != currency || run.part != part) {
      parts_.push_back({run.currency, 0, {}});
    }
    currency = run.currency;
    part = run.part;
    Part& last = parts_.back();
    last.points = AddUpToMost(last.points, run.points.units);
    last.runs.push_back({run.points.units, run.pays_micros});
  }
  const auto has_runs = [&](const std::string& id) {
    return std::any_of(
        facts.runs.begin(), facts.runs.end(),
        [&](const PointsRun& run) { return run.currency == id; });
  };
  for (const PointsTotal& period : facts.apart) {
    if (has_runs(period.currency)) continue;
    parts_.push_back({period.currency, period.points.units, {}});
  }
  for (const PointsCurrency& points : program.points) {
    if (points.apart || has_runs(points.id)) continue;
    int64_t sum = LapsedOf(points.id, facts);
    for (const Balance& balance : facts.balances) {
      if (balance.currency != points.id) continue;
      sum = AddUpToMost(sum, balance.available.units);
    }
    parts_.push_back({points.id, sum, {}});
  }
}

// The first of those that have most.
size_t Purse::Find(std::string_view currency) const {
  size_t most = parts_.size();
  for (size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].currency != currency) continue;
    if (most == parts_.size() || parts_[most].points < parts_[i].points) {
      most = i;
    }
  }
  return most;
}

int64_t Purse::Most(std::string_view currency) const {
  const size_t at = Find(currency);
  return at == parts_.size() ? 0 : parts_[at].points;
}

bool Purse::Take(std::string_view currency, int64_t points) {
  if (Most(currency) < points) return false;
  (void)Pay(currency, points);
  return true;
}

std::vector<NumberOf> Purse::Pay(std::string_view currency, int64_t points) {
  std::vector<NumberOf> paid;
  const size_t at = Find(currency);
  if (at == parts_.size()) return paid;
  Part& part = parts_[at];
  part.points -= points;
  size_t spent = 0;
  for (NumberOf& run : part.runs) {
    const int64_t taken = std::min(points, run.number);
    if (taken > 0) paid.push_back({taken, run.each});
    run.number -= taken;
    points -= taken;
    if (run.number > 0) break;
    ++spent;
  }
  part.runs.erase(part.runs.begin(),
                  part.runs.begin() + static_cast<int64_t>(spent));
  return paid;
}

}  // namespace patron
