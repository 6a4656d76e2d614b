// Text that grows with its brackets right: a copy of the printer's rule, which
// a test holds against the printer. Building trees and printing those was
// refused: the nodes of expr would become public, for a text that is all that a
// program holds in the end.
#include "patron/build_terms.h"

#include <algorithm>

#include "base/quote.h"
#include "expr/expression.h"
#include "expr/limits.h"
#include "expr/text.h"
#include "patron/build_expressions.h"
#include "patron/error.h"
#include "program/facts.h"

namespace patron::build {
namespace internal {
namespace {

void AddPart(const Term& part, Term& whole) {
  for (const std::string& currency : part.currencies) {
    if (std::find(whole.currencies.begin(), whole.currencies.end(), currency) ==
        whole.currencies.end()) {
      whole.currencies.push_back(currency);
    }
  }
  if (whole.problem.ok()) whole.problem = part.problem;
}

// A part that binds less than `least` stands in brackets.
void Append(const Term& part, Rank least, Term& whole) {
  AddPart(part, whole);
  const bool brackets = part.rank < least;
  if (brackets) whole.text += '(';
  whole.text += part.text;
  if (brackets) whole.text += ')';
}

void AppendList(const std::vector<Term>& parts, Term& whole) {
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) whole.text += ", ";
    Append(parts[i], Rank::kChoice, whole);
  }
}

Rank Tighter(Rank rank) {
  return static_cast<Rank>(static_cast<uint8_t>(rank) + 1);
}

Term LiteralCall(std::string_view function, std::string_view text) {
  return CallTerm(function, {TextTerm(text)});
}

bool IsDottedName(std::string_view name) {
  for (size_t start = 0;; ++start) {
    const size_t dot = std::min(name.find('.', start), name.size());
    if (!expr::IsIdentifier(name.substr(start, dot - start))) return false;
    if (dot == name.size()) return true;
    start = dot;
  }
}

// How tightly a text binds that somebody else wrote: the printer is asked where
// it would set brackets around it.
Rank RankOfText(const std::string& text) {
  struct Probe {
    std::string_view before;
    std::string_view after;
    Rank rank;  // of a text that needs no brackets here
  };
  constexpr Probe kProbes[] = {
      {"", ".x", Rank::kPrimary},     {"!", "", Rank::kUnary},
      {"", " * x", Rank::kProduct},   {"", " + x", Rank::kSum},
      {"", " == x", Rank::kRelation}, {"", " && x", Rank::kAnd},
      {"", " ? x : x", Rank::kOr},
  };
  for (const Probe& probe : kProbes) {
    std::string bracketed(probe.before);
    bracketed.append("(").append(text).append(")").append(probe.after);
    std::string bare(probe.before);
    bare.append(text).append(probe.after);
    const absl::StatusOr<std::string> printed =
        expr::Canonical(bracketed, expr::Limits());
    if (printed.ok() && *printed == bare) return probe.rank;
  }
  return Rank::kChoice;
}

}  // namespace

Term BoolTerm(bool value) { return {value ? "true" : "false"}; }

Term IntTerm(int64_t value) { return {std::to_string(value), Rank::kUnary}; }

Term UintTerm(uint64_t value) { return {std::to_string(value), Rank::kUnary}; }

Term TextTerm(std::string_view value) { return {expr::QuoteString(value)}; }

Term WeekdayTerm(Weekday value) {
  switch (value) {
    case Weekday::kMonday:
      return TextTerm("mon");
    case Weekday::kTuesday:
      return TextTerm("tue");
    case Weekday::kWednesday:
      return TextTerm("wed");
    case Weekday::kThursday:
      return TextTerm("thu");
    case Weekday::kFriday:
      return TextTerm("fri");
    case Weekday::kSaturday:
      return TextTerm("sat");
    case Weekday::kSunday:
      return TextTerm("sun");
  }
  Term none = TextTerm("");
  none.problem =
      Refuse(Reason::kBadValue, "there is no weekday with the number " +
                                    std::to_string(static_cast<int>(value)));
  return none;
}

Term LineKindTerm(LineKind value) { return TextTerm(LineKindName(value)); }

// An amount whose currency is known is read at once, since in an expression its
// text alone would be taken for one in the program's currency.
Term AmountTerm(std::string_view amount, std::string_view code) {
  Term term = LiteralCall("money", amount);
  if (code.empty()) return term;
  const absl::StatusOr<Currency> currency = ParseCurrency(code);
  const absl::Status status = currency.ok()
                                  ? ParseMoney(amount, *currency).status()
                                  : currency.status();
  term.problem = status;
  term.currencies.emplace_back(code);
  return term;
}

// An amount in no currency has no text that is read back; the compiler says so.
Term MoneyTerm(Money value) {
  if (!value.currency.valid()) {
    return AmountTerm(std::to_string(value.minor) + " minor", "");
  }
  return AmountTerm(FormatAmount(value), value.currency.code());
}

Term RateTerm(Rate value) { return LiteralCall("rate", FormatPercent(value)); }

Term DateTerm(Date value) { return LiteralCall("date", FormatDate(value)); }

Term InstantTerm(Instant value) {
  return LiteralCall("timestamp", FormatInstant(value));
}

Term DurationTerm(int64_t count, std::string_view unit) {
  return LiteralCall("duration", std::to_string(count).append(unit));
}

Term NameTerm(std::string_view dotted_name) {
  return {std::string(dotted_name)};
}

Term AttributeTerm(std::string_view owner, std::string_view name) {
  Term term{std::string(owner)};
  if (!expr::IsIdentifier(name)) {
    term.problem =
        Refuse(Reason::kBadValue,
               "an attribute's name is letters, digits and underscores, not " +
                   Quote(name));
    return term;
  }
  // Words of the language that may be names behind a dot, in quotes.
  const bool word =
      name == "in" || name == "true" || name == "false" || name == "null";
  term.text += word ? ".`" : ".";
  term.text += name;
  if (word) term.text += '`';
  return term;
}

Term CelTerm(std::string_view text) {
  const absl::StatusOr<std::string> canonical =
      expr::Canonical(text, expr::Limits());
  if (canonical.ok()) return {*canonical, RankOfText(*canonical)};
  Term term{std::string(text), Rank::kChoice};
  term.problem = canonical.status();
  return term;
}

Term SignTerm(std::string_view sign, const Term& of) {
  // The language reads a sign before a number as part of it, and 0 has none.
  if (sign == "-" && of.text == "0") return of;
  Term term{std::string(sign), Rank::kUnary};
  Append(of, Rank::kUnary, term);
  return term;
}

// Chains of && and of || are one, however they were bracketed; other signs bind
// to the left.
Term BinaryTerm(Rank rank, std::string_view sign, const Term& a,
                const Term& b) {
  const bool chain = rank == Rank::kAnd || rank == Rank::kOr;
  Term term;
  term.rank = rank;
  Append(a, rank, term);
  term.text.append(" ").append(sign).append(" ");
  Append(b, chain ? rank : Tighter(rank), term);
  return term;
}

Term ChoiceTerm(const Term& condition, const Term& then,
                const Term& otherwise) {
  Term term;
  term.rank = Rank::kChoice;
  Append(condition, Rank::kOr, term);
  term.text += " ? ";
  Append(then, Rank::kOr, term);
  term.text += " : ";
  Append(otherwise, Rank::kChoice, term);
  return term;
}

Term ListTerm(const std::vector<Term>& items) {
  Term term{"["};
  AppendList(items, term);
  term.text += ']';
  return term;
}

Term CallTerm(std::string_view function, const std::vector<Term>& arguments) {
  Term term{std::string(function)};
  if (!IsDottedName(function)) {
    term.problem = Refuse(Reason::kBadValue,
                          Quote(function) + " is no name of a function");
  }
  term.text += '(';
  AppendList(arguments, term);
  term.text += ')';
  return term;
}

Term MemberCallTerm(std::string_view function, const Term& receiver,
                    const std::vector<Term>& arguments) {
  Term term;
  Append(receiver, Rank::kPrimary, term);
  term.text.append(".").append(function).append("(");
  AppendList(arguments, term);
  term.text += ')';
  return term;
}

Term ValueOrTerm(const Term& fact, const Term& otherwise) {
  Term optional = fact;
  optional.text.insert(optional.text.rfind('.') + 1, "?");
  return MemberCallTerm("orValue", optional, {otherwise});
}

}  // namespace internal

Amount::Amount(Money money)
    : Constant<Money>(internal::MoneyTerm(money)),
      amount_(money.currency.valid() ? FormatAmount(money)
                                     : std::to_string(money.minor) + " minor"),
      currency_(money.currency.code()) {}

Constant<Rate> RateOf(std::string_view text) {
  return Constant<Rate>(internal::LiteralCall("rate", text));
}

Constant<Date> Day(std::string_view text) {
  return Constant<Date>(internal::LiteralCall("date", text));
}

Constant<Instant> Moment(std::string_view text) {
  return Constant<Instant>(internal::LiteralCall("timestamp", text));
}

}  // namespace patron::build
