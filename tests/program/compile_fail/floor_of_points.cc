// error: has no member named .Floor.|no member named 'Floor'
#include "patron/build.h"

namespace floor_of_points {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = UnitPoints(1, "bean").Floor("20%");
#else
const auto effect = UnitPoints(1, "bean").NotOnReduced();
#endif

}  // namespace floor_of_points
