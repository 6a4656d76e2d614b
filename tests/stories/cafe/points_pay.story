# A bean pays five cents. What beans pay earns none, and comes back as beans.
story: Anna pays part of her cups with beans, and brings them back
program: cafe.yaml

2026-03-02 15:00: anna buys
  10 x mug  9.00 each
expect anna has 90 bean

2026-03-03 15:00: anna would buy
  2 x cup  7.00 each
  60 bean paid by points
expect
  to pay 14.00
  points pay 3.00
  left to pay 11.00
  earns 11 bean
  anna has 90 bean

2026-03-03 15:00: anna buys
  2 x cup  7.00 each
  60 bean paid by points
  11.00 paid by card
expect
  points pay 3.00
  earns 11 bean
  anna has 41 bean

# One cup comes back: half of what beans paid, and half of what was earned.
2026-03-04 15:00: anna returns from order 2
  1 of line 1
expect
  refund 7.00
  refund in points 1.50
  refund left 5.50
  gives back 30 bean
  takes back 6 bean
  anna has 65 bean

# And the other: as if the cups had never been bought.
2026-03-05 15:00: anna returns from order 2
  1 of line 1
expect
  refund in points 1.50
  refund left 5.50
  gives back 30 bean
  takes back 5 bean
  anna has 90 bean

# What cannot be is refused, and takes nothing.
2026-03-06 15:00: anna buys
  2 x cup  7.00 each
  91 bean paid by points
expect
  refused: insufficient_points
2026-03-06 15:00: anna buys
  2 x cup  7.00 each
  281 bean paid by points
expect refused: bad_value
2026-03-06 15:00: anna buys
  2 x cup  7.00 each
  0 bean paid by points
expect refused: bad_value
2026-03-06 15:00: anna buys
  2 x cup  7.00 each
  5 star paid by points
expect refused: bad_value
2026-03-06 15:00: anna buys
  2 x cup  7.00 each
  5 crumb paid by points
expect refused: unknown_name
2026-03-06 15:00: somebody buys
  2 x cup  7.00 each
  5 bean paid by points
expect refused: missing_field
2026-03-06 15:00: anna buys
  2 x cup  7.00 each
  5 bean paid by points
  6 bean paid by points
expect
  refused: duplicate_key
  anna has 90 bean
