story: Fruit by weight on market day
program: grocer.yaml

2026-05-02 09:00: clara buys
  1.250 kg x apples  2.99 per kg  category produce
  1 x salad          1.79         category produce, on sale
expect
  list total 5.53
  market-day takes off 0.75
  line 1 to pay 2.99
  line 2 discount 0.00
  to pay 4.78
  points gives 2 point

2026-05-08 09:00: clara would buy
  1.250 kg x apples  2.99 per kg  category produce
expect market-day does not fire: it is Friday
2026-06-06 09:00: clara would buy
  1.250 kg x apples  2.99 per kg  category produce
expect market-day does not fire: after its last day, 2026-05-31

# What was weighed is one unit, and comes back for what was paid for it.
2026-05-11 09:00: clara returns from order 1
  1 of line 1
expect
  refund 2.99
  clara has 0 point
