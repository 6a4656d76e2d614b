// Reading stories: one pass over the lines, by the tables of story_grammar.h.
//
// YAML was considered: it would need no parser, and nobody would read it aloud.

#include "story_text.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/quote.h"
#include "story_grammar.h"

namespace patron::cli {
namespace {

template <typename Rows>
std::vector<Form> MakeForms(const Rows& rows) {
  std::vector<Form> forms;
  for (const auto& row : rows) {
    if constexpr (requires { row.form; }) {
      forms.emplace_back(row.form);
    } else {
      forms.emplace_back(row);
    }
  }
  return forms;
}

// A table's forms, cut once.
template <const auto& kRows>
const std::vector<Form>& FormsOf() {
  static const std::vector<Form> forms = MakeForms(kRows);
  return forms;
}

// Whether words are what stands below an event.
bool IsItem(const CutLine& line, size_t at) {
  const auto fits = [&](const std::vector<Form>& forms) {
    return Choose(forms, line, at, Rest::kMayFollow, "").row < forms.size();
  };
  return fits(FormsOf<kBasketItems>()) || fits(FormsOf<kReceiptItems>());
}

uint8_t PlaceOf(StepKind kind) {
  switch (kind) {
    case StepKind::kPurchase:
      return kOfPurchase;
    case StepKind::kReturn:
    case StepKind::kVoid:
      return kOfReturn;
    case StepKind::kAdjustment:
    case StepKind::kTransfer:
    case StepKind::kJoin:
    case StepKind::kLeave:
      return kOfAdjustment;
    case StepKind::kExchange:
      return kOfPurchase | kOfReturn | kOfExchange;
    case StepKind::kFulfilment:
      return kOfFulfilment;
    case StepKind::kHold:
      return kOfPurchase | kOfHold;
    case StepKind::kRelease:
      return kOfRelease;
    case StepKind::kLook:
      break;
  }
  return kOfAll & ~kOfEvent;
}

class StoryParser {
 public:
  StoryParser(std::string_view text, const std::string& file) : text_(text) {
    story_.file = file;
  }

  ParsedStory Run() {
    if (text_.size() > kStoryBytesMax) {
      Wrong({1, 1},
            "a story has at most " + std::to_string(kStoryBytesMax) +
                " bytes, this one has " + std::to_string(text_.size()),
            Reason::kTooLarge);
    } else {
      ReadLines();
      CloseStep();
      CheckWhole();
    }
    ParsedStory parsed;
    parsed.diagnostics = std::move(diagnostics_);
    if (parsed.diagnostics.empty()) parsed.story = std::move(story_);
    return parsed;
  }

 private:
  enum class Block : uint8_t { kNone, kItems, kExpectations, kIgnored };

  void Wrong(TextPlace at, std::string message,
             Reason reason = Reason::kSyntax) {
    if (diagnostics_.size() < kStoryErrorsMax) {
      diagnostics_.push_back(
          StoryError(reason, story_.file, at, std::move(message)));
    } else if (diagnostics_.size() == kStoryErrorsMax) {
      diagnostics_.push_back(MoreErrors(story_.file));
    }
  }
  void Wrong(const WordError& error) {
    Wrong({line_, error.column}, error.message);
  }
  void Wrong(const std::vector<WordError>& errors) {
    for (const WordError& error : errors) Wrong(error);
  }

  void ReadLines();
  bool IsReadable(std::string_view line);
  void ReadLine(const CutLine& line);
  void ReadTop(const CutLine& line);
  void ReadHeading(const CutLine& line, const Slot& text, bool is_program);
  void ReadHead(const CutLine& line, size_t at);
  void ReadAction(const CutLine& line, size_t at);
  // Why no action has these words.
  [[nodiscard]] static WordError NoAction(const CutLine& line, size_t at,
                                          WordError nearest);
  std::optional<size_t> ReadStepOptions(const CutLine& line, size_t at);
  void BeginExpect(const CutLine& line, size_t at, TextPlace place);
  void ReadItem(const CutLine& line);
  void ReadExpectation(const CutLine& line, size_t first);
  void CheckPrice(StoryLine& line);

  // The rows that words have one after the other, commas between them, up to
  // the end or to a colon. The place behind them; none after an error.
  template <const auto& kRows, typename T>
  std::optional<size_t> ReadOptions(const CutLine& line, size_t at,
                                    std::string_view what, T& to);
  template <const auto& kRows>
  std::optional<size_t> BeginItem(const CutLine& line, ItemDraft& item);
  std::optional<size_t> BeginItemOf(const CutLine& line, ItemDraft& item);

  void CloseStep();
  void CheckExpectations();
  // How events of a kind are called by their number.
  struct Numbered {
    std::string_view prefix;
    int* count = nullptr;
  };
  Numbered NumberOf(StepKind kind);
  void GiveId();
  void Repeat();
  void Keep(StoryStep step);
  void CheckWhole();

  std::string_view text_;
  Story story_;
  Diagnostics diagnostics_;
  int line_ = 0;
  Block block_ = Block::kNone;
  std::optional<StepDraft> draft_;
  int purchases_ = 0;
  int returns_ = 0;
  int adjustments_ = 0;
  int voids_ = 0;
  int fulfilments_ = 0;
  int holds_ = 0;
  int releases_ = 0;
  int transfers_ = 0;
  int households_ = 0;
  int quotes_ = 0;
  std::map<std::string, int> named_;  // orders that say their id, and where
  bool has_expectation_ = false;
};

void StoryParser::ReadLines() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string_view rest = text_;
  if (rest.starts_with(kByteOrderMark)) {
    rest.remove_prefix(kByteOrderMark.size());
  }
  while (!rest.empty() && diagnostics_.size() <= kStoryErrorsMax) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (++line_ > static_cast<int>(kStoryLinesMax)) {
      return Wrong({line_, 1},
                   "a story has at most " + std::to_string(kStoryLinesMax) +
                       " lines: tell the rest in another one",
                   Reason::kTooLarge);
    }
    if (!IsReadable(line)) continue;
    const CutLine cut = CutWords(line);
    if (!cut.error.message.empty()) {
      Wrong(cut.error);
    } else if (!cut.words.empty()) {
      ReadLine(cut);
    }
  }
}

bool StoryParser::IsReadable(std::string_view line) {
  if (line.size() > kStoryLineBytesMax) {
    Wrong({line_, 1},
          "a line has at most " + std::to_string(kStoryLineBytesMax) +
              " bytes, this one has " + std::to_string(line.size()),
          Reason::kLineTooLong);
    return false;
  }
  int column = 1;
  for (size_t at = 0; at < line.size(); ++column) {
    const size_t length = Utf8Length(line.substr(at));
    const auto byte = static_cast<unsigned char>(line[at]);
    if (length == 0) {
      Wrong({line_, column},
            "this is not UTF-8: save the story as UTF-8 in your editor",
            Reason::kNotUtf8);
      return false;
    }
    if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
      Wrong({line_, column}, "a control character " +
                                 Quote(line.substr(at, 1)) +
                                 " has no place in a story: remove it");
      return false;
    }
    at += length;
  }
  return true;
}

void StoryParser::ReadLine(const CutLine& line) {
  if (!line.indented) return ReadTop(line);
  switch (block_) {
    case Block::kItems:
      return ReadItem(line);
    case Block::kExpectations:
      return ReadExpectation(line, 0);
    case Block::kIgnored:  // its head was wrong, which is said already
      return;
    case Block::kNone:
      Wrong({line_, line.words[0].column},
            "an indented line belongs to an event or to 'expect', and there "
            "is none above it");
  }
}

void StoryParser::ReadTop(const CutLine& line) {
  const Choice choice =
      Choose(FormsOf<kTopForms>(), line, 0, Rest::kMayFollow, "a line");
  if (choice.row == kExpectRow) {
    const TextPlace place{line_, 1};
    // Of an event whose head was wrong: that is said already.
    if (!draft_.has_value() && block_ == Block::kIgnored) return;
    if (!draft_.has_value() || draft_->has_expect) {
      block_ = Block::kIgnored;
      return Wrong(place, draft_.has_value()
                              ? "this event has an 'expect' already: put all "
                                "that is expected of it below that one"
                              : "'expect' follows an event, or a time: "
                                "2026-03-02 10:15: expect");
    }
    return BeginExpect(line, 1, place);
  }
  CloseStep();
  block_ = Block::kNone;
  if (choice.row == kWhenRow) {
    draft_.emplace();
    draft_->step.at = {line_, 1};
    std::vector<WordError> errors;
    draft_->step.time = Gaps(choice.fit.slots, line_, &errors).When(0);
    Wrong(errors);
    return ReadHead(line, choice.fit.words);
  }
  if (choice.row == FormsOf<kTopForms>().size()) {
    block_ = Block::kIgnored;
    const Word& first = line.words[0];
    if (first.text[0] < '0' || first.text[0] > '9') return Wrong(choice.error);
    if (IsItem(line, 0)) {
      return Wrong({line_, first.column},
                   "what stands below an event is indented: begin this line "
                   "with two blanks");
    }
    const std::string day = Rewritten(first.text);
    return Wrong({line_, first.column},
                 "expected a day such as 2026-03-02, found " +
                     Quote(first.text) + (day.empty() ? "" : "; write " + day));
  }
  ReadHeading(line, choice.fit.slots[0], choice.row == kProgramRow);
}

void StoryParser::ReadHeading(const CutLine& line, const Slot& text,
                              bool is_program) {
  if (!is_program && !story_.name.empty()) {
    return Wrong({line_, 1},
                 "a second '" + line.words[0].text + ":'; a story has one");
  }
  std::string& to =
      is_program
          ? story_.programs.emplace_back("", TextPlace{line_, text.column}).text
          : story_.name;
  // A path in quotes may hold what would begin a comment.
  const Word& word = line.words[2];
  to = word.quoted && line.words.size() == 3 ? word.text : text.text;
}

template <const auto& kRows, typename T>
std::optional<size_t> StoryParser::ReadOptions(const CutLine& line, size_t at,
                                               std::string_view what, T& to) {
  while (at < line.words.size()) {
    const Word& word = line.words[at];
    if (word.mark && word.text == ":") break;
    if (word.mark) {
      ++at;
      continue;
    }
    const Choice choice =
        Choose(FormsOf<kRows>(), line, at, Rest::kMayFollow, what);
    if (choice.row == FormsOf<kRows>().size()) {
      Wrong(choice.error);
      return std::nullopt;
    }
    std::vector<WordError> errors;
    kRows[choice.row].fill(Gaps(choice.fit.slots, line_, &errors), to);
    Wrong(errors);
    at += choice.fit.words;
  }
  return at;
}

void StoryParser::ReadHead(const CutLine& line, size_t at) {
  block_ = Block::kIgnored;
  if (at < line.words.size() && IsTimeWithoutColon(line.words[at].text)) {
    std::string time = line.words[at].text;
    time[time.size() - 3] = ':';
    Wrong({line_, line.words[at].column},
          "a time of day has a colon: write " + time);
    return draft_.reset();
  }
  const std::optional<size_t> colon =
      ReadOptions<kHeadOptions>(line, at, "a colon", *draft_);
  if (!colon) return draft_.reset();
  if (*colon + 1 >= line.words.size()) {
    Wrong({line_, line.end_column},
          *colon == line.words.size()
              ? "expected a colon and what happens, such as ': anna buys'"
              : "expected what happens, such as 'anna buys' or 'expect'");
    return draft_.reset();
  }
  ReadAction(line, *colon + 1);
}

void StoryParser::ReadAction(const CutLine& line, size_t at) {
  const Word& first = line.words[at];
  if (!first.quoted && first.text == "expect") {
    return BeginExpect(line, at + 1, {line_, first.column});
  }
  const Choice choice =
      Choose(FormsOf<kActions>(), line, at, Rest::kMayFollow, "what happens");
  if (choice.row == FormsOf<kActions>().size()) {
    Wrong(NoAction(line, at, choice.error));
    return draft_.reset();
  }
  std::vector<WordError> errors;
  kActions[choice.row].fill(Gaps(choice.fit.slots, line_, &errors), *draft_);
  StoryStep& step = draft_->step;
  if (!first.quoted && first.text == "somebody") step.member.text.clear();
  at += choice.fit.words;
  if (at < line.words.size() && IsItem(line, at)) {
    Wrong({line_, line.words[at].column},
          "this stands on a line of its own below, indented");
    return draft_.reset();
  }
  const std::optional<size_t> end = ReadStepOptions(line, at);
  if (end && *end < line.words.size()) {
    Wrong({line_, line.words[*end].column},
          "expected the end of the line, found ':'; what is bought stands "
          "below, indented");
  }
  if (!end || *end < line.words.size()) return draft_.reset();
  // Below a model stands nothing but what is expected.
  block_ = step.kind == StepKind::kLook ? Block::kNone : Block::kItems;
}

WordError StoryParser::NoAction(const CutLine& line, size_t at,
                                WordError nearest) {
  const WordError other = OtherWord(kOtherActions, line, at);
  if (!other.message.empty()) return other;
  const Choice expected =
      Choose(FormsOf<kExpectations>(), line, at, Rest::kNone, "");
  if (expected.row == FormsOf<kExpectations>().size()) return nearest;
  return {line.words[at].column,
          "this is expected, and nothing that happens: write 'expect' before "
          "it"};
}

std::optional<size_t> StoryParser::ReadStepOptions(const CutLine& line,
                                                   size_t at) {
  const std::string_view what = "the end of the line";
  switch (draft_->step.kind) {
    case StepKind::kPurchase:
      return ReadOptions<kPurchaseOptions>(line, at, what, *draft_);
    case StepKind::kReturn:
      return ReadOptions<kReturnOptions>(line, at, what, *draft_);
    case StepKind::kVoid:
      return ReadOptions<kVoidOptions>(line, at, what, *draft_);
    case StepKind::kFulfilment:
      return ReadOptions<kFulfilmentOptions>(line, at, what, *draft_);
    case StepKind::kHold:
      return ReadOptions<kHoldOptions>(line, at, what, *draft_);
    case StepKind::kRelease:
      return ReadOptions<kReleaseOptions>(line, at, what, *draft_);
    case StepKind::kTransfer:
      return ReadOptions<kTransferOptions>(line, at, what, *draft_);
    case StepKind::kJoin:
    case StepKind::kLeave:
      return at;
    case StepKind::kExchange: {
      const auto end = ReadOptions<kExchangeOptions>(line, at, what, *draft_);
      if (!end || draft_->has_receipt) return end;
      Wrong({line_, line.end_column},
            "an exchange names the order whose goods come back: write 'from "
            "order' and its number");
      return std::nullopt;
    }
    default:
      return ReadOptions<kAdjustmentOptions>(line, at, what, *draft_);
  }
}

void StoryParser::BeginExpect(const CutLine& line, size_t at, TextPlace place) {
  block_ = Block::kExpectations;
  draft_->has_expect = true;
  draft_->expect_at = place;
  if (at < line.words.size() && line.words[at].mark) ++at;
  if (at < line.words.size()) ReadExpectation(line, at);
}

template <const auto& kRows>
std::optional<size_t> StoryParser::BeginItem(const CutLine& line,
                                             ItemDraft& item) {
  const Choice choice =
      Choose(FormsOf<kRows>(), line, 0, Rest::kMayFollow, "a line");
  if (choice.row == FormsOf<kRows>().size()) {
    Wrong(choice.error);
    return std::nullopt;
  }
  std::vector<WordError> errors;
  kRows[choice.row].fill(Gaps(choice.fit.slots, line_, &errors), item);
  Wrong(errors);
  return choice.fit.words;
}

std::optional<size_t> StoryParser::BeginItemOf(const CutLine& line,
                                               ItemDraft& item) {
  switch (draft_->step.kind) {
    case StepKind::kPurchase:
    case StepKind::kHold:
      return BeginItem<kBasketItems>(line, item);
    case StepKind::kExchange:
      return BeginItem<kExchangeItems>(line, item);
    case StepKind::kReturn:
      return draft_->has_receipt ? BeginItem<kReceiptItems>(line, item)
                                 : BeginItem<kReturnItems>(line, item);
    case StepKind::kFulfilment:
      return BeginItem<kFulfilmentItems>(line, item);
    default:
      return BeginItem<kAdjustmentItems>(line, item);
  }
}

void StoryParser::ReadItem(const CutLine& line) {
  StoryStep& step = draft_->step;
  if (!line.words[0].quoted && line.words[0].text == "expect") {
    block_ = Block::kIgnored;
    return Wrong({line_, line.words[0].column},
                 "'expect' begins its line, without blanks before it");
  }
  ItemDraft item{step, {}, false, false};
  item.line.at = {line_, line.words[0].column};
  const bool purchase = step.kind != StepKind::kReturn;
  const std::string& count = line.words[0].text;
  if (count.size() > 1 &&
      count.find_first_not_of("0123456789.") == count.size() - 1 &&
      count.back() == 'x') {
    return Wrong(item.line.at, "blanks stand around the 'x': write '" +
                                   count.substr(0, count.size() - 1) + " x'");
  }
  const std::optional<size_t> at = BeginItemOf(line, item);
  if (!at) return;
  const bool has_options = item.is_line && !item.is_back;
  const std::string_view what = "a line option";
  const std::optional<size_t> end =
      !has_options ? at
      : purchase   ? ReadOptions<kLineOptions>(line, *at, what, item.line)
                 : ReadOptions<kReturnLineOptions>(line, *at, what, item.line);
  if (!end) return;
  if (*end < line.words.size()) {
    return Wrong(
        {line_, line.words[*end].column},
        "expected the end of the line, found " + Quote(line.words[*end].text));
  }
  if (!item.is_line) return;
  if (has_options) CheckPrice(item.line);
  const bool back = item.is_back && step.kind == StepKind::kExchange;
  std::vector<StoryLine>& lines = back ? step.back : step.lines;
  if (item.line.id.text.empty()) {
    item.line.id.text = std::to_string(lines.size() + 1);
  }
  lines.push_back(std::move(item.line));
}

// A reader must not have to guess what a price is for; that of one piece is
// its unit price.
void StoryParser::CheckPrice(StoryLine& line) {
  const std::string each = line.weighed ? "per kg" : "each";
  const bool returned = draft_->step.kind == StepKind::kReturn;
  if (line.amount.text.empty() && line.unit_price.text.empty()) {
    return Wrong(line.at, "a line has a price, such as '2.40 " + each +
                              (returned ? "'" : "' or '9.00 in all'"));
  }
  // A return counts units: a weighed line is one.
  if (!returned && !line.unit_price.text.empty() &&
      line.per_kg != line.weighed) {
    return Wrong(line.unit_price.at,
                 line.weighed
                     ? "what is weighed has a price 'per kg', not 'each'"
                     : "a price 'per kg' is of what is weighed: write '" +
                           line.quantity.text + " kg x'");
  }
  if (line.amount.text.empty() || line.in_all) return;
  if (!line.weighed && line.quantity.text == "1") {
    if (line.unit_price.text.empty()) line.unit_price = line.amount;
    return;
  }
  Wrong(line.amount.at, "say what " + line.amount.text + " is for: '" +
                            line.amount.text + " " + each + "' or '" +
                            line.amount.text + " in all'");
}

void StoryParser::ReadExpectation(const CutLine& line, size_t first) {
  has_expectation_ = true;
  const Choice choice = Choose(FormsOf<kExpectations>(), line, first,
                               Rest::kNone, "an expectation");
  if (choice.row == FormsOf<kExpectations>().size()) {
    const WordError other = OtherWord(kOtherExpectations, line, first);
    return Wrong(other.message.empty() ? choice.error : other);
  }
  const ExpectationRow& row = kExpectations[choice.row];
  const TextPlace at{line_, line.words[first].column};
  if ((row.of & PlaceOf(draft_->step.kind)) == 0) {
    const std::string what = row.of == kOfPurchase   ? "a purchase"
                             : row.of == kOfReturn   ? "a return"
                             : row.of == kOfExchange ? "an exchange"
                             : row.of == kOfBack ? "a return or a fulfilment"
                             : row.of == kOfFulfilment ? "a fulfilment"
                             : row.of == kOfHold       ? "a hold"
                             : (row.of & kOfRelease) != 0 && row.of != kOfEvent
                                 ? "what ends a hold, or a fulfilment"
                                 : "an event";
    return Wrong(at, "'" + std::string(row.form) + "' is expected of " + what +
                         ", and this is none");
  }
  draft_->step.expectations.push_back(
      {row.kind, at, std::string(line.text.substr(line.words[first].offset)),
       choice.fit.slots});
}

void StoryParser::CheckExpectations() {
  const StoryStep& step = draft_->step;
  if (draft_->has_expect && step.expectations.empty()) {
    if (has_expectation_ && !diagnostics_.empty()) return;
    return Wrong(draft_->expect_at,
                 "nothing is expected: put what should come out below "
                 "'expect', indented");
  }
  if (step.quote && step.expectations.empty()) {
    return Wrong(step.at,
                 "a quote leaves no trace: add 'expect', or write 'buys'");
  }
  const bool refused = std::any_of(
      step.expectations.begin(), step.expectations.end(),
      [](const Expectation& e) { return e.kind == ExpectationKind::kRefused; });
  if (!refused) return;
  for (const Expectation& e : step.expectations) {
    for (const ExpectationRow& row : kExpectations) {
      if (row.kind != e.kind || row.of == kOfAll ||
          row.kind == ExpectationKind::kRefused) {
        continue;
      }
      Wrong(e.at,
            "an event that is refused comes to nothing: expect only "
            "what members have");
    }
  }
}

StoryParser::Numbered StoryParser::NumberOf(StepKind kind) {
  switch (kind) {
    case StepKind::kPurchase:
    case StepKind::kExchange:
      return {"", &purchases_};
    case StepKind::kAdjustment:
      return {"adjustment-", &adjustments_};
    case StepKind::kVoid:
      return {"void-", &voids_};
    case StepKind::kFulfilment:
      return {"fulfilment-", &fulfilments_};
    case StepKind::kHold:
      return {"hold-", &holds_};
    case StepKind::kRelease:
      return {"release-", &releases_};
    case StepKind::kTransfer:
      return {"transfer-", &transfers_};
    case StepKind::kJoin:
    case StepKind::kLeave:
      return {"household-", &households_};
    default:
      return {"return-", &returns_};
  }
}

// An order is known by its number in the story, unless it says otherwise.
void StoryParser::GiveId() {
  StoryStep& step = draft_->step;
  if (step.kind == StepKind::kLook) return;
  // An exchange is an order, too.
  const bool purchase =
      step.kind == StepKind::kPurchase || step.kind == StepKind::kExchange;
  Numbered numbered = NumberOf(step.kind);
  if (step.quote) numbered = {"quote-", &quotes_};
  ++*numbered.count;
  if (!step.id.text.empty()) {
    if (purchase) named_.emplace(step.id.text, step.at.line);
    return;
  }
  step.id.text = std::string(numbered.prefix) + std::to_string(*numbered.count);
  const auto taken = named_.find(step.id.text);
  if (taken == named_.end()) return;
  Wrong(step.at, "this is order " + step.id.text + " by its number, but line " +
                     std::to_string(taken->second) +
                     " has that id: write 'as order' and another one");
}

void StoryParser::Repeat() {
  StoryStep& step = draft_->step;
  const auto* const first = std::get_if<LocalTime>(&step.time.time);
  if (first == nullptr || step.arrival || !step.id.text.empty() ||
      (PlaceOf(step.kind) & ~(kOfPurchase | kOfReturn | kOfAdjustment)) != 0 ||
      step.kind == StepKind::kVoid || step.kind == StepKind::kTransfer ||
      step.kind == StepKind::kJoin || step.kind == StepKind::kLeave ||
      step.quote) {
    return Wrong(draft_->until_at,
                 "only 'buys', 'returns' and 'adjust' can be repeated, with a "
                 "time of the store's clock, without 'arriving' and 'as'");
  }
  if (*draft_->until < first->date) {
    return Wrong(draft_->until_at, "the last day, " +
                                       FormatDate(*draft_->until) +
                                       ", is before the first");
  }
  const LocalTime begin = *first;
  std::vector<Expectation> expectations = std::exchange(step.expectations, {});
  for (int64_t n = 0;; ++n) {
    const bool months = draft_->every == PeriodUnit::kMonth;
    const int64_t days = draft_->every == PeriodUnit::kDay ? 1 : 7;
    const auto day = [&](int64_t count) {
      return months ? AddMonths(begin.date, count)
                    : AddDays(begin.date, count * days);
    };
    // Of the last one something may be expected.
    const bool last = *draft_->until < day(n + 1) || day(n + 1) == day(n);
    step.time.time = LocalTime{day(n), begin.us_of_day};
    if (last) std::swap(step.expectations, expectations);
    step.id.text.clear();
    GiveId();
    Keep(step);
    if (last || story_.steps.size() > kStoryStepsMax) return;
  }
}

void StoryParser::Keep(StoryStep step) {
  if (story_.steps.size() == kStoryStepsMax) {
    Wrong(step.at,
          "a story has at most " + std::to_string(kStoryStepsMax) +
              " events: tell the rest in another one",
          Reason::kTooLarge);
  }
  story_.steps.push_back(std::move(step));
}

void StoryParser::CloseStep() {
  if (!draft_) return;
  CheckExpectations();
  if (draft_->until) {
    Repeat();
  } else {
    GiveId();
    Keep(std::move(draft_->step));
  }
  draft_.reset();
}

void StoryParser::CheckWhole() {
  if (story_.name.empty()) {
    Wrong({1, 1}, "a story has a name: begin with 'story: ' and what it tells");
  }
  if (!has_expectation_ && diagnostics_.empty()) {
    Wrong({1, 1},
          "nothing is expected in this story, so it cannot fail: add 'expect' "
          "below an event");
  }
}

template <const auto& kRows>
void AddForms(std::string_view what, std::vector<StoryForms>* all) {
  StoryForms forms{what, {}};
  for (const Form& form : FormsOf<kRows>()) forms.forms.push_back(form.text());
  all->push_back(std::move(forms));
}

}  // namespace

ParsedStory ParseStory(std::string_view text, const std::string& file) {
  return StoryParser(text, file).Run();
}

std::vector<StoryForms> AllStoryForms() {
  std::vector<StoryForms> all;
  AddForms<kHeadOptions>("head option", &all);
  AddForms<kActions>("action", &all);
  AddForms<kPurchaseOptions>("option of a purchase", &all);
  AddForms<kReturnOptions>("option of a return", &all);
  AddForms<kAdjustmentOptions>("option of an adjustment", &all);
  AddForms<kExchangeOptions>("option of an exchange", &all);
  AddForms<kVoidOptions>("option of a void", &all);
  AddForms<kFulfilmentOptions>("option of a fulfilment", &all);
  AddForms<kHoldOptions>("option of a hold", &all);
  AddForms<kReleaseOptions>("option of a release", &all);
  AddForms<kTransferOptions>("option of a transfer", &all);
  AddForms<kBasketItems>("line of a basket", &all);
  AddForms<kReceiptItems>("line of a return with a receipt", &all);
  AddForms<kReturnItems>("line of a return without one", &all);
  AddForms<kAdjustmentItems>("line of an adjustment", &all);
  AddForms<kExchangeItems>("line of an exchange", &all);
  AddForms<kFulfilmentItems>("line of a fulfilment", &all);
  AddForms<kLineOptions>("line option", &all);
  AddForms<kExpectations>("expectation", &all);
  return all;
}

Diagnostic StoryError(Reason reason, const std::string& file, TextPlace at,
                      std::string message) {
  Diagnostic diagnostic;
  diagnostic.reason = reason;
  diagnostic.place = {file, at.line, at.column};
  diagnostic.message = std::move(message);
  return diagnostic;
}

}  // namespace patron::cli
