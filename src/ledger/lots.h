// Small steps that the ledger's parts share.
//
// Threads: free functions, any thread.
#ifndef PATRON_SRC_LEDGER_LOTS_H_
#define PATRON_SRC_LEDGER_LOTS_H_

#include "patron/ledger.h"

namespace patron {

// Where the value of a living lot stands.
[[nodiscard]] Bucket BucketOf(const Lot& lot);

// A lot without anything left is closed.
void CloseIfEmpty(Lot* lot);

// Writes the lot as it is now to the delta, in place of what it wrote before.
void Keep(const Lot& lot, Delta* delta);

}  // namespace patron

#endif  // PATRON_SRC_LEDGER_LOTS_H_
