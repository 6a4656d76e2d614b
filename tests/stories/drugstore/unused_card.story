# All points go together: it is the card that is unused, not a point.
story: Mary forgets her card for a year and a day
program: drugstore.yaml

2026-01-10 12:00: mary buys
  1 x cream  25.00
expect
  earns 100 point
  mary has 100 point

2026-09-01 12:00: mary buys
  1 x soap  2.50
expect mary has 108 point

# Paying with points is using the card; bringing goods back is not.
2026-12-24 12:00: mary buys
  1 x brush  4.00
  50 point paid by points
expect mary has 70 point

2027-01-02 12:00: mary returns from order 2
  1 of line 1
expect mary has 62 point

2027-12-24 23:59: expect mary has 62 point

2027-12-25 00:00: expect mary has 0 point

# What comes back to it then has lapsed, too.
2027-12-27 12:00: mary returns from order 3
  1 of line 1
expect
  gives back 50 point
  mary has 0 point

2028-01-05 12:00: mary buys
  1 x cream  25.00
expect mary has 100 point
