// error: Amount
#include "patron/build.h"

namespace amount_of_a_fact {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = AmountOff(Basket().ListTotal());
#else
const auto effect = AmountOff(Amount("1.50"));
#endif

}  // namespace amount_of_a_fact
