// Checking, sorting and merging summaries.

#include "lifetime/summaries.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "lifetime/sum.h"
#include "patron/error.h"

namespace patron {
namespace {

absl::Status Bad(std::string_view message) {
  return Refuse(Reason::kBadValue, message);
}

bool IsWhole(double value) { return value == std::floor(value); }

absl::Status CheckTimes(LifetimeKind kind, const LifetimeSummary& customer) {
  const bool contracts = kind == LifetimeKind::kSbg;
  if (!(customer.age > 0)) return Bad("T must be above 0");
  if (customer.age > LifetimeSummary::kTimeMax) {
    return Bad("T must not be above 1,000,000,000");
  }
  const auto frequency = static_cast<double>(customer.frequency);
  if (contracts || kind == LifetimeKind::kBgBb) {
    if (!IsWhole(customer.age)) return Bad("T must be a whole number");
    if (customer.age > LifetimeSummary::kOpportunitiesMax) {
      return Bad("T must not be above 100,000 opportunities");
    }
    if (frequency > customer.age) return Bad("frequency must not be above T");
  }
  if (contracts) return absl::OkStatus();
  if (!(customer.recency >= 0)) return Bad("recency must not be negative");
  if (customer.recency > customer.age) {
    return Bad("recency must not be above T");
  }
  if (customer.frequency > 0 && customer.recency == 0) {
    return Bad("recency is 0 although frequency is not");
  }
  if (customer.frequency == 0 && customer.recency > 0) {
    return Bad("recency is above 0 although frequency is 0");
  }
  if (kind == LifetimeKind::kBgBb) {
    if (!IsWhole(customer.recency)) {
      return Bad("recency must be a whole number");
    }
    if (frequency > customer.recency) {
      return Bad("frequency must not be above recency");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSummary(LifetimeKind kind, const LifetimeSummary& customer) {
  if (customer.frequency < 0) return Bad("frequency must not be negative");
  if (customer.frequency > LifetimeSummary::kFrequencyMax) {
    return Bad("frequency must not be above 1,000,000");
  }
  if (!std::isfinite(customer.recency) || !std::isfinite(customer.age) ||
      !std::isfinite(customer.mean_spend) || !std::isfinite(customer.weight)) {
    return Bad("a number is infinite or not a number");
  }
  if (customer.weight < 0) return Bad("weight must not be negative");
  if (customer.mean_spend < 0) {
    return Bad("monetary_value must not be negative");
  }
  if (kind != LifetimeKind::kGammaGamma) return CheckTimes(kind, customer);
  if (customer.frequency > 0 && customer.mean_spend == 0) {
    return Bad("monetary_value is 0 although frequency is not");
  }
  return absl::OkStatus();
}

namespace lifetime {
namespace {

auto Key(const LifetimeSummary& row) {
  return std::tie(row.frequency, row.recency, row.age, row.mean_spend);
}

// What `kind` reads of a row.
LifetimeSummary Read(LifetimeKind kind, const LifetimeSummary& row) {
  LifetimeSummary read = row;
  if (kind == LifetimeKind::kGammaGamma) {
    read.recency = 0;
    read.age = 0;
  } else {
    read.mean_spend = 0;
    if (kind == LifetimeKind::kSbg) read.recency = 0;
  }
  return read;
}

void Append(const LifetimeSummary& row, Summaries* all) {
  if (all->blocks.empty() || all->blocks.back().frequency != row.frequency) {
    all->blocks.push_back({row.frequency, all->rows(), all->rows(), 0});
    all->frequencies.push_back(row.frequency);
  }
  all->recency.push_back(row.recency);
  all->age.push_back(row.age);
  all->mean_spend.push_back(row.mean_spend);
  all->weight.push_back(row.weight);
  all->blocks.back().end = all->rows();
}

void AddTotals(Summaries* all) {
  CompensatedSum customers;
  CompensatedSum repeaters;
  CompensatedSum age;
  CompensatedSum value;
  for (FrequencyBlock& block : all->blocks) {
    CompensatedSum weight;
    for (size_t i = block.begin; i < block.end; ++i) {
      weight.Add(all->weight[i]);
      age.Add(all->weight[i] * all->age[i]);
      if (block.frequency > 0) value.Add(all->weight[i] * all->mean_spend[i]);
    }
    block.weight = weight.Total();
    customers.Add(block.weight);
    if (block.frequency > 0) repeaters.Add(block.weight);
  }
  all->customers = customers.Total();
  all->repeaters = repeaters.Total();
  if (all->customers > 0) all->mean_age = age.Total() / all->customers;
  if (all->repeaters > 0) all->mean_value = value.Total() / all->repeaters;
}

}  // namespace

Summaries GroupSummaries(LifetimeKind kind,
                         std::span<const LifetimeSummary> customers) {
  std::vector<LifetimeSummary> rows;
  rows.reserve(customers.size());
  for (const LifetimeSummary& customer : customers) {
    if (customer.weight == 0) continue;
    if (kind == LifetimeKind::kGammaGamma && customer.frequency == 0) continue;
    rows.push_back(Read(kind, customer));
  }
  // By weight too, so that equal rows add up in one order.
  std::sort(rows.begin(), rows.end(),
            [](const LifetimeSummary& x, const LifetimeSummary& y) {
              if (Key(x) != Key(y)) return Key(x) < Key(y);
              return x.weight < y.weight;
            });
  Summaries all;
  for (size_t i = 0; i < rows.size();) {
    LifetimeSummary merged = rows[i];
    CompensatedSum weight;
    for (; i < rows.size() && Key(rows[i]) == Key(merged); ++i) {
      weight.Add(rows[i].weight);
    }
    merged.weight = weight.Total();
    Append(merged, &all);
  }
  AddTotals(&all);
  return all;
}

Summaries ThinSummaries(const Summaries& all, size_t rows_max) {
  const size_t step = (all.rows() + rows_max - 1) / rows_max;
  Summaries thin;
  for (const FrequencyBlock& block : all.blocks) {
    for (size_t i = block.begin; i < block.end; ++i) {
      if (i % step != step / 2) continue;
      Append({block.frequency, all.recency[i], all.age[i], all.mean_spend[i],
              all.weight[i]},
             &thin);
    }
  }
  AddTotals(&thin);
  return thin;
}

}  // namespace lifetime
}  // namespace patron
