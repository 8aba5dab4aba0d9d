/* Elements for tests of what a module paints: they keep what they are made of and can be read, and nothing is drawn. */

const page = /** @type {any} */ (globalThis);

export class Element {
  /** @param {string} tag */
  constructor(tag) {
    this.tag = tag;
    /** @type {Record<string, string>} */
    this.attributes = {};
    /** @type {(Element | string)[]} */
    this.children = [];
    /** @type {Record<string, (event: any) => void>} */
    this.heard = {};
    this.style = {};
  }

  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  /** @param {string} name */
  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  /** @param {string} name @param {(event: any) => void} run */
  addEventListener(name, run) {
    this.heard[name] = run;
  }

  /** @param {...(Element | string)} children */
  append(...children) {
    this.children.push(...children);
  }

  /** What a reader reads of it. @returns {string} */
  get textContent() {
    return this.children.map((child) => (child instanceof Element ? child.textContent : child)).join('');
  }

  /** Those within it of a tag. @param {string} tag @returns {Element[]} */
  all(tag) {
    return this.children.flatMap((child) =>
      child instanceof Element ? [...(child.tag === tag ? [child] : []), ...child.all(tag)] : [],
    );
  }

  showModal() {
    this.open = true;
  }
}

/** Let the page of a test make elements; to be called once its first module is loaded. */
export function makeElements() {
  page.Node = Element;
  page.document.createElement = (/** @type {string} */ tag) => new Element(tag);
  page.document.createElementNS = (/** @type {string} */ _, /** @type {string} */ tag) => new Element(tag);
  page.document.body = new Element('body');
}
