/* Who hears of what: one listener's mistake does not keep the others from hearing. */

/** @type {Map<string, Set<(...details: any[]) => void>>} */
const listeners = new Map();

/**
 * Call `run` whenever `name` is emitted; the answer is a function that ends it.
 * @template {keyof Events} N
 * @param {N} name
 * @param {(...details: Events[N]) => void} run
 */
export function on(name, run) {
  const hearing = listeners.get(name) ?? new Set();
  listeners.set(name, hearing.add(run));
  return () => hearing.delete(run);
}

/**
 * Tell everyone who listens; one listener's mistake does not keep the others from hearing.
 * @template {keyof Events} N
 * @param {N} name
 * @param {Events[N]} details
 */
export function emit(name, ...details) {
  for (const run of [...(listeners.get(name) ?? [])]) {
    try {
      run(...details);
    } catch (mistake) {
      console.error(mistake); // eslint-disable-line no-console -- a mistake that nobody sees is never mended
    }
  }
}
