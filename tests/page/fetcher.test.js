import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page.js';

const page = /** @type {any} */ (globalThis);
const { ask, fetched, post, refusal } = await load('data/fetcher.js', { api: '/below', lang: 'en' });
const { changeState } = await load('base/state.js');
const { addressOf, listed, pathOf } = await load('base/service.js');

/** @param {(address: string, options: any) => unknown} answer */
function serve(answer) {
  page.fetch = (/** @type {string} */ address, /** @type {unknown} */ options) =>
    new Promise((resolve) => {
      resolve(answer(address, options));
    });
}

/** @param {unknown} body @param {number} status */
const json = (body, status) => new page.Response(JSON.stringify(body), { status, statusText: 'no' });

test('the service is asked below the path where it lies', async () => {
  serve((address) => json({ address }, 200));
  assert.deepEqual(await ask('/items'), { address: '/below/items' });
  assert.equal(addressOf('/x'), '/below/x');
});

test('a body goes as JSON, with the language of the page', async () => {
  serve((_, { method, headers, body }) => json({ method, lang: headers['Accept-Language'], body }, 200));
  assert.deepEqual(await post('/matches', { top: 1 }), { method: 'POST', lang: 'en', body: '{"top":1}' });
});

test('a problem is said in the language of the page, with what helps', async () => {
  const problem = {
    status: 400,
    title: 'Bad',
    detail: 'in no language',
    text: { zh: '不行', en: 'not so' },
    remedy: { zh: '这样', en: 'but so' },
  };
  serve(() => json(problem, 400));
  await assert.rejects(fetched('/x'), { message: '400 no', said: 'not so. but so', problem });
  changeState({ lang: 'zh' });
  await assert.rejects(fetched('/x'), { said: '不行。这样' });
  changeState({ lang: 'en' });
});

test('a problem without words is said by its detail, or its title', async () => {
  assert.equal((await refusal(json({ title: 'Bad', detail: 'so' }, 400))).said, 'so');
  assert.equal((await refusal(json({ title: 'Bad' }, 400))).said, 'Bad');
});

test('an answer that is no problem document says its number', async () => {
  serve(() => new page.Response('<html>', { status: 502 }));
  await assert.rejects(fetched('/x'), { said: 'the service answered 502' });
});

test('a service out of reach is said so; what was given up is nobody’s mistake', async () => {
  serve(() => {
    throw new TypeError('failed to fetch');
  });
  const mistake = await ask('/x').catch((/** @type {any} */ caught) => caught);
  assert.equal(mistake.said, 'the service cannot be reached; what is shown is kept');
  changeState({ lang: 'zh' });
  assert.equal(mistake.said, '无法连接服务，已保留当前结果', 'it stands there when the reader changes the language');
  changeState({ lang: 'en' });
  serve(() => {
    throw Object.assign(new Error('stopped'), { name: 'AbortError' });
  });
  await assert.rejects(ask('/x'), { name: 'AbortError', message: 'stopped' });
});

test('an address of the service becomes its path; another does not', () => {
  assert.equal(pathOf('http://elsewhere/below/items?limit=2'), '/items?limit=2');
  assert.equal(pathOf('http://localhost/belowground/items'), null);
});

test('a list keeps apart what holds a comma, a quote or a blank at its end', () => {
  assert.equal(listed(['a', 1]), 'a,1');
  assert.equal(listed(['a,b', 'c，d', '"e"', ' f', 'g"h']), '"a,b","c，d","""e"""," f",g"h');
});

test('a gateway before the service has no words of ours: its status is said; a page in place of an answer too', async () => {
  changeState({ lang: 'en' });
  serve(() => json({ message: 'bad gateway' }, 502));
  await assert.rejects(ask('/x'), { said: 'the service answered 502' });
  serve(() => new page.Response('<html>sign in</html>', { status: 200 }));
  await assert.rejects(ask('/x'), { said: /no answer of the service/u });
});
