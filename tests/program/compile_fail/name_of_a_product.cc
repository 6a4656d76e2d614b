// error: only names an object
#include "patron/build.h"

namespace name_of_a_product {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect = Program("cafe").Add(ProductRef("mug"));
#else
const auto effect = Program("cafe").Add(Product("mug"));
#endif

}  // namespace name_of_a_product
