# A bean lives for twelve months, then to the end of that month.
story: Beans of March are there until the last of March, a year later
program: cafe.yaml

2026-03-01 00:00: anna buys
  1 x mug  9.00
2026-02-28 23:59, arriving 2026-03-01 08:00: ben buys
  1 x mug  9.00

# What arrived on 1 March is of February all the same.
2027-02-28 23:59: expect
  ben has 9 bean
2027-03-01 00:00: expect
  ben has 0 bean

2027-03-31 23:59: expect
  anna has 9 bean

2027-04-01 00:00: expect
  anna has 0 bean
