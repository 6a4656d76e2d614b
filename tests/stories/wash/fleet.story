story: A taxi firm washes its cars
program: wash.yaml

2026-02-02 09:00: taxi buys
  6 x wash  12.00 each  category wash
expect
  to pay 72.00
  seventh carries 6

2026-02-09 09:00: taxi buys
  15 x wash  12.00 each  category wash
expect
  seventh takes off 24.00
  seventh carries 1
  to pay 156.00
