// error: all look at the same
#include "patron/build.h"

namespace brackets_of_spend_and_units {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect =
    Brackets(FromUnits(3).Percent("5%"), FromSpend(Eur("5.00")).Percent("9%"));
#else
const auto effect =
    Brackets(FromUnits(3).Percent("5%"), FromUnits(6).Percent("9%"));
#endif

}  // namespace brackets_of_spend_and_units
