// error: no matching function|no matching constructor
#include "patron/build.h"

namespace bundle_without_parts {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = BundlePrice(Eur("5.00"));
#else
const auto effect = BundlePrice(Eur("5.00"), Part("coffee"));
#endif

}  // namespace bundle_without_parts
