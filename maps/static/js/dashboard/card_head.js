/* The titles of the cards, and the head of one: its title, then what stands beside it. */

import { el } from '../base/dom.js';
import { t } from '../base/words.js';

export const TITLES = {
  floors: { zh: '从闲置到入驻', en: 'From idle to landed' },
  land: { zh: '土地：按状态', en: 'Land by status' },
  clock: { zh: '闲置时钟', en: 'Idle clock' },
  layers: { zh: '数据状况', en: 'State of the data' },
  blockers: { zh: '阻碍：按部门', en: 'Blockers by department' },
  changes: { zh: '上次载入以来的变化', en: 'Changed since the last load' },
};

/** @param {keyof typeof TITLES} card @param {string} layer the layer's title where there are several, else empty @param {Child[]} beside */
export const cardHead = (card, layer, ...beside) =>
  el('header', { class: 'dash-head' }, el('h2', {}, layer ? `${layer} · ` : '', t(TITLES[card])), ...beside);

/** What is said in small beside a title. @param {string} words */
export const aside = (words) => el('span', { class: 'meta' }, words);
