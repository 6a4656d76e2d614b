// error: only names an object
#include "patron/build.h"

namespace rule_without_id {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto program = Program("cafe").Add(Then(PercentOff("10%")));
#else
const auto program = Program("cafe").Add(Rule("deal", Then(PercentOff("10%"))));
#endif

}  // namespace rule_without_id
