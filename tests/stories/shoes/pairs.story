story: Five pairs, one of them at half, and what the budget leaves of the care
program: shoes.yaml

2026-03-02 15:00: gianni buys
  4 x loafer   80.00 each  category shoes
  1 x sandal   50.00       category shoes
  1 x wax      30.00       category care
expect
  fifth-pair takes off 25.00
  care-free takes off 25.00
  to pay 350.00

2026-03-03 15:00: gianni buys
  2 x loafer  80.00 each  category shoes
  1 x wax     30.00       category care
expect
  care-free takes off 15.00
  fifth-pair carries 2
  to pay 175.00

2026-03-04 15:00: gianni buys
  2 x loafer  80.00 each  category shoes
  1 x wax     30.00       category care
expect care-free does not fire: nothing left

2026-04-01 15:00: gianni buys
  2 x loafer  80.00 each  category shoes
  1 x wax     30.00       category care
expect care-free takes off 25.00
