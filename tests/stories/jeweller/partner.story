story: The partner's coupon stands alone, from a cent above 50 on
program: jeweller.yaml

2026-05-05 16:00: eve buys
  1 x ring  50.00
  basket attribute coupon PARTNER
expect
  partner does not fire: basket.total is 50.00 EUR, needs > 50.00 EUR
  partner is near: 0.01 EUR to go
  birthday takes off 5.00

2026-05-05 16:10: eve buys
  1 x ring  50.01
  basket attribute coupon PARTNER
expect
  partner takes off 15.00
  birthday does not fire: 'partner' stands alone
  to pay 35.01
  carats gives 3 carat

# What a promotional voucher pays for earns nothing; a gift card is money.
2026-06-05 16:00: eve buys
  1 x chain  100.00
  40.00 paid by promotional
  60.00 paid by gift_card
expect
  carats gives 6 carat
  eve has 13 carat
