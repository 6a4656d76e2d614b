// Programs: structs to protobuf and back. Enumerations have the model's numbers
// where those start at 1, else one more, since 0 is "not given".
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/quote.h"
#include "patron/v1/program.pb.h"
#include "wire/attribute_values.h"
#include "wire/exact_text.h"
#include "wire/source_text.h"
#include "wire/value_reader.h"
#include "wire/values.h"

namespace patron::wire {
namespace {

// The decimals of a points currency; of one that the program lacks, 0, so that
// the text is the number of units. (The plan refuses the name.)
int DecimalsOf(const Program& program, std::string_view currency) {
  for (const PointsCurrency& points : program.points) {
    if (points.id == currency) return points.decimals;
  }
  return 0;
}

v1::Period ToPeriod(PeriodUnit unit) {
  return static_cast<v1::Period>(static_cast<int>(unit) + 1);
}

PeriodUnit FromPeriod(v1::Period period) {
  return static_cast<PeriodUnit>(static_cast<int>(period) - 1);
}

void WritePoints(const PointsCurrency& from, v1::PointsCurrency* to) {
  to->set_id(ToUtf8(from.id));
  to->set_name(ToUtf8(from.name));
  to->set_decimals(from.decimals);
  if (from.pending) to->set_pending(SpanText(*from.pending));
  if (!from.expires) return;
  to->mutable_expires()->set_after(SpanText(from.expires->after));
  if (from.expires->round_up) {
    to->mutable_expires()->set_round_up(ToPeriod(*from.expires->round_up));
  }
}

void WriteAttribute(const Attribute& from, v1::Attribute* to) {
  to->set_owner(static_cast<v1::AttributeOwner>(from.owner));
  to->set_name(ToUtf8(from.name));
  to->set_type(static_cast<v1::ScalarType>(from.type));
  to->set_purpose(ToUtf8(from.purpose));
  to->set_sensitive(from.sensitive);
}

void WriteSchedule(const Schedule& from, v1::Schedule* to) {
  if (from.from) to->set_first_day(FormatDate(*from.from));
  if (from.until) to->set_last_day(FormatDate(*from.until));
  for (const Weekday day : from.weekdays) {
    to->add_days(static_cast<v1::Weekday>(day));
  }
  if (from.time_from_us) to->set_from(FormatTimeOfDay(*from.time_from_us));
  if (from.time_until_us) to->set_until(FormatTimeOfDay(*from.time_until_us));
}

struct EffectWriter {
  const Program& program;
  v1::Effect* to;

  void operator()(const PercentOff& from) const {
    to->mutable_percent_off()->set_rate(FormatPercent(from.rate));
    to->mutable_percent_off()->set_of(ToUtf8(from.of));
  }
  void operator()(const AmountOff& from) const {
    to->mutable_amount_off()->set_amount(
        MoneyText(from.amount, program.currency));
    to->mutable_amount_off()->set_of(ToUtf8(from.of));
  }
  void operator()(const EarnPoints& from) const {
    v1::EarnPoints* earn = to->mutable_earn_points();
    earn->set_currency(ToUtf8(from.currency));
    earn->set_points(
        FormatPoints(from.points, DecimalsOf(program, from.currency)));
    earn->set_per(MoneyText(from.per, program.currency));
    earn->set_of(ToUtf8(from.of));
    earn->set_whole_steps(from.whole_steps);
  }
  void operator()(const MultiplyPoints& from) const {
    v1::MultiplyPoints* multiply = to->mutable_multiply_points();
    multiply->set_currency(ToUtf8(from.currency));
    multiply->set_times(FormatRate(from.times));
    multiply->set_of(ToUtf8(from.of));
  }
};

void WriteRule(const Program& program, const Rule& from, v1::Rule* to) {
  to->set_id(ToUtf8(from.id));
  to->set_text(ToUtf8(from.text));
  to->set_priority(from.priority);
  if (from.schedule != Schedule()) {
    WriteSchedule(from.schedule, to->mutable_schedule());
  }
  to->set_when(ToUtf8(from.when));
  for (const Effect& effect : from.then) {
    v1::Effect* added = to->add_then();
    std::visit(EffectWriter{program, added}, effect.what);
    for (const Funder& funder : effect.funders) {
      v1::Funder* share = added->add_funders();
      share->set_id(ToUtf8(funder.id));
      share->set_share(FormatPercent(funder.share));
    }
  }
  for (const Limit& limit : from.limits) {
    v1::Limit* added = to->add_limits();
    added->set_uses(limit.uses);
    if (limit.per != Limit::Per::kMember) {
      added->set_per(static_cast<v1::LimitPer>(limit.per));
    }
    if (limit.period) added->set_period(ToPeriod(*limit.period));
  }
}

class ProgramReader : public ValueReader {
 public:
  ProgramReader(Reading reading, Problems& problems)
      : ValueReader(problems), reading_(reading) {}

  Program Read(const v1::Program& from) {
    const Path root;
    program_.id = from.program();
    program_.version = from.version();
    program_.name = from.name();
    program_.valid_from =
        Required(from.valid_from(), root.At("valid_from"), ParseDate);
    if (!from.zone().empty()) program_.zone = from.zone();
    ReadCurrency(from.currency(), root.At("currency"));
    if (from.money_rounding() != v1::ROUNDING_UNSPECIFIED) {
      program_.money_rounding =
          static_cast<Rounding>(static_cast<int>(from.money_rounding()) - 1);
    }
    ReadStores(from);
    ReadPoints(from);
    ReadAttributes(from);
    program_.eligible = {from.eligible().discount(), from.eligible().earn()};
    for (const v1::Selection& selection : from.selections()) {
      program_.selections.push_back({selection.id(), selection.where()});
    }
    for (const v1::Segment& segment : from.segments()) {
      program_.segments.push_back({segment.id(), segment.when()});
    }
    for (const v1::TierLadder& ladder : from.tiers()) {
      TierLadder& to = program_.tiers.emplace_back();
      to.id = ladder.id();
      for (const v1::TierLevel& level : ladder.levels()) {
        to.levels.push_back({level.id(), level.when()});
      }
    }
    for (int i = 0; i < from.rules_size(); ++i) {
      ReadRule(from.rules(i), root.At("rules", static_cast<size_t>(i)));
    }
    return std::move(program_);
  }

 private:
  void ReadCurrency(const std::string& text, const Path& path) {
    if (text.empty()) return;
    const absl::StatusOr<Currency> currency = ParseCurrency(text);
    if (!currency.ok()) return problems_.Add(currency.status(), path);
    program_.currency = *currency;
  }

  void ReadStores(const v1::Program& from) {
    const Path root;
    for (int i = 0; i < from.stores_size(); ++i) {
      const v1::Store& store = from.stores(i);
      StoreInfo& to = program_.stores.emplace_back();
      to.id = store.id();
      to.zone = store.zone();
      AttributeReader(reading_ == Reading::kPersons, problems_)
          .Read(
              store.attributes(), root.At("stores", static_cast<size_t>(i)),
              [this](const std::string& text, const Path& at) {
                return Amount(text, at);
              },
              to.attributes);
    }
  }

  void ReadPoints(const v1::Program& from) {
    const Path root;
    for (int i = 0; i < from.points_size(); ++i) {
      const v1::PointsCurrency& points = from.points(i);
      const Path path = root.At("points", static_cast<size_t>(i));
      PointsCurrency& to = program_.points.emplace_back();
      to.id = points.id();
      to.name = points.name();
      to.decimals = points.decimals();
      to.pending = Optional(points.pending(), path.At("pending"), ReadSpan);
      if (!points.has_expires()) continue;
      const Path expires = path.At("expires");
      to.expires = Expiry();
      to.expires->after =
          Required(points.expires().after(), expires.At("after"), ReadSpan);
      if (points.expires().round_up() != v1::PERIOD_UNSPECIFIED) {
        to.expires->round_up = FromPeriod(points.expires().round_up());
      }
    }
  }

  void ReadAttributes(const v1::Program& from) {
    const Path root;
    for (int i = 0; i < from.attributes_size(); ++i) {
      const v1::Attribute& attribute = from.attributes(i);
      const Path path = root.At("attributes", static_cast<size_t>(i));
      Attribute& to = program_.attributes.emplace_back();
      to.name = attribute.name();
      to.purpose = attribute.purpose();
      to.sensitive = attribute.sensitive();
      if (attribute.owner() == v1::ATTRIBUTE_OWNER_UNSPECIFIED) {
        Missing(path.At("owner"), "line, basket, event or store");
      } else {
        to.owner = static_cast<Attribute::Owner>(attribute.owner());
      }
      if (attribute.type() == v1::SCALAR_TYPE_UNSPECIFIED) {
        Missing(path.At("type"), "such as string, int or money");
      } else {
        to.type = static_cast<ScalarType>(attribute.type());
      }
    }
  }

  void ReadSchedule(const v1::Schedule& from, const Path& path, Schedule& to) {
    to.from = Optional(from.first_day(), path.At("first_day"), ParseDate);
    to.until = Optional(from.last_day(), path.At("last_day"), ParseDate);
    for (const int day : from.days()) {
      to.weekdays.push_back(static_cast<Weekday>(day));
    }
    to.time_from_us = Optional(from.from(), path.At("from"), ParseTimeOfDay);
    to.time_until_us = Optional(from.until(), path.At("until"), ParseTimeOfDay);
  }

  void ReadRule(const v1::Rule& from, const Path& path) {
    Rule& to = program_.rules.emplace_back();
    to.id = from.id();
    to.text = from.text();
    to.priority = from.priority();
    ReadSchedule(from.schedule(), path.At("schedule"), to.schedule);
    to.when = from.when();
    for (int i = 0; i < from.then_size(); ++i) {
      ReadEffect(from.then(i), path.At("then", static_cast<size_t>(i)),
                 to.then.emplace_back());
    }
    for (int i = 0; i < from.limits_size(); ++i) {
      const v1::Limit& limit = from.limits(i);
      Limit& added = to.limits.emplace_back();
      added.uses = limit.uses();
      if (!limit.has_uses()) {
        Missing(path.At("limits", static_cast<size_t>(i)).At("uses"),
                "how often the rule may fire");
      }
      if (limit.per() != v1::LIMIT_PER_UNSPECIFIED) {
        added.per = static_cast<Limit::Per>(limit.per());
      }
      if (limit.period() != v1::PERIOD_UNSPECIFIED) {
        added.period = FromPeriod(limit.period());
      }
    }
  }

  void ReadEffect(const v1::Effect& from, const Path& path, Effect& to) {
    switch (from.what_case()) {
      case v1::Effect::kPercentOff: {
        const Path at = path.At("percent_off");
        to.what = PercentOff{
            Required(from.percent_off().rate(), at.At("rate"), ParseRate),
            from.percent_off().of()};
        break;
      }
      case v1::Effect::kAmountOff: {
        const Path at = path.At("amount_off");
        to.what = AmountOff{Amount(from.amount_off().amount(), at.At("amount")),
                            from.amount_off().of()};
        break;
      }
      case v1::Effect::kEarnPoints:
        to.what = ReadEarn(from.earn_points(), path.At("earn_points"));
        break;
      case v1::Effect::kMultiplyPoints: {
        const v1::MultiplyPoints& multiply = from.multiply_points();
        const Path at = path.At("multiply_points");
        to.what = MultiplyPoints{
            multiply.currency(),
            Required(multiply.times(), at.At("times"), ParseRate),
            multiply.of()};
        break;
      }
      case v1::Effect::WHAT_NOT_SET:
        // An effect that could not be read is no effect that is missing.
        if (problems_.HasBelow(path.ToString())) break;
        problems_.Add(Reason::kMissingField, path,
                      "an effect needs one of percent_off, amount_off, "
                      "earn_points or multiply_points");
        break;
    }
    for (int i = 0; i < from.funders_size(); ++i) {
      const Path at = path.At("funders", static_cast<size_t>(i));
      to.funders.push_back(
          {from.funders(i).id(),
           Required(from.funders(i).share(), at.At("share"), ParseRate)});
    }
  }

  EarnPoints ReadEarn(const v1::EarnPoints& from, const Path& path) {
    EarnPoints to;
    to.currency = from.currency();
    const int decimals = DecimalsOf(program_, from.currency());
    to.points = Required(from.points(), path.At("points"),
                         [decimals](std::string_view text) {
                           return ParsePoints(text, decimals);
                         });
    to.per = Amount(from.per(), path.At("per"));
    to.of = from.of();
    to.whole_steps = from.whole_steps();
    return to;
  }

  // A person's amount must be in the program's currency. Where that is wrong or
  // missing it has its own problem, and amounts are not held against it.
  Money Amount(const std::string& text, const Path& path) {
    const Currency own = program_.currency;
    if (reading_ == Reading::kStored) {
      return Required(text, path, [own](std::string_view amount) {
        return ReadMoney(amount, own);
      });
    }
    if (!own.valid() && !text.empty()) return {};
    return Required(text, path, [own](std::string_view amount) {
      return ParseMoney(amount, own);
    });
  }

  const Reading reading_;
  Program program_;
};

}  // namespace

std::string ProgramToBytes(const Program& program) {
  v1::Program to;
  to.set_program(ToUtf8(program.id));
  to.set_version(ToUtf8(program.version));
  to.set_name(ToUtf8(program.name));
  to.set_valid_from(FormatDate(program.valid_from));
  to.set_zone(ToUtf8(program.zone));
  to.set_currency(std::string(program.currency.code()));
  if (program.money_rounding != Rounding::kHalfAwayFromZero) {
    to.set_money_rounding(static_cast<v1::Rounding>(
        static_cast<int>(program.money_rounding) + 1));
  }
  for (const StoreInfo& store : program.stores) {
    v1::Store* added = to.add_stores();
    added->set_id(ToUtf8(store.id));
    added->set_zone(ToUtf8(store.zone));
    WriteAttributes(store.attributes, added);
  }
  for (const PointsCurrency& points : program.points) {
    WritePoints(points, to.add_points());
  }
  for (const Attribute& attribute : program.attributes) {
    WriteAttribute(attribute, to.add_attributes());
  }
  if (program.eligible != Eligibility()) {
    to.mutable_eligible()->set_discount(ToUtf8(program.eligible.discount));
    to.mutable_eligible()->set_earn(ToUtf8(program.eligible.earn));
  }
  for (const Selection& selection : program.selections) {
    v1::Selection* added = to.add_selections();
    added->set_id(ToUtf8(selection.id));
    added->set_where(ToUtf8(selection.where));
  }
  for (const Segment& segment : program.segments) {
    v1::Segment* added = to.add_segments();
    added->set_id(ToUtf8(segment.id));
    added->set_when(ToUtf8(segment.when));
  }
  for (const TierLadder& ladder : program.tiers) {
    v1::TierLadder* added = to.add_tiers();
    added->set_id(ToUtf8(ladder.id));
    for (const TierLevel& level : ladder.levels) {
      v1::TierLevel* to_level = added->add_levels();
      to_level->set_id(ToUtf8(level.id));
      to_level->set_when(ToUtf8(level.when));
    }
  }
  for (const Rule& rule : program.rules) {
    WriteRule(program, rule, to.add_rules());
  }
  return to.SerializeAsString();
}

Program ProgramFromBytes(std::string_view bytes, Reading reading,
                         Problems& problems) {
  v1::Program from;
  if (!ParseBytes(bytes, from, problems)) return {};
  return ProgramReader(reading, problems).Read(from);
}

}  // namespace patron::wire
