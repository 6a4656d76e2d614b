// Columns of doubles to customers, and back to a caller's.

#include "capi/lifetime.h"

#include <cstring>
#include <string>

#include "capi/structs.h"
#include "patron/lifetime_rows.h"

namespace patron::capi {
namespace {

// Doubles of a caller's may stand at any address.
double ReadDouble(const patron_column& column, size_t row) {
  const size_t stride = column.stride == 0 ? sizeof(double) : column.stride;
  double value = 0;
  std::memcpy(&value,
              reinterpret_cast<const std::byte*>(column.data) + row * stride,
              sizeof(value));
  return value;
}

Refusal CheckStride(size_t stride, const char* name) {
  if (stride == 0 || stride >= sizeof(double)) return {};
  return Refuse(Reason::kBadStruct,
                std::string(name) + ".stride is " + std::to_string(stride) +
                    ": expected 0, or at least the size of a double");
}

}  // namespace

Refusal ReadModelKind(uint32_t model, LifetimeKind* out) {
  if (model < PATRON_MODEL_BGNBD || model > PATRON_MODEL_SBG) {
    return Refuse(Reason::kBadValue, "no model is number " +
                                         std::to_string(model) +
                                         ": expected a PATRON_MODEL_...");
  }
  *out = static_cast<LifetimeKind>(model - 1);
  return {};
}

uint32_t ModelKindForC(LifetimeKind kind) {
  return static_cast<uint32_t>(kind) + 1;
}

Refusal ReadTiming(uint32_t timing, Discount::Timing* out) {
  if (timing > PATRON_DISCOUNT_CONTINUOUS) {
    return Refuse(Reason::kUnimplemented, "no discount timing is number " +
                                              std::to_string(timing) +
                                              ": expected a "
                                              "PATRON_DISCOUNT_...");
  }
  *out = static_cast<Discount::Timing>(timing);
  return {};
}

Refusal ReadCustomers(const patron_customers* in, LifetimeKind kind,
                      std::vector<LifetimeSummary>* out, bool* has_money) {
  patron_customers mine;
  if (Refusal refused = ReadStruct(in, "patron_customers", &mine)) {
    return refused;
  }
  if (Refusal refused = CheckReserved(mine.reserved, "patron_customers")) {
    return refused;
  }
  const patron_column columns[kSummaryColumns] = {
      mine.frequency, mine.recency, mine.age, mine.mean_spend, mine.weight};
  constexpr const char* kNames[kSummaryColumns] = {
      "frequency", "recency", "age", "mean_spend", "weight"};
  for (size_t i = 0; i < kSummaryColumns; ++i) {
    if (Refusal refused = CheckStride(columns[i].stride, kNames[i])) {
      return refused;
    }
    if (columns[i].data != nullptr ||
        !NeedsColumn(kind, static_cast<SummaryColumn>(i))) {
      continue;
    }
    return Refuse(Reason::kMissingField,
                  std::string("customers.") + kNames[i] + ".data is NULL: " +
                      std::string(LifetimeKindName(kind)) + " needs it");
  }
  *has_money = mine.mean_spend.data != nullptr;
  for (size_t row = 0; row < mine.count; ++row) {
    SummaryNumbers numbers;
    for (size_t i = 0; i < kSummaryColumns; ++i) {
      if (columns[i].data == nullptr) continue;
      numbers[i] = ReadDouble(columns[i], row);
    }
    const absl::StatusOr<LifetimeSummary> customer = ReadSummary(kind, numbers);
    if (!customer.ok()) return InElement("customers", row, customer.status());
    out->push_back(*customer);
  }
  return {};
}

Refusal CheckOutColumn(const patron_out_column& column, const char* name) {
  return CheckStride(column.stride, name);
}

void WriteColumn(const std::vector<double>& values,
                 const patron_out_column& column) {
  const size_t stride = column.stride == 0 ? sizeof(double) : column.stride;
  auto* const bytes = reinterpret_cast<std::byte*>(column.data);
  for (size_t row = 0; row < values.size(); ++row) {
    std::memcpy(bytes + row * stride, &values[row], sizeof(double));
  }
}

}  // namespace patron::capi
