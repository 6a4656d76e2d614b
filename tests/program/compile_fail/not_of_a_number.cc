// error: join conditions
#include "patron/build.h"

namespace not_of_a_number {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = !Basket().Lines();
#else
const auto condition = !(Basket().Lines() == 1);
#endif

}  // namespace not_of_a_number
