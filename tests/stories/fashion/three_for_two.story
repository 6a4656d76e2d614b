story: Each shirt goes where it saves most, and outlet goods stay out
program: fashion.yaml

# Of three the cheapest is free, which saves more than 20% of all.
2026-04-01 12:00: lola buys
  1 x blue   40.00  category shirts
  1 x white  35.00  category shirts
  1 x red    30.00  category shirts
expect
  three-for-two takes off 30.00
  spring does not fire: 'three-for-two' wins in group 'season'
  to pay 75.00

# The fourth is 20% off: the dearest, since a set of the others gives more.
2026-04-02 12:00: lola buys
  1 x silk  90.00  category shirts
  3 x plain  30.00 each  category shirts
expect
  three-for-two takes off 30.00
  spring takes off 18.00
  to pay 132.00

2026-04-03 12:00: lola buys
  1 x coat     200.00  category coats
  1 x scarf     30.00  category scarves
  1 x outlet    20.00  category scarves  on sale
expect
  coat-and-scarf takes off 15.00
  line 3 to pay 20.00
  to pay 235.00
