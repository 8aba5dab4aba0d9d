/* Studies of a match, asked one by one once its ranking is shown: how stable it is, a second ranking, joined sites, the least relaxation. */
(function () {
  'use strict';
  const ls = window.landstock;
  const TOP = 50;
  const PAUSE = 150;
  /** In the order in which they are asked: what the page shows first comes first. */
  const ORDER = ['stability', 'topsis', 'assemblies', 'relaxation'];
  const NAMES = ORDER.filter((name) => ls.config.studies?.includes(name));
  let turn = 0;
  let control = null;

  /** What a request asks beside its ranking; a plot that looks for projects is ranked alone. */
  const wanted = (asked) => (asked.site || !NAMES.length ? {} : { study: NAMES });

  /** Ask every study of a question in turn; a new question ends the old ones. */
  async function begin(asked) {
    const mine = ++turn;
    control?.abort();
    control = new AbortController();
    if (asked.site || !ls.match.served()) return;
    // Who leafs through projects asks for rankings alone.
    await new Promise((done) => { setTimeout(done, PAUSE); });
    if (mine !== turn) return;
    for (const name of NAMES) {
      const found = await one(name, asked, control.signal);
      if (mine !== turn) return;
      ls.match.update({ studies: { ...ls.match.current().studies, [name]: found } });
    }
  }

  /** A study's answer; {failed} in words where it could not be worked out. */
  async function one(name, asked, signal) {
    try {
      return (await ls.match.ask({ ...asked, top: TOP, study: [name] }, signal))[name] ?? null;
    } catch (mistake) {
      return { failed: String(mistake.said ?? mistake.message ?? mistake) };
    }
  }

  /** The answer of a study, null until it is here or where it failed. */
  function of(name) {
    const { report, studies } = ls.match.current();
    const found = report ? studies?.[name] ?? report[name] ?? null : null;
    return found && !found.failed ? found : null;
  }

  const failed = (name) => ls.match.current().studies?.[name]?.failed ?? null;

  /** Whether a study is still on its way. */
  const pending = (name) => Boolean(ls.match.current().report) && ls.match.served() && !ls.match.current().site && NAMES.includes(name) && !(name in (ls.match.current().studies ?? {}));

  ls.studies = { begin, of, failed, pending, wanted };
}());
