/* Coordinates in a phrase: degrees or metres of the district's grid or of the zone beside it, in either order, told apart by what lies in the district. */

import { config } from '../../base/config.js';
import * as geo from '../../base/geo.js';

const ZONE = 1e6;
/** Degrees from one central meridian to the next. */
const ZONE_WIDTH = 3;
const FIGURE = String.raw`(-?\d+(?:\.\d+)?)`;
const PARTS = String.raw`(\d{1,3})\s*[°度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’分]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|''|′′|秒)\s*)?`;
const NAME = String.raw`(?:\b[xyne]\b|[xy](?=\s*[:=]?\s*\d)|lat(?:itude)?|lon(?:gitude)?|lng|北纬|东经|纬度|经度|northing|easting|north|east)?\s*[:=]?\s*`;
const PAIR = new RegExp(
  String.raw`(?:^|[\s(\[]|(?<=[距离近在于]))${NAME}${FIGURE}\s*[°度]?\s*[ne]?(?:\s*[,;/、]\s*|\s+)${NAME}${FIGURE}\s*[°度]?\s*[ne]?(?=$|[\s)\],;]|的?(?:附近|周[边围]|旁|一带|以内|之内))`,
);
const SIXTIETHS = new RegExp(
  String.raw`(?:[ne北纬东经]+\s*)?${PARTS}\s*[ne]?\s*[,;/、]?\s*(?:[ne北纬东经]+\s*)?${PARTS}\s*[ne]?`,
);
const LEAST_METRES = 10000;
const EXACT = /\.\d{3}/;

/** @param {(string | undefined)[]} parts degrees, minutes, seconds */
const degrees = ([whole, minutes, seconds]) => Number(whole) + Number(minutes ?? 0) / 60 + Number(seconds ?? 0) / 3600;

/** @param {Point} point */
function isInside([x, y]) {
  const [west, south, east, north] = config.extent ?? config.home;
  const [across, along] = [(east - west) / 2, (north - south) / 2];
  return x >= west - across && x <= east + across && y >= south - along && y <= north + along;
}

/**
 * The grids that an easting may be of, and what it is in each: by the number of its zone, else the district's own and its neighbours.
 * @param {number} easting
 * @returns {[easting: number, meridian: number][]}
 */
function zonesOf(easting) {
  const own = config.metric.lon_0;
  const zone = Math.floor(easting / ZONE);
  if (!zone) return [own, own - ZONE_WIDTH, own + ZONE_WIDTH].map((meridian) => [easting, meridian]);
  const named = [zone * 3, zone * 6 - 3].filter((meridian) => Math.abs(meridian - own) <= ZONE_WIDTH);
  return named.length ? named.map((meridian) => [easting - zone * ZONE, meridian]) : [[easting, own]];
}

/** The places of an easting and a northing, that of the district's own grid first. @param {number} easting @param {number} northing */
const placesOf = (easting, northing) =>
  zonesOf(easting).map(([east, meridian]) => geo.fromMetric([east, northing], { ...config.metric, lon_0: meridian }));

/** Both ways of reading two figures, as points in degrees. @param {number} a @param {number} b @returns {Point[]} */
function readings(a, b) {
  if (Math.abs(a) <= 180 && Math.abs(b) <= 180)
    return [/** @type {Point} */ ([b, a]), /** @type {Point} */ ([a, b])].filter(([, lat]) => Math.abs(lat) <= 90);
  if (!config.metric || Math.min(a, b) < LEAST_METRES) return [];
  // North stands before east on a surveyor's sheet.
  return [...placesOf(b, a), ...placesOf(a, b)].filter((point) => point.every(Number.isFinite));
}

/**
 * The place that a text names by two figures, and where in the text; null where there is none.
 * @param {string} text
 * @returns {{ place: Place, from: number, end: number } | null}
 */
export function placeIn(text) {
  const parts = SIXTIETHS.exec(text);
  const pair = parts ? null : PAIR.exec(text);
  const match = parts ?? pair;
  if (!match) return null;
  const [a, b] = parts
    ? [degrees(parts.slice(1, 4)), degrees(parts.slice(4, 7))]
    : [Number(match[1]), Number(match[2])];
  const both = readings(a, b);
  const inside = both.find(isInside);
  // Two small figures that are not meant as a place are none of another district.
  const isMeant = parts || Math.min(a, b) >= LEAST_METRES || match.slice(1, 3).every((figure) => EXACT.test(figure));
  const point = inside ?? (isMeant ? both[0] : null);
  return point
    ? { place: { point, inside: Boolean(inside) }, from: match.index, end: match.index + match[0].length }
    : null;
}
