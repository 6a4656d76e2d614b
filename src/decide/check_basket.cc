// What no rule should ever see of a basket is refused before deciding.

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "base/quote.h"
#include "decide/check_event.h"
#include "decide/plan_impl.h"
#include "model/points_of.h"
#include "patron/rounding.h"

namespace patron {
namespace {

// Up to here lines are compared pairwise, which needs no memory.
constexpr size_t kPairwiseLinesMax = 48;
// Baskets of so many lines are checked without allocating.
constexpr size_t kLinesInPlace = 256;

absl::Status CheckQuantity(const Line& line) {
  const Quantity quantity = line.quantity;
  if (quantity.milli <= 0) {
    return WrongLine(Reason::kBadQuantity, line.id,
                     "a quantity is more than 0, not " +
                         FormatQuantity(quantity) +
                         "; goods that come back are a return");
  }
  if (quantity.kind == Quantity::Kind::kPiece &&
      quantity.milli % Quantity::kOne != 0) {
    return WrongLine(Reason::kBadQuantity, line.id,
                     "pieces are whole; sell parts of one by weight");
  }
  if (quantity.units() > kLineUnitsMax) {
    return WrongLine(
        Reason::kBadQuantity, line.id,
        "a line has at most " + std::to_string(kLineUnitsMax) + " units");
  }
  return absl::OkStatus();
}

// What is printed and matched by, and must be in the program's currency.
absl::Status CheckPrices(const Program& program, const Line& line) {
  const auto other = [&](std::string_view what, Currency currency) {
    return WrongLine(Reason::kCurrencyMismatch, line.id,
                     std::string(what) + " is in '" +
                         std::string(currency.code()) + "', the program in " +
                         std::string(program.currency.code()));
  };
  if (line.amount.currency != program.currency) {
    return other("its amount", line.amount.currency);
  }
  if (line.kind == LineKind::kSale && line.amount.minor < 0) {
    return WrongLine(Reason::kNegativePrice, line.id,
                     "a sale is not negative, this is " +
                         FormatMoney(line.amount) +
                         "; goods that come back are a return");
  }
  if (line.unit_price && line.unit_price->currency != program.currency) {
    return other("its unit price", line.unit_price->currency);
  }
  if (line.unit_price && line.kind == LineKind::kSale &&
      line.unit_price->micros < 0) {
    return WrongLine(Reason::kNegativePrice, line.id,
                     "the unit price of a sale is not negative, this is " +
                         FormatUnitPrice(*line.unit_price));
  }
  for (const Adjustment& adjustment : line.adjustments) {
    if (adjustment.amount.currency != program.currency) {
      return other("an adjustment", adjustment.amount.currency);
    }
    absl::Status status =
        CheckLength("the reason of an adjustment", adjustment.reason);
    if (status.ok()) {
      status = CheckLength("who made an adjustment", adjustment.by);
    }
    if (!status.ok()) return WrongLine(line.id, status);
  }
  return absl::OkStatus();
}

// The tax and the floor that the host gives.
absl::Status CheckBounds(const Program& program, const Line& line) {
  if (line.tax_rate &&
      (*line.tax_rate < Rate() || *line.tax_rate > Rate::Percent(100))) {
    return WrongLine(Reason::kBadValue, line.id,
                     "expected a tax rate of 0% to 100%, not " +
                         FormatPercent(*line.tax_rate));
  }
  if (!line.floor) return absl::OkStatus();
  if (line.floor->currency != program.currency) {
    return WrongLine(
        Reason::kCurrencyMismatch, line.id,
        "its floor is in '" + std::string(line.floor->currency.code()) +
            "', the program in " + std::string(program.currency.code()));
  }
  if (line.floor->minor >= 0) return absl::OkStatus();
  return WrongLine(
      Reason::kNegativePrice, line.id,
      "a floor is not negative, this is " + FormatMoney(*line.floor));
}

absl::Status CheckLine(const Program& program, const Line& line) {
  if (line.id.empty()) {
    return Refuse(Reason::kMissingField, "every line of a basket has an id");
  }
  absl::Status status = CheckTexts({{"a line's id", line.id},
                                    {"a line's sku", line.sku},
                                    {"a line's category", line.category},
                                    {"a line's name", line.name}});
  if (status.ok()) status = CheckQuantity(line);
  if (status.ok()) status = CheckPrices(program, line);
  if (status.ok()) status = CheckBounds(program, line);
  if (!status.ok()) return status;
  status = CheckAttributes(program, Attribute::Owner::kLine, line.attributes);
  return status.ok() ? status : WrongLine(line.id, status);
}

absl::Status CheckIds(const std::vector<Line>& lines) {
  const auto twice = [](std::string_view id) {
    return WrongLine(
        Reason::kDuplicateLine, id,
        "two lines have this id; one that names none has its place "
        "in the basket, from 1");
  };
  if (lines.size() <= kPairwiseLinesMax) {
    for (size_t i = 0; i < lines.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (lines[i].id == lines[j].id) return twice(lines[i].id);
      }
    }
    return absl::OkStatus();
  }
  absl::InlinedVector<std::string_view, kLinesInPlace> ids;
  ids.reserve(lines.size());
  for (const Line& line : lines) ids.push_back(line.id);
  std::sort(ids.begin(), ids.end());
  const auto it = std::adjacent_find(ids.begin(), ids.end());
  return it == ids.end() ? absl::OkStatus() : twice(*it);
}

absl::Status CheckParents(const std::vector<Line>& lines) {
  std::vector<std::string_view> ids;
  for (const Line& line : lines) {
    if (line.parent.empty()) continue;
    if (ids.empty()) {
      for (const Line& each : lines) ids.push_back(each.id);
      std::sort(ids.begin(), ids.end());
    }
    if (line.parent == line.id ||
        !std::binary_search(ids.begin(), ids.end(), line.parent)) {
      return WrongLine(Reason::kBadValue, line.id,
                       "its parent '" + line.parent + "' is no other line");
    }
  }
  return absl::OkStatus();
}

// A tender of points. What they are worth against what is to pay is seen when
// the basket is decided, what the member has when it is posted.
absl::Status CheckPoints(const Program& program, const Event& event,
                         const Tender& tender) {
  if (event.member.empty()) {
    return Refuse(Reason::kMissingField,
                  "points are a member's: name the 'member' who pays");
  }
  if (absl::Status s = CheckText("its currency", tender.currency); !s.ok()) {
    return s;
  }
  const PointsCurrency* const points = FindPoints(program, tender.currency);
  // What grandfathered ones are worth depends on which they are.
  return points != nullptr && points->grandfathered
             ? PointsOf(program, tender).status()
             : PaidBy(program, tender).status();
}

// A tender of anything else.
absl::Status CheckAmount(const Program& program, const Tender& tender) {
  if (!tender.currency.empty() || tender.points != WrittenPoints()) {
    return Refuse(Reason::kBadValue,
                  "only a tender of kind points has 'currency' and 'points'");
  }
  if (tender.amount.currency != program.currency) {
    return Refuse(Reason::kCurrencyMismatch,
                  "it is in '" + std::string(tender.amount.currency.code()) +
                      "', the program in " +
                      std::string(program.currency.code()));
  }
  if (tender.amount.minor > 0) return absl::OkStatus();
  return Refuse(Reason::kBadValue,
                "expected more than 0, not " + FormatMoney(tender.amount));
}

absl::Status CheckTender(const Program& program, const Event& event,
                         size_t index) {
  const std::vector<Tender>& tenders = event.basket.tenders;
  const Tender& tender = tenders[index];
  if (tender.kind != TenderKind::kPoints) return CheckAmount(program, tender);
  if (absl::Status s = CheckPoints(program, event, tender); !s.ok()) return s;
  for (size_t i = 0; i < index; ++i) {
    if (tenders[i].kind != TenderKind::kPoints ||
        tenders[i].currency != tender.currency) {
      continue;
    }
    return Refuse(Reason::kDuplicateKey,
                  "tender " + std::to_string(i + 1) + " is of '" +
                      tender.currency + "' as well: write all of it in one");
  }
  return absl::OkStatus();
}

absl::Status CheckTenders(const Program& program, const Event& event) {
  const std::vector<Tender>& tenders = event.basket.tenders;
  if (tenders.size() > kTendersMax) {
    return Refuse(Reason::kTooLarge, "a basket has at most " +
                                         std::to_string(kTendersMax) +
                                         " tenders, this one has " +
                                         std::to_string(tenders.size()));
  }
  for (size_t i = 0; i < tenders.size(); ++i) {
    absl::Status status = CheckTender(program, event, i);
    if (!status.ok()) {
      return Refuse(ReasonOf(status), "tender " + std::to_string(i + 1) + ": " +
                                          std::string(MessageOf(status)));
    }
    status = CheckText("a tender's id", tenders[i].id);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::string PricesOf(const Program& program, const Reward& reward) {
  const PointsCurrency* const points = FindPoints(program, reward.currency);
  std::string text;
  for (size_t i = 0; i < reward.prices.size(); ++i) {
    const RewardPrice& price = reward.prices[i];
    text +=
        (i == 0 ? "" : ", ") + std::to_string(i + 1) + " is " +
        FormatPoints(price.points, points == nullptr ? 0 : points->decimals) +
        " '" + reward.currency + "'" +
        (price.pay ? " and " + FormatMoney(*price.pay) : "");
  }
  return text;
}

absl::Status CheckReward(const Program& program, const BasketReward& asked) {
  std::vector<std::string_view> ids;
  const Reward* reward = nullptr;
  for (const Reward& other : program.rewards) {
    ids.push_back(other.id);
    if (other.id == asked.id) reward = &other;
  }
  const std::string name = "reward " + Quote(asked.id);
  if (reward == nullptr) {
    const std::string_view near = NearName(asked.id, ids);
    return Refuse(
        Reason::kUnknownName,
        "unknown " + name +
            (near.empty() ? ids.empty() ? "; the program declares none" : ""
                          : "; did you mean " + Quote(near) + "?"));
  }
  if (reward->automatic) {
    return Refuse(Reason::kRewardNotGiven,
                  name + " is given by itself at the end of each " +
                      std::string(PeriodUnitName(reward->automatic->every)) +
                      ", and no basket takes it: leave it out");
  }
  if (asked.count < 1 || asked.count > reward->times_max) {
    return Refuse(Reason::kBadValue,
                  name + " is taken 1 to " + std::to_string(reward->times_max) +
                      " times in a basket, not " + std::to_string(asked.count));
  }
  const auto prices = static_cast<int64_t>(reward->prices.size());
  if (asked.price == 0 && prices == 1) return absl::OkStatus();
  if (asked.price >= 1 && asked.price <= prices) return absl::OkStatus();
  return Refuse(
      Reason::kBadValue,
      (asked.price == 0
           ? name + " has " + std::to_string(prices) + " prices: say which; "
           : name + " has no price " + std::to_string(asked.price) + "; ") +
          PricesOf(program, *reward));
}

absl::Status CheckRewards(const Program& program, const Event& event) {
  const std::vector<BasketReward>& rewards = event.basket.rewards;
  if (rewards.empty()) return absl::OkStatus();
  if (event.member.empty()) {
    return Refuse(Reason::kMissingField,
                  "rewards are a member's: name the 'member' who takes them");
  }
  if (rewards.size() > kBasketRewardsMax) {
    return Refuse(Reason::kTooLarge, "a basket takes at most " +
                                         std::to_string(kBasketRewardsMax) +
                                         " rewards, this one takes " +
                                         std::to_string(rewards.size()));
  }
  for (size_t i = 0; i < rewards.size(); ++i) {
    absl::Status status = CheckText("a reward", rewards[i].id);
    if (status.ok()) status = CheckReward(program, rewards[i]);
    if (!status.ok()) return status;
    for (size_t j = 0; j < i; ++j) {
      if (rewards[j].id != rewards[i].id) continue;
      return Refuse(Reason::kDuplicateKey,
                    "reward " + Quote(rewards[i].id) +
                        " stands here twice: write its count");
    }
  }
  return absl::OkStatus();
}

// Tax comes on top, and sums of both must fit.
absl::Status CheckTotal(const Basket& basket, int64_t total) {
  const bool taxed =
      std::any_of(basket.lines.begin(), basket.lines.end(),
                  [](const Line& line) { return line.tax_rate.has_value(); });
  if (!taxed || total <= std::numeric_limits<int64_t>::max() / 4) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kOverflow,
                "the basket's total with its tax does not fit 64 bits");
}

}  // namespace

absl::Status CheckBasket(const Program& program, const Event& event) {
  const Basket& basket = event.basket;
  if (basket.lines.empty()) {
    return Refuse(Reason::kNoLines, "a basket has at least one line");
  }
  if (basket.lines.size() > kEventLinesMax) {
    return Refuse(Reason::kTooLarge, "a basket has at most " +
                                         std::to_string(kEventLinesMax) +
                                         " lines, this one has " +
                                         std::to_string(basket.lines.size()));
  }
  if (basket.currency.valid() && basket.currency != program.currency) {
    return Refuse(Reason::kCurrencyMismatch,
                  "the basket is in " + std::string(basket.currency.code()) +
                      ", the program in " +
                      std::string(program.currency.code()));
  }
  int64_t total = 0;
  for (const Line& line : basket.lines) {
    if (absl::Status status = CheckLine(program, line); !status.ok()) {
      return status;
    }
    // Magnitudes, so that no part of the sum overflows either.
    const int64_t minor = line.amount.minor;
    const absl::StatusOr<int64_t> magnitude =
        minor < 0 ? SubtractExact(0, minor) : absl::StatusOr<int64_t>(minor);
    const absl::StatusOr<int64_t> sum =
        magnitude.ok() ? AddExact(total, *magnitude) : magnitude;
    if (!sum.ok()) {
      return Refuse(
          Reason::kOverflow,
          "the basket's total does not fit 64 bits at line '" + line.id + "'");
    }
    total = *sum;
  }
  if (absl::Status status = CheckIds(basket.lines); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckParents(basket.lines); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckTotal(basket, total); !status.ok()) {
    return status;
  }
  absl::Status status = CheckTenders(program, event);
  if (status.ok()) status = CheckRewards(program, event);
  if (!status.ok()) return status;
  return CheckAttributes(program, Attribute::Owner::kBasket, basket.attributes);
}

}  // namespace patron
