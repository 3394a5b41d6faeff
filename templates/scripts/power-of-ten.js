// A number that is very large or small, as the program prints it: 2.5×10⁻⁷, −10⁶.
const powerOfTen = (x, digits) => {
  const [lead, exponent] = Math.abs(x).toExponential(digits - 1).split('e').map(Number);
  const power = String(exponent).replace(/./g, (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[sign]));
  return `${x < 0 ? '−' : ''}${lead === 1 ? '' : `${lead}×`}10${power}`;
};
