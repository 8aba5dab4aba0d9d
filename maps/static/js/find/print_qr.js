/* The way from paper back to the latest state: the address of a thing under which others reach the service, as a QR code. */

import { config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import { encode, path } from '../base/qr.js';
import { language, t } from '../base/words.js';

const MARGIN = 4; // Modules that stay light around it, as a reader asks

/** The public address of a thing; null where the service has none. @param {Spot} spot */
export function addressOf({ collection, id }) {
  if (!config.public_url) return null;
  const asked = new URLSearchParams({ lang: language(), sel: `${collection}/${id}` });
  return `${config.public_url}/#${asked}`;
}

/** @param {Spot} spot */
export function figure(spot) {
  const address = addressOf(spot);
  const rows = address ? encode(address) : null;
  if (!address || !rows) return null;
  const size = rows.length + 2 * MARGIN;
  return el(
    'figure',
    { class: 'print-qr' },
    svg(
      'svg',
      {
        viewBox: `${-MARGIN} ${-MARGIN} ${size} ${size}`,
        role: 'img',
        'aria-label': address,
        'shape-rendering': 'crispEdges',
      },
      svg('path', { d: path(rows) }),
    ),
    el('figcaption', {}, t({ zh: '扫码看最新', en: 'Scan for the latest' })),
  );
}
