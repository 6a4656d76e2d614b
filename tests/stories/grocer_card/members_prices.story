story: A card's prices, a crate with its deposit, and cigars as dear as ever
program: grocer_card.yaml

2026-03-02 18:00: max buys
  1 x bread  2.00  category bread
expect
  points gives 2 point

2026-03-03 18:00: max buys
  12 x beer     1.09 each    category drinks
  12 x bottle   0.08 each    kind deposit
  0.500 kg x apples  2.49 per kg  category fruit
  1 x cigars   25.00         category tobacco
expect
  card-prices takes off 2.65
  crate takes off 1.07
  line 2 to pay 0.96
  line 3 to pay 1.00
  line 4 to pay 25.00
  coupon does not fire: basket.total is 36.57 EUR
  coupon is near: 3.43 EUR to go for 5 off from 40
  to pay 36.57
  points gives 10 point

2026-03-03 18:05: somebody buys
  12 x beer  1.09 each  category drinks
expect
  card-prices does not fire
  crate takes off 1.31
  to pay 11.77
