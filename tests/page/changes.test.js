/* Two answers compared: who is gained, who is lost, who moved and from where. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { changes } = await load('board/changes.js');

/** @param {string} id @param {...string} sites */
const placed = (id, ...sites) => ({ project_id: id, items: sites.map((site) => ({ id: site })) });
const base = { placements: [placed('A', '1'), placed('B', '2', '3'), placed('C', '4')] };

/** @param {{ project_id: string }[]} rows */
const ids = (rows) => rows.map((one) => one.project_id);

test('a project placed in one answer alone is gained or lost', () => {
  const { gained, lost, moved } = changes(base, { placements: [placed('A', '1'), placed('D', '4')] });
  assert.deepEqual([ids(gained), ids(lost), ids(moved)], [['D'], ['B', 'C'], []]);
});

test('a project on other sites has moved, and says from where', () => {
  const { moved } = changes(base, { placements: [placed('A', '9'), placed('B', '2'), placed('C', '4')] });
  assert.deepEqual(ids(moved), ['A', 'B']);
  assert.deepEqual(moved[1].from, base.placements[1]);
});

test('an answer differs in nothing from itself', () => {
  assert.deepEqual(changes(base, base), { gained: [], lost: [], moved: [] });
});
