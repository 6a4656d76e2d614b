// error: these two cannot be computed
#include "patron/build.h"

namespace money_times_money {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto twice = Total() * Total();
#else
const auto twice = Total() * 2;
#endif

}  // namespace money_times_money
