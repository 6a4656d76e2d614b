# The eleventh order is the first one that finds ten orders before it.
story: A regular gets a treat, once a month
program: cafe.yaml

2026-01-05 08:00 every day until 2026-01-13: anna buys
  1 x espresso  2.40  category coffee
expect
  regulars-treat does not fire: in_segment("regulars") is false
  anna is silver

2026-01-14 08:00: anna buys
  1 x espresso  2.40  category coffee
expect
  regulars-treat does not fire
  anna is gold

2026-01-15 15:00: anna buys
  1 x cake  4.20  category cake
expect
  regulars-treat takes off 1.50
  to pay 2.70

2026-01-31 15:00: anna buys
  1 x cake  4.20  category cake
expect
  regulars-treat does not fire: 1 of 1 uses are taken in 2026-01
  to pay 4.20

2026-02-01 15:00: anna buys
  1 x cake  4.20  category cake
expect
  regulars-treat takes off 1.50
