/** What a typed phrase is read as. */

declare global {
  /** A text as typed, its signs in one form to be compared: without case, width or traditional forms. */
  interface Signs {
    text: string;
    /** As typed, from a place in `text` to another. */
    typed: (from: number, to: number) => string;
  }

  /** A figure or two with their unit, from `from` to `end` of the text. */
  interface Quantity {
    end: number;
    low: number | null;
    high: number | null;
    /** What the unit measures; null where none stands there. */
    measure: string | null;
    /** Whether neither "at least" nor "at most" nor a second figure says what is asked. */
    bare: boolean;
    notes: Words[];
  }

  /** What a condition asks of one collection: a range of a field, or values of it. */
  interface Ask {
    id: string;
    field: Field;
    low: number | string | null;
    high: number | string | null;
    values: string[];
  }

  interface Condition {
    /** The role of its fields, or their name; `near` and `text` ask none. */
    key: string;
    asks: Ask[];
    near: Near | null;
    text: string;
    /** Values that it leaves out, where it was said so. */
    without: string[];
    /** What was taken otherwise than it was typed. */
    notes: Words[];
  }

  /** A word that may mean several values: to be chosen by the reader. */
  interface Choice {
    word: string;
    conditions: Condition[];
  }

  interface Place {
    point: Point;
    /** Whether it lies in the district. */
    inside: boolean;
  }

  interface Reading {
    conditions: Condition[];
    choices: Choice[];
    place: Place | null;
    things: Spot[];
    unknown: string[];
    notes: Words[];
    /** The collection that most of it asks; null where none stands out. */
    active: string | null;
  }
}

export {};
