story: The keys of the opening fit from June on
program: furniture.yaml

2026-02-20 10:00: ines buys
  1 x lamp  20.00
expect
  ines has 5 key pending
  ines has 20 point

2026-05-31 23:59: expect ines has 5 key pending

2026-06-01 00:00: expect ines has 5 key
