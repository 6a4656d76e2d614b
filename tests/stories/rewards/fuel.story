# Kroger: May 640 and June 520 do not combine, and May's die on 30 June.
story: Points of two months stand apart
program: rewards.yaml

2026-05-10: anna buys
  1 x shopping  640.00  category groceries
2026-06-05: anna buys
  1 x shopping  520.00  category groceries
expect anna has 1160 fuel

2026-06-10: anna would buy
  1 x super  60.00  category petrol
expect cheap-fuel is offered: 2.00 off fuel for 100 fuel points, up to 6 times

2026-06-10: anna buys
  1 x super  60.00  category petrol
  takes cheap-fuel 7 times
expect refused: insufficient_points

2026-06-10: anna buys as order A
  1 x super  60.00  category petrol
  takes cheap-fuel 6 times
expect
  cheap-fuel takes off 12.00
  cheap-fuel costs 600 fuel
  to pay 48.00
  anna has 560 fuel

# What is left of May is less than June has.
2026-06-11: anna buys
  1 x super  60.00  category petrol
  takes cheap-fuel 5 times
expect anna has 60 fuel

2026-06-12: anna returns from order A
  1 of line 1
expect
  gives back cheap-fuel 6 times
  gives back 600 fuel
  anna has 660 fuel

2026-07-01: expect anna has 20 fuel
