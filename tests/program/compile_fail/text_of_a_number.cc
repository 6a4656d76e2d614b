// error: only texts
#include "patron/build.h"

namespace text_of_a_number {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = Line().Units().StartsWith("7");
#else
const auto condition = Line().Sku().StartsWith("7");
#endif

}  // namespace text_of_a_number
