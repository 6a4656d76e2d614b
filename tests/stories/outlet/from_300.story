# What hangs on 300.00 goes with the first coat that comes back; what a rule
# that is not judged again gave on the others stays.
story: Five of six coats come back, and then the sixth
program: outlet.yaml

2026-03-02 10:00: vera buys
  6 x coat  50.00 each
expect
  to pay 270.00
  from-300 takes off 30.00
  vera has 47 pin

# As if the sixth alone had been bought: 270.00 less 50.00. The one that is kept
# earned on the 45.00 that were paid for it.
2026-03-04 10:00: vera returns from order 1
  5 of line 1
expect
  refund 220.00
  takes back 43 pin
  vera has 4 pin

2026-03-05 10:00: vera returns from order 1
  1 of line 1
expect
  refund 50.00
  takes back 4 pin
  vera has 0 pin

# One by one it comes to the same.
2026-04-01 10:00: vera buys
  6 x coat  50.00 each
2026-04-02 10:00: vera returns from order 2
  1 of line 1
expect refund 20.00
2026-04-03 10:00: vera returns from order 2
  4 of line 1
expect refund 200.00
2026-04-04 10:00: vera returns from order 2
  1 of line 1
expect
  refund 50.00
  vera has 0 pin
