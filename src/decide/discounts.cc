// Money off: what an effect offers for the units in its scope, then how much of
// that cap, budget and floors leave, split over lines and units.
//
// An offer is made by arithmetic on slices alone. Everything that is taken goes
// through one function, so that no effect rounds or splits in a way of its own.

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <variant>

#include "decide/deciding_impl.h"
#include "decide/rewards.h"
#include "decide/sets.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// What an effect would take off the slices in work.mine.slices, split by their
// weights.
struct Offer {
  int64_t base = 0;
  int64_t amount = 0;
  Rate rate;
  int64_t units = 0;
  int64_t carried = 0;
  // A card over visits: what counts is in work.mine.stamped, the units that are
  // reduced first, and `carried` is what the member had.
  const StampCard* card = nullptr;
  bool clamps = false;    // what a unit has no room for goes to no other
  bool of_gross = false;  // the amount is of prices with their tax on top
};

using StatusOrOffer = absl::StatusOr<Offer>;

class Offers {
 public:
  Offers(Work& work, const Step& step)
      : work_(work),
        step_(step),
        resolved_(work.plan.checked->rules[step.rule].then[step.effect]),
        slices_(work.mine.slices),
        times_(TimesOf(work, step.rule)) {}

  StatusOrOffer operator()(const PercentOff& e) {
    Collect();
    return Percent(e.rate);
  }
  StatusOrOffer operator()(const AmountOff& e) {
    Collect();
    const absl::StatusOr<int64_t> amount =
        MultiplyExact(e.amount.minor, times_);
    if (!amount.ok()) return amount.status();
    Offer offer = Amount(*amount);
    offer.of_gross = e.with_tax && work_.plan.program().tax.prices ==
                                       Tax::Prices::kWithoutTax;
    if (offer.of_gross) offer.amount = *amount;
    return offer;
  }
  StatusOrOffer operator()(const FixedPrice& e) {
    Collect();
    const Taken* const taken = FindTaken(work_, step_.rule);
    return taken == nullptr ? Price(e.price)
                            : UnitsFor(taken->price->pay.value_or(e.price));
  }
  StatusOrOffer operator()(const CheapestOff& e) {
    Collect();
    if (e.dearest) {
      SortDearestFirst(work_, &slices_);
    } else {
      SortCheapestFirst(work_, &slices_);
    }
    KeepFirst(e.count * times_, &slices_);
    return Part(e.rate, SumEach(slices_), CountUnits(slices_));
  }
  StatusOrOffer operator()(const BuyGet& e) {
    if (resolved_.get_selection != kNoIndex) return AcrossProducts(e);
    Collect();
    const int64_t sets =
        std::min(CountUnits(slices_) / (e.buy + e.get),
                 e.sets_max.value_or(std::numeric_limits<int64_t>::max()));
    if (!e.within_sets) return Sets(sets, e.buy, e.get, e.rate);
    SortDearestFirst(work_, &slices_);
    KeepFirst(sets * (e.buy + e.get), &slices_);
    return Part(e.rate, SumOfLastInSets(slices_, e.buy, e.get), sets * e.get);
  }
  StatusOrOffer operator()(const StampCard& e) {
    Collect();
    const int64_t units = CountUnits(slices_);
    if (e.over_visits) return OverVisits(e, units);
    const int64_t sets = units / (e.pay + 1);
    StatusOrOffer offer = Sets(sets, e.pay, 1, e.rate);
    if (offer.ok()) offer->carried = units - sets * (e.pay + 1);
    return offer;
  }
  StatusOrOffer operator()(const BundlePrice& e) {
    Collect(kNoIndex);
    Bundle bundle;
    for (size_t p = 0; p < e.parts.size(); ++p) {
      bundle.counts.push_back(e.parts[p].count);
    }
    bundle.price = e.price.minor;
    bundle.sets_max = e.sets_max;
    const int64_t sets = PickBundles(
        work_, bundle,
        [&](uint32_t line) { return PartsOf(line, resolved_.parts); },
        &slices_);
    Offer offer;
    offer.base = SumEach(slices_);
    offer.amount = offer.base - sets * e.price.minor;
    offer.units = CountUnits(slices_);
    return offer;
  }
  StatusOrOffer operator()(const Brackets& e) {
    Collect();
    const Bracket* bracket = FindBracket(e, slices_);
    if (bracket == nullptr) return Offer();
    if (bracket->percent) return Percent(*bracket->percent);
    if (bracket->amount) return Amount(bracket->amount->minor);
    return Price(*bracket->price);
  }
  StatusOrOffer operator()(const DeliveryOff& e) {
    CollectSlices(work_, step_, resolved_.selection, Scope::kDelivery,
                  &slices_);
    if (e.rate) return Percent(*e.rate);
    if (!e.amount) return Price(*e.price);
    const absl::StatusOr<int64_t> amount =
        MultiplyExact(e.amount->minor, times_);
    if (!amount.ok()) return amount.status();
    return Amount(*amount);
  }
  template <typename NoDiscount>
  StatusOrOffer operator()(const NoDiscount& /*effect*/) {
    return Offer();
  }

 private:
  void Collect() { Collect(resolved_.selection); }
  void Collect(uint32_t selection) {
    CollectSlices(work_, step_, selection, Scope::kGoods, &slices_);
  }

  // A bit for each part that the line can stand in.
  [[nodiscard]] uint32_t PartsOf(uint32_t line,
                                 std::span<const uint32_t> selections) const {
    uint32_t mask = 0;
    for (size_t p = 0; p < selections.size(); ++p) {
      if (work_.IsSelected(selections[p], line)) mask |= 1u << p;
    }
    return mask;
  }

  [[nodiscard]] static const Bracket* FindBracket(
      const Brackets& e, std::span<const Slice> slices) {
    const int64_t value =
        e.by == Brackets::By::kSpend ? SumEach(slices) : CountUnits(slices);
    for (const Bracket& step : e.steps) {
      if (value >= step.from && (!step.up_to || value <= *step.up_to)) {
        return &step;
      }
    }
    return nullptr;
  }

  // `rate` of `base`, split over all slices that are here.
  [[nodiscard]] StatusOrOffer Part(Rate rate, int64_t base, int64_t units) {
    const absl::StatusOr<int64_t> amount =
        Multiply(base, rate, work_.plan.program().money_rounding);
    if (!amount.ok()) return amount.status();
    Offer offer;
    offer.base = base;
    offer.amount = *amount;
    offer.rate = rate;
    offer.units = units;
    return offer;
  }

  [[nodiscard]] StatusOrOffer Percent(Rate rate) {
    if (!step_.of_original) {
      return Part(rate, SumEach(slices_), CountUnits(slices_));
    }
    int64_t base = 0;
    for (Slice& slice : slices_) {
      slice.weight = slice.list;
      base += slice.count * slice.list;
    }
    StatusOrOffer offer = Part(rate, base, CountUnits(slices_));
    if (offer.ok()) offer->clamps = true;
    return offer;
  }

  [[nodiscard]] Offer Amount(int64_t minor) {
    Offer offer;
    offer.base = SumEach(slices_);
    offer.amount = std::min(minor, offer.base);
    offer.units = CountUnits(slices_);
    return offer;
  }

  // Down to the price: what each unit is over it is its weight and its room.
  [[nodiscard]] StatusOrOffer Price(Money price) {
    Offer offer;
    for (Slice& slice : slices_) {
      const Quantity quantity = work_.event.basket.lines[slice.line].quantity;
      int64_t each = price.minor;
      if (quantity.kind == Quantity::Kind::kWeight) {
        const absl::StatusOr<int64_t> whole =
            MulDiv(price.minor, quantity.milli, Quantity::kOne,
                   work_.plan.program().money_rounding);
        if (!whole.ok()) return whole.status();
        each = *whole;
      }
      slice.weight = std::max<int64_t>(0, slice.each - each);
      slice.room = std::min(slice.room, slice.weight);
      if (slice.weight == 0) continue;
      offer.base += slice.count * slice.each;
      offer.amount += slice.count * slice.weight;
      offer.units += slice.count;
    }
    return offer;
  }

  // A reward's units: as many as it is taken, of those that are dearer those
  // that save most, so that points buy what they can.
  [[nodiscard]] StatusOrOffer UnitsFor(Money price) {
    const StatusOrOffer all = Price(price);
    if (!all.ok()) return all;
    std::erase_if(slices_, [](const Slice& slice) { return slice.room == 0; });
    SortDearestFirst(work_, &slices_);
    std::stable_sort(
        slices_.begin(), slices_.end(),
        [](const Slice& a, const Slice& b) { return a.room > b.room; });
    KeepFirst(times_, &slices_);
    return Price(price);
  }

  // The cheapest units of all are reduced; they and the next cheapest, which
  // pay for them, share what is taken off.
  [[nodiscard]] StatusOrOffer Sets(int64_t sets, int64_t buy, int64_t get,
                                   Rate rate) {
    SortCheapestFirst(work_, &slices_);
    KeepFirst(sets * (buy + get), &slices_);
    work_.mine.others = slices_;
    KeepFirst(sets * get, &work_.mine.others);
    return Part(rate, SumEach(work_.mine.others), sets * get);
  }

  // The cheapest units that the member's stamps and these fill cards for.
  [[nodiscard]] StatusOrOffer OverVisits(const StampCard& e, int64_t units) {
    const int64_t had = StampsOf(work_, step_.rule).used;
    const absl::StatusOr<int64_t> all = AddExact(had, units);
    if (!all.ok()) return all.status();
    SortCheapestFirst(work_, &slices_);
    work_.mine.stamped = slices_;
    // A card that asked for more before may be full several times over.
    const int64_t full = std::clamp<int64_t>(*all / (e.pay + 1), 0, units);
    KeepFirst(full, &slices_);
    StatusOrOffer offer = Part(e.rate, SumEach(slices_), full);
    if (!offer.ok()) return offer;
    offer->carried = had;
    if (units > 0) offer->card = &e;
    return offer;
  }

  [[nodiscard]] StatusOrOffer AcrossProducts(const BuyGet& e) {
    Collect(kNoIndex);
    const std::array<uint32_t, 2> selections = {resolved_.selection,
                                                resolved_.get_selection};
    const int64_t got = PickAcross(
        work_, e, [&](uint32_t line) { return PartsOf(line, selections); },
        &slices_, &work_.mine.others);
    return Part(e.rate, SumEach(work_.mine.others), got);
  }

  Work& work_;
  const Step& step_;
  const ResolvedEffect& resolved_;
  std::vector<Slice>& slices_;
  const int64_t times_;  // that a reward is taken
};

// What is left of a rule's budget, with what other rules have drawn already.
int64_t BudgetLeft(const Work& work, uint32_t rule) {
  const uint32_t index = work.plan.checked->rules[rule].budget;
  if (index == kNoIndex) return std::numeric_limits<int64_t>::max();
  int64_t left = work.plan.program().budgets[index].amount.minor -
                 work.facts.counters[index].used;
  if (!work.mine.budgets_later.empty()) left -= work.mine.budgets_later[index];
  for (size_t e = 0; e < work.decision.effects.size(); ++e) {
    const uint32_t other = work.mine.effect_rules[e];
    if (other != kNoIndex && work.plan.checked->rules[other].budget == index) {
      left -= work.decision.effects[e].amount.minor;
    }
  }
  return std::max<int64_t>(0, left);
}

// The offer within the effect's cap and the rule's budget. Points buy what a
// reward gives whole, so that it takes no part of what is left.
int64_t Within(Work& work, const Step& step, int64_t amount) {
  const Effect& effect = work.plan.rule(step.rule).then[step.effect];
  if (effect.cap) amount = std::min(amount, effect.cap->minor);
  const int64_t left = BudgetLeft(work, step.rule);
  if (left >= amount) return amount;
  const uint32_t budget = work.plan.checked->rules[step.rule].budget;
  const bool partial = work.plan.program().budgets[budget].partial &&
                       work.plan.RewardOf(step.rule) == nullptr;
  const int64_t given = partial ? left : 0;
  if (given == 0) {
    RuleState& state = work.mine.rules[step.rule];
    state.no_budget = true;
    state.budget_left = left;
    state.budget_wanted = amount;
  }
  return given;
}

// The slices from `from` on that are of one line.
std::span<Slice> OneLine(std::span<Slice> slices, size_t from) {
  size_t to = from;
  while (to < slices.size() && slices[to].line == slices[from].line) ++to;
  return slices.subspan(from, to - from);
}

// A line's units by a number of their slices; 0 for those in none.
void FillUnits(const WorkLine& line, std::span<const Slice> slices,
               int64_t Slice::*number, UnitRuns* units) {
  units->clear();
  int64_t at = 0;
  for (const Slice& slice : slices) {
    AppendUnits(slice.first - at, 0, units);
    AppendUnits(slice.count, slice.*number, units);
    at = slice.first + slice.count;
  }
  AppendUnits(CountUnits(line.remaining) - at, 0, units);
}

// Each unit's part, at most its room.
void KeepWithin(const UnitRuns& parts, const UnitRuns& rooms, UnitRuns* kept) {
  kept->clear();
  for (UnitCursor part(parts), room(rooms); !part.done();) {
    const int64_t count = std::min(part.left(), room.left());
    AppendUnits(count, std::min(part.each(), room.each()), kept);
    part.Take(count);
    room.Take(count);
  }
}

// `part` off the slices of one line, unit by unit. An offer that clamps gives
// what one unit has no room for to no other one either.
void TakeLine(Work& work, const Offer& offer, std::span<const Slice> slices,
              int64_t part, FiredEffect& fired) {
  Deciding::Impl& mine = work.mine;
  WorkLine& line = mine.lines[slices.front().line];
  Allocation& allocation = fired.allocations.Add();
  allocation.line = slices.front().line;
  if (line.remaining.size() == 1 && line.remaining[0].count == 1) {
    part = std::min(part, slices.front().room);
    line.remaining[0].each -= part;
    allocation.units.assign(1, UnitRun{1, part});
  } else {
    FillUnits(line, slices, &Slice::weight, &mine.runs);
    FillUnits(line, slices, &Slice::room, &mine.more_runs);
    if (offer.clamps) {
      SplitUnits(part, mine.runs, &allocation.units);
      KeepWithin(allocation.units, mine.more_runs, &mine.runs);
      std::swap(allocation.units, mine.runs);
      part = Total(allocation.units);
    } else {
      SplitUnits(part, mine.runs, mine.more_runs, &allocation.units);
    }
    SubtractUnits(line.remaining, allocation.units, &mine.more_runs);
    std::swap(line.remaining, mine.more_runs);
  }
  line.remaining_minor -= part;
  fired.amount.minor += part;
  if (part == 0) fired.allocations.Truncate(fired.allocations.size() - 1);
}

// A price with the tax that comes on top.
absl::StatusOr<int64_t> WithTax(int64_t net, Rate rate, Rounding rounding) {
  const absl::StatusOr<int64_t> tax = Multiply(net, rate, rounding);
  return tax.ok() ? AddExact(net, *tax) : tax;
}

Rate TaxOf(const Work& work, uint32_t line) {
  return work.event.basket.lines[line].tax_rate.value_or(Rate());
}

// Fills the shares of an offer, a line each.
absl::Status FillShares(Work& work, const Offer& offer) {
  std::vector<Share>& shares = work.mine.shares;
  shares.clear();
  const std::span<Slice> slices = work.mine.slices;
  for (size_t s = 0; s < slices.size();) {
    const std::span<Slice> line = OneLine(slices, s);
    Share& share = shares.emplace_back();
    share.id = work.event.basket.lines[line.front().line].id;
    for (const Slice& slice : line) {
      share.weight += slice.count * slice.weight;
      share.room += slice.count * slice.room;
    }
    if (offer.of_gross) {
      const Rate tax = TaxOf(work, line.front().line);
      const Rounding rounding = work.plan.program().money_rounding;
      for (int64_t* value : {&share.weight, &share.room}) {
        const absl::StatusOr<int64_t> gross = WithTax(*value, tax, rounding);
        if (!gross.ok()) return gross.status();
        *value = *gross;
      }
    }
    // Each unit on its own: its part is bounded after the split.
    if (offer.clamps) share.room = share.weight;
    s += line.size();
  }
  return absl::OkStatus();
}

// A line's part of an amount, in its prices and within its room, or for
// TakeLine to clamp.
absl::StatusOr<int64_t> PartOf(const Work& work, const Offer& offer,
                               std::span<const Slice> line, int64_t part) {
  if (offer.of_gross) {
    const Rate tax = TaxOf(work, line.front().line);
    const absl::StatusOr<int64_t> net =
        MulDiv(part, Rate::kOne, Rate::kOne + tax.billionths,
               work.plan.program().money_rounding);
    if (!net.ok()) return net;
    part = *net;
  }
  if (offer.clamps) return part;
  int64_t room = 0;
  for (const Slice& slice : line) room += slice.count * slice.room;
  return std::min(part, room);
}

// Splits `amount` over the slices and takes it off. What was taken is the
// effect's amount: less where floors leave less.
absl::Status TakeOff(Work& work, const Offer& offer, int64_t amount,
                     FiredEffect& fired) {
  SortByLine(&work.mine.slices);
  if (absl::Status s = FillShares(work, offer); !s.ok()) return s;
  std::vector<Share>& shares = work.mine.shares;
  work.mine.parts.resize(shares.size());
  const absl::StatusOr<int64_t> given = Split(amount, shares, work.mine.parts);
  if (!given.ok()) return given.status();
  const std::span<Slice> slices = work.mine.slices;
  size_t from = 0;
  for (size_t i = 0; i < shares.size(); ++i) {
    const std::span<Slice> line = OneLine(slices, from);
    from += line.size();
    const absl::StatusOr<int64_t> part =
        PartOf(work, offer, line, work.mine.parts[i]);
    if (!part.ok()) return part.status();
    if (*part == 0) continue;
    TakeLine(work, offer, line, *part, fired);
  }
  return absl::OkStatus();
}

// A stamp for each unit that counts; the first `reduced` of them take as many
// as one costs.
void FillStamps(Work& work, const StampCard& card, int64_t reduced,
                FiredEffect& fired) {
  std::vector<Slice>& slices = work.mine.rest;
  slices.clear();
  for (Slice slice : work.mine.stamped) {
    const int64_t taken = std::min(reduced, slice.count);
    reduced -= taken;
    if (taken > 0) {
      slices.push_back(slice);
      slices.back().count = taken;
      slices.back().weight = -card.pay;
    }
    if (taken == slice.count) continue;
    slice.first += taken;
    slice.count -= taken;
    slice.weight = 1;
    slices.push_back(slice);
  }
  SortByLine(&slices);
  for (size_t s = 0; s < slices.size();) {
    const std::span<Slice> of_line = OneLine(slices, s);
    Allocation& part = fired.stamps.Add();
    part.line = of_line.front().line;
    FillUnits(work.mine.lines[part.line], of_line, &Slice::weight, &part.units);
    fired.carried += Total(part.units);
    s += of_line.size();
  }
}

struct KindOfDiscount {
  EffectKind operator()(const PercentOff&) { return EffectKind::kPercentOff; }
  EffectKind operator()(const AmountOff&) { return EffectKind::kAmountOff; }
  EffectKind operator()(const FixedPrice&) { return EffectKind::kFixedPrice; }
  EffectKind operator()(const CheapestOff&) { return EffectKind::kCheapestOff; }
  EffectKind operator()(const BuyGet&) { return EffectKind::kBuyGet; }
  EffectKind operator()(const StampCard&) { return EffectKind::kStampCard; }
  EffectKind operator()(const BundlePrice&) { return EffectKind::kBundlePrice; }
  EffectKind operator()(const Brackets&) { return EffectKind::kBracketOff; }
  EffectKind operator()(const DeliveryOff&) { return EffectKind::kDeliveryOff; }
  template <typename NoDiscount>
  EffectKind operator()(const NoDiscount& /*effect*/) {
    return EffectKind::kCustom;
  }
};

// Takes an offer, within its bounds; false where nothing comes of it.
absl::StatusOr<bool> Accept(Work& work, const Step& step, const Offer& offer) {
  const Effect& effect = work.plan.rule(step.rule).then[step.effect];
  // Units that fill a stamp card count, also before one of them is free.
  const bool stamps = offer.carried > 0 || offer.card != nullptr;
  const int64_t amount = Within(work, step, offer.amount);
  if (amount <= 0 && !stamps) return false;
  FiredEffect& fired =
      NewEffect(work, step, std::visit(KindOfDiscount(), effect.what));
  fired.base.minor = offer.base;
  fired.wanted.minor = offer.amount;
  fired.rate = offer.rate;
  fired.units = offer.units;
  fired.carried = offer.carried;
  fired.not_with_others = effect.not_with_others;
  if (amount > 0) {
    if (absl::Status s = TakeOff(work, offer, amount, fired); !s.ok()) {
      return s;
    }
  }
  if (fired.amount.minor == 0 && !stamps) {
    DropEffect(work);
    return false;
  }
  if (offer.card != nullptr) {
    const bool gives = fired.amount.minor > 0;
    if (!gives) fired.units = 0;
    FillStamps(work, *offer.card, gives ? offer.units : 0, fired);
  }
  absl::Status status = Fund(work, effect.funders, fired.amount.minor, fired);
  if (!status.ok()) return status;
  ++work.mine.changes;
  return true;
}

}  // namespace

absl::StatusOr<bool> TakeDiscount(Work& work, const Step& step) {
  const Effect& effect = work.plan.rule(step.rule).then[step.effect];
  const StatusOrOffer offer = std::visit(Offers(work, step), effect.what);
  if (!offer.ok()) return offer.status();
  return Accept(work, step, *offer);
}

absl::Status TakeOffUnits(Work& work, const Step& step,
                          const DiscountOfUnits& off) {
  Offer offer;
  offer.base = off.base_minor;
  offer.amount = off.amount_minor;
  offer.units = off.units;
  return Accept(work, step, offer).status();
}

}  // namespace patron
