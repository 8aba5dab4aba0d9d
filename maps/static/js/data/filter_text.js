/* Filters in CQL2 text as figures of the dashboard have them, read into a tree: what a field holds, joined by and, or and not. The service reads the whole language; this is the part
   that the page can answer by itself, also without a service. */

/**
 * @typedef {string | number | boolean} Literal
 * @typedef {{ op: 'and' | 'or', args: Condition[] } | { op: 'not', of: Condition } | { op: 'null', name: string } | { op: 'never' }
 *   | { op: 'in' | 'overlaps', name: string, values: Literal[] } | { op: '<' | '<=' | '>' | '>=' | '=', name: string, value: Literal }} Condition
 */

/** Brackets within brackets that are read. */
const DEEPEST = 40;
/** The name of a row's shape. */
export const GEOMETRY = 'geometry';
const TOKEN =
  /\s*(?:"((?:[^"]|"")+)"|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\p{L}\d_])|([\p{L}_][\p{L}\d_]*)|(<=|>=|[<>=(),]))/iuy;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Words that are no name of a field. */
const WORDS = new Set(['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'TRUE', 'FALSE', 'DATE', 'A_OVERLAPS']);
const SIGNS = /** @type {const} */ (['<', '<=', '>', '>=', '=']);

/** @typedef {{ kind: 'name' | 'text' | 'figure' | 'sign', text: string }} Token A word of the language is a sign, in capitals. */

/** @param {string} text @returns {Token[] | null} */
function tokensOf(text) {
  /** @type {Token[]} */
  const tokens = [];
  const whole = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < whole.length) {
    const found = TOKEN.exec(whole);
    if (!found) return null;
    tokens.push(tokenOf(found));
  }
  return tokens;
}

/** @param {RegExpExecArray} found @returns {Token} */
function tokenOf([, name, text, figure, word, sign]) {
  if (name !== undefined) return { kind: 'name', text: name.replaceAll('""', '"') };
  if (text !== undefined) return { kind: 'text', text: text.replaceAll("''", "'") };
  if (figure !== undefined) return { kind: 'figure', text: figure };
  if (sign !== undefined) return { kind: 'sign', text: sign };
  const upper = word.toUpperCase();
  return WORDS.has(upper) ? { kind: 'sign', text: upper } : { kind: 'name', text: word };
}

class Reader {
  /** @param {Token[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  isDone() {
    return this.at === this.tokens.length;
  }

  /** Whether these signs come next; they are passed then. @param {...string} signs */
  passes(...signs) {
    const here = signs.every((sign, n) => {
      const token = this.tokens[this.at + n];
      return token?.kind === 'sign' && token.text === sign;
    });
    if (here) this.at += signs.length;
    return here;
  }

  /** @param {...string} signs */
  must(...signs) {
    if (!this.passes(...signs)) throw new SyntaxError();
  }

  /** @param {Token['kind']} kind */
  take(kind) {
    const token = this.tokens[this.at];
    if (token?.kind !== kind) throw new SyntaxError();
    this.at += 1;
    return token.text;
  }

  /** @param {number} depth @returns {Condition} */
  choice(depth) {
    if (depth > DEEPEST) throw new SyntaxError();
    return this.joined('or', () => this.joined('and', () => this.part(depth)));
  }

  /** @param {'and' | 'or'} op @param {() => Condition} next @returns {Condition} */
  joined(op, next) {
    const args = [next()];
    while (this.passes(op.toUpperCase())) args.push(next());
    return args.length > 1 ? { op, args } : args[0];
  }

  /** @param {number} depth @returns {Condition} */
  part(depth) {
    if (this.passes('NOT')) return { op: 'not', of: this.deeper(depth) };
    if (this.passes('(')) {
      const made = this.choice(depth + 1);
      this.must(')');
      return made;
    }
    if (this.passes('FALSE')) return { op: 'never' };
    if (this.passes('A_OVERLAPS', '(')) {
      const name = this.take('name');
      this.must(',');
      const values = this.list();
      this.must(')');
      return { op: 'overlaps', name, values };
    }
    return this.ofField(this.take('name'));
  }

  /** What `NOT` is said of: a filter may hold many of them in a row. @param {number} depth @returns {Condition} */
  deeper(depth) {
    if (depth >= DEEPEST) throw new SyntaxError();
    return this.part(depth + 1);
  }

  /** @param {string} name @returns {Condition} */
  ofField(name) {
    if (this.passes('IS', 'NULL')) return { op: 'null', name };
    if (this.passes('IS', 'NOT', 'NULL')) return { op: 'not', of: { op: 'null', name } };
    if (this.passes('IN')) return { op: 'in', name, values: this.list() };
    if (this.passes('NOT', 'IN')) return { op: 'not', of: { op: 'in', name, values: this.list() } };
    const sign = SIGNS.find((one) => this.passes(one));
    if (!sign) throw new SyntaxError();
    return { op: sign, name, value: this.literal() };
  }

  list() {
    this.must('(');
    const values = [this.literal()];
    while (this.passes(',')) values.push(this.literal());
    this.must(')');
    return values;
  }

  /** A day is text: one that is later comes later in the alphabet too. @returns {Literal} */
  literal() {
    if (this.passes('TRUE')) return true;
    if (this.passes('FALSE')) return false;
    if (this.passes('DATE', '(')) {
      const day = this.take('text');
      this.must(')');
      if (!DAY.test(day)) throw new SyntaxError();
      return day;
    }
    return this.tokens[this.at]?.kind === 'figure' ? Number(this.take('figure')) : this.take('text');
  }
}

/** The tree of a filter; null where the page cannot read it. @param {string} text @returns {Condition | null} */
export function conditionOf(text) {
  const tokens = tokensOf(text);
  if (!tokens?.length) return null;
  try {
    const reader = new Reader(tokens);
    const made = reader.choice(0);
    return reader.isDone() ? made : null;
  } catch (mistake) {
    if (mistake instanceof SyntaxError) return null;
    throw mistake;
  }
}

/** The fields that a filter asks. @param {Condition} condition @returns {string[]} */
export function namesIn(condition) {
  if (condition.op === 'and' || condition.op === 'or') return condition.args.flatMap(namesIn);
  if (condition.op === 'not') return namesIn(condition.of);
  return 'name' in condition ? [condition.name] : [];
}
