/* Buildings that have together what is needed, as the page reckons them: { config, id, rows, needs } stand in the file named, one list a need goes out. */

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { load } from './page.js';

const { config, id, rows, needs } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { joinedBuildings } = await load('data/buildings.js', config);
process.stdout.write(JSON.stringify(needs.map((/** @type {number} */ need) => joinedBuildings(id, rows, need))));
