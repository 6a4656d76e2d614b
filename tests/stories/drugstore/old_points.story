# What was earned at a penny a point pays a penny, whatever points pay now.
story: Mary's old points keep their worth
program: drugstore.yaml
program: drugstore_2.yaml

2027-05-10 12:00: mary buys
  1 x cream  25.00
expect
  earns 100 point
2027-06-10 12:00: mary buys
  1 x cream  25.00
expect mary has 200 point

2027-06-11 12:00: mary would buy
  2 x soap  2.50 each
  150 point paid by points
expect points pay 1.40
2027-06-11 12:00: mary would buy
  2 x soap  2.50 each
  200 point paid by points
expect points pay 1.80

2027-06-12 12:00: mary buys
  2 x soap  2.50 each, earns nothing
  150 point paid by points
expect
  points pay 1.40
  left to pay 3.60
  mary has 50 point

# Half of what they paid, and half of them: the last that were spent first.
2027-06-13 12:00: mary returns from order 3
  1 of line 1
expect
  refund in points 0.70
  gives back 75 point
  mary has 125 point

# 25 at a penny, and 100 at 0.8 pence.
2027-06-14 12:00: mary would buy
  2 x soap  2.50 each
  125 point paid by points
expect points pay 1.05
