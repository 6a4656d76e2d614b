# In the night to 29 March the clocks go from 02:00 to 03:00, in the night to
# 25 October from 03:00 back to 02:00: 02:30 comes twice.
story: The days on which the clocks change
program: cafe.yaml

2026-03-29 00:30: anna buys
  1 x mug  9.00
2026-03-29 03:30: anna buys
  1 x mug  9.00
expect
  anna has 18 bean

2026-10-25T02:30:00+02:00: anna buys
  1 x mug  9.00
2026-10-25T02:30:00+01:00: anna buys
  1 x mug  9.00
expect
  anna has 36 bean

# Happy hour is by the store's clock: in Lisbon it is an hour later.
2026-10-26 10:59 at lisbon: anna would buy
  2 x espresso  2.40 each  category coffee
expect
  happy-hour takes off 0.48
2026-10-26 10:59 at main: anna would buy
  2 x espresso  2.40 each  category coffee
expect
  happy-hour takes off 0.48
2026-10-26T10:59:00Z at main: anna would buy
  2 x espresso  2.40 each  category coffee
expect
  happy-hour does not fire: it is 11:59
