/* Labels: names, codes with their area, floor badges, rank discs. Each takes its room; a later one that finds none is left out. */
(function () {
  'use strict';
  const ls = window.landstock;
  const { schema, state, stock, t, fmt } = ls;
  const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
  const INK = '#18231F';
  const INK_2 = '#46534D';
  const ACCENT = '#0B665E';
  const FLOOR = { free: '#0B665E', held: '#7FB8B0', let: '#CFD6D1' };
  const CODE = /[A-Za-z]{1,4}\d{0,3}[-–]\d{1,4}(?:[-–]\d{1,4})?/;
  const ROMAN = /^[\u0000-\u024f\s\d.,'’–-]+$/;
  const ROOMY = 8; // pixels of road that a name fits into

  /** The view while it is being labelled: what is taken, in pixels of the scene. */
  class Room {
    constructor(brush) {
      this.brush = brush;
      this.taken = ls.view.obstacles(brush.origin);
      this.window = ls.view.window(brush.origin);
      this.cells = new Map();
      for (const box of this.taken) this.index(box);
    }

    index(box) {
      for (let x = Math.floor(box[0] / 64); x <= Math.floor(box[2] / 64); x += 1) {
        for (let y = Math.floor(box[1] / 64); y <= Math.floor(box[3] / 64); y += 1) {
          const key = x * 4096 + y;
          if (!this.cells.has(key)) this.cells.set(key, []);
          this.cells.get(key).push(box);
        }
      }
    }

    /** Take a box if it is free; `forced` takes it anyway. A box that the window's edge would cut is not free. */
    take(box, { forced = false, gap = 3 } = {}) {
      const [west, north, east, south] = this.window;
      const out = box[2] < west || box[0] > east || box[3] < north || box[1] > south;
      const cut = !out && (box[0] < west + 2 || box[2] > east - 2 || box[1] < north + 2 || box[3] > south - 2);
      if (!forced && (cut || this.hits(box, gap))) return false;
      this.index(box);
      return true;
    }

    hits(box, gap) {
      const wide = [box[0] - gap, box[1] - gap + 1, box[2] + gap, box[3] + gap - 1];
      for (let x = Math.floor(wide[0] / 64); x <= Math.floor(wide[2] / 64); x += 1) {
        for (let y = Math.floor(wide[1] / 64); y <= Math.floor(wide[3] / 64); y += 1) {
          for (const other of this.cells.get(x * 4096 + y) ?? []) if (wide[0] < other[2] && wide[2] > other[0] && wide[1] < other[3] && wide[3] > other[1]) return true;
        }
      }
      return false;
    }
  }

  const widths = new Map();
  function widthOf(pen, text, font, spacing = 0) {
    const key = `${font}\n${text}`;
    if (!widths.has(key)) {
      if (widths.size > 6000) widths.clear();
      pen.font = font;
      widths.set(key, pen.measureText(text).width);
    }
    return widths.get(key) + spacing * Math.max(0, [...text].length - 1);
  }

  function write(pen, text, x, y, { font, colour = INK, halo = '#FFFFFF', width = 3.6, align = 'center', spacing = 0 }) {
    pen.font = font;
    pen.textAlign = align;
    pen.textBaseline = 'middle';
    pen.lineJoin = 'round';
    if ('letterSpacing' in pen) pen.letterSpacing = `${spacing}px`;
    if (halo) {
      pen.strokeStyle = halo;
      pen.lineWidth = width;
      pen.strokeText(text, x, y);
    }
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
    if ('letterSpacing' in pen) pen.letterSpacing = '0px';
  }

  /** Several centred lines as one label: [{text, font, colour, height}]. */
  function block(room, [x, y], lines, options = {}) {
    const { pen } = room.brush;
    const width = Math.max(...lines.map((line) => (line.shares ? BAR : widthOf(pen, line.text, line.font, line.spacing))));
    const height = lines.reduce((sum, line) => sum + line.height, 0);
    const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    if (options.within && (width > options.within[0] || height > options.within[1])) return null;
    if (!room.take(box, options)) return null;
    let top = box[1];
    for (const line of lines) {
      write(pen, line.text, x, top + line.height / 2, line);
      top += line.height;
    }
    return box;
  }

  const bold = (size) => `600 ${size}px ${FONT}`;
  const plain = (size) => `400 ${size}px ${FONT}`;

  /* ---- names ---- */
  const trimmed = (name, park) => {
    for (const prefix of park ? [park.zh, park.en].filter(Boolean) : []) if (name.startsWith(prefix) && name.length > prefix.length) return name.slice(prefix.length).trim();
    return name;
  };

  /** What a plot is called on the map: the code in its name, else its name without the park's. */
  function short(id, feature) {
    const name = schema.name(id, feature);
    const code = CODE.exec(name);
    if (code) return code[0];
    const field = schema.role(id, 'park');
    const park = field ? schema.code(field, feature.properties[field.name]) : null;
    return trimmed(name, park);
  }

  function size(id, feature) {
    const field = schema.role(id, 'area');
    const value = field ? feature.properties[field.name] : null;
    return typeof value === 'number' ? fmt.area(value, field) : null;
  }

  const areaOf = (id, feature) => { const value = schema.value(id, feature, 'area'); return typeof value === 'number' ? value : 0; };

  /* ---- parks ---- */
  function totals(park) {
    const parts = [];
    for (const one of schema.ofKind('parcel', 'space')) {
      const field = schema.role(one.id, 'park');
      const groups = field ? state.results[one.id]?.groups?.[field.name] : null;
      if (!groups) continue;
      const family = ls.engine.below(ls.config.codelists[field.codelist] ?? null, park);
      const mine = groups.filter((group) => family.has(String(group.value)));
      const count = mine.reduce((sum, group) => sum + group.count, 0);
      const area = mine.reduce((sum, group) => sum + group.area_m2, 0);
      if (count) parts.push(`${fmt.number(count)} ${t(one.noun)} · ${large(area, schema.role(one.id, 'area'))}`);
    }
    return parts;
  }

  const large = (m2, field) => (field?.land || m2 < 1e5 || ls.lang === 'en' ? fmt.area(m2, field) : `${fmt.number(m2 / 1e4, 1)} 万 m²`);

  function parks(room) {
    const { brush } = room;
    for (const one of schema.ofKind('park').filter((each) => state.shown[each.id])) {
      for (const feature of [...ls.features(one.id).values()].sort((a, b) => areaOf(one.id, b) - areaOf(one.id, a))) {
        if (!brush.sees(feature)) continue;
        const planned = schema.value(one.id, feature, 'planned') === true;
        const inner = Boolean(schema.value(one.id, feature, 'parent'));
        if (planned) extension(room, one.id, feature); else if (!inner) park(room, one.id, feature); else if (brush.zoom >= 14.25) themed(room, one.id, feature);
      }
    }
  }

  function park(room, id, feature) {
    const { brush } = room;
    const far = brush.zoom < stock.PLOTS_FROM;
    const name = { text: schema.name(id, feature), font: bold(far ? 14 : 15), colour: '#1F3A34', height: 20, spacing: far ? 1 : ls.lang === 'en' ? 1.5 : 3, width: 4 };
    if (far) overview(room, feature, name); else if (brush.zoom < 16.75) onEdge(room, feature, name);
  }

  /** From afar a park says what is in it, and in which state its land is. */
  function overview(room, feature, name) {
    const { brush } = room;
    const shares = stock.matching() ? [] : mix(String(feature.id));
    const lines = stock.matching() ? [name] : [name, ...totals(String(feature.id)).map((text) => ({ text, font: plain(12), colour: INK_2, height: 16 })), ...(shares.length ? [{ text: '', font: plain(12), height: 16, shares }] : [])];
    const [wide, high] = brush.extent(feature);
    const [x, y] = brush.point(ls.scene.middle(feature));
    const tall = lines.reduce((sum, line) => sum + line.height, 0);
    const places = wide > 170 && high > tall + 20 ? [[x, y]] : [[x, y - high / 2 - tall / 2 - 4], [x, y + high / 2 + tall / 2 + 4], [x + wide / 2 + 70, y], [x - wide / 2 - 70, y]];
    for (const place of places) {
      const box = block(room, place, lines);
      if (box) { if (shares.length) bar(brush, [place[0], box[3] - 8], shares); return; }
    }
    block(room, [x, y], [name], { forced: true });
  }

  let mixed = { result: null, field: null, byPark: new Map() };

  /** Area of the land that the question finds in a park, by class of the theme. */
  function mix(park) {
    const one = schema.ofKind('parcel').find((each) => state.shown[each.id]);
    const result = one ? state.results[one.id] : null;
    const link = one ? schema.role(one.id, 'park') : null;
    const field = one ? stock.themeField(one.id) : null;
    if (!result?.ids || !link || !field) return [];
    if (mixed.result !== result || mixed.field !== field) {
      mixed = { result, field, byPark: new Map() };
      const theme = stock.theme(one.id);
      for (const feature of result.rows) {
        const at = String(feature.properties[link.name] ?? '');
        if (!mixed.byPark.has(at)) mixed.byPark.set(at, new Map());
        const into = mixed.byPark.get(at);
        const each = theme.of(feature);
        into.set(each, (into.get(each) ?? 0) + areaOf(one.id, feature));
      }
    }
    const sums = new Map();
    for (const key of ls.engine.below(ls.config.codelists[link.codelist] ?? null, park)) for (const [each, area] of mixed.byPark.get(key) ?? []) sums.set(each, (sums.get(each) ?? 0) + area);
    return stock.theme(one.id).classes.filter((each) => sums.get(each)).map((each) => ({ symbol: each.symbol, area: sums.get(each) }));
  }

  const BAR = 112;

  function bar(brush, [x, y], shares) {
    const { pen } = brush;
    const whole = shares.reduce((sum, share) => sum + share.area, 0);
    let left = x - BAR / 2;
    pen.fillStyle = '#FFFFFF';
    pen.fillRect(left - 2, y - 6, BAR + 4, 12);
    for (const { symbol, area } of shares) {
      const width = (area / whole) * BAR;
      pen.fillStyle = ls.symbols.fillOf(pen, symbol, brush.ratio);
      pen.fillRect(left, y - 4, width, 8);
      pen.strokeStyle = symbol.stroke;
      pen.lineWidth = 0.8;
      pen.strokeRect(left, y - 4, width, 8);
      left += width;
    }
  }

  /** A park's name stands just inside its northern edge, where the window shows it. */
  function onEdge(room, feature, line) {
    const { brush } = room;
    const box = stock.boxOf(feature);
    const [x1, y1] = brush.point([box[0], box[3]]);
    const [x2, y2] = brush.point([box[2], box[1]]);
    const [west, north, east, south] = room.window;
    if (x2 - x1 < 60) return;
    const left = Math.max(x1, west);
    const right = Math.min(x2, east);
    for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      const x = left + (right - left) * share;
      const top = edgeAt(brush, feature, x);
      if (top === null || top < north - 10 || top > Math.min(y2, south)) continue;
      if (block(room, [x, top - 14], [line]) || block(room, [x, top + 16], [line])) return;
    }
  }

  /** The topmost crossing of a feature's outline with a vertical line at x, in pixels. */
  function edgeAt(brush, feature, x) {
    let top = null;
    for (const rings of ls.plane.polygons(feature.geometry)) {
      const points = rings[0].map((point) => brush.point(point));
      for (let i = 1; i < points.length; i += 1) {
        const [[x1, y1], [x2, y2]] = [points[i - 1], points[i]];
        if ((x1 > x) === (x2 > x)) continue;
        const y = y1 + ((x - x1) * (y2 - y1)) / (x2 - x1);
        if (top === null || y < top) top = y;
      }
    }
    return top;
  }

  function themed(room, id, feature) {
    if (room.brush.zoom < 16.5) onEdge(room, feature, { text: schema.name(id, feature), font: plain(12), colour: ACCENT, height: 15, spacing: 0.5 });
  }

  function extension(room, id, feature) {
    const { brush } = room;
    if (brush.extent(feature)[0] < 50) return;
    const kind = schema.role(id, 'class');
    const words = kind ? schema.code(kind, feature.properties[kind.name]) : null;
    block(room, brush.point(ls.scene.middle(feature)), [{ text: t(words ?? { zh: '规划扩区（拟）', en: 'planned extension' }), font: plain(12), colour: '#2E4A43', height: 16 }]);
  }

  /* ---- plots ---- */
  function plots(room) {
    const { brush } = room;
    if (brush.zoom < 15) return;
    const matching = state.mode === 'match' && state.match.report;
    for (const one of stock.plots()) {
      const found = [];
      for (const feature of stock.drawn(one.id)) {
        if (!brush.sees(feature, 0)) continue;
        const loud = matching ? stock.verdict(one.id, String(feature.id)) !== 'rejected' : stock.found(one.id, String(feature.id));
        const strong = loud && (matching || coloured(stock.symbolOf(one.id, feature)));
        if (loud || brush.zoom >= 16.5) found.push([feature, strong]);
      }
      found.sort(([a, first], [b, second]) => second - first || areaOf(one.id, b) - areaOf(one.id, a));
      for (const [feature, loud] of found) plot(room, one.id, feature, loud, matching);
    }
  }

  /** Whether a symbol speaks by colour: greys are fine as they are, and their labels step back. */
  function coloured({ fill }) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(fill.slice(at, at + 2), 16));
    return Math.max(r, g, b) - Math.min(r, g, b) > 16;
  }

  function plot(room, id, feature, loud, matching) {
    const { brush } = room;
    const extent = brush.extent(feature);
    if (extent[0] < 28 || extent[1] < 16) return;
    const chosen = state.selected?.collection === id && state.selected.id === String(feature.id);
    const near = brush.zoom >= 16.5 && brush.zoom >= 15;
    const field = stock.themeField(id);
    const raw = field ? feature.properties[field.name] : null;
    const said = near && field?.codelist && raw !== null ? t(schema.code(field, Array.isArray(raw) ? raw[0] : raw) ?? String(raw)) : null;
    const area = size(id, feature);
    const first = { text: short(id, feature), font: loud ? bold(12) : plain(12), colour: loud ? INK : INK_2, height: 14 };
    const second = { text: [said, area].filter(Boolean).join(' · '), font: plain(11), colour: loud ? INK : INK_2, height: 13 };
    const room_ = [extent[0] * 1.05, extent[1] * 1.02];
    const at = brush.point(ls.scene.middle(feature));
    if (matching && !near) { if (area) block(room, at, [{ ...second, text: area, font: plain(11.5) }], { within: room_ }); return; }
    const lines = second.text ? [first, second] : [first];
    if (block(room, at, lines, { within: chosen ? null : room_, forced: chosen })) return;
    const small = [at[0], at[1] + Math.min(extent[1] / 4, 24)];
    if (near && second.text) block(room, at, [first, { ...second, text: area ?? second.text }], { within: room_ }) ?? block(room, small, [first], { within: room_ });
    else block(room, at, [first], { within: [extent[0] * 1.1, extent[1]] });
  }

  /* ---- floors of a building ---- */
  function badges(room) {
    const { brush } = room;
    if (brush.zoom < 15) return;
    const matching = state.mode === 'match' && state.match.report;
    for (const [key] of stock.floors().byBuilding) {
      const [id, building] = key.split('\n');
      const feature = state.shown[id] ? ls.features(id).get(building) : null;
      if (!feature || !brush.sees(feature, 0)) continue;
      const open = stock.open(id, building);
      if (open.length && !(matching && open.some(({ id: space, feature: floor }) => stock.verdicts().ranks.has(`${space}\n${floor.id}`)))) badge(room, id, feature, open.length);
    }
  }

  /** State of each floor, lowest first: as the building says, else free where the question found it. */
  function statesOf(id, feature) {
    const said = schema.value(id, feature, 'floor_states');
    if (Array.isArray(said)) {
      const byFloor = new Map();
      for (const entry of said) {
        const [floor, kind] = String(entry).split(':');
        const before = byFloor.get(Number(floor));
        byFloor.set(Number(floor), before === 'free' || kind === 'free' ? 'free' : before === 'held' || kind === 'held' ? 'held' : 'let');
      }
      return [...byFloor].sort(([a], [b]) => a - b).map(([, kind]) => kind);
    }
    const open = new Map((stock.floors().byBuilding.get(`${id}\n${feature.id}`) ?? []).map(({ id: space, feature: floor }) => [schema.value(space, floor, 'floor'), 'free']));
    const count = schema.value(id, feature, 'floors') ?? open.size;
    return Array.from({ length: Math.min(count, 60) }, (_, n) => open.get(n + 1) ?? 'let');
  }

  function badge(room, id, feature, count) {
    const { brush } = room;
    const { pen } = brush;
    const states = statesOf(id, feature);
    const bars = states.length > 6 ? condensed(states) : states;
    const total = Math.max(states.length, count);
    const text = `${count}/${total}`;
    const font = plain(brush.zoom < 15.9 ? 11 : 12);
    const width = widthOf(pen, text, font) + 23;
    const height = Math.max(18, bars.length * 4 + 5);
    const [x, y] = brush.point(ls.scene.middle(feature));
    const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    if (!room.take(box)) return;
    plate(pen, box, 4);
    bars.forEach((kind, n) => { pen.fillStyle = FLOOR[kind]; pen.fillRect(box[0] + 5, y + (bars.length * 4 - 1) / 2 - n * 4 - 3, 9, 3); });
    write(pen, text, box[0] + 18, y + 0.5, { font, halo: null, align: 'left' });
    room.targets.push({ box, collection: id, id: String(feature.id) });
  }

  /** Six bars for a tall building: each the best state of its share of floors. */
  const condensed = (states) => Array.from({ length: 6 }, (_, n) => {
    const share = states.slice(Math.floor((n * states.length) / 6), Math.max(Math.floor(((n + 1) * states.length) / 6), Math.floor((n * states.length) / 6) + 1));
    return share.includes('free') ? 'free' : share.includes('held') ? 'held' : 'let';
  });

  function plate(pen, [x1, y1, x2, y2], radius) {
    pen.save();
    pen.shadowColor = 'rgba(24,35,31,.2)';
    pen.shadowBlur = 3;
    pen.shadowOffsetY = 1;
    pen.fillStyle = '#FFFFFF';
    pen.beginPath();
    pen.roundRect(x1, y1, x2 - x1, y2 - y1, radius);
    pen.fill();
    pen.restore();
  }

  /* ---- ranks of a match ---- */
  function discs(room) {
    if (!stock.matching()) return;
    const { brush } = room;
    const stacked = new Map();
    const ranked = [...stock.verdicts().ranks.values()].sort((a, b) => a.rank - b.rank);
    const placed = [];
    for (const match of ranked) {
      const feature = ls.features(match.site.collection).get(match.site.id);
      const middle = feature ? ls.scene.middle(feature) : null;
      if (!middle) continue;
      const key = middle.map((each) => each.toFixed(6)).join();
      const nth = stacked.get(key) ?? 0;
      stacked.set(key, nth + 1);
      if (nth < 4) placed.push({ match, feature, nth });
    }
    // From afar discs would lie on one another: the best ranks take the room. Near, all are drawn, the best on top.
    const far = brush.zoom < 14;
    for (const { match, feature, nth } of far ? placed.filter(({ nth: n }) => !n) : placed.reverse()) disc(room, match, feature, nth, !far);
  }

  function disc(room, match, feature, nth, forced) {
    const { brush } = room;
    const { pen } = brush;
    if (!brush.sees(feature)) return;
    const point = brush.point(ls.scene.middle(feature));
    const [x, y] = [point[0] + nth * 23, point[1]];
    const fits = match.verdict === 'fits';
    const radius = brush.zoom < 13.5 ? 9.5 : 12;
    if (!room.take([x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1], { forced, gap: 0 })) return;
    pen.save();
    pen.shadowColor = 'rgba(24,35,31,.28)';
    pen.shadowBlur = 5;
    pen.shadowOffsetY = 1;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fillStyle = fits ? ACCENT : '#FFFAEE';
    pen.fill();
    pen.restore();
    pen.lineWidth = 1.6;
    pen.strokeStyle = fits ? '#FFFFFF' : '#A6741A';
    pen.setLineDash(fits ? [] : [3, 2.4]);
    pen.stroke();
    pen.setLineDash([]);
    write(pen, String(match.rank), x, y + 0.5, { font: bold(radius > 10 ? 13 : 11), colour: fits ? '#FFFFFF' : '#7A4A00', halo: null });
    room.targets.push({ box: [x - radius, y - radius, x + radius, y + radius], collection: match.site.collection, id: match.site.id });
  }

  /* ---- roads, water, edges ---- */
  function roads(room) {
    const { brush } = room;
    if (brush.zoom < 14) return;
    const named = [];
    for (const one of ls.base.ofKind('base')) {
      for (const feature of ls.features(one.id).values()) {
        const kind = schema.value(one.id, feature, 'class');
        const width = schema.value(one.id, feature, 'width') ?? 0;
        const name = schema.name(one.id, feature);
        if (!schema.value(one.id, feature, 'name') || kind === 'outline' || !brush.sees(feature, 0)) continue;
        const lines = ls.plane.lines(feature.geometry);
        if (!lines.length) named.push({ order: 1, run: () => area(room, feature, kind, name) });
        else if (brush.zoom >= 16 || (room.brush.metres(width, ls.scene.middle(feature)[1]) >= ROOMY && kind === 'road') || kind === 'river') named.push({ order: -width, run: () => lines.forEach((line) => along(room, line, name, kind)) });
      }
    }
    named.sort((a, b) => a.order - b.order).forEach(({ run }) => run());
  }

  function area(room, feature, kind, name) {
    const { brush } = room;
    const [wide, high] = brush.extent(feature);
    if (wide < 60 || high < 24) return;
    const colour = kind === 'river' ? '#3E738F' : kind === 'green' ? '#4B6B3A' : '#7A7F76';
    block(room, brush.point(ls.scene.middle(feature)), [{ text: name, font: plain(12), colour, height: 15, spacing: 2 }], { within: [wide, high] });
  }

  const STEP = 420;

  /** A name along a line: upright and stacked where Chinese runs north–south, else turned with the line. */
  function along(room, line, name, kind) {
    const { brush } = room;
    const points = line.map((point) => brush.point(point));
    const [west, north, east, south] = room.window;
    const upright = !ROMAN.test(name);
    const font = plain(12);
    const length = upright ? [...name].length * 13 : widthOf(brush.pen, name, font) + 4;
    let walked = 0;
    let next = STEP * 0.4;
    for (let n = 1; n < points.length; n += 1) {
      const [[x1, y1], [x2, y2]] = [points[n - 1], points[n]];
      const span = Math.hypot(x2 - x1, y2 - y1);
      while (next <= walked + span) {
        const share = (next - walked) / span;
        const [x, y] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
        const inWindow = x > west && x < east && y > north && y < south;
        const done = inWindow && span >= Math.min(length * 0.7, 60) && lettered(room, [x, y], Math.atan2(y2 - y1, x2 - x1), name, { upright, font, length, kind });
        next += done ? STEP : inWindow ? 60 : 120;
      }
      walked += span;
    }
  }

  function lettered(room, [x, y], angle, name, { upright, font, length, kind }) {
    const { pen } = room.brush;
    const style = { font, colour: kind === 'river' ? '#3E738F' : '#5F6A64', width: 3.4 };
    let turn = angle;
    if (turn > Math.PI / 2) turn -= Math.PI;
    if (turn <= -Math.PI / 2) turn += Math.PI;
    const steep = Math.abs(turn) > Math.PI / 4;
    if (upright && steep) {
      const letters = [...name];
      const lean = turn > 0 ? turn - Math.PI / 2 : turn + Math.PI / 2;
      if (!room.take([x - 8 - Math.abs(Math.sin(lean)) * length / 2, y - length / 2, x + 8 + Math.abs(Math.sin(lean)) * length / 2, y + length / 2])) return false;
      letters.forEach((letter, n) => { const off = (n - (letters.length - 1) / 2) * 13; write(pen, letter, x - Math.sin(lean) * off, y + Math.cos(lean) * off, style); });
      return true;
    }
    const [wide, high] = [Math.abs(Math.cos(turn)) * length + Math.abs(Math.sin(turn)) * 14, Math.abs(Math.sin(turn)) * length + Math.abs(Math.cos(turn)) * 14];
    if (!room.take([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2])) return false;
    pen.save();
    pen.translate(x, y);
    pen.rotate(turn);
    write(pen, name, 0, 0, style);
    pen.restore();
    return true;
  }

  function edges(room) {
    const { brush } = room;
    const chosen = stock.feature(state.selected);
    if (!chosen || brush.zoom < 17) return;
    for (const rings of ls.plane.polygons(chosen.geometry)) {
      rings[0].slice(1, 200).forEach((point, n) => {
        const [a, b] = [brush.point(rings[0][n]), brush.point(point)];
        if (Math.hypot(b[0] - a[0], b[1] - a[1]) < 46) return;
        const text = fmt.length(ls.geo.distance(rings[0][n], point));
        const width = widthOf(brush.pen, text, plain(12)) + 12;
        const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
        const box = [x - width / 2, y - 9, x + width / 2, y + 9];
        if (!room.take(box)) return;
        plate(brush.pen, box, 4);
        write(brush.pen, text, x, y + 0.5, { font: plain(12), halo: null });
      });
    }
  }

  let targets = [];
  let origin = null;

  /** Everything in words, the most needed first. */
  function paint(brush) {
    const room = new Room(brush);
    room.targets = [];
    discs(room);
    chosen(room);
    edges(room);
    if (brush.zoom < stock.PLOTS_FROM) parks(room);
    badges(room);
    plots(room);
    if (brush.zoom >= stock.PLOTS_FROM) parks(room);
    roads(room);
    targets = room.targets;
    ({ origin } = brush);
  }

  /** The chosen plot is named before any other. */
  function chosen(room) {
    const { selected } = state;
    const one = stock.feature(selected);
    if (one && schema.collection(selected.collection)?.kind === 'parcel' && room.brush.zoom >= 14 && !(stock.matching() && stock.verdicts().ranks.has(`${selected.collection}\n${selected.id}`))) plot(room, selected.collection, one, true, false);
  }

  /** The badge or disc at a point of the world (pixels at the present zoom), which a click means before any shape. */
  function at(point) {
    if (!origin) return null;
    const [x, y] = [point.x - origin.x, point.y - origin.y];
    const hit = targets.findLast(({ box }) => x >= box[0] - 2 && x <= box[2] + 2 && y >= box[1] - 2 && y <= box[3] + 2);
    return hit ? { collection: hit.collection, id: hit.id } : null;
  }

  ls.labels = { paint, at, short };
}());
