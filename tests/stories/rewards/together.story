story: Two rewards, points that pay beside them, and a reward that loses
program: rewards.yaml

2026-03-02: anna buys
  1 x shopping  900.00
2026-03-03 every day until 2026-03-04: anna buys
  1 x shopping  50.00
expect
  anna has 1000 point
  anna is gold

# 500 for the voucher, 150 for the mug, 200 pay a euro.
2026-03-05: anna buys as order A
  2 x book  10.00 each
  takes voucher
  takes mug
  200 point paid by points
expect
  voucher takes off 2.50
  mug adds 1 of mug
  mug says Enjoy your mug
  mug costs 150 point
  points pay 1.00
  to pay 17.50
  left to pay 16.50
  earns 16 point
  anna has 166 point

# The mug is one a year.
2026-03-06: anna would buy
  1 x book  10.00
expect mug is not offered: 1 of 1 uses are taken in 2026

2026-03-07: anna buys
  1 x book  10.00
  takes voucher
  200 point paid by points
expect refused: insufficient_points

# One book: half of the euro, and no use of the voucher that still helps.
2026-03-08: anna returns from order A
  1 of line 1
expect
  refund in points 0.50
  gives back voucher 0 times
  gives back 100 point
2026-03-09: anna returns from order A
  1 of line 1
expect
  gives back voucher 1 times
  gives back mug 1 times
  gives back 750 point
  anna has 1000 point

# Half of the cakes is more than 2.00: the points stay.
2026-03-10: anna buys
  2 x muffin  3.00 each  category cake
  takes cake-off
expect
  cake-week takes off 3.00
  cake-off loses to cake-week
  cake-off costs 0 point
  anna has 1003 point
2026-03-11: anna buys
  1 x muffin  3.00  category cake
  takes cake-off
expect
  cake-off takes off 2.00
  cake-week does not fire
  anna has 954 point
2026-03-12: anna buys
  1 x book  10.00
  takes cake-off
expect refused: reward_not_given
