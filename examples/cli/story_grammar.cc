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

struct TenderRow {
  std::string_view name;
  TenderKind kind;
};
constexpr TenderRow kTenders[] = {
    {"cash", TenderKind::kCash},
    {"card", TenderKind::kCard},
    {"gift_card", TenderKind::kGiftCard},
    {"promotional", TenderKind::kPromotional},
    {"other", TenderKind::kOther},
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
  const std::string day = Rewritten(text.substr(0, text.find(' ')));
  if (!day.empty()) {
    Wrong(i, "a day is written with four, two and two digits: write " + day);
    return when;
  }
  auto local = Or(i, ParseLocalTime(text));
  if (text.find(' ') == std::string::npos) local.us_of_day = kNoonUs;
  when.time = local;
  return when;
}

Date Gaps::Day(size_t i) const {
  const std::string day = Rewritten(slots_[i].text);
  if (day.empty()) return Or(i, ParseDate(slots_[i].text));
  Wrong(i, "a day is written with four, two and two digits: write " + day);
  return {};
}

PeriodUnit Gaps::Unit(size_t i) const {
  for (const PeriodUnit unit :
       {PeriodUnit::kDay, PeriodUnit::kIsoWeek, PeriodUnit::kMonth}) {
    if (slots_[i].text == PeriodUnitName(unit)) return unit;
  }
  Wrong(i, "expected day, week or month, found " + Quote(slots_[i].text));
  return PeriodUnit::kDay;
}

// The value of the word, or the first of all and what is wrong with it.
template <typename Rows>
auto FindWord(const Rows& rows, std::string_view what, const std::string& word,
              std::string* wrong) {
  std::vector<std::string_view> names;
  std::string list;
  for (const auto& row : rows) {
    if (word == row.name) return row.kind;
    names.push_back(row.name);
    list += (list.empty() ? "" : ", ") + std::string(row.name);
  }
  const std::string_view near = NearName(word, names);
  *wrong = "unknown " + std::string(what) + " " + Quote(word) +
           (near.empty() ? "; the " + std::string(what) + "s are " + list
                         : "; did you mean '" + std::string(near) + "'?");
  return rows[0].kind;
}

LineKind Gaps::Kind(size_t i) const {
  std::string wrong;
  const LineKind kind = FindWord(kLineKinds, "kind", slots_[i].text, &wrong);
  if (!wrong.empty()) Wrong(i, std::move(wrong));
  return kind;
}

TenderKind Gaps::Tender(size_t i) const {
  std::string wrong;
  const TenderKind kind = FindWord(kTenders, "tender", slots_[i].text, &wrong);
  if (!wrong.empty()) Wrong(i, std::move(wrong));
  return kind;
}

std::vector<std::string_view> TenderWords() {
  std::vector<std::string_view> words;
  for (const TenderRow& row : kTenders) words.push_back(row.name);
  return words;
}

TenderKind TenderOf(std::string_view word) {
  std::string wrong;
  return FindWord(kTenders, "tender", std::string(word), &wrong);
}

// How stories say what others call so.
WordError OtherWord(std::span<const OtherWords> words, const CutLine& line,
                    size_t at) {
  for (const OtherWords& other : words) {
    const Fit fit = Form(other.form).FitTo(line, at);
    if (!fit.whole) continue;
    const size_t name = other.form.starts_with("MEMBER ") ? 1 : 0;
    std::string found;
    for (size_t i = at + name; i < at + fit.words; ++i) {
      found += (found.empty() ? "" : " ") + line.words[i].text;
    }
    return {line.words[at + name].column,
            "stories have no " + Quote(found) +
                "; write: " + std::string(other.write)};
  }
  return {};
}

bool IsTimeWithoutColon(std::string_view text) {
  const size_t mark = text.find_first_not_of("0123456789");
  return (mark == 1 || mark == 2) && text.size() == mark + 3 &&
         (text[mark] == '.' || text[mark] == 'h') &&
         text.find_first_not_of("0123456789", mark + 1) == text.npos;
}

}  // namespace patron::cli
