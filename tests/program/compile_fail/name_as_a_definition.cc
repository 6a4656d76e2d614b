// error: only names an object
#include "patron/build.h"

namespace name_as_a_definition {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto program = Program("cafe").Add(Selection("coffee"));
#else
const auto program = Program("cafe").Add(Selection("coffee", Line().OnSale()));
#endif

}  // namespace name_as_a_definition
