story: A card that fills over visits, and what comes back
program: card.yaml

2026-02-02 09:00: nora buys
  4 x wash  12.00 each  category wash
expect
  to pay 48.00
  seventh carries 4
  nora has 4 stamps of seventh

# Someone without a name has no card.
2026-02-03 09:00: somebody buys
  1 x wash  12.00  category wash
expect
  seventh does not fire: nobody was named
  to pay 12.00

# Of the next three the third is free: the cheapest one.
2026-02-09 09:00: nora buys
  2 x wash   12.00 each  category wash
  1 x quick   8.00  category wash
expect
  seventh takes off 8.00
  to pay 24.00
  nora has 0 stamps of seventh

# A paid one comes back: its stamp was spent, and is owed.
2026-02-10 09:00: nora returns from order 3
  1 of line 1
expect
  refund 12.00
  nora owes 1 stamps of seventh

# The free one comes back too, and gives its six stamps again.
2026-02-11 09:00: nora returns from order 3
  1 of line 2
expect
  refund 0.00
  nora has 5 stamps of seventh

2026-02-12 09:00: nora buys
  2 x wash  12.00 each  category wash
expect
  seventh takes off 12.00
  nora has 0 stamps of seventh
