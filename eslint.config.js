/* The rules of the page's scripts: who may import whom, and nearly every rule of ESLint; what is left out says why. */
import js from '@eslint/js';
import imports from 'eslint-plugin-import-x';
import globals from 'globals';

/* From the bottom: a room imports those before it, never those after. */
const ROOMS = ['base', 'data', 'page', 'map', 'find', 'match', 'board', 'dashboard'];
const HOME = './maps/static/js';
const zones = ROOMS.map((room, at) => ({
  target: `${HOME}/${room}`,
  from: ROOMS.slice(at + 1).map((later) => `${HOME}/${later}`),
  message: 'a room stands on those below it',
})).filter((zone) => zone.from.length);

/* What the oldest browser, Chromium 109, has not got yet. Of the language tsc knows more (`lib` of tsconfig.json), of newer signs the parser (`ecmaVersion`). */
const NEWER = [
  'CallExpression[callee.property.name=/^(toSorted|toReversed|toSpliced|with|isWellFormed|toWellFormed)$/]', // 110, 111
  'MemberExpression[property.name=/^(startViewTransition|(show|hide|toggle)Popover|popover|requestClose)$/]', // 111, 114, 134
  "MemberExpression[object.name='AbortSignal'][property.name='any']", // 116
  "MemberExpression[object.name='URL'][property.name=/^(canParse|parse)$/]", // 120, 126
  'MemberExpression[property.name=/^(setHTMLUnsafe|parseHTMLUnsafe|getHTML|moveBefore|caretPositionFromPoint)$/]', // 124, 125, 133, 128
  "MemberExpression[object.name='Intl'][property.name='DurationFormat']", // 129
  'Literal[value=/^(scrollend|beforetoggle|scrollsnapchange)$/]', // 114, 129
].map((selector) => ({ selector, message: 'Chromium 109 does not have it' }));

const LEFT_OUT = {
  camelcase: ['error', { properties: 'never', ignoreDestructuring: true }], // keys of the service have underscores
  'capitalized-comments': 'off', // a reason beside a line goes on with it
  complexity: ['error', 24],
  curly: 'off', // a short guard stands in one line
  'func-style': 'off', // a function of one expression is an arrow, one of several steps is declared
  'id-length': 'off', // x and y are names
  'init-declarations': 'off', // what a try sets is declared before it
  'max-lines': ['error', 400],
  'max-lines-per-function': ['error', 90],
  'max-params': ['error', 5],
  'max-statements': 'off', // told by lines
  'no-continue': 'off', // a guard in a loop reads as one in a function
  'no-inline-comments': 'off', // a unit stands beside its figure
  'no-magic-numbers': 'off', // a figure used once reads best in its place
  'no-nested-ternary': 'off', // prettier sets one case a line
  'no-ternary': 'off',
  'no-undefined': 'off', // what is not there is asked for by its name
  'no-underscore-dangle': 'off', // Leaflet names its own so
  'no-use-before-define': ['error', { functions: false, variables: false }], // the first thing to read stands first
  'one-var': ['error', 'never'],
  'prefer-destructuring': 'off',
  'prefer-named-capture-group': 'off',
  'require-unicode-regexp': 'off',
  'sort-imports': 'off', // by path
  'sort-keys': 'off', // in the order in which they are read
  'sort-vars': 'off',
};

export default [
  { ignores: ['node_modules/', '.venv/', 'maps/static/vendor/', 'maps/static/bundle/', 'bench/', 'wheelhouse/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.all,
  { rules: LEFT_OUT },
  {
    files: ['maps/static/js/**/*.js'],
    plugins: { 'import-x': imports },
    languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: globals.browser },
    rules: {
      'import-x/first': 'error',
      'import-x/named': 'error',
      'import-x/namespace': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/no-mutable-exports': 'off',
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-self-import': 'error',
      'import-x/no-unused-modules': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportAllDeclaration, ExportNamedDeclaration[source], ExportSpecifier',
          message:
            'a name is exported where it stands and imported from there: no module passes on the names of another',
        },
        ...NEWER,
      ],
    },
  },
  {
    files: ['maps/static/js/{page,map,find,match,board,dashboard}/**/*.js'],
    ignores: ['maps/static/js/board/model.js'], // owns the board's question
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/base/state.js'],
              importNames: ['changeState'],
              message: 'the state is changed by the named actions of data/',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['tests/**/*.js', 'tests/**/*.mjs'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: { ...globals.node, ...globals.browser } },
  },
];
