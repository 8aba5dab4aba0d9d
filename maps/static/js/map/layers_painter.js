/* The layers of the map, one over another as the reader has put them, each seen through as far as wanted. */

import { opacityOf, rising } from '../base/layering.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { apart } from './desk.js';
import * as groundPainters from './ground_painters.js';
import { paintNear } from './near_painter.js';
import * as stockPainters from './stock_painters.js';

/** @typedef {import('./brush.js').Brush} Brush */

/** @type {Partial<Record<Kind, (brush: Brush, id: string) => void>>} */
const PAINTERS = {
  base: groundPainters.paintGround,
  parcel: stockPainters.paintPlots,
  other: stockPainters.paintPlots,
  space: stockPainters.paintLoose,
  building: stockPainters.paintBuildings,
  control: groundPainters.paintControls,
  park: groundPainters.paintParks,
  project: stockPainters.paintProjects,
};

/** @param {Brush} brush */
export function paintLayers(brush) {
  const order = rising(state.layering.order);
  const first = order.find((id) => schema.collection(id).kind !== 'base');
  for (const id of order) {
    // Under the plots, so that the line hides none of them.
    if (id === first) paintNear(brush);
    if (state.shown[id]) paintLayer(brush, id);
  }
}

/** @param {Brush} brush @param {string} id */
function paintLayer(brush, id) {
  const { kind } = schema.collection(id);
  const paint = PAINTERS[kind];
  // A base map has its own ground.
  if (!paint || (kind === 'base' && state.basemap)) return;
  const opacity = opacityOf(state.layering, id) / 100;
  if (opacity < 1) apart(brush, opacity, (other) => paint(other, id));
  else paint(brush, id);
}
