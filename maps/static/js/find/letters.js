/* How wide a text is, by a rough width of its letters: for what is decided before anything is drawn. */

/**
 * The sum of a text's letters, a Chinese one `wide` and every other `narrow`.
 * @param {string} text
 * @param {number} wide
 * @param {number} narrow
 */
export const widthOf = (text, wide, narrow) =>
  [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? wide : narrow), 0);
