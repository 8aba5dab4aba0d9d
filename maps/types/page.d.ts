/** What the page is told and what it holds. Answers of the service have their own file, made from their schemas. */

import type { components } from './answers';

declare global {
  type Answers = components['schemas'];

  /** Words in both languages. */
  interface Words {
    zh: string;
    en: string;
  }

  type Lang = 'zh' | 'en';
  type Mode = 'find' | 'match' | 'board' | 'dashboard';
  type LandUnit = 'mu' | 'ha' | 'm2';
  type Kind = 'parcel' | 'space' | 'building' | 'park' | 'project' | 'control' | 'base' | 'other';
  /** West, south, east, north, in degrees or in pixels. */
  type Box = [number, number, number, number];
  /** Longitude and latitude, or x and y. */
  type Point = [number, number];

  /** ---- what the catalog says ---- */
  /** A unit in words; of money, how many CNY one of it is, and what it is paid for. */
  interface Unit extends Words {
    cny?: number;
    per?: string;
  }
  interface Link {
    collection: string;
    by: string;
  }
  interface Field {
    name: string;
    type: 'text' | 'number' | 'integer' | 'date' | 'boolean' | 'list' | 'instant';
    title: Words;
    unit: Unit | null;
    land: boolean;
    role: string | null;
    codelist: string | null;
    references: string | null;
    /** Of which layer, and by which of its fields, its values name features; null where they are ids or name none. */
    link?: Link | null;
    group: string | null;
    /** Which column of a list it is where nobody chose others, from 1; 0 where it is none. */
    place: number;
    /** The field whose untranslated values it holds. */
    original_of: string | null;
    id: boolean;
  }

  interface Collection {
    id: string;
    kind: Kind;
    title: Words;
    noun: Words;
    source: Words;
    as_of: string | null;
    count: number;
    /** Whether it is too large for the page to hold. */
    remote: boolean;
    bounds: Box | null;
    fields: Field[];
  }

  interface Symbol_ {
    fill: string;
    stroke: string;
    pattern: string;
    ink?: string;
  }

  interface Code extends Words {
    code: string;
    parent: string | null;
    symbol: Symbol_ | null;
    /** What it means, whatever it is written as: a word of `gis/codelists.py`. */
    meaning?: string;
  }

  interface Codelist {
    id: string;
    title: Words;
    system: string | null;
    edition: string | null;
    hierarchy: string;
    codes: Code[];
  }

  interface Criterion extends Words {
    id: string;
    weight: number;
    colour: string;
  }

  interface SchemeHead {
    id: string;
    version: string;
    title: Words;
    criteria: Criterion[];
  }

  interface Basemap {
    id: string;
    title: Words;
    urls: string[];
    attribution: string;
    subdomains: string;
  }

  interface Config {
    mode: 'served' | 'file';
    api: string | null;
    /** Under which others reach the service, without a slash at its end; null where that is not set. */
    public_url: string | null;
    lang: Lang;
    version: string;
    product: { version: string };
    title: Words;
    as_of: string;
    demonstration: Words | null;
    stale: { collection: string; title: Words; as_of: string; days: number }[];
    stale_after_days: number;
    home: Box;
    extent: Box;
    metric: any;
    basemaps: Basemap[];
    collections: Collection[];
    codelists: Record<string, Codelist>;
    scheme: SchemeHead | null;
    schemes: SchemeHead[];
    /** How the scheme joins floors: at most how many, and in which states a floor can be had. */
    joining: { most: number; free: string[] } | null;
    studies: string[];
    projects: { collection: string } | null;
    /** What reservations hold, by collection and id. */
    holds: Record<string, Record<string, import('../static/js/base/holds.js').Held[]>>;
    demand: any[];
    page_limit: number;
    /** Metres that a distance may have at most. */
    farthest_m: number;
    words: any;
    formats: (Words & {
      id: string;
      /** Whether the menu has it by itself; the others are chosen in a dialog. */
      at_once: boolean;
      systems: 'none' | 'degrees' | 'any' | 'plane';
      options: (Words & { parameter: string; choices: (Words & { id: string })[] })[];
    })[];
    /** Systems of coordinates that files may be asked for. */
    systems: (Words & { id: string; plane: boolean })[];
    guards: { runs: string; changes: string };
  }

  /** ---- features ---- */
  interface Geometry {
    type: string;
    coordinates: any;
  }

  interface Feature {
    id: string;
    geometry: Geometry | null;
    properties: Record<string, any>;
  }

  /** One feature of a collection. */
  interface Spot {
    collection: string;
    id: string;
  }

  /** Within so many metres of a feature or of a shape, exactly one of them: one point, an open line, or a ring whose last point is its first. */
  interface Near {
    metres: number;
    spot: Spot | null;
    shape: Point[] | null;
  }

  /** ---- what is asked, what is answered ---- */
  interface Question {
    usage: string[];
    park: string[];
    status: string[];
    values: Record<string, string[]>;
    area: [number | null, number | null];
    ranges: Record<string, [number | string | null, number | string | null]>;
    q: string;
    or_unknown: string[];
    within: Point[] | null;
    near: Near | null;
    /** Whether a row has a shape; null where either will do. */
    located: boolean | null;
    /** The rows that a figure of the dashboard counts. */
    filter: FigureFilter | null;
  }

  /** A filter in CQL2 text, and what the figure is called whose rows it lets through. */
  interface FigureFilter extends Words {
    text: string;
  }

  interface SortKey {
    field: string;
    descending: boolean;
  }

  /** A column of a list; a width of null is the column's own. */
  interface ListColumn {
    name: string;
    width: number | null;
  }

  interface Step extends Words {
    key: string;
    removed: number;
    left: number;
    unknown: number;
  }

  interface Result {
    matched: number;
    total: number;
    area: number | null;
    areaUnknown: number;
    /** Of those found, how many have no shape. */
    notLocated: number;
    /** Null of a layer that the page does not hold. */
    ids: Set<string> | null;
    rows: Feature[];
    steps: Step[];
    words: Words;
    groups: Record<string, any[]>;
    histograms: any[];
    next?: string | null;
  }

  /** What went wrong, said in the language of the page. */
  interface Mistake extends Error {
    said?: string;
    problem?: any;
  }

  interface MatchState {
    projectId: string | null;
    demand: Record<string, any> | null;
    origin: string | null;
    site: Spot | null;
    scheme: string | null;
    weights: Record<string, number> | null;
    report: any;
    studies: Record<string, any>;
    joined: string | null;
    relaxed: number | null;
    busy: boolean;
    error: Mistake | null;
  }

  interface BoardState {
    scenario: string | null;
    pins: { project_id: string; sites: string[] }[];
    forbid: { project_id: string; site: string }[];
    compare: string[];
  }

  interface View {
    center: [number, number];
    zoom: number;
    bounds?: Box;
    restored?: boolean;
  }

  /** How layers lie on the map: all of them, the lowest first, where they do not lie as usual; hundredths of those that are seen through. */
  interface Layering {
    order: string[];
    opacity: Record<string, number>;
  }

  /** The state of the page. */
  interface State {
    mode: Mode;
    lang: Lang;
    shown: Record<string, boolean>;
    colourBy: string | null;
    active: string | null;
    queries: Record<string, Question>;
    results: Record<string, Result>;
    errors: Record<string, Mistake>;
    selected: Spot | null;
    hovered: Spot | null;
    basket: Spot[];
    match: MatchState;
    board: BoardState;
    unit: LandUnit;
    sort: Record<string, SortKey[]>;
    /** Whether the list stands as a table. */
    table: boolean;
    /** Columns that the reader chose, by collection. */
    columns: Record<string, ListColumn[]>;
    view: View | null;
    zoomTo: Spot | null;
    basemap: string | null;
    /** The m² of floors that somebody needs together, where it was said apart from the question. */
    need: number | null;
    layering: Layering;
    stock: StockState;
  }

  /** How the dashboard is looked at. */
  interface StockState {
    /** By what floors are parted; null as the service has it first. */
    by: string | null;
    /** Whether the parts stand as a table. */
    table: boolean;
    /** The day at whose end the figures are; null now. */
    asof: string | null;
  }

  /** What an element may be made of. */
  type Child = Node | string | number | boolean | null | undefined | Child[];

  /** ---- base: elements and events ---- */
  /** What an element is given: what hears of it, its style, and attributes by their names. */
  type Attributes = {
    [E in keyof HTMLElementEventMap as `on${E}`]?: ((event: HTMLElementEventMap[E]) => unknown) | null | false;
  } & { style?: Record<string, string | number> | null; [name: string]: any };

  /** Who hears of a change of the state hears its new value; all else that is told, by name. */
  type Events = { [K in keyof State]: [State[K]] } & {
    'storage-full': [];
    arranged: [];
    change: [Set<keyof State>];
    chosen: [boolean];
    covered: [count: number];
    loaded: [string[]];
    lost: [boolean];
    opened: [faults: Words[]];
    marked: [place: Point | null, words?: string];
    picked: [spot: any, event?: any];
    'print-board': [];
    'print-dashboard': [];
    ranked: [any];
    reached: [];
    ready: [boolean];
    released: [];
    reveal: [];
    tab: [string];
    tip: [];
    tool: [string | null];
    touched: [string[]];
    unreached: [];
    zoomed: [];
  };

  /** ---- data: layers that the page holds, and questions to them ---- */
  /** Where the bars of a histogram begin and end. */
  type Edges = { edges: number[]; step: null } | { edges: string[]; step: Answers['Histogram']['step'] };

  /** A layer ready for questions. */
  interface Layer {
    collection: Collection;
    byRole: Map<string | null, Field>;
    byName: Map<string, Field>;
    rows: Feature[];
    features: Map<string, Feature>;
    /** What a text search looks through, by row; null before the first. */
    texts: string[] | null;
    edges: Map<string, Edges>;
    total: number;
  }

  /** What a question asks of each row: yes 1, no 0, unknown −1. */
  interface Rule {
    key: string;
    words: Words;
    /** Whether its words hold an or of its own. */
    choice?: boolean;
    answer: (row: Feature, place: number) => number;
  }

  interface AnsweredRule extends Rule {
    answers: Int8Array;
    /** 1 of rows that may stay. */
    passed: Int8Array;
    /** Whether what is unknown may stay. */
    let: boolean;
  }

  /** ---- page: panels ---- */
  interface Panel {
    /** The id of the element that it paints into. */
    root: string;
    keys: string[];
    paint: (root: HTMLElement) => Child | void;
    after?: (root: HTMLElement) => void;
    when?: () => boolean;
  }
}

export {};

/** ---- the map ---- */
declare global {
  /** Lines in world pixels of zoom 0, each x and y by turns; the box stands as west, north, east, south. */
  interface Path {
    /** Rings. */
    closed: Float64Array[];
    open: Float64Array[];
    box: Box;
    /** Where its label stands, in degrees; found when it is asked for. */
    middle: Point | null;
  }

  /** What the map draws: a feature of the page, or what a tile tells of one or of several. */
  interface Drawn {
    id: string | null;
    geometry: Geometry | null;
    properties: Record<string, any>;
    path?: Path;
    /** The question by which its tile was asked for. */
    set?: string;
    /** Whether it stands for several. */
    merged?: boolean;
    count?: number;
  }

  /** One of a tile. */
  interface Piece extends Drawn {
    path: Path;
    set: string;
    merged: boolean;
    count: number;
  }

  /** One of a tile that is a feature of its own. */
  interface NamedPiece extends Piece {
    id: string;
  }

  /** Features that are drawn within a rectangle of world pixels alone; null is everywhere. */
  interface MapSheet<T extends Drawn = Drawn> {
    rect: Box | null;
    features: T[];
  }

  /** A class of what colours the map. */
  interface ThemeClass {
    key: string | number | null;
    words: Words | string;
    symbol: Symbol_;
    /** Bounds of a class of figures; null where it has none. */
    low?: number | null;
    high?: number | null;
  }

  /** What colours a layer by one of its fields. */
  interface Theme {
    field: Field | null;
    /** The unit of its figures. */
    label?: string;
    classes: ThemeClass[];
    of: (feature: Drawn) => ThemeClass | null;
  }

  /** Leaflet's renderer with the members that its own types leave out. */
  interface LeafletRenderer {
    _map: import('leaflet').Map & { _animatingZoom?: boolean };
    _bounds: import('leaflet').Bounds;
    _container: HTMLElement;
    _update(): void;
    addTo(map: import('leaflet').Map): this;
    remove(): this;
  }

  /** A site of a match that has a rank. */
  type RankedSite = Answers['Match'] & { rank: number; site: Answers['SiteView'] };
}
