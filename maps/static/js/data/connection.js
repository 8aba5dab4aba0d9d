/* Whether the service answers: where it does not, it is asked again by itself, ever more patiently, until it does. */

import { served } from '../base/config.js';
import { emit, on } from '../base/events.js';
import { reach } from '../base/service.js';

const FIRST = 2000;
const LONGEST = 30000;
/** How often a page that asks nothing looks whether the service is still there. */
const PULSE = 30000;

let lost = false;
let wait = FIRST;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Whether the service was out of reach when it was asked last. */
export const isLost = () => lost;

/** @param {boolean} now */
function turn(now) {
  if (now) plan(wait);
  if (now === lost) return;
  lost = now;
  if (!lost) {
    wait = FIRST;
    plan(PULSE);
  }
  emit('lost', lost);
}

/** @param {number} delay */
function plan(delay) {
  clearTimeout(timer);
  timer = setTimeout(check, delay);
}

/** Ask the service whether it is there. */
export async function check() {
  clearTimeout(timer);
  if (globalThis.document.hidden) {
    plan(PULSE);
    return;
  }
  try {
    const answer = await reach('/healthz', { cache: 'no-store' });
    if (!answer.ok) throw new Error(String(answer.status));
    turn(false);
    plan(PULSE);
  } catch {
    wait = Math.min(LONGEST, lost ? wait * 2 : FIRST);
    turn(true);
  }
}

if (served()) {
  on('unreached', () => turn(true));
  on('reached', () => turn(false));
  on('ready', () => plan(lost ? wait : PULSE));
  for (const name of ['online', 'offline', 'visibilitychange']) window.addEventListener(name, check);
}
