// The retention report as a person reads it and as a program does.
//
//   std::fputs(FormatReport(report, currency).c_str(), stdout);
//   std::fputs(FormatReportJson(report, currency).c_str(), stdout);
//
// Text is at most 93 columns wide: a cohort's later months go into further
// tables. What may still change is marked with "*", what is not known yet is
// left blank. JSON holds every number in whole form beside the ratios.
//
// Threads: free functions, any thread.
#ifndef PATRON_EXAMPLES_CLI_REPORT_H_
#define PATRON_EXAMPLES_CLI_REPORT_H_

#include <string>

#include "patron/metric.h"
#include "patron/money.h"

namespace patron::cli {

// `currency` is the one that the report's orders were paid in.
[[nodiscard]] std::string FormatReport(const MetricReport& report,
                                       Currency currency);
[[nodiscard]] std::string FormatReportJson(const MetricReport& report,
                                           Currency currency);

}  // namespace patron::cli

#endif  // PATRON_EXAMPLES_CLI_REPORT_H_
