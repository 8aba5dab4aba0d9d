/* As much of a document as elements are made with. */

export class Made {
  /** @param {string} tag @param {string | null} [space] */
  constructor(tag, space = null) {
    this.tag = tag;
    this.space = space;
    /** @type {Record<string, unknown>} */
    this.attributes = {};
    /** @type {Record<string, unknown>} */
    this.heard = {};
    /** @type {Record<string, string>} */
    this.style = {};
    /** @type {unknown[]} */
    this.children = [];
  }

  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  /** @param {string} name @param {unknown} run */
  addEventListener(name, run) {
    this.heard[name] = run;
  }

  /** @param {...unknown} children */
  append(...children) {
    this.children.push(...children);
  }

  /** Every text below it. @returns {string} */
  get text() {
    return this.children.map((child) => (child instanceof Made ? child.text : String(child))).join('');
  }
}

/** Let the stub of a page make elements; a module of the page is loaded before. */
export function letMakeElements() {
  const page = /** @type {any} */ (globalThis);
  page.Node = Made;
  page.document.createElement = (/** @type {string} */ tag) => new Made(tag);
  page.document.createElementNS = (/** @type {string} */ space, /** @type {string} */ tag) => new Made(tag, space);
}
