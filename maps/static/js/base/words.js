/* Words in both languages, in the one of the page. */

import { state } from './state.js';

/**
 * The words of a {zh, en} in the language of the page; text passes as it is.
 * @param {{zh?: string | null, en?: string | null} | string | number | null} [words]
 */
export function t(words) {
  if (words === null || words === undefined) return '';
  if (typeof words !== 'object') return String(words);
  return String((language() === 'en' ? (words.en ?? words.zh) : (words.zh ?? words.en)) ?? '');
}

/** A text in quotation marks; those that it has itself become the inner ones. @param {string} text */
export const quoted = (text) => `“${text.replace(/“/g, '‘').replace(/”/g, '’')}”`;

/**
 * What went wrong, in words that follow the language of the page, for a reader may change it while they stand there.
 * @param {Mistake} mistake
 * @param {() => string} say
 */
export const wordMistake = (mistake, say) =>
  Object.defineProperty(mistake, 'said', { get: say, enumerable: true, configurable: true });

/** The language of a text of the register where it is not that of the page: Chinese that has no English is read out as Chinese. @param {unknown} text */
export const otherTongue = (text) => (language() === 'en' && /\p{Script=Han}/u.test(String(text ?? '')) ? 'zh' : null);

/** The language of the page. */
export const language = () => state.lang;

/**
 * What a thing with names in both languages is called on screen; its number where it has none, with its layer where another has that number too.
 * @param {{name?: string | null, name_en?: string | null, project_id?: string | null, id?: string | null, layer?: Words | null}} thing
 */
export const nameOf = (thing) =>
  String(
    (language() === 'en' ? (thing.name_en ?? thing.name) : (thing.name ?? thing.name_en)) ??
      thing.project_id ??
      (thing.layer ? t({ zh: `${thing.id}（${thing.layer.zh}）`, en: `${thing.id} (${thing.layer.en})` }) : thing.id) ??
      '',
  );
