# Points, or points and money: the second price is within reach.
story: A suitcase for 2,000 points, or for 500 and 30.00
program: rewards.yaml

2026-03-02: anna buys
  1 x flight  800.00
expect anna has 800 point

2026-03-03: anna would buy
  1 x trolley  120.00  category luggage
expect
  to pay 120.00
  suitcase is offered: A suitcase for 500 points and 30.00 EUR
  voucher is offered: 2.50 off for 500 points
  mug is not offered: tier("status") is
  free-drink is not offered: 10 beans to go for A free drink

2026-03-03: anna buys
  1 x trolley  120.00  category luggage
  takes suitcase at price 1
expect
  refused: insufficient_points
  anna has 800 point

2026-03-03: anna buys as order A
  1 x trolley  120.00  category luggage
  1 x socks  5.00
  takes suitcase at price 2
  35.00 paid by card
expect
  suitcase takes off 90.00
  suitcase costs 500 point
  to pay 35.00
  earns 35 point
  anna has 335 point

# The socks stay: the suitcase gives its points back.
2026-03-05: anna returns from order A
  1 of line 1
expect
  refund 30.00
  gives back suitcase 1 times
  gives back 500 point
  takes back 30 point
  anna has 805 point

2026-03-06: anna buys
  1 x socks  5.00
  takes suitcase at price 2
expect refused: reward_not_given

# Two are in stock.
2026-03-07: bert buys
  1 x flight  5000.00
2026-03-08: bert buys as order B
  2 x trolley  120.00 each  category luggage
  takes suitcase at price 1
expect
  to pay 120.00
  bert has 3120 point
2026-03-09: anna buys
  1 x trolley  120.00  category luggage
  takes suitcase at price 2
expect to pay 30.00
2026-03-10: bert buys
  1 x trolley  120.00  category luggage
  takes suitcase at price 1
expect refused: reward_not_given
2026-03-10: bert would buy
  1 x trolley  120.00  category luggage
expect suitcase is not offered: 0 of 2 are left in stock
# The last unit of the line comes back, which was paid; then the reward's.
2026-03-11: bert returns from order B
  1 of line 1
expect
  refund 120.00
  gives back suitcase 0 times
2026-03-12: bert returns from order B
  1 of line 1
expect
  refund 0.00
  gives back suitcase 1 times
  gives back 2000 point
  bert has 5000 point
2026-03-12: bert would buy
  1 x trolley  120.00  category luggage
expect suitcase is offered: A suitcase for 2000 points
