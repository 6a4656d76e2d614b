// What a program's values are read with: amounts in its currency, points by the
// decimals of theirs, and who pays.
//
//   class BudgetReader : public AmountReader { ... };
//
// Threads: one a reader. The program outlives it, and has its currency and its
// points currencies before amounts and points are read.
#ifndef PATRON_WIRE_AMOUNT_READER_H_
#define PATRON_WIRE_AMOUNT_READER_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/quote.h"
#include "model/points_of.h"
#include "patron/points.h"
#include "patron/program.h"
#include "wire/attribute_values.h"
#include "wire/exact_text.h"
#include "wire/value_reader.h"
#include "wire/values.h"

namespace patron::wire {

// The decimals of a points currency; of one that the program lacks, 0, so that
// the text is the number of units. (The plan refuses the name.)
[[nodiscard]] inline int DecimalsOf(const Program& program,
                                    std::string_view currency) {
  const PointsCurrency* const points = FindPoints(program, currency);
  return points == nullptr ? 0 : points->decimals;
}

class AmountReader : public ValueReader {
 public:
  AmountReader(Reading reading, const Program& program, Problems& problems)
      : ValueReader(problems), reading_(reading), amounts_of_(program) {}

 protected:
  // A person's amount must be in the program's currency. Where that is wrong or
  // missing it has its own problem, and amounts are not held against it.
  std::optional<Money> OptionalAmount(const std::string& text,
                                      const Path& path) {
    const Currency own = amounts_of_.currency;
    if (reading_ == Reading::kStored) {
      return Optional(text, path, [own](std::string_view amount) {
        return ReadMoney(amount, own);
      });
    }
    if (!own.valid()) return std::nullopt;
    return Optional(text, path, [own](std::string_view amount) {
      return ParseMoney(amount, own);
    });
  }

  Money Amount(const std::string& text, const Path& path) {
    if (text.empty()) Missing(path, "");
    return OptionalAmount(text, path).value_or(Money());
  }

  std::optional<UnitPrice> OptionalPrice(const std::string& text,
                                         const Path& path) {
    const Currency own = amounts_of_.currency;
    if (reading_ == Reading::kStored) {
      return Optional(text, path, [own](std::string_view price) {
        return ReadUnitPrice(price, own);
      });
    }
    if (!own.valid()) return std::nullopt;
    return Optional(text, path, [own](std::string_view price) {
      return ParseUnitPrice(price, own);
    });
  }

  // Of a currency that stands at `named`.
  std::optional<Points> OptionalPoints(const std::string& text,
                                       std::string_view currency,
                                       const Path& path, const Path& named) {
    const int decimals = DecimalsOf(amounts_of_, currency);
    return Optional(text, path, [&](std::string_view given) {
      absl::StatusOr<Points> points = ParsePoints(given, decimals);
      if (points.ok() || reading_ == Reading::kStored ||
          ReasonOf(points.status()) != Reason::kTooManyDecimals) {
        return points;
      }
      const bool known = FindPoints(amounts_of_, currency) != nullptr;
      if (known && !IsUnsure(currency)) return points;
      if (!known && !LacksNames()) RefuseName(currency, named);
      // What is wrong is said of the currency. Rounded up: what suffices still
      // does.
      points = ParsePoints(given, kPointsDecimalsMax);
      if (points.ok()) *points = WholePoints(*points);
      return points;
    });
  }

  Points SomePoints(const std::string& text, std::string_view currency,
                    const Path& path, const Path& named) {
    if (text.empty()) Missing(path, "");
    return OptionalPoints(text, currency, path, named).value_or(Points());
  }

  // Of whoever has funders.
  template <typename Owner>
  void ReadFunders(const Owner& from, const Path& path,
                   std::vector<Funder>& to) {
    for (int i = 0; i < from.funders_size(); ++i) {
      const Path at = path.At("funders", static_cast<size_t>(i));
      to.push_back({from.funders(i).id(), Required(from.funders(i).share(),
                                                   at.At("share"), ParseRate)});
    }
  }

  // Values of the host's own in the list `field`.
  template <typename List>
  void ReadValues(const List& from, const Path& path, std::string_view field,
                  AttributeValues& to) {
    AttributeReader(reading_ == Reading::kPersons, problems_)
        .Read(
            from, path, field,
            [this](const std::string& text, const Path& at) {
              return Amount(text, at);
            },
            to);
  }

  const Reading reading_;

 private:
  // Whether nobody knows how many decimals it has: it is there twice, or
  // something of it could not be read.
  [[nodiscard]] bool IsUnsure(std::string_view currency) const {
    size_t found = 0;
    for (size_t i = 0; i < amounts_of_.points.size(); ++i) {
      const int decimals = amounts_of_.points[i].decimals;
      if (amounts_of_.points[i].id != currency) continue;
      ++found;
      if (decimals < 0 || decimals > kPointsDecimalsMax ||
          problems_.HasBelow(Path().At("points", i).ToString())) {
        return true;
      }
    }
    return found > 1;
  }

  // Whether some currency is not known by its name, which is said there. What
  // it is once, it is for all points that are read.
  bool LacksNames() {
    if (lacks_names_) return *lacks_names_;
    std::set<std::string_view> ids = {""};
    bool lacks = problems_.Has("points") || problems_.IsMisspelt("points");
    for (const PointsCurrency& points : amounts_of_.points) {
      lacks = lacks || !ids.insert(points.id).second;
    }
    lacks_names_ = lacks;
    return lacks;
  }

  void RefuseName(std::string_view currency, const Path& named) {
    constexpr size_t kNearMax = 100;  // among more it takes long to look
    if (currency.empty() || problems_.Has(named.ToString())) return;
    std::vector<std::string_view> names;
    for (const PointsCurrency& points : amounts_of_.points) {
      if (names.size() < kNearMax) names.push_back(points.id);
    }
    const std::string_view near = NearName(currency, names);
    problems_.Add(
        Reason::kUnknownName, named,
        "unknown points currency " + Quote(currency) +
            (near.empty() ? "" : "; did you mean " + Quote(near) + "?"));
  }

  static Points WholePoints(Points points) {
    int64_t whole = 1;
    for (int i = 0; i < kPointsDecimalsMax; ++i) whole *= 10;
    return {points.units / whole + (points.units % whole > 0 ? 1 : 0)};
  }

  const Program& amounts_of_;
  std::optional<bool> lacks_names_;
};

}  // namespace patron::wire

#endif  // PATRON_WIRE_AMOUNT_READER_H_
