# A voucher that was issued in February 2022 dies on 29 February 2024.
story: Two years of a voucher end on a leap day
program: monthly.yaml

2022-01-20: mia buys
  1 x shopping  150.00

2022-02-01 00:00: expect mia has 1.50 voucher

2024-02-29 23:59: expect mia has 1.50 voucher

2024-03-01 00:00: expect mia has 0 voucher
