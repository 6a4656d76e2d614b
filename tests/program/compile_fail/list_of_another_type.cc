// error: could not convert|cannot convert|no matching
#include "patron/build.h"

namespace list_of_another_type {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto condition = Line().Sku().In({1, 2});
#else
const auto condition = Line().Sku().In({"1", "2"});
#endif

}  // namespace list_of_another_type
