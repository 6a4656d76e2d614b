# Three chairs follow, the lamp goes home with her: the points of the order wait
# for the last chair.
story: Rita's chairs come one by one, and one never does
program: furniture.yaml

2026-03-02 10:00: rita buys
  3 x chair  50.00 each  later
  1 x lamp   20.00
expect
  rita has 0 point
  rita has 170 point pending

2026-03-09 10:00: hand over order 1
  1 of line 1
expect
  releases 0 point
  rita has 170 point pending

# What was never there is not brought back.
2026-03-10 10:00: rita returns from order 1
  2 of line 1
expect refused: return_too_many

2026-03-10 10:00: rita returns from order 1
  1 of line 2
expect
  refund 20.00
  takes back 20 point
  rita has 150 point pending

2026-03-16 10:00: would hand over order 1
  2 of line 1
expect
  releases 150 point
  rita has 150 point pending

2026-03-16 10:00: hand over order 1
  1 of line 1
  1 of line 1 cancelled
expect
  refund 50.00
  takes back 50 point
  releases 100 point
  rita has 100 point
  rita has 0 point pending

2026-03-17 10:00: hand over order 1
  1 of line 1
expect refused: fulfilment_too_many

2026-03-18 10:00: hand over order 7 as fulfilment F-7
  1 of line 1
expect refused: unknown_order

2026-03-20 10:00: rita returns from order 1
  2 of line 1
expect
  refund 100.00
  rita has 0 point
