// error: a segment reads its member only
#include "patron/build.h"

namespace basket_in_a_segment {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto segment = Segment("big", Total() > Eur("50.00"));
#else
const auto segment = Segment("big", Stats().Spend() > Eur("50.00"));
#endif

}  // namespace basket_in_a_segment
