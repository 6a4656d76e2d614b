// error: write the amount as text
#include "patron/build.h"

namespace amount_as_a_number {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = AmountOff(Eur(1.5));
#else
const auto effect = AmountOff(Eur("1.50"));
#endif

}  // namespace amount_as_a_number
