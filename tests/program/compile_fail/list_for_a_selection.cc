// error: SegmentRef
#include "patron/build.h"

namespace list_for_a_selection {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = PriceList("a").For(Selection("coffee"));
#else
const auto effect = PriceList("a").For(Segment("regulars"));
#endif

}  // namespace list_for_a_selection
