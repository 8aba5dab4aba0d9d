/** What the room find makes of layers and answers. */

declare global {
  /** A building, with the collection that holds it. */
  interface Building {
    collection: string;
    feature: Feature;
  }

  /** A storey of a building, or one unit of it where the floor is cut into units. */
  interface Storey {
    floor: number | null;
    state: string | null;
    area: number | null;
    /** What is left of it beside the parts that are held. */
    left: number | null;
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

  /** What land of a known contract start may stand at, as `gis/dashboard/clock.py` calls it. */
  type ClockState =
    | 'exempt'
    | 'not_due'
    | 'under_one_year'
    | 'one_year'
    | 'two_years'
    | 'stopped_under_one_year'
    | 'stopped_suspected'
    | 'stopped_enough'
    | 'cause_to_check'
    | 'shares_to_check'
    | 'stop_to_check';

  interface IdleClock {
    kind: 'never' | 'stopped';
    state: ClockState;
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

  /** How a row stands with what is chosen. */
  interface RowLooks {
    selected: boolean;
    picked: boolean;
    hovered: boolean;
  }

  /** What a window over rows is of: the ids of what scrolls and of what holds the rows, a row's height, what is made and asked for. */
  interface RowsHow {
    scroll: string;
    holder: string;
    size: number;
    /** Pixels of the scroll that are not for rows. */
    beside?: number;
    rows: () => Feature[];
    make: (id: string, one: Feature, place: number, looks: RowLooks) => HTMLElement;
    /** The last rows came into sight. */
    ending: () => void;
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
