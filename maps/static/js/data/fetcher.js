/* Questions to the service: one fetcher, whose refusals are said in the language of the page. */

import { emit } from '../base/events.js';
import { reach } from '../base/service.js';
import { language, t, wordMistake } from '../base/words.js';

/**
 * The service's answer; a refusal, and a service out of reach, become an Error whose `said` is in the language of the page, whichever that comes to be.
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function fetched(path, options = {}) {
  let answer;
  try {
    answer = await reach(path, options);
  } catch (mistake) {
    if (mistake.name === 'AbortError') throw mistake;
    emit('unreached');
    throw toldOf(new Error('no answer'), {
      zh: '无法连接服务，已保留当前结果',
      en: 'the service cannot be reached; what is shown is kept',
    });
  }
  if (!answer.ok) throw await refusal(answer);
  emit('reached');
  return answer;
}

/** The JSON that the service answers. @param {string} path @param {RequestInit} [options] */
export async function ask(path, options) {
  const answer = await fetched(path, options);
  try {
    return await answer.json();
  } catch (mistake) {
    if (mistake.name === 'AbortError') throw mistake;
    throw toldOf(mistake, {
      zh: '收到的不是服务的回答，可能需要重新登录网络',
      en: 'what came is no answer of the service; the network may ask you to sign in again',
    });
  }
}

/** The JSON answer to a JSON body. @param {string} path @param {unknown} body @param {AbortSignal} [signal] */
export function post(path, body, signal) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'Accept-Language': language() };
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
}

/** The words of a problem document in the reader's language. @param {Response} answer */
export async function refusal(answer) {
  /** @type {Mistake} */
  const mistake = new Error(`${answer.status} ${answer.statusText}`);
  /** @type {Answers['Problem'] | null} */
  const problem = await answer.json().catch(() => null);
  // A gateway before the service has words of its own, or none.
  const words = problem?.text ?? problem?.detail ?? problem?.title;
  if (!problem || !words)
    return toldOf(mistake, { zh: `服务返回 ${answer.status}`, en: `the service answered ${answer.status}` });
  mistake.problem = problem;
  return toldOf(mistake, words, problem.remedy);
}

/** @param {Mistake} mistake @param {Words | string} words @param {Words} [remedy] */
function toldOf(mistake, words, remedy) {
  return wordMistake(mistake, () => (remedy ? t(words) + t({ zh: '。', en: '. ' }) + t(remedy) : t(words)));
}
