/* More of what people type: several values that are not wanted, and what lies near a coordinate. */

import { alike } from './phrases.js';

/** @type {[string, import('./phrases.js').Expected][]} */
export const THIRD = [
  ...alike(
    [
      '不要低效和闲置',
      '不要闲置、低效',
      '不要低效也不要闲置',
      '闲置和低效都不要',
      '除低效、闲置外',
      'neither idle nor under-used',
      'not under-used or idle',
      'excluding idle and under-used',
    ],
    { plots: ['status = s2,s3,s5,s6'], active: 'plots' },
  ),
  ...alike(['不要甲乙类', '除甲乙类外', '甲乙类以外', '不要甲或乙', 'not class A or B'], {
    storeys: ['fire_class = 丙,丁'],
    active: 'storeys',
  }),
  ...alike(['不含丙类', 'without class C'], { storeys: ['fire_class = 甲,乙,丁'], active: 'storeys' }),
  ['不要低效和闲置 低效', { notes: ['矛盾'] }],
  ['丙类 不要甲乙类', { storeys: ['fire_class = 丙'], active: 'storeys' }],
  ...alike(
    [
      '距 480312.78,4051034.24 500米内',
      '距X 4051034.24 Y 39480312.78 500米以内',
      '116.78,36.59 周边500米',
      '116.78 36.59附近500米',
      '500米内 116.78,36.59',
      'within 500 m of 116.78,36.59',
      'within 500 m of 4051034.24, 480312.78',
      '36.59, 116.78 within 500 m',
      '距(116.78,36.59)500米内',
    ],
    { near: '116.78,36.59 500' },
  ),
  ...alike(['near 36.59 116.78', '116.78,36.59附近', '靠近116.78,36.59'], { near: '116.78,36.59 2000' }),
  ...alike(['idle near 116.78,36.59 within 3 km', '116.78,36.59周边3公里的闲置'], {
    plots: ['status = s1'],
    near: '116.78,36.59 3000',
    active: 'plots',
  }),
  ...alike(
    [
      'X 4055841.85 Y 40211806.60',
      '40211806.60, 4055841.85',
      '4055841.85 211806.60',
      '4051034.24 39480312.78',
      '39480312.78 4051034.24',
    ],
    { place: [116.78, 36.59] },
  ),
  ...alike(['距 40211806.60,4055841.85 500米内', 'within 500 m of X 4055841.85 Y 211806.60'], {
    near: '116.78,36.59 500',
  }),
  ['归德附近 116.78,36.59附近', { near: '116.78,36.59 2000', notes: ['“归德”未采用'] }],
  ['near 10.123,20.456', { near: '20.456,10.123 2000', notes: ['不在本区'] }],
  ['不在116.78,36.59附近', { place: [116.78, 36.59], unknown: ['不在', '附近'] }],
  ['not within 500 m of 116.78,36.59', { place: [116.78, 36.59], unknown: ['not within', '500', 'm'] }],
  ['距116.78,36.59 500米以外', { place: [116.78, 36.59], unknown: ['距', '500米以外'] }],
  ['more than 2 km from 116.78,36.59', { place: [116.78, 36.59], unknown: ['more', 'than', '2', 'km', 'from'] }],
  ['within 3000000 m of 116.78,36.59', { place: [116.78, 36.59], unknown: ['within', '3000000', 'm'] }],
];
