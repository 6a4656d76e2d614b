// Between the model's structs and protobuf bytes.
//
//   Problems problems;
//   Program program = ProgramFromBytes(bytes, Reading::kPersons, {}, problems);
//   std::string again = ProgramToBytes(program);
//
// Values that text states exactly (money, rates, dates, spans) are read here;
// each that is wrong is a problem with its path, and reading goes on.
//
// Text in the structs should be UTF-8; what is not becomes U+FFFD in bytes.
// Requires: bytes that CheckBytes or TreeToBytes found right. Threads: any.
#ifndef PATRON_WIRE_VALUES_H_
#define PATRON_WIRE_VALUES_H_

#include <string>
#include <string_view>

#include "patron/codec.h"
#include "patron/event.h"
#include "patron/program.h"
#include "wire/problems.h"

namespace patron::wire {

// A person's document must make sense (nothing required is missing, ids are
// unique, no percentage is over 100) and may leave defaults out. A stored one
// is read as it was written, whatever it says.
enum class Reading : uint8_t { kPersons, kStored };

[[nodiscard]] std::string ProgramToBytes(const Program& program);
[[nodiscard]] std::string EventToBytes(const Event& event);
[[nodiscard]] std::string AnswerToBytes(const Answer& answer);
[[nodiscard]] std::string DecisionToBytes(const Decision& decision);

[[nodiscard]] Program ProgramFromBytes(std::string_view bytes, Reading reading,
                                       Problems& problems);
// `currency` is that of amounts where the event names none.
[[nodiscard]] Event EventFromBytes(std::string_view bytes, Reading reading,
                                   Currency currency, Problems& problems);
[[nodiscard]] Answer AnswerFromBytes(std::string_view bytes,
                                     Problems& problems);

// What a person's program must hold beyond readable values. Says nothing of a
// path that already has a problem.
void CheckProgram(const Program& program, Problems& problems);

}  // namespace patron::wire

#endif  // PATRON_WIRE_VALUES_H_
