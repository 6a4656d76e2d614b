# Nectar: 1,250 points are 5.00, and 250 are left.
story: Points in steps
program: rewards.yaml

2026-03-02: anna buys
  1 x shopping  1250.00
expect anna has 1250 point

2026-03-03: anna would buy
  1 x shopping  10.00
expect voucher is offered: 2.50 off for 500 points, up to 2 times

2026-03-03: anna buys
  1 x shopping  10.00
  takes voucher 3 times
expect refused: insufficient_points

2026-03-03: anna buys as order A
  2 x basket  5.00 each
  takes voucher 2 times
expect
  voucher takes off 5.00
  voucher costs 1000 point
  earns 5 point
  anna has 255 point

# Half of it: one of both uses no longer stands.
2026-03-04: anna returns from order A
  1 of line 1
expect
  refund 2.50
  gives back voucher 1 times
  gives back 500 point
  takes back 3 point
  anna has 752 point

2026-03-05: anna returns from order A
  1 of line 1
expect
  refund 2.50
  gives back 500 point
  anna has 1250 point

# A use that would take nothing off is not taken.
2026-03-06: anna buys
  1 x pencil  2.00
  takes voucher 2 times
expect refused: reward_not_given
2026-03-06: anna buys
  1 x pencil  2.00
  takes voucher
expect
  to pay 0.00
  anna has 750 point
2026-03-06: anna buys
  1 x pencil  2.00
  takes voucher 21 times
expect refused: bad_value
2026-03-06: somebody buys
  1 x pencil  2.00
  takes voucher
expect refused: missing_field
2026-03-06: anna buys
  1 x pencil  2.00
  takes vouchr
expect refused: unknown_name
2026-03-06: anna buys
  1 x pencil  2.00
  takes suitcase
expect refused: bad_value
2026-03-06: anna buys
  1 x pencil  2.00
  takes voucher
  takes voucher
expect refused: duplicate_key
