/** Numbers and texts for reading, as in the tables that the program prints. */

/**
 * Rounds to three or four significant digits, in scientific notation outside 0.001 .. 99999.
 * @param {number} x
 */
export function rounded(x) {
  if (!Number.isFinite(x)) {
    return String(x);
  }
  const size = Math.abs(x);
  if (Number.isInteger(x) && size < 1e9) {
    return String(x === 0 ? 0 : x);
  }
  if (size < 1e-3 || size >= 1e5) {
    return x.toExponential(2).replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return String(Number(x.toPrecision(4)));
}

/**
 * A value of a table; a dash if there is none.
 * @param {Value} value
 */
export function shown(value) {
  return value === null ? '–' : typeof value === 'number' ? rounded(value) : String(value);
}

/**
 * A power of ten times a digit, such as 0.02 or 2·10⁻⁵.
 * @param {number} digit
 * @param {number} power
 */
export function powerOfTen(digit, power) {
  if (power >= -2 && power <= 3) {
    return String(Number(digit + 'e' + power));
  }
  const raised = [...String(power)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
  return (digit === 1 ? '10' : digit + '·10') + raised;
}

/**
 * A number of things.
 * @param {number} count
 * @param {string} one the name of one of them
 */
export function counted(count, one) {
  return count.toLocaleString('en-US') + ' ' + one + (count === 1 ? '' : 's');
}
