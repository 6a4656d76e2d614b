// error: an attribute is a bool
#include "patron/build.h"

namespace attribute_of_no_type {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto weight = LineAttribute<double>("weight");
#else
const auto weight = LineAttribute<patron::Quantity>("weight");
#endif

}  // namespace attribute_of_no_type
