story: Each purpose has its own lines that count
program: club.yaml

# Tobacco earns nothing, a reduced coat earns points and no miles.
2026-03-02 10:00: ida buys
  1 x coat   80.00  on sale
  1 x lamp   60.00
  1 x cigar  12.00  category tobacco
expect
  to pay 152.00
  ida has 140 point
  ida has 60 mile

2026-03-03 10:00: ida buys
  1 x coat  70.00  on sale
expect
  miles does not fire: no line counts towards tiers
  ida has 210 point
  ida has 60 mile

# Status counts from the next purchase.
2026-03-04 10:00: ida buys
  1 x lamp  50.00
expect
  silver-days does not fire
  to pay 50.00
  ida has 110 mile

# Books are never cheaper.
2026-03-05 10:00: ida buys
  1 x lamp   50.00
  1 x novel  20.00  category books
expect
  silver-days takes off 5.00
  to pay 65.00
  ida has 325 point
  ida has 175 mile

# What comes back takes its miles with it.
2026-03-06 10:00: ida returns from order 3
  1 of line 1
expect
  refund 50.00
  ida has 125 mile
