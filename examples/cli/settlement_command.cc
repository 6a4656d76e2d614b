// patron settlement: who paid for what was given, per store and month.

#include <optional>
#include <string>
#include <vector>

#include "base/quote.h"
#include "json_text.h"
#include "model/points_of.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

std::string AmountText(const Program& program, const SettlementRow& row,
                       int64_t amount) {
  const PointsCurrency* const points = FindPoints(program, row.unit);
  if (points != nullptr) {
    return FormatPoints(Points{amount}, points->decimals);
  }
  const std::optional<Currency> currency = Currency::FromCode(row.unit);
  return currency ? FormatAmount(Money{amount, *currency})
                  : std::to_string(amount);
}

void PrintRows(const Program& program, const std::vector<SettlementRow>& rows) {
  for (const SettlementRow& row : rows) {
    Print(row.month + "  " +
          (row.store.empty() ? "no store" : Shown(row.store)) + "  " +
          (row.funder.empty() ? "the shop" : Shown(row.funder)) + ": gave " +
          AmountText(program, row, row.given) + ", took back " +
          AmountText(program, row, row.taken_back) + ", paid " +
          AmountText(program, row, row.given - row.taken_back) + " " +
          Shown(row.unit) + "\n");
  }
  if (rows.empty()) Print("nothing was given\n");
}

void PrintJson(const std::vector<SettlementRow>& rows) {
  JsonText json;
  json.Open().OpenList("rows");
  for (const SettlementRow& row : rows) {
    json.Open()
        .Field("month", row.month)
        .Field("store", row.store)
        .Field("funder", row.funder)
        .Field("unit", row.unit)
        .Field("given", row.given)
        .Field("taken_back", row.taken_back)
        .Close();
  }
  Print(json.CloseList().Close().Take());
}

}  // namespace

int Settlement(const SettlementOptions& options) {
  const auto engine = OpenDatabase(options.db, Access::kRead);
  if (!engine.ok()) return Fail(engine.status());
  const std::shared_ptr<const Plan> plan = (*engine)->NewestPlan();
  if (plan == nullptr) {
    return Fail(Refuse(Reason::kNoProgram, "'" + options.db +
                                               "' holds no program: nothing "
                                               "was given in it"));
  }
  const auto rows = (*engine)->Settlement(options.month);
  if (!rows.ok()) {
    return ReasonOf(rows.status()) == Reason::kBadDate ? FailCall(rows.status())
                                                       : Fail(rows.status());
  }
  if (options.format == Format::kJson) {
    PrintJson(*rows);
  } else {
    PrintRows(plan->program(), *rows);
  }
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
