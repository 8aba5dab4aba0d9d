/* The room of the dashboard: everything that is on screen only while the stock is looked at in figures. */

import './print.js';
import { state } from '../base/state.js';
import * as frame from './frame.js';

/** What was asked before the room was here is asked now. */
export function begin() {
  if (state.mode === 'dashboard') frame.ask();
}
