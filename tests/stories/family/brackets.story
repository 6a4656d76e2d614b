story: A cent decides the bracket, and a return moves down to another
program: family.yaml

2026-05-04 11:00: rita buys
  1 x lamp  30.00
expect purchase gives 2 family

2026-05-05 11:00: rita buys
  1 x shelf  30.01
expect purchase gives 6 family

2026-05-06 11:00: rita buys
  1 x table   110.00
  1 x candle   20.00
expect
  purchase gives 33 family
  rita has 41 family

# What is kept, 110.00, gives 16: 17 are taken back.
2026-05-07 11:00: rita returns from order 3
  1 of line 2
expect
  refund 20.00
  takes back 17 family
  rita has 24 family

2026-05-08 11:00: rita would buy
  1 x kitchen  4000.50
expect purchase gives 1080 family
