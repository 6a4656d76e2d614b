// error: a selection looks at one line
#include "patron/build.h"

namespace attribute_of_the_basket {
using namespace patron::build;

const auto table = BasketAttribute<std::string>("table", "Where they sit");
const auto roast = LineAttribute<std::string>("roast", "How dark");

#ifdef MUST_NOT_COMPILE
const auto selection = Selection("dark", table == "dark");
#else
const auto selection = Selection("dark", roast == "dark");
#endif

}  // namespace attribute_of_the_basket
