// error: these are effects
#include "patron/build.h"

namespace points_without_per {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto rule = Then(EarnPoints(1, "bean"));
#else
const auto rule = Then(EarnPoints(1, "bean").Per(Eur("1.00")));
#endif

}  // namespace points_without_per
