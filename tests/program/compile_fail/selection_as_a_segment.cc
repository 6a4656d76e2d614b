// error: SegmentRef
#include "patron/build.h"

namespace selection_as_a_segment {
using namespace patron::build;

const auto coffee = Selection("coffee", Line().Category() == "coffee");
const auto regulars = Segment("regulars", Stats().Orders() >= 20);

#ifdef MUST_NOT_COMPILE
const auto condition = InSegment(coffee);
#else
const auto condition = InSegment(regulars);
#endif

}  // namespace selection_as_a_segment
