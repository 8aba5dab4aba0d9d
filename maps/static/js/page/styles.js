/* Whether the page's stylesheets arrived: without one of them everything still works, but nothing looks as it should. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { t } from '../base/words.js';

/** Stylesheets of every visit that the page names and does not have; those of a room are on their way where a link leads into it, and the room says what does not come. */
const missing = () =>
  [
    .../** @type {NodeListOf<HTMLLinkElement>} */ (
      document.querySelectorAll('link[rel="stylesheet"]:not([data-room])')
    ),
  ].filter(
    // A file that did not arrive is an empty sheet to some browsers.
    ({ sheet }) => !sheet?.cssRules.length,
  );

/** Say above the page which stylesheets did not arrive. */
export function checkStyles() {
  const files = missing().map(({ href }) => new URL(href).pathname.split('/').at(-1));
  if (!files.length) return;
  const box = el('div', { id: 'ls-unstyled', class: 'failed', role: 'alert' });
  const say = () => {
    box.textContent = t({
      zh: `有样式文件没有取到（${files.join('、')}），版面会乱，数据和功能不受影响。请刷新；一直如此请告诉管理员。`,
      en: `Stylesheets did not arrive (${files.join(', ')}). The page looks wrong, but its data and functions are whole. Reload; if it stays so, tell whoever runs the service.`,
    });
  };
  say();
  on('lang', say);
  document.body.prepend(box);
}
