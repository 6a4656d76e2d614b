story: Whoever seems to be gone is greeted, whoever comes every week is not
program: bakery.yaml

# Before anything was fitted the rules fail, and the till goes on.
2026-01-05 08:00: anna buys
  1 x rye  4.00
expect
  to pay 4.00
  often fails: no model of purchases is stored

# The shop's night job: customers come about every nine days.
2026-01-05 23:00: model purchases mbgnbd r=0.9 alpha=8 a=0.4 b=2.5 unit=day
2026-01-05 23:00: model spend gamma_gamma p=6.25 q=3.74 gamma=15.44
2026-01-06: model rfm rfm recency=3/7/14/30 frequency=1/2/4/6 spend=1/2/3/4

2026-01-08 08:00, every week until 2026-02-26: ben buys
  1 x rye  4.00
expect
  we-miss-you does not fire

2026-01-08 08:00: anna buys
  1 x rye  4.00
2026-01-12 08:00: anna buys
  1 x rye  4.00
expect
  we-miss-you does not fire

2026-03-05 08:00: ben would buy
  1 x rye  4.00
expect
  we-miss-you does not fire
  thank-you takes off 0.20

# Three times in a week, then nothing for ten.
2026-03-23 08:00: anna would buy
  1 x rye  4.00
expect
  we-miss-you takes off 2.00
  to pay 2.00

# A late order from February had come in, and she was not gone so long.
2026-02-20 08:00, arriving 2026-03-23 09:00: anna buys
  1 x rye  4.00
2026-03-23 10:00: anna would buy
  1 x rye  4.00
expect
  to pay 4.00

# It all came back: she never was there in February.
2026-03-23 11:00: anna returns from order 12
  1 of line 1
2026-03-23 12:00: anna would buy
  1 x rye  4.00
expect
  to pay 2.00
