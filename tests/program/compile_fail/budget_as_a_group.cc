// error: GroupRef
#include "patron/build.h"

namespace budget_as_a_group {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect =
    Rule("a", Then(PercentOff("1%"))).Group(Budget("b", Eur("5.00")));
#else
const auto effect = Rule("a", Then(PercentOff("1%"))).Group(Group("b"));
#endif

}  // namespace budget_as_a_group
