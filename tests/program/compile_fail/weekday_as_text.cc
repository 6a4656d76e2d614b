// error: both sides of a comparison have one type
#include "patron/build.h"

namespace weekday_as_text {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = WeekdayOf(Event().Time()) == "monday";
#else
const auto condition = WeekdayOf(Event().Time()) == Weekday::kMonday;
#endif

}  // namespace weekday_as_text
