# A hundred points were spent, and then their goods came back: what is earned
# next pays them, and is there again when what the points had bought comes back.
story: Rui owes a hundred points, and pays them with his next table
program: furniture.yaml

2026-03-02 10:00: rui buys
  1 x shelf  100.00

2026-03-03 10:00: rui buys
  1 x lamp  20.00
  100 point paid by points
expect
  points pay 1.00
  rui has 19 point

2026-03-04 10:00: rui returns from order 1
  1 of line 1
expect
  rui has 19 point
  rui owes 100 point

2026-03-05 10:00: rui buys
  1 x table  60.00
expect
  earns 60 point
  pays a debt of 60 point
  rui has 19 point
  rui owes 40 point

2026-03-06 10:00: rui buys
  1 x vase  50.00
expect
  pays a debt of 40 point
  rui has 29 point
  rui owes 0 point

2026-03-07 10:00: rui returns from order 2
  1 of line 1
expect
  gives back 100 point
  takes back 19 point
  rui has 110 point
  rui owes 0 point

2026-03-08 10:00: rui returns from order 3
  1 of line 1
expect rui has 50 point

2026-03-08 11:00: rui returns from order 4
  1 of line 1
expect
  rui has 0 point
  rui owes 0 point
