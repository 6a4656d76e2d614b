// error: say which: Brackets
#include "patron/build.h"

namespace bracket_points_without_currency {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = Brackets(FromUnits(3).Points(5));
#else
const auto effect = Brackets("bean", FromUnits(3).Points(5));
#endif

}  // namespace bracket_points_without_currency
