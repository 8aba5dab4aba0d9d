/* The page's own rounding: reads {scripts, rows}, writes how it rounds and shows each. */
import { answer, given, module } from './page.mjs';

const rounding = await module('base/rounding.js');
answer(
  given.rows.map(({ value, digits }) => ({
    rounded: rounding.rounded(value, digits),
    fixed: rounding.fixed(value, digits),
    number: rounding.number(value, digits),
    mu: rounding.fixed(rounding.mu(value), 1),
    many: rounding.many(value, 'row'),
  })),
);
