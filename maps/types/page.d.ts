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
  type Mode = 'find' | 'match' | 'board';
  type LandUnit = 'mu' | 'ha' | 'm2';
  type Kind = 'other' | 'parcel' | 'space' | 'building' | 'park' | 'project' | 'control' | 'base';
  /** West, south, east, north, in degrees or in pixels. */
  type Box = [number, number, number, number];
  /** Longitude and latitude, or x and y. */
  type Point = [number, number];

  /** ---- what the catalog says ---- */
  interface Field {
    name: string;
    type: 'text' | 'number' | 'integer' | 'date' | 'boolean' | 'list' | 'instant';
    title: Words;
    unit: Words | null;
    land: boolean;
    role: string | null;
    codelist: string | null;
    references: string | null;
    group: string | null;
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
    studies: string[];
    projects: { collection: string } | null;
    demand: any[];
    page_limit: number;
    words: any;
    formats: (Words & { id: string })[];
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
  }

  interface SortKey {
    field: string;
    descending: boolean;
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
    error: { message: string } | null;
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
    view: View | null;
    zoomTo: Spot | null;
    basemap: string | null;
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
    arranged: [];
    change: [Set<string>];
    chosen: [boolean];
    layout: [];
    loaded: [string[]];
    picked: [spot: any, event?: any];
    'print-board': [];
    ranked: [any];
    ready: [boolean];
    reveal: [];
    tab: [string];
    tip: [];
    tool: [string | null];
    touched: [string[]];
    zoomed: [];
  };

  /** ---- of the room find ---- */
  /** A building, with the collection that holds it. */
  interface Building {
    collection: string;
    feature: Feature;
  }

  /** A storey of a building, or one unit of it where the floor is cut into units. */
  interface Storey {
    floor: number;
    state: string | null;
    area: number | null;
    space: { id: string; feature: Feature } | null;
  }

  /** A day on the idle clock, as a stamp in milliseconds. */
  interface ClockMark {
    at: number;
    words: Words;
  }

  interface ClockSpan {
    from: number;
    to: number;
    tone: 'quiet' | 'waiting' | 'late' | 'over';
  }

  interface IdleClock {
    kind: 'never' | 'stopped';
    marks: ClockMark[];
    spans: ClockSpan[];
    today: number;
    now: Words;
    note: Words;
    /** Whether the cause of the delay is known. */
    cause: boolean;
    exempt: boolean;
    suspected: boolean;
    /** Shares in percent of land started by and of money put in; null where never started. */
    head: { share: number | null; invested: number | null } | null;
  }

  /** A row of the card: what a field is called and what it says. */
  interface FactRow {
    group: string | null;
    title: string;
    said: Child;
    known: boolean;
  }

  /** What a search box offers for a text. */
  interface Offer {
    icon: string;
    text: string;
    note: string;
    run: () => void;
  }

  /** One value of a facet with its counts. */
  interface FacetValue {
    value: string;
    words: string;
    count: number;
    area: number;
    available: number;
  }

  /** A code of a facet's tree; its counts are its own and of all below. */
  interface CodeNode {
    code: string;
    entry: Words & { code: string; parent?: string | null };
    parent: CodeNode | null;
    children: CodeNode[];
    count: number;
    available: number;
    /** Whether it has been met itself. */
    own: boolean;
    /** Whether it or one below it has been met. */
    shown: boolean;
  }

  /** Bars of a field's figures; days count from 1970. */
  interface Bars {
    edges: number[];
    counts: number[];
  }

  /** A column of a file made in the browser. */
  interface Column {
    heading: string;
    field: Field;
    cell: (raw: any) => string | number | null;
  }

  /** What a sheet's map shows, and what stands under it. */
  type Sheet = [Feature[], ...HTMLElement[]];
}

export {};
