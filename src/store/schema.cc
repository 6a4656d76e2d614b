// The comments stand inside the parentheses so that SQLite keeps them:
// `.schema` in its shell prints this page. docs/schema.md says the same with
// examples, and a test compares the two with a live database.
//
// Choices. Words ('available', 'purchase') instead of numbers with a table to
// look them up in: an analyst reads them without a manual, and they cost one to
// two per cent of a file, most of which is order lines and encoded events.
// Money stands in minor units and instants in microseconds, as everywhere in
// Patron: sums are exact. `account` is repeated in the rows of an account, so
// that a store may spread rows by account. Account 0 is nobody and has a row of
// its own, so that every join finds one.

#include "store/schema.h"

namespace patron {

const char* const kSchema = R"sql(
CREATE TABLE programs (
  -- The loyalty programs that decided, each version as it was loaded.
  id TEXT NOT NULL,  -- the program's name
  version TEXT NOT NULL,  -- its version: other content has another one
  valid_from_us INTEGER NOT NULL,  -- decides events from this instant on
  fingerprint BLOB NOT NULL,  -- of the compiled program, 32 bytes
  content BLOB NOT NULL,  -- the program, encoded (patron.v1.Program)
  PRIMARY KEY (id, version)
) STRICT;

CREATE TABLE zones (
  -- The time zones that a program carries, since devices' tables differ.
  program TEXT NOT NULL,  -- programs.id
  version TEXT NOT NULL,  -- programs.version
  name TEXT NOT NULL,  -- IANA name, such as Europe/Berlin
  first_offset_s INTEGER NOT NULL,  -- seconds east of UTC before any change
  PRIMARY KEY (program, version, name),
  FOREIGN KEY (program, version) REFERENCES programs (id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE zone_changes (
  -- When a zone's clocks change.
  program TEXT NOT NULL,  -- programs.id
  version TEXT NOT NULL,  -- programs.version
  zone TEXT NOT NULL,  -- zones.name
  at_s INTEGER NOT NULL,  -- from this second since 1970 UTC on ...
  offset_s INTEGER NOT NULL,  -- ... so many seconds east of UTC
  PRIMARY KEY (program, version, zone, at_s),
  FOREIGN KEY (program, version, zone) REFERENCES zones (program, version, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  -- Who owns value. Account 0 is nobody: baskets without a member.
  number INTEGER PRIMARY KEY,  -- counts from 1 in the order of enrolment
  version INTEGER NOT NULL,  -- counts changes: two tills can't collide
  last_posting_us INTEGER NOT NULL,  -- when its latest journal entry was posted
  next_lot INTEGER NOT NULL,  -- number that its next lot will get
  next_due_us INTEGER,  -- when a lot, clock or hold is due next; or NULL
  household TEXT NOT NULL DEFAULT ''  -- to which it belongs; empty: none
) STRICT;

-- The end of a day goes to those that something is due for, and to no other.
CREATE INDEX accounts_by_due ON accounts (next_due_us)
  WHERE next_due_us IS NOT NULL;
CREATE INDEX accounts_by_household ON accounts (household)
  WHERE household <> '';

INSERT INTO accounts VALUES (0, 0, 0, 1, NULL, '');

CREATE TABLE events (
  -- What happened, one row an event, in the order in which it was committed.
  number INTEGER PRIMARY KEY,  -- counts from 1 in the order of commits
  kind TEXT NOT NULL,  -- 'purchase', 'return', 'adjustment', 'void',
                       -- 'exchange', 'fulfilment', 'hold', 'release',
                       -- 'transfer', 'join' or 'leave'
  source TEXT NOT NULL,  -- the till or the file
  id TEXT NOT NULL,  -- its number there; the same again is the same event
  content_print BLOB NOT NULL,  -- fingerprint of the event, 32 bytes
  member TEXT NOT NULL,  -- who bought, or who had bought; empty: nobody
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whom it concerned
  store TEXT NOT NULL,  -- where
  time_us INTEGER NOT NULL,  -- when, in microseconds since 1970 UTC
  arrival_us INTEGER NOT NULL,  -- when it reached the ledger
  local_day TEXT NOT NULL,  -- day in the program's zone, 'YYYY-MM-DD'
  program TEXT NOT NULL,  -- the program that decided it (programs.id)
  version TEXT NOT NULL,  -- its version (programs.version)
  event BLOB NOT NULL,  -- the event as it came, encoded (patron.v1.Event)
  answer BLOB NOT NULL,  -- the facts read and the answer given, encoded
  UNIQUE (source, id)
) STRICT;

CREATE TABLE members (
  -- The enrolled customers.
  id TEXT PRIMARY KEY,  -- as the host names the member
  account INTEGER NOT NULL REFERENCES accounts (number),  -- what they own
  enrolled_event INTEGER NOT NULL REFERENCES events (number)  -- that enrolled
) STRICT, WITHOUT ROWID;

CREATE INDEX members_by_account ON members (account);

CREATE TABLE statistics (
  -- What a member's orders add up to, returns taken off: what rules read.
  account INTEGER PRIMARY KEY REFERENCES accounts (number),  -- whose
  orders INTEGER NOT NULL,  -- orders placed
  orders_kept INTEGER NOT NULL,  -- those of which something was kept
  units INTEGER NOT NULL,  -- units kept
  spend_minor INTEGER NOT NULL,  -- paid less refunded, program's currency
  returns INTEGER NOT NULL,  -- times that goods of an order came back
  refunded_minor INTEGER NOT NULL,  -- money given back
  first_order_us INTEGER NOT NULL,  -- time of the first order, 0: none
  last_order_us INTEGER NOT NULL,  -- time of the latest order, 0: none
  purchase_days INTEGER NOT NULL,  -- days with an order that was kept
  first_purchase_day TEXT,  -- the first of them, 'YYYY-MM-DD'; NULL: none
  last_purchase_day TEXT,  -- the latest of them, 'YYYY-MM-DD'; NULL: none
  repeat_spend_minor INTEGER NOT NULL  -- what all days but the first are worth
) STRICT;

CREATE TABLE orders (
  -- The purchases with their totals as they stand today.
  event INTEGER PRIMARY KEY REFERENCES events (number),  -- purchase or exchange
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose; 0: nobody
  time_us INTEGER NOT NULL,  -- when it was bought
  local_day TEXT NOT NULL,  -- the day in the program's zone, 'YYYY-MM-DD'
  currency TEXT NOT NULL,  -- of all amounts of the order, ISO 4217
  list_minor INTEGER NOT NULL,  -- before Patron's discounts
  discount_minor INTEGER NOT NULL,  -- Patron's discounts
  paid_minor INTEGER NOT NULL,  -- list less discount
  refunded_minor INTEGER NOT NULL,  -- given back so far
  units INTEGER NOT NULL,  -- bought
  returned_units INTEGER NOT NULL,  -- brought back so far
  returns INTEGER NOT NULL,  -- events that brought some of it back
  voided INTEGER NOT NULL DEFAULT 0  -- 1: undone by a void, so no order
) STRICT;

CREATE INDEX orders_by_account ON orders (account, time_us);
CREATE INDEX orders_by_day ON orders (local_day, account);
-- Late orders and returns ask for the days on which something was kept.
CREATE INDEX orders_kept_by_day ON orders (account, local_day)
  WHERE account > 0 AND returned_units < units;

CREATE TABLE order_lines (
  -- The lines of the orders.
  event INTEGER NOT NULL REFERENCES orders (event),  -- the order
  line INTEGER NOT NULL,  -- place in the basket, from 0
  account INTEGER NOT NULL,  -- of the order
  id TEXT NOT NULL,  -- the till's name for the line
  sku TEXT NOT NULL,  -- what was bought
  unit_price_micros INTEGER,  -- millionths of the currency; NULL: not known
  quantity_milli INTEGER NOT NULL,  -- thousandths of a piece or of a kilogram
  weighed INTEGER NOT NULL,  -- 1: kilograms, one unit; 0: pieces
  units INTEGER NOT NULL,  -- units that can come back singly
  list_minor INTEGER NOT NULL,  -- before Patron's discounts
  discount_minor INTEGER NOT NULL,  -- its part of the discounts
  paid_minor INTEGER NOT NULL,  -- list less discount
  returned_units INTEGER NOT NULL,  -- brought back so far, the last ones first
  refunded_minor INTEGER NOT NULL,  -- given back so far
  open_units INTEGER NOT NULL DEFAULT 0,  -- still to be handed over
  PRIMARY KEY (event, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX order_lines_to_return
  ON order_lines (account, sku, unit_price_micros)
  WHERE returned_units < units AND unit_price_micros IS NOT NULL;

CREATE TABLE returned_units (
  -- Which return gave back which units, or which fulfilment cancelled them: one
  -- row a step.
  event INTEGER NOT NULL REFERENCES events (number),  -- return, exchange, void
                                                      -- or fulfilment
  step INTEGER NOT NULL,  -- from 0
  order_event INTEGER NOT NULL,  -- the order that was returned
  line INTEGER NOT NULL,  -- its line
  return_line TEXT NOT NULL,  -- the line of the return
  units INTEGER NOT NULL,  -- how many came back
  refund_minor INTEGER NOT NULL,  -- what they gave back, in its currency
  PRIMARY KEY (event, step),
  FOREIGN KEY (order_event, line) REFERENCES order_lines (event, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE adjustments (
  -- Points given or taken by hand, and who answers for it.
  event INTEGER PRIMARY KEY REFERENCES events (number),  -- the adjustment
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose points
  currency TEXT NOT NULL,  -- the points currency
  amount INTEGER NOT NULL,  -- smallest units; below zero: taken
  reason TEXT NOT NULL,  -- why
  author TEXT NOT NULL  -- who did it
) STRICT;

CREATE TABLE redemptions (
  -- What points bought or paid, as it was taken; what came back is in postings.
  event INTEGER NOT NULL REFERENCES events (number),  -- the purchase
  position INTEGER NOT NULL,  -- from 0
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose points
  reward TEXT NOT NULL,  -- that was taken; empty: points taken as money
  count INTEGER NOT NULL,  -- how often it was taken; 0: taken as money
  currency TEXT NOT NULL,  -- the points currency
  points INTEGER NOT NULL,  -- smallest units
  money_minor INTEGER NOT NULL,  -- off, or paid; in the order's currency
  PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
  -- The journal: what was posted together and sums to zero per unit.
  number INTEGER PRIMARY KEY,  -- counts from 1 in the order of commits
  event INTEGER REFERENCES events (number),  -- its cause; NULL: it was due
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose value moved
  kind TEXT NOT NULL,  -- 'purchase', 'return', 'adjustment', 'void',
                       -- 'fulfilment', 'hold', 'release', 'transfer',
                       -- 'activation', 'expiry', 'idle_expiry', 'lapse',
                       -- 'statement' or 'receipt'
  posted_us INTEGER NOT NULL,  -- arrival of the event, or when it was due
  program TEXT NOT NULL,  -- the program that decided it (programs.id)
  version TEXT NOT NULL  -- its version (programs.version)
) STRICT;

CREATE INDEX entries_by_account ON entries (account);

CREATE TABLE postings (
  -- The sides of the journal's entries.
  entry INTEGER NOT NULL REFERENCES entries (number),  -- the journal entry
  position INTEGER NOT NULL,  -- from 0
  unit TEXT NOT NULL,  -- a points currency, an ISO 4217 code, or 'limit:...'
  bucket TEXT NOT NULL,  -- where value stands: issued, available, pending,
                         -- redeemed, expired, taken_back, debt, funded,
                         -- discount, used, allowance, adjusted_up,
                         -- adjusted_down, held, transferred_in,
                         -- transferred_out
  amount INTEGER NOT NULL,  -- smallest units, signed
  lot INTEGER NOT NULL,  -- lots.number of the account, 0: none
  scope TEXT NOT NULL,  -- of a counter: a member, or empty for the program
  period TEXT NOT NULL,  -- of a counter: such as '2026-11', or empty for ever
  funder TEXT NOT NULL,  -- who pays; empty: the shop itself
  rule TEXT NOT NULL,  -- that caused it, or gave the lot; empty by hand
  PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE lots (
  -- Points earned together, and what became of them:
  -- amount = remaining + held + redeemed + expired + taken_back
  --   + adjusted_down + collected + transferred_out - shortfall.
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose
  number INTEGER NOT NULL,  -- counts from 1 in its account
  currency TEXT NOT NULL,  -- the points currency
  origin TEXT NOT NULL,  -- 'purchase', 'goodwill', 'transfer' or 'reward'
  state TEXT NOT NULL,  -- 'pending', 'available' or 'closed'
  event INTEGER NOT NULL,  -- order, adjustment or transfer that gave it; 0: none
  effect INTEGER NOT NULL,  -- which effect of that order's decision, from 0
  rule TEXT NOT NULL,  -- the rule or reward that gave it; else empty
  program TEXT NOT NULL,  -- its program (programs.id)
  version TEXT NOT NULL,  -- and version (programs.version)
  earned_us INTEGER NOT NULL,  -- when it was earned
  available_from_us INTEGER,  -- pending until then; NULL: available at once
  awaits_goods INTEGER NOT NULL,  -- 1: pending until they are handed over
  expires_us INTEGER,  -- NULL: never, or with a clock
  sliding INTEGER NOT NULL,  -- 1: lapses with the clock 'idle'
  amount INTEGER NOT NULL,  -- points earned, smallest units
  remaining INTEGER NOT NULL,  -- points left
  held INTEGER NOT NULL,  -- points that holds keep back
  redeemed INTEGER NOT NULL,  -- points spent
  expired INTEGER NOT NULL,  -- points lapsed
  taken_back INTEGER NOT NULL,  -- points that went back with returned goods
  adjusted_down INTEGER NOT NULL,  -- points taken by hand
  transferred_out INTEGER NOT NULL,  -- points given to others
  collected INTEGER NOT NULL,  -- points that paid a debt when earned
  shortfall INTEGER NOT NULL,  -- of them: were spent before, so are owed now
  PRIMARY KEY (account, number)
) STRICT, WITHOUT ROWID;

-- What is due for an account, what an event gave, and what is spent first.
CREATE INDEX lots_pending ON lots (account, available_from_us)
  WHERE state = 'pending' AND awaits_goods = 0;
CREATE INDEX lots_expiring ON lots (account, expires_us)
  WHERE state <> 'closed' AND expires_us IS NOT NULL;
CREATE INDEX lots_by_event ON lots (account, event);
CREATE INDEX lots_to_spend
  ON lots (account, currency, expires_us, earned_us, number)
  WHERE state = 'available' AND remaining > 0;
CREATE INDEX lots_sliding ON lots (account, currency, number)
  WHERE sliding = 1 AND state <> 'closed';
CREATE INDEX lots_collected ON lots (account, currency, number)
  WHERE collected > 0;
-- A late event may spend what has lapsed since its own time.
CREATE INDEX lots_lapsed ON lots (account, currency, expires_us, number)
  WHERE expired > 0;

CREATE TABLE clocks (
  -- What runs out for an account as a whole, so that moving it touches no lot.
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose
  currency TEXT NOT NULL,  -- the points currency
  kind TEXT NOT NULL,  -- 'idle': its sliding lots lapse together; 'statement':
                        -- points are taken for an automatic reward
  first_lot INTEGER NOT NULL,  -- of 'idle': its lots are those from it on, to
                               -- the next's; else 0
  due_us INTEGER,  -- when it runs out, or ran out; NULL: it stands still
  PRIMARY KEY (account, currency, kind, first_lot)
) STRICT, WITHOUT ROWID;

CREATE TABLE balances (
  -- Sums of an account's postings, kept as they are made; counters are apart.
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose; 0: nobody
  unit TEXT NOT NULL,  -- as in postings
  bucket TEXT NOT NULL,  -- as in postings
  amount INTEGER NOT NULL,  -- sum of postings.amount
  PRIMARY KEY (account, unit, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE debts (
  -- What accounts owe: points taken back that were spent already.
  account INTEGER NOT NULL REFERENCES accounts (number),  -- who owes
  currency TEXT NOT NULL,  -- the points currency
  owed INTEGER NOT NULL,  -- smallest units, above zero
  PRIMARY KEY (account, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
  -- Uses of what is limited and shared by several orders.
  scope TEXT NOT NULL,  -- a member, or empty for the whole program
  unit TEXT NOT NULL,  -- 'limit:RULE:member:month'
  period TEXT NOT NULL,  -- such as '2026-11', or empty for ever
  used INTEGER NOT NULL,  -- uses so far
  PRIMARY KEY (scope, unit, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
  -- Fitted models that rules read; the newest of each id is in force.
  number INTEGER PRIMARY KEY,  -- counts from 1 in the order of storing
  id TEXT NOT NULL,  -- what it is for: 'purchases', 'spend' or 'rfm'
  version TEXT NOT NULL,  -- its version: other content has another one
  kind TEXT NOT NULL,  -- 'mbgnbd', 'pareto_nbd', 'bgnbd', 'gamma_gamma', 'rfm'
  unit TEXT NOT NULL,  -- of its times: 'day' or 'week'
  zone TEXT NOT NULL,  -- of its days, IANA name
  until TEXT NOT NULL,  -- the last day that was known, 'YYYY-MM-DD'
  customers INTEGER NOT NULL,  -- to how many it was fitted
  log_likelihood TEXT NOT NULL,  -- at its parameters; empty: it has none
  fingerprint BLOB NOT NULL,  -- of it and its parameters, 32 bytes
  UNIQUE (id, version)
) STRICT;

CREATE TABLE model_params (
  -- The parameters of the models, in the order of the literature.
  model INTEGER NOT NULL REFERENCES models (number),  -- whose
  position INTEGER NOT NULL,  -- from 0
  name TEXT NOT NULL,  -- as the literature has it
  value TEXT NOT NULL,  -- a number that reads back exactly, or a word
  PRIMARY KEY (model, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE holds (
  -- Baskets that are held: what they take is kept back until a time.
  event INTEGER PRIMARY KEY REFERENCES events (number),  -- the hold
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose; 0: nobody
  until_us INTEGER NOT NULL,  -- so long, unless it is over before
  state TEXT NOT NULL  -- 'held', 'consumed', 'cancelled' or 'lapsed'; nobody's
                       -- stays 'held' when its time has passed
) STRICT;

CREATE INDEX holds_open ON holds (account, until_us) WHERE state = 'held';

CREATE TABLE held_points (
  -- The points that holds keep, or kept, back.
  event INTEGER NOT NULL REFERENCES holds (event),  -- the hold
  lot INTEGER NOT NULL,  -- lots.number of the account
  currency TEXT NOT NULL,  -- the points currency
  points INTEGER NOT NULL,  -- smallest units, above zero
  PRIMARY KEY (event, lot)
) STRICT, WITHOUT ROWID;

CREATE TABLE held_uses (
  -- What holds keep, or kept, back of counters: it counts as used until then.
  event INTEGER NOT NULL REFERENCES holds (event),  -- the hold
  position INTEGER NOT NULL,  -- from 0
  scope TEXT NOT NULL,  -- as in counters
  unit TEXT NOT NULL,  -- as in counters
  period TEXT NOT NULL,  -- as in counters
  rule TEXT NOT NULL,  -- whose limit, budget or stock it is
  uses INTEGER NOT NULL,  -- as in counters; below zero: stamps
  until_us INTEGER NOT NULL,  -- of the hold
  over INTEGER NOT NULL,  -- 1: it was consumed or cancelled
  PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX held_uses_open ON held_uses (scope, unit, period, until_us)
  WHERE over = 0;

CREATE TABLE transfers (
  -- Points that accounts gave others: one row for those that lapse alike.
  event INTEGER NOT NULL REFERENCES events (number),  -- the transfer
  position INTEGER NOT NULL,  -- from 0
  from_account INTEGER NOT NULL REFERENCES accounts (number),  -- who gave
  to_account INTEGER NOT NULL REFERENCES accounts (number),  -- who gets them
  currency TEXT NOT NULL,  -- the points currency
  points INTEGER NOT NULL,  -- smallest units, above zero
  sent_us INTEGER NOT NULL,  -- from when on they are there for who gets them
  earned_us INTEGER NOT NULL,  -- when they count as earned
  expires_us INTEGER,  -- NULL: never, or with a clock
  idle_until_us INTEGER,  -- with the clock 'idle', which runs so long at least
  lot INTEGER,  -- lots.number of who got them; NULL: they are on their way
  PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX transfers_on_the_way ON transfers (to_account, sent_us)
  WHERE lot IS NULL;
)sql";

}  // namespace patron
