// error: a selection looks at one line
#include "patron/build.h"

namespace order_in_a_selection {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto selection = Selection("many", Basket().Units() > 3);
#else
const auto selection = Selection("many", Line().Units() > 3);
#endif

}  // namespace order_in_a_selection
