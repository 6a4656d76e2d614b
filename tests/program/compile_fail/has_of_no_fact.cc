// error: no matching function
#include "patron/build.h"

namespace has_of_no_fact {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = Has(Line().Units() + 1);
#else
const auto condition = Has(Line().Units());
#endif

}  // namespace has_of_no_fact
