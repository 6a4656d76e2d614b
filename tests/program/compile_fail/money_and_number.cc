// error: money is compared with money
#include "patron/build.h"

namespace money_and_number {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = Total() >= 20;
#else
const auto condition = Total() >= Eur("20.00");
#endif

}  // namespace money_and_number
