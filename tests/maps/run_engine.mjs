/* The page's own query engine: reads {scripts, config, layers, questions, sought, edges, points}, writes the answers. */
import { answer, given, module } from './page.mjs';

const engine = await module('data/engine.js');
const { distinct } = await module('data/facet_counts.js');
const intervals = await module('data/intervals.js');
const geo = await module('base/geo.js');
const { schema } = await module('base/schema.js');
const { emptyQuery } = await module('base/state.js');

const { layers, questions, points, sought, edges } = given;
const held = Object.fromEntries(
  Object.entries(layers).map(([id, collection]) => [id, engine.layer(schema.collection(id), collection.features)]),
);
const { layers: known } = await module('data/features.js');
for (const [id, layer] of Object.entries(held)) known.set(id, layer);
const answers = questions.map(({ collection, query, sort }) => {
  const { ids, rows, ...rest } = engine.answer(held[collection], query, sort);
  return { ...rest, ids: rows.map((row) => String(row.id)), set: ids.size };
});
const values = sought.map(({ collection, query, field, text, limit }) =>
  distinct(held[collection], { ...emptyQuery(), ...query }, schema.field(collection, field), text, limit),
);
const drawn = edges.map(({ kind, numbers }) =>
  kind === 'date' ? intervals.dates(numbers).edges : intervals.numbers(numbers, kind === 'whole'),
);
answer({
  answers,
  values,
  drawn,
  grid: points.map((point) => geo.metric(point)),
  metres: points.map((point) => geo.distance(points[0], point)),
});
