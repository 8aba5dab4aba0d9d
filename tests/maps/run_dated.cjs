/* Runs the page's own rule for the date of a list: reads {scripts, config, lists} from stdin, writes what it says in both languages. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const { scripts, config, lists } = JSON.parse(fs.readFileSync(0, 'utf8'));
const page = { console, document: { getElementById: (id) => (id === 'landstock-config' ? { textContent: JSON.stringify(config) } : null) } };
page.window = page;
vm.createContext(page);
for (const script of ['figures.js', 'core.js', 'panels/dated.js']) vm.runInContext(fs.readFileSync(path.join(scripts, script), 'utf8'), page, { filename: script });

const { landstock } = page;
const said = ['zh', 'en'].map((lang) => { landstock.state = { lang }; return lists.map(({ id, rows }) => landstock.dated(id, rows)); });
process.stdout.write(JSON.stringify(said));
