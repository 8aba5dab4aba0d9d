/* The ranked list: verdict, score in its parts, and, unfolded, each criterion's points and the reasons in words. */
(function () {
  'use strict';
  const ls = window.landstock;
  const { el, t } = ls;
  const v = ls.values;
  const COLOUR = /^#[0-9a-f]{6}$/i;
  let tab = 'all';
  let unfolded = null;

  const nameOf = (thing) => (ls.lang === 'en' ? thing.name_en ?? thing.name : thing.name ?? thing.name_en) ?? thing.id ?? '';
  const keyOf = (one) => (one.site ? `${one.site.collection}\n${one.site.id}` : one.project.id);

  function paint() {
    const { report, busy, error } = ls.match.current();
    if (error) return [ls.failure(t({ zh: '匹配没有算成；所选项目和地图都保留着。', en: 'The match failed; your choice and the map are kept.' }), error, ls.match.run), ls.basket.paint()];
    if (busy && !report) return [el('div', { class: 'scroll', 'aria-busy': 'true', 'aria-label': t({ zh: '正在匹配', en: 'matching' }) }, ...Array.from({ length: 8 }, () => el('div', { class: 'skeleton' })))];
    if (!report) return [el('div', { class: 'empty' }, el('b', {}, t({ zh: '先选一个项目', en: 'Choose a project first' })), t({ zh: '或者填一份需求，这里给出最合适的地块和楼层，并说明理由。', en: 'Or state a requirement: the best plots and floors appear here, with reasons.' }))];
    return [head(report), criteria(report.scheme), list(report), foot(report)];
  }

  function head(report) {
    const count = (kind) => report.matches.filter((one) => one.site?.kind === kind).length;
    const kinds = report.site ? [['all', { zh: '项目', en: 'Projects' }, report.matches.length]]
      : [['all', { zh: '排名', en: 'Ranking' }, report.matches.length], ['land', { zh: '土地', en: 'Land' }, count('land')], ['floor', { zh: '楼层', en: 'Floors' }, count('floor')]];
    if (!kinds.some(([id]) => id === tab)) tab = 'all';
    const scheme = report.scheme ? t({ zh: `方案 ${report.scheme.version ?? report.scheme.id}`, en: `scheme ${report.scheme.version ?? report.scheme.id}` }) : '';
    const back = el('button', { type: 'button', class: 'button only-phone', onclick: () => ls.shell.show('left', 'full') }, t({ zh: '需求与筛除', en: 'Requirement' }));
    return el('div', { class: 'list-head' }, el('div', { role: 'tablist', style: 'display:flex;height:100%' }, ...kinds.map(([id, words, n]) => el('button', {
      type: 'button', class: 'tab', role: 'tab', 'data-key': `rank-${id}`, 'aria-selected': String(tab === id), onclick: () => { tab = id; ls.touched(['match']); },
    }, `${t(words)} ${n}`))), el('span', { class: 'push only-phone' }, back), el('span', { class: 'push meta not-phone', style: 'overflow:hidden;text-overflow:ellipsis', title: report.scheme ? t(report.scheme.title) : '' }, scheme));
  }

  function dot(colour) {
    const box = el('span', { class: 'swatch', 'aria-hidden': 'true' });
    box.style.background = COLOUR.test(colour) ? colour : '#64716A';
    return box;
  }

  const coloursOf = (scheme) => new Map((scheme?.criteria ?? []).map((one) => [one.id, one]));

  function criteria(scheme) {
    if (!scheme?.criteria?.length) return null;
    return el('div', { class: 'criteria', 'aria-label': t({ zh: '评分项与权重', en: 'criteria and weights' }) },
      ...scheme.criteria.map((one) => el('span', {}, dot(one.colour), `${t(one)} ${v.number(one.weight, 1)}`)));
  }

  function list(report) {
    const shown = report.matches.filter((one) => tab === 'all' || one.site?.kind === tab);
    return el('div', { class: 'scroll', 'data-scroll': 'ranked', id: 'ls-ranked' }, asked(report), shown.length ? el('ol', {}, ...shown.map((one) => row(one, report))) : empty(report), more(report));
  }

  function row(one, report) {
    const thing = one.site ?? one.project;
    const key = keyOf(one);
    const { selected } = ls.state;
    const here = one.site ? selected?.collection === one.site.collection && selected.id === one.site.id : unfolded === key;
    const item = el('li', { class: 'ranked', 'aria-selected': String(here), 'data-place': key });
    item.append(el('button', { type: 'button', style: 'display:block;width:100%', 'data-key': `rank-${key}`, 'aria-expanded': String(here), onclick: () => choose(one, here) },
      el('span', { class: 'ranked-head' }, disc(one), el('span', { class: 'who' }, el('span', { class: 'name' }, nameOf(thing)), el('span', { class: 'meta' }, beside(one))), el('span', { class: 'score' }, v.fixed(one.score ?? 0, 1))),
      bar(one, report.scheme)), unknowns(one), here ? detail(one, report) : '');
    item.addEventListener('pointerenter', () => { if (one.site) ls.set({ hovered: { collection: one.site.collection, id: one.site.id } }); });
    item.addEventListener('pointerleave', () => ls.set({ hovered: null }));
    return item;
  }

  function choose(one, here) {
    if (one.site) ls.set({ selected: here ? null : { collection: one.site.collection, id: one.site.id } });
    else { unfolded = here ? null : keyOf(one); ls.touched(['match']); }
  }

  function disc(one) {
    const words = { fits: { zh: '符合', en: 'fits' }, to_check: { zh: '待核实', en: 'to check' }, rejected: { zh: '不符合', en: 'does not fit' } }[one.verdict];
    return el('span', { class: `disc ${one.verdict === 'to_check' ? 'to-check' : one.verdict === 'rejected' ? 'rejected' : ''}`, title: t(words) }, one.rank ?? '✕', el('span', { class: 'offscreen' }, t(words)));
  }

  function beside(one) {
    if (one.project) return [codeOf('tier', one.project.tier), codeOf('chain', one.project.chain)].filter(Boolean).join(' · ');
    const { site } = one;
    const field = v.field(site.collection, 'area');
    const said = typeof site.area_m2 === 'number' ? v.area(site.area_m2, field?.land ?? site.kind === 'land') : null;
    return [site.status_text ? t(site.status_text) : null, said ? `${said.figure} ${said.unit}` : null].filter(Boolean).join(' · ');
  }

  function codeOf(role, raw) {
    const field = v.field(ls.config.projects?.collection, role);
    return field && raw ? v.words(field, raw) : raw;
  }

  function bar(one, scheme) {
    const colours = coloursOf(scheme);
    const made = el('span', { class: 'score-bar', role: 'img', 'aria-label': t({ zh: `得分 ${v.fixed(one.score ?? 0, 1)}`, en: `score ${v.fixed(one.score ?? 0, 1)}` }) });
    const total = [...colours.values()].reduce((sum, each) => sum + each.weight, 0) || 100;
    for (const part of one.contributions ?? []) {
      const piece = el('i', { title: `${t(part)} ${part.value === null ? '?' : v.fixed(part.points, 1)} / ${v.number(part.weight, 1)}` });
      const width = part.value === null ? part.weight : part.points;
      piece.style.width = `${(width / total) * 100}%`;
      if (part.value === null) piece.className = 'open';
      else { const colour = colours.get(part.criterion)?.colour; piece.style.background = COLOUR.test(colour) ? colour : '#64716A'; }
      made.append(piece);
    }
    return made;
  }

  function unknowns(one) {
    const open = (one.verdicts ?? []).filter((each) => each.answer === 'unknown');
    if (!open.length) return '';
    return el('div', { class: 'unknowns' }, ...open.map((each) => el('span', { class: 'unknown' }, `? ${t(each)}`)));
  }

  function detail(one, report) {
    const colours = coloursOf(report.scheme);
    const box = el('div', {}, el('dl', { class: 'points' }, ...(one.contributions ?? []).flatMap((part) => [
      el('dt', {}, dot(colours.get(part.criterion)?.colour ?? ''), t(part)),
      el('dd', { class: 'got' }, part.value === null ? v.unknown() : `${v.fixed(part.points, 1)} / ${v.number(part.weight, 1)}`), el('dd', {}, part.text ? t(part.text) : '')])));
    if (one.explanation) box.append(el('p', { class: 'said' }, t(one.explanation)));
    box.append(actions(one));
    return box;
  }

  function actions(one) {
    if (one.project) {
      return el('div', { class: 'actions' }, one.project.id ? el('button', { type: 'button', class: 'button', onclick: () => ls.match.choose({ projectId: one.project.id }) }, t({ zh: '看这个项目', en: 'Open this project' })) : null);
    }
    const { collection, id } = one.site;
    const picked = ls.basket.has(collection, id);
    return el('div', { class: 'actions' },
      el('button', { type: 'button', class: 'button', onclick: () => ls.set({ mode: 'find', active: collection, selected: { collection, id } }) }, t({ zh: '看详情', en: 'Details' })),
      el('button', { type: 'button', class: 'button', 'aria-pressed': String(picked), onclick: () => ls.basket.toggle(collection, id) }, ls.icon(picked ? 'check' : 'plus'), picked ? t({ zh: '已加入', en: 'Selected' }) : t({ zh: '加入已选', en: 'Select' })));
  }

  /* ---- a plot that was clicked but is not ranked: why not ---- */
  let answer = { key: null, one: null };
  function asked(report) {
    const { selected } = ls.state;
    if (!selected || report.site || !['parcel', 'space'].includes(v.collection(selected.collection)?.kind)) return null;
    if (report.matches.some((one) => one.site.collection === selected.collection && one.site.id === selected.id)) return null;
    const key = `${selected.collection}\n${selected.id}\n${JSON.stringify([ls.match.current().projectId, ls.match.current().demand])}`;
    if (answer.key !== key) {
      answer = { key, one: null };
      ls.match.explain(selected.collection, selected.id).then((one) => { if (answer.key === key) { answer.one = one ?? false; ls.touched(['match']); } });
    }
    if (document.getElementById('ls-why')?.hidden === false) return null;
    const name = v.name(selected.collection, v.feature(selected.collection, selected.id)) || selected.id;
    const close = el('button', { type: 'button', class: 'icon-button push', 'aria-label': t({ zh: '关闭', en: 'Close' }), onclick: () => ls.set({ selected: null }) }, ls.icon('close'));
    const one = answer.one;
    if (one && one.verdict !== 'rejected') return el('section', { class: 'section' }, el('h3', {}, name, close), el('p', {}, t(one.explanation ?? { zh: '', en: '' })));
    return el('section', { class: 'section', style: 'background:#FAFBF9' }, el('h3', {}, el('b', { style: 'color:var(--ink)' }, name), t({ zh: '为什么不行', en: 'why not' }), close), ...reasons(one));
  }

  function reasons(one) {
    if (one === null) return [el('p', { class: 'note' }, t({ zh: '正在查…', en: 'asking…' }))];
    if (!one) return [el('p', { class: 'note' }, t({ zh: '这张地图没有带它的理由；用服务打开可查。', en: 'This map carries no reasons for it; open the service to see them.' }))];
    const line = (each, mark, colour) => { const node = el('li', {}, `${mark} ${t(each)}`); node.style.color = colour; return node; };
    const by = (want) => one.verdicts.filter((each) => each.answer === want);
    return [el('ul', { style: 'font-size:12px' }, ...by('no').map((each) => line(each, '✕', 'var(--danger)')), ...by('unknown').map((each) => line(each, '?', 'var(--unknown)')),
      by('yes').length ? el('li', { style: 'color:var(--ink-2)' }, t({ zh: `✓ 其余 ${by('yes').length} 条满足`, en: `✓ ${by('yes').length} other rules met` })) : null)];
  }

  function empty(report) {
    if (report.site) return el('div', { class: 'empty' }, el('b', {}, t({ zh: '没有合适的项目', en: 'No project fits' })), t({ zh: '每个新建项目都至少有一条硬条件不满足，见左侧逐条筛除。', en: 'Every new project fails at least one hard rule: see the rules at the left.' }));
    const lines = ['land', 'floor'].filter((name) => tab === 'all' || tab === name).map((name) => {
      const step = ls.funnel.emptiedBy(report, name);
      if (!step) return null;
      const what = t(name === 'land' ? { zh: '土地', en: 'Land' } : { zh: '楼层', en: 'Floors' });
      const back = report.funnel[name].filter((each) => each.alone > 0).sort((a, b) => b.alone - a.alone).slice(0, 3);
      const ways = back.length ? t({ zh: `单放${back.map((each) => `“${each.zh}”可回 ${each.alone}`).join('，')}。`, en: `Dropping ${back.map((each) => `“${each.en}” alone brings back ${each.alone}`).join('; ')}.` })
        : t({ zh: '单放任何一条都不够，要同时放宽几条。', en: 'No single rule dropped is enough: several would have to give.' });
      return el('p', {}, t({ zh: `${what}：到“${step.zh}”这一条时剩 0。${ways}`, en: `${what}: “${step.en}” left none. ${ways}` }));
    });
    return el('div', { class: 'empty', role: 'status' }, el('b', {}, t({ zh: '没有符合的地块或楼层', en: 'No plot or floor fits' })), ...lines);
  }

  function more(report) {
    const all = (report.counts?.fits ?? 0) + (report.counts?.to_check ?? 0);
    if (report.partial) return el('p', { class: 'note', style: 'padding:10px 14px' }, t({ zh: '按本文件所带各新建项目的排名反查。', en: 'From the rankings of the new projects that this file carries.' }));
    if (all <= report.matches.length) return null;
    return el('p', { class: 'note', style: 'padding:10px 14px' }, t({ zh: `列出前 ${report.matches.length}，符合或待核实共 ${all}；图上全部标出。`, en: `The best ${report.matches.length} of ${all} that fit or are to check; the map shows all.` }));
  }

  function foot(report) {
    const { counts = {} } = report;
    const said = t({ zh: `符合 ${counts.fits ?? 0} · 待核实 ${counts.to_check ?? 0}${counts.rejected === undefined ? '' : ` · 不符合 ${counts.rejected}`}`, en: `${counts.fits ?? 0} fit · ${counts.to_check ?? 0} to check${counts.rejected === undefined ? '' : ` · ${counts.rejected} do not`}` });
    const table = ls.match.served() ? el('button', { type: 'button', class: 'button primary', 'data-key': 'match-table', onclick: ls.match.exportTable }, ls.icon('download'), t({ zh: '匹配表', en: 'Match table' })) : null;
    const picked = ls.state.basket?.length ?? 0;
    return el('div', { class: 'basket' }, el('div', { class: 'chosen meta' }, said), table || picked ? el('div', { class: 'actions' }, table,
      picked ? el('button', { type: 'button', class: 'button', 'data-key': 'to-basket', onclick: () => ls.set({ mode: 'find', selected: null }) }, t({ zh: `已选 ${picked}`, en: `${picked} selected` })) : null) : null);
  }

  /* A plot chosen on the map comes into sight in the list. */
  function reveal() {
    const { selected, mode } = ls.state;
    if (mode !== 'match' || !selected) return;
    document.querySelector(`#ls-ranked [data-place="${CSS.escape(`${selected.collection}\n${selected.id}`)}"]`)?.scrollIntoView({ block: 'nearest' });
  }
  ls.on('hovered', () => {
    if (ls.state.mode !== 'match') return;
    const { hovered } = ls.state;
    for (const item of document.querySelectorAll('#ls-ranked .ranked')) item.classList.toggle('hovered', Boolean(hovered) && item.dataset.place === `${hovered.collection}\n${hovered.id}`);
  });
  ls.on('selected', () => requestAnimationFrame(() => requestAnimationFrame(reveal)));

  ls.panel({ root: 'ls-right-inner', keys: ['mode', 'match', 'selected', 'basket', 'unit'], when: () => ls.state.mode === 'match', paint });
}());
