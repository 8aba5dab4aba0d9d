/* The map in one file keeps its modules to itself: for the tests it is bundled with this entry, under the names by which they know the served page's. */
import '../../maps/static/js/app.js';

export * from '../../maps/static/js/base/events.js';
export { schema } from '../../maps/static/js/base/schema.js';
export { changeState as set, state } from '../../maps/static/js/base/state.js';
export { featuresOf as features } from '../../maps/static/js/data/features.js';
export * as match from '../../maps/static/js/data/matching.js';
export { ready } from '../../maps/static/js/data/source.js';
