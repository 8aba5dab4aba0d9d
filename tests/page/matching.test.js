import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { catalog } from './catalog.js';
import { load } from './page.js';
import { asked, later, serve, settled } from './serving.js';

const matching = await load('data/matching.js', { ...catalog, studies: ['why_not'] });
const { changeState, state } = await load('base/state.js');
const { config } = await load('base/config.js');
const { on } = await load('base/events.js');
const { remember } = await load('data/features.js');

const SITE = { collection: 'land', id: 'A' };
/** @param {string} id @param {number} score */
const match = (id, score, verdict = 'fits') => ({ site: { collection: 'land', id }, rank: 1, score, verdict });
const report = {
  scheme: { id: 's1' },
  matches: [match('A', 9)],
  explained: [match('B', 1)],
  counts: { fits: 1, to_check: 2 },
};

/** Ask about something without the page asking at once. @param {Record<string, unknown>} about_ */
function about(about_) {
  changeState({ mode: 'find', match: { ...matching.NONE, ...about_ } });
}

test('what the service is asked: a project, a demand or a place, with the scheme and the weights', () => {
  about({});
  assert.equal(matching.request(), null);
  about({ projectId: 'P-1', demand: { needs: 'land' }, scheme: 's2', weights: { jobs: 1 } });
  assert.deepEqual(matching.request(), { project_id: 'P-1', scheme: 's2', weights: { jobs: 1 } });
  about({ demand: { needs: 'land' } });
  assert.deepEqual(matching.request(), { project: { needs: 'land' } });
  about({ site: SITE });
  assert.deepEqual(matching.request(), { site: SITE });
});

test('the scheme is the one chosen, else that of the service', () => {
  about({});
  assert.equal(matching.scheme().id, 's1');
  matching.under('s2');
  assert.equal(matching.scheme().id, 's2');
  matching.under('s1');
  assert.equal(state.match.scheme, null);
});

test('choosing goes to the match, asks, and says that something is asked about', async () => {
  serve(() => report);
  /** @type {unknown[]} */
  const told = [];
  const end = [
    on('chosen', (/** @type {boolean} */ something) => told.push(something)),
    on('ranked', (/** @type {unknown} */ question) => told.push(question)),
  ];
  matching.choose({ projectId: 'P-1' });
  await settled();
  matching.choose({});
  end.forEach((stop) => stop());
  assert.deepEqual(told, [true, { project_id: 'P-1' }, false]);
  assert.deepEqual(
    asked.map(({ body }) => body),
    [{ project_id: 'P-1', top: 50 }],
  );
  assert.equal(state.mode, 'match');
});

test('other weights are another question, and the report stands until it is answered', async () => {
  serve(() => report);
  matching.choose({ projectId: 'P-1' });
  await settled();
  const shown = state.match.report;
  assert.deepEqual(shown, report);
  matching.weigh({ jobs: 5 });
  assert.equal(state.match.report, shown);
  await settled();
  assert.deepEqual(asked[1].body, { project_id: 'P-1', weights: { jobs: 5 }, top: 50 });
});

test('only the last question is heard', async () => {
  const late = later();
  serve((_, { project_id: id }) => (id === 'slow' ? late.given : { ...report, id }));
  matching.choose({ projectId: 'slow' });
  matching.choose({ projectId: 'fast' });
  await settled();
  late.give({ ...report, id: 'slow' });
  await settled();
  assert.equal(state.match.report.id, 'fast');
});

test('a question that takes its time says so, a refusal says why', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const slow = later();
  serve(() => slow.given);
  matching.choose({ projectId: 'P-2' });
  assert.equal(state.match.busy, false);
  mock.timers.tick(300);
  assert.equal(state.match.busy, true);
  slow.give(503);
  mock.timers.reset();
  await settled();
  assert.deepEqual([state.match.busy, state.match.error.said], [false, 'the service answered 503']);
});

test('how many projects a plot would suit is asked once', async () => {
  serve(() => report);
  /** @type {unknown[]} */
  const told = [];
  on('touched', (/** @type {string[]} */ keys) => told.push(keys));
  assert.equal(matching.countFor('land', 'A'), null);
  assert.equal(matching.countFor('land', 'A'), null);
  await settled();
  assert.deepEqual([matching.countFor('land', 'A'), asked.length, told], [3, 1, [['fits']]]);
  assert.deepEqual(asked[0].body, { site: SITE, top: 1 });
  serve(() => 500);
  assert.equal(matching.countFor('land', 'B'), null);
  await settled();
  assert.equal(matching.countFor('land', 'B'), null);
});

test('why a plot does or does not fit: from the report, else asked once, again after a refusal', async () => {
  about({ projectId: 'P-1', report });
  assert.deepEqual(await matching.explain('land', 'A'), report.matches[0]);
  assert.deepEqual(await matching.explain('land', 'B'), report.explained[0]);
  serve(() => 500);
  assert.equal(await matching.explain('land', 'C'), null);
  serve(() => ({ explained: [match('C', 2)], matches: [] }));
  const [first, second] = await Promise.all([matching.explain('land', 'C'), matching.explain('land', 'C')]);
  assert.deepEqual([first.score, second.score, asked.length], [2, 2, 1]);
  assert.deepEqual(asked[0].body, { project_id: 'P-1', top: 1, explain: ['C'] });
  about({ site: SITE });
  assert.equal(await matching.explain('land', 'C'), null);
  about({});
  assert.equal(await matching.explain('land', 'C'), null);
});

test('what would have to change is asked of a service that works it out', async () => {
  about({ projectId: 'P-1' });
  serve(() => ({ why_not: { sites: [{ site: SITE, verdict: 'rejected' }] } }));
  assert.equal((await matching.mend('land', 'A')).verdict, 'rejected');
  assert.deepEqual(asked[0].body.study, ['why_not']);
  assert.equal(await matching.mend('land', 'B'), null);
  config.studies = [];
  assert.equal(await matching.mend('land', 'C'), null);
});

test('new projects come first, then by their numbers as people count', () => {
  /** @param {string} id @param {string} stage */
  const project = (id, stage) => ({ id, geometry: null, properties: { stage } });
  remember('projects', [project('P-10', 'new'), project('P-1', 'running'), project('P-2', 'new')]);
  assert.deepEqual(
    matching.projects().map((/** @type {Feature} */ { id }) => id),
    ['P-2', 'P-10', 'P-1'],
  );
});

test('a map in one file answers from the reports that it carries', async () => {
  const carried = {
    'P-1': {
      scheme: { id: 's1' },
      project: { id: 'P-1' },
      matches: [match('A', 5)],
      outcome: { land: { fits: ['A'], to_check: ['B'] } },
    },
    'P-2': {
      scheme: { id: 's1' },
      project: { id: 'P-2' },
      matches: [match('A', 8, 'to_check')],
      outcome: { land: { fits: ['B'] } },
    },
  };
  const page = /** @type {any} */ (globalThis);
  const bare = page.document.getElementById;
  page.document.getElementById = (/** @type {string} */ id) =>
    id === 'match-reports' ? { textContent: JSON.stringify(carried) } : bare(id);
  config.mode = 'file';
  assert.deepEqual([matching.countFor('land', 'X1'), matching.countFor('floors', 'A')], [0, 0]);
  matching.choose({ site: SITE });
  await settled();
  const turned = state.match.report;
  assert.deepEqual(
    turned.matches.map((/** @type {any} */ { rank, project, site }) => [rank, project.id, site]),
    [
      [1, 'P-2', undefined],
      [2, 'P-1', undefined],
    ],
  );
  assert.deepEqual([turned.counts, turned.partial, turned.scheme.id], [{ fits: 1, to_check: 1 }, true, 's1']);
  matching.choose({ projectId: 'P-2' });
  await settled();
  assert.deepEqual(state.match.report, carried['P-2']);
  matching.choose({ projectId: 'P-9' });
  await settled();
  assert.match(state.match.error.message, /one-file map/);
  assert.equal(matching.countFor('land', 'B2'), 0);
  config.mode = 'served';
  config.projects = null;
  assert.deepEqual([matching.countFor('land', 'A'), matching.projects()], [null, []]);
});
