// The precompiled header of the product's own builds: what most sources
// include, and nothing of ours. No source relies on it: the lint preset and a
// build within another project compile without.
#ifndef PATRON_PCH_H_
#define PATRON_PCH_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#endif  // PATRON_PCH_H_
