story: The happy hour ends with the hour, and at the weekend
program: cafe.yaml

2026-03-02 10:59: anna would buy
  2 x espresso  2.40 each  category coffee
expect happy-hour takes off 0.48

2026-03-02 11:00: anna would buy
  2 x espresso  2.40 each  category coffee
expect
  happy-hour does not fire: it is 11:00, the rule is on from 10:00 to 11:00
  to pay 4.80

2026-03-02 10:15: anna would buy
  1 x espresso  2.40  category coffee
expect
  happy-hour does not fire: quantity("coffee") is 1, needs >= 2

2026-03-07 10:15: anna would buy
  2 x espresso  2.40 each  category coffee
expect
  happy-hour does not fire: it is Saturday
