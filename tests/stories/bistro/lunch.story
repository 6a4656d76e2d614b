story: Two lunches, the dearest ones; extra cheese is paid, and tax comes on top
program: bistro.yaml

2026-06-02 12:30: somebody buys
  1 x burger   11.00  category mains     tax 8%
  1 x cheese    1.50  category modifier  tax 8%  parent 1
  1 x salad     9.00  category mains     tax 8%
  1 x soup      7.00  category mains     tax 8%
  2 x cola      3.50 each  category drinks  tax 8%
  1 x tart      6.00  category desserts  tax 8%
expect
  lunch takes off 3.00
  line 2 to pay 1.50
  espresso adds 1 of espresso
  espresso says Bring the espresso
  tax 3.08
  to pay 41.58

2026-06-02 14:00: somebody buys
  1 x burger  11.00  category mains
  1 x cola     3.50  category drinks
expect
  lunch does not fire: it is 14:00
  lunch is near: is on from 2026-06-03 11:00
  to pay 14.50
