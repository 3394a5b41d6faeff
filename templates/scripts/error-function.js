// The error function and its complement, which browsers lack: its series, whose terms have one sign,
// up to 2, and the continued fraction of the complement beyond (Abramowitz and Stegun, "Handbook of
// Mathematical Functions", 1964, 7.1.6 and 7.1.14).
function erf(x) {
  if (Math.abs(x) > 2) return x < 0 ? erfc(-x) - 1 : 1 - erfc(x);
  let term = x, sum = x;
  for (let n = 1; n < 60; n += 1) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}
function erfc(x) {
  if (x !== x) return x;
  if (x < 2) return x < -2 ? 2 - erfc(-x) : 1 - erf(x);
  let below = x;
  for (let n = 120; n > 0; n -= 1) below = x + n / 2 / below;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / below;
}
