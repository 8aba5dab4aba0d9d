/* What can be done with a project of the board. */

import { siteKey } from '../base/places.js';
import { t } from '../base/words.js';
import * as matching from '../data/matching.js';
import * as b from './model.js';
import * as boardStrip from './strip.js';

/** What can be done with a project from its row. @param {BoardRow} row */
export function boardEntries(row) {
  const ids = row.items.map(siteKey);
  const { pins, forbid } = b.asked();
  const free = row.state !== 'unplaced' && row.one.verdict !== 'standing';
  const pinned = pins.some((one) => one.project_id === row.id);
  return [
    free && !pinned
      ? { icon: 'pin', text: t({ zh: `钉在 ${row.place}`, en: `Pin to ${row.place}` }), run: () => b.pin(row.id, ids) }
      : null,
    pinned ? { icon: 'undo', text: t({ zh: '取消钉住', en: 'Unpin' }), run: () => b.unpin(row.id) } : null,
    free
      ? {
          icon: 'close',
          text: t({ zh: `禁配 ${row.place}`, en: `Forbid ${row.place}` }),
          run: () => b.forbid(row.id, ids),
        }
      : null,
    ...forbid
      .filter((one) => one.project_id === row.id)
      .map((one) => ({
        icon: 'undo',
        text: t({ zh: `取消禁配 ${boardStrip.site(one.site)}`, en: `Allow ${boardStrip.site(one.site)} again` }),
        run: () => b.allow(row.id, one.site),
      })),
    {
      icon: 'match',
      text: t({ zh: '看逐项匹配', en: 'Open its match' }),
      run: () => matching.choose({ projectId: row.id }),
    },
    row.one.verdict === 'standing'
      ? {
          note: t({
            zh: '续建项目已在场地上，不参与调换。',
            en: 'A continuing project stands on its site and is not moved.',
          }),
        }
      : null,
  ].filter((entry) => entry !== null);
}
