// Every unit is an entry of a list, every try a copy, every sum taken anew.

#include "tests/decide/slow_till.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "patron/split.h"

namespace patron::testing {
namespace {

struct Unit {
  size_t line = 0;
  int64_t list = 0;
  int64_t left = 0;
  int64_t floor = 0;
};

// What takes part in a split.
struct Part {
  int64_t weight = 0;
  int64_t room = 0;
  int64_t given = 0;
  bool full = false;
};

// By largest remainder, ties to who stands first. Whose exact part is more than
// its room gets the room, and the rest is split over the others.
void SplitOver(int64_t amount, std::vector<Part>& parts) {
  int64_t weight = 0;
  const auto rest = [&] {
    int64_t left = amount;
    weight = 0;
    for (const Part& part : parts) {
      if (part.full) left -= part.given;
      if (!part.full) weight += part.weight;
    }
    return left;
  };
  int64_t left = rest();
  for (bool again = true; again;) {
    again = false;
    std::vector<Part*> binding;
    for (Part& part : parts) {
      if (!part.full && left * part.weight > part.room * weight) {
        binding.push_back(&part);
      }
    }
    for (Part* part : binding) {
      part->full = again = true;
      part->given = part->room;
    }
    left = rest();
  }
  if (weight == 0) return;
  std::vector<std::pair<int64_t, size_t>> cut;  // largest first
  int64_t over = left;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].full) continue;
    parts[i].given = left * parts[i].weight / weight;
    over -= parts[i].given;
    cut.push_back({-(left * parts[i].weight % weight), i});
  }
  std::sort(cut.begin(), cut.end());
  for (size_t i = 0; static_cast<int64_t>(i) < over; ++i) {
    ++parts[cut[i].second].given;
  }
}

// Half away from zero; of nothing negative.
int64_t PercentOf(int64_t minor, Rate rate) {
  return (minor * rate.billionths + Rate::kOne / 2) / Rate::kOne;
}

struct Member {
  int32_t priority = 0;
  std::string id;
  const Rule* rule = nullptr;
  const Group* group = nullptr;
};

// Line discounts, then basket discounts.
bool IsOfLines(const Effect& effect) {
  return !std::visit(
      [](const auto& e) {
        if constexpr (requires { e.of; }) {
          return e.of.empty();
        } else {
          return true;
        }
      },
      effect.what);
}

class Till {
 public:
  Till(const Program& program,
       const std::map<std::string, PlainCondition>& conditions,
       const Event& event)
      : program_(program), conditions_(conditions), event_(event) {
    for (size_t i = 0; i < event.basket.lines.size(); ++i) AddLine(i);
  }

  SlowAnswer Run() {
    for (const bool lines : {true, false}) Take(nullptr, lines);
    SlowAnswer answer;
    answer.off = state_.off;
    answer.paid.resize(event_.basket.lines.size());
    for (const Unit& unit : state_.units) {
      answer.paid[unit.line].push_back(unit.left);
    }
    return answer;
  }

 private:
  // All that a try may change.
  struct State {
    std::vector<Unit> units;
    std::map<std::tuple<std::string, uint32_t>, int64_t> off;
    std::set<std::string> out;      // rules that get no turn any more
    std::set<std::string> visited;  // groups whose exclusive rules were tried
    std::map<std::string, bool> holds;  // told once, at a rule's first turn
  };

  void AddLine(size_t index) {
    const Line& line = event_.basket.lines[index];
    const int64_t count = line.quantity.units();
    // The first units get the larger parts.
    const auto even = [&](int64_t minor, int64_t u) {
      return minor / count + (u < minor % count ? 1 : 0);
    };
    for (int64_t u = 0; u < count; ++u) {
      const int64_t price = even(line.amount.minor, u);
      const int64_t floor = line.floor ? even(line.floor->minor, u) : 0;
      state_.units.push_back({index, price, price, floor});
    }
  }

  [[nodiscard]] int64_t Left() const {
    int64_t left = 0;
    for (const Unit& unit : state_.units) left += unit.left;
    return left;
  }

  [[nodiscard]] bool IsIn(const Rule& rule, const Group* group) const {
    return rule.group == (group == nullptr ? "" : group->id);
  }

  // Whether a rule or a group has something in the phase.
  [[nodiscard]] bool Acts(const Rule& rule, bool lines) const {
    return std::any_of(
        rule.then.begin(), rule.then.end(),
        [&](const Effect& effect) { return IsOfLines(effect) == lines; });
  }
  [[nodiscard]] std::vector<Member> Members(const Group* group,
                                            bool lines) const {
    std::vector<Member> members;
    for (const Rule& rule : program_.rules) {
      if (!IsIn(rule, group) || !Acts(rule, lines)) continue;
      members.push_back({rule.priority, rule.id, &rule, nullptr});
    }
    for (const Group& inner : program_.groups) {
      if (inner.group != (group == nullptr ? "" : group->id)) continue;
      if (Members(&inner, lines).empty()) continue;
      members.push_back({inner.priority, inner.id, nullptr, &inner});
    }
    std::sort(members.begin(), members.end(),
              [](const Member& a, const Member& b) {
                return std::tie(a.priority, a.id) < std::tie(b.priority, b.id);
              });
    return members;
  }

  void LeaveOut(const Group* group, const Rule& but) {
    for (const Rule& rule : program_.rules) {
      if (IsIn(rule, group) && rule.id != but.id) state_.out.insert(rule.id);
    }
    for (const Group& inner : program_.groups) {
      if (inner.group == (group == nullptr ? "" : group->id)) {
        LeaveOut(&inner, but);
      }
    }
  }

  // "An exclusive rule is tried before the others of its group and leaves no
  // other discount of it."
  void TryExclusive(const Group* group) {
    if (!state_.visited.insert(group == nullptr ? "" : group->id).second) {
      return;
    }
    std::vector<Member> exclusive;
    for (const Rule& rule : program_.rules) {
      if (!IsIn(rule, group) || !rule.exclusive) continue;
      exclusive.push_back({rule.priority, rule.id, &rule, nullptr});
    }
    std::sort(exclusive.begin(), exclusive.end(),
              [](const Member& a, const Member& b) {
                return std::tie(a.priority, a.id) < std::tie(b.priority, b.id);
              });
    for (const Member& member : exclusive) {
      const State entry = state_;
      for (const bool lines : {true, false}) TakeRule(*member.rule, lines);
      const bool takes = !(state_.off == entry.off);
      const std::map<std::string, bool> holds = state_.holds;
      state_ = entry;
      state_.holds = holds;
      if (!takes) continue;
      LeaveOut(group, *member.rule);
      return;
    }
  }

  void Take(const Group* group, bool lines) {
    TryExclusive(group);
    const std::vector<Member> members = Members(group, lines);
    const GroupMode mode = group == nullptr ? GroupMode::kStack : group->mode;
    if (mode == GroupMode::kStack) {
      for (const Member& member : members) Take(member, lines);
    } else if (group->scope == GroupScope::kUnit) {
      TakeByUnit(*group, members, lines);
    } else {
      TakeOne(*group, members, lines);
    }
  }

  void Take(const Member& member, bool lines) {
    if (member.rule != nullptr) {
      TakeRule(*member.rule, lines);
    } else {
      Take(member.group, lines);
    }
  }

  // first, best and lowest, of the whole basket.
  void TakeOne(const Group& group, const std::vector<Member>& members,
               bool lines) {
    const State entry = state_;
    std::optional<std::tuple<int64_t, size_t>> least;  // smaller wins
    State winner = entry;
    for (const Member& member : members) {
      state_ = entry;
      const int64_t before = Left();
      const size_t fired = RulesFired();
      Take(member, lines);
      const int64_t off = before - Left();
      if (off == 0) continue;
      const int64_t worth = group.mode == GroupMode::kBest     ? -off
                            : group.mode == GroupMode::kLowest ? off
                                                               : 0;
      const std::tuple<int64_t, size_t> key{
          worth, group.mode == GroupMode::kFirst ? 0 : RulesFired() - fired};
      if (least && key >= *least) continue;
      least = key;
      winner = state_;
    }
    state_ = winner;
  }

  [[nodiscard]] size_t RulesFired() const {
    std::set<std::string> rules;
    for (const auto& [key, amount] : state_.off) rules.insert(std::get<0>(key));
    return rules.size();
  }

  // Every rule is tried on all; then each unit takes the part of one.
  void TakeByUnit(const Group& group, const std::vector<Member>& members,
                  bool lines) {
    const State entry = state_;
    std::vector<State> tried;
    for (const Member& member : members) {
      state_ = entry;
      Take(member, lines);
      tried.push_back(state_);
    }
    state_ = entry;
    for (size_t u = 0; u < state_.units.size(); ++u) {
      int64_t chosen = 0;
      size_t by = 0;
      for (size_t m = 0; m < members.size(); ++m) {
        const int64_t off = entry.units[u].left - tried[m].units[u].left;
        const bool better = chosen == 0 ||
                            (group.mode == GroupMode::kBest && off > chosen) ||
                            (group.mode == GroupMode::kLowest && off < chosen);
        if (off == 0 || !better) continue;
        chosen = off;
        by = m;
      }
      if (chosen == 0) continue;
      state_.units[u].left -= chosen;
      state_.off[{members[by].id, 0}] += chosen;
    }
  }

  bool Holds(const Rule& rule) {
    const auto known = state_.holds.find(rule.id);
    if (known != state_.holds.end()) return known->second;
    int64_t list = 0;
    for (const Unit& unit : state_.units) list += unit.list;
    const PlainCondition& condition = conditions_.at(rule.id);
    const int64_t is = condition.of == PlainCondition::Of::kTotal       ? Left()
                       : condition.of == PlainCondition::Of::kListTotal ? list
                       : condition.of == PlainCondition::Of::kUnits
                           ? static_cast<int64_t>(state_.units.size())
                           : 0;
    return state_.holds[rule.id] = is >= condition.least;
  }

  void TakeRule(const Rule& rule, bool lines) {
    if (state_.out.contains(rule.id) || !Acts(rule, lines) || !Holds(rule)) {
      return;
    }
    for (uint32_t e = 0; e < rule.then.size(); ++e) {
      if (IsOfLines(rule.then[e]) != lines) continue;
      const int64_t off = TakeEffect(rule, rule.then[e]);
      if (off > 0) state_.off[{rule.id, e}] += off;
    }
  }

  [[nodiscard]] bool IsOf(const Effect& effect, const std::string& of,
                          const Line& line) const {
    if (line.kind != LineKind::kSale || line.not_discountable) return false;
    if (effect.not_on_reduced && line.on_sale) return false;
    return of.empty() || of == "all" || line.category == of;
  }

  // An offer of so much, over units that are each worth something in it.
  struct Offer {
    int64_t amount = 0;
    std::vector<int64_t> weight;  // by unit of the till
    std::vector<int64_t> room;
    bool on_original = false;
  };

  int64_t TakeEffect(const Rule& rule, const Effect& effect) {
    Offer offer = MakeOffer(rule, effect);
    if (effect.cap) offer.amount = std::min(offer.amount, effect.cap->minor);
    const int64_t before = Left();
    SplitOverLines(offer);
    return before - Left();
  }

  Offer MakeOffer(const Rule& rule, const Effect& effect) {
    Offer offer;
    const size_t units = state_.units.size();
    offer.weight.resize(units);
    offer.room.resize(units);
    const std::string of = std::visit(
        [](const auto& e) {
          if constexpr (requires { e.of; }) {
            return e.of;
          } else {
            return std::string();
          }
        },
        effect.what);
    for (const Group& group : program_.groups) {
      if (group.id == rule.group) offer.on_original = group.of_original;
    }
    const auto* percent = std::get_if<PercentOff>(&effect.what);
    const auto* price = std::get_if<FixedPrice>(&effect.what);
    const auto* amount = std::get_if<AmountOff>(&effect.what);
    offer.on_original = offer.on_original && percent != nullptr;
    for (size_t u = 0; u < units; ++u) {
      const Unit& unit = state_.units[u];
      if (!IsOf(effect, of, event_.basket.lines[unit.line])) continue;
      if (unit.left == 0) continue;
      int64_t floor = unit.floor;
      if (effect.floor) {
        // No unit goes below the share: rounded up.
        const int64_t share = unit.list * effect.floor->billionths;
        floor = std::max(floor, (share + Rate::kOne - 1) / Rate::kOne);
      }
      offer.weight[u] = offer.on_original ? unit.list : unit.left;
      offer.room[u] = std::max<int64_t>(0, unit.left - floor);
      if (price == nullptr) continue;
      offer.weight[u] = std::max<int64_t>(0, unit.left - price->price.minor);
      offer.room[u] = std::min(offer.room[u], offer.weight[u]);
    }
    const int64_t base =
        std::accumulate(offer.weight.begin(), offer.weight.end(), int64_t{0});
    offer.amount = percent != nullptr  ? PercentOf(base, percent->rate)
                   : amount != nullptr ? std::min(amount->amount.minor, base)
                                       : base;
    return offer;
  }

  // Over lines, ties by id; then over each one's units, ties to the earlier.
  // What is of original prices is each unit's own: clamped to what remains of
  // it, and no other's for that.
  void SplitOverLines(const Offer& offer) {
    const std::vector<Line>& lines = event_.basket.lines;
    std::vector<size_t> order(lines.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return IdLess(lines[a].id, lines[b].id);
    });
    std::vector<Part> of_lines;
    std::vector<std::vector<size_t>> members;
    for (const size_t line : order) {
      Part& part = of_lines.emplace_back();
      std::vector<size_t>& own = members.emplace_back();
      for (size_t u = 0; u < state_.units.size(); ++u) {
        if (state_.units[u].line != line) continue;
        own.push_back(u);
        part.weight += offer.weight[u];
        part.room += offer.on_original ? offer.weight[u] : offer.room[u];
      }
    }
    SplitOver(offer.amount, of_lines);
    for (size_t l = 0; l < of_lines.size(); ++l) {
      std::vector<Part> of_units;
      for (const size_t u : members[l]) {
        of_units.push_back({offer.weight[u], offer.on_original
                                                 ? offer.weight[u]
                                                 : offer.room[u]});
      }
      SplitOver(of_lines[l].given, of_units);
      for (size_t i = 0; i < of_units.size(); ++i) {
        const size_t u = members[l][i];
        state_.units[u].left -= std::min(of_units[i].given, offer.room[u]);
      }
    }
  }

  const Program& program_;
  const std::map<std::string, PlainCondition>& conditions_;
  const Event& event_;
  State state_;
};

}  // namespace

std::string PlainCondition::Text() const {
  const std::string cents = std::to_string(least % 100);
  const std::string money = "money(\"" + std::to_string(least / 100) + "." +
                            (cents.size() < 2 ? "0" : "") + cents + "\")";
  switch (of) {
    case Of::kNothing:
      return "";
    case Of::kTotal:
      return "basket.total >= " + money;
    case Of::kListTotal:
      return "basket.list_total >= " + money;
    case Of::kUnits:
      return "basket.units >= " + std::to_string(least);
  }
  return "";
}

SlowAnswer SlowTill(const Program& program,
                    const std::map<std::string, PlainCondition>& conditions,
                    const Event& event) {
  return Till(program, conditions, event).Run();
}

}  // namespace patron::testing
