// Templates are filled by name, so that a translation may turn their order. A
// template is checked when it is set: a till finds no mistake in it at night.

#include "patron/receipt.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/quote.h"
#include "patron/error.h"
#include "patron/rounding.h"

namespace patron {
namespace {

struct Template {
  std::string_view key;
  std::string_view text;
  std::string_view names;  // that may stand in braces
};

constexpr Template kEnglish[] = {
    {"near.money", "{money} to go for {text}", "money text rule"},
    {"near.money_of", "{money} of {selection} to go for {text}",
     "money selection text rule"},
    {"near.promotion", "{text} would fire without {without}",
     "without text rule"},
    {"near.time", "{text} is on from {time}", "time text rule"},
    {"near.units", "{units} more to go for {text}", "units text rule"},
    {"near.units_of", "{units} more of {selection} to go for {text}",
     "units selection text rule"},
    {"offer.missing", "{points} {currency} to go for {text}",
     "points currency text reward"},
    {"offer.money", "{text} for {points} {currency} and {money}",
     "text points currency money reward"},
    {"offer.points", "{text} for {points} {currency}",
     "text points currency reward"},
    {"offer.times", "{offer}, up to {times} times", "offer times text reward"},
    {"offer.why", "{text}: {reason}", "text reason reward"},
    {"receipt.balance", "{points} now", "points"},
    {"receipt.gift", "free: {name}", "name sku"},
    {"receipt.left", "left to pay", ""},
    {"receipt.paid", "{amount} {points}", "amount points"},
    {"receipt.points", "{points}", "points"},
    {"receipt.reward", "{points} for {text}", "points text reward"},
    {"receipt.stamps", "{text}: collected", "text rule"},
    {"receipt.tax", "tax {rate}", "rate"},
    {"why_not.budget", "{reason}", "budget reason rule"},
    {"why_not.condition", "{part} does not hold", "part rule"},
    {"why_not.exclusive", "{winner} stands alone", "winner group rule"},
    {"why_not.limit", "{reason}", "reason rule"},
    {"why_not.lost", "{winner} wins in {group}", "winner group rule"},
    {"why_not.no_member", "nobody was named for this event", "rule"},
    {"why_not.nothing", "{reason}", "reason rule"},
    {"why_not.relation", "{fact} is {is}, needs {relation} {needs}",
     "fact is relation needs part rule"},
    {"why_not.schedule", "{reason}", "reason rule"},
};

const Template* FindTemplate(std::string_view key) {
  const auto* it =
      std::find_if(std::begin(kEnglish), std::end(kEnglish),
                   [&](const Template& t) { return t.key == key; });
  return it == std::end(kEnglish) ? nullptr : it;
}

struct Filled {
  std::string_view name;
  std::string value;
};

std::string Fill(std::string_view text, std::span<const Filled> values) {
  std::string out;
  while (!text.empty()) {
    const size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const size_t close = text.find('}', open);
    const std::string_view name = text.substr(open + 1, close - open - 1);
    for (const Filled& value : values) {
      if (value.name == name) out += value.value;
    }
    text = text.substr(close + 1);
  }
  return out;
}

// The words of a list that is separated by blanks.
std::vector<std::string_view> Words(std::string_view list) {
  std::vector<std::string_view> words;
  while (!list.empty()) {
    const size_t end = std::min(list.find(' '), list.size());
    words.push_back(list.substr(0, end));
    list = list.substr(std::min(end + 1, list.size()));
  }
  return words;
}

absl::Status CheckNames(const Template& known, std::string_view text) {
  const std::vector<std::string_view> names = Words(known.names);
  for (size_t at = text.find('{'); at != std::string_view::npos;
       at = text.find('{', at + 1)) {
    const size_t close = text.find('}', at);
    if (close == std::string_view::npos) {
      return Refuse(Reason::kBadValue, "'{' is not closed in " + Quote(text));
    }
    const std::string_view name = text.substr(at + 1, close - at - 1);
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::string_view near = NearName(name, names);
    return Refuse(Reason::kUnknownName,
                  "unknown name " + Quote(name) + " in the phrase '" +
                      std::string(known.key) + "'" +
                      (near.empty() ? "; there are: " + std::string(known.names)
                                    : "; did you mean " + Quote(near) + "?"));
  }
  return absl::OkStatus();
}

// What the customer reads of a rule; its id where there is no text.
std::string TextOf(const Program& program, std::string_view rule) {
  for (const Rule& other : program.rules) {
    if (other.id == rule) return other.text.empty() ? other.id : other.text;
  }
  for (const Reward& other : program.rewards) {
    if (other.id == rule) return other.text.empty() ? other.id : other.text;
  }
  return std::string(rule);
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : "; ") + part;
  return out;
}

std::string PointsText(const Program& program, std::string_view currency,
                       Points points, bool sign) {
  for (const PointsCurrency& own : program.points) {
    if (own.id != currency) continue;
    return (sign && points.units >= 0 ? "+" : "") +
           FormatDecimal(points.units, own.decimals);
  }
  return std::to_string(points.units);
}

std::string NameOfPoints(const Program& program, std::string_view currency) {
  for (const PointsCurrency& own : program.points) {
    if (own.id == currency && !own.name.empty()) return own.name;
  }
  return std::string(currency);
}

}  // namespace

Phrases::Phrases() {
  for (const Template& english : kEnglish) {
    texts_.emplace(english.key, english.text);
  }
}

absl::Status Phrases::Set(std::string_view key, std::string_view text) {
  const Template* known = FindTemplate(key);
  if (known == nullptr) {
    std::vector<std::string_view> keys;
    for (const Template& each : kEnglish) keys.push_back(each.key);
    const std::string_view near = NearName(key, keys);
    return Refuse(Reason::kUnknownName,
                  "unknown phrase " + Quote(key) +
                      (near.empty() ? std::string()
                                    : "; did you mean " + Quote(near) + "?"));
  }
  absl::Status status = CheckNames(*known, text);
  if (status.ok()) texts_.find(key)->second = text;
  return status;
}

std::vector<std::string> Phrases::Keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, text] : texts_) keys.push_back(key);
  return keys;
}

const std::string& Phrases::Text(std::string_view key) const {
  static const std::string none;
  const auto it = texts_.find(key);
  return it == texts_.end() ? none : it->second;
}

std::string Phrases::Say(const Program& program, const WhyNot& why) const {
  const std::string key = "why_not." + std::string(WhyNotKindName(why.kind));
  if (why.kind != WhyNotKind::kCondition) {
    std::string budget;
    for (const Rule& rule : program.rules) {
      if (rule.id == why.rule) budget = rule.budget;
    }
    const Filled values[] = {{"rule", why.rule},
                             {"winner", TextOf(program, why.lost_to)},
                             {"group", why.group},
                             {"budget", budget},
                             {"reason", Joined(why.parts)}};
    return Fill(Text(key), values);
  }
  std::vector<std::string> said;
  for (const FailedCondition& condition : why.conditions) {
    const Filled values[] = {{"rule", why.rule},
                             {"part", condition.part},
                             {"fact", condition.fact},
                             {"is", condition.is},
                             {"relation", condition.relation},
                             {"needs", condition.needs}};
    const bool relation = !condition.relation.empty();
    said.push_back(Fill(Text(relation ? "why_not.relation" : key), values));
  }
  return Joined(said);
}

std::string Phrases::Say(const Program& program, const WhyNot& why,
                         const NearMiss& near) const {
  const Filled values[] = {{"rule", why.rule},
                           {"text", TextOf(program, why.rule)},
                           {"money", FormatMoney(near.money)},
                           {"units", std::to_string(near.units)},
                           {"selection", near.selection},
                           {"time", near.local_time},
                           {"without", TextOf(program, near.without)}};
  const std::string of = near.selection.empty() ? "" : "_of";
  switch (near.kind) {
    case NearMissKind::kMoney:
      return Fill(Text("near.money" + of), values);
    case NearMissKind::kUnits:
      return Fill(Text("near.units" + of), values);
    case NearMissKind::kTime:
      return Fill(Text("near.time"), values);
    case NearMissKind::kPromotion:
      return Fill(Text("near.promotion"), values);
  }
  return "";
}

std::string Phrases::Say(const Program& program,
                         const RewardOffer& offer) const {
  const std::string text = TextOf(program, offer.reward);
  const bool now = offer.times > 0;
  const Filled values[] = {
      {"text", text},
      {"reward", offer.reward},
      {"points", PointsText(program, offer.currency,
                            now ? offer.points : offer.missing, false)},
      {"currency", NameOfPoints(program, offer.currency)},
      {"money", FormatMoney(offer.pay)},
      {"reason", offer.why}};
  if (!now) {
    std::vector<std::string> parts;
    if (offer.missing.units != 0) {
      parts.push_back(Fill(Text("offer.missing"), values));
    }
    if (!offer.why.empty()) parts.push_back(Fill(Text("offer.why"), values));
    return Joined(parts);
  }
  const bool pays = offer.pay != Money();
  std::string said = Fill(Text(pays ? "offer.money" : "offer.points"), values);
  if (offer.times == 1) return said;
  const Filled more[] = {{"offer", said},
                         {"times", std::to_string(offer.times)},
                         {"text", text},
                         {"reward", offer.reward}};
  return Fill(Text("offer.times"), more);
}

namespace {

class ReceiptWriter {
 public:
  ReceiptWriter(const Program& program, const Decision& decision,
                const Phrases& phrases)
      : program_(program), decision_(decision), phrases_(phrases) {}

  std::vector<ReceiptLine> Run(const std::vector<Balance>& balances) {
    for (const FiredEffect& effect : decision_.effects) AddEffect(effect);
    for (const TaxTotal& tax : decision_.taxes) AddTax(tax);
    AddPaid();
    for (const PointsTotal& total : decision_.points) AddPoints(total);
    for (const Balance& balance : balances) AddBalance(balance);
    for (const WhyNot& why : decision_.why_not) AddToGo(why);
    for (const RewardTaken& taken : decision_.rewards) AddReward(taken);
    for (const RewardOffer& offer : decision_.offers) AddOffer(offer);
    std::stable_sort(lines_.begin(), lines_.end(),
                     [](const ReceiptLine& a, const ReceiptLine& b) {
                       return a.kind < b.kind;
                     });
    return std::move(lines_);
  }

 private:
  ReceiptLine& Add(ReceiptLineKind kind, std::string_view rule,
                   std::string label) {
    ReceiptLine& line = lines_.emplace_back();
    line.kind = kind;
    line.rule = rule;
    line.label = std::move(label);
    return line;
  }

  static std::string LabelOf(const FiredEffect& effect) {
    return effect.text.empty() ? effect.rule : effect.text;
  }

  void AddEffect(const FiredEffect& effect) {
    if (effect.amount.minor != 0) {
      ReceiptLine& line =
          Add(ReceiptLineKind::kSaving, effect.rule, LabelOf(effect));
      line.money = effect.amount;
      line.value = "-" + FormatAmount(effect.amount);
    }
    if (!effect.sku.empty()) AddGift(effect);
    if (effect.carried > 0) {
      const Filled values[] = {{"text", LabelOf(effect)},
                               {"rule", effect.rule}};
      ReceiptLine& line = Add(ReceiptLineKind::kStamps, effect.rule,
                              Fill(phrases_.Text("receipt.stamps"), values));
      line.units = effect.carried;
      line.value = std::to_string(effect.carried);
    }
    if (effect.kind == EffectKind::kMessage) {
      Add(ReceiptLineKind::kMessage, effect.rule, effect.text);
    }
  }

  void AddGift(const FiredEffect& effect) {
    std::string name = effect.sku;
    for (const Product& product : program_.products) {
      if (product.sku == effect.sku && !product.name.empty()) {
        name = product.name;
      }
    }
    const Filled values[] = {{"name", name}, {"sku", effect.sku}};
    ReceiptLine& line = Add(ReceiptLineKind::kGift, effect.rule,
                            Fill(phrases_.Text("receipt.gift"), values));
    line.units = effect.units;
    line.value = std::to_string(effect.units);
  }

  void AddTax(const TaxTotal& tax) {
    const Filled values[] = {{"rate", FormatPercent(tax.rate)}};
    ReceiptLine& line = Add(ReceiptLineKind::kTax, "",
                            Fill(phrases_.Text("receipt.tax"), values));
    line.money = tax.tax;
    line.value = FormatAmount(tax.tax);
  }

  void AddPaid() {
    Money left = decision_.pay_total;
    for (const PointsPaid& paid : decision_.paid_by_points) {
      const Filled values[] = {
          {"amount", PointsText(program_, paid.currency, paid.points, false)},
          {"points", NameOfPoints(program_, paid.currency)}};
      ReceiptLine& line = Add(ReceiptLineKind::kPaid, "",
                              Fill(phrases_.Text("receipt.paid"), values));
      line.points = paid.points;
      line.money = paid.money;
      line.value = "-" + FormatAmount(paid.money);
      left.minor -= paid.money.minor;
    }
    if (decision_.paid_by_points.empty()) return;
    ReceiptLine& line = Add(ReceiptLineKind::kLeft, "",
                            Fill(phrases_.Text("receipt.left"), {}));
    line.money = left;
    line.value = FormatMoney(left);
  }

  void AddPoints(const PointsTotal& total) {
    const Filled values[] = {
        {"points", NameOfPoints(program_, total.currency)}};
    ReceiptLine& line = Add(ReceiptLineKind::kPoints, "",
                            Fill(phrases_.Text("receipt.points"), values));
    line.points = total.points;
    line.value = PointsText(program_, total.currency, total.points, true);
  }

  void AddBalance(const Balance& balance) {
    const Filled values[] = {
        {"points", NameOfPoints(program_, balance.currency)}};
    ReceiptLine& line = Add(ReceiptLineKind::kBalance, "",
                            Fill(phrases_.Text("receipt.balance"), values));
    line.points = balance.available;
    line.value =
        PointsText(program_, balance.currency, balance.available, false);
  }

  // What a customer can do something about: buy more.
  void AddToGo(const WhyNot& why) {
    for (const NearMiss& near : why.near) {
      if (near.kind != NearMissKind::kMoney &&
          near.kind != NearMissKind::kUnits) {
        continue;
      }
      ReceiptLine& line = Add(ReceiptLineKind::kToGo, why.rule,
                              phrases_.Say(program_, why, near));
      line.money = near.money;
      line.units = near.units;
    }
  }

  // One that lost costs nothing.
  void AddReward(const RewardTaken& taken) {
    if (taken.points.units == 0) return;
    const Filled values[] = {
        {"points", NameOfPoints(program_, taken.currency)},
        {"text", taken.text.empty() ? taken.reward : taken.text},
        {"reward", taken.reward}};
    ReceiptLine& line = Add(ReceiptLineKind::kReward, taken.reward,
                            Fill(phrases_.Text("receipt.reward"), values));
    line.points = taken.points;
    line.money = taken.money;
    line.units = taken.count;
    line.value =
        "-" + PointsText(program_, taken.currency, taken.points, false);
  }

  // Those that the member could take now.
  void AddOffer(const RewardOffer& offer) {
    if (offer.times == 0) return;
    ReceiptLine& line = Add(ReceiptLineKind::kOffer, offer.reward,
                            phrases_.Say(program_, offer));
    line.points = offer.points;
    line.money = offer.pay;
    line.units = offer.times;
  }

  const Program& program_;
  const Decision& decision_;
  const Phrases& phrases_;
  std::vector<ReceiptLine> lines_;
};

}  // namespace

std::vector<ReceiptLine> ReceiptOf(const Program& program,
                                   const Decision& decision,
                                   const std::vector<Balance>& balances,
                                   const Phrases& phrases) {
  return ReceiptWriter(program, decision, phrases).Run(balances);
}

}  // namespace patron
