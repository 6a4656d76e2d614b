# What Cafe Amsel promises, told as its guests see it. It is the program's own
# test: patron test cafe.yaml cafe.story
story: Mia becomes a regular
program: cafe.yaml

2025-03-03 14:30: mia buys
  2 x espresso  2.60 each  category coffee
  1 x brownie   3.90       category cake
expect
  quiet-hour takes off 0.52
  to pay 8.58
  earns 8 bean
  welcome-back does not fire: in_segment("missed") is false

2025-03-04 08:15 every day until 2025-03-22: mia buys
  1 x espresso  2.60  category coffee

# The twenty-first order is the first one of a regular; in her own cup.
2025-03-24 15:00: mia buys
  1 x latte    3.80  category coffee, attribute own_cup true
  1 x brownie  3.90  category cake
expect
  cake-treat takes off 1.50
  own-cup gives 3 bean
  to pay 6.20

2025-03-25 15:00: mia would buy
  1 x latte    3.80  category coffee
  1 x brownie  3.90  category cake
expect
  cake-treat does not fire: 1 of 1 uses are taken in 2025-03
  to pay 7.70

# After seven weeks without her, everything is a fifth off.
2025-05-12 09:00: mia buys
  1 x latte      3.80   category coffee
  1 x gift-card  25.00  category "gift card"
expect
  welcome-back takes off 0.76
  line 2 to pay 25.00

2025-05-13 09:00: mia returns from order 22
  1 of line 1
expect refund 3.04
