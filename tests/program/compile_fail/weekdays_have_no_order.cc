// error: none is less than the other
#include "patron/build.h"

namespace weekdays_have_no_order {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = WeekdayOf(Event().Date()) < Weekday::kSaturday;
#else
const auto condition = WeekdayOf(Event().Date()) != Weekday::kSaturday;
#endif

}  // namespace weekdays_have_no_order
