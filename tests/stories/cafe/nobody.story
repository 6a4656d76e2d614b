story: Without a member there are prices, but no points
program: cafe.yaml

2026-03-02 10:15: somebody buys
  2 x espresso  2.40 each  category coffee
expect
  to pay 4.32
  happy-hour takes off 0.48
  beans does not fire: nobody was named
  earns 0 bean

# The receipt is enough to bring something back.
2026-03-03: somebody returns from order 1
  2 of line 1
expect
  refund 4.32
  takes back 0 bean
