// What a program must hold before anybody compiles it: everything that can be
// said without looking into an expression. References between objects are the
// plan's.
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/quote.h"
#include "patron/rounding.h"
#include "wire/values.h"

namespace patron::wire {
namespace {

constexpr int32_t kPointsDecimalsMax = 6;

// The ids of one kind of object, and where each was seen first.
using Ids = std::map<std::string, std::string, std::less<>>;

class Checker {
 public:
  Checker(const Program& program, Problems& problems)
      : program_(program), problems_(problems) {}

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
    for (size_t i = 0; i < program_.rules.size(); ++i) {
      const Path path = root_.At("rules", i);
      Unique(program_.rules[i].id, path.At("id"), rules);
      CheckRule(program_.rules[i], path);
    }
  }

 private:
  void Say(Reason reason, const Path& path, std::string message) {
    std::string text = path.ToString();
    if (problems_.Has(text)) return;
    problems_.Add(reason, std::move(text), std::move(message));
  }

  void Missing(const Path& path, std::string_view expected) {
    problems_.AddMissing(path.ToString(), expected);
  }

  void Need(std::string_view value, const Path& path) {
    if (value.empty()) Missing(path, "");
  }

  void Unique(const std::string& id, const Path& path, Ids& ids) {
    if (id.empty()) return Missing(path, "");
    const auto [first, added] = ids.emplace(id, path.ToString());
    if (added) return;
    Say(Reason::kDuplicateId, path,
        Quote(id) + " is taken already by " + first->second +
            ": each needs an id of its own");
  }

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

  void CheckRule(const Rule& rule, const Path& path) {
    const Schedule& schedule = rule.schedule;
    if (schedule.from && schedule.until && *schedule.until < *schedule.from) {
      const Path at = path.At("schedule");
      Say(Reason::kBadDate, at.At("last_day"),
          "the last day " + FormatDate(*schedule.until) +
              " is before the first, " + FormatDate(*schedule.from));
    }
    if (rule.then.empty()) Missing(path.At("then"), "at least one effect");
    for (size_t i = 0; i < rule.then.size(); ++i) {
      CheckEffect(rule.then[i], path.At("then", i));
    }
    for (size_t i = 0; i < rule.limits.size(); ++i) {
      if (rule.limits[i].uses >= 0) continue;
      const Path at = path.At("limits", i);
      Say(Reason::kBadValue, at.At("uses"),
          std::to_string(rule.limits[i].uses) +
              " uses cannot be: expected 0 or more");
    }
  }

  void CheckEffect(const Effect& effect, const Path& path) {
    std::visit([&](const auto& what) { Check(what, path); }, effect.what);
    Ids ids;
    int64_t billionths = 0;
    for (size_t i = 0; i < effect.funders.size(); ++i) {
      const Funder& funder = effect.funders[i];
      const Path at = path.At("funders", i);
      Unique(funder.id, at.At("id"), ids);
      Percentage(funder.share, at.At("share"));
      // No share adds more than there are billionths in one, so no overflow.
      if (funder.share > Rate() && funder.share <= Rate::Whole(1)) {
        billionths += funder.share.billionths;
      }
    }
    if (billionths > Rate::kOne) {
      Say(Reason::kBadValue, path.At("funders"),
          "the shares sum to " + FormatPercent(Rate{billionths}) +
              ": expected at most 100%");
    }
  }

  void Percentage(Rate rate, const Path& path) {
    if (rate >= Rate() && rate <= Rate::Whole(1)) return;
    Say(Reason::kBadValue, path,
        FormatPercent(rate) + " cannot be: expected 0% to 100%" +
            (rate > Rate::Whole(2) && rate <= Rate::Whole(100) &&
                     rate.billionths % Rate::kOne == 0
                 ? "; did you mean " +
                       FormatPercent(Rate{rate.billionths / 100}) + "?"
                 : ""));
  }

  void NotNegative(int64_t value, const Path& path, const std::string& text) {
    if (value >= 0) return;
    Say(Reason::kBadValue, path, text + " is negative: expected 0 or more");
  }

  void Check(const PercentOff& effect, const Path& path) {
    const Path at = path.At("percent_off");
    Percentage(effect.rate, at.At("rate"));
  }

  void Check(const AmountOff& effect, const Path& path) {
    const Path at = path.At("amount_off");
    NotNegative(effect.amount.minor, at.At("amount"),
                FormatMoney(effect.amount));
  }

  void Check(const EarnPoints& effect, const Path& path) {
    const Path at = path.At("earn_points");
    Need(effect.currency, at.At("currency"));
    NotNegative(effect.points.units, at.At("points"), "the number of points");
    // Amounts are 0 where the program's currency is not known.
    if (effect.per.minor <= 0 && program_.currency.valid()) {
      Say(Reason::kBadValue, at.At("per"),
          FormatMoney(effect.per) + " cannot be: expected more than 0");
    }
  }

  void Check(const MultiplyPoints& effect, const Path& path) {
    const Path at = path.At("multiply_points");
    Need(effect.currency, at.At("currency"));
    NotNegative(effect.times.billionths, at.At("times"),
                FormatRate(effect.times));
  }

  const Program& program_;
  Problems& problems_;
  const Path root_;
};

}  // namespace

void CheckProgram(const Program& program, Problems& problems) {
  Checker(program, problems).Run();
}

}  // namespace patron::wire
