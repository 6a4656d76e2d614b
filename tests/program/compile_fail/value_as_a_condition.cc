// error: a condition is wanted here
#include "patron/build.h"

namespace value_as_a_condition {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto segment = Segment("often", Stats().Orders());
#else
const auto segment = Segment("often", Stats().Orders() >= 5);
#endif

}  // namespace value_as_a_condition
