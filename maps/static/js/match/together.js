/* Several names in one line. */

/**
 * Names joined by +; the words that all begin with, such as a park, stand once, and each name keeps its last word.
 * @param {string[]} names
 */
export function together(names) {
  if (!names.length) return '';
  const split = names.map((name) => name.split(' '));
  const shortest = Math.min(...split.map((words) => words.length)) - 1;
  const differs = split[0].slice(0, shortest).findIndex((word, n) => split.some((words) => words[n] !== word));
  const same = differs < 0 ? shortest : differs;
  return split.map((words, n) => words.slice(n ? same : 0).join(' ')).join(' + ');
}
