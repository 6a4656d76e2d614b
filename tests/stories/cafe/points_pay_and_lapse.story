# Beans go back to the lots they came from: the last spent first, and each with
# its own expiry.
story: Beans that paid come back with their own expiry
program: cafe.yaml

2026-03-31 15:00: anna buys
  1 x cap  20.00
2026-04-02 15:00: anna buys
  1 x mug  9.00

# All of March's 20, which lapse on 1 April 2027, and four of April's.
2027-03-30 15:00: anna buys
  2 x cup  1.00 each, earns nothing
  24 bean paid by points
expect
  points pay 1.20
  anna has 5 bean

2027-03-31 15:00: anna returns from order 3
  1 of line 1
expect
  refund in points 0.60
  gives back 12 bean
  anna has 17 bean

# The eight that come back to March's lot lapse, and those that come now too.
2027-04-01 15:00: anna returns from order 3
  1 of line 1
expect
  refund in points 0.60
  gives back 12 bean
  anna has 9 bean
