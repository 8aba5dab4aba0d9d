/* The room of matches: everything that is on screen only while one is asked for. */

import './ranked.js';
import './weights.js';
import './demand.js';
import './whynot.js';
import './proposals.js';
