# What a first purchase in the happy hour comes to, and what a return gives
# back.
story: Anna's happy hour
program: cafe.yaml

2026-03-02 10:15 at main: anna buys
  2 x espresso  2.40 each  category coffee
  1 x mug       9.00       category goods
expect
  to pay 13.32
  list total 13.80
  discount 0.48
  line 1 discount 0.48
  line 2 to pay 9.00
  happy-hour takes off 0.48
  beans gives 13 bean
  earns 13 bean
  own-cup does not fire
  regulars-treat does not fire: in_segment("regulars") is false
  anna has 13 bean
  anna has no tier

2026-03-05: anna returns from order 1
  1 of line 1
expect
  refund 2.16
  takes back 2 bean
  anna has 11 bean
