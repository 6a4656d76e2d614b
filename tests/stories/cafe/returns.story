story: What comes back, and what does not
program: cafe.yaml

2026-03-02 15:00: anna buys
  3 x mug    9.00 each
  1 x beans  9.80  id bag  category coffee
2026-03-02 16:00: anna buys
  1 x mug  9.00

2026-03-03: anna returns from order 1
  4 of line 1
expect
  refused: return_too_many
  anna has 45 bean

2026-03-03: anna returns from order 7
  1 of line 1
expect refused: unknown_order

2026-03-03: anna would return from order 1
  1 of line bag
expect
  refund 9.80
  anna has 45 bean

# Without a receipt the newest purchase of that price comes first.
2026-03-04: anna returns
  5 x mug  9.00 each
expect
  refund 36.00
  refuses 1 of line 1
  takes back 36 bean
  anna has 9 bean

2026-03-05: anna returns from order 1
  1 of line 1
expect refused: return_too_many
