/* The words that people use for what a catalog calls its own way, by role; the titles of fields and codes come from the catalog itself. */

/**
 * What a figure may be asked of: its words, what its unit measures, and what a figure alone means (at least where nothing stands); how it is taken otherwise than said, and how where it is at least so much.
 * @typedef {{ role: string, words: string[], measures: string[], alone?: 'most' | 'same', note?: { words: string[], text: Words, least: Words } }} Topic
 */

/** @type {Topic[]} */
export const TOPICS = [
  {
    role: 'area',
    words: ['面积', '占地', '占地面积', '用地面积', '建筑面积', '总面积', 'area', 'site area', 'floor area', 'size'],
    measures: ['area', 'land'],
  },
  {
    role: 'clear_height',
    words: [
      '净高',
      '层高',
      '净空',
      '高度',
      '举架',
      '高',
      'clear height',
      'height',
      'headroom',
      'ceiling height',
      'high',
    ],
    measures: ['length'],
    note: {
      words: ['层高', '高度', '举架', '高', 'height', 'ceiling height', 'high'],
      text: { zh: '层高按净高查', en: 'height is asked as clear height' },
      least: { zh: '层高按净高查，从严', en: 'height is asked as clear height, the stricter one' },
    },
  },
  {
    role: 'floor_load',
    words: [
      '荷载',
      '载荷',
      '承重',
      '承载',
      '楼面荷载',
      '楼板荷载',
      '楼板承重',
      'load',
      'loading',
      'floor load',
      'floor loading',
    ],
    measures: ['load', 'mass'],
  },
  {
    role: 'power',
    words: [
      '电力',
      '用电',
      '用电量',
      '配电',
      '电容量',
      '变压器',
      '电',
      'power',
      'electricity',
      'transformer',
      'power supply',
    ],
    measures: ['power'],
  },
  {
    role: 'crane',
    words: ['行车', '天车', '吊车', '桁车', '航车', '起重机', '起重', 'crane', 'cranes'],
    measures: ['mass'],
  },
  {
    role: 'lift',
    words: [
      '货梯',
      '电梯',
      '升降机',
      '升降梯',
      'freight lift',
      'goods lift',
      'freight elevator',
      'elevator',
      'lift',
      'lifts',
    ],
    measures: ['mass'],
  },
  { role: 'rent', words: ['租金', '房租', '日租金', 'rent'], measures: ['yuan/m2/day'], alone: 'most' },
  {
    role: 'price',
    words: ['地价', '价格', '售价', '单价', 'price', 'land price'],
    measures: ['wan/mu'],
    alone: 'most',
  },
  { role: 'tax_per_mu', words: ['亩均税收', '税收', '亩税', 'tax', 'tax per mu'], measures: ['wan/mu'] },
  {
    role: 'investment_per_mu',
    words: ['投资强度', '亩均投资', 'investment', 'investment per mu'],
    measures: ['wan/mu'],
  },
  { role: 'far_max', words: ['容积率', 'far', 'plot ratio', 'floor area ratio'], measures: [] },
  { role: 'height_limit', words: ['限高', '建筑限高', 'height limit'], measures: ['length'] },
  { role: 'floor', words: ['楼层', 'floor', 'storey'], measures: ['storey'], alone: 'same' },
  { role: 'blocker_months', words: ['清除时间', '清障', 'months to clear'], measures: ['months'], alone: 'most' },
  {
    role: 'min_let',
    words: ['起租', '起租面积', '最小起租', 'minimum let', 'min let'],
    measures: ['area'],
    alone: 'most',
  },
];

/** The roles that a unit alone may mean, where no word says which. @type {Record<string, string[]>} */
export const MEASURED = {
  land: ['area'],
  area: ['area'],
  length: ['clear_height'],
  load: ['floor_load'],
  power: ['power'],
  mass: ['crane', 'lift'],
  storey: ['floor'],
  'yuan/m2/day': ['rent'],
  'wan/mu': ['price', 'tax_per_mu'],
};

/** Words of one meaning: where a code of the catalog is called by one of them, it answers to all. */
export const SAME = [
  ['空置', '空着', '空闲', '空的', '没租', '未出租', '可用', 'free', 'vacant', 'empty', 'available'],
  ['已预留', '预留', '已订', '有意向', 'held', 'reserved', 'on hold'],
  ['闲置', '闲置土地', '闲置地', '荒着', 'idle', 'idle land'],
  ['供而未用', '未开工', '没开工', '未动工', 'not started', 'unstarted'],
  ['批而未供', '未供', '未供应', 'not supplied', 'unsupplied'],
  ['储备', '收储', '储备地', 'reserve', 'in reserve', 'land reserve'],
  ['低效', '低效用地', '低效地', 'under-used', 'underused', 'under used', 'inefficient', 'low-yield', 'low yield'],
  ['在建', '施工中', '建设中', 'being built', 'under construction'],
  ['建成', '已建', '已建成', '建成区', 'built', 'completed'],
  ['可即时供应', '净地', '熟地', '现成', '随时可用', '马上可用', '马上能用', 'ready', 'ready now', 'available now'],
  ['已登记', '有证', '有产权', '有产权证', '产权清晰', '证齐', 'titled', 'registered', 'clear title'],
  ['无证', '没证', '没有证', '无产权', '没产权', '没有产权', '没有产权证', 'untitled', 'no title', 'without title'],
  ['办理中', '在办', '办证中', 'in progress'],
  ['征收拆迁', '征收', '拆迁', '未拆迁', 'expropriation', 'demolition'],
  ['土地手续', '手续', '用地手续', 'land procedures'],
  ['规划调整', '调规', '规划未调整', 'planning adjustment'],
  ['生产', '加工', 'production', 'manufacturing'],
  ['仓储', '仓库', '库房', 'storage', 'warehouse', 'warehousing'],
  ['研发', '实验室', '中试', 'r&d', 'research and development', 'laboratory', 'lab'],
  ['办公', '写字楼', '办公楼', 'office', 'offices'],
  ['康养', '养老', 'care'],
  ['给水', '通水', '自来水', 'water'],
  ['排水', '污水', 'drainage', 'sewer'],
  ['燃气', '天然气', '通气', 'gas'],
  ['供热', '供暖', '蒸汽', '热力', 'heat', 'heating', 'steam'],
  ['通电', '供电', 'power'],
  ['通路', '通道路', 'road', 'road access'],
  ['通讯', '通信', '网络', 'telecom'],
  ['场地平整', '平整', '平了', 'levelled', 'leveled'],
  ['甲类', '甲类厂房', 'class a', 'fire class a', 'a类'],
  ['乙类', '乙类厂房', 'class b', 'fire class b', 'b类'],
  ['丙类', '丙类厂房', '丙类仓库', 'class c', 'fire class c', 'c类'],
  ['丁类', '丁类厂房', 'class d', 'fire class d', 'd类'],
  ['戊类', '戊类厂房', 'class e', 'fire class e', 'e类'],
];

/** Words that stand for a figure. @type {{ role: string, words: string[], low: number | null, high: number | null, note?: Words }[]} */
export const FIXED = [
  {
    role: 'blocker_months',
    words: [
      '无阻碍',
      '没有阻碍',
      '没阻碍',
      '无障碍',
      '没有障碍',
      'no blockers',
      'no blocker',
      'without blockers',
      'unblocked',
    ],
    low: null,
    high: 0,
    note: { zh: '无阻碍：按预计清除时间为 0 查', en: 'no blockers: asked as no months to clear' },
  },
  { role: 'floor', words: ['首层', '一楼', '底层', '一层', 'ground floor'], low: 1, high: 1 },
  ...['crane', 'lift'].map((role) => ({
    role,
    words: (TOPICS.find((topic) => topic.role === role)?.words ?? []).flatMap((word) => [
      word,
      `有${word}`,
      `带${word}`,
      `with ${word}`,
      `with a ${word}`,
    ]),
    low: 0.1,
    high: null,
    note: { zh: '没有说吨位：有登记的都算', en: 'no tonnage was given: any that is registered counts' },
  })),
];

/** Words for what is looked for. @type {{ kind: Kind, words: string[] }[]} */
export const KINDS = [
  {
    kind: 'parcel',
    words: [
      '土地',
      '地块',
      '宗地',
      '用地',
      '地皮',
      '买地',
      '购地',
      '拿地',
      'land',
      'parcel',
      'parcels',
      'plot',
      'plots',
      'site',
      'sites',
      'buy land',
    ],
  },
  {
    kind: 'space',
    words: [
      '楼层',
      '厂房',
      '载体',
      '楼宇',
      '车间',
      '租赁',
      '出租',
      '招租',
      '可租',
      '整层',
      'floors',
      'floor',
      'space',
      'floor space',
      'workshop',
      'workshops',
      'plant',
      'factory',
      'rent',
      'for rent',
      'to rent',
      'to let',
      'lease',
      'for lease',
    ],
  },
];

/** What a date may be asked of; a date alone is of the first. What can be used by a day serves as well before. @type {{ role: string, words: string[], alone?: 'most' }[]} */
export const DATED = [
  {
    role: 'available_from',
    alone: 'most',
    words: [
      '可用',
      '可供',
      '可供应',
      '供应',
      '交付',
      '能用',
      '腾空',
      '空出',
      'available',
      'ready',
      'free',
      'vacant',
      'delivered',
    ],
  },
  { role: 'contract_start', words: ['约定开工', '应开工', 'due to start', 'contract start'] },
  { role: 'started_on', words: ['开工', '动工', 'started'] },
  { role: 'as_of', words: ['更新', '数据', 'updated', 'as of'] },
];

export const NOT =
  /(?:不要|不含|不包括|不包含|不是|不能是|不在(?!建)|不位于|别要|不用|不必|不需要?|无需|非|除了|排除|除|没有|不|未|无|without|neither(?![a-z])|(?:outside(?: of)?|beyond|(?:everywhere|anywhere|anything|all) but)(?![a-z])|(?:but )?not(?: (?:in|within|at|inside|on))?(?![a-z])|no(?![a-z])|non-|except(?: for)?(?![a-z])|excluding|exclude)\s*(?:the(?![a-z])\s*)?/y;
export const MINUS = /(?<![\da-z])[-−﹣](?=\d)|负(?=[\d一二两三四五六七八九十百千])/y;
/** What asks for all that lies far from something, which no question can. */
export const FAR_FROM = /(?:远离|far (?:away )?from(?![a-z])|away from(?![a-z]))\s*(?:the(?![a-z])\s*)?/y;
/** What ends a negation that began with "除". */
export const BESIDES = /(?:以外|之外|除外|外)/y;
/** What turns round what stands before it. */
export const OUTSIDE = /\s*(?:以外|之外|除外|[都均全](?:不要|不含|除外)|excluded(?![a-z]))的?/y;
export const OUTSIDE_AHEAD = /以外|之外|除外|[都均全]不[要含]|excluded/;
export const OR = /\s*(?:、|或者|或|和|\/|,|or(?![a-z])|and(?![a-z])|nor(?![a-z]))\s*/y;
export const NEAR_BEFORE =
  /(?:near(?:by| to)?(?![a-z])|close to(?![a-z])|around(?![a-z])|next to(?![a-z])|beside(?![a-z])|靠近|邻近|临近|紧邻|附近的?|近(?![期年日几来]))\s*(?:the(?![a-z]))?\s*/y;
export const NEAR_AFTER = /\s*(?:的)?(?:附近|周边|周围|旁边|旁|沿线|沿路|nearby|一带)(?:的)?/y;
export const AWAY_BEFORE = /(?:距离|距|离)\s*/y;
export const AWAY_AFTER = /\s*(?:of|from|around|near|away from)(?![a-z])\s*(?:the(?![a-z]))?\s*/y;
export const WITHIN = /within\s*/y;
/** What may stand between the name of what something lies near and a distance. */
export const GAP = /[\s,]*(?:的|within)?\s*/y;
/** A sign with which a distance begins. */
export const FIGURE = /[\d零一二两三四五六七八九十百不小超大至多<≤>≥]/;
export const LINK = /\s*(?:每亩)?(?:为|是|要|要求|需要|需|在|的|:|of(?![a-z])|is(?![a-z]))?\s*/y;
export const OF = /\s*(?:的|of(?![a-z]))?\s*/y;
/** What separates and means nothing. */
export const BREAK = /[\s,、;。!?；|+&"“”‘’'()（）【】[\]{}·]+/y;
/** Words that join others; alone they are no part of a name. */
export const JOINING =
  /(?:within|before|after|from|near|nearby|around|beside|next|close|than|between|not|no|or|nor|neither|without|except)(?![a-z0-9])/y;
export const FILLER =
  /(?:(?:and|or|with|in|of|the|a|an|for|to|at|is|are|on|that|which|has|have|i|need|want|looking|find|show|me|all|any|please|only)(?![a-z0-9])|需要|想要|想找|位于|要求|并且|而且|还有|以及|或者|或|我要|也(?=不|别|非)|请|的|且|和|与|在|要|找|有|带|个)/y;
