/* Icons: 16 px, one stroke. */

import { SVG, dressed } from './dom.js';

/** @type {Record<string, string>} */
const ICONS = {
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5 14 14',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  close: 'm4 4 8 8M12 4l-8 8',
  check: 'm3 8.5 3.2 3.200L13 4.8',
  up: 'm4 10 4-4 4 4',
  down: 'm4 6 4 4 4-4',
  left: 'm10 4-4 4 4 4',
  right: 'm6 4 4 4-4 4',
  undo: 'M5.5 3 2.5 6l3 3M3 6h6.500a3.5 3.5 0 0 1 0 7H6',
  filter: 'M2 3h12l-4.5 5.500v4l-3 1.500V8.500z',
  list: 'M5.5 4H14M5.5 8H14M5.5 12H14M2 4h.5M2 8h.5M2 12h.5',
  columns: 'M2.5 3h4.500v10H2.500zM9 3h4.500v10H9z',
  chart: 'M2.5 13.500h11M4.5 11V7.500M8 11V3.500M11.5 11V6',
  table: 'M2.5 3h11v10h-11zM2.5 6.500h11M2.5 9.800h11M6.500 3v10',
  download: 'M8 2.500v7.500M4.8 7 8 10.2 11.2 7M2.5 13.500h11',
  print: 'M4.5 6V2.500h7V6M4.5 11.500h-2V6h11v5.500h-2M4.5 9.500h7v4h-7z',
  share:
    'M12 5.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM4 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12 14.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.8 7.100l4.4-2.600M5.8 8.900l4.4 2.6',
  match:
    'M6 2.500H2.500V6H6zM13.5 10H10v3.500h3.500zM4.2 6v4a1.8 1.8 0 0 0 1.8 1.800h4M9 4.200h1.800A1.8 1.8 0 0 1 12.6 6v1.5',
  pin: 'M8 14s4.5-4.2 4.5-7.500a4.5 4.5 0 0 0-9 0C3.5 9.8 8 14 8 14zM8 8a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  bookmark: 'M4 2.500h8v11L8 10.500l-4 3z',
  home: 'M2.5 7 8 2.5 13.5 7v6.500h-11z',
  draw: 'm3 5.5 5-3 5.5 3.500L12 12.500l-7.5 1z',
  measure: 'm2 11 9-9 3 3-9 9zM5 8l1.5 1.500M7 6l1 1M9 4l1.5 1.5',
  layers: 'm8 2 6 3.2-6 3.2-6-3.200zM2 8l6 3.200L14 8M2 10.8 8 14l6-3.2',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.200v3.600M8 5v.2',
  locate: 'M8 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM8 1.500V4M8 12v2.500M1.5 8H4M12 8h2.5',
  trash: 'M3 4.500h10M6 4.500V3h4v1.500M4.5 4.500l.6 9h5.800l.6-9',
  edit: 'm3 13 .6-2.8 7.2-7.2 2.2 2.2-7.2 7.200z',
  more: 'M3.5 8h.2M8 8h.2M12.5 8h.2',
  basket: 'M2.5 6h11l-1.2 7.500H3.700zM5.5 6 8 2.5 10.5 6',
  copy: 'M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3',
  sort: 'M5 3v10M2.5 10.5 5 13l2.5-2.500M11 13V3M8.5 5.5 11 3l2.5 2.5',
  building: 'M3.5 13.500V3h6v10.500M9.5 6.500h3v7M2 13.500h12M5.5 5.500h2M5.5 8h2M5.5 10.500h2',
  warning: 'M8 2.5 14.5 13.500h-13zM8 6.500v3.500M8 11.800v.2',
  calendar: 'M2.5 4h11v9.500h-11zM2.5 7h11M5.5 2.500V5M10.5 2.500V5',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 9.800a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600z',
  external: 'M9.5 2.500h4v4M13.5 2.5 8 8M12 9v4.500H2.500V4H7',
  link: 'M6.5 9.5 9.5 6.500M7 4.500l1.5-1.500a3 3 0 0 1 4.5 4.500L11.5 9M9 11.5 7.5 13A3 3 0 0 1 3 8.500L4.5 7',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.500M12 2v3H9',
};

/** A drawing of 16 px that says nothing to a screen reader: its button does. @param {string} name */
export function icon(name) {
  const node = document.createElementNS(SVG, 'svg');
  dressed(node, { class: `icon icon-${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' }, []);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name] ?? ICONS.info);
  node.append(path);
  return node;
}
