// error: SelectionRef
#include "patron/build.h"

namespace effect_of_a_segment {
using namespace patron::build;

const auto coffee = Selection("coffee", Line().Category() == "coffee");
const auto regulars = Segment("regulars", Stats().Orders() >= 20);

#ifdef MUST_NOT_COMPILE
const auto effect = PercentOff("10%").Of(regulars);
#else
const auto effect = PercentOff("10%").Of(coffee);
#endif

}  // namespace effect_of_a_segment
