// error: write this as text, exactly
#include "patron/build.h"

namespace money_cap_of_points {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = UnitPoints(1, "bean").Cap(Eur("5.00"));
#else
const auto effect = UnitPoints(1, "bean").Cap(500);
#endif

}  // namespace money_cap_of_points
