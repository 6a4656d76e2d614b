// What the tests of both stores share: changes as an engine would make them,
// and a printout of everything a store answers.
#ifndef PATRON_TESTS_STORE_STORE_TESTING_H_
#define PATRON_TESTS_STORE_STORE_TESTING_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "patron/store.h"

namespace patron::testing {

inline constexpr Instant kNoon{1'795'262'400'000'000};  // 2026-11-21 12:00 UTC
inline constexpr Date kDay{20778};                      // 2026-11-21

Currency Gbp();

// A folder of its own that goes away with it, to its last file.
class TempFolder {
 public:
  TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string File(std::string_view name) const {
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

// Runs `body` in a child process and returns what it returned, or how the
// child died. With `unprivileged`, root's child goes on as nobody, whom file
// permissions bind.
std::string InChild(bool unprivileged,
                    const std::function<std::string()>& body);

// "ok", or the name of the reason.
std::string Outcome(const absl::Status& status);

struct Bought {
  std::string sku;
  int64_t units = 1;
  int64_t each_minor = 100;
};

// One line of tea.
std::vector<Bought> Tea(int64_t units = 1, int64_t each_minor = 100);

// Makes changes that fit the state of `store`, as the ledger would. They are
// not applied.
class Ledgerish {
 public:
  explicit Ledgerish(Store& store) : store_(store) {}

  // A point for each minor unit; a discount of a tenth; a use of a counter.
  // An empty `member` is nobody.
  Delta Purchase(std::string_view id, std::string_view member,
                 const std::vector<Bought>& goods, Instant time = kNoon);
  // The last units of a line; their points are taken back.
  Delta Return(std::string_view id, int64_t order, uint32_t line, int64_t units,
               Instant time = kNoon);
  // Points given by hand, never expiring; below 0 they are taken from the lots
  // that are spent first, as far as there are any.
  Delta Adjust(std::string_view id, std::string_view member, int64_t points,
               Instant time = kNoon);

 private:
  void FillAccount(std::string_view member, Delta& delta);

  Store& store_;
};

StoredProgram SomeProgram(std::string_view id, std::string_view version,
                          int64_t valid_from_us);

// A change of no sense but right form, often one that must be refused.
class RandomDeltas {
 public:
  RandomDeltas(Store& store, std::mt19937_64 random)
      : ledger_(store), store_(store), random_(random) {}

  Delta Next();

 private:
  void Distort(Delta& delta);
  void AddSharing(Delta& delta);
  int64_t Pick(int64_t least, int64_t most);

  Ledgerish ledger_;
  Store& store_;
  std::mt19937_64 random_;
  int64_t made_ = 0;
  int64_t accounts_ = 0;  // that have been seen
};

// The n-th of a row of purchases that is the same in each run: five members
// and nobody in turn, each a few lines.
Delta NthPurchase(Store& store, int64_t n);

// Everything that `store` answers, one line a value. `sources` and ids are
// those of the helpers above: source "till", ids "0" to `ids_end` - 1.
std::string Dump(Store& store, int64_t ids_end);

}  // namespace patron::testing

#endif  // PATRON_TESTS_STORE_STORE_TESTING_H_
