/* Runs what the page writes for cells and lists outside a browser: reads {scripts, config, cells} from stdin, writes each as the page does. */
'use strict';
const fs = require('node:fs');
const vm = require('node:vm');

const { scripts, config, cells } = JSON.parse(fs.readFileSync(0, 'utf8'));
const page = { document: { getElementById: (id) => (id === 'landstock-config' ? { textContent: JSON.stringify(config) } : null), documentElement: {} } };
page.window = page;
vm.createContext(page);
for (const script of scripts) vm.runInContext(fs.readFileSync(script, 'utf8'), page, { filename: script });

const { exports: made, listed } = page.landstock;
process.stdout.write(JSON.stringify({ guarded: cells.map(made.guarded), listed: listed(cells) }));
