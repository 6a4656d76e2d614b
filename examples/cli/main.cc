// The `patron` command line: parses the call and hands it to a subcommand.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <csignal>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "call_mistakes.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

const std::map<std::string, Format> kFormats = {{"text", Format::kText},
                                                {"json", Format::kJson}};

constexpr char kFilesPage[] =
    "How programs, orders, returns, columns.yaml and CSV files are written: "
    "docs/files.md.";

void AddFormat(CLI::App* command, Format* format) {
  command->add_option("--format", *format, "text or json")
      ->transform(CLI::CheckedTransformer(kFormats))
      ->option_text("text|json [text]");
}

void AddDatabase(CLI::App* command, std::string* db) {
  command->add_option("--db", *db, "the database file")->required();
}

void AddNow(CLI::App* command, std::string* now) {
  command->add_option("--now", *now,
                      "what time it is (RFC 3339), where what lies ahead is "
                      "meant; default: the clock's");
}

void AddFunctions(CLI::App* command, std::string* file) {
  command->add_option("--functions", *file,
                      "a YAML list of the host's functions that programs call: "
                      "- shop.distance_km(string, string): int");
}

void AddProgram(CLI::App* command, std::string* program) {
  command->add_option("PROGRAM", *program, "the program: YAML or JSON")
      ->required();
}

// The library's own checks print a double's largest number with all its digits.
CLI::Validator Count() {
  return {[](std::string& text) -> std::string {
            int64_t count = 0;
            const char* const end = text.data() + text.size();
            const auto read = std::from_chars(text.data(), end, count);
            if (read.ec == std::errc() && read.ptr == end && count >= 0) {
              return "";
            }
            return "expected a whole number from 0, not " + text;
          },
          "COUNT"};
}

// Each subcommand's options live as long as the parse.
struct Calls {
  CheckOptions check;
  EvalOptions eval;
  QuoteCommand quote;
  TestOptions test;
  RunOptions run;
  EndOfDayOptions end_of_day;
  MemberOptions member;
  SettlementOptions settlement;
  ReportOptions report;
  VerifyOptions verify;
  DemoOptions demo;
  ClvFitOptions clv_fit;
  ClvPredictOptions clv_predict;
  ClvHoldoutOptions clv_holdout;
};

void AddPrograms(CLI::App* app, Calls* calls) {
  CLI::App* check = app->add_subcommand("check", "Is the program sound?");
  check->add_option("PROGRAM", calls->check.program,
                    "the program: YAML or JSON; - or none: standard input");
  check->add_option("NEXT", calls->check.next,
                    "its next version: what changes, and may it follow?");
  check->add_flag("--print", calls->check.print, "print it canonically");
  check->add_flag("--schema", calls->check.schema,
                  "print the JSON Schema for editors");
  check->add_flag("--verbose", calls->check.verbose,
                  "print what each expression became");
  check->add_option("--db", calls->check.db,
                    "a database whose models the program will read: warns "
                    "where it trusts them too much");
  AddFunctions(check, &calls->check.functions);
  check->footer(kFilesPage);
  AddFormat(check, &calls->check.format);

  CLI::App* eval =
      app->add_subcommand("eval", "One expression of the rule language");
  CLI::Option* expression =
      eval->add_option("EXPR", calls->eval.expression, "the expression");
  eval->add_option("--bindings", calls->eval.bindings,
                   "a JSON file of values: {\"x\": 3, \"total\": {\"money\": "
                   "\"1.00 EUR\"}}");
  eval->add_option("--types", calls->eval.types,
                   "a JSON file of their types: {\"x\": {\"list\": \"int\"}}");
  eval->add_flag("--no-check", calls->eval.no_check,
                 "find wrong types and names only where evaluation meets them");
  eval->add_flag("--batch", calls->eval.batch,
                 "read a case a line from standard input: {\"expr\": ..., "
                 "\"types\": ..., \"bindings\": ...}; answer a line each")
      ->excludes(expression);
  AddFormat(eval, &calls->eval.format);

  CLI::App* quote = app->add_subcommand(
      "quote", "What an order would come to; nothing is written");
  quote->add_option("PROGRAM", calls->quote.program,
                    "the program: YAML or JSON");
  calls->quote.order = "-";
  quote->add_option("ORDER", calls->quote.order,
                    "the order as JSON; - or none: standard input");
  quote->add_option("--db", calls->quote.db, "whose members are known");
  quote->add_flag("--schema", calls->quote.schema,
                  "print the JSON Schema of orders and returns");
  quote->footer(kFilesPage);
  AddFormat(quote, &calls->quote.format);

  CLI::App* test =
      app->add_subcommand("test", "Does the program do what its stories tell?");
  test->add_option("PROGRAM", calls->test.program,
                   "the program of all stories, in place of the one that a "
                   "story names; left out where the first file ends in .story");
  test->add_option("STORY", calls->test.stories,
                   "stories: who buys what when, and what is expected");
  test->footer("How stories are written: docs/stories.md.");
  AddFormat(test, &calls->test.format);
}

void AddDatabases(CLI::App* app, Calls* calls) {
  CLI::App* run = app->add_subcommand(
      "run",
      "Sales (.csv) or events (.jsonl, or one in .json), each also .gz, into a "
      "database");
  AddProgram(run, &calls->run.program);
  AddDatabase(run, &calls->run.db);
  run->add_option("FILE", calls->run.files,
                  "files, in this order; -: events from "
                  "standard input")
      ->required();
  run->add_option("--columns", calls->run.columns,
                  "which column is what; default: columns.yaml beside PROGRAM");
  run->add_option("--rejects", calls->run.rejects,
                  "where the rejected lines of all files go; default: "
                  "DB.FILE.rejects.csv for each");
  run->add_option("--batch", calls->run.batch, "orders a transaction")
      ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}))
      ->capture_default_str();
  run->add_option("--max-rejects", calls->run.max_rejects,
                  "exit with 1 where more lines are rejected; default: any "
                  "number may be, and the exit code is 0")
      ->check(Count());
  AddNow(run, &calls->run.now);
  run->footer(kFilesPage);
  AddFormat(run, &calls->run.format);

  CLI::App* end_of_day = app->add_subcommand(
      "endofday", "Apply what is due: points become available, points lapse");
  AddDatabase(end_of_day, &calls->end_of_day.db);
  end_of_day
      ->add_option("--to", calls->end_of_day.to,
                   "through the end of this day, in the program's zone "
                   "(2026-11-21); days before it are made up for; tomorrow "
                   "is the last that is taken")
      ->required();
  AddNow(end_of_day, &calls->end_of_day.now);
  AddFormat(end_of_day, &calls->end_of_day.format);

  CLI::App* member = app->add_subcommand("member", "What one member has");
  AddDatabase(member, &calls->member.db);
  member->add_option("ID", calls->member.member, "the member")->required();
  member->add_option("--at", calls->member.at,
                     "what will be left at this instant (RFC 3339), once more "
                     "has lapsed; not before the account's last posting, which "
                     "is the default");
  AddFormat(member, &calls->member.format);

  CLI::App* settlement = app->add_subcommand(
      "settlement",
      "Who paid for discounts and points, per funder, store and month");
  AddDatabase(settlement, &calls->settlement.db);
  settlement->add_option("--month", calls->settlement.month,
                         "only this one (2026-05); default: all");
  AddFormat(settlement, &calls->settlement.format);
}

void AddReports(CLI::App* app, Calls* calls) {
  CLI::App* report = app->add_subcommand("report", "Whether customers stay");
  AddDatabase(report, &calls->report.db);
  report
      ->add_option("--activity", calls->report.activity,
                   "gross: every order; kept: those not wholly returned")
      ->check(CLI::IsMember({"gross", "kept"}))
      ->option_text("gross|kept [gross]");
  report
      ->add_option("--period", calls->report.periods,
                   "week, month, quarter or year; may be given again")
      ->check(CLI::IsMember({"week", "month", "quarter", "year"}))
      ->option_text("week|month|quarter|year [month]");
  report->add_option("--until", calls->report.until,
                     "the last day known (2026-11-21); default: the last "
                     "order's");
  AddFormat(report, &calls->report.format);

  CLI::App* verify = app->add_subcommand(
      "verify", "Derive every sum, balance and statistic again");
  AddDatabase(verify, &calls->verify.db);
  AddFunctions(verify, &calls->verify.functions);
  AddFormat(verify, &calls->verify.format);

  CLI::App* demo = app->add_subcommand(
      "demo", "A caf\u00e9's year of sales, from program to retention report");
  demo->add_option("--seed", calls->demo.seed, "of the generated sales")
      ->capture_default_str();
  demo->add_option("--keep", calls->demo.keep,
                   "a folder to leave program, sales and database in; it is "
                   "made where the folder around it is there");
  AddFormat(demo, &calls->demo.format);
}

CLI::Option* AddSummary(CLI::App* command, std::string* summary) {
  return command->add_option(
      "--summary", *summary,
      "a CSV file with the columns frequency, recency, T and optionally "
      "monetary_value and weight");
}

void AddDiscount(CLI::App* command, double* rate, double* period,
                 std::string* timing) {
  command
      ->add_option("--discount-rate", *rate,
                   "of clv, a period: 0.01 is one percent")
      ->capture_default_str();
  command->add_option("--discount-period", *period,
                      "in the unit of time: 4.345 weeks are a month");
  command
      ->add_option("--discount-timing", *timing,
                   "when in its period a purchase counts: end, start, middle "
                   "or continuous")
      ->check(CLI::IsMember({"end", "start", "middle", "continuous"}))
      ->capture_default_str();
}

CLI::Option* AddUnit(CLI::App* command, std::string* unit) {
  return command->add_option("--unit", *unit, "of time: week or day")
      ->check(CLI::IsMember({"week", "day"}))
      ->default_str("week");
}

void AddClvFit(CLI::App* clv, ClvFitOptions* options) {
  CLI::App* fit = clv->add_subcommand("fit", "A model's parameters");
  fit->add_option("--model", options->model,
                  "bgnbd, mbgnbd, pareto_nbd, bgbb, gamma_gamma or sbg; with "
                  "--db also rfm")
      ->capture_default_str();
  CLI::Option* summary = AddSummary(fit, &options->summary);
  CLI::Option* db =
      fit->add_option("--db", options->db,
                      "a database whose members' orders are summarised, and "
                      "where the model is stored for rules to read");
  summary->excludes(db);
  AddUnit(fit, &options->unit)->needs(db);
  fit->add_option("--until", options->until,
                  "with --db: the last day known (2026-11-21); default: the "
                  "last order's")
      ->needs(db);
  fit->add_option("--version", options->version,
                  "with --db: under which the model is stored; default: the "
                  "last day known")
      ->needs(db);
  fit->add_flag("--dry-run", options->dry_run, "with --db: nothing is stored")
      ->needs(db);
  fit->add_option("--horizon", options->horizon,
                  "with --db: of member.stats.clv, in the unit; default: a "
                  "year")
      ->needs(db);
  AddDiscount(fit, &options->discount_rate, &options->discount_period,
              &options->discount_timing);
  fit->add_option("--penalty", options->penalty,
                  "times customers and the sum of squared parameters: tames "
                  "small samples")
      ->capture_default_str();
  AddFormat(fit, &options->format);
}

void AddClvPredict(CLI::App* clv, ClvPredictOptions* options) {
  CLI::App* predict =
      clv->add_subcommand("predict", "What a model says of each customer");
  predict->add_option("--model", options->models,
                      "a file that clv fit printed with --format json; may be "
                      "given again for a gamma_gamma; default: what the "
                      "database has in force");
  CLI::Option* summary = AddSummary(predict, &options->summary);
  CLI::Option* db = predict->add_option(
      "--db", options->db, "a database whose members are told about");
  summary->excludes(db);
  predict
      ->add_option("--until", options->until,
                   "with --db: the day that is today; default: the last "
                   "order's")
      ->needs(db);
  predict->add_option("--horizon", options->horizon,
                      "how far ahead, in the unit of time; default, with --db: "
                      "that of member.stats.clv");
  AddDiscount(predict, &options->discount_rate, &options->discount_period,
              &options->discount_timing);
  predict->add_flag("--median-life", options->median_life,
                    "a column: after which time half of such customers, alive "
                    "now, are gone");
  predict->add_flag("--discounted", options->discounted,
                    "a column: the purchases within the horizon, discounted");
  predict
      ->add_option("--count", options->count,
                   "a column: the chance of exactly so many purchases "
                   "within the horizon")
      ->check(Count());
  AddFormat(predict, &options->format);
}

void AddClvHoldout(CLI::App* clv, ClvHoldoutOptions* options) {
  CLI::App* holdout = clv->add_subcommand(
      "holdout", "How well a model foretells what happened then");
  AddDatabase(holdout, &options->db);
  holdout->add_option("--model", options->model, "bgnbd, mbgnbd or pareto_nbd")
      ->capture_default_str();
  AddUnit(holdout, &options->unit);
  holdout
      ->add_option("--until", options->until,
                   "the last day that the model knows (2026-11-21)")
      ->required();
  holdout->add_option("--holdout-until", options->holdout_until,
                      "the last day that is compared; default: the last "
                      "order's");
  holdout->add_option("--penalty", options->penalty, "as of clv fit")
      ->capture_default_str();
  AddFormat(holdout, &options->format);
}

void AddLifetime(CLI::App* app, Calls* calls) {
  CLI::App* clv =
      app->add_subcommand("clv", "Who will come back, and what they are worth");
  clv->require_subcommand(1);
  clv->footer("Models, files and discounts: docs/lifetime.md.");

  AddClvFit(clv, &calls->clv_fit);
  AddClvPredict(clv, &calls->clv_predict);
  AddClvHoldout(clv, &calls->clv_holdout);
}

int FailMissing(const char* command, const char* what) {
  std::fprintf(stderr, "patron %s: %s\n", command, what);
  return kExitCall;
}

int CallClv(const CLI::App& clv, const Calls& calls) {
  if (clv.got_subcommand("holdout")) return ClvHoldout(calls.clv_holdout);
  if (clv.got_subcommand("fit")) {
    if (calls.clv_fit.summary.empty() && calls.clv_fit.db.empty()) {
      return FailMissing("clv fit", "a --summary is missing, or a --db");
    }
    return ClvFit(calls.clv_fit);
  }
  const ClvPredictOptions& predict = calls.clv_predict;
  if (predict.db.empty()) {
    if (predict.summary.empty()) {
      return FailMissing("clv predict", "a --summary is missing, or a --db");
    }
    if (predict.models.empty()) {
      return FailMissing("clv predict", "a --model is missing, or a --db");
    }
    if (!predict.horizon) {
      return FailMissing("clv predict", "a --horizon is missing");
    }
  }
  return ClvPredict(predict);
}

// The first file is a story where its name says so, or where it is standard
// input and nothing follows.
int CallTest(TestOptions options) {
  const std::string& first = options.program;
  if (first.ends_with(".story") || (first == "-" && options.stories.empty())) {
    options.stories.insert(options.stories.begin(), first);
    options.program.clear();
  }
  if (options.stories.empty()) return FailMissing("test", "a STORY is missing");
  return Test(options);
}

int Call(const CLI::App& app, const Calls& calls) {
  if (app.got_subcommand("check")) {
    // Somebody who types this at a terminal has forgotten it.
    if (calls.check.program.empty() && !calls.check.schema &&
        isatty(STDIN_FILENO) != 0) {
      return FailMissing("check", "a PROGRAM is missing");
    }
    return Check(calls.check);
  }
  if (app.got_subcommand("eval")) {
    if (calls.eval.expression.empty() && !calls.eval.batch) {
      return FailMissing("eval", "an EXPR is missing, or --batch");
    }
    return Eval(calls.eval);
  }
  if (app.got_subcommand("quote")) {
    if (calls.quote.program.empty() && !calls.quote.schema) {
      return FailMissing("quote", "a PROGRAM is missing");
    }
    return Quote(calls.quote);
  }
  if (app.got_subcommand("test")) return CallTest(calls.test);
  if (app.got_subcommand("run")) return Run(calls.run);
  if (app.got_subcommand("endofday")) return EndOfDay(calls.end_of_day);
  if (app.got_subcommand("member")) return Member(calls.member);
  if (app.got_subcommand("settlement")) return Settlement(calls.settlement);
  if (app.got_subcommand("report")) return Report(calls.report);
  if (app.got_subcommand("verify")) return Verify(calls.verify);
  if (app.got_subcommand("clv")) {
    return CallClv(*app.get_subcommand("clv"), calls);
  }
  return Demo(calls.demo);
}

std::vector<std::string_view> WordsOf(int argc, char** argv) {
  return argc > 1 ? std::vector<std::string_view>(argv + 1, argv + argc)
                  : std::vector<std::string_view>();
}

std::vector<const CLI::App*> SubcommandsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

void AddOptionsOf(const CLI::App& command, KnownCommand* known) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      known->options.push_back("--" + name);
    }
  }
}

// Of a command with subcommands of its own, the options of all of them.
std::vector<KnownCommand> Known(const CLI::App& app) {
  std::vector<KnownCommand> commands;
  for (const CLI::App* command : SubcommandsOf(app)) {
    KnownCommand& known = commands.emplace_back();
    known.name = command->get_name();
    AddOptionsOf(*command, &known);
    for (const CLI::App* below : SubcommandsOf(*command)) {
      AddOptionsOf(*below, &known);
    }
  }
  return commands;
}

int Main(int argc, char** argv) {
  CLI::App app("Loyalty rules, an exact ledger and retention metrics.",
               "patron");
  app.set_version_flag("--version", "patron " PATRON_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Results go to standard output, everything else to standard error.\n"
      "Exit codes: 0 success, also where `run` rejected lines (--max-rejects 0 "
      "makes that 1),\n1 the input is wrong, 2 the call is wrong, 3 anything "
      "else.");
  Calls calls;
  AddPrograms(&app, &calls);
  AddDatabases(&app, &calls);
  AddReports(&app, &calls);
  AddLifetime(&app, &calls);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) {
      const std::string unknown = UnknownWord(WordsOf(argc, argv), Known(app));
      if (!unknown.empty()) {
        Say("patron: " + unknown);
        return kExitCall;
      }
    }
    return app.exit(error) == 0 ? kExitOk : kExitCall;
  }
  return Call(app, calls);
}

}  // namespace
}  // namespace patron::cli

int main(int argc, char** argv) {
  // A file past its size limit is then an error to report, as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return patron::cli::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "patron: error: %s\n", error.what());
    return patron::cli::kExitOther;
  }
}
