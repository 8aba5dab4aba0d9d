/* Elements made without markup. */

export const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element with attributes and children. Text is set as text: no string ever becomes markup.
 * @template {string} T
 * @param {T} tag
 * @param {Attributes | null} [attributes]
 * @param {...Child} children
 * @returns {T extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[T] : HTMLElement}
 */
export function el(tag, attributes, ...children) {
  return dressed(/** @type {any} */ (document.createElement(tag)), attributes, children);
}

/**
 * An element of the SVG namespace, made as `el` makes others.
 * @template {string} T
 * @param {T} tag
 * @param {Attributes | null} [attributes]
 * @param {...Child} children
 * @returns {T extends keyof SVGElementTagNameMap ? SVGElementTagNameMap[T] : SVGElement}
 */
export function svg(tag, attributes, ...children) {
  return dressed(/** @type {any} */ (document.createElementNS(SVG, tag)), attributes, children);
}

/**
 * The element given, with attributes and children.
 * @template {HTMLElement | SVGElement} E
 * @param {E} node
 * @param {Attributes | null | undefined} attributes
 * @param {Child[]} children
 */
export function dressed(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) {
      if (typeof value !== 'function') throw new TypeError(`${key} takes a function`);
      node.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    } else if (key === 'style') Object.assign(node.style, value);
    else if (key === 'value') /** @type {any} */ (node).value = value;
    else if (key === 'checked') /** @type {any} */ (node).checked = Boolean(value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...flat(children));
  return node;
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function flat(children) {
  return /** @type {any[]} */ (children)
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== true)
    .map((child) => (child instanceof Node ? child : String(child)));
}
