# Two are in stock. One is bought, and one is held at the till in the window.
story: The last suitcase is kept back for whoever came first
program: rewards.yaml

2026-03-02 09:00: anna buys
  1 x shopping  5000.00
2026-03-02 09:05: ben buys
  1 x shopping  5000.00
2026-03-02 09:10: anna buys
  1 x case  90.00  category luggage
  takes suitcase at price 1

2026-03-02 10:00 source window: anna holds until 2026-03-02 12:00
  1 x case  90.00  category luggage
  takes suitcase at price 1
expect
  holds 2000 point
  to pay 0.00
  anna has 1000 point

2026-03-02 11:00 source door: ben holds until 2026-03-02 13:00
  1 x case  90.00  category luggage
  takes suitcase at price 1
expect refused: reward_not_given

# At noon it is free, though nobody's night job has run.
2026-03-02 12:00 source door: ben holds until 2026-03-02 13:00 as hold ben
  1 x case  90.00  category luggage
  takes suitcase at price 1
expect
  holds 2000 point
  ben has 3000 point

2026-03-02 12:30 source window: anna buys
  1 x case  90.00  category luggage
  takes suitcase at price 1
expect refused: reward_not_given

2026-03-02 12:45 source door: ben buys from hold ben
  1 x case  90.00  category luggage
  takes suitcase at price 2
expect
  releases 2000 point
  to pay 30.00
  suitcase costs 500 point
  ben has 4530 point

2026-03-02 14:00 source window: anna buys
  1 x case  90.00  category luggage
  takes suitcase at price 1
expect refused: reward_not_given
