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
#include <string>
#include <string_view>
#include <vector>

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
  for (const PointsCurrency& points : program.points) {
    if (points.id == currency) return points.decimals;
  }
  return 0;
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

  std::optional<Points> OptionalPoints(const std::string& text,
                                       std::string_view currency,
                                       const Path& path) {
    const int decimals = DecimalsOf(amounts_of_, currency);
    return Optional(text, path, [decimals](std::string_view points) {
      return ParsePoints(points, decimals);
    });
  }

  Points SomePoints(const std::string& text, std::string_view currency,
                    const Path& path) {
    if (text.empty()) Missing(path, "");
    return OptionalPoints(text, currency, path).value_or(Points());
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
  const Program& amounts_of_;
};

}  // namespace patron::wire

#endif  // PATRON_WIRE_AMOUNT_READER_H_
