/* Runs the page's own rounding outside a browser: reads {script, rows} from stdin, writes how it rounds and shows each. */
'use strict';
const fs = require('node:fs');
const vm = require('node:vm');

const { script, rows } = JSON.parse(fs.readFileSync(0, 'utf8'));
const page = {};
page.window = page;
vm.createContext(page);
vm.runInContext(fs.readFileSync(script, 'utf8'), page, { filename: script });

const { figures } = page.landstock;
const made = rows.map(({ value, digits }) => ({
  rounded: figures.rounded(value, digits), fixed: figures.fixed(value, digits), number: figures.number(value, digits),
  mu: figures.fixed(figures.mu(value), 1), many: figures.many(value, 'row'),
}));
process.stdout.write(JSON.stringify(made));
