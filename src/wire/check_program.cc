// What a program must hold before anybody compiles it: everything that can be
// said without looking into an expression. References between objects are the
// plan's.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/quote.h"
#include "patron/points.h"
#include "wire/program_checks.h"
#include "wire/values.h"

namespace patron::wire {
namespace {

class Checker : public ProgramChecks {
 public:
  using ProgramChecks::ProgramChecks;

  void Run() {
    Need(program_.id, root_.At("program"));
    Need(program_.version, root_.At("version"));
    if (!program_.currency.valid()) {
      Missing(root_.At("currency"), "an ISO 4217 code such as EUR");
    }
    Stores();
    Points();
    Attributes();
    Named();
    Ids rules;
    Shared(rules);
    for (size_t i = 0; i < program_.rules.size(); ++i) {
      const Path path = root_.At("rules", i);
      Unique(program_.rules[i].id, path.At("id"), rules);
      CheckRule(program_.rules[i], path);
    }
    for (size_t i = 0; i < program_.rewards.size(); ++i) {
      const Path path = root_.At("rewards", i);
      Unique(program_.rewards[i].id, path.At("id"), rules);
      CheckReward(program_.rewards[i], path);
    }
  }

 private:
  void Stores() {
    Ids ids;
    for (size_t i = 0; i < program_.stores.size(); ++i) {
      Unique(program_.stores[i].id, root_.At("stores", i).At("id"), ids);
    }
  }

  void Points() {
    Ids ids;
    for (size_t i = 0; i < program_.points.size(); ++i) {
      const PointsCurrency& points = program_.points[i];
      const Path path = root_.At("points", i);
      Unique(points.id, path.At("id"), ids);
      if (points.decimals < 0 || points.decimals > kPointsDecimalsMax) {
        Say(Reason::kBadValue, path.At("decimals"),
            std::to_string(points.decimals) +
                " decimals cannot be kept: expected 0 to " +
                std::to_string(kPointsDecimalsMax));
      }
      if (points.value) {
        NotNegative(points.value->micros, path.At("value"),
                    FormatUnitPrice(*points.value));
      }
      if (points.pays) {
        NotNegative(points.pays->micros, path.At("pays"),
                    FormatUnitPrice(*points.pays));
      }
      if (points.pending) CheckSpan(*points.pending, path.At("pending"));
      if (points.expires) {
        CheckSpan(points.expires->after, path.At("expires").At("after"));
      }
    }
  }

  void CheckSpan(Span span, const Path& path) {
    if (span.count >= 1) return;
    Say(Reason::kBadValue, path,
        std::to_string(span.count) +
            " is no length of time: expected 1 or "
            "more");
  }

  void Attributes() {
    std::map<Attribute::Owner, Ids> owners;
    for (size_t i = 0; i < program_.attributes.size(); ++i) {
      const Attribute& attribute = program_.attributes[i];
      Unique(attribute.name, root_.At("attributes", i).At("name"),
             owners[attribute.owner]);
    }
  }

  void Named() {
    Ids selections;
    for (size_t i = 0; i < program_.selections.size(); ++i) {
      const Path path = root_.At("selections", i);
      Unique(program_.selections[i].id, path.At("id"), selections);
      Need(program_.selections[i].where, path.At("where"));
    }
    Ids segments;
    for (size_t i = 0; i < program_.segments.size(); ++i) {
      const Path path = root_.At("segments", i);
      Unique(program_.segments[i].id, path.At("id"), segments);
      Need(program_.segments[i].when, path.At("when"));
    }
    Ids ladders;
    for (size_t i = 0; i < program_.tiers.size(); ++i) {
      const Path path = root_.At("tiers", i);
      Unique(program_.tiers[i].id, path.At("id"), ladders);
      Ids levels;
      for (size_t l = 0; l < program_.tiers[i].levels.size(); ++l) {
        const Path level = path.At("levels", l);
        Unique(program_.tiers[i].levels[l].id, level.At("id"), levels);
        Need(program_.tiers[i].levels[l].when, level.At("when"));
      }
    }
  }

  void CheckDays(const std::optional<Date>& from,
                 const std::optional<Date>& until, const Path& path) {
    if (!from || !until || !(*until < *from)) return;
    Say(Reason::kBadDate, path.At("last_day"),
        "the last day " + FormatDate(*until) + " is before the first, " +
            FormatDate(*from));
  }

  // What rules share. Lists and rules have ids of one kind: decisions name
  // both.
  void Shared(Ids& rules) {
    Ids products;
    for (size_t i = 0; i < program_.products.size(); ++i) {
      const Product& product = program_.products[i];
      const Path path = root_.At("products", i);
      Unique(product.sku, path.At("sku"), products);
      if (product.value) NotNegative(*product.value, path.At("value"));
    }
    for (size_t i = 0; i < program_.price_lists.size(); ++i) {
      const Path path = root_.At("price_lists", i);
      Unique(program_.price_lists[i].id, path.At("id"), rules);
      CheckPrices(program_.price_lists[i], path);
    }
    Ids budgets;
    for (size_t i = 0; i < program_.budgets.size(); ++i) {
      const Path path = root_.At("budgets", i);
      Unique(program_.budgets[i].id, path.At("id"), budgets);
      NotNegative(program_.budgets[i].amount, path.At("amount"));
    }
    Ids groups;
    for (size_t i = 0; i < program_.groups.size(); ++i) {
      Unique(program_.groups[i].id, root_.At("groups", i).At("id"), groups);
    }
  }

  // Lists are long: a path is made only for what is wrong.
  void CheckPrices(const PriceList& list, const Path& path) {
    CheckDays(list.from, list.until, path);
    CheckFunders(list.funders, path);
    if (list.prices.empty()) Missing(path.At("prices"), "at least one price");
    std::unordered_map<std::string_view, size_t> skus;
    for (size_t i = 0; i < list.prices.size(); ++i) {
      const ListPrice& price = list.prices[i];
      const Path at = path.At("prices", i);
      NotNegative(price.price, at.At("price"));
      if (price.sku.empty()) {
        Missing(at.At("sku"), "");
        continue;
      }
      const auto [first, added] = skus.emplace(price.sku, i);
      if (added) continue;
      Say(Reason::kDuplicateId, at.At("sku"),
          Quote(price.sku) + " has a price already in " +
              path.At("prices", first->second).ToString() +
              ": remove one of them");
    }
  }

  void CheckRule(const Rule& rule, const Path& path) {
    CheckDays(rule.schedule.from, rule.schedule.until, path.At("schedule"));
    if (rule.then.empty()) Missing(path.At("then"), "at least one effect");
    for (size_t i = 0; i < rule.then.size(); ++i) {
      CheckEffect(program_, rule.then[i], path.At("then", i), problems_);
    }
    CheckLimits(rule.limits, path);
  }

  void CheckLimits(const std::vector<Limit>& limits, const Path& path) {
    for (size_t i = 0; i < limits.size(); ++i) {
      if (limits[i].uses >= 0) continue;
      const Path at = path.At("limits", i);
      Say(Reason::kBadValue, at.At("uses"),
          std::to_string(limits[i].uses) +
              " uses cannot be: expected 0 or more");
    }
  }

  void CheckReward(const Reward& reward, const Path& path) {
    Need(reward.currency, path.At("currency"));
    if (reward.prices.empty()) Missing(path.At("prices"), "what it costs");
    for (size_t i = 0; i < reward.prices.size(); ++i) {
      const RewardPrice& price = reward.prices[i];
      const Path at = path.At("prices", i);
      NotNegative(price.points.units, at.At("points"), "the number of points");
      if (price.pay) NotNegative(*price.pay, at.At("pay"));
    }
    if (reward.unit.empty() && reward.then.empty() &&
        !problems_.Has(path.At("unit").ToString())) {
      Missing(path.At("then"), "at least one effect, or 'unit'");
    }
    CheckDays(reward.schedule.from, reward.schedule.until, path.At("schedule"));
    for (size_t i = 0; i < reward.then.size(); ++i) {
      CheckEffect(program_, reward.then[i], path.At("then", i), problems_);
    }
    CheckLimits(reward.limits, path);
    if (reward.stock) {
      NotNegative(*reward.stock, path.At("stock"), "the stock");
    }
    if (reward.automatic && reward.automatic->from) {
      NotNegative(reward.automatic->from->units,
                  path.At("automatic").At("from"), "the number of points");
    }
  }

  const Path root_ = Path();
};

}  // namespace

void CheckProgram(const Program& program, Problems& problems) {
  Checker(program, problems).Run();
}

}  // namespace patron::wire
