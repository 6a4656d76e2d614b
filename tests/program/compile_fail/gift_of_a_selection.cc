// error: ProductRef
#include "patron/build.h"

namespace gift_of_a_selection {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = Gift(SelectionRef("mugs"));
#else
const auto effect = Gift(ProductRef("mug"));
#endif

}  // namespace gift_of_a_selection
