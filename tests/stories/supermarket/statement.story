# 149 points carry over, 150 become 1.50, and 49 of 199 stay.
story: The quarter ends, and the points of those who have enough are vouchers
program: supermarket.yaml

2026-02-03 18:00: mia buys
  1 x shopping  149.00
2026-02-03 18:10: joe buys
  1 x shopping  150.99
2026-02-03 18:20: zoe buys
  1 x shopping  199.50
expect
  zoe has 199 clubcard

2026-03-31 23:59: expect
  mia has 149 clubcard
  joe has 150 clubcard
  zoe has 199 clubcard
  zoe has 0 voucher

# Midnight in London; nobody has run anything.
2026-04-01 00:00: expect
  mia has 149 clubcard
  mia has 0 voucher
  joe has 0 clubcard
  joe has 1.50 voucher
  zoe has 49 clubcard
  zoe has 1.50 voucher

2026-04-01 08:00: joe buys
  1 x bread  2.00
  1.50 voucher paid by points
expect
  points pay 1.50
  left to pay 0.50
  joe has 0 voucher

# What carried over counts with what is earned since.
2026-05-20: mia buys
  1 x shopping  51.00
2026-07-01 00:00: expect
  mia has 0 clubcard
  mia has 2.00 voucher

# Goods whose points are vouchers by now: the points are owed.
2026-07-02: zoe returns from order 3
  1 of line 1
expect
  takes back 199 clubcard
  zoe has 0 clubcard
  zoe owes 150 clubcard
  zoe has 1.50 voucher

2026-08-01: zoe buys
  1 x shopping  299.00
2026-10-01 12:00: expect
  zoe has 299 clubcard
  zoe owes 150 clubcard
  zoe has 1.50 voucher
