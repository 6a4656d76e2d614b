// error: one side reads a single line
#include "patron/build.h"

namespace line_beside_order {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = Line().OnSale() && InSegment("regulars");
#else
const auto condition = Count("on-sale") >= 1 && InSegment("regulars");
#endif

}  // namespace line_beside_order
