/* Signs in one form: a phrase is compared without case, width or traditional forms, and shown as typed. */

const TRADITIONAL = new Map(
  Object.entries({
    畝: '亩',
    層: '层',
    類: '类',
    廠: '厂',
    閒: '闲',
    閑: '闲',
    園: '园',
    區: '区',
    倉: '仓',
    儲: '储',
    電: '电',
    噸: '吨',
    樓: '楼',
    淨: '净',
    載: '载',
    經: '经',
    開: '开',
    發: '发',
    業: '业',
    離: '离',
    內: '内',
    處: '处',
    過: '过',
    於: '于',
    無: '无',
    證: '证',
    貨: '货',
    車: '车',
    萬: '万',
    兩: '两',
    歸: '归',
    產: '产',
    權: '权',

    場: '场',
    頃: '顷',
    徵: '征',
    遷: '迁',
    農: '农',
  }),
);

const OLD = new RegExp(`[${[...TRADITIONAL.keys()].join('')}]`, 'g');

/** @param {string} typed @returns {Signs} */
export function signsOf(typed) {
  /** @type {string[]} */
  const parts = [];
  /** Where in the typed text the sign behind each place begins. @type {number[]} */
  const begins = [];
  let from = 0;
  for (const sign of typed) {
    const plain = (TRADITIONAL.get(sign) ?? sign).normalize('NFKC').toLowerCase();
    parts.push(plain);
    for (let n = 0; n < plain.length; n += 1) begins.push(from);
    from += sign.length;
  }
  begins.push(from);
  return { text: parts.join(''), typed: (a, b) => typed.slice(begins[a], begins[b]) };
}

/** A text in the same form. @param {string} text */
export const plain = (text) =>
  text
    .replace(OLD, (sign) => TRADITIONAL.get(sign) ?? sign)
    .normalize('NFKC')
    .toLowerCase();
