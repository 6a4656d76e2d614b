// error: Expr<bool
#include "patron/build.h"

namespace condition_is_no_bool {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const bool condition = Total() > Eur("20.00") ? true : false;
#else
const bool condition = (Total() > Eur("20.00")).text().empty();
#endif

}  // namespace condition_is_no_bool
