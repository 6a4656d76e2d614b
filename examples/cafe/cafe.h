// The program of Cafe Amsel, written in C++ (cafe.cc) instead of YAML
// (cafe.yaml). Threads: a free function, any thread.
#ifndef PATRON_EXAMPLES_CAFE_CAFE_H_
#define PATRON_EXAMPLES_CAFE_CAFE_H_

#include "patron/build.h"

namespace cafe {

[[nodiscard]] patron::build::Built CafeAmsel();

}  // namespace cafe

#endif  // PATRON_EXAMPLES_CAFE_CAFE_H_
