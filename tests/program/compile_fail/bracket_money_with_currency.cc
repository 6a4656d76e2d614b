// error: have no points currency
#include "patron/build.h"

namespace bracket_money_with_currency {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = Brackets("bean", FromUnits(3).Percent("5%"));
#else
const auto effect = Brackets(FromUnits(3).Percent("5%"));
#endif

}  // namespace bracket_money_with_currency
