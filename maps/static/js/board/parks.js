/* Parks side by side at one scale, each on its sheet, with their scale bar and legend. */

import { el } from '../base/dom.js';
import { t } from '../base/words.js';
import * as b from './model.js';
import { zones } from './park_ground.js';
import { CHIP, placed, sheet } from './park_sheet.js';

const MOST = 0.62;
const BARS = [200, 500, 1000, 2000, 5000, 10000];

function legend() {
  return b.chains().map((one) => {
    const own = b.rows().filter((row) => row.chain === one.id && row.state !== 'unplaced');
    const swatch = el('span', { class: `swatch chain-${one.place}`, 'aria-hidden': 'true' });
    swatch.style.background = one.colour;
    return el(
      'button',
      {
        type: 'button',
        class: 'legend-chain',
        'data-key': `legend-${one.id}`,
        'aria-pressed': String(b.view.filter.chain === one.id),
        title: one.words,
        onclick: () => b.filter({ chain: b.view.filter.chain === one.id ? '' : one.id }),
      },
      swatch,
      el('span', {}, one.brief),
      el('b', {}, String(own.length)),
    );
  });
}

/** @param {number} scale */
function scaleBar(scale) {
  const metres = BARS.filter((one) => one * scale <= 100).at(-1) ?? BARS[0];
  const line = el('i', {});
  line.style.width = `${metres * scale}px`;
  return el('span', { class: 'scale-bar' }, line, metres >= 1000 ? `${metres / 1000}\u2009km` : `${metres}\u2009m`);
}

/**
 * Side by side at one scale where that leaves them large enough, else one below another at the scale of the widest.
 * @param {HTMLElement} root
 */
export function paint(root) {
  const { report, busy } = b.view;
  const all = zones();
  const head = el(
    'header',
    { class: 'card-head' },
    el('h2', {}, t({ zh: '落位图', en: 'Placement map' })),
    el(
      'span',
      { class: 'meta' },
      t({
        zh: '同一比例尺 · 填色 = 产业链 · 深边 = 新建 · ◆ = 楼层',
        en: 'One scale · fill = chain · dark edge = new · ◆ = floors · CNY m',
      }),
    ),
  );
  if (!report || !all.length)
    return [
      head,
      el(
        'div',
        { class: 'parks-row' },
        busy && !report
          ? el('div', { class: 'block-waiting', 'aria-hidden': 'true' })
          : report
            ? el('p', { class: 'empty' }, t({ zh: '没有园区图层', en: 'There is no park layer' }))
            : null,
      ),
    ];
  const wide = Math.max(280, root.clientWidth - 2);
  return [head, ...drawn(wide, Math.max(150, (root.parentElement?.clientHeight ?? 0) * MOST - 68), wide < 480)];
}

/**
 * The maps in a room of so many pixels with their scale bar and legend.
 * @param {number} wide
 * @param {number} room
 * @param {boolean} stacked
 */
export function drawn(wide, room, stacked) {
  const all = zones();
  const widest = Math.max(...all.map((zone) => zone.wide));
  const highest = Math.max(...all.map((zone) => zone.high));
  const together = all.reduce((total, zone) => total + zone.wide, 0);
  const scale = stacked ? wide / widest : Math.min(wide / together, (room - CHIP) / highest);
  const given = placed();
  const height = Math.round(highest * scale + CHIP);
  /** @param {{ wide: number }} zone */
  const width = (zone) => (stacked ? wide : (wide * zone.wide) / together);
  const row = el(
    'div',
    { class: `parks-row${stacked ? ' stacked' : ''}` },
    ...all.map((zone) => sheet(zone, scale, [width(zone), height], given)),
  );
  return [row, el('footer', { class: 'card-foot parks-foot' }, scaleBar(scale), ...legend())];
}
