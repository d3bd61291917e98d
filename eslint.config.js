import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { walls } from './eslint.walls.js';

export default tseslint.config(
  { ignores: ['dist/', '**/.build/', 'coverage/', '.tshy/', '.tshy-build/'] },
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
  ...walls,
  {
    // It reads what was written for a terminal.
    files: ['docs/terminal-page.mjs'],
    rules: { 'no-control-regex': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
