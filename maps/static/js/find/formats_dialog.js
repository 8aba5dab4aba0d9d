/* The dialog of files with shapes: which format, in which system of coordinates, and what else the format may be asked for. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { t } from '../base/words.js';
import * as widgets from '../page/widgets.js';

/** @typedef {Words & { id: string }} Choice */
/** @typedef {typeof config.formats[number]} Format */

/** Formats that hold shapes. @returns {Format[]} */
export const drawnFormats = () => config.formats.filter((one) => one.systems !== 'none');

/** Systems that a format may be written in; none where it has no choice. @param {Format} format */
export const systemsOf = (format) =>
  format.systems === 'any' || format.systems === 'plane'
    ? config.systems.filter((one) => one.plane || format.systems === 'any')
    : [];

/**
 * Ask for format, system and options.
 * @param {Words} what what is taken away
 * @param {(format: string, more: Record<string, string>) => void} take
 */
export function askFormat(what, take) {
  const formats = drawnFormats();
  const form = el('form', { class: 'format-form' });
  let format = formats.find((one) => !one.at_once) ?? formats[0];

  const paint = () => {
    const systems = systemsOf(format);
    form.replaceChildren(
      choice('format', { zh: '格式', en: 'Format' }, formats, format.id, (id) => {
        format = formats.find((one) => one.id === id) ?? format;
        paint();
        widgets.focusOn('take-format');
      }),
      ...(systems.length
        ? [choice('crs', { zh: '坐标系', en: 'Coordinates' }, [USUAL, ...systems], USUAL.id)]
        : [
            el(
              'p',
              { class: 'note' },
              t({ zh: '坐标为经纬度（WGS 84）。', en: 'Coordinates are longitude and latitude (WGS 84).' }),
            ),
          ]),
      ...format.options.map((option) => choice(option.parameter, option, option.choices, option.choices[0].id)),
      el('button', { type: 'submit', class: 'button primary', 'data-key': 'take-go' }, t({ zh: '导出', en: 'Export' })),
    );
  };

  paint();
  const box = widgets.dialog(t(what), form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = [...form.querySelectorAll('select')].map((one) => [one.name, one.value]);
    box.close();
    take(format.id, Object.fromEntries(chosen.filter(([name, value]) => name !== 'format' && value)));
  });
}

/** What everybody expects of the format. @type {Choice} */
const USUAL = { id: '', zh: '按格式惯例', en: 'As the format has it' };

/**
 * @param {string} name
 * @param {Words} title
 * @param {Choice[]} choices
 * @param {string} current
 * @param {(id: string) => void} [changed]
 */
function choice(name, title, choices, current, changed) {
  const field = el(
    'select',
    {
      name,
      class: 'select',
      'data-key': `take-${name}`,
      onchange: (event) => changed?.(/** @type {HTMLSelectElement} */ (event.target).value),
    },
    ...choices.map((one) => el('option', { value: one.id, selected: one.id === current }, t(one))),
  );
  return el('label', {}, el('span', {}, t(title)), field);
}
