/* The asking side of a match: choose a project, or fill in a demand; then its requirement and the funnel. */

import { config, served } from '../base/config.js';
import { el } from '../base/dom.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { language, t } from '../base/words.js';
import { findCard } from '../data/actions.js';
import { featuresOf } from '../data/features.js';
import * as matching from '../data/matching.js';
import { panel, touched } from '../page/panels.js';
import { show } from '../page/sheet.js';
import * as demandForm from './demand_form.js';
import * as funnel from './funnel.js';
import * as relaxed from './relaxed.js';
import { pairRows } from './requirement_rows.js';

const MOST = 80;
/** @type {'project' | 'demand'} */
let way = 'project';
let sought = '';

const projects = () => config.projects?.collection ?? null;

function paint() {
  const { projectId, demand, site, report, busy, error } = matching.current();
  if (!projectId && !demand && !site) return chooser();
  return [
    phoneHead(report),
    el(
      'div',
      { class: 'scroll', 'data-scroll': `asked-${projectId ?? site?.id ?? 'demand'}` },
      site ? siteHead(site) : asked(projectId, demand, report),
      ...(report ? [...funnel.sections(report), site ? null : relaxed.section()] : waiting(busy, error)),
    ),
  ];
}

/* On a phone the asking side and the ranking share one sheet. */
/** @param {MatchReport | null} report */
function phoneHead(report) {
  return el(
    'div',
    { class: 'list-head only-phone' },
    el('b', { class: 'after-grab' }, t({ zh: '需求与筛除', en: 'Demand and rules' })),
    el(
      'span',
      { class: 'push' },
      el(
        'button',
        { type: 'button', class: 'button primary', onclick: () => show('right', 'middle') },
        t({
          zh: `看排名${report ? ` ${report.matches.length}` : ''}`,
          en: `Ranking${report ? ` ${report.matches.length}` : ''}`,
        }),
      ),
    ),
  );
}

/** @param {boolean} busy @param {unknown} error */
function waiting(busy, error) {
  if (error || !busy) return [];
  return [
    el(
      'section',
      { class: 'section', 'aria-busy': 'true' },
      el('h3', {}, t({ zh: '逐条筛除中…', en: 'Going through the rules…' })),
      el('div', { class: 'skeleton' }),
      el('div', { class: 'skeleton' }),
    ),
  ];
}

/* ---- choosing ---- */
function chooser() {
  /** @type {{ id: typeof way, text: string }[]} */
  const ways = [{ id: 'demand', text: t({ zh: '填需求', en: 'By requirement' }) }];
  if (projects()) ways.unshift({ id: 'project', text: t({ zh: '选项目', en: 'By project' }) });
  else way = 'demand';
  const tabs = el(
    'div',
    { class: 'list-head', role: 'tablist' },
    ...ways.map(({ id, text }) =>
      el(
        'button',
        {
          type: 'button',
          class: 'tab',
          role: 'tab',
          'data-key': `way-of-match-${id}`,
          'aria-selected': String(way === id),
          onclick: () => {
            way = id;
            touched(['match']);
          },
        },
        text,
      ),
    ),
  );
  return way === 'project' ? [tabs, finder(), choices()] : [tabs, demandForm.paint()];
}

function finder() {
  const input = el('input', {
    type: 'search',
    class: 'text-input',
    'data-key': 'project-search',
    placeholder: t({ zh: '项目名称、编号、企业', en: 'Project, number, firm' }),
    'aria-label': t({ zh: '搜索项目', en: 'Search projects' }),
  });
  input.value = sought;
  input.addEventListener('input', (event) => {
    if (event instanceof InputEvent && event.isComposing) return;
    sought = input.value;
    fill();
  });
  input.addEventListener('compositionend', () => {
    sought = input.value;
    fill();
  });
  return el('div', { class: 'finder' }, input);
}

function choices() {
  return el(
    'div',
    { class: 'scroll choices', id: 'ls-choices', 'data-scroll': 'choices', role: 'list' },
    ...choiceRows(),
  );
}

function fill() {
  document.getElementById('ls-choices')?.replaceChildren(...choiceRows());
}

function choiceRows() {
  const id = projects() ?? '';
  const low = sought.trim().toLowerCase();
  const found = matching.projects().filter(
    (one) =>
      !low ||
      [one.id, ...['name', 'name_en', 'owner', 'industry_code'].map((role) => schema.value(id, one, role))].some(
        (text) =>
          String(text ?? '')
            .toLowerCase()
            .includes(low),
      ),
  );
  if (!found.length)
    return [
      el(
        'p',
        { class: 'empty' },
        featuresOf(id).size
          ? t({ zh: '没有这样的项目', en: 'No such project' })
          : t({ zh: '正在读取项目…', en: 'Reading the projects…' }),
      ),
    ];
  const rows = found.slice(0, MOST).map((one) => choice(id, one));
  if (found.length > MOST)
    rows.push(
      el(
        'p',
        { class: 'note note-padded' },
        t({ zh: `另有 ${found.length - MOST} 个，请输入名称查找`, en: `${found.length - MOST} more: type a name` }),
      ),
    );
  return rows;
}

/** @param {string} id @param {Feature} one */
function choice(id, one) {
  const blocker = v.wordsOf(id, one, 'blocker');
  const facts = [
    v.wordsOf(id, one, 'stage'),
    v.wordsOf(id, one, 'tier'),
    v.wordsOf(id, one, 'needs'),
    v.wordsOf(id, one, 'chain'),
  ]
    .filter(Boolean)
    .join(' · ');
  return el(
    'div',
    { role: 'listitem' },
    el(
      'button',
      {
        type: 'button',
        class: 'choice',
        'data-key': `choice-${one.id}`,
        onclick: () => matching.choose({ projectId: one.id }),
      },
      el('span', { class: 'name' }, v.name(id, one)),
      blocker ? el('span', { class: 'held' }, blocker) : el('span', {}),
      el('span', { class: 'meta' }, `${one.id} · ${facts}`),
    ),
  );
}

/* ---- what was asked ---- */
function another() {
  return el(
    'button',
    {
      type: 'button',
      class: 'link push nowrap fixed',
      'data-key': 'another',
      onclick: () => matching.choose({}),
    },
    t({ zh: '换一个', en: 'Change' }),
    ' ▾',
  );
}

/** @param {string | null} projectId @param {Record<string, any> | null} demand @param {MatchReport | null} report */
function asked(projectId, demand, report) {
  const id = projects() ?? '';
  const one = projectId ? featuresOf(id).get(projectId) : null;
  const blocker = one ? v.wordsOf(id, one, 'blocker') : null;
  const head = el(
    'div',
    { class: 'demand-head' },
    el(
      'span',
      { class: 'chip' },
      one
        ? v.capital(v.wordsOf(id, one, 'stage') ?? t({ zh: '项目', en: 'Project' }))
        : t({ zh: '自填需求', en: 'Own requirement' }),
    ),
    el(
      'span',
      { class: 'asked-of' },
      [projectId, one ? v.wordsOf(id, one, 'chain') : null].filter(Boolean).join(' · '),
    ),
    another(),
  );
  const { origin } = matching.current();
  const changed =
    !projectId && origin
      ? el(
          'p',
          { class: 'weighed', role: 'status' },
          el('span', {}, t({ zh: `需求改自 ${origin}`, en: `Changed from ${origin}` })),
          el(
            'button',
            {
              type: 'button',
              class: 'link push nowrap',
              'data-key': 'origin-back',
              onclick: () => matching.choose({ projectId: origin, weights: matching.current().weights }),
            },
            t({ zh: '恢复原需求', en: 'Back to it' }),
          ),
        )
      : null;
  const name = one
    ? v.name(id, one)
    : demand?.name || report?.project?.name || t({ zh: '未命名需求', en: 'Unnamed requirement' });
  const lines = report?.project?.requirement ?? [];
  // Words are short in Chinese: the funnel below comes nearer.
  const rows = language() === 'en' ? lines : pairRows(lines, config.demand);
  return el(
    'section',
    { class: 'section' },
    head,
    el('h2', { class: 'match-title' }, name),
    changed,
    blocker
      ? el('p', { class: 'note note-doubt' }, t({ zh: `项目受阻：${blocker}`, en: `Blocked by: ${blocker}` }))
      : null,
    ...(report?.notes ?? []).map((note) =>
      el('p', { class: 'note note-doubt', role: 'status', 'data-note': note.code }, t(note)),
    ),
    el(
      'dl',
      { class: 'requirement' },
      ...rows.flatMap((row) => [el('dt', {}, v.capital(t(row))), el('dd', {}, v.capital(t(row.text)))]),
    ),
    served()
      ? el(
          'button',
          {
            type: 'button',
            class: 'link',
            'data-key': 'change-demand',
            onclick: () => {
              way = 'demand';
              demandForm.fill(report?.project ?? demand ?? {}, name);
              matching.choose({});
            },
          },
          t({ zh: '修改需求', en: 'Edit requirement' }),
        )
      : null,
  );
}

/** @param {Spot} site */
function siteHead({ collection, id }) {
  const one = featuresOf(collection).get(id);
  const area = schema.role(collection, 'area');
  const raw = one ? schema.value(collection, one, 'area') : null;
  const rows = ['status', 'usage', 'park'].flatMap((role) => {
    const field = schema.role(collection, role);
    return field && one ? [{ field, said: v.words(field, schema.value(collection, one, role)) }] : [];
  });
  if (area) rows.unshift({ field: area, said: typeof raw === 'number' ? v.shown(area, raw) : null });
  return el(
    'section',
    { class: 'section' },
    el(
      'div',
      { class: 'demand-head' },
      el('span', { class: 'chip' }, t({ zh: '适配项目', en: 'Projects that fit' })),
      id,
      another(),
    ),
    el('h2', { class: 'match-title' }, one ? v.name(collection, one) : id),
    el(
      'dl',
      { class: 'requirement' },
      ...rows.flatMap(({ field, said }) => [
        el('dt', {}, v.title(field)),
        el('dd', {}, said === null ? v.unknown() : v.capital(said)),
      ]),
    ),
    el(
      'button',
      {
        type: 'button',
        class: 'link',
        onclick: () => findCard({ collection, id }, collection),
      },
      t({ zh: '看详情', en: 'Details' }),
    ),
  );
}

panel({ root: 'ls-left-inner', keys: ['mode', 'match', 'results'], when: () => state.mode === 'match', paint });
