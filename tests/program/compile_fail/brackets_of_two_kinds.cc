// error: all give the same
#include "patron/build.h"

namespace brackets_of_two_kinds {
using namespace patron::build;

#ifdef MUST_NOT_COMPILE
const auto effect =
    Brackets(FromUnits(3).Percent("5%"), FromUnits(6).Off(Eur("5.00")));
#else
const auto effect =
    Brackets(FromUnits(3).Percent("5%"), FromUnits(6).Percent("9%"));
#endif

}  // namespace brackets_of_two_kinds
