// What the fuzzer feeds: a target takes any bytes and says what is wrong with
// what Patron made of them.
//
//   for (const Target& target : Targets()) {
//     EXPECT_EQ(target.run("basket.total >= money('20.00')"), "");
//   }
//
// "" is right; refusing the bytes is right too, as long as it is done with a
// message. Crashes, leaks and time are for the sanitizers and the fuzzer.
//
// Threads: one at a time.
#ifndef PATRON_TESTS_FUZZ_TARGETS_H_
#define PATRON_TESTS_FUZZ_TARGETS_H_

#include <span>
#include <string>
#include <string_view>

namespace patron::fuzz {

struct Target {
  std::string_view name;  // of its folder in corpus/, and of its program
  std::string (*run)(std::string_view bytes);
};

[[nodiscard]] std::span<const Target> Targets();

// Parses; what parses prints, and parses and prints again the same.
[[nodiscard]] std::string FuzzExprParse(std::string_view bytes);

// Compiles with and without the checker, evaluates by both evaluators, with
// limits that hold and with limits that do not.
[[nodiscard]] std::string FuzzExprEvaluate(std::string_view bytes);

// Loads a program; what loads prints in each format and loads again the same.
[[nodiscard]] std::string FuzzProgramYaml(std::string_view bytes);
[[nodiscard]] std::string FuzzProgramJson(std::string_view bytes);

// The same of an event.
[[nodiscard]] std::string FuzzEventJson(std::string_view bytes);

// Reads a fitted model; what reads prints and reads again the same, and answers
// of a customer.
[[nodiscard]] std::string FuzzLifetimeJson(std::string_view bytes);

// Decodes a program, an event or an answer, as the first byte says (p, e, a);
// what decodes encodes and decodes again the same.
[[nodiscard]] std::string FuzzProtobufBytes(std::string_view bytes);

// Reads a story; what reads is run against a small program.
[[nodiscard]] std::string FuzzStoryText(std::string_view bytes);

}  // namespace patron::fuzz

#endif  // PATRON_TESTS_FUZZ_TARGETS_H_
