// error: this reads a single line
#include "patron/build.h"

namespace line_in_a_rule {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto rule = When(Line().OnSale()).Then(PercentOff("10%"));
#else
const auto rule = When(Count("on-sale") >= 1).Then(PercentOff("10%"));
#endif

}  // namespace line_in_a_rule
