/* The page: every room, in the order in which panels stand and the map's parts lie over one another; then the start. */

import './data/address.js';
import './data/history.js';
import * as shell from './page/shell.js';
import './find/search.js';
import './find/facets.js';
import './match/ranked.js';
import './match/weights.js';
import './match/demand.js';
import './page/banner.js';
import './page/notices.js';
import './find/topbar.js';
import './find/filters.js';
import './find/summary.js';
import './find/result_list.js';
import './find/table.js';
import './find/detail.js';
import './find/focus_return.js';
import './find/announcing.js';
import './find/printing.js';
import './map/legend.js';
import './map/overview.js';
import './map/draw.js';
import './map/place_mark.js';
import './map/tools.js';
import './map/status.js';
import './match/whynot.js';
import './match/proposals.js';

import { on } from './base/events.js';
import { state } from './base/state.js';
import { t } from './base/words.js';
import * as matching from './data/matching.js';
import * as source from './data/source.js';
import * as view from './map/view.js';
import { checkStyles } from './page/styles.js';

/* The board is fetched once somebody goes there: who looks for land never does. */
async function bringBoard() {
  if (state.mode !== 'board') return;
  try {
    const [model] = await Promise.all([
      import('./board/model.js'),
      import('./board/frame.js'),
      import('./board/print.js'),
    ]);
    if (source.ready) model.start();
  } catch {
    shell.toast(
      t({
        zh: '统筹页没有取到，请检查网络后再点',
        en: 'The portfolio did not arrive: check the network and click again',
      }),
    );
  }
}
on('mode', bringBoard);
bringBoard();

// Layers that lie in the page are there before a panel asks for them.
source.start();
shell.start();
view.attach(document.querySelector('.folium-map'));
matching.resume();
document.getElementById('ls-not-begun')?.remove();
checkStyles();
