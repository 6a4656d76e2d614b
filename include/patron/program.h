// A program: what a shop promises its customers, as data.
//
// One versioned definition of points currencies, selections of goods, segments
// of members and rules. People write it in YAML or JSON (wire/text.h), C++
// fills these structs, other languages send patron.v1.Program bytes. Nothing
// here computes: a Plan (plan.h) does.
//
// Names in expressions and references are the ids below. Expressions are CEL
// text; an empty one holds always.
//
// Threads: values. Limits: the constants below; a program over one is refused.
#ifndef PATRON_PROGRAM_H_
#define PATRON_PROGRAM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patron/calendar.h"
#include "patron/effect.h"
#include "patron/event.h"
#include "patron/money.h"
#include "patron/points.h"
#include "patron/rate.h"
#include "patron/scalar.h"

namespace patron {

inline constexpr size_t kProgramRulesMax = 20'000;
inline constexpr size_t kProgramObjectsMax = 20'000;  // of each other kind
inline constexpr size_t kTierLevelsMax = 64;
inline constexpr size_t kRuleEffectsMax = 64;
inline constexpr size_t kRuleLimitsMax = 16;
inline constexpr size_t kGroupDepthMax = 8;
inline constexpr size_t kListPricesMax = 1'000'000;  // of a program
inline constexpr int32_t kSpanCountMax = 10'000;
inline constexpr size_t kRewardPricesMax = 16;
inline constexpr int64_t kRewardTimesMax = 10'000;

// A length of time on the calendar: "12 months", "30 days", "1 year".
struct Span {
  int32_t count = 0;
  PeriodUnit unit = PeriodUnit::kDay;

  friend bool operator==(const Span&, const Span&) = default;
};

// A day of every year; 29 February is the 28th where there is none.
struct YearDay {
  int32_t month = 1;  // 1..12
  int32_t day = 1;    // 1..31, as the month has in a leap year

  friend bool operator==(const YearDay&, const YearDay&) = default;
};

// How long points live: `after` from the day they are earned, then to the end
// of the calendar period `round_up` or of the next day `until`, where one is
// given. Being pending does not prolong it: points that would lapse before they
// can be spent lapse.
//
// Sliding, all points of the currency lapse together, counted from the day on
// which the account was last active in it: earned points, paid with them, or
// was given some by hand. What comes back, or is taken, is no activity.
struct Expiry {
  Span after;
  std::optional<PeriodUnit> round_up;
  std::optional<YearDay> until;
  bool sliding = false;

  friend bool operator==(const Expiry&, const Expiry&) = default;
};

// Until when points wait, beside a length of time and a date.
enum class PendingUntil : uint8_t {
  kFulfilment = 1,  // until all goods that they were earned on are there
};

// How a debt is collected; that it is recorded is no policy.
enum class DebtPolicy : uint8_t {
  kKeep = 1,         // it stays until what made it is put right
  kFromEarning = 2,  // what is earned next pays it first
};

// How points are given to another member.
struct Transfers {
  enum class Expiry : uint8_t {
    kKeep = 1,   // they lapse when they would have
    kReset = 2,  // they live as if earned on the day of the transfer
  };

  Expiry expiry = Expiry::kKeep;
  bool within_household = false;  // to its members only; else to anybody

  friend bool operator==(const Transfers&, const Transfers&) = default;
};

struct PointsCurrency {
  std::string id;    // "bean"
  std::string name;  // what a receipt prints: "beans"
  int32_t decimals = 0;
  std::optional<Span> pending;    // earned now, to be spent after
  std::optional<Expiry> expires;  // none: never
  // What one point is worth where rules compete for the best.
  std::optional<UnitPrice> value;
  // What one point is worth as a payment; none: it cannot pay.
  std::optional<UnitPrice> pays = {};
  // Points that count towards tiers and are never spent: earned on the lines of
  // Eligibility::tier.
  bool status = false;
  // One redemption takes points that were earned in one such period of the
  // program's zone: the one that pays most, ties to what is spent first. None:
  // all points combine.
  std::optional<PeriodUnit> apart = {};
  std::optional<PendingUntil> pending_until = {};
  std::optional<Date> available_from = {};  // earned before: pending until then
  DebtPolicy debts = DebtPolicy::kKeep;
  // Points pay what the version says under which they were earned, or, where it
  // says nothing, `pays`. Else all pay `pays`.
  bool grandfathered = false;
  std::optional<Transfers> transfers = {};  // none: they cannot be given
  // A household's members spend from what all of them have; needs `transfers`.
  bool pooled = false;

  friend bool operator==(const PointsCurrency&,
                         const PointsCurrency&) = default;
};

// Data of the host's own, typed: `line.roast`, `basket.table`, `store.region`.
struct Attribute {
  enum class Owner : uint8_t {
    kLine = 1,
    kBasket = 2,
    kEvent = 3,
    kStore = 4,  // its value stands with the store, in the program
  };

  Owner owner = Owner::kLine;
  std::string name;
  ScalarType type = ScalarType::kString;
  std::string purpose;     // why the data is held, for the person it is about
  bool sensitive = false;  // kept out of explanations and logs

  friend bool operator==(const Attribute&, const Attribute&) = default;
};

// "line", "basket", "event", "store".
[[nodiscard]] std::string_view OwnerName(Attribute::Owner owner);

struct StoreInfo {
  std::string id;
  std::string zone;  // empty: the program's
  AttributeValues attributes = {};

  friend bool operator==(const StoreInfo&, const StoreInfo&) = default;
};

// Which lines count, per purpose; every rule inherits it.
struct Eligibility {
  std::string discount;
  std::string earn;  // points to spend
  // Tenders that are not really paid: what they pay for earns nothing. Empty:
  // promotional value. Points never are, whatever stands here.
  std::vector<TenderKind> tenders_without_earning;
  std::string tier = {};  // status points; empty: as `earn`

  friend bool operator==(const Eligibility&, const Eligibility&) = default;
};

// An expression over one line: `line.category == "coffee"`.
struct Selection {
  std::string id;
  std::string where;

  friend bool operator==(const Selection&, const Selection&) = default;
};

// An expression over a member: `member.stats.orders >= 10`.
struct Segment {
  std::string id;
  std::string when;

  friend bool operator==(const Segment&, const Segment&) = default;
};

// A level of a ladder: silver, for those of whom `when` holds.
struct TierLevel {
  std::string id;
  std::string when;  // an expression over a member, as a segment's

  friend bool operator==(const TierLevel&, const TierLevel&) = default;
};

// Levels that members climb, lowest first. A member has the last level whose
// condition holds, and none where no condition does.
struct TierLadder {
  std::string id;
  std::vector<TierLevel> levels;

  friend bool operator==(const TierLadder&, const TierLadder&) = default;
};

// When a rule is on, in the store's zone. Days are inclusive; a window that
// ends at or before its start runs past midnight.
struct Schedule {
  std::optional<Date> from;
  std::optional<Date> until;
  std::vector<Weekday> weekdays;         // empty: every day
  std::optional<int64_t> time_from_us;   // of day
  std::optional<int64_t> time_until_us;  // of day, exclusive

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// How often a rule may fire, counted per order. A rule has one limit for each
// pair of `per` and `period`; uses so far stay when others are added.
struct Limit {
  enum class Per : uint8_t { kMember = 1, kProgram = 2 };

  int64_t uses = 0;
  Per per = Per::kMember;
  std::optional<PeriodUnit> period;  // none: for ever

  friend bool operator==(const Limit&, const Limit&) = default;
};

// How the members of a group go together. Order is by priority (smaller
// first), then id bytes.
enum class GroupMode : uint8_t {
  kStack = 1,            // all, one after the other
  kFirst = 2,            // the first that has an effect
  kBest = 3,             // the one that takes most off
  kLowest = 4,           // the one that takes least off, but something
  kBestCombination = 5,  // the rules that take most off together, each unit
                         // given to one of them
};

enum class GroupScope : uint8_t {
  kBasket = 1,
  kUnit = 2,  // modes kFirst, kBest, kLowest: decided for every unit apart
};

// Rules and groups that stand together. A rule or a group without one is in
// the program's own, which stacks. A group that is not kStack holds rules of
// one phase only. Ties go to fewer rules, then to order.
struct Group {
  std::string id;
  std::string group;  // in which it is
  GroupMode mode = GroupMode::kStack;
  GroupScope scope = GroupScope::kBasket;
  int32_t priority = 0;
  // Percentages are of the price before Patron's discounts, not of what
  // remains; never more is taken than remains.
  bool of_original = false;

  friend bool operator==(const Group&, const Group&) = default;
};

// Money that rules and rewards may give away in all, or anew in each period.
struct Budget {
  std::string id;
  Money amount;
  std::optional<PeriodUnit> period;
  // A rule gives what is left where that is less. A reward never does: points
  // buy all of it or nothing.
  bool partial = false;

  friend bool operator==(const Budget&, const Budget&) = default;
};

// What a gift may be.
struct Product {
  std::string sku;
  std::string name;
  std::optional<Money> value;

  friend bool operator==(const Product&, const Product&) = default;
};

struct ListPrice {
  std::string sku;
  Money price;  // of a piece or a kilogram

  friend bool operator==(const ListPrice&, const ListPrice&) = default;
};

// Prices by sku, as data: for all, or for the members of a segment. They come
// before every rule; a line gets the lowest of its lists, ties to the smaller
// id, where that is less than its own.
struct PriceList {
  std::string id;
  std::string text;     // what the customer reads
  std::string segment;  // empty: everybody, also without a member
  std::optional<Date> from;
  std::optional<Date> until;  // included; days in the store's zone
  std::vector<Funder> funders;
  std::vector<ListPrice> prices;

  friend bool operator==(const PriceList&, const PriceList&) = default;
};

// How tax is told. The rates stand with the lines: Patron is no tax engine.
struct Tax {
  enum class Prices : uint8_t { kWithTax = 1, kWithoutTax = 2 };
  enum class Rounding : uint8_t { kByLine = 1, kByRate = 2 };

  Prices prices = Prices::kWithTax;
  Rounding rounding = Rounding::kByLine;

  friend bool operator==(const Tax&, const Tax&) = default;
};

// What a rule gives on an order of which goods come back. A rule that did
// nothing when it was bought does nothing on what is kept of it either.
enum class Returns : uint8_t {
  kAllocated = 1,   // what it gave on the units that are kept
  kReEvaluate = 2,  // what it gives on what is kept, as if that alone had been
                    // bought; what other rules gave stands
};

// When -> then. Rules apply by phase (line discounts, basket discounts,
// delivery, earning, messages), then priority (smaller first), then id bytes.
//
// A basket without a member gets a rule's discounts, not its points. A rule
// that only gives points, has a limit of each member, or whose `when` reads the
// member's statistics or points, needs a member.
struct Rule {
  std::string id;
  std::string text;  // what the customer reads
  int32_t priority = 0;
  Schedule schedule;
  std::string when;
  std::vector<Effect> then;
  std::vector<Limit> limits;
  std::string group;   // in which it is; empty: the program's own
  std::string budget;  // what its money off is drawn from
  // Tried before the others of its group, at the group's first turn and in
  // order: the first that takes something off leaves no other discount of it.
  bool exclusive = false;
  Returns returns = Returns::kAllocated;

  friend bool operator==(const Rule&, const Rule&) = default;
};

// What one reward costs: points, and money that its unit costs then.
struct RewardPrice {
  Points points;
  std::optional<Money> pay;  // none: nothing

  friend bool operator==(const RewardPrice&, const RewardPrice&) = default;
};

// A reward that nobody takes: at each end of such a period of the program's
// zone it is given by itself, as often as the points suffice, to whoever has
// `from` of them or more.
struct Automatic {
  PeriodUnit every = PeriodUnit::kMonth;  // a calendar period
  std::optional<Points> from;             // none: the price

  friend bool operator==(const Automatic&, const Automatic&) = default;
};

// What points buy: a rule that is on because a basket takes it
// (Basket::rewards), in its phase, group and priority as rules are. Its id is
// no rule's and no price list's.
//
// It gives a unit of a selection, the dearest first, whose price becomes 0 or
// what the price says (`unit`); or effects (`then`): money off, a gift, a
// message, something custom. Taken three times it gives three units, three
// times the amount, three times the gift, and costs three times the points.
//
// An automatic one is taken at a statement, without a basket: it has one price
// in points and gives points of another currency (FixedPoints), nothing else.
struct Reward {
  std::string id;
  std::string text;                 // what the customer reads
  std::string currency;             // of points
  std::vector<RewardPrice> prices;  // whoever takes it chooses one
  std::string unit;                 // a selection
  std::vector<Effect> then;
  std::string when;
  Schedule schedule;
  std::vector<Limit> limits;     // counted each time that it is taken
  std::optional<int64_t> stock;  // how many there are in all; none: any number
  int64_t times_max = 1;         // how often one basket may take it
  int32_t priority = 0;
  std::string group;   // not one that gives units to rules
  std::string budget;  // what its money off is drawn from, all or nothing
  std::optional<Automatic> automatic = {};

  friend bool operator==(const Reward&, const Reward&) = default;
};

struct Program {
  std::string id;
  std::string version;
  std::string name;
  Date valid_from;  // the first day, in `zone`
  std::string zone = "UTC";
  Currency currency;
  Rounding money_rounding = Rounding::kHalfAwayFromZero;
  std::vector<StoreInfo> stores;
  std::vector<PointsCurrency> points;
  std::vector<Attribute> attributes;
  Eligibility eligible;
  std::vector<Selection> selections;
  std::vector<Segment> segments;
  std::vector<TierLadder> tiers;
  Tax tax;
  std::vector<Product> products;
  std::vector<PriceList> price_lists;
  std::vector<Budget> budgets;
  std::vector<Group> groups;
  std::vector<Rule> rules;
  std::vector<Reward> rewards;

  friend bool operator==(const Program&, const Program&) = default;
};

}  // namespace patron

#endif  // PATRON_PROGRAM_H_
