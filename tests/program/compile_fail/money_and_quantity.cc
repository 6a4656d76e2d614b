// error: both sides of a comparison have one type
#include "patron/build.h"

namespace money_and_quantity {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = Total() == Quantity("coffee");
#else
const auto condition = Total() == Total("coffee");
#endif

}  // namespace money_and_quantity
