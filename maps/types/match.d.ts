/* What the rooms of match and board hold. */

declare global {
  /** A site or a project as a ranking holds it. */
  type RankedMatch = Answers['Match'] &
    ({ site: Answers['SiteView']; project?: undefined } | { site?: undefined; project: Answers['Project'] });

  type Verdict = Answers['Verdict'];

  /** Why sites do not do, as the map in one file carries it: a digit a rule and site, words for near misses. */
  interface CarriedReasons {
    rules: string[];
    answers: string;
    words: Record<string, Verdict[]>;
  }

  /** The answer to a match; that of the map in one file holds less than the service's. */
  interface MatchReport extends Partial<Omit<Answers['MatchAnswer'], 'matches' | 'counts' | 'funnel' | 'site'>> {
    matches: RankedMatch[];
    counts?: { fits: number; to_check: number; rejected?: number };
    funnel?: { land?: Answers['FunnelStep'][]; floor?: Answers['FunnelStep'][] };
    site?: Spot & { name?: string | null };
    partial?: boolean;
    why?: Record<string, CarriedReasons>;
  }

  /** Land or floors: what a site is made of. */
  type SiteKind = 'land' | 'floor';

  /** What is asked of the service beside or instead of a ranking. */
  interface MatchQuestion {
    project_id?: string;
    project?: Record<string, any>;
    site?: Spot;
    scheme?: string;
    weights?: Record<string, number>;
  }

  type StudyName = 'stability' | 'topsis' | 'assemblies' | 'relaxation';
  type StudyAnswer<Name extends StudyName> = NonNullable<Answers['MatchAnswer'][Name]>;

  /** Neighbours that together are one site, with the key by which the page knows them. */
  type JoinedSite = Answers['Assembly'] & { kind: SiteKind; key: string };

  /** One input of the form that asks a demand; a range of area has a key for either end. */
  interface DemandInput {
    key: string;
    kind: 'text' | 'code' | 'codes' | 'land' | 'floor' | 'number' | 'date';
    role: string;
    words: Words;
    sign?: string;
    unit?: Words;
    /** Two figures of one pair share a line where words are short. */
    pair?: string;
    low: string;
    high: string;
  }

  /** What a painter of the map uses of its brush. */
  interface SiteBrush {
    pen: CanvasRenderingContext2D;
    ratio: number;
    zoom: number;
    sees(feature: Feature): boolean;
    fill(feature: Feature, symbol: { fill: string; pattern: string }, alpha?: number): void;
    stroke(feature: Feature, colour: string, width: number, dashes?: number[], inside?: boolean): void;
  }
}

/* ---- board ---- */
declare global {
  type Placement = Answers['Placement'] & { project_id: string };
  type Unplaced = Answers['Unplaced'] & { project_id: string };

  /** A project of the answer, whether it got a place or not. */
  type BoardProject = Pick<Placement, keyof Placement & keyof Unplaced> & Partial<Placement & Unplaced>;

  /** A figure that scenarios are compared by; `good` is 1 where more is better, −1 where less is. */
  interface ComparedFigure {
    words: Words;
    unit: Words;
    of(report: BoardReport): number | null;
    /** The figure as a cell has it; whole and with thousands where it is not given. */
    shown?(value: number): string;
    good: -1 | 0 | 1;
  }
  type BoardReport = Omit<Answers['PortfolioAnswer'], 'placements' | 'unplaced'> & {
    placements: Placement[];
    unplaced: Unplaced[];
  };

  type PlacedItem = Answers['PlacedItem'];
  type PlacementState = 'placed' | 'pinned' | 'joined' | 'unplaced';

  /** A project as the table shows it. */
  interface BoardRow {
    id: string;
    name: string;
    chain: string;
    stage: string;
    tier: string;
    investment: number | null;
    score: number | null;
    place: string | null;
    state: PlacementState;
    /** Whether something of it is still to be checked. */
    check: boolean;
    zone: Answers['Zone'] | null;
    items: PlacedItem[];
    one: BoardProject;
  }

  type BoardColumn = 'name' | 'investment' | 'place' | 'score' | 'state';

  interface BoardFilter {
    chain: string;
    stage: string;
    state: string;
    text: string;
    ids: Set<string> | null;
    words: string | null;
  }

  /** What of the board is looked at, beside what is asked. */
  interface BoardView {
    report: BoardReport | null;
    /** The question that the report answers. */
    solved: string | null;
    busy: boolean;
    since: number;
    error: Mistake | null;
    selected: string | null;
    filter: BoardFilter;
    sort: { by: BoardColumn; descending: boolean };
    scenarios: Answers['ListedScenario'][];
    comparing: boolean;
    compared: Record<string, BoardReport>;
    compareError: Mistake | null;
    /** By project the sites that it could have; null while they are asked for. */
    options: Record<string, Answers['Match'][] | Error | null>;
    opened: string | null;
  }

  /** An industrial chain with its colour; its place is that in the code list. */
  interface Chain {
    id: string;
    place: number;
    words: string;
    brief: string;
    colour: string;
  }
}

export {};
