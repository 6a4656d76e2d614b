# The till at the market was offline on the day before Anna's beans lapsed, and
# let her pay with them.
story: A late order may spend what was there when it was bought
program: cafe.yaml

2026-03-30 15:00: anna buys
  1 x mug  9.00
expect anna has 9 bean

2027-03-31 23:59: expect anna has 9 bean
2027-04-01 00:00: expect anna has 0 bean

2027-03-31 18:00 source till-2, arriving 2027-04-02 09:00: anna buys
  1 x cup  7.00
  5 bean paid by points
expect
  points pay 0.25
  earns 6 bean
  anna has 6 bean

# On the next morning they had lapsed.
2027-04-01 08:00 source till-2, arriving 2027-04-02 09:30: anna buys
  1 x cup  7.00, earns nothing
  7 bean paid by points
expect refused: insufficient_points

# What comes back to them has lapsed by now.
2027-04-05 15:00: anna returns from order 2
  1 of line 1
expect
  refund in points 0.25
  gives back 5 bean
  takes back 6 bean
  anna has 0 bean
