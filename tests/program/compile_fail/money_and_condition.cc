// error: join conditions
#include "patron/build.h"

namespace money_and_condition {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = Total() && InSegment("regulars");
#else
const auto condition = Total() > Eur("0.00") && InSegment("regulars");
#endif

}  // namespace money_and_condition
