// error: a selection looks at one line
#include "patron/build.h"

namespace member_in_eligibility {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto program = Program("cafe").EligibleForEarning(Member().Enrolled());
#else
const auto program = Program("cafe").EligibleForEarning(Line().OnSale());
#endif

}  // namespace member_in_eligibility
