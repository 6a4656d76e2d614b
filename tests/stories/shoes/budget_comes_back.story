story: What is brought back frees its part of the budget
program: shoes.yaml

2026-03-02 15:00: gianni buys as order order-1
  4 x loafer   80.00 each  category shoes
  1 x sandal   50.00       category shoes
  1 x wax      30.00       category care
expect
  fifth-pair takes off 25.00
  care-free takes off 25.00

2026-03-03 10:00: gianni returns from order order-1
  1 of line 3
expect refund 5.00

2026-03-03 15:00: gianni buys
  2 x loafer  80.00 each  category shoes
  1 x wax     30.00       category care
expect care-free takes off 25.00
