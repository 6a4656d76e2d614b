story: Stars for a walk in the rain can be spent a week later
program: cafe.yaml

2026-03-02 15:00: anna buys
  1 x latte  3.50  category coffee
  event attribute weather rain
expect
  rainy-day gives 3 star
  anna has 0 star
  anna has 3 star pending
  anna owes 0 star

2026-03-08 23:59: expect anna has 3 star pending
2026-03-09 00:00: expect anna has 3 star

2026-03-10 15:00: anna buys
  1 x latte  3.50  category coffee
  event attribute weather sun
expect
  rainy-day does not fire: event.weather is "sun"

# A till that says nothing of the weather.
2026-03-11 15:00: anna buys
  1 x latte  3.50  category coffee
expect
  rainy-day does not fire: event.weather is ""
  to pay 3.50
