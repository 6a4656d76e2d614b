# What expires first is taken first, what never expires last; pending points
# are not taken at all.
story: Whose turn it is when points are taken
program: cafe.yaml

# Beans of March 2026 expire a month before those of April.
2026-04-02 15:00: anna buys
  1 x mug  9.00
2026-03-31 15:00, arriving 2026-04-02 16:00: anna buys
  1 x cap  20.00

# Of 29 beans 24 go: all of March's, and four of April's.
2026-04-03: adjust anna by -24 bean for "counted twice" by eva
expect
  anna has 5 bean
2027-04-01 00:00: expect anna has 5 bean
2027-05-01 00:00: expect anna has 0 bean
