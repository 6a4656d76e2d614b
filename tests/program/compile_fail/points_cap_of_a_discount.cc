// error: convert|no viable|no matching
#include "patron/build.h"

namespace points_cap_of_a_discount {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = PercentOff("10%").Cap(500);
#else
const auto effect = PercentOff("10%").Cap(Eur("5.00"));
#endif

}  // namespace points_cap_of_a_discount
