// patron endofday: what is due by the end of a day.

#include <string>
#include <vector>

#include "json_text.h"
#include "progress.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

int32_t DecimalsOf(const Program& program, std::string_view currency) {
  for (const PointsCurrency& points : program.points) {
    if (points.id == currency) return points.decimals;
  }
  return 0;  // a version that this one has left behind
}

std::string TextOf(const Program& program,
                   const std::vector<PointsTotal>& totals) {
  std::string text;
  for (const PointsTotal& total : totals) {
    text += (text.empty() ? ": " : ", ") +
            FormatPoints(total.points, DecimalsOf(program, total.currency)) +
            " " + total.currency;
  }
  return text;
}

void PrintTotals(std::string_view name, const std::vector<PointsTotal>& totals,
                 JsonText* json) {
  json->OpenList(name);
  for (const PointsTotal& total : totals) {
    json->Open()
        .Field("currency", total.currency)
        .Field("points", total.points.units)
        .Close();
  }
  json->CloseList();
}

void PrintJson(Instant until, const EndOfDayTotals& totals) {
  JsonText json;
  json.Open()
      .Field("until", FormatInstant(until))
      .Field("accounts", totals.accounts)
      .Field("activations", totals.activations)
      .Field("expiries", totals.expiries);
  PrintTotals("activated", totals.activated, &json);
  PrintTotals("expired", totals.expired, &json);
  json.Field("lapses", totals.lapses);
  PrintTotals("released", totals.released, &json);
  json.Field("statements", totals.statements);
  PrintTotals("given", totals.given, &json);
  json.Field("receipts", totals.receipts);
  PrintTotals("received", totals.received, &json);
  Print(json.Close().Take());
}

// What lapses by then is gone for good: a mistyped year must not come to pass.
absl::Status CheckNotAhead(const ZoneTable& zone, Date day, Instant now) {
  const Date tomorrow = AddDays(zone.ToLocal(now).date, 1);
  if (day <= tomorrow) return absl::OkStatus();
  return Refuse(Reason::kBadDate,
                FormatDate(day) + " is after tomorrow, " +
                    FormatDate(tomorrow) +
                    ", and what lapses by then would be gone for good: mend "
                    "the date, or say with --now what time it is");
}

}  // namespace

int EndOfDay(const EndOfDayOptions& options) {
  const absl::StatusOr<Date> day = ParseDate(options.to);
  if (!day.ok()) return FailCall(day.status());
  const absl::StatusOr<Instant> now = NowOf(options.now);
  if (!now.ok()) return FailCall(now.status());
  const auto engine = OpenDatabase(options.db, Access::kUpkeep);
  if (!engine.ok()) return Fail(engine.status());
  const std::shared_ptr<const Plan> plan = (*engine)->NewestPlan();
  if (plan == nullptr) {
    return Fail(
        Refuse(Reason::kNoProgram, "'" + options.db +
                                       "' holds no program: nothing in it "
                                       "can be due"));
  }
  if (absl::Status s = CheckNotAhead(plan->zone(), *day, *now); !s.ok()) {
    return FailCall(s);
  }
  const Instant until = plan->zone().StartOfDay(AddDays(*day, 1));
  Progress progress(stderr, "accounts", Progress::IsTerminal(stderr));
  const auto totals = (*engine)->EndOfDay(
      until, [&](int64_t accounts) { progress.Count(accounts); });
  progress.Clear();
  if (!totals.ok()) return Fail(totals.status());
  if (options.format == Format::kJson) {
    PrintJson(until, *totals);
    return FlushOutput(kExitOk);
  }
  const Program& program = plan->program();
  Print(CountOf(totals->accounts, "account", "accounts") +
        " had something due by " + FormatInstant(until) + "\n");
  Print("became available" + TextOf(program, totals->activated) +
        (totals->activated.empty() ? ": nothing" : "") + "\n");
  Print("lapsed" + TextOf(program, totals->expired) +
        (totals->expired.empty() ? ": nothing" : "") + "\n");
  if (totals->lapses != 0) {
    Print(CountOf(totals->lapses, "hold", "holds") + " lapsed" +
          TextOf(program, totals->released) + "\n");
  }
  if (totals->statements != 0) {
    Print(CountOf(totals->statements, "statement", "statements") + " gave" +
          TextOf(program, totals->given) + "\n");
  }
  if (totals->receipts != 0) {
    Print("arrived from other members" + TextOf(program, totals->received) +
          "\n");
  }
  return FlushOutput(kExitOk);
}

}  // namespace patron::cli
