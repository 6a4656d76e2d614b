# What was taken by hand is spent: goods that come back are owed for, whatever
# came first, and a debt stays until it is collected.
story: Beans are taken by hand, and then the mug comes back
program: cafe.yaml

2026-03-02 15:00: anna buys
  1 x mug  9.00
2026-03-02 15:30: anna buys
  2 x cap  20.00 each
2026-03-03: adjust anna by -9 bean for "the mugs were a gift" by eva
expect anna has 40 bean

2026-03-04: anna returns from order 1
  1 of line 1
expect
  takes back 9 bean
  anna has 40 bean
  anna owes 9 bean

# Points given by hand pay no debt.
2026-03-05: adjust anna by 20 bean for "goodwill" by eva
expect
  anna has 60 bean
  anna owes 9 bean
2026-03-06: adjust anna by -60 bean for "she leaves us" by eva
expect
  anna has 0 bean
  anna owes 9 bean
