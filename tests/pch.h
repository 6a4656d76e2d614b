// The one precompiled header of the tests: what nearly every test includes and
// nothing of ours that changes often.
#ifndef PATRON_TESTS_PCH_H_
#define PATRON_TESTS_PCH_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#endif  // PATRON_TESTS_PCH_H_
