/* A stretch: what one hand does without letting go. Letters typed into one field, or a key that is held down, are one action. */

/** Keys that move something by a step and repeat while they are down. */
const MOVING = /^(?:Arrow(?:Up|Down|Left|Right)|Page(?:Up|Down))$/;
const TYPED = 'textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])';

/** The stretch of the moment, by a mark that no other one has; null between two. @type {object | null} */
let mark = null;
/** The field that is typed into. @type {EventTarget | null} */
let field = null;

/** What is going on now: the same object as long as it lasts, null where an action stands alone. */
export const current = () => mark;

function end() {
  mark = null;
  field = null;
}

// On the way down: the mark stands before the field's own listeners change anything.
window.addEventListener(
  'input',
  ({ target }) => {
    if (target === field || !(/** @type {Element} */ (target).matches?.(TYPED))) return;
    field = target;
    mark = {};
  },
  true,
);
window.addEventListener(
  'keydown',
  ({ key, repeat }) => {
    if (!field && MOVING.test(key) && !(repeat && mark)) mark = {};
  },
  true,
);
window.addEventListener(
  'keyup',
  () => {
    if (!field) mark = null;
  },
  true,
);
window.addEventListener('pointerdown', end, true);
// On the way up: what the field does when it is left is still the end of its own stretch.
window.addEventListener('keydown', ({ key }) => {
  if (key === 'Enter') end();
});
window.addEventListener('change', end);
window.addEventListener('focusout', ({ target }) => {
  if (target === field) end();
});
