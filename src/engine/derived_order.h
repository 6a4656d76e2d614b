// What an order's rows must say, told from what was decided and what came back.
//
// Nothing here reads the rows that it is compared with: lines come from the
// event, what was handed over from the fulfilments, money from the decision,
// refunds from the rule itself (paid(all) - paid(kept) less what was refunded
// so far, never below zero).
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_ENGINE_DERIVED_ORDER_H_
#define PATRON_SRC_ENGINE_DERIVED_ORDER_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/stored_order.h"
#include "ledger/paid_back.h"
#include "patron/codec.h"
#include "patron/ledger.h"
#include "patron/plan.h"
#include "patron/store.h"

namespace patron {

// Unit, bucket, rule, funder.
using PostingKey = std::tuple<std::string, Bucket, std::string, std::string>;

struct DerivedOrder {
  std::vector<OrderLine> lines;  // `refunded` is what the steps say of each
  Money list;
  Money discount;
  Money paid;
  int64_t refunded_minor = 0;
  int64_t units = 0;
  int64_t returned_units = 0;
  int64_t returns = 0;

  // What its purchase and its returns posted, in all.
  std::map<PostingKey, int64_t> postings;
  std::map<std::pair<std::string, CounterKey>, int64_t> uses;  // by rule
  std::vector<Lot> lots;  // as earned, with what was taken back
  // What tenders got back with each of its returns, by event.
  std::map<int64_t, PaidBack> paid_back;
};

// Units that were handed over, by the id of the line.
using HandedOver = std::map<std::string, int64_t>;

// `steps` are those of this order, ascending by event and step; those that
// cancelled open units say so. An error says what of the event, its answer, the
// steps or what was handed over cannot be.
[[nodiscard]] absl::StatusOr<DerivedOrder> DeriveOrder(
    const Plan& plan, const StoredOrder& stored,
    std::span<const StoredReturn> steps, const HandedOver& handed_over);

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_DERIVED_ORDER_H_
