story: No points for tobacco and none for deposits
program: grocer.yaml

2026-05-04 17:00: clara buys
  12 x water       0.49 each  category drinks
  12 x bottle      0.25 each  kind deposit
  1 x cigarettes  8.50        category tobacco
expect
  to pay 17.38
  points gives 2 point
  clara has 2 point

# Tobacco counts towards the basket, but the 5.00 come off the rest.
2026-05-05 17:00: clara buys
  5 x cigarettes  8.50 each  category tobacco
  1 x roast       12.00      category meat
expect
  fifty takes off 5.00
  line 1 to pay 42.50
  line 2 to pay 7.00
  points gives 3 point

# Tobacco alone has nothing that may be discounted.
2026-05-06 17:00: clara would buy
  6 x cigarettes  8.50 each  category tobacco
expect
  fifty does not fire: nothing for it to act on
  points does not fire
  to pay 51.00
