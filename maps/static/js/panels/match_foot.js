/* The foot of a ranking: how stable it is under other weights, the table to take away, and the way to weights of one's own. */
(function () {
  'use strict';
  const ls = window.landstock;
  const { el, t } = ls;
  const v = ls.values;

  const percent = (share) => `${v.number(share * 100, 1)}\u202f%`;
  const shares = (found) => found && typeof found.first_share === 'number' && found.sites?.length;

  function paint(report) {
    const { counts = {} } = report;
    const said = t({ zh: `符合 ${counts.fits ?? 0} · 待核实 ${counts.to_check ?? 0}${counts.rejected === undefined ? '' : ` · 不符合 ${counts.rejected}`}`, en: `${counts.fits ?? 0} fit · ${counts.to_check ?? 0} to check${counts.rejected === undefined ? '' : ` · ${counts.rejected} do not`}` });
    const line = stability(report);
    const buttons = actions(report);
    return el('div', { class: 'basket match-foot' }, line ?? el('div', { class: 'chosen meta' }, said), buttons.length ? el('div', { class: 'actions' }, ...buttons) : null);
  }

  /* ---- stability ---- */
  function stability(report) {
    const found = ls.studies.of('stability');
    if (report.site || !shares(found) || report.matches.length < 2) return null;
    const spread = v.number(found.spread_pct, 0);
    const third = report.matches.length > 3 && typeof found.top3_share === 'number';
    const b = (share) => el('b', {}, percent(share));
    const words = ls.lang === 'en' ? [`With weights ±${spread}\u202f%, no. 1 stays first in `, b(found.first_share), ' of draws', third ? [', the first 3 stay in ', b(found.top3_share)] : null]
      : [`权重 ±${spread}\u202f% 内第 1 名稳定于 `, b(found.first_share), ' 的试算', third ? ['，前 3 名 ', b(found.top3_share)] : null];
    return el('p', { class: 'stability', 'data-key': 'stability' }, ...words.flat());
  }

  function details(report) {
    const found = ls.studies.of('stability');
    if (report.site || !shares(found) || report.matches.length < 2) return null;
    return el('button', { type: 'button', class: 'link push nowrap', 'data-key': 'stability-list', 'aria-haspopup': 'dialog', onclick: () => ranges(report, found) }, t({ zh: '名次范围', en: 'Ranges of rank' }));
  }

  /** How a site's rank moves when the weights do, in words; null where that is not known. */
  function ofSite(one) {
    const found = ls.studies.of('stability');
    const site = one.site && found?.sites?.find((each) => each.collection === one.site.collection && each.id === one.site.id);
    if (!site) return null;
    const range = site.rank_min === site.rank_max ? t({ zh: `始终第 ${site.rank_min} 名`, en: `always no. ${site.rank_min}` }) : t({ zh: `第 ${site.rank_min}–${site.rank_max} 名`, en: `no. ${site.rank_min}–${site.rank_max}` });
    return t({ zh: `权重 ±${v.number(found.spread_pct, 0)}\u202f% 内：${range}；居首 ${percent(site.first_share)}，进前 3 名 ${percent(site.top3_share)}`, en: `with weights ±${v.number(found.spread_pct, 0)}\u202f%: ${range}; first in ${percent(site.first_share)}, among the first 3 in ${percent(site.top3_share)}` });
  }

  /** From the best rank to the worst on a line of all ranks, with today's as a dot. */
  function span(site, most) {
    const at = (rank) => 6 + ((rank - 1) / Math.max(1, most - 1)) * 108;
    return v.svg('svg', { viewBox: '0 0 120 14', width: 120, height: 14, 'aria-hidden': 'true' }, v.svg('line', { x1: 6, x2: 114, y1: 7, y2: 7, stroke: '#D9DED8' }),
      v.svg('line', { x1: at(site.rank_min), x2: at(site.rank_max), y1: 7, y2: 7, stroke: '#0B665E', 'stroke-width': 4, 'stroke-linecap': 'round' }),
      v.svg('circle', { cx: at(site.rank), cy: 7, r: 4, fill: '#fff', stroke: '#0B665E', 'stroke-width': 2 }));
  }

  function ranges(report, found) {
    const names = new Map(report.matches.filter((one) => one.site).map((one) => [`${one.site.collection}\n${one.site.id}`, ls.ranked.nameOf(one.site)]));
    const most = Math.max(...found.sites.map((site) => site.rank_max));
    const headings = [{ zh: '名次', en: 'Rank' }, { zh: '地块或楼层', en: 'Site' }, { zh: '居首', en: 'First' }, { zh: '进前 3 名', en: 'In first 3' }, { zh: '名次范围', en: 'Range of rank' }];
    const rows = found.sites.map((site) => el('tr', {}, el('td', { class: 'num' }, String(site.rank)), el('th', { scope: 'row' }, names.get(`${site.collection}\n${site.id}`) ?? v.name(site.collection, v.feature(site.collection, site.id)) ?? site.id),
      el('td', { class: 'num' }, percent(site.first_share)), el('td', { class: 'num' }, percent(site.top3_share)), el('td', {}, el('span', { class: 'rank-span' }, span(site, most), site.rank_min === site.rank_max ? String(site.rank_min) : `${site.rank_min}–${site.rank_max}`))));
    dialog(t({ zh: '名次的稳定性', en: 'How stable the ranking is' }),
      el('p', { class: 'note dialog-note' }, t({ zh: `各项权重在 ±${v.number(found.spread_pct, 0)}\u202f% 内随机变动 ${v.number(found.draws)} 次，种子 ${found.seed}；圆点为现名次。`, en: `Each weight is varied at random within ±${v.number(found.spread_pct, 0)}\u202f%, ${v.number(found.draws)} times, seed ${found.seed}; the dot is today's rank.` })),
      el('table', { class: 'compare ranges' }, el('thead', {}, el('tr', {}, ...headings.map((words) => el('th', { scope: 'col' }, t(words))))), el('tbody', {}, ...rows)));
  }

  /** A dialog with a heading and a way out; it is gone from the page once closed. */
  function dialog(title, ...children) {
    const box = el('dialog', { class: 'dialog', 'aria-label': title });
    box.append(el('div', { class: 'dialog-head' }, el('h2', {}, title), el('button', { type: 'button', class: 'icon-button push', 'aria-label': t({ zh: '关闭', en: 'Close' }), onclick: () => box.close() }, ls.icon('close'))), ...children);
    box.addEventListener('close', () => box.remove());
    document.body.append(box);
    box.showModal();
    return box;
  }

  /* ---- what to do with it ---- */
  function actions(report) {
    const picked = ls.state.basket?.length ?? 0;
    return [table(report), report.site || !ls.match.served() ? null : el('button', { type: 'button', class: 'button', 'data-key': 'weights', 'aria-haspopup': 'dialog', onclick: () => ls.weights.open(report) }, t({ zh: '调权重', en: 'Weights' })),
      picked ? el('button', { type: 'button', class: 'button', 'data-key': 'to-basket', onclick: () => ls.set({ mode: 'find', selected: null }) }, t({ zh: `已选 ${picked}`, en: `${picked} selected` })) : null, details(report)].filter(Boolean);
  }

  function table(report) {
    const button = el('button', { type: 'button', class: 'button primary', 'data-key': 'match-table', 'aria-haspopup': 'menu', 'aria-expanded': 'false' }, ls.icon('download'), t({ zh: '匹配表', en: 'Match table' }), ' ▾');
    const files = ls.match.served() ? [{ icon: 'download', text: t({ zh: 'Excel 工作簿', en: 'Excel workbook' }), run: () => ls.match.exportAs('xlsx') },
      { icon: 'download', text: t({ zh: 'JSON（可复算）', en: 'JSON (can be replayed)' }), run: () => ls.match.exportAs('json') }] : [];
    button.addEventListener('click', () => ls.widgets.menu(button, [...files, { icon: 'print', text: t({ zh: '打印', en: 'Print' }), run: () => ls.matchPrint.print(report) }]));
    return button;
  }

  ls.matchFoot = { paint, ofSite, dialog };
}());
