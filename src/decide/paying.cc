// From prices to what is paid: tax, tenders, and the lines of the receipt.
//
// Tax is told, not decided: the rates come with the lines. By line, each line's
// tax is rounded; by rate, that of all lines of a rate is rounded once and
// split over them, so that the lines add up to it either way.

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "decide/deciding_impl.h"
#include "decide/purse.h"
#include "decide/rewards.h"
#include "model/points_of.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// The tax in, or on top of, an amount. The amount of a trade-in is negative,
// and so is its tax.
absl::StatusOr<int64_t> TaxOn(const Work& work, int64_t amount, Rate rate) {
  const Program& program = work.plan.program();
  if (program.tax.prices == Tax::Prices::kWithoutTax) {
    return Multiply(amount, rate, program.money_rounding);
  }
  return MulDiv(amount, rate.billionths, Rate::kOne + rate.billionths,
                program.money_rounding);
}

TaxTotal& TotalOf(Work& work, Rate rate) {
  for (TaxTotal& total : work.decision.taxes) {
    if (total.rate == rate) return total;
  }
  TaxTotal& total = work.decision.taxes.Add();
  total.rate = rate;
  total.net = total.tax = total.gross = Money{0, work.currency()};
  return total;
}

absl::Status AddLineTax(Work& work, size_t index) {
  const Rate rate = *work.event.basket.lines[index].tax_rate;
  LineResult& line = work.decision.lines[index];
  const absl::StatusOr<int64_t> tax = TaxOn(work, line.pay.minor, rate);
  if (!tax.ok()) return tax.status();
  line.tax.minor = *tax;
  TaxTotal& total = TotalOf(work, rate);
  total.tax.minor += *tax;
  total.net.minor += line.pay.minor;
  return absl::OkStatus();
}

bool HasNegative(const Work& work, Rate rate) {
  for (size_t i = 0; i < work.line_count(); ++i) {
    if (work.event.basket.lines[i].tax_rate == rate &&
        work.decision.lines[i].pay.minor < 0) {
      return true;
    }
  }
  return false;
}

// Gives the difference between the tax of a rate, rounded once, and its lines'
// own to the line of the largest amount; ties to the smaller id.
void CorrectLargest(Work& work, int64_t tax, TaxTotal& total) {
  const std::vector<Line>& lines = work.event.basket.lines;
  LineResult* largest = nullptr;
  int64_t sum = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].tax_rate != total.rate) continue;
    LineResult& line = work.decision.lines[i];
    sum += line.tax.minor;
    const auto larger = [](const LineResult& a, const LineResult& b) {
      if (a.pay.minor != b.pay.minor) return a.pay.minor > b.pay.minor;
      return IdLess(a.id, b.id);
    };
    if (largest == nullptr || larger(line, *largest)) largest = &line;
  }
  largest->tax.minor += tax - sum;
  total.tax.minor = tax;
}

// Splits the tax of one rate, rounded once, over its lines.
absl::Status RoundByRate(Work& work, TaxTotal& total) {
  const absl::StatusOr<int64_t> tax = TaxOn(work, total.net.minor, total.rate);
  if (!tax.ok()) return tax.status();
  // With a negative line there is no split that all could be part of: each line
  // keeps its own tax, and what rounding makes of them goes to the largest.
  if (HasNegative(work, total.rate)) {
    CorrectLargest(work, *tax, total);
    return absl::OkStatus();
  }
  std::vector<Share>& shares = work.mine.shares;
  shares.clear();
  const std::vector<Line>& lines = work.event.basket.lines;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].tax_rate != total.rate) continue;
    // A tax may be above the price.
    shares.push_back({work.decision.lines[i].pay.minor, *tax, lines[i].id});
  }
  total.tax.minor = 0;
  work.mine.parts.assign(shares.size(), 0);
  const absl::StatusOr<int64_t> given = Split(*tax, shares, work.mine.parts);
  if (!given.ok()) return given.status();
  size_t next = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].tax_rate != total.rate) continue;
    work.decision.lines[i].tax.minor = work.mine.parts[next++];
    total.tax.minor += work.decision.lines[i].tax.minor;
  }
  return absl::OkStatus();
}

absl::Status FillTax(Work& work) {
  const Program& program = work.plan.program();
  const std::vector<Line>& lines = work.event.basket.lines;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].tax_rate) continue;
    if (absl::Status s = AddLineTax(work, i); !s.ok()) return s;
  }
  for (TaxTotal& total : work.decision.taxes) {
    if (program.tax.rounding == Tax::Rounding::kByRate) {
      if (absl::Status s = RoundByRate(work, total); !s.ok()) return s;
    }
    // So far `net` is the sum of prices, whichever that is.
    total.gross = total.net;
    if (program.tax.prices == Tax::Prices::kWithoutTax) {
      total.gross.minor += total.tax.minor;
    } else {
      total.net.minor -= total.tax.minor;
    }
    work.decision.tax_total.minor += total.tax.minor;
  }
  std::sort(
      work.decision.taxes.begin(), work.decision.taxes.end(),
      [](const TaxTotal& a, const TaxTotal& b) { return a.rate < b.rate; });
  return absl::OkStatus();
}

// The tax that comes on top of a line, as part of what its units were paid.
void AddTax(LineResult& line, UnitRuns& runs) {
  if (line.tax.minor == 0) return;
  // By price where that can be; a tax above the price, or on a trade-in, by
  // unit.
  if (line.tax.minor > 0 && line.tax.minor <= Total(line.paid) &&
      std::all_of(line.paid.begin(), line.paid.end(),
                  [](const UnitRun& run) { return run.each >= 0; })) {
    SplitUnits(line.tax.minor, line.paid, &runs);
  } else {
    runs = SplitEven(line.tax.minor, CountUnits(line.paid));
  }
  UnitRuns sum;
  AddUnits(line.paid, runs, &sum);
  line.paid = std::move(sum);
}

// What the customer pays for a line: tax too, where that comes on top.
absl::StatusOr<int64_t> DueOf(const Work& work, size_t index) {
  const int64_t price =
      std::max<int64_t>(0, work.mine.lines[index].remaining_minor);
  const std::optional<Rate>& rate = work.event.basket.lines[index].tax_rate;
  if (!rate || work.plan.program().tax.prices == Tax::Prices::kWithTax) {
    return price;
  }
  const absl::StatusOr<int64_t> tax = TaxOn(work, price, *rate);
  return tax.ok() ? AddExact(price, *tax) : tax;
}

// What tenders pay that do not earn; points never do.
absl::StatusOr<int64_t> PaidWithoutEarning(const Work& work) {
  const std::vector<TenderKind>& named =
      work.plan.program().eligible.tenders_without_earning;
  int64_t sum = 0;
  for (const PointsPaid& paid : work.decision.paid_by_points) {
    const absl::StatusOr<int64_t> more = AddExact(sum, paid.money.minor);
    if (!more.ok()) return more;
    sum = *more;
  }
  for (const Tender& tender : work.event.basket.tenders) {
    if (tender.kind == TenderKind::kPoints) continue;
    const bool earns = named.empty() ? tender.kind != TenderKind::kPromotional
                                     : std::find(named.begin(), named.end(),
                                                 tender.kind) == named.end();
    if (earns) continue;
    const absl::StatusOr<int64_t> more = AddExact(sum, tender.amount.minor);
    if (!more.ok()) return more;
    sum = *more;
  }
  return sum;
}

// Other tenders may be more than is to pay, since change is given; points give
// none.
absl::Status CheckPaidByPoints(const Work& work) {
  const Money to_pay = work.decision.pay_total;
  Money paid{0, to_pay.currency};
  for (const PointsPaid& points : work.decision.paid_by_points) {
    const absl::StatusOr<int64_t> sum =
        AddExact(paid.minor, points.money.minor);
    if (!sum.ok()) return sum.status();
    paid.minor = *sum;
  }
  if (paid.minor == 0 || paid.minor <= to_pay.minor) return absl::OkStatus();
  return Refuse(Reason::kBadValue, "the tenders of points pay " +
                                       FormatMoney(paid) + ", and there is " +
                                       FormatMoney(to_pay) +
                                       " to pay: take fewer points");
}

}  // namespace

namespace {

// What grandfathered points pay: of those that the rewards leave, in the
// spending order.
absl::StatusOr<PointsPaid> PaidFromPurse(const Work& work,
                                         const PointsCurrency& currency,
                                         const Tender& tender) {
  const Program& program = work.plan.program();
  const absl::StatusOr<Points> points = PointsOf(program, tender);
  if (!points.ok()) return points.status();
  Purse purse(program, work.facts);
  const bool taken = TakeRewards(work, currency.id, &purse);
  const int64_t most = purse.Most(currency.id);
  if (taken && most >= points->units) {
    return PaidBy(program, tender, purse.Pay(currency.id, points->units));
  }
  // What the rewards cannot take is told better where they are charged.
  if (!taken)
    return PointsPaid{currency.id, *points, Money{0, work.currency()}};
  const auto text = [&](int64_t units) {
    return FormatPoints(Points{units}, currency.decimals) + " " +
           Quote(currency.id);
  };
  return Refuse(Reason::kInsufficientPoints,
                "cannot pay with " + text(points->units) + ": " +
                    Quote(work.event.member) + " has " + text(most) +
                    (work.mine.taken.empty() ? "" : " beside the rewards") +
                    (currency.apart ? " that can be taken together" : "") +
                    "; take no more");
}

}  // namespace

absl::Status FillPaidByPoints(Work& work) {
  const Program& program = work.plan.program();
  for (const Tender& tender : work.event.basket.tenders) {
    if (tender.kind != TenderKind::kPoints) continue;
    const PointsCurrency* const currency = FindPoints(program, tender.currency);
    absl::StatusOr<PointsPaid> paid =
        currency != nullptr && currency->grandfathered
            ? PaidFromPurse(work, *currency, tender)
            : PaidBy(program, tender);
    if (!paid.ok()) return paid.status();
    work.decision.paid_by_points.Add() = *std::move(paid);
  }
  return absl::OkStatus();
}

absl::Status FillEarning(Work& work) {
  for (WorkLine& line : work.lines()) line.earns_on = line.remaining;
  const absl::StatusOr<int64_t> unearning = PaidWithoutEarning(work);
  if (!unearning.ok()) return unearning.status();
  if (*unearning == 0) return absl::OkStatus();
  std::vector<Share>& shares = work.mine.shares;
  shares.clear();
  for (size_t i = 0; i < work.line_count(); ++i) {
    const absl::StatusOr<int64_t> due = DueOf(work, i);
    if (!due.ok()) return due.status();
    shares.push_back({*due, *due, work.event.basket.lines[i].id});
  }
  work.mine.parts.resize(shares.size());
  const absl::StatusOr<int64_t> given =
      Split(*unearning, shares, work.mine.parts);
  if (!given.ok()) return given.status();
  for (size_t i = 0; i < work.line_count(); ++i) {
    WorkLine& line = work.mine.lines[i];
    if (work.mine.parts[i] == 0) continue;
    // Points are for the price; what pays for tax on top of it has paid for
    // its share of the price alone.
    const absl::StatusOr<int64_t> unearned =
        MulDiv(work.mine.parts[i], line.remaining_minor, shares[i].room,
               Rounding::kHalfAwayFromZero);
    if (!unearned.ok()) return unearned.status();
    if (*unearned == 0) continue;
    SplitUnits(*unearned, line.remaining, &work.mine.runs);
    SubtractUnits(line.remaining, work.mine.runs, &line.earns_on);
  }
  return absl::OkStatus();
}

absl::Status FillLines(Work& work) {
  const Currency currency = work.currency();
  int64_t pay = 0;
  for (size_t i = 0; i < work.line_count(); ++i) {
    const WorkLine& line = work.mine.lines[i];
    LineResult& out = work.decision.lines.Add();
    out.id = work.event.basket.lines[i].id;
    out.list = Money{line.list_minor, currency};
    out.discount = Money{line.list_minor - line.remaining_minor, currency};
    out.pay = Money{line.remaining_minor, currency};
    out.tax = Money{0, currency};
    out.paid = line.remaining;
    pay += line.remaining_minor;
  }
  work.decision.discount_total =
      Money{work.decision.list_total.minor - pay, currency};
  work.decision.tax_total = Money{0, currency};
  if (absl::Status s = FillTax(work); !s.ok()) return s;
  if (work.plan.program().tax.prices == Tax::Prices::kWithoutTax) {
    pay += work.decision.tax_total.minor;
    for (LineResult& line : work.decision.lines) AddTax(line, work.mine.runs);
  }
  work.decision.pay_total = Money{pay, currency};
  return CheckPaidByPoints(work);
}

}  // namespace patron
