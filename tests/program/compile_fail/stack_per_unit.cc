// error: has no member named .PerUnit.|no member named 'PerUnit'
#include "patron/build.h"

namespace stack_per_unit {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = Group("cakes").PerUnit();
#else
const auto effect = Group("cakes").Best().PerUnit();
#endif

}  // namespace stack_per_unit
