// Words in slots as times, days and kinds.

#include "story_grammar.h"

#include "base/quote.h"

namespace patron::cli {
namespace {

// As the JSON of events spells them.
struct KindRow {
  std::string_view name;
  LineKind kind;
};
constexpr KindRow kLineKinds[] = {
    {"sale", LineKind::kSale},         {"deposit", LineKind::kDeposit},
    {"fee", LineKind::kFee},           {"gift_card", LineKind::kGiftCard},
    {"delivery", LineKind::kDelivery}, {"donation", LineKind::kDonation},
    {"trade_in", LineKind::kTradeIn},
};

constexpr int64_t kNoonUs = kMicrosPerDay / 2;

}  // namespace

StoryTime Gaps::When(size_t i) const {
  const std::string& text = slots_[i].text;
  StoryTime when{LocalTime{}, {line_, slots_[i].column}};
  if (text.find('T') != std::string::npos) {
    when.time = Or(i, ParseInstant(text));
    return when;
  }
  auto local = Or(i, ParseLocalTime(text));
  if (text.find(' ') == std::string::npos) local.us_of_day = kNoonUs;
  when.time = local;
  return when;
}

Date Gaps::Day(size_t i) const { return Or(i, ParseDate(slots_[i].text)); }

PeriodUnit Gaps::Unit(size_t i) const {
  for (const PeriodUnit unit :
       {PeriodUnit::kDay, PeriodUnit::kIsoWeek, PeriodUnit::kMonth}) {
    if (slots_[i].text == PeriodUnitName(unit)) return unit;
  }
  Wrong(i, "expected day, week or month, found " + Quote(slots_[i].text));
  return PeriodUnit::kDay;
}

LineKind Gaps::Kind(size_t i) const {
  std::vector<std::string_view> names;
  std::string list;
  for (const KindRow& row : kLineKinds) {
    if (slots_[i].text == row.name) return row.kind;
    names.push_back(row.name);
    list += (list.empty() ? "" : ", ") + std::string(row.name);
  }
  const std::string_view near = NearName(slots_[i].text, names);
  Wrong(i, "unknown kind " + Quote(slots_[i].text) +
               (near.empty() ? "; the kinds are " + list
                             : "; did you mean '" + std::string(near) + "'?"));
  return LineKind::kSale;
}

}  // namespace patron::cli
