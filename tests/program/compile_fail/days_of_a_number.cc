// error: a moment or a date
#include "patron/build.h"

namespace days_of_a_number {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = WeekdayOf(Basket().Lines()) == Weekday::kMonday;
#else
const auto condition = WeekdayOf(Event().Date()) == Weekday::kMonday;
#endif

}  // namespace days_of_a_number
