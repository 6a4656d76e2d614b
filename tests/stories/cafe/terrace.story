story: On the terrace everything is a little cheaper
program: cafe.yaml

2026-06-01 15:00: anna buys
  0.350 kg x cherries  8.00 per kg  name "Sour cherries"
  1 x latte  3.50  category coffee, id latte
  1 x oat-milk  0.40  parent latte, not discountable
  1 x pie  3.00  on sale, earns nothing
  1 x gift-card  20.00  kind gift_card
  basket attribute table 12
expect
  list total 29.70
  terrace takes off 1.00
  line 1 to pay 2.50
  line 3 discount 0.00
  line 5 to pay 20.00
  to pay 28.70
  beans gives 6 bean
