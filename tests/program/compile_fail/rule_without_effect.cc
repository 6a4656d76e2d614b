// error: a rule needs at least one effect
#include "patron/build.h"

namespace rule_without_effect {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto rule = Rule("deal", When(Quantity("coffee") >= 2).Then());
#else
const auto rule =
    Rule("deal", When(Quantity("coffee") >= 2).Then(PercentOff("10%")));
#endif

}  // namespace rule_without_effect
