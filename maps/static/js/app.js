/* The page: every room that it begins with, in the order in which panels stand and the map's parts lie over one another; those that are fetched when somebody goes there; then the start. */

import './data/address.js';
import './data/history.js';
import * as shell from './page/shell.js';
import './find/facets.js';
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

import * as matching from './data/matching.js';
import * as source from './data/source.js';
import * as view from './map/view.js';
import { room } from './page/rooms.js';
import { checkStyles } from './page/styles.js';
import * as ways from './page/ways.js';

ways.offer({
  mode: 'match',
  title: { zh: '匹配页', en: 'The match page' },
  roots: ['ls-left-inner', 'ls-right-inner'],
  room: room('match/room.js', () => import('./match/room.js')),
});
ways.offer({
  mode: 'board',
  title: { zh: '统筹页', en: 'The portfolio' },
  roots: ['ls-board'],
  room: room('board/room.js', () => import('./board/room.js')),
  begin: ({ begin }) => begin(),
});
ways.offer({
  mode: 'dashboard',
  title: { zh: '看板', en: 'The dashboard' },
  roots: ['ls-dashboard'],
  room: room('dashboard/room.js', () => import('./dashboard/room.js')),
  begin: ({ begin }) => begin(),
});

// Layers that lie in the page are there before a panel asks for them.
source.start();
shell.start();
view.attach(document.querySelector('.folium-map'));
matching.resume();
document.getElementById('ls-not-begun')?.remove();
checkStyles();
