/* Would break where a plot were said to be idle, to owe a fee or to be forfeit a day too early or too late, or under the wrong rule. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { collection, feature, field } from './makers.js';
import { loadInColour } from './page.js';

const ROLES = [
  'status',
  'contract_start',
  'started_on',
  'stopped_on',
  'delay_cause',
  'started_share',
  'invested_share',
];
const IDLE = { fill: '#E07B5F', stroke: '#A63A1F', pattern: 'solid' };
const { colourOf, reckon } = await loadInColour('find/idle_clock.js', {
  collections: [
    collection(
      'land',
      'parcel',
      ROLES.map((role) => field(role, role === 'status' ? { codelist: 'own' } : {})),
    ),
  ],
  codelists: {
    own: {
      id: 'own',
      hierarchy: 'flat',
      codes: [{ code: '03', zh: '闲置', en: 'idle', parent: null, symbol: IDLE, meaning: 'idle' }],
    },
  },
});
const DUE = { status: 'unstarted', contract_start: '2023-03-01', delay_cause: 'owner' };

/** @param {Record<string, unknown>} properties @param {string | null} [asOf] @returns {IdleClock} */
const clock = (properties, asOf = '2024-09-01') => reckon('land', feature('A1', properties), asOf);

/** @param {IdleClock} made */
const days = (made) => made.marks.map(({ at }) => new Date(at).toISOString().slice(0, 10));
/** @param {IdleClock} made */
const tones = (made) => made.spans.filter(({ from, to }) => to > from).map(({ tone }) => tone);

test('there is no clock without a day of contract, without a day of the question, or for land in use', () => {
  assert.equal(clock({ ...DUE, contract_start: null }), null);
  assert.equal(clock(DUE, null), null);
  assert.equal(clock({ ...DUE, status: 'used' }), null);
});

test('a register of other codes says what they mean; one that does not means what it writes', () => {
  assert.equal(clock({ ...DUE, status: '03' }).kind, 'never');
  assert.equal(clock({ ...DUE, status: 'idle' }).kind, 'never');
  assert.equal(clock({ ...DUE, status: '04' }), null);
});

test('spans have the colours of the statuses, and those of the page where the list has no such status', () => {
  assert.equal(colourOf('land', 'late'), IDLE.fill);
  assert.equal(colourOf('land', 'over'), IDLE.stroke);
  assert.equal(colourOf('land', 'waiting'), '--waiting');
  assert.equal(colourOf('land', 'quiet'), '--span-quiet');
});

test('never started: before the start is due nothing runs', () => {
  const made = clock(DUE, '2023-02-01');
  assert.equal(made.kind, 'never');
  assert.equal(made.now.zh, '距约定开工 28 天');
  assert.equal(made.suspected, false);
  assert.equal(made.head, null);
  assert.deepEqual(tones(made), []);
});

test('never started: the fee from one year, forfeiture from two', () => {
  assert.deepEqual(days(clock(DUE)), ['2023-03-01', '2024-03-01', '2025-03-01']);
  const before = clock(DUE, '2024-02-29');
  assert.equal(before.now.en, '1 day to 1 year');
  assert.equal(before.suspected, false);
  assert.deepEqual(tones(before), ['waiting']);
  const after = clock(DUE, '2024-03-01');
  assert.equal(after.suspected, true);
  assert.equal(after.now.en, '365 days to 2 years');
  assert.deepEqual(tones(clock(DUE)), ['waiting', 'late']);
  // From 2023-03-01 to 2024-09-01 are 550 days, 18.07 months of 30.44.
  assert.match(clock(DUE).note.zh, /^未动工 18 个月。/);
});

test('never started: past two years the days over are told', () => {
  const made = clock(DUE, '2025-03-11');
  assert.equal(made.now.zh, '满 2 年又 10 天');
  assert.equal(made.now.en, '10 days past 2 years');
  assert.deepEqual(tones(made), ['waiting', 'late', 'over']);
});

test('never started by the fault of the government: no fee, no forfeiture, no suspicion', () => {
  const made = clock({ ...DUE, delay_cause: 'government' }, '2026-01-01');
  assert.equal(made.exempt, true);
  assert.equal(made.suspected, false);
  assert.deepEqual(days(made), ['2023-03-01']);
  assert.deepEqual(tones(made), ['quiet']);
  assert.equal(made.now.en, 'Exempt: government delay');
  assert.match(made.note.en, /no forfeiture/);
});

test('an unknown cause is to be checked', () => {
  assert.equal(clock(DUE).cause, true);
  assert.equal(clock({ ...DUE, delay_cause: null }).cause, false);
});

const STOPPED = { ...DUE, status: 'idle', started_on: '2023-04-01', stopped_on: '2023-10-01' };

test('a share of started land alone makes it land that was started', () => {
  const made = clock({ ...DUE, started_share: 10 });
  assert.equal(made.kind, 'stopped');
  assert.equal(clock({ ...DUE, started_share: 0 }).kind, 'never');
});

test('started and stopped at a day that nobody knows: nothing is suspected, the day is to be checked', () => {
  const made = clock({ ...DUE, started_on: '2023-04-01', started_share: 10, invested_share: 5 });
  assert.equal(made.now.zh, '停工日期待核实');
  assert.equal(made.suspected, false);
  assert.deepEqual(days(made), ['2023-03-01', '2023-04-01']);
  assert.deepEqual(tones(made), ['quiet']);
  assert.deepEqual(made.head, { share: 10, invested: 5 });
});

test('stopped: suspected from one year on, where less than a third was started or less than a quarter invested', () => {
  const little = { ...STOPPED, started_share: 33, invested_share: 80 };
  assert.equal(clock(little, '2024-09-30').suspected, false);
  assert.equal(clock(little, '2024-09-30').now.en, '1 day to 1 year');
  const made = clock(little, '2024-10-04');
  assert.equal(made.suspected, true);
  assert.equal(made.now.en, '3 days past 1 year');
  assert.deepEqual(days(made), ['2023-03-01', '2023-04-01', '2023-10-01', '2024-10-01']);
  assert.deepEqual(tones(made), ['quiet', 'waiting', 'late']);
  assert.match(made.note.en, /suspected idle only, no fee/);
  assert.equal(clock({ ...STOPPED, started_share: 50, invested_share: 24.9 }, '2024-10-04').suspected, true);
  assert.equal(clock({ ...STOPPED, started_share: 50, invested_share: null }, '2024-10-04').suspected, false);
});

test('stopped above both thresholds is not suspected, whenever', () => {
  const made = clock({ ...STOPPED, started_share: 34, invested_share: 25 }, '2026-01-01');
  assert.equal(made.suspected, false);
  assert.deepEqual(tones(made), ['quiet', 'quiet', 'quiet']);
  assert.match(made.note.en, /above the thresholds/);
  assert.deepEqual(days(made), ['2023-03-01', '2023-04-01', '2023-10-01']);
});

test('stopped by the government is exempt', () => {
  const made = clock({ ...STOPPED, delay_cause: 'government', started_share: 5, invested_share: 5 }, '2026-01-01');
  assert.equal(made.suspected, false);
  assert.equal(made.now.zh, '政府原因，免计');
  assert.match(made.note.zh, /由政府原因造成，免计/);
});

test('stopped with no day of start: the time at work counts from the contract', () => {
  const made = clock({ ...STOPPED, started_on: null });
  assert.equal(new Date(made.spans[0].from).toISOString().slice(0, 10), '2023-03-01');
});

test('land is suspected where it is late and not known to be exempt, and each plot stands in one state', () => {
  /** @param {Record<string, unknown>} properties */
  const at = (properties) => {
    const { state, suspected } = clock({ ...DUE, contract_start: '2021-03-01', ...properties });
    return [state, suspected];
  };
  assert.deepEqual(at({}), ['two_years', true]);
  assert.deepEqual(at({ contract_start: '2023-03-01' }), ['one_year', true]);
  assert.deepEqual(at({ contract_start: '2024-03-01' }), ['under_one_year', false]);
  assert.deepEqual(at({ contract_start: '2025-03-01' }), ['not_due', false]);
  assert.deepEqual(at({ delay_cause: null }), ['cause_to_check', true]);
  assert.deepEqual(at({ delay_cause: 'government' }), ['exempt', false]);
  const stopped = { stopped_on: '2023-01-01', started_share: 20, invested_share: 50 };
  assert.deepEqual(at(stopped), ['stopped_suspected', true]);
  assert.deepEqual(at({ ...stopped, delay_cause: null }), ['cause_to_check', true]);
  assert.deepEqual(at({ ...stopped, delay_cause: 'government' }), ['exempt', false]);
  assert.deepEqual(at({ ...stopped, stopped_on: '2024-01-01' }), ['stopped_under_one_year', false]);
  assert.deepEqual(at({ ...stopped, started_share: 50 }), ['stopped_enough', false]);
  assert.deepEqual(at({ ...stopped, started_share: null }), ['shares_to_check', false]);
  assert.deepEqual(at({ started_on: '2022-01-01' }), ['stop_to_check', false]);
});
