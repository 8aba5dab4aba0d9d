/* The facet of places: within so many metres of a park, a road, a chosen plot or what is drawn; or within what is drawn. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon } from '../base/icons.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import { AROUND, FARTHEST, placeWords } from '../data/near.js';
import * as questions from '../data/questions.js';
import * as draw from '../map/draw.js';
import * as widgets from '../page/widgets.js';
import * as facets from './facets.js';

/** Metres that are offered without typing. */
export const OFFERED = [500, 1000, 2000, 5000];
const DRAWN = 'drawn';

/** How far, where a distance is set before its place. */
let metres = AROUND;
/** How far is asked, or would be. */
const far = () => questions.nearAsked()?.metres ?? metres;

/** @param {Near | null} near */
function ask(near) {
  if (near) ({ metres } = near);
  questions.setNear(near);
}

/** Set how far; a place that is asked already goes by it. @param {number} wanted */
export function reach(wanted) {
  metres = Math.min(FARTHEST, wanted);
  const near = questions.nearAsked();
  if (near) ask({ ...near, metres });
  else facets.refresh();
}

/** Ask for what lies around a feature. @param {Spot} spot */
export const around = (spot) => ask({ metres: AROUND, spot, shape: null });

/* ---- the places to choose from ---- */

/** A feature as a value of the list. @param {Spot} spot */
const valueOf = ({ collection, id }) => `${collection}/${id}`;

/** @param {Spot} spot */
const titleOf = ({ collection, id }) => v.name(collection, featuresOf(collection).get(id)) || id;

/** Named features of a layer, by what they are. @param {Collection} one @returns {[string, Spot[]][]} */
function named({ id, kind, title }) {
  const field = kind === 'base' ? schema.role(id, 'class') : null;
  /** @type {Map<string, Spot[]>} */
  const made = new Map();
  for (const [key, feature] of featuresOf(id)) {
    if (!feature.geometry || !schema.value(id, feature, 'name')) continue;
    const label = (field && v.words(field, feature.properties[field.name])) || t(title);
    made.set(label, [...(made.get(label) ?? []), { collection: id, id: key }]);
  }
  return [...made];
}

/** Groups of the list: what is chosen or drawn, parks, then what the ground and the controls name. @param {Near | null} near @returns {[string, HTMLElement[]][]} */
function groups(near) {
  const own = [state.selected, near?.spot ?? null].flatMap((spot) =>
    spot && schema.has(spot.collection) ? [spot] : [],
  );
  const chosen = [...new Map(own.map((spot) => [valueOf(spot), spot])).values()];
  const kinds = /** @type {const} */ (['park', 'base', 'control']);
  const listed = kinds.flatMap((kind) => schema.ofKind(kind).flatMap(named));
  const others = new Set(listed.flatMap(([, spots]) => spots.map(valueOf)));
  const first = chosen.filter((spot) => !others.has(valueOf(spot))).map(option);
  if (near?.shape) first.push(el('option', { value: DRAWN }, t(placeWords(near))));
  return [
    ...(first.length ? [/** @type {[string, HTMLElement[]]} */ ([t({ zh: '当前', en: 'At hand' }), first])] : []),
    ...listed.map(([label, spots]) => /** @type {[string, HTMLElement[]]} */ ([v.capital(label), spots.map(option)])),
  ];
}

/** @param {Spot} spot */
const option = (spot) => el('option', { value: valueOf(spot) }, titleOf(spot));

/** @param {Near | null} near */
function chooser(near) {
  const none = el('option', { value: '' }, t({ zh: '选一处地点', en: 'choose a place' }));
  const box = el(
    'select',
    { class: 'near-place', 'data-key': 'place-of', 'aria-label': t({ zh: '距哪里', en: 'Near what' }) },
    none,
    ...groups(near).map(([label, options]) => el('optgroup', { label }, ...options)),
  );
  box.value = near ? (near.spot ? valueOf(near.spot) : DRAWN) : '';
  box.addEventListener('change', () => {
    const at = box.value.indexOf('/');
    if (box.value === DRAWN) return;
    ask(
      at < 0
        ? null
        : { metres: far(), spot: { collection: box.value.slice(0, at), id: box.value.slice(at + 1) }, shape: null },
    );
  });
  return box;
}

/* ---- the body ---- */

function distance() {
  const label = t({ zh: '距离（km）', en: 'Distance in km' });
  const entry = widgets.entryField({
    key: 'place-distance',
    label,
    value: String(far() / 1000),
    commit: (kilometres) => {
      if (kilometres) reach(kilometres * 1000);
      else facets.refresh();
    },
  });
  const offers = widgets.segments(
    label,
    OFFERED.map((offered) => ({ id: String(offered), text: String(offered / 1000) })),
    String(far()),
    (offered) => reach(Number(offered)),
  );
  return el('div', { class: 'near-line' }, offers, entry, el('span', {}, t({ zh: 'km 以内', en: 'km' })));
}

/** @param {import('../map/draw.js').Drawing} tool @param {string} mark @param {Words} words */
const drawing = (tool, mark, words) =>
  el(
    'button',
    {
      type: 'button',
      class: 'button',
      'data-key': tool,
      'aria-pressed': String(draw.tool === tool),
      onclick: () => draw.begin(tool),
    },
    icon(mark),
    t(words),
  );

/** A drawn area filters by itself, or by what lies around it. @param {Near | null} near */
function insideOrAround(near) {
  const within = questions.withinAsked();
  const ring = near?.shape && near.shape.length > 3 ? near.shape : null;
  if (!within && !ring) return null;
  return el(
    'div',
    { class: 'near-line' },
    el('span', {}, t({ zh: '所画范围', en: 'Drawn area' })),
    widgets.segments(
      t({ zh: '所画范围怎样用', en: 'What the drawn area does' }),
      [
        { id: 'within', text: t({ zh: '在其内', en: 'inside' }) },
        { id: 'near', text: t({ zh: '在其周边', en: 'around it' }) },
      ],
      within ? 'within' : 'near',
      (way) => {
        if (way === 'near' && within)
          questions.setNear({ metres: far(), spot: null, shape: [...within, within[0]] }, null);
        else if (way === 'within' && ring) questions.setNear(null, ring.slice(0, -1));
      },
    ),
  );
}

/** Rows that have no place, let in or left out. */
function orUnknown() {
  const ids = questions.stock().map(({ id }) => id);
  const lets = ids.some((id) => questions.of(id).or_unknown.includes('near'));
  const steps = ids.flatMap((id) => (facets.result(id)?.steps ?? []).filter(({ key }) => key === 'near'));
  const unknown = steps.reduce((sum, step) => sum + step.unknown, 0);
  if (!lets && !unknown) return null;
  const box = el('input', { type: 'checkbox', class: 'check', 'data-key': 'unknown-near', checked: lets });
  box.addEventListener('change', () =>
    questions.editAll(ids, (query) => {
      query.or_unknown = [...query.or_unknown.filter((key) => key !== 'near'), ...(box.checked ? ['near'] : [])];
    }),
  );
  const words = lets
    ? { zh: '已含位置待核实的', en: 'unknown places are in' }
    : { zh: `含位置待核实（${unknown}）`, en: `or unknown (${unknown})` };
  return el('label', { class: 'or-unknown' }, box, t(words));
}

function body() {
  const near = questions.nearAsked();
  const way = el('span', { class: 'near-word' }, t({ zh: '距', en: 'of' }));
  const where = el('div', { class: 'near-line' }, way, chooser(near));
  return el(
    'div',
    { class: 'near-facet' },
    ...(state.lang === 'en' ? [distance(), where] : [where, distance()]),
    el(
      'div',
      { class: 'near-line' },
      drawing('near-point', 'pin', { zh: '选点', en: 'Point' }),
      drawing('near-line', 'measure', { zh: '画线', en: 'Line' }),
      drawing('near-area', 'draw', { zh: '画范围', en: 'Area' }),
    ),
    insideOrAround(near),
    near ? orUnknown() : null,
  );
}

/** The facet, with a way out where a place is asked. */
export function section() {
  if (!config.collections.some(({ bounds }) => bounds)) return null;
  const drop = questions.nearAsked()
    ? el(
        'button',
        { type: 'button', class: 'link', 'data-key': 'place-drop', onclick: () => ask(null) },
        t({ zh: '不限', en: 'Any place' }),
      )
    : null;
  return facets.frame('place', t({ zh: '位置', en: 'Place' }), drop, body);
}

on('tool', facets.refresh);
