import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { load } from './page.js';

const page = /** @type {any} */ (globalThis);
/** @type {[name: string, run: (event: any) => void][]} */
const heard = [];
page.addEventListener = (/** @type {string} */ name, /** @type {() => void} */ run) => heard.push([name, run]);
const stretch = await load('data/stretch.js');

/** @param {string} name @param {object} event */
function happen(name, event) {
  for (const [each, run] of heard) if (each === name) run(event);
}
const field = { matches: () => true };
const box = { matches: () => false };

beforeEach(() => happen('pointerdown', {}));

test('letters typed into one field are one stretch, until it is left, entered or something else is clicked', () => {
  /** @type {[string, object][]} */
  const ends = [
    ['focusout', { target: field }],
    ['change', { target: field }],
    ['keydown', { key: 'Enter' }],
    ['pointerdown', {}],
  ];
  for (const [name, event] of ends) {
    happen('input', { target: field });
    const first = stretch.current();
    assert.ok(first);
    happen('keydown', { key: 'ArrowLeft' });
    happen('keyup', { key: 'ArrowLeft' });
    happen('input', { target: field });
    assert.equal(stretch.current(), first);
    happen(name, event);
    assert.equal(stretch.current(), null);
    happen('input', { target: field });
    assert.notEqual(stretch.current(), first);
    happen('pointerdown', {});
  }
});

test('another field is another stretch; leaving some other element ends none; a box that is ticked begins none', () => {
  happen('input', { target: field });
  const first = stretch.current();
  happen('focusout', { target: box });
  assert.equal(stretch.current(), first);
  happen('input', { target: { ...field } });
  assert.notEqual(stretch.current(), first);
  happen('pointerdown', {});
  happen('input', { target: box });
  assert.equal(stretch.current(), null);
});

test('a key that is held down is one stretch; pressed again it is another', () => {
  happen('keydown', { key: 'ArrowRight', repeat: false });
  const first = stretch.current();
  happen('keydown', { key: 'ArrowRight', repeat: true });
  assert.equal(stretch.current(), first);
  happen('keyup', { key: 'ArrowRight' });
  assert.equal(stretch.current(), null);
  happen('keydown', { key: 'ArrowRight', repeat: false });
  assert.notEqual(stretch.current(), first);
  happen('keyup', {});
  happen('keydown', { key: 'a' });
  assert.equal(stretch.current(), null);
});
