/* Studies of a match: asked one after another, each for the question that is on screen and no other. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { load, putMatch } from './page.js';

const page = /** @type {any} */ (globalThis);
const studies = await load('match/studies.js', { mode: 'served', studies: ['topsis', 'stability', 'why_not'] });
const { emit } = await load('base/events.js');

/** @type {any[]} */
let requests = [];
/** @type {(study: string) => unknown} */
let serve = (study) => ({ [study]: { of: study } });
page.fetch = async (/** @type {string} */ _, /** @type {RequestInit} */ { body }) => {
  const asked = JSON.parse(String(body));
  requests.push(asked);
  const said = serve(asked.study[0]);
  if (said instanceof Error) throw said;
  return new page.Response(JSON.stringify(await said));
};
test.beforeEach(async () => {
  requests = [];
  serve = (study) => ({ [study]: { of: study } });
  await putMatch({ report: { matches: [] }, studies: {}, site: null });
});

test('what is shown first is asked first, and each answer is there as it comes', async () => {
  assert.equal(studies.pending('stability'), true);
  emit('ranked', { project_id: 'P' });
  await setTimeout(250);
  assert.deepEqual(
    requests.map(({ project_id: id, study }) => [id, ...study]),
    [
      ['P', 'stability'],
      ['P', 'topsis'],
    ],
  );
  assert.deepEqual(studies.of('topsis'), { of: 'topsis' });
  assert.equal(studies.pending('topsis'), false);
  assert.equal(studies.pending('assemblies'), false, 'the service does not offer it');
});

test('who leafs through projects asks for the last one’s studies alone', async () => {
  emit('ranked', { project_id: 'P' });
  emit('ranked', { project_id: 'Q' });
  await setTimeout(250);
  assert.deepEqual(new Set(requests.map((asked) => asked.project_id)), new Set(['Q']));
});

test('a plot that looks for projects is not studied', async () => {
  emit('ranked', { site: { collection: 'plots', id: '1' } });
  await setTimeout(200);
  assert.deepEqual(requests, []);
  assert.deepEqual(studies.wanted({ site: { collection: 'plots', id: '1' } }), {});
  assert.deepEqual(studies.wanted({ project_id: 'P' }), { study: ['stability', 'topsis'] });
});

test('a study that fails says why, and the next one is asked all the same', async () => {
  serve = (study) => (study === 'stability' ? new Error('down') : { [study]: { of: study } });
  emit('ranked', { project_id: 'P' });
  await setTimeout(250);
  assert.equal(studies.of('stability'), null);
  assert.match(studies.failed('stability'), /服务/);
  assert.deepEqual(studies.of('topsis'), { of: 'topsis' });
});

test('a report may carry its studies, and without a report there are none', async () => {
  await putMatch({ report: { matches: [], topsis: { of: 'file' } }, studies: {} });
  assert.deepEqual(studies.of('topsis'), { of: 'file' });
  await putMatch({ report: null });
  assert.equal(studies.of('topsis'), null);
  assert.equal(studies.pending('stability'), false);
});
