story: An event that comes twice counts once
program: cafe.yaml

2026-03-02 15:00: anna buys as order A-17
  1 x mug  9.00
expect anna has 9 bean

2026-03-02 15:00: anna buys as order A-17
  1 x mug  9.00
expect
  to pay 9.00
  anna has 9 bean

# The same number on another sale is a mistake of the till's.
2026-03-02 15:01: anna buys as order A-17
  1 x cup  7.00
expect
  refused: other_content
  anna has 9 bean

2026-03-03 15:00: anna returns from order A-17 as return R-1
  1 of line 1
expect
  refund 9.00
  anna has 0 bean
