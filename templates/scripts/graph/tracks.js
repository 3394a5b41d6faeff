// Tracks: what a step of a training changes of the pictures, whose elements get what the tracks say and
// never move.
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-.:;?@[]^_';
const decode = (text) => {
  const codes = [...text].map((digit) => digits.indexOf(digit)), numbers = [];
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i];
    if (code < 75) numbers.push(code - 37);
    else if (code < 79) {
      const size = 38 + (code - 75) % 2 * 81 + codes[i += 1];
      numbers.push(code < 77 ? size : -size);
    } else {
      const size = (codes[i + 1] * 81 + codes[i + 2]) * 81 + codes[i += 3];
      numbers.push(code < 80 ? size : -size);
    }
  }
  return numbers;
};
const number = /-?\d+(?:\.\d+)?/g;
const read = (element, name) => (name === '#' ? element.textContent : element.getAttribute(name) ?? '-');
const track = (element, name, kind, fields, count) => {
  let value = read(element, name);
  if (!kind) return fields.map((field) => (value = field || value));
  if (kind[0] === ':') {
    const common = kind.slice(1).split('~');
    return fields.map((field) => {
      const words = field.split('~');
      if (field === '-') value = field;
      else if (field) value = common.map((part, index) => part + (words[index] ?? '')).join('');
      return value;
    });
  }
  const [unit, where] = kind.match(/^([\d.]+):(.*)$/).slice(1);
  let slot = 0;
  const slots = decode(where).map((distance) => (slot += distance));
  const moves = decode(fields[0]), now = value.match(number).map(Number);
  return Array.from({ length: count }, (_, frame) => {
    slots.forEach((one, index) => {
      now[one] = Number((now[one] + moves[frame * slots.length + index] * unit).toFixed(6));
    });
    let next = 0;
    return value.replace(number, () => now[next++]);
  });
};
