// How older files become new ones. A step that has been released is never
// edited: files have taken it. So each says its tables in its own words, though
// schema.cc has the same ones today.
//
// A table that gets a column in its middle is made anew, so that `.schema`
// prints its comments as it does in a new file. Tables whose comments alone
// have changed stay as they are.

#include "store/schema.h"

namespace patron {
namespace {

// 2: adjustments, and lots that are spent.
constexpr char kAdjustments[] = R"sql(
ALTER TABLE lots RENAME TO lots_of_1;

CREATE TABLE lots (
  -- Points earned together, and what became of them:
  -- amount = remaining + redeemed + expired + taken_back + adjusted_down
  --   - shortfall.
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose
  number INTEGER NOT NULL,  -- counts from 1 in its account
  currency TEXT NOT NULL,  -- the points currency
  origin TEXT NOT NULL,  -- 'purchase' or 'goodwill'
  state TEXT NOT NULL,  -- 'pending', 'available' or 'closed'
  event INTEGER NOT NULL,  -- the order or adjustment that gave it
  effect INTEGER NOT NULL,  -- which effect of that order's decision, from 0
  rule TEXT NOT NULL,  -- the rule that gave it; empty: by hand
  program TEXT NOT NULL,  -- its program (programs.id)
  version TEXT NOT NULL,  -- and version (programs.version)
  earned_us INTEGER NOT NULL,  -- when it was earned
  available_from_us INTEGER,  -- pending until then; NULL: available at once
  expires_us INTEGER,  -- NULL: never
  amount INTEGER NOT NULL,  -- points earned, smallest units
  remaining INTEGER NOT NULL,  -- points left
  redeemed INTEGER NOT NULL,  -- points spent
  expired INTEGER NOT NULL,  -- points lapsed
  taken_back INTEGER NOT NULL,  -- points that went back with returned goods
  adjusted_down INTEGER NOT NULL,  -- points taken by hand
  shortfall INTEGER NOT NULL,  -- of them: were spent before, so are owed now
  PRIMARY KEY (account, number)
) STRICT, WITHOUT ROWID;

INSERT INTO lots SELECT account, number, currency, origin, state, event, effect,
  rule, program, version, earned_us, available_from_us, expires_us, amount,
  remaining, redeemed, expired, taken_back, 0, shortfall FROM lots_of_1;
DROP TABLE lots_of_1;

CREATE INDEX lots_pending ON lots (account, available_from_us)
  WHERE state = 'pending';
CREATE INDEX lots_expiring ON lots (account, expires_us)
  WHERE state <> 'closed' AND expires_us IS NOT NULL;
CREATE INDEX lots_by_event ON lots (account, event);
CREATE INDEX lots_to_spend
  ON lots (account, currency, expires_us, earned_us, number)
  WHERE state = 'available' AND remaining > 0;

CREATE TABLE adjustments (
  -- Points given or taken by hand, and who answers for it.
  event INTEGER PRIMARY KEY REFERENCES events (number),  -- the adjustment
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose points
  currency TEXT NOT NULL,  -- the points currency
  amount INTEGER NOT NULL,  -- smallest units; below zero: taken
  reason TEXT NOT NULL,  -- why
  author TEXT NOT NULL  -- who did it
) STRICT;
)sql";

// 3: the ledger's life.
constexpr char kLife[] = R"sql(
ALTER TABLE lots RENAME TO lots_of_2;

CREATE TABLE lots (
  -- Points earned together, and what became of them:
  -- amount = remaining + held + redeemed + expired + taken_back
  --   + adjusted_down + collected - shortfall.
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose
  number INTEGER NOT NULL,  -- counts from 1 in its account
  currency TEXT NOT NULL,  -- the points currency
  origin TEXT NOT NULL,  -- 'purchase' or 'goodwill'
  state TEXT NOT NULL,  -- 'pending', 'available' or 'closed'
  event INTEGER NOT NULL,  -- the order or adjustment that gave it
  effect INTEGER NOT NULL,  -- which effect of that order's decision, from 0
  rule TEXT NOT NULL,  -- the rule that gave it; empty: by hand
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
  collected INTEGER NOT NULL,  -- points that paid a debt when earned
  shortfall INTEGER NOT NULL,  -- of them: were spent before, so are owed now
  PRIMARY KEY (account, number)
) STRICT, WITHOUT ROWID;

INSERT INTO lots SELECT account, number, currency, origin, state, event, effect,
  rule, program, version, earned_us, available_from_us, 0, expires_us, 0,
  amount, remaining, 0, redeemed, expired, taken_back, adjusted_down, 0,
  shortfall
  FROM lots_of_2;
DROP TABLE lots_of_2;

CREATE INDEX lots_pending ON lots (account, available_from_us)
  WHERE state = 'pending' AND awaits_goods = 0;
CREATE INDEX lots_expiring ON lots (account, expires_us)
  WHERE state <> 'closed' AND expires_us IS NOT NULL;
CREATE INDEX lots_by_event ON lots (account, event);
CREATE INDEX lots_to_spend
  ON lots (account, currency, expires_us, earned_us, number)
  WHERE state = 'available' AND remaining > 0;
CREATE INDEX lots_sliding ON lots (account, currency)
  WHERE sliding = 1 AND state <> 'closed';
CREATE INDEX lots_collected ON lots (account, currency, number)
  WHERE collected > 0;

ALTER TABLE orders ADD COLUMN
  voided INTEGER NOT NULL DEFAULT 0;  -- 1: undone by a void, so no order
ALTER TABLE order_lines
  ADD COLUMN open_units INTEGER NOT NULL DEFAULT 0;  -- still to be handed over

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

CREATE TABLE clocks (
  -- What runs out for an account as a whole, so that moving it touches no lot.
  account INTEGER NOT NULL REFERENCES accounts (number),  -- whose
  currency TEXT NOT NULL,  -- the points currency
  kind TEXT NOT NULL,  -- 'idle': its sliding lots lapse together
  due_us INTEGER,  -- when it runs out, or ran out; NULL: it stands still
  PRIMARY KEY (account, currency, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX orders_kept_by_day ON orders (account, local_day)
  WHERE account > 0 AND returned_units < units;

ALTER TABLE statistics RENAME TO statistics_of_2;

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

WITH days AS (
  SELECT account, local_day,
    sum(max(paid_minor - refunded_minor, 0)) AS worth
  FROM orders WHERE account > 0 AND returned_units < units
  GROUP BY account, local_day),
ends AS (
  SELECT account, count(*) AS days, min(local_day) AS first,
    max(local_day) AS last, sum(worth) AS worth
  FROM days GROUP BY account)
INSERT INTO statistics
SELECT s.account, orders, orders_kept, units, spend_minor, returns,
  refunded_minor, first_order_us, last_order_us, coalesce(e.days, 0), e.first,
  e.last, coalesce(e.worth - d.worth, 0)
FROM statistics_of_2 s
  LEFT JOIN ends e ON e.account = s.account
  LEFT JOIN days d ON d.account = s.account AND d.local_day = e.first;
DROP TABLE statistics_of_2;

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
)sql";

// 4: points given to others, households, and clocks of some lots only.
// Statements bring words, and no column: entries.kind and clocks.kind
// 'statement', lots.origin 'reward', whose lots.event is 0.
constexpr char kAccounts[] = R"sql(
ALTER TABLE accounts ADD COLUMN
  household TEXT NOT NULL DEFAULT '';  -- to which it belongs; empty: none
CREATE INDEX accounts_by_household ON accounts (household)
  WHERE household <> '';

ALTER TABLE lots RENAME TO lots_of_3;

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

INSERT INTO lots (account, number, currency, origin, state, event, effect,
  rule, program, version, earned_us, available_from_us, awaits_goods,
  expires_us, sliding, amount, remaining, held, redeemed, expired, taken_back,
  adjusted_down, transferred_out, collected, shortfall)
SELECT account, number, currency, origin, state, event, effect, rule, program,
  version, earned_us, available_from_us, awaits_goods, expires_us, sliding,
  amount, remaining, held, redeemed, expired, taken_back, adjusted_down, 0,
  collected, shortfall
FROM lots_of_3;
DROP TABLE lots_of_3;

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

ALTER TABLE clocks RENAME TO clocks_of_3;

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

-- Those that had run out before they were moved are not known any more.
INSERT INTO clocks SELECT account, currency, kind, 0, due_us FROM clocks_of_3;
DROP TABLE clocks_of_3;
)sql";

constexpr SchemaStep kSteps[] = {{1, kAdjustments}, {2, kLife}, {3, kAccounts}};

}  // namespace

std::span<const SchemaStep> SchemaSteps() { return kSteps; }

}  // namespace patron
