# Goods that come back: for others, to the payments they came from, and an
# order that was none.
story: Carla changes a pair, brings one back, and an order is undone
program: shoes.yaml

2026-03-02 10:00: carla buys
  2 x boots  60.00 each
  100.00 paid by card
  20.00 paid by gift_card
expect to pay 120.00

# Half of it back: half of each payment.
2026-03-03 10:00: carla would return from order 1
  1 of line 1
expect
  refund 60.00
  gives back 50.00 to card
  gives back 10.00 to gift_card

2026-03-03 10:00: carla exchanges from order 1
  1 of line 1
  1 x loafers  85.00
  25.00 paid by cash
expect
  refund 60.00
  to pay 85.00
  balance to pay 25.00
  balance left to pay 0.00

# The loafers had been paid in cash and, by the boots, with card and gift card.
2026-03-05 10:00: carla returns from order 2
  1 of line 1
expect
  refund 85.00
  gives back 25.00 to cash
  gives back 50.00 to card
  gives back 10.00 to gift_card

2026-03-06 10:00: carla exchanges from order 1
  1 of line 1
  1 x sandals  45.00
expect
  balance to pay 0.00
  balance to give back 15.00

2026-03-06 11:00: carla buys
  1 x sneakers  70.00
2026-03-06 11:05: void order 4 for "keyed in twice" by eva
expect refund 70.00
2026-03-06 11:06: void order 4 for "keyed in twice" by eva
expect refused: order_not_whole
