// SHA-256 of a text as UTF-8, in base64 (FIPS 180-4, 2015); a page that is opened as a file has no
// other way everywhere.
const sha256 = (() => {
  const fraction = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32);
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  const start = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const keys = primes.map((prime) => fraction(Math.cbrt(prime)));
  const turn = (x, by) => x >>> by | x << 32 - by;
  return (text) => {
    const bytes = [...new TextEncoder().encode(text)], size = bytes.length * 8;
    bytes.push(128);
    while (bytes.length % 64 !== 56) bytes.push(0);
    for (let i = 7; i >= 0; i -= 1) bytes.push(Math.floor(size / 2 ** (8 * i)) & 255);
    let state = start.map((x) => x | 0);
    for (let at = 0; at < bytes.length; at += 64) {
      const w = [];
      for (let i = 0; i < 64; i += 1) {
        if (i < 16) {
          const j = at + 4 * i;
          w[i] = bytes[j] << 24 | bytes[j + 1] << 16 | bytes[j + 2] << 8 | bytes[j + 3];
        } else {
          const [p, q] = [w[i - 15], w[i - 2]];
          w[i] = w[i - 16] + (turn(p, 7) ^ turn(p, 18) ^ p >>> 3) + w[i - 7]
            + (turn(q, 17) ^ turn(q, 19) ^ q >>> 10) | 0;
        }
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i += 1) {
        const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + keys[i] + w[i] | 0;
        const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, d + one | 0, c, b, a, one + two | 0];
      }
      state = [a, b, c, d, e, f, g, h].map((x, i) => x + state[i] | 0);
    }
    return btoa(String.fromCharCode(...state.flatMap((x) => [x >>> 24, x >>> 16 & 255, x >>> 8 & 255, x & 255])));
  };
})();
