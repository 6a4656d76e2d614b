// error: cannot convert|could not convert|no viable conversion
#include "patron/build.h"

namespace bracket_of_units_in_money {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = FromUnits(3).UpTo(Eur("5.00")).Percent("5%");
#else
const auto effect = FromUnits(3).UpTo(5).Percent("5%");
#endif

}  // namespace bracket_of_units_in_money
