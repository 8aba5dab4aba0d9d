/* The page's own rule for the date of a list: reads {scripts, config, lists}, writes what it says in both languages. */
import { answer, given, module } from './page.mjs';

const { dated } = await module('data/dated.js');
const { state } = await module('base/state.js');
const said = (lang) => {
  state.lang = lang;
  return given.lists.map(({ id, rows }) => dated(id, rows));
};
answer([said('zh'), said('en')]);
