// error: has no member named .Rate.|no member named 'Rate'
#include "patron/build.h"

namespace gift_is_no_reduction {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = BuyGet(5).Gift("mug").Rate("50%");
#else
const auto effect = BuyGet(5).Rate("50%");
#endif

}  // namespace gift_is_no_reduction
