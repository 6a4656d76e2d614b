// The vocabulary as hashed content: every field in a fixed order, so that two
// devices can compare programs, events, facts and decisions.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_MODEL_CONTENT_H_
#define PATRON_SRC_MODEL_CONTENT_H_

#include "patron/decision.h"
#include "patron/event.h"
#include "patron/fingerprint.h"
#include "patron/program.h"

namespace patron {

void AddContent(Hasher& hasher, const Program& program);
// Not the arrival; attributes by name, in whatever order they came.
void AddContent(Hasher& hasher, const Event& event);
void AddContent(Hasher& hasher, const Facts& facts);
// Not the fingerprint, nor the reasons why rules did not fire.
void AddContent(Hasher& hasher, const Decision& decision);

// Puts attributes in order of their names: two events of equal content are then
// equal but for their arrival.
void SortAttributes(Event* event);

}  // namespace patron

#endif  // PATRON_SRC_MODEL_CONTENT_H_
