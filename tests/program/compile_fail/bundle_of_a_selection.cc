// error: has no member named .Of.|no member named 'Of'
#include "patron/build.h"

namespace bundle_of_a_selection {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = BundlePrice(Eur("5.00"), Part("cake")).Of("coffee");
#else
const auto effect = BundlePrice(Eur("5.00"), Part("cake"), Part("coffee"));
#endif

}  // namespace bundle_of_a_selection
