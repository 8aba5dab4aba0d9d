/* The room of the board: everything that is on screen only while all projects are looked at. */

import './frame.js';
import './print.js';
import * as source from '../data/source.js';
import * as model from './model.js';

/** What was asked before the board was here is asked now. */
export function begin() {
  if (source.ready) model.start();
}
