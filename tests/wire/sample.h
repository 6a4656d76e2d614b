// Programs and events that the tests of wire/ start from, and random ones.
#ifndef PATRON_TESTS_WIRE_SAMPLE_H_
#define PATRON_TESTS_WIRE_SAMPLE_H_

#include <random>
#include <string>
#include <string_view>

#include "patron/codec.h"
#include "patron/event.h"
#include "patron/program.h"

namespace patron::testing {

// Every field of a program, in canonical YAML.
extern const std::string_view kEveryField;

// The smallest program that loads.
extern const std::string_view kSmallest;

// Values as they come from anywhere: random fields present, text with quotes,
// line ends and characters of several bytes. Programs pass the loader's checks.
[[nodiscard]] Program RandomProgram(std::mt19937_64& random);
[[nodiscard]] Event RandomEvent(std::mt19937_64& random);
[[nodiscard]] Answer RandomAnswer(std::mt19937_64& random);

// Text that a careless printer would break on.
[[nodiscard]] std::string RandomText(std::mt19937_64& random);

}  // namespace patron::testing

#endif  // PATRON_TESTS_WIRE_SAMPLE_H_
