// error: must have one type
#include "patron/build.h"

namespace choice_of_two_types {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto choice = If(InSegment("regulars"), Eur("1.00"), 1);
#else
const auto choice = If(InSegment("regulars"), Eur("1.00"), Eur("2.00"));
#endif

}  // namespace choice_of_two_types
