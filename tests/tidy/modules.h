// Which module may see which: DESIGN's picture as a table, which
// ARCHITECTURE.md repeats for people (a test compares the two).
//
// A new module gets a row in kModules, a new public header one in
// kPublicHeaders.
#ifndef PATRON_TESTS_TIDY_MODULES_H_
#define PATRON_TESTS_TIDY_MODULES_H_

#include <string_view>

namespace patron::tidy {

struct Module {
  std::string_view name;
  std::string_view sees;  // and all that those see
};

inline constexpr Module kModules[] = {
    {"base", ""},
    {"expr", "base"},
    {"model", "base"},
    {"program", "model expr"},
    {"decide", "program"},
    {"ledger", "model"},
    {"retention", "model expr"},
    {"lifetime", "base"},
    {"wire", "model"},
    {"store", "model"},
    {"engine",
     "base expr model program decide ledger retention lifetime store"},
    {"capi", "engine wire"},
    {"examples", "engine wire capi"},
};

struct PublicHeader {
  std::string_view name;  // include/patron/NAME.h
  std::string_view module;
};

inline constexpr PublicHeader kPublicHeaders[] = {
    {"build", "program"},
    {"build_checks", "program"},
    {"build_effects", "program"},
    {"build_expressions", "program"},
    {"build_facts", "program"},
    {"build_program", "program"},
    {"build_shared", "program"},
    {"build_terms", "program"},
    {"calendar", "base"},
    {"codec", "model"},
    {"customers", "engine"},
    {"decision", "model"},
    {"effect", "model"},
    {"effect", "model"},
    {"engine", "engine"},
    {"error", "base"},
    {"event", "model"},
    {"fingerprint", "base"},
    {"host", "program"},
    {"ledger", "model"},
    {"lifetime", "lifetime"},
    {"lifetime_fits", "lifetime"},
    {"lifetime_log", "lifetime"},
    {"lifetime_rows", "lifetime"},
    {"metric", "retention"},
    {"models", "engine"},
    {"money", "base"},
    {"patron", "capi"},
    {"protobuf_codec", "wire"},
    {"zoneinfo", "engine"},
    {"plan", "decide"},
    {"points", "base"},
    {"program", "model"},
    {"protobuf_codec", "wire"},
    {"quantity", "base"},
    {"rate", "base"},
    {"receipt", "decide"},
    {"recycled", "base"},
    {"rfm", "lifetime"},
    {"rounding", "base"},
    {"scalar", "model"},
    {"split", "base"},
    {"store", "store"},
    {"text", "wire"},
    {"zone", "base"},
    {"zoneinfo", "engine"},
};

}  // namespace patron::tidy

#endif  // PATRON_TESTS_TIDY_MODULES_H_
