/* The notice on the map: of which layers several features are drawn as one. */

import { el } from '../base/dom.js';
import { fmt } from '../base/format.js';
import { t } from '../base/words.js';
import { held } from './stage.js';
import * as tiles from './tiles.js';

export function paint() {
  const box = held('ls-notice');
  const masses = tiles
    .large()
    .map((layer) => ({ layer, count: tiles.merged(layer.id) }))
    .filter(({ count }) => count);
  box.hidden = !masses.length;
  box.replaceChildren(
    ...masses.map(({ layer: { title, noun }, count }) =>
      el(
        'div',
        {},
        t({
          zh: `${t(title)}：${fmt.number(count)} ${t(noun)}太小，合并显示，放大可看每一${t(noun)}`,
          en: `${t(title)}: ${fmt.number(count)} ${t(noun)} too small to see are drawn together; zoom in for each`,
        }),
      ),
    ),
  );
}
