# Anna gives Ben some of her beans, and then they share all they have: whoever
# pays with more than their own gets the rest from the other first.
story: A couple shares its beans
program: cafe.yaml

2026-03-02 10:00: anna buys
  1 x cap  75.00
2026-03-03 10:00: ben buys
  1 x cap  25.00

# A gift keeps its expiry: it lapses when it would have with Anna.
2026-03-04 10:00: anna would give ben 15 bean
expect
  anna has 75 bean
2026-03-04 10:00: anna gives ben 15 bean
expect
  anna has 60 bean
  ben has 40 bean
2026-03-04 11:00: anna gives ben 61 bean
expect refused: insufficient_points
2026-03-04 11:00: anna gives zoe 1 bean
expect refused: unknown_member

2026-03-05 10:00: anna joins household H-1
2026-03-05 10:00: ben joins household H-1
expect
  anna has 100 bean pooled
  anna has 60 bean
2026-03-05 11:00: ben joins household H-2
expect refused: other_household

# 60 of her own, and 40 of Ben's.
2026-03-06 10:00: anna would buy
  1 x wine  9.00
  100 bean paid by points
expect
  points pay 5.00
  ben has 40 bean
2026-03-06 10:00: anna buys as order wine
  1 x wine  9.00
  100 bean paid by points
expect
  points pay 5.00
  left to pay 4.00
  earns 4 bean
  anna has 4 bean
  ben has 0 bean
  ben has 4 bean pooled
2026-03-06 11:00: ben buys
  1 x wine  9.00
  5 bean paid by points
expect refused: insufficient_points

# What comes back is Anna's, and the household's.
2026-03-07 10:00: anna returns from order wine
  1 of line 1
expect
  gives back 100 bean
  anna has 100 bean
  ben has 100 bean pooled

2026-03-08 10:00: ben leaves the household
expect
  ben has 0 bean
  anna has 100 bean
2026-03-08 11:00: ben leaves the household
expect refused: other_household

2027-03-31 12:00: expect anna has 100 bean
2027-04-01 00:00: expect anna has 0 bean
