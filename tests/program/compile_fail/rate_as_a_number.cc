// error: write this as text
#include "patron/build.h"

namespace rate_as_a_number {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = PercentOff(10);
#else
const auto effect = PercentOff("10%");
#endif

}  // namespace rate_as_a_number
