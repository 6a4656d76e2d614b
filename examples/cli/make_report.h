// A database's orders as a retention report.
//
// Threads: one.
#ifndef PATRON_EXAMPLES_CLI_MAKE_REPORT_H_
#define PATRON_EXAMPLES_CLI_MAKE_REPORT_H_

#include "absl/status/statusor.h"
#include "patron/engine.h"
#include "patron/metric.h"

namespace patron::cli {

[[nodiscard]] absl::StatusOr<MetricReport> MakeReport(const Engine& engine,
                                                      MetricOptions options);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_MAKE_REPORT_H_
