/* A service for tests: what is asked of it is kept, and answered by a function. */

const page = /** @type {any} */ (globalThis);

/** @type {{path: string, body: any, signal?: AbortSignal}[]} */
export const asked = [];

/** Answer by `answer(path, body)` from now on; a number is the status of a refusal. @param {(path: string, body: any) => unknown} answer */
export function serve(answer) {
  asked.length = 0;
  page.fetch = (/** @type {string} */ path, /** @type {{body?: string, signal?: AbortSignal}} */ options) =>
    new Promise((resolve, reject) => {
      const body = options?.body ? JSON.parse(options.body) : null;
      asked.push({ path, body, signal: options?.signal });
      options?.signal?.addEventListener('abort', () =>
        reject(Object.assign(new Error('stopped'), { name: 'AbortError' })),
      );
      const made = answer(path, body);
      if (made instanceof Promise) made.then((value) => resolve(responseOf(value)));
      else resolve(responseOf(made));
    });
}

/** @param {unknown} made */
const responseOf = (made) =>
  typeof made === 'number'
    ? new page.Response(made === 204 ? null : 'refused', { status: made })
    : new page.Response(JSON.stringify(made), { status: 200 });

/** An answer that is given later, and what gives it. */
export function later() {
  /** @type {(value: unknown) => void} */
  let give = () => undefined;
  const given = new Promise((resolve) => {
    give = resolve;
  });
  return { give, given };
}

/** Until every promise that can go on has gone on. */
export const settled = () =>
  new Promise((resolve) => {
    page.setImmediate(() => page.setImmediate(resolve));
  });
