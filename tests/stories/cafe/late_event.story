# The till was offline on Monday; its sales arrive on Wednesday. Monday's happy
# hour counts, and the month in which the treat is used is that of the sale.
story: A late event is judged by its own time
program: cafe.yaml

2026-03-02 10:15 source till-2, arriving 2026-03-04 09:00: anna buys
  2 x espresso  2.40 each  category coffee
expect
  happy-hour takes off 0.48
  anna has 4 bean

# Whatever arrives more than a day before the last posting is refused.
2026-03-02 12:00: anna buys
  1 x espresso  2.40  category coffee
expect
  refused: arrival_too_early
  anna has 4 bean

# Up to a day is the tills' own haste.
2026-03-03 12:00: anna buys
  1 x espresso  2.40  category coffee
expect
  to pay 2.40
  anna has 6 bean
