-- Numbers beyond 128 bits: [low, middle, high] to the base 2^45, enough for sums of amounts below 2^90.
CREATE MACRO limb() AS 35184372088832::HUGEINT;
CREATE MACRO square_sum(numbers) AS [
  list_sum(list_transform(numbers, lambda w: (w % limb()) * (w % limb()))),
  list_sum(list_transform(numbers, lambda w: 2 * (w % limb()) * (w // limb()))),
  list_sum(list_transform(numbers, lambda w: (w // limb()) * (w // limb())))
];
CREATE MACRO times(wide, factor) AS list_transform(wide, lambda digit: digit * factor);
CREATE MACRO carried(wide) AS [
  wide[3] + (wide[2] + wide[1] // limb()) // limb(),
  (wide[2] + wide[1] // limb()) % limb(),
  wide[1] % limb()
];
CREATE MACRO at_most(one, other) AS carried(one) <= carried(other);
