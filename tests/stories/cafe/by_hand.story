# Points given and taken by hand are lots like any other: they expire, and are
# spent, in the same order.
story: The machine was broken, and somebody put it right
program: cafe.yaml

2026-03-02 15:00: anna buys
  3 x mug  9.00 each
2026-03-02 15:10: ben buys
  1 x mug  9.00

2026-03-03 09:00: would adjust anna by 50 bean for "machine broken" by eva
expect anna has 27 bean

2026-03-03 09:00: adjust anna by 50 bean for "machine broken" by eva
expect
  anna has 77 bean

# The same slip again is the same adjustment.
2026-03-03 09:30: adjust anna by 5 star for "a birthday" by eva as adjustment 7
expect anna has 5 star
2026-03-03 09:30: adjust anna by 5 star for "a birthday" by eva as adjustment 7
expect
  anna has 5 star
2026-03-03 09:30: adjust anna by 6 star for "a birthday" by eva as adjustment 7
expect
  refused: other_content
  anna has 5 star

# Nobody has more taken than there is, and nothing is taken then.
2026-03-04 10:00: adjust ben by -10 bean for "given twice" by eva
expect
  refused: insufficient_points
  ben has 9 bean
2026-03-04 10:00: adjust ben by -9 bean for "given twice" by eva
expect
  ben has 0 bean

2026-03-04 10:05: adjust carl by 10 bean for "a wrong card" by eva
expect refused: unknown_member
2026-03-04 10:05: adjust ben by 10 tea for "a slip" by eva
expect refused: unknown_name
2026-03-04 10:05: adjust ben by 0 bean for "a slip" by eva
expect refused: bad_value
2026-03-04 10:05: adjust ben by 0.5 bean for "a slip" by eva
expect refused: too_many_decimals
2026-03-04 10:05: adjust ben by 10 bean for "" by eva
expect refused: missing_field
2026-03-04 10:05: adjust ben by 10 bean for "a slip" by ""
expect refused: missing_field

# Beans of March are there until the end of March, a year later.
2027-03-31 23:59: expect
  anna has 77 bean
2027-04-01 00:00: expect
  anna has 0 bean
  anna has 5 star
