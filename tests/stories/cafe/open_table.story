# A table that stays open all evening: its beans are kept back, and held again
# when more is ordered. What is not bought comes back by itself.
story: Anna's table stays open all evening
program: cafe.yaml

2026-03-02 15:00: anna buys
  1 x cap  60.00

2026-03-02 18:00: anna holds until 2026-03-02 22:00
  1 x soup  8.00
  40 bean paid by points
expect
  holds 40 bean
  to pay 8.00
  points pay 2.00
  anna has 20 bean
  anna has 40 bean held

# Another till cannot spend them.
2026-03-02 18:30 source terrace: anna buys
  1 x wine  9.00
  25 bean paid by points
expect refused: insufficient_points

2026-03-02 19:00: anna would hold until 2026-03-02 23:00 from hold 1
  1 x soup  8.00
  1 x wine  9.00
  50 bean paid by points
expect
  releases 40 bean
  anna has 40 bean held

2026-03-02 19:00: anna holds until 2026-03-02 23:00 from hold 1
  1 x soup  8.00
  1 x wine  9.00
  50 bean paid by points
expect
  releases 40 bean
  holds 50 bean
  anna has 10 bean

2026-03-02 21:00: anna buys from hold 1
  1 x soup  8.00
expect refused: hold_over

2026-03-02 21:00: anna buys from hold 2
  1 x soup  8.00
  1 x wine  9.00
  1 x cake  5.00  category cake
  50 bean paid by points
expect
  releases 50 bean
  to pay 22.00
  earns 19 bean
  anna has 29 bean
  anna has 0 bean held

2026-03-03 18:00: anna holds until 2026-03-03 20:00 as hold evening
  1 x soup  8.00
  20 bean paid by points
2026-03-03 19:00: would cancel hold evening
expect
  releases 20 bean
  anna has 20 bean held
2026-03-03 19:00: cancel hold evening
expect
  releases 20 bean
  anna has 29 bean
2026-03-03 19:30: cancel hold evening as release twice
expect refused: hold_over
2026-03-03 19:30: cancel hold never
expect refused: unknown_hold

# Nobody pays, and nobody has to do anything about it.
2026-03-04 18:00: anna holds until 2026-03-04 20:00
  1 x soup  8.00
  20 bean paid by points
2026-03-04 19:59: expect anna has 9 bean
2026-03-04 20:00: expect
  anna has 29 bean
  anna has 0 bean held
2026-03-04 20:00: anna buys from hold 4
  1 x soup  8.00
expect refused: hold_over
2026-03-04 20:00: anna holds until 2026-03-04 20:00
  1 x soup  8.00
expect refused: bad_date
2026-03-04 20:00: zoe holds until 2026-03-04 21:00
  1 x soup  8.00
expect refused: unknown_member
2026-03-04 20:00: somebody holds until 2026-03-04 21:00
  1 x soup  8.00
  1 bean paid by points
expect refused: missing_field
