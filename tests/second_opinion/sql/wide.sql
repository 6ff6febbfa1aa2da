-- Numbers beyond 128 bits: three digits to the base 2^45, of which the highest may be larger. Enough for the squares of sums
-- below 2^78; what is beyond is an error.
CREATE MACRO limb() AS 35184372088832::HUGEINT;
CREATE MACRO digit_0(a0) AS a0 % limb();
CREATE MACRO digit_1(a1, a0) AS (a1 + a0 // limb()) % limb();
CREATE MACRO digit_2(a2, a1, a0) AS a2 + (a1 + a0 // limb()) // limb();

-- The square of w is 2^90 square_2 + 2^45 square_1 + square_0.
CREATE MACRO square_0(w) AS (w % limb()) * (w % limb());
CREATE MACRO square_1(w) AS 2 * (w % limb()) * (w // limb());
CREATE MACRO square_2(w) AS (w // limb()) * (w // limb());

-- A quotient below 2^15, of the two leading digits: right or, since the divisor is cut too, one too large; exact if there are
-- no more digits.
CREATE MACRO near_quotient(n2, n1, n0, d2, d1, d0) AS CASE WHEN d2 = 0
  THEN ((n2 * limb() + n1) * limb() + n0) // (d1 * limb() + d0)
  ELSE (n2 * limb() + n1) // (d2 * limb() + d1)
END;
CREATE MACRO at_most(a2, a1, a0, b2, b1, b0) AS
  (digit_2(a2, a1, a0), digit_1(a1, a0), digit_0(a0)) <= (b2, b1, b0);
