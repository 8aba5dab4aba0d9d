/* Figures of the dashboard as the page lists them, and idle clocks as its cards read them: reads {scripts, config, layers, figures, plots, today}, writes the answers. */
import { answer, given, module } from './page.mjs';

globalThis.window = globalThis;
globalThis.addEventListener = () => undefined;
globalThis.getComputedStyle = () => ({ getPropertyValue: () => 'black' });
globalThis.location = { hash: '', href: 'http://localhost/' };
const engine = await module('data/engine.js');
const { reckon } = await module('find/idle_clock.js');
const { schema } = await module('base/schema.js');

const { layers, figures, plots, today } = given;
const held = Object.fromEntries(
  Object.entries(layers).map(([id, collection]) => [id, engine.layer(schema.collection(id), collection.features)]),
);
const lists = figures.map(({ collection, filter }) => {
  const query = filter ? { filter: { text: filter, zh: '', en: '' } } : {};
  const found = engine.answer(held[collection], query, null);
  return { count: found.matched, words: found.words, unknown: found.steps[0]?.unknown ?? 0 };
});
const clocks = held[plots].rows.map((row) => reckon(plots, row, today)?.state ?? null);
answer({ lists, clocks });
