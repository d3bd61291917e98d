/**
 * The walls between the rooms of `src/`, and around them: what a room may import, of ours and of others, and what of the
 * world it may look at. `test/unit/walls.spec.ts` proves that each of them holds.
 */

/** What each room may import of ours. One direction, no room reaches back. `docs/architecture.md` shows the same. */
export const ROOMS = {
  compare: [],
  operators: [],
  testrail: [],
  journal: ['testrail'],
  pipeline: ['compare', 'operators', 'testrail'],
  report: ['compare'],
  simulator: [],
  cli: ['compare', 'operators', 'testrail', 'journal', 'pipeline', 'report', 'simulator'],
};

/** All that a room without I/O may import that is not ours; of rxjs `compare` may name the types. */
const PACKAGES = {
  compare: ['node:crypto', 'htmlparser2', 'markdown-it'],
  operators: ['rxjs'],
  pipeline: ['rxjs', 'rxjs-for-await'],
};

/** Files that stand in a wall, and why. */
const EXCEPTIONS = {
  /** The default clock, which is handed in everywhere else. */
  clock: ['src/operators/monotonic-scheduler.ts'],
  /** The entry of a process of its own; the library's default of a proxy, which it promises to take from the environment. */
  process: ['src/cli/**/*.ts', 'src/simulator/child.ts', 'src/testrail/environment.ts'],
};

const CLOCKS = ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const OF_THE_PROCESS = ['env', 'exit', 'exitCode', 'argv', 'stdin', 'stdout', 'stderr'];

const hasNoIO = (room) => room in PACKAGES;

/** Imports that are closed to a room, each with the reason: expressions that the text of the import is matched against. */
function closedTo(room) {
  const others = Object.keys(ROOMS).filter((other) => other !== room && !ROOMS[room].includes(other));
  const allowed = ROOMS[room].length > 0 ? `only ${ROOMS[room].join(', ')}` : 'none';
  const message = `src/${room} may import ${allowed} of the other rooms.`;
  const packages = [...(PACKAGES[room] ?? []), ...(room === 'compare' ? ['rxjs'] : [])].join('|');
  return [
    // However the way there is written: `../cli/a.js`, `./../cli`, `../../src/cli/a.js`.
    { regex: `^\\.{1,2}/(.*/)?(${others.join('|')})(/|\\.js$|$)`, message },
    { regex: '^(\\.{1,2}/)*\\.\\./(src/)?index\\.js$|/src/index\\.js$|^raildiff(/|$)', message },
    { regex: '^(node:)?process$', message: 'The process is the command’s: have it handed in.' },
    ...(hasNoIO(room)
      ? [{ regex: `^(?!\\.)(?!(${packages})$)`, message: `src/${room} may import only ${packages}.` }]
      : []),
    ...(room === 'compare'
      ? [
          {
            regex: '^rxjs$',
            allowTypeImports: true,
            message: 'src/compare may name the types of rxjs alone.',
          },
        ]
      : []),
  ];
}

/** The same for `import('…')`, as an expression and as a type; what is imported is written there. */
const closedWhenLoaded = (room) => [
  ...closedTo(room).flatMap(({ regex, message, allowTypeImports }) =>
    (allowTypeImports ? ['ImportExpression'] : ['ImportExpression', 'TSImportType']).map((node) => ({
      // A selector ends its expression at a slash.
      selector: `${node}[source.value=/${regex.replaceAll('/', '\\u002F')}/]`,
      message,
    })),
  ),
  { selector: 'ImportExpression[source.type!="Literal"]', message: 'Write out what is imported.' },
  {
    selector: 'MemberExpression[object.name=/^global(This)?$/][property.name="process"]',
    message: 'The process is the command’s: have it handed in.',
  },
];

const processProperties = OF_THE_PROCESS.map((property) => ({
  object: 'process',
  property,
  message: 'The process is the command’s: have it handed in.',
}));

const clocks = (names) => [
  'error',
  {
    globals: names.map((name) => ({ name, message: 'Take the time from the scheduler that is handed in.' })),
    checkGlobalObject: true,
  },
];

export const walls = [
  ...Object.keys(ROOMS).map((room) => ({
    files: [`src/${room}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: closedTo(room) }],
      'no-restricted-syntax': ['error', ...closedWhenLoaded(room)],
      'no-restricted-properties': [
        'error',
        ...processProperties,
        ...(room === 'compare'
          ? [{ object: 'Math', property: 'random', message: 'The same is to come out each time.' }]
          : []),
      ],
      ...(hasNoIO(room) ? { 'no-restricted-globals': clocks([...CLOCKS, 'process']) } : {}),
    },
  })),
  {
    // The library's face: whoever imports it gets nothing of the command, and no server.
    files: ['src/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^\\.{1,2}/(.*/)?(cli|report|simulator)/', message: 'No part of the library.' },
          ],
        },
      ],
      'no-restricted-properties': ['error', ...processProperties],
    },
  },
  {
    files: EXCEPTIONS.clock,
    rules: { 'no-restricted-globals': clocks(CLOCKS.filter((name) => name !== 'performance')) },
  },
  { files: EXCEPTIONS.process, rules: { 'no-restricted-properties': 'off' } },
];
