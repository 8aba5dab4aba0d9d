/* On the card: who links to it. Rows of other layers that name it by its number, code or certificate, each leading to its card. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { findCard } from '../data/actions.js';
import { fetchLinking, linkingTo } from '../data/links.js';
import { touched } from '../page/panels.js';

/** Rows of a layer that are named before somebody asks for all of them. */
const FEW = 5;
/** Layers whose rows are all shown, by the card. @type {Set<string>} */
const opened = new Set();

/** Cards for which the large layers were asked. @type {Set<string>} */
const asked = new Set();

/** @param {string} id @param {Feature} one */
function ask(id, one) {
  const card = `${id}/${one.id}`;
  if (asked.has(card)) return;
  asked.add(card);
  fetchLinking(id, one).then(
    (isMore) => isMore && touched(['selected']),
    () => asked.delete(card),
  );
}

/** @param {string} id @param {Feature} one */
export function section(id, one) {
  ask(id, one);
  const found = linkingTo(id, one);
  if (!found.length) return null;
  return el(
    'section',
    { class: 'section', 'data-key': 'linking' },
    el('h3', {}, t({ zh: '关联到此', en: 'Linked to this' })),
    el('dl', { class: 'linking' }, ...found.map((group) => layer(group, `${id}/${one.id}`))),
  );
}

/** @param {import('../data/links.js').Linking} group @param {string} card */
function layer({ collection, field, rows }, card) {
  const name = `${card}/${collection}/${field.name}`;
  const isOpen = opened.has(name) || rows.length <= FEW + 1;
  const shown = isOpen ? rows : rows.slice(0, FEW);
  const rest = rows.length - shown.length;
  return el(
    'div',
    {},
    el(
      'dt',
      { title: t({ zh: `按“${field.title.zh}”关联`, en: `linked by ${field.title.en}` }) },
      v.short(schema.collection(collection)),
      ' ',
      el('span', { class: 'meta' }, `${number(rows.length)} ${v.noun(collection, rows.length)}`),
    ),
    el(
      'dd',
      {},
      ...shown.map((row) => entry(collection, row)),
      rest
        ? el(
            'button',
            {
              type: 'button',
              class: 'link',
              'data-key': `linking-more-${collection}`,
              onclick: () => {
                opened.add(name);
                touched(['selected']);
              },
            },
            t({ zh: `另有 ${number(rest)}`, en: `${number(rest)} more` }),
          )
        : null,
    ),
  );
}

/** @param {string} collection @param {Feature} row */
function entry(collection, row) {
  const id = String(row.id);
  const said = v.name(collection, row);
  const beside = said === id || collection === config.projects?.collection ? '' : ` ${id}`;
  return el(
    'button',
    {
      type: 'button',
      class: 'link middling',
      'data-key': `linking-${collection}-${id}`,
      onclick: () => findCard({ collection, id }),
    },
    `${said}${beside}`,
  );
}
