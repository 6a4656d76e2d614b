// error: SelectionRef
#include "patron/build.h"

namespace points_as_a_selection {
using namespace patron::build;

const auto bean = PointsCurrency("bean");

#ifdef MUST_NOT_COMPILE
const auto condition = Quantity(bean) >= 100;
#else
const auto condition = Points(bean) >= 100;
#endif

}  // namespace points_as_a_selection
