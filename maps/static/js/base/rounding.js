/* Figures: the one rounding of the page, half away from zero of a number as it is written, and how numbers stand in a sentence. */

/**
 * Digits of a finite number before and after the point, rounded; zero has no sign. As `gis/rounding.py`, and held by the same table.
 * @param {number} value
 * @param {number} digits
 */
function split(value, digits) {
  const [mantissa, exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole, part = ''] = mantissa.split('.');
  const spare = part.length - Number(exponent) - digits;
  const significant = BigInt(whole + part);
  let scaled = 0n;
  if (spare <= 0) scaled = significant * 10n ** BigInt(-spare);
  else if (spare <= whole.length + part.length)
    scaled = (significant + 5n * 10n ** BigInt(spare - 1)) / 10n ** BigInt(spare);
  const text = String(scaled).padStart(digits + 1, '0');
  return [scaled && value < 0 ? '-' : '', text.slice(0, text.length - digits), text.slice(text.length - digits)];
}

const grouped = (/** @type {string} */ whole) => whole.replace(/\B(?=(\d{3})+$)/g, ',');
const point = (/** @type {string} */ part) => (part ? `.${part}` : '');

/** A number rounded to so many digits after the point. @param {number} value */
export function rounded(value, digits = 0) {
  if (!Number.isFinite(Number(value))) return Number(value);
  const [sign, whole, part] = split(Number(value), digits);
  return Number(`${sign}${whole}${point(part)}`);
}

/**
 * With thousands separators, from so many digits after the point to so many.
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function written(value, least, most, group = grouped) {
  if (!Number.isFinite(Number(value))) return String(value);
  const [sign, whole, part] = split(Number(value), most);
  return `${sign}${group(whole)}${point(part.slice(0, least) + part.slice(least).replace(/0+$/, ''))}`;
}

/** With exactly so many digits after the point. @param {number} value */
export const fixed = (value, digits = 0) => written(value, digits, digits);

/** With at most so many digits after the point. @param {number} value */
export const number = (value, digits = 0) => written(value, 0, digits);

/** A floor-area ratio: one decimal always, a second where there is one. @param {number} value */
export const ratio = (value) => written(value, 1, 2);

/** Without separators: coordinates, and what stands in a field to be typed over. @param {number} value */
export const plain = (value, digits = 0) => written(value, digits, digits, (whole) => whole);

/** As `plain`, without needless zeros. @param {number} value */
export const typed = (value, digits = 0) => written(value, 0, digits, (whole) => whole);

/**
 * A count in English with what is counted, in the number that it asks for; as `many` of `gis/text.py`.
 * @param {number | string} count
 * @param {string} one
 */
export const many = (count, one, several = `${one}s`) => `${count} ${String(count) === '1' ? one : several}`;

/** 亩 of an area in m², as the service converts it. @param {number} m2 */
export const mu = (m2) => (m2 * 3) / 2000;
