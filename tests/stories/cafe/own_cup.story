story: Whoever brings a cup gets double beans on the coffee in it
program: cafe.yaml

2026-03-02 15:00: ben buys
  2 x latte   3.50 each  category coffee, attribute own_cup true
  1 x cake    4.20       category cake
  1 x coffee  2.80       category coffee, attribute own_cup false
expect
  to pay 14.00
  beans gives 14 bean
  own-cup gives 7 bean
  earns 21 bean
  ben has 21 bean
