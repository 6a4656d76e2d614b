// error: this is no literal
#include "patron/build.h"

namespace money_and_double {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = Total() >= 20.0;
#else
const auto condition = Total() >= Amount("20.00");
#endif

}  // namespace money_and_double
