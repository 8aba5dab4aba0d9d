/* Runs the page's own query engine outside a browser: reads {config, layers, questions} from stdin, writes the answers. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const { scripts, config, layers, questions, points, sought, edges } = JSON.parse(fs.readFileSync(0, 'utf8'));
const page = { console, structuredClone, document: { getElementById: (id) => (id === 'landstock-config' ? { textContent: JSON.stringify(config) } : null) } };
page.window = page;
vm.createContext(page);
for (const script of ['figures.js', 'core.js', 'plane.js', 'intervals.js', 'engine.js', 'map/geo.js']) vm.runInContext(fs.readFileSync(path.join(scripts, script), 'utf8'), page, { filename: script });

const { landstock } = page;
const held = Object.fromEntries(Object.entries(layers).map(([id, collection]) => [id, landstock.engine.layer(landstock.schema.collection(id), collection.features)]));
const answers = questions.map(({ collection, query, sort }) => {
  const { ids, rows, ...answer } = landstock.engine.answer(held[collection], query, sort);
  return { ...answer, ids: rows.map((row) => String(row.id)), set: ids.size };
});
const values = sought.map(({ collection, query, field, text, limit }) => landstock.engine.distinct(held[collection], { ...landstock.emptyQuery?.(), ...query }, landstock.schema.field(collection, field), text, limit));
const drawn = edges.map(({ kind, numbers }) => (kind === 'date' ? landstock.intervals.dates(numbers).edges : landstock.intervals.numbers(numbers, kind === 'whole')));
process.stdout.write(JSON.stringify({ answers, values, drawn, grid: points.map((point) => landstock.geo.metric(point)), metres: points.map((point) => landstock.geo.distance(points[0], point)) }));
