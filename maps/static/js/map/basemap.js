/* Base maps of others, by setting, beneath the scene. */

import * as L from '../../vendor/leaflet/leaflet.js';
import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { state } from '../base/state.js';
import { stage } from './stage.js';

/** @type {L.TileLayer[]} */
let sheets = [];

/** Show the base map that is chosen, or none. */
export function paint() {
  sheets.forEach((sheet) => sheet.remove());
  const chosen = config.basemaps?.find(({ id }) => id === state.basemap);
  sheets = (chosen?.urls ?? []).map((url) =>
    L.tileLayer(url, {
      subdomains: chosen?.subdomains ?? '01234567',
      maxZoom: 20,
      maxNativeZoom: 18,
      attribution: plainCredit(chosen?.attribution),
    }).addTo(stage.leaflet),
  );
  stage.scene?.refresh();
}

/** Leaflet takes credits as markup: they are set as text here. @param {string | null | undefined} text */
const plainCredit = (text) => el('span', {}, text ?? '').outerHTML;
