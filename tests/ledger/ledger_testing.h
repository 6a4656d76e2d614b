// Lots and accounts by hand, and postings as text, for the tests of the ledger.
#ifndef PATRON_TESTS_LEDGER_LEDGER_TESTING_H_
#define PATRON_TESTS_LEDGER_LEDGER_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "patron/ledger.h"

namespace patron::testing {

// "bean available -4 lot 1": as the journal's tables have it.
inline std::string Text(const Posting& posting) {
  std::string text = posting.unit + " " +
                     std::string(BucketName(posting.bucket)) + " " +
                     std::to_string(posting.amount);
  if (posting.lot != 0) text += " lot " + std::to_string(posting.lot);
  if (!posting.funder.empty()) text += " by " + posting.funder;
  if (!posting.scope.empty()) text += " of " + posting.scope;
  return text;
}

inline std::vector<std::string> Texts(const JournalEntry& entry) {
  std::vector<std::string> texts;
  for (const Posting& posting : entry.postings) texts.push_back(Text(posting));
  return texts;
}

inline void ExpectZeroSums(const Delta& delta) {
  for (const JournalEntry& entry : delta.entries) {
    std::map<std::string, int64_t> sums;
    for (const Posting& posting : entry.postings) {
      sums[posting.unit] += posting.amount;
    }
    for (const auto& [unit, sum] : sums) EXPECT_EQ(sum, 0) << unit;
  }
}

inline void ExpectWhole(const Lot& lot) {
  EXPECT_EQ(lot.amount, lot.remaining + lot.redeemed + lot.expired +
                            lot.taken_back + lot.adjusted_down + lot.collected -
                            lot.shortfall);
  EXPECT_EQ(lot.state == LotState::kClosed, lot.remaining == 0);
}

inline Lot MakeLot(int64_t number, int64_t amount) {
  Lot lot;
  lot.number = number;
  lot.currency = "bean";
  lot.event = 7;
  lot.rule = "beans";
  lot.program = "cafe";
  lot.version = "1";
  lot.amount = lot.remaining = amount;
  return lot;
}

inline AccountState AccountWith(std::vector<Lot> lots) {
  AccountState account;
  account.account = 1;
  account.version = 1;
  account.member = "ann";
  std::map<std::string, Balance> balances;
  for (const Lot& lot : lots) {
    Balance& balance = balances[lot.currency];
    balance.currency = lot.currency;
    (lot.state == LotState::kPending ? balance.pending : balance.available)
        .units += lot.remaining;
  }
  for (const auto& [currency, balance] : balances) {
    account.balances.push_back(balance);
  }
  account.lots = std::move(lots);
  return account;
}

}  // namespace patron::testing

#endif  // PATRON_TESTS_LEDGER_LEDGER_TESTING_H_
