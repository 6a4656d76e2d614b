// The subcommands of `patron`, each a struct of its options and a function that
// does it and gives the exit code.
//
// Threads: one.
#ifndef PATRON_EXAMPLES_CLI_SUBCOMMANDS_H_
#define PATRON_EXAMPLES_CLI_SUBCOMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "command.h"

namespace patron::cli {

struct CheckOptions {
  std::string program;
  std::string next;       // its next version; empty: none
  std::string db;         // whose models it will read; empty: none
  std::string functions;  // see functions_file.h; empty: none
  Format format = Format::kText;
  bool print = false;    // the canonical text, or JSON with --format json
  bool schema = false;   // the JSON Schema for editors; needs no program
  bool verbose = false;  // what each expression became
};
[[nodiscard]] int Check(const CheckOptions& options);

struct EvalOptions {
  std::string expression;
  std::string bindings;  // a JSON file: {"x": {"int": "3"}}
  std::string types;     // a JSON file: {"x": "int"}
  bool no_check = false;
  bool batch = false;  // cases from standard input, see eval_case.h
  Format format = Format::kText;
};
[[nodiscard]] int Eval(const EvalOptions& options);

struct QuoteCommand {
  std::string program;
  std::string db;       // empty: nobody is known
  std::string order;    // JSON; "-": standard input
  bool schema = false;  // the JSON Schema of events; needs no program
  Format format = Format::kText;
};
[[nodiscard]] int Quote(const QuoteCommand& options);

struct RunOptions {
  std::string program;
  std::string db;
  std::vector<std::string> files;  // see input_file.h
  std::string columns;             // empty: columns.yaml beside the program
  std::string rejects;             // empty: DB.FILE.rejects.csv
  int64_t batch = 1000;            // orders a transaction
  std::optional<int64_t> max_rejects;
  std::string now;  // RFC 3339; empty: the clock's
  Format format = Format::kText;
};
[[nodiscard]] int Run(const RunOptions& options);

struct MemberOptions {
  std::string db;
  std::string member;
  std::string at;  // RFC 3339; empty: the account's last posting
  Format format = Format::kText;
};
[[nodiscard]] int Member(const MemberOptions& options);

struct EndOfDayOptions {
  std::string db;
  std::string to;   // a date, whose end is included
  std::string now;  // as RunOptions
  Format format = Format::kText;
};
[[nodiscard]] int EndOfDay(const EndOfDayOptions& options);

struct SettlementOptions {
  std::string db;
  std::string month;  // "2026-05"; empty: all of them
  Format format = Format::kText;
};
[[nodiscard]] int Settlement(const SettlementOptions& options);

struct ReportOptions {
  std::string db;
  std::string activity = "gross";
  std::vector<std::string> periods = {"month"};
  std::string until;  // a date; empty: the last order's
  Format format = Format::kText;
};
[[nodiscard]] int Report(const ReportOptions& options);

struct ClvFitOptions {
  std::string model = "mbgnbd";
  std::string summary;  // see summary_file.h; empty: `db`
  std::string db;
  std::string unit = "week";  // of `db`; or "day"
  std::string until;          // of `db`: a date; empty: the last order's
  // Of what is stored in `db`: its version (empty: the last day known), and how
  // clv is discounted, in the unit (0: a year, and the horizon).
  std::string version;
  double horizon = 0;
  double discount_rate = 0;
  double discount_period = 0;
  std::string discount_timing = "end";
  bool dry_run = false;
  double penalty = 0;
  Format format = Format::kText;
};
[[nodiscard]] int ClvFit(const ClvFitOptions& options);

struct ClvPredictOptions {
  std::vector<std::string> models;  // files, as ReadFits has them
  std::string summary;              // empty: `db`
  std::string db;                   // its members, and without files its models
  std::string until;                // of `db`, as ClvFitOptions
  std::optional<double> horizon;    // absent, of `db`: that of its models
  double discount_rate = 0;
  double discount_period = 1;
  std::string discount_timing = "end";
  bool median_life = false;  // a column each
  bool discounted = false;
  std::optional<int64_t> count;  // the chance of exactly so many purchases
  Format format = Format::kText;
};
[[nodiscard]] int ClvPredict(const ClvPredictOptions& options);

struct ClvHoldoutOptions {
  std::string db;
  std::string model = "mbgnbd";
  std::string unit = "week";
  std::string until;          // the last day that the model knows
  std::string holdout_until;  // empty: the last order's
  double penalty = 0;
  Format format = Format::kText;
};
[[nodiscard]] int ClvHoldout(const ClvHoldoutOptions& options);

struct TestOptions {
  std::string program;               // empty: each story names its own
  std::vector<std::string> stories;  // see docs/stories.md
  Format format = Format::kText;
};
[[nodiscard]] int Test(const TestOptions& options);

struct VerifyOptions {
  std::string db;
  std::string functions;  // as CheckOptions
  Format format = Format::kText;
};
[[nodiscard]] int Verify(const VerifyOptions& options);

struct DemoOptions {
  uint64_t seed = 2025;
  std::string keep;  // a folder for the program, its sales and the database
  Format format = Format::kText;
};
[[nodiscard]] int Demo(const DemoOptions& options);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_SUBCOMMANDS_H_
