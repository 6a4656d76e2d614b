# Drinks of the season for two beans each, as long as 10.00 a month last.
story: A reward draws on a budget
program: rewards.yaml

2026-03-02: anna buys
  20 x tea  1.00 each  category drink
expect anna has 20 bean

2026-03-03: anna would buy
  3 x chai  4.00 each  category seasonal
expect season-drink is offered: A drink of the season for 2 beans, up to 2 times

2026-03-03: anna buys
  3 x chai  4.00 each  category seasonal
  takes season-drink 3 times
expect refused: reward_not_given

2026-03-03: anna buys as order A
  3 x chai  4.00 each  category seasonal
  takes season-drink 2 times
expect
  season-drink takes off 8.00
  season-drink costs 4 bean
  to pay 4.00
  anna has 16 bean

# 2.00 are left: too little for a drink, and points buy no half of one.
2026-03-04: anna buys
  1 x chai  4.00  category seasonal
  takes season-drink
expect refused: reward_not_given

# A rule gives what is left.
2026-03-05: anna buys as order B
  10 x chai  4.00 each  category seasonal
expect season-week takes off 2.00

2026-03-06: anna buys
  1 x chai  4.00  category seasonal
  takes season-drink
expect refused: reward_not_given

# Two come back, of which points bought one: it frees what it drew.
2026-03-07: anna returns from order A
  2 of line 1
expect
  refund 4.00
  gives back season-drink 1 times
  gives back 2 bean
2026-03-07: anna buys
  1 x chai  4.00  category seasonal
  takes season-drink
expect
  to pay 0.00
  season-drink takes off 4.00

# A new month has a budget of its own.
2026-04-01: anna buys
  2 x chai  4.00 each  category seasonal
  takes season-drink 2 times
expect to pay 0.00
