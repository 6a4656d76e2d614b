// Matchers for absl::Status and absl::StatusOr, which Debian's Abseil lacks:
//   EXPECT_THAT(ParseRate("10%"), IsOkAndHolds(Rate::Percent(10)));
//   EXPECT_THAT(ParseRate("abc"),
//               StatusIs(kInvalidArgument, HasSubstr("abc")));
#ifndef PATRON_TESTS_STATUS_MATCHERS_H_
#define PATRON_TESTS_STATUS_MATCHERS_H_

#include <gmock/gmock.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace patron::testing {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return arg.ok();
}

MATCHER_P(IsOkAndHolds, expected, "is OK and holds the value") {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(expected, *arg, result_listener);
}

MATCHER_P(StatusIs, code, "has the status code") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

MATCHER_P2(StatusIs, code, message, "has the status code and message") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code &&
         ::testing::ExplainMatchResult(
             message, std::string(StatusOf(arg).message()), result_listener);
}

}  // namespace patron::testing

#endif  // PATRON_TESTS_STATUS_MATCHERS_H_
