/* Who hears of what: one listener's mistake does not keep the others from hearing. */

const listeners = new Map();

/** Call `run` whenever `name` is emitted; the answer is a function that ends it. */
export function on(name, run) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(run);
  return () => listeners.get(name).delete(run);
}

/** Tell everyone who listens; one listener's mistake does not keep the others from hearing. */
export function emit(name, ...details) {
  for (const run of [...(listeners.get(name) ?? [])]) {
    try {
      run(...details);
    } catch (mistake) {
      console.error(mistake);
    }
  }
}
