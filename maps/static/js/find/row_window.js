/* Rows that are drawn only where they are seen: a window over many, walked by keys, lit by what is hovered; of the list and of the table. */

import { el } from '../base/dom.js';
import { state } from '../base/state.js';
import { openCard, pointAt } from '../data/actions.js';
import * as basket from '../data/basket.js';
import * as questions from '../data/questions.js';
import { placeAfter } from './row_keys.js';

const SPARE = 6;
const NEAR_END = 30;

/** What an event happened in. @param {Event} event @returns {HTMLElement | null} */
const rowOf = ({ target }) => (target instanceof Element ? target.closest('.row') : null);

/** @param {HTMLElement} row @returns {Spot} */
const spotOf = (row) => ({ collection: questions.active(), id: String(row.dataset.id) });

/** @param {HTMLElement | null} row */
function hover(row) {
  const next = row ? spotOf(row) : null;
  if (next?.id !== state.hovered?.id) pointAt(next);
}

/** @param {string} id @param {Feature} one @returns {RowLooks} */
const looksOf = (id, one) => ({
  selected: state.selected?.collection === id && state.selected.id === one.id,
  picked: basket.has(id, one.id),
  hovered: state.hovered?.collection === id && state.hovered.id === one.id,
});

/** @type {RowWindow[]} */
const windows = [];

/** Give the focus to the row of a feature, scrolled into sight, in the list or the table that is on screen; whether it has one. @param {Spot} spot */
export function focusRow(spot) {
  const shown = windows.find(({ holder }) => holder?.getClientRects().length);
  const place = shown?.placeOf(spot) ?? -1;
  return Boolean(place >= 0 && shown?.stand(place));
}

export class RowWindow {
  /** The place of the row that the keyboard is at. */
  at = 0;
  /** Rows that are drawn, by place. @type {Map<number, HTMLElement>} */
  drawn = new Map();
  hadFocus = false;

  /** @param {RowsHow} how */
  constructor(how) {
    this.how = how;
    windows.push(this);
  }

  /** @returns {HTMLElement | null} */
  get scroll() {
    return document.getElementById(this.how.scroll);
  }

  /** @returns {HTMLElement | null} */
  get holder() {
    return document.getElementById(this.how.holder);
  }

  /** The element that holds the rows, of the height of all of them; to be made before each painting. @param {HTMLElement} holder */
  hold(holder) {
    this.hadFocus = Boolean(this.holder?.contains(document.activeElement));
    this.drawn.clear();
    holder.style.height = `${this.how.rows().length * this.how.size}px`;
    holder.addEventListener('keydown', (event) => this.walk(event));
    holder.addEventListener('click', (event) => this.choose(event));
    holder.addEventListener('pointerover', (event) => hover(rowOf(event)));
    holder.addEventListener('pointerleave', () => hover(null));
    return holder;
  }

  /** What scrolls the rows, with what stands around them. @param {string} key by which the place is kept @param {...Child} parts */
  framed(key, ...parts) {
    const scroll = el('div', { class: 'scroll', 'data-scroll': key, id: this.how.scroll }, ...parts);
    scroll.addEventListener('scroll', () => requestAnimationFrame(() => this.draw()), { passive: true });
    return scroll;
  }

  /** After the holder was painted: its rows, and the focus where it was. */
  painted() {
    this.draw();
    if (!this.hadFocus) return;
    this.hadFocus = false;
    this.drawn.get(this.at)?.focus({ preventScroll: true });
  }

  /** Draw the rows that came into the window and drop those that left it; near the end ask for more. */
  draw() {
    const { scroll, holder } = this;
    if (!scroll || !holder) return;
    const rows = this.how.rows();
    const { size, beside = 0 } = this.how;
    const from = Math.max(0, Math.floor(scroll.scrollTop / size) - SPARE);
    const to = Math.min(rows.length, Math.ceil((scroll.scrollTop + scroll.clientHeight - beside) / size) + SPARE);
    this.at = Math.min(this.at, Math.max(0, rows.length - 1));
    for (const [place, row] of this.drawn)
      if ((place < from || place >= to) && row !== document.activeElement) {
        row.remove();
        this.drawn.delete(place);
      }
    const first = [...this.drawn.keys()].reduce((least, place) => Math.min(least, place), Infinity);
    const before = document.createDocumentFragment();
    const after = document.createDocumentFragment();
    for (let place = from; place < to; place += 1)
      if (!this.drawn.has(place)) (place < first ? before : after).append(this.make(rows[place], place));
    if (before.childNodes.length) holder.prepend(before);
    if (after.childNodes.length) holder.append(after);
    if (to > rows.length - NEAR_END) this.how.ending();
  }

  /** @param {Feature} one @param {number} place */
  make(one, place) {
    const id = questions.active();
    const looks = looksOf(id, one);
    const row = this.how.make(id, one, place, looks);
    row.style.top = `${place * this.how.size}px`;
    if (looks.hovered) row.classList.add('hovered');
    if (place === this.at) row.tabIndex = 0;
    this.drawn.set(place, row);
    return row;
  }

  /** @param {Event} event */
  choose(event) {
    if (event.target instanceof Element && event.target.closest('.pick')) return;
    const row = rowOf(event);
    if (!row) return;
    this.at = Number(row.dataset.place);
    openCard(spotOf(row));
  }

  /** @param {KeyboardEvent} event */
  walk(event) {
    const row = rowOf(event);
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = placeAfter(event.key, Number(row.dataset.place), this.how.rows().length);
    if (to !== null) this.focus(to);
    else if (event.key === 'Enter') openCard(spotOf(row));
    else if (event.key === ' ') basket.toggle(spotOf(row).collection, spotOf(row).id);
    else return;
    // The card beside is walked by the same keys: it follows the row that the reader is at.
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} place */
  focus(place) {
    const row = this.stand(place);
    if (!row) return;
    hover(row);
    if (state.selected?.collection === questions.active()) openCard(spotOf(row));
  }

  /** The row at a place gets the focus, and is where the keyboard goes on from. @param {number} place */
  stand(place) {
    const was = this.drawn.get(this.at);
    if (was) was.tabIndex = -1;
    this.at = place;
    this.reveal(place);
    this.draw();
    const row = this.drawn.get(place);
    if (!row) return null;
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
    return row;
  }

  /** Scroll a row into sight. @param {number} place */
  reveal(place) {
    const { scroll } = this;
    const { size, beside = 0 } = this.how;
    if (!scroll) return;
    const top = place * size;
    const room = scroll.clientHeight - beside;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    else if (top + size > scroll.scrollTop + room) scroll.scrollTop = top + size - room;
  }

  /** The place of a feature among the rows; -1 where it has none. @param {Spot | null} spot */
  placeOf(spot) {
    return spot?.collection === questions.active() ? this.how.rows().findIndex((one) => one.id === spot.id) : -1;
  }

  /** Scroll a feature into sight where it is among the rows. @param {Spot | null} spot */
  revealSpot(spot) {
    const place = this.placeOf(spot);
    if (place < 0) return;
    this.reveal(place);
    this.draw();
  }

  /** A thing hovered on the map lights its row, scrolled into sight; nothing else is redrawn. */
  light() {
    const { holder } = this;
    if (!holder) return;
    for (const row of holder.querySelectorAll('.row.hovered')) row.classList.remove('hovered');
    const { hovered } = state;
    if (hovered?.collection !== questions.active()) return;
    if (!holder.matches(':hover') && !holder.contains(document.activeElement)) this.revealSpot(hovered);
    holder.querySelector(`[data-id="${CSS.escape(String(hovered.id))}"]`)?.classList.add('hovered');
  }
}
