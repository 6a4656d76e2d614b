// Programs written in C++: the same rules as in YAML, where the compiler finds
// the mistakes that `patron check` would.
//
//   using namespace patron::build;
//   const auto coffee = Selection("coffee", Line().Category() == "coffee");
//   const auto lapsed = Segment("lapsed", Stats().DaysSinceLast() > 60 &&
//                                             Stats().Orders() >= 5);
//   const auto rule =
//       Rule("welcome-back",
//            When(InSegment(lapsed) && Quantity(coffee) >= 2)
//                .Then(PercentOff("10%").Of(coffee).FundedBy("roaster",
//                "50%")))
//           .Text("10% off coffee, because we missed you");
//   const Built built =
//       Program("cafe").Version("1").ValidFrom("2025-01-01").Currency("EUR")
//           .Add(coffee).Add(lapsed).Add(rule).Build();
//   if (!built.program) return ToStatus(built.diagnostics);
//
// What comes out is a patron::Program (program.h), as if it had been read from
// text: PrintProgram gives the YAML, Plan::Compile the plan. examples/cafe has
// one shop written both ways.
//
// What does not compile: values of different types compared or computed, a
// number where money is meant, a fact of one line in a condition on the order
// and the reverse, a segment that looks into the basket, an object of one kind
// named where another is meant, a rule without an effect, points capped by an
// amount, brackets that give different things. What is left (a text such as
// "20.0x", an id that nothing has) is a diagnostic, never a crash.
//
// Threads: values, any thread. Limits: those of program.h.
#ifndef PATRON_BUILD_H_
#define PATRON_BUILD_H_

#include "patron/build_effects.h"
#include "patron/build_expressions.h"
#include "patron/build_facts.h"
#include "patron/build_program.h"
#include "patron/build_shared.h"

#endif  // PATRON_BUILD_H_
