# A statement of the first of January 2022 is there until the last of January
# 2024; the next one, until the last of April.
story: Vouchers of two quarters, each with its own end
program: supermarket.yaml

2021-11-15: mia buys
  1 x shopping  150.00
2022-02-14: mia buys
  1 x shopping  200.00
expect
  mia has 200 clubcard
  mia has 1.50 voucher

2024-01-31 23:59: expect mia has 3.50 voucher

2024-02-01 00:00: expect mia has 2.00 voucher

2024-04-30 23:59: expect mia has 2.00 voucher

2024-05-01 00:00: expect
  mia has 0 voucher
  mia has 0 clubcard
