# Costa: ten beans, a free drink; one more bean with a reusable cup.
story: Ten beans are a free drink
program: rewards.yaml

2026-03-02: anna buys
  8 x latte  4.00 each  category drink
2026-03-03: anna buys
  1 x latte  4.00  category drink, attribute own_cup true
expect anna has 10 bean

# The dearest is free, and earns no more than its bean.
2026-03-04: anna buys as order A
  1 x latte  4.00  category drink
  1 x mocha  4.50  category drink
  takes free-drink
expect
  free-drink takes off 4.50
  line 2 to pay 0.00
  free-drink costs 10 bean
  anna has 2 bean

2026-03-05: anna would buy
  1 x latte  4.00  category drink
expect free-drink is not offered: 8 beans to go for A free drink

2026-03-06: anna returns from order A
  1 of line 2
expect
  refund 0.00
  gives back free-drink 1 times
  gives back 10 bean
  takes back 1 bean
  anna has 11 bean
