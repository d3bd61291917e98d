import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The walls between the rooms: what each may import of ours. One direction, no room reaches back.
 * `test/unit/walls.spec.ts` proves that the rule holds them.
 */
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

const walls = Object.entries(ROOMS).map(([room, allowed]) => {
  const closed = [...Object.keys(ROOMS), 'index'].filter(
    (other) => other !== room && !allowed.includes(other),
  );
  return {
    files: [`src/${room}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${closed.join('|')})(/|\\.js$)`,
              message: `src/${room} may import ${allowed.length > 0 ? `only ${allowed.join(', ')}` : 'none'} of the other rooms.`,
            },
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/', '**/.build/', 'coverage/', '.tshy/', '.tshy-build/', 'docs/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['test/**/*.ts', 'marbles/**/*.ts'],
    rules: { 'max-lines': 'off', 'no-control-regex': 'off', '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    // Time comes only from schedulers and from what is handed in, or a marble spec lies.
    files: ['src/operators/**/*.ts', 'src/compare/**/*.ts', 'src/pipeline/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'setImmediate'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time from the scheduler.' },
      ],
    },
  },
  ...walls,
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
