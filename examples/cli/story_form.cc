// Matching words to forms, word by word from the left.
//
// A grammar with a generated parser was considered: it would say "unexpected
// token". Here each form is tried by itself, and the one that resembles most
// says what it misses, in its own words.

#include "story_form.h"

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "patron/calendar.h"
#include "patron/error.h"

namespace patron::cli {
namespace {

constexpr SlotInfo kSlotInfos[] = {
    {"MONEY", SlotKind::kMoney, "an amount such as 2.40"},
    {"POINTS", SlotKind::kPoints, "a number of points such as 12"},
    {"COUNT", SlotKind::kCount, "a whole number such as 2"},
    {"QUANTITY", SlotKind::kQuantity, "a quantity such as 2 or 0.350"},
    {"RULE", SlotKind::kRule, "the id of a rule"},
    {"CURRENCY", SlotKind::kCurrency, "the id of a points currency"},
    {"MEMBER", SlotKind::kMember, "a member"},
    {"LINE", SlotKind::kLine, "the id of a line such as 1"},
    {"ORDER", SlotKind::kOrder, "the id of an order such as 1"},
    {"LEVEL", SlotKind::kLevel, "a level of a tier"},
    {"LADDER", SlotKind::kLadder, "the id of a tier"},
    {"REASON", SlotKind::kReason, "a reason such as bad_quantity"},
    {"STORE", SlotKind::kStore, "a store"},
    {"SOURCE", SlotKind::kSource, "a source such as till-1"},
    {"SKU", SlotKind::kSku, "a sku such as espresso"},
    {"PRODUCT", SlotKind::kProduct, "the sku of a product"},
    {"REWARD", SlotKind::kReward, "the id of a reward"},
    {"RATE", SlotKind::kRate, "a rate such as 19%"},
    {"TENDER", SlotKind::kTender, "a tender such as card"},
    {"KIND", SlotKind::kKind, "a kind of line such as deposit"},
    {"NAME", SlotKind::kName, "a name"},
    {"VALUE", SlotKind::kValue, "a value"},
    {"WHY", SlotKind::kName, "a reason such as \"the machine was broken\""},
    {"AUTHOR", SlotKind::kName, "who answers for it"},
    {"UNIT", SlotKind::kUnit, "day, week or month"},
    {"DAY", SlotKind::kDay, "a day such as 2026-03-02"},
    {"WHEN", SlotKind::kWhen, "a time such as 2026-03-02 10:15"},
    {"TEXT", SlotKind::kText, "a text"},
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

// "-2.40": what numbers of all kinds look like; what they are worth is found
// out where their currency is known.
bool IsNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  bool digit = false;
  bool point = false;
  for (const char c : text) {
    if (!IsDigit(c) && (c != '.' || point || !digit)) return false;
    point = point || c == '.';
    digit = digit || IsDigit(c);
  }
  return digit && IsDigit(text.back());
}

bool IsTimeOfDay(std::string_view text) {
  const size_t colon = text.find(':');
  return colon != std::string_view::npos && IsDigit(text[0]) &&
         text.find('T') == std::string_view::npos;
}

bool IsDay(std::string_view text) {
  return text.size() >= 8 && IsDigit(text[0]) &&
         text.find('-') != std::string_view::npos;
}

bool Fits(SlotKind kind, const Word& word) {
  if (word.mark) return false;
  switch (kind) {
    case SlotKind::kMoney:
    case SlotKind::kPoints:
    case SlotKind::kCount:
    case SlotKind::kQuantity:
      return !word.quoted && IsNumber(word.text);
    case SlotKind::kDay:
    case SlotKind::kWhen:
      return !word.quoted && IsDay(word.text);
    default:
      return true;
  }
}

// A number or a day is evidence that a form was meant; a name is not.
bool IsEvidence(SlotKind kind) {
  switch (kind) {
    case SlotKind::kMoney:
    case SlotKind::kPoints:
    case SlotKind::kCount:
    case SlotKind::kQuantity:
    case SlotKind::kDay:
    case SlotKind::kWhen:
      return true;
    default:
      return false;
  }
}

const SlotInfo* FindSlot(std::string_view name) {
  const auto* const it =
      std::find_if(std::begin(kSlotInfos), std::end(kSlotInfos),
                   [&](const SlotInfo& info) { return info.name == name; });
  return it == std::end(kSlotInfos) ? nullptr : it;
}

int CodePoints(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// What stands at a place of a line, for "found ...".
std::string FoundAt(const CutLine& line, size_t at) {
  return at < line.words.size() ? Quote(line.words[at].text)
                                : "the end of the line";
}

int ColumnAt(const CutLine& line, size_t at) {
  return at < line.words.size() ? line.words[at].column : line.end_column;
}

// Cuts one line from the left.
class Cutter {
 public:
  explicit Cutter(std::string_view line) : line_(line) {
    out_.indented = !line.empty() && IsBlank(line[0]);
  }

  CutLine Run() {
    for (SkipBlanks(); at_ < line_.size() && line_[at_] != '#'; SkipBlanks()) {
      if (line_[at_] == '"') {
        if (!Quoted()) break;
      } else {
        Bare();
      }
    }
    size_t end = out_.words.empty() ? 0 : end_;
    out_.text = line_.substr(0, end);
    out_.end_column = ColumnOf(end);
    return std::move(out_);
  }

 private:
  void SkipBlanks() {
    while (at_ < line_.size() && IsBlank(line_[at_])) ++at_;
  }

  // Counts on from the last one asked for, so that a line is walked once.
  int ColumnOf(size_t offset) {
    column_ += CodePoints(line_.substr(counted_, offset - counted_));
    counted_ = offset;
    return column_;
  }

  void Add(size_t begin, size_t end, bool quoted, bool mark) {
    out_.words.push_back({std::string(line_.substr(begin, end - begin)),
                          ColumnOf(begin), begin, quoted, mark});
  }

  bool Quoted() {
    const size_t begin = at_ + 1;
    const size_t end = line_.find('"', begin);
    if (end == std::string_view::npos) {
      out_.error = {ColumnOf(at_),
                    "a text that begins with \" ends with \" on its line"};
      return false;
    }
    Add(begin, end, true, false);
    out_.words.back().offset = at_;
    out_.words.back().column -= 1;
    at_ = end_ = end + 1;
    Marks(at_, std::min(line_.find_first_of(" \t", at_), line_.size()));
    return true;
  }

  void Bare() {
    const size_t begin = at_;
    const size_t end = std::min(line_.find_first_of(" \t", at_), line_.size());
    size_t word_end = end;
    while (word_end > begin && IsMark(line_[word_end - 1])) --word_end;
    if (word_end > begin) Add(begin, word_end, false, false);
    at_ = end_ = word_end;
    Marks(word_end, end);
  }

  // Commas and colons behind a word, up to the first of anything else.
  void Marks(size_t begin, size_t end) {
    for (; begin < end && IsMark(line_[begin]); ++begin) {
      Add(begin, begin + 1, false, true);
      at_ = end_ = begin + 1;
    }
  }

  static bool IsMark(char c) { return c == ',' || c == ':'; }

  std::string_view line_;
  size_t at_ = 0;
  size_t end_ = 0;  // of the last word
  size_t counted_ = 0;
  int column_ = 1;
  CutLine out_;
};

// "; write 2026-01-12" where that was meant by what stands at a place.
std::string Meant(const CutLine& line, size_t at) {
  const std::string text =
      at < line.words.size() ? Rewritten(line.words[at].text) : "";
  return text.empty() ? "" : "; write " + text;
}

// All forms, for whoever has none of them. What would happen is said as what
// happens.
std::string ListOf(std::span<const Form> forms) {
  std::string list;
  std::string would;
  for (const Form& form : forms) {
    if (form.text().find("would ") != std::string::npos) {
      if (would.empty()) would = form.text();
      continue;
    }
    list += (list.empty() ? "" : "; ") + form.text();
  }
  return list + (would.empty() ? "" : "; or what would, such as " + would);
}

// What the form that resembles the words most misses in them; what all forms
// are where none does.
WordError Nearest(std::span<const Form> forms, const CutLine& line,
                  size_t first, std::string_view what) {
  const Form* nearest = nullptr;
  Fit nearest_fit;
  std::pair<int, size_t> nearest_score;
  size_t fit_words = 0;
  for (const Form& form : forms) {
    Fit fit = form.FitTo(line, first);
    fit_words = std::max(fit_words, fit.words);
    const std::optional<int> likeness = form.Resemblance(line, first);
    if (!likeness) continue;
    const std::pair score{*likeness, form.Evident(fit)};
    if (nearest != nullptr && score <= nearest_score) continue;
    nearest_score = score;
    nearest = &form;
    nearest_fit = std::move(fit);
  }
  if (nearest != nullptr) return nearest->WrongAt(line, first, nearest_fit);
  // Behind a name, which may be any word, the next one is to blame.
  size_t at = first;
  if (first + fit_words < line.words.size()) at += fit_words;
  const std::string meant = Meant(line, at);
  return {ColumnAt(line, at),
          "expected " + std::string(what) + ", found " + FoundAt(line, at) +
              (meant.empty() ? "; write one of: " + ListOf(forms) : meant)};
}

}  // namespace

std::span<const SlotInfo> SlotInfos() { return kSlotInfos; }

CutLine CutWords(std::string_view line) { return Cutter(line).Run(); }

std::string Rewritten(std::string_view word) {
  const size_t comma = word.find(',');
  if (comma != std::string_view::npos) {
    std::string number(word);
    number[comma] = '.';
    return IsNumber(number) ? number : "";
  }
  const size_t mark = word.find_first_not_of("0123456789");
  if (mark == std::string_view::npos) return "";
  const char sign = word[mark];
  const size_t second = word.find(sign, mark + 1);
  if ((sign != '.' && sign != '/' && sign != '-') ||
      second == std::string_view::npos) {
    return "";
  }
  std::string_view year = word.substr(0, mark);
  const std::string_view month = word.substr(mark + 1, second - mark - 1);
  std::string_view day = word.substr(second + 1);
  // 03/02/2026 is a day in March or in February.
  if (year.size() != 4 && sign == '.') std::swap(year, day);
  const auto padded = [](std::string_view number) {
    return (number.size() == 1 ? "0" : "") + std::string(number);
  };
  const std::string text =
      std::string(year) + "-" + padded(month) + "-" + padded(day);
  return text != word && ParseDate(text).ok() ? text : "";
}

Form::Form(std::string_view form) : text_(form) {
  for (const Word& word : CutWords(form).words) {
    const SlotInfo* const slot =
        IsCapital(word.text[0]) ? FindSlot(word.text) : nullptr;
    if (slot != nullptr) {
      elements_.push_back({"", *slot});
    } else {
      elements_.push_back({word.text, {}});
    }
  }
}

Fit Form::FitTo(const CutLine& line, size_t first) const {
  Fit fit;
  const std::vector<Word>& words = line.words;
  size_t at = first;
  for (const Element& element : elements_) {
    if (at >= words.size()) break;
    const Word& word = words[at];
    if (!element.literal.empty()) {
      if (word.quoted || word.text != element.literal) break;
    } else if (element.slot.kind == SlotKind::kText) {
      fit.slots.push_back({SlotKind::kText,
                           std::string(line.text.substr(word.offset)),
                           word.column});
      at = words.size() - 1;
    } else {
      if (!Fits(element.slot.kind, word)) break;
      fit.slots.push_back({element.slot.kind, word.text, word.column});
      const bool time = element.slot.kind == SlotKind::kWhen &&
                        at + 1 < words.size() && !words[at + 1].quoted &&
                        IsTimeOfDay(words[at + 1].text);
      if (time) fit.slots.back().text += " " + words[++at].text;
    }
    ++at;
    ++fit.elements;
  }
  fit.whole = fit.elements == elements_.size();
  fit.words = at - first;
  return fit;
}

std::optional<int> Form::Resemblance(const CutLine& line, size_t first) const {
  int score = 0;
  int missing = 0;
  bool any = false;
  const Fit fit = FitTo(line, first);
  for (size_t e = 0; e < fit.elements; ++e) {
    const Element& element = elements_[e];
    if (element.literal.empty() && IsEvidence(element.slot.kind)) ++score;
  }
  size_t at = first;
  for (const Element& element : elements_) {
    if (element.literal.empty() || element.literal == ":") continue;
    bool found = false;
    for (size_t i = at; i < line.words.size() && !found; ++i) {
      const Word& word = line.words[i];
      if (word.quoted) continue;
      const bool same = word.text == element.literal;
      if (!same && NearName(word.text, {element.literal}).empty()) continue;
      score += same ? 2 : 1;
      at = i + 1;
      found = true;
    }
    any = any || found;
    if (!found) ++missing;
  }
  if (!any && score == 0) return std::nullopt;
  return score - missing;
}

size_t Form::Evident(const Fit& fit) const {
  size_t elements = 0;
  for (size_t e = 0; e < fit.elements; ++e) {
    if (!elements_[e].literal.empty()) return fit.elements;
    if (IsEvidence(elements_[e].slot.kind)) elements = e + 1;
  }
  return elements;
}

WordError Form::WrongAt(const CutLine& line, size_t first,
                        const Fit& fit) const {
  const size_t at = first + fit.words;
  const std::string found = FoundAt(line, at);
  const auto wrong = [&](const std::string& message) {
    return WordError{ColumnAt(line, at), message + " reads: " + text_};
  };
  if (fit.whole)
    return wrong("expected the end of the line, found " + found + "; it");
  // A word that nearly is one of those to come was meant to be it.
  const auto meant = std::find_if(
      elements_.begin() + static_cast<std::ptrdiff_t>(fit.elements),
      elements_.end(), [&](const Element& e) {
        return !e.literal.empty() && at < line.words.size() &&
               !line.words[at].quoted && line.words[at].text != e.literal &&
               !NearName(line.words[at].text, {e.literal}).empty();
      });
  if (meant != elements_.end()) {
    return wrong("unknown word " + found + "; did you mean '" + meant->literal +
                 "'? It");
  }
  const Element& element = elements_[fit.elements];
  return wrong("expected " +
               (element.literal.empty() ? std::string(element.slot.what)
                                        : "'" + element.literal + "'") +
               ", found " + found + Meant(line, at) + "; it");
}

Choice Choose(std::span<const Form> forms, const CutLine& line, size_t first,
              Rest rest, std::string_view what) {
  Choice best{forms.size(), {}, {}};
  for (size_t i = 0; i < forms.size(); ++i) {
    Fit fit = forms[i].FitTo(line, first);
    const bool fits = fit.whole && (rest == Rest::kMayFollow ||
                                    first + fit.words == line.words.size());
    if (!fits || (best.row < forms.size() && fit.words <= best.fit.words)) {
      continue;
    }
    best.row = i;
    best.fit = std::move(fit);
  }
  if (best.row == forms.size()) best.error = Nearest(forms, line, first, what);
  return best;
}

}  // namespace patron::cli
