/* What the page writes for cells and lists: reads {scripts, config, cells}, writes each as the page does. */
import { answer, given, module } from './page.mjs';

const { guarded } = await module('find/cells.js');
const { listed } = await module('base/service.js');
answer({ guarded: given.cells.map(guarded), listed: listed(given.cells) });
