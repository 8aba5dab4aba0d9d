/* Elements made without markup. */

export const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children. Text is set as text: no string ever becomes markup. */
export function el(tag, attributes, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

/** An element of the SVG namespace, made as `el` makes others. */
export function svg(tag, attributes, ...children) {
  return dressed(document.createElementNS(SVG, tag), attributes, children);
}

export function dressed(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) {
      if (typeof value !== 'function') throw new TypeError(`${key} takes a function`);
      node.addEventListener(key.slice(2), value);
    } else if (key === 'style') Object.assign(node.style, value);
    else if (key === 'value') node.value = value;
    else if (key === 'checked') node.checked = Boolean(value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...flat(children));
  return node;
}

function flat(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== true)
    .map((child) => (child instanceof Node ? child : String(child)));
}
