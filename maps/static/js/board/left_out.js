/* Projects without a place by the reason that decided: what each is called, and how many there are. */

import * as values from '../base/values.js';
import { t } from '../base/words.js';
import * as b from './model.js';

/** @type {Record<string, Words>} */
const OWN = {
  displaced: { zh: '场地被占用', en: 'sites taken' },
  no_option: { zh: '没有可选场地', en: 'no option' },
  area: { zh: '面积', en: 'area' },
};

/** A reason by the title of its rule. @param {string} code */
export function title(code) {
  const rule = b.view.report?.scheme.rules.find((one) => one.id === code);
  return values.capital(t(OWN[code] ?? rule ?? { zh: code, en: code }));
}

/** @typedef {{ code: string, ids: string[], wan: number }} Group */

/** The projects left out by reason, the reason of most first. @param {BoardReport} report */
export function groups(report) {
  /** @type {Map<string, Group>} */
  const found = new Map();
  for (const one of report.unplaced) {
    const group = found.get(one.code) ?? { code: one.code, ids: [], wan: 0 };
    group.ids.push(one.project_id);
    group.wan += one.investment_wan ?? 0;
    found.set(one.code, group);
  }
  return [...found.values()].sort((x, y) => y.ids.length - x.ids.length || y.wan - x.wan || (x.code < y.code ? -1 : 1));
}
